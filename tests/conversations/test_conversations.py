"""Every conversation of the YAML files beside: what the shopper writes, what the answer must and must not say.

A turn may hold `as` (another sender), `begins` (the first answer), `says` (all of them), `says_one_of`, `never`,
`facts` (dotted names; null for absent) and `silent: true` (a blank message). What no answer ever says is checked on every turn.
"""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import Service
from tests.conversations.conftest import say

HERE = Path(__file__).parent
FILES = sorted(path for path in HERE.glob("*.yml") if path.name not in ("shop.yml", "declared_indices.yml"))
CONVERSATIONS = [(path.stem, each) for path in FILES for each in yaml.safe_load(path.read_text(encoding="utf-8"))]
# A value that was not filled in, a template, a fault, another language.
NEVER = re.compile(r"\bNone\b|[{}]|Incident|Traceback|utter_|\b(the|your|please|sorry|error|null|undefined)\b")


def plain(text: str) -> str:
    """Return a text as it is compared: lower case, no accents, plain spaces and apostrophes."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def fact(answers: list[Any], path: str) -> Any:
    """Return the fact at a dotted path, the last one said."""
    value = None
    for answer in answers:
        node: Any = answer.payload.get("facts") or {}
        for part in path.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        value = node if node is not None else value
    return value


def test_titles_are_all_different() -> None:
    titles = [each["title"] for _, each in CONVERSATIONS]

    assert sorted(set(titles)) == sorted(titles)


@pytest.mark.parametrize(
    "conversation", [pytest.param(each, id=f"{stem}: {each['title']}") for stem, each in CONVERSATIONS]
)
def test_conversation(conversation: dict[str, Any], request: pytest.FixtureRequest) -> None:
    service: Service = request.getfixturevalue("closed_service" if conversation.get("closed") else "service")
    for number, turn in enumerate(conversation["turns"], 1):
        sender = f"{conversation['title']} {turn.get('as', '')}"
        answers = say(service, sender, turn["shopper"])
        buttons = [button["title"] for answer in answers for button in answer.payload.get("buttons", [])]
        check(turn, answers, [*(answer.text for answer in answers), *buttons], f"turn {number}")


def check(turn: dict[str, Any], answers: list[Any], texts: list[str], place: str) -> None:
    """Compare the answers of one turn with what is expected of them."""
    said = plain(" ".join(texts))
    where = f"{place}, shopper: {turn['shopper'][:200]!r}\nanswer: {said}"
    assert bool(said) is not turn.get("silent", False), where
    assert not NEVER.search(" ".join(texts)), where
    assert said.startswith(plain(turn.get("begins", ""))), f"{where}\ndoes not begin with: {turn['begins']!r}"
    for wanted in turn.get("says", []):
        assert plain(wanted) in said, f"{where}\nmissing: {wanted!r}"
    if turn.get("says_one_of"):
        assert any(plain(wanted) in said for wanted in turn["says_one_of"]), f"{where}\nnone of {turn['says_one_of']}"
    for unwanted in turn.get("never", []):
        assert plain(unwanted) not in said, f"{where}\nsaid: {unwanted!r}"
    for path, wanted in turn.get("facts", {}).items():
        assert fact(answers, path) == wanted, f"{where}\n{path} is {fact(answers, path)!r}, wanted {wanted!r}"


@pytest.mark.parametrize("text", ["a" * 5000, "où est ma commande ? " * 238, "😀" * 2500, "\n".join(["{x}"] * 1200)])
def test_a_message_of_five_thousand_characters_is_answered(service: Service, text: str) -> None:
    answers = say(service, f"long {text[:9]!r}", text)

    assert answers
    assert answers[0].text

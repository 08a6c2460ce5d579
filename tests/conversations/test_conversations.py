"""Every conversation of the YAML files beside: what the shopper writes, what the answer must and must not say."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import Service
from tests.conversations.conftest import say

HERE = Path(__file__).parent
FILES = sorted(path for path in HERE.glob("*.yml") if path.name != "shop.yml")
CONVERSATIONS = [(path.stem, each) for path in FILES for each in yaml.safe_load(path.read_text(encoding="utf-8"))]


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


@pytest.mark.parametrize(
    "conversation", [pytest.param(each, id=f"{stem}: {each['title']}") for stem, each in CONVERSATIONS]
)
def test_conversation(conversation: dict[str, Any], request: pytest.FixtureRequest) -> None:
    service: Service = request.getfixturevalue("closed_service" if conversation.get("closed") else "service")
    for number, turn in enumerate(conversation["turns"], 1):
        sender = f"{conversation['title']} {turn.get('as', '')}"
        answers = say(service, sender, turn["shopper"])
        said = plain(" ".join([answer.text for answer in answers] + [b["title"] for a in answers for b in a.payload.get("buttons", [])]))
        where = f"turn {number}, shopper: {turn['shopper']!r}\nanswer: {said}"
        for wanted in turn.get("says", []):
            assert plain(wanted) in said, f"{where}\nmissing: {wanted!r}"
        if turn.get("says_one_of"):
            assert any(plain(wanted) in said for wanted in turn["says_one_of"]), f"{where}\nnone of {turn['says_one_of']}"
        for unwanted in turn.get("never", []):
            assert plain(unwanted) not in said, f"{where}\nsaid: {unwanted!r}"
        for path, wanted in turn.get("facts", {}).items():
            assert fact(answers, path) == wanted, f"{where}\n{path} is {fact(answers, path)!r}, wanted {wanted!r}"

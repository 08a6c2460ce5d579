"""What the model understands of sentences it has never seen: the held-out files of tests/sentences."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import Service
from bot.evaluation import Counts, count

HERE = Path(__file__).parent.parent / "sentences"
ANNOTATION = re.compile(r"\[([^\]]*)\](?:\((\w+)\)|\{\"entity\": \"(\w+)\"[^}]*\})")


def sentences(path: Path) -> list[dict[str, Any]]:
    """Read annotated sentences: text, intent and entities with their positions."""
    found = []
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in block["examples"].splitlines():
            if line.strip():
                found.append({"intent": block["intent"], **unmarked(line.strip().removeprefix("- "))})
    return found


def unmarked(line: str) -> dict[str, Any]:
    """Return the text of an annotated line and its entities."""
    text, entities, read = "", [], 0
    for mark in ANNOTATION.finditer(line):
        text += line[read : mark.start()]
        entities.append({"entity": mark[2] or mark[3], "start": len(text), "end": len(text) + len(mark[1])})
        text, read = text + mark[1], mark.end()
    return {"text": text + line[read:], "entities": entities}


@pytest.fixture(scope="module")
def counts(service: Service) -> Counts:
    async def measured() -> Counts:
        tally = Counts()
        for path in sorted(HERE.glob("*.yml")):
            if path.stem != "questions":
                for sentence in sentences(path):
                    count(tally, sentence, await service.assistant.understand(sentence["text"]))
        return tally

    return asyncio.run(measured())


def share(tally: Any) -> float:
    return tally[True] / tally.total()


def test_nine_sentences_in_ten_are_understood(counts: Counts) -> None:
    assert share(counts.intents) >= 0.88, "\n".join(counts.mistakes[:40])


def test_what_is_out_of_scope_is_refused(counts: Counts) -> None:
    assert share(counts.refused) >= 0.85


def test_what_is_in_scope_is_seldom_refused(counts: Counts) -> None:
    assert share(counts.fell_back) <= 0.05


@pytest.mark.parametrize(
    "name", ["email", "order_number", "postcode", "amount", "date", "duration", "brand", "product_type"]
)
def test_entities_are_found(counts: Counts, name: str) -> None:
    tally = counts.entities[name]
    precision, recall = tally["right"] / tally["given"], tally["hit"] / tally["wanted"]
    assert 2 * precision * recall / (precision + recall) >= 0.8


def test_the_right_answer_is_chosen_among_those_of_an_intent(service: Service) -> None:
    async def right() -> list[bool]:
        chosen = []
        for sentence in sentences(HERE / "questions.yml"):
            parse = await service.assistant.understand(sentence["text"])
            if parse["intent_ranking"][0]["name"] == sentence["intent"].partition("/")[0]:
                chosen.append(parse.get("answer", {}).get("name") == sentence["intent"])
        return chosen

    results = asyncio.run(right())
    assert sum(results) / len(results) >= 0.7

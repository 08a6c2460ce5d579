"""The sentences: those all systems are trained on, and the two sets none of them has seen."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.entities import ANNOTATION
from bot.evaluation import _spans, read_sentences

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "data" / "nlu"
HELD_OUT = ROOT / "tests" / "sentences"
OUTSIDE = ROOT.parent / "shared" / "eval" / "nlu_dev.jsonl"  # of another hand; measured when it lies beside
QUESTIONS = "questions"  # three a frequent answer: they measure the choice of the answer, not of the intent

Span = tuple[str, int, int]  # entity, start, end


@dataclass(frozen=True)
class Sentence:
    """A sentence, the intent meant (without its key) and the spans of its entities."""

    text: str
    intent: str
    entities: tuple[Span, ...] = ()


def training() -> list[dict[str, str]]:
    """Return text and intent of each training sentence, as Rasa's own loader reads the files."""
    import bot.engine  # noqa: F401  # first: Rasa cannot be imported without it

    # isort: split
    from rasa.shared.nlu.training_data.loading import load_data

    examples = load_data(str(TRAINING)).intent_examples
    return [{"text": str(each.get("text")), "intent": str(each.get("intent"))} for each in examples]


def sets() -> dict[str, list[Sentence]]:
    """Return the held-out sets found here, by name."""
    found = {"held-out": _held_out()}
    if OUTSIDE.exists():
        found["dev"] = [_read(each) for each in read_sentences(OUTSIDE)]
    return found


def _held_out() -> list[Sentence]:
    sentences = []
    for file in sorted(HELD_OUT.glob("*.yml")):
        if file.stem != QUESTIONS:
            for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
                lines = (line.strip().removeprefix("- ") for line in block["examples"].splitlines())
                sentences += [_unmarked(line, block["intent"]) for line in lines if line]
    return sentences


def _unmarked(line: str, intent: str) -> Sentence:
    """Return an annotated line as a sentence."""
    text, spans, done = "", [], 0
    for mark in ANNOTATION.finditer(line):
        text += line[done : mark.start()]
        spans.append((mark[2], len(text), len(text) + len(mark[1])))
        text, done = text + mark[1], mark.end()
    return Sentence(text + line[done:], intent.partition("/")[0], tuple(spans))


def _read(line: dict[str, Any]) -> Sentence:
    return Sentence(line["text"], line["intent"].partition("/")[0], tuple(_spans(line)))

"""Measures understanding on sentences with their intents and entities (JSON lines: text, intent, entities)."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.settings import Settings

FALLBACK, NOTHING = "nlu_fallback", "out_of_scope"


@dataclass
class Counts:
    """What was right, wrong and missed."""

    intents: Counter[bool] = field(default_factory=Counter)
    refused: Counter[bool] = field(default_factory=Counter)
    fell_back: Counter[bool] = field(default_factory=Counter)
    entities: dict[str, Counter[str]] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)


def read_sentences(path: Path) -> list[dict[str, Any]]:
    """Return the sentences of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


async def evaluate(path: Path, settings: Settings, *, show_errors: bool) -> int:
    """Parse every sentence with the model that serves and print the figures."""
    from actions import every_action
    from actions.store.questions.dialogue import DialogueLog
    from bot import model
    from bot.app import make_shop
    from bot.assistant import Assistant
    from bot.commands import open_database
    from bot.engine.tracker_store import SessionTrackerStore

    engine = open_database(settings)
    memory = SessionTrackerStore(None, DialogueLog(engine))
    assistant = Assistant.load(
        model.latest(settings.at(settings.model)), every_action(make_shop(settings, engine)), memory
    )
    counts = Counts()
    for sentence in read_sentences(path):
        count(counts, sentence, await assistant.understand(sentence["text"]))
    print("\n".join(report(counts)))
    if show_errors:
        print("\n".join(counts.mistakes))
    return 0


def count(counts: Counts, sentence: dict[str, Any], parse: dict[str, Any]) -> None:
    """Add one sentence to the counts."""
    wanted, name = sentence["intent"].split("/")[0], parse["intent"]["name"]
    ranking = parse.get("intent_ranking") or [{"name": name}]
    guess = ranking[0]["name"]
    if wanted == NOTHING:
        counts.refused[name in (FALLBACK, NOTHING)] += 1
    else:
        counts.fell_back[name == FALLBACK] += 1
    counts.intents[guess == wanted] += 1
    if guess != wanted:
        counts.mistakes.append(
            f"{wanted:26} {guess:26} {ranking[0].get('confidence', 0):.2f}  {sentence['text'][:110]}"
        )
    _count_entities(counts, sentence, parse["entities"])


def _count_entities(counts: Counts, sentence: dict[str, Any], found: Iterable[dict[str, Any]]) -> None:
    wanted = _spans(sentence)
    given = [(each["entity"], each["start"], each["end"]) for each in found]
    for name in {each[0] for each in (*wanted, *given)}:
        tally = counts.entities.setdefault(name, Counter())
        ours = [each for each in given if each[0] == name]
        theirs = [each for each in wanted if each[0] == name]
        tally["hit"] += sum(any(_overlap(each, other) for other in ours) for each in theirs)
        tally["wanted"] += len(theirs)
        tally["right"] += sum(any(_overlap(each, other) for other in theirs) for each in ours)
        tally["given"] += len(ours)
        for each in theirs:
            if not any(_overlap(each, other) for other in ours):
                counts.mistakes.append(
                    f"missed {name}: {sentence['text'][each[1] : each[2]]!r} in {sentence['text'][:90]}"
                )
        for each in ours:
            if not any(_overlap(each, other) for other in theirs):
                counts.mistakes.append(
                    f"extra  {name}: {sentence['text'][each[1] : each[2]]!r} in {sentence['text'][:90]}"
                )


def _spans(sentence: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Return the spans wanted; one given by its text is looked for from the left, after the one before."""
    spans, cursor = [], 0
    for entity in sentence.get("entities", []):
        if "start" in entity:
            start = entity["start"]
        else:
            start = sentence["text"].find(entity["text"], cursor)
            start = start if start >= 0 else sentence["text"].find(entity["text"])
        end = entity.get("end", start + len(entity.get("text", "")))
        cursor = end
        spans.append((entity["entity"], start, end))
    return spans


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[1] < other[2] and other[1] < one[2]


def report(counts: Counts) -> list[str]:
    """Return the figures in lines."""
    lines = [
        f"intent accuracy        {_share(counts.intents):.3f} of {counts.intents.total()}",
        f"out of scope refused   {_share(counts.refused):.3f} of {counts.refused.total()}",
        f"in scope fallen back   {_share(counts.fell_back):.3f} of {counts.fell_back.total()}",
    ]
    total: Counter[str] = Counter()
    for name, tally in sorted(counts.entities.items()):
        total.update(tally)
        lines.append(f"  {name:14} F1 {_f1(tally):.3f}  (wanted {tally['wanted']}, given {tally['given']})")
    return [*lines[:3], f"entity F1 (overlap)    {_f1(total):.3f} of {total['wanted']}", *lines[3:]]


def _share(tally: Counter[bool]) -> float:
    return tally[True] / tally.total() if tally else 0.0


def _f1(tally: Counter[str]) -> float:
    precision = tally["right"] / tally["given"] if tally["given"] else 0.0
    recall = tally["hit"] / tally["wanted"] if tally["wanted"] else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

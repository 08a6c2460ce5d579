"""How entities are found: lists alone, Rasa's own extractor, ours with and without lists or invented names.

`python -m bench.entities [--also FILE.jsonl]` writes bench/entities.md. FILE holds lines such as
{"text": …, "entities": [{"entity": …, "text": …}]}. Spans are right when they overlap one of the same entity.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import bot.engine.bridge  # noqa: F401  # before anything of Rasa

# isort: split
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.extractors.crf_entity_extractor import CRFEntityExtractor
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.entity_merger import merged
from bot.nlu.entity_tagger import EXTRACTOR, KINDS, EntityTagger, Tagger, fit
from bot.nlu.invented_names import Sentence, Span
from bot.nlu.pattern_extractor import entities as shapes
from bot.nlu.tokenizer import FrenchTokenizer
from bot.nlu.vocabulary import Match
from bot.nlu.vocabulary_extractor import lookup_vocabulary

ROOT = Path(__file__).parents[1]
FOLDS = 5
TODAY = date(2026, 11, 24)
ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+)\)")
EVERY = (*KINDS, "order_number", "email", "postcode", "amount", "date", "duration")

Find = Callable[[str], list[Span]]
Train = Callable[[Sequence[Sentence]], Find]
Counts = dict[str, Counter[str]]


def annotated(folder: Path) -> list[Sentence]:
    """Return the sentences of Rasa's training files, each once, with their spans."""
    sentences: dict[str, list[Span]] = {}
    for file in sorted(folder.glob("*.yml")):
        for intent in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            for line in intent["examples"].splitlines():
                text, spans, done = "", [], 2
                for found in ANNOTATION.finditer(line):
                    text += line[done : found.start()]
                    spans.append((len(text), len(text) + len(found[1]), found[2]))
                    text, done = text + found[1], found.end()
                sentences.setdefault(text + line[done:], spans)
    return list(sentences.items())


def lines_of(file: Path) -> Iterator[Sentence]:
    """Yield the sentences of a JSON-lines file, each entity placed where its text first stands."""
    for line in file.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        reached: dict[str, int] = defaultdict(int)
        spans = []
        for each in said["entities"]:
            start = said["text"].find(each["text"], reached[each["text"]])
            reached[each["text"]] = start + 1
            spans.append((start, start + len(each["text"]), each["entity"]))
        yield said["text"], spans


def renamed(sentences: Sequence[Sentence], entity: str, names: Sequence[str]) -> list[Sentence]:
    """Return the sentences that hold an entity, each of its names replaced by one that no list has."""
    draw, told = random.Random(5), []
    for text, spans in sentences:
        if not any(kind == entity for *_, kind in spans):
            continue
        new, done, moved = "", 0, []
        for start, end, kind in sorted(spans):
            name = draw.choice(names) if kind == entity else text[start:end]
            name = name.upper() if text.isupper() else name.lower() if text.islower() else name
            new += text[done:start]
            moved.append((len(new), len(new) + len(name), kind))
            new, done = new + name, end
        told.append((new + text[done:], moved))
    return told


def counted(sentences: Sequence[Sentence], find: Find, entities: Sequence[str]) -> Counts:
    """Return what is right, wrong and missed, by entity; each expected span is right once at most."""
    counts: Counts = {name: Counter() for name in ("right", "wrong", "missed")}
    for text, expected in sentences:
        left = [span for span in find(text) if span[2] in entities]
        for start, end, entity in expected:
            if entity in entities:
                hit = next((span for span in left if span[2] == entity and span[0] < end and start < span[1]), None)
                counts["right" if hit else "missed"][entity] += 1
                if hit:
                    left.remove(hit)
        counts["wrong"].update(entity for *_, entity in left)
    return counts


def f1(counts: Counts, entity: str | None = None) -> float:
    """Return the F1 of one entity or of all together."""
    right, wrong, missed = (
        counts[name][entity] if entity else counts[name].total() for name in ("right", "wrong", "missed")
    )
    return 2 * right / max(1, 2 * right + wrong + missed)


def lists_alone(_: Sequence[Sentence]) -> Find:
    """Take every known phrase for an entity, the longest first."""
    vocabulary = lookup_vocabulary()[0]

    def find(text: str) -> list[Span]:
        kept: list[Span] = []
        for match in sorted(vocabulary.find(text), key=lambda match: match.start - match.end):
            if match.term.entity in KINDS and not any(
                match.start < end and start < match.end for start, end, _ in kept
            ):
                kept.append((match.start, match.end, match.term.entity))
        return kept

    return find


def rasas_own(sentences: Sequence[Sentence]) -> Find:
    """Train Rasa's CRFEntityExtractor on its default features."""
    tokenizer = FrenchTokenizer(FrenchTokenizer.get_default_config())
    examples = [_featured(_example(text, spans)) for text, spans in sentences]
    data = tokenizer.process_training_data(TrainingData(examples))
    config = CRFEntityExtractor.get_default_config()
    folder = Path(tempfile.mkdtemp())
    extractor = CRFEntityExtractor(config, LocalModelStorage(folder), Resource("crf"))
    extractor.train(data)

    def find(text: str) -> list[Span]:
        message = Message(data={"text": text})
        tokenizer.process([_featured(message)])
        extractor.process([message])
        return [(each["start"], each["end"], each["entity"]) for each in message.get("entities", [])]

    return find


def _example(text: str, spans: list[Span]) -> Message:
    known = [span for span in spans if span[2] in KINDS]
    entities = [{"start": start, "end": end, "entity": kind, "value": text[start:end]} for start, end, kind in known]
    return Message.build(text, intent="any", entities=entities)


def _featured(message: Message) -> Message:
    """Give a message one feature: Rasa's extractor passes over those that have none."""
    message.add_features(Features(np.zeros((1, 1)), "sentence", "text", "bench"))
    return message


def ours(lists: bool, **changes: Any) -> Train:
    """Return how to train our tagger, with or without the lists, with other settings."""

    def known(text: str) -> list[Match]:
        return lookup_vocabulary()[0].find(text) if lists else []

    def train(sentences: Sequence[Sentence]) -> Find:
        tagger = fit(sentences, known, {**EntityTagger.get_default_config(), **changes})
        return lambda text: tagger.spans(text, known(text))

    return train


def whole(tagger: Tagger) -> Find:
    """Return what patterns, lists, tagger and merger find together."""

    def find(text: str) -> list[Span]:
        matches = lookup_vocabulary()[0].find(text)
        tags = [
            {"entity": entity, "start": start, "end": end, "value": text[start:end], "extractor": EXTRACTOR}
            for start, end, entity in tagger.spans(text, matches)
        ]
        kept = merged(text, [*shapes(text, TODAY), *tags], matches)
        return [(each["start"], each["end"], each["entity"]) for each in kept]

    return find


VARIANTS: dict[str, Train] = {
    "lists alone": lists_alone,
    "Rasa's CRFEntityExtractor": rasas_own,
    "ours without lists nor invented names": ours(lists=False, retold=0.0),
    "ours without invented names": ours(lists=True, retold=0.0),
    "**ours**": ours(lists=True),
}


def in_folds(sentences: list[Sentence], train: Train, entities: Sequence[str]) -> Counts:
    """Return the counts of all sentences, each found by what was trained without its fold."""
    shuffled = random.Random(1).sample(sentences, len(sentences))
    total: Counts = {name: Counter() for name in ("right", "wrong", "missed")}
    for fold in range(FOLDS):
        find = train([each for place, each in enumerate(shuffled) if place % FOLDS != fold])
        for name, counts in counted(shuffled[fold::FOLDS], find, entities).items():
            total[name] += counts
    return total


def row(name: str, train: Train, sentences: list[Sentence], others: dict[str, list[Sentence]]) -> str:
    """Measure one variant and return its line of the table."""
    folds = f1(in_folds(sentences, train, KINDS))
    began = time.process_time()
    find = train(sentences)
    seconds = time.process_time() - began
    scores = [f1(counted(each, find, KINDS)) for each in others.values()]
    unknown = [f1(counted(told, find, [entity]), entity) for entity, told in _unknown(others["held-out"]).items()]
    began, texts = time.process_time(), [text for text, _ in others["held-out"]]
    for text in texts:
        find(text)
    speed = (time.process_time() - began) / len(texts) * 1000
    cells = [f"{each:.3f}" for each in (folds, *scores, *unknown)]
    return f"| {name} | {' | '.join(cells)} | {seconds:.0f} | {speed:.2f} |"


def _unknown(sentences: list[Sentence]) -> dict[str, list[Sentence]]:
    names = yaml.safe_load((ROOT / "bench" / "unknown_names.yml").read_text(encoding="utf-8"))
    return {entity: renamed(sentences, entity, names[entity]) for entity in ("product_type", "brand", "model", "part")}


def report(sentences: list[Sentence], others: dict[str, list[Sentence]]) -> str:
    """Measure everything and return the page."""
    head = [
        "folds",
        *others,
        "unknown product",
        "unknown brand",
        "unknown model",
        "unknown part",
        "training, s",
        "ms a sentence",
    ]
    lines = [f"| | {' | '.join(head)} |", f"|---|{'--:|' * len(head)}"]
    for name, train in VARIANTS.items():
        lines.append(row(name, train, sentences, others))
        print(lines[-1], flush=True)
    find = whole(fit(sentences, lookup_vocabulary()[0].find, EntityTagger.get_default_config()))
    counts = {name: counted(each, find, EVERY) for name, each in others.items()}
    table = [
        f"| | {' | '.join(f'{name} | right | wrong | missed' for name in others)} |",
        f"|---|{'--:|' * 4 * len(others)}",
    ]
    for entity in (*EVERY, None):
        cells = [
            f"{f1(each, entity):.3f} | "
            + " | ".join(
                str(each[kind][entity] if entity else each[kind].total()) for kind in ("right", "wrong", "missed")
            )
            for each in counts.values()
        ]
        table.append(f"| {entity or '**all**'} | {' | '.join(cells)} |")
    page = (ROOT / "bench" / "entities.in.md").read_text(encoding="utf-8")
    return page.format(
        sentences=len(sentences), others=", ".join(f"{name} ({len(each)})" for name, each in others.items()),
        variants="\n".join(lines), entities="\n".join(table),
    )  # fmt: skip


def main() -> None:
    """Measure and write bench/entities.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--also", type=Path, help="another file of sentences, measured and never trained on")
    arguments = parser.parse_args()
    others = {"held-out": annotated(ROOT / "tests" / "sentences")}
    if arguments.also:
        others["dev"] = list(lines_of(arguments.also))
    (ROOT / "bench" / "entities.md").write_text(report(annotated(ROOT / "data" / "nlu"), others), encoding="utf-8")


if __name__ == "__main__":
    main()

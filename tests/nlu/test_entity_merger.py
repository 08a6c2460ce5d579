"""One list of entities out of three: the cases are in entity_merger.yml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import bot.engine.bridge  # noqa: F401  # before anything of Rasa

# isort: split
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entity_merger import EntityMerger, merged
from bot.nlu.vocabulary import Match, Term
from bot.nlu.vocabulary_extractor import MATCHES, lookup_vocabulary

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("entity_merger.yml").read_text())["cases"]


def span(text: str, words: str, entity: str, extractor: str) -> dict[str, Any]:
    start = text.index(words)
    return {"entity": entity, "start": start, "end": start + len(words), "value": words, "extractor": extractor}


def said(case: dict[str, Any]) -> tuple[str, list[dict[str, Any]], list[Match]]:
    """Return the text of a case, what the extractors say of it and the phrases known in it."""
    text, names = case["text"], case.get("names", {})
    entities = [span(text, words, entity, "PatternExtractor") for words, entity in case.get("shapes", {}).items()]
    matches = list(lookup_vocabulary()[0].find(text))
    for words, (entity, canonical) in names.items():
        found = span(text, words, entity, "VocabularyExtractor")
        entities.append(found | {"normalized": canonical})
        matches.append(Match(found["start"], found["end"], Term(entity, canonical, is_live=True)))
    entities += [span(text, words, entity, "EntityTagger") for words, entity in case.get("tags", {}).items()]
    return text, entities, matches


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_kept(case: dict[str, Any]) -> None:
    kept = merged(*said(case), is_off_topic=case.get("off_topic", False))
    assert [{each["value"]: each.get("normalized")} for each in kept] == case["kept"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_kept_entities_are_in_order_apart_and_hold_their_words(case: dict[str, Any]) -> None:
    text, entities, matches = said(case)
    kept = merged(text, entities, matches)
    assert all(text[each["start"] : each["end"]] == each["value"] for each in kept)
    assert all(one["end"] <= other["start"] for one, other in zip(kept, kept[1:], strict=False))


@pytest.mark.parametrize(
    ("intent", "confidence", "left"),
    [
        ("bot_challenge", 0.9, 0),
        ("out_of_scope", 0.9, 0),
        ("bot_challenge", 0.3, 1),
        ("repair_request", 0.9, 1),
        ("deny", 0.9, 1),
    ],
)
def test_a_message_surely_off_topic_speaks_of_no_product(intent: str, confidence: float, left: int) -> None:
    text = "c'est une machine"
    entities = [span(text, "machine", "product_type", "EntityTagger")]
    message = Message(
        data={"text": text, "entities": entities, MATCHES: [], "intent": {"name": intent, "confidence": confidence}}
    )
    EntityMerger().process([message])
    assert len(message.get("entities")) == left

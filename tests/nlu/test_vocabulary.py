"""Known phrases in a text: the cases are in vocabulary.yml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import bot.engine.bridge  # noqa: F401  # before anything of Rasa

# isort: split
from bot.nlu.vocabulary import Match, Term, Vocabulary
from bot.nlu.vocabulary_extractor import lookup_vocabulary

ENTITIES = ("product_type", "brand", "model", "part", "defect", "merchant")
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yml").with_stem("vocabulary").read_text())[
    "cases"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_the_lookups_know_the_phrase(case: dict[str, Any]) -> None:
    text = case["text"]
    entity = next(name for name in ENTITIES if name in case)
    found = {
        match.term.canonical
        for match in lookup_vocabulary()[0].find(text)
        if match.term.entity == entity and text[match.start : match.end] == case["words"]
    }
    assert found == ({case[entity]} if case[entity] else set())


def found(vocabulary: Vocabulary, text: str) -> list[tuple[str, str]]:
    return [(text[match.start : match.end], match.term.canonical) for match in vocabulary.find(text)]


def test_a_model_is_found_whatever_its_punctuation() -> None:
    vocabulary = Vocabulary([("MK-1", Term("model", "MK-1")), ("VX2", Term("model", "VX2"))])
    for typed in ("mk1", "MK 1", "Mk-1", "mk.1", "vx 2", "VX-2", "vx2"):
        assert [words for words, _ in found(vocabulary, f"mon {typed} fuit")] == [typed]


def test_a_longer_reference_is_not_cut_to_a_known_one() -> None:
    vocabulary = Vocabulary([("MK-1", Term("model", "MK-1"))])
    assert found(vocabulary, "le mk12 et le mk-100") == []


def test_the_longest_phrase_of_an_entity_wins() -> None:
    vocabulary = Vocabulary([("joint", Term("part", "joint")), ("joint de hublot", Term("part", "joint de hublot"))])
    assert found(vocabulary, "le joint du hublot") == [("joint du hublot", "joint de hublot")]


def test_one_phrase_may_be_two_entities() -> None:
    vocabulary = Vocabulary([("clavier", Term("part", "clavier")), ("clavier", Term("product_type", "keyboard"))])
    assert set(vocabulary.find("clavier")) == {
        Match(0, 7, Term("part", "clavier")),
        Match(0, 7, Term("product_type", "keyboard")),
    }


def test_an_unknown_word_one_slip_away_is_corrected_and_said_inexact() -> None:
    vocabulary = Vocabulary([("Bellorne", Term("brand", "Bellorne"))])
    for typed in ("belorne", "bellornne", "bellprne", "belolrne"):
        assert [match.is_exact for match in vocabulary.find(typed)] == [False]


def test_a_word_of_french_is_no_typo() -> None:
    vocabulary = Vocabulary([("Portia", Term("brand", "Portia"))], is_ordinary=lambda word: word == "partia")
    assert vocabulary.find("partia") == []


def test_short_words_are_never_corrected() -> None:
    vocabulary = Vocabulary([("Bosch", Term("brand", "Bosch")), ("tiroir", Term("part", "tiroir"))])
    assert vocabulary.find("bosh et tiroi") == []


def test_a_text_without_words_has_no_match() -> None:
    assert Vocabulary([("four", Term("product_type", "oven"))]).find("?! 😂 \ud83d") == []

"""The Rasa component of the patterns: the shape of its entities, the day it takes, and messages of all kinds."""

import time
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

import bot.engine.bridge  # noqa: F401  # before anything of Rasa

# isort: split
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.pattern_extractor import EXTRACTOR, PatternExtractor, entities

TODAY = date(2026, 11, 23)


def extractor() -> PatternExtractor:
    return PatternExtractor({}, today=lambda: TODAY)


def extracted(text: str, **data: Any) -> list[dict[str, Any]]:
    """Return the entities of a message that holds this text and these other data."""
    message = Message(data={"text": text, **data})
    extractor().process([message])
    found: list[dict[str, Any]] = message.get("entities", [])
    return found


def test_a_message_gives_its_entities_in_order() -> None:
    text = "Commande CMD-2024-001234 : four payé 49,90 €, reçu le 3 mars 2025, jeanne.roux@exemple.fr, 59000 Lille"
    assert [(one["entity"], one["normalized"]) for one in extracted(text)] == [
        ("order_number", "CMD-2024-001234"),
        ("amount", "49.90"),
        ("date", "2025-03-03"),
        ("email", "jeanne.roux@exemple.fr"),
        ("postcode", "59000"),
    ]


def test_an_entity_has_the_shape_rasa_expects() -> None:
    text = "acheté il y a 18 mois"
    assert extracted(text) == [
        {
            "entity": "duration", "start": 14, "end": 21, "value": "18 mois", "normalized": "P18M", "day": "2025-05-23",
            "role": "purchase", "grain": None, "extractor": EXTRACTOR,
        }
    ]  # fmt: skip


def test_positions_are_those_of_the_raw_text() -> None:
    text = "😂 l’œuvre\u00a0: reçue\ud83d HIER, n°\u00a0100245"
    assert [text[one["start"] : one["end"]] for one in extracted(text)] == ["HIER", "n°\u00a0100245"]


def test_the_entities_already_there_are_kept() -> None:
    known = {"entity": "brand", "start": 0, "end": 5, "value": "Bosch"}
    assert [one["entity"] for one in extracted("Bosch acheté hier", entities=[known])] == ["brand", "date"]


@pytest.mark.parametrize(
    "data",
    [{"day": "2025-01-02"}, {"day": date(2025, 1, 2)}, {"metadata": {"day": "2025-01-02T23:30:00+01:00"}}],
    ids=["a day in writing", "a day", "a moment in the metadata"],
)
def test_the_day_of_the_message_counts(data: dict[str, Any]) -> None:
    assert [one["normalized"] for one in extracted("hier", **data)] == ["2025-01-01"]


@pytest.mark.parametrize("data", [{}, {"metadata": None}, {"metadata": {"day": "demain"}}, {"day": ""}])
def test_without_a_day_the_clock_counts(data: dict[str, Any]) -> None:
    assert [one["normalized"] for one in extracted("hier", **data)] == ["2026-11-22"]


@pytest.mark.parametrize(
    "text", ["", "   ", "\n", "😂🙏", "\ud83d\ude00\ud83d", "المرجو المساعدة", "你好，我的洗衣机坏了", "İ" * 50]
)
def test_a_message_without_patterns_stays_without_entities(text: str) -> None:
    assert extracted(text) == []


def test_a_message_in_another_language_is_read_without_harm() -> None:
    found = extracted("Hello, my washing machine, order #1001, bought in February 2024 for 499 €, does not spin")
    assert [(one["entity"], one["normalized"]) for one in found] == [
        ("order_number", "1001"), ("date", "2024-02-01"), ("amount", "499.00"),
    ]  # fmt: skip


def test_no_two_entities_share_a_letter() -> None:
    text = "commande 2025-0099 du 12/05/2025 à 1 200 €, le 59 000, payée 300 le 3 mars 2025, 75011 Paris, de 35 à 110 €"
    found = extracted(text)
    assert len(found) >= 6
    assert all(one["end"] <= following["start"] for one, following in pairwise(found))


def test_a_very_long_message_is_read_up_to_a_limit() -> None:
    text = ("bonjour, mon four acheté hier ne marche plus. " * 200) + "n° 100245"
    begun = time.perf_counter()
    found = entities(text, TODAY)
    assert time.perf_counter() - begun < 1
    assert {one["entity"] for one in found} == {"date"}


def test_a_sentence_takes_about_a_millisecond() -> None:
    text = "Mon lave-linge acheté le 3 mars 2025 ne marche plus depuis hier, commande CMD-2024-001234, garanti ?"
    entities(text, TODAY)
    spent = []
    for _ in range(50):
        begun = time.perf_counter()
        entities(text, TODAY)
        spent.append(time.perf_counter() - begun)
    assert min(spent) < 0.002  # measured: 0.4 ms; twice the limit, for slower machines

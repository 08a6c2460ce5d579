"""Days and durations in French: each sentence of `dates.yml` is understood as it says there."""

import random
import re
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu import dates, named_days

TABLE = yaml.safe_load((Path(__file__).parent / "dates.yml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLE["cases"]
TODAY: date = TABLE["today"]


def expected(case: dict[str, Any]) -> Iterator[tuple[str, str, str | None, str | None, str | None]]:
    """Entity, value, day, grain and role of each thing to find."""
    for found in case["found"]:
        if "date" in found:
            day = found["date"].isoformat()
            yield "date", day, day, found.get("grain", "day"), found.get("role")
        else:
            day = found["day"].isoformat() if "day" in found else None
            yield "duration", found["duration"], day, None, found.get("role")


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_the_sentence_is_understood(case: dict[str, Any]) -> None:
    found = dates.find(case["text"], case.get("today", TODAY))
    assert [(one.entity, one.normalized, one.day, one.grain, one.role) for one in found] == list(expected(case))
    for one, wanted in zip(found, case["found"], strict=True):
        places = [place.span() for place in re.finditer(re.escape(str(wanted["words"])), case["text"])]
        assert any(one.start < end and start < one.end for start, end in places), case["text"][one.start : one.end]


def test_the_table_is_long_enough_to_compare_libraries() -> None:
    assert len(CASES) >= 150
    assert len({(case["text"], case.get("today")) for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("black friday", date(2023, 11, 24)),
        ("black friday", date(2024, 11, 29)),  # the month begins on a Friday: still the day after the fourth Thursday
        ("fete des meres", date(2023, 6, 4)),  # the last Sunday of May was Whitsun
        ("fete des meres", date(2025, 5, 25)),
        ("paques", date(2024, 3, 31)),
        ("lundi de pentecote", date(2024, 5, 20)),
    ],
)
def test_a_named_day_falls_where_the_calendar_says(name: str, day: date) -> None:
    assert named_days.in_year(name, day.year) == day


def test_a_day_to_come_is_never_the_day_of_the_purchase() -> None:
    found = dates.find("je l'ai acheté pour samedi", TODAY)
    assert [(one.day, one.role) for one in found] == [("2026-11-28", None)]


def test_every_day_of_the_calendar_can_be_the_day_of_the_message() -> None:
    sentence = "acheté le 29 février, reçu le 31, en panne depuis lundi, il y a un mois, fin du mois, l'hiver dernier"
    for month, last in enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1):
        for number in (1, 15, last):
            today = date(2024, month, number)
            assert all(one.day is None or date.fromisoformat(one.day) for one in dates.find(sentence, today))


WORDS = (
    "le 3 mars 2025 hier depuis il y a 18 mois deux ans et demi à Noël l'été dernier acheté livré 12/05/24 , 😂 vingt "
    "quatre-vingt 1 001 fin mi- lundi pour d'ici \ud83d المغرب 2026 du au en mère de 82 ans 24h n° CMD-2024-001234"
).split(" ")


@pytest.mark.parametrize("seed", range(40))
def test_any_heap_of_words_gives_places_apart_and_in_order(seed: int) -> None:
    text = " ".join(random.Random(seed).choices(WORDS, k=120))
    found = dates.find(text, TODAY)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= following.start for one, following in pairwise(found))


@pytest.mark.parametrize(
    "piece", ["a", "1", "1 ", "un ", "vingt-", "-1", "le 3 ", "01/", "l'", "depuis ", "ma mère de ", "\n"]
)
def test_a_long_monotonous_message_is_read_in_less_than_a_second(piece: str) -> None:
    text = (piece * 5000)[:5000]
    begun = time.perf_counter()
    dates.find(text, TODAY)
    assert time.perf_counter() - begun < 1  # measured: under 0.1 s; a pattern that backtracks takes minutes

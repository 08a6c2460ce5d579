"""Order numbers, e-mails, postcodes and amounts: each sentence of `patterns.yml` is understood as it says there."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu import patterns

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "patterns.yml").read_text(encoding="utf-8"))[
    "cases"
]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_the_sentence_is_understood(case: dict[str, Any]) -> None:
    found = patterns.find(case["text"])
    wanted = [(kind, value) for one in case["found"] for kind, value in one.items() if kind != "words"]
    assert [(one.entity, one.normalized) for one in found] == wanted
    for one, expected in zip(found, case["found"], strict=True):
        places = [place.span() for place in re.finditer(re.escape(str(expected["words"])), case["text"])]
        assert any(one.start < end and start < one.end for start, end in places), case["text"][one.start : one.end]


def test_the_number_sign_belongs_to_the_order_number() -> None:
    (found,) = patterns.find("ma commande n° 100245 svp")
    assert "ma commande n° 100245 svp"[found.start : found.end] == "n° 100245"


@pytest.mark.parametrize(
    "piece", ["a", "1", "100 ", "a@", "@a.", "a.", "ref : ", "n° ", "1 000 € ", "a point ", "commande de ", "-"]
)
def test_a_long_monotonous_message_is_read_in_less_than_a_second(piece: str) -> None:
    text = (piece * 5000)[:5000]
    begun = time.perf_counter()
    patterns.find(text)
    assert time.perf_counter() - begun < 1  # measured: under 0.1 s; a pattern that backtracks takes minutes

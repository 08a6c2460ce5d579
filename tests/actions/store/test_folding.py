"""What people write and the one thing it means: the cases are in `ways_of_writing.yml`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.store.folding import (
    KEY_LENGTH,
    fold_batch,
    fold_brand,
    fold_email,
    fold_gtin,
    fold_model,
    fold_order_number,
    fold_part,
    fold_reference,
    fold_ticket_number,
    has_right_check_digit,
)

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("ways_of_writing.yml").read_text(encoding="utf-8"))
FOLDS: dict[str, Callable[[str], str | None]] = {
    "order_numbers": fold_order_number,
    "models": fold_model,
    "brands": fold_brand,
    "emails": fold_email,
    "parts": fold_part,
    "batches": fold_batch,
    "gtins": fold_gtin,
}
SAME = [(kind, line) for kind in FOLDS for line in CASES[kind]]
DIFFERENT = [(kind, pair) for kind, pairs in CASES["different"].items() for pair in pairs]


@pytest.mark.parametrize(("kind", "writings"), SAME, ids=lambda value: str(value)[:40])
def test_ways_of_writing_one_thing_are_the_same(kind: str, writings: list[str]) -> None:
    folded = {writing: FOLDS[kind](writing) for writing in writings}
    assert len(set(folded.values())) == 1, folded
    assert all(folded.values()), folded


@pytest.mark.parametrize(("kind", "pair"), DIFFERENT, ids=lambda value: str(value)[:40])
def test_things_that_look_alike_stay_apart(kind: str, pair: list[str]) -> None:
    assert FOLDS[kind](pair[0]) != FOLDS[kind](pair[1])


def test_every_kind_of_writing_has_its_cases() -> None:
    assert set(CASES) == {*FOLDS, "different"}


def test_a_model_may_carry_its_brand() -> None:
    assert fold_model("Bellorne MK-1", "Bellorne") == fold_model("mk1", "Bellorne") == "MK1"
    assert fold_model("Bellorne", "Bellorne") == "BELLORNE"


@pytest.mark.parametrize("number", ["SAV-204511", "sav 204511", "204511", "n°204511", "Sav-204511"])
def test_a_ticket_is_named_by_its_number_with_or_without_letters(number: str) -> None:
    assert fold_ticket_number(number) == "SAV204511"


@pytest.mark.parametrize("written", ["", "12345", "00000000", "L2408", "3254567890247123456", "32545678902A7"])
def test_what_cannot_name_a_product_is_no_gtin(written: str) -> None:
    assert fold_gtin(written) is None
    assert not has_right_check_digit(written)


@pytest.mark.parametrize(("gtin", "is_right"), [("4006381333931", True), ("4006381333932", False), ("96385074", True)])
def test_the_check_digit_tells_a_misread_gtin(gtin: str, is_right: bool) -> None:
    assert has_right_check_digit(gtin) is is_right


@pytest.mark.parametrize("text", ["", "   ", "---", "\x00", "\ud800", "🙂"])
def test_what_has_no_letter_nor_digit_names_nothing(text: str) -> None:
    assert fold_reference(text) == ""


def test_a_very_long_text_is_cut() -> None:
    assert len(fold_reference("a" * 5000)) == KEY_LENGTH

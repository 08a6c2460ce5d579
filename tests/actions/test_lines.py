"""Which line of an order is spoken of."""

from pathlib import Path
from typing import Any

import pytest

from actions.identification import identified_order
from actions.lines import chosen_line, line_named
from actions.store.records import Order
from tests.actions.conversation import Dialogue, shop_with

ORDERS = """
- number: A-1000
  email: lise@exemple.fr
  ordered_on: "2026-01-02"
  lines:
    - {sku: LL, name: Lave-linge Valdor LX-700, brand: Valdor, model: LX-700, product_type: washing_machine}
    - {sku: SL, name: Sèche-linge Valdor SX-400, brand: Valdor, model: SX-400, product_type: tumble_dryer}
    - {sku: AS, name: Aspirateur Zéphine Z5, brand: Zéphine, model: Z5, product_type: vacuum_cleaner}
- {number: A-1001, email: lise@exemple.fr, ordered_on: "2026-01-02", lines: [{sku: FO, name: Four Talmont}]}
"""


@pytest.fixture
def dialogue(tmp_path: Path) -> Dialogue:
    return Dialogue(shop_with(ORDERS, tmp_path))


def order(dialogue: Dialogue, number: str = "A-1000") -> Order:
    found = identified_order(dialogue.turn("", order_number=number, email="lise@exemple.fr"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "entities", "sku"),
    [
        ("le sèche-linge", {"product_type": "tumble_dryer"}, "SL"),
        ("le lx700", {"model": "LX700"}, "LL"),
        ("le Zéphine", {"brand": "Zephine"}, "AS"),
        ("Aspirateur Zéphine Z5", {}, "AS"),
        ("sèche linge valdor", {}, "SL"),
    ],
)
def test_a_line_is_known_by_kind_model_brand_or_name(
    dialogue: Dialogue, text: str, entities: dict[str, Any], sku: str
) -> None:
    line = line_named(dialogue.turn(text, **entities), order(dialogue))

    assert line is not None
    assert line.sku == sku


@pytest.mark.parametrize(("text", "entities"), [("le valdor", {"brand": "Valdor"}), ("celui-là", {}), ("", {})])
def test_words_that_fit_two_lines_or_none_choose_nothing(
    dialogue: Dialogue, text: str, entities: dict[str, Any]
) -> None:
    assert line_named(dialogue.turn(text, **entities), order(dialogue)) is None


def test_the_only_line_is_never_asked(dialogue: Dialogue) -> None:
    turn = dialogue.turn("mon frigo")

    line = chosen_line(turn, order(dialogue, "A-1001"))

    assert line is not None
    assert turn.slots["sku"] == "FO"


def test_a_line_that_cannot_be_told_is_asked(dialogue: Dialogue) -> None:
    turn = dialogue.turn("c'est garanti ?")

    assert chosen_line(turn, order(dialogue)) is None
    assert turn._facts["verdict"] == {"status": "needs_product"}
    assert turn.slots["needed"] == ["sku"]

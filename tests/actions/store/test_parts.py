"""Spare parts found by the name people give them and the model they are for."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.parts import find_part, find_parts, parts_for_model, parts_named
from actions.store.shop_data import import_document


def part(sku: str, name: str, *models: str, **more: Any) -> dict[str, Any]:
    return {"sku": sku, "part": name, "for_models": list(models), "status": "available", **more}


@pytest.fixture(autouse=True)
def shop(engine: Engine) -> None:
    until = {"price": Decimal("14.90"), "stock": 8, "available_until": "2033-06-30"}
    parts = [
        part("F-VX2", "Filtre", "VX2", "VX3", **until),
        part("B-VX2", "Batterie lithium 21,6 V", "VX2"),
        part("F-H60-C", "Filtre à charbon", "H60"),
        part("F-H60-G", "Filtre à graisse", "H60"),
        part("J-LL", "Joint de hublot", "Aria 900"),
        part("J-RF", "Joint de porte", "RC-330"),
        part("R-VX2", "Roue", "VX2") | {"status": "discontinued"},
    ]
    import_document(engine, {"parts": parts}, "test")


@pytest.mark.parametrize(
    ("name", "model", "found"),
    [
        ("filtre", "vx2", ["F-VX2"]),
        ("FILTRES", "VX-2", ["F-VX2"]),
        ("le filtre", "vx3", ["F-VX2"]),
        ("filtre à poussière", "vx2", ["F-VX2"]),
        ("filtre", "h60", ["F-H60-C", "F-H60-G"]),
        ("filtres à charbon", "h60", ["F-H60-C"]),
        ("batterie", "vx2", ["B-VX2"]),
        ("joint hublot", "aria900", ["J-LL"]),
        ("joint", "aria 900", ["J-LL"]),
        ("joint de porte", "aria 900", []),
        ("roues", "vx2", ["R-VX2"]),
        ("filtre", "VX9", []),
        ("filtre", "", []),
        ("", "vx2", []),
        ("?", "vx2", []),
    ],
)
def test_a_part_is_found_by_its_name_and_its_model(engine: Engine, name: str, model: str, found: list[str]) -> None:
    assert [known.sku for known in find_parts(engine, name, model)] == found


def test_a_model_may_be_written_with_its_brand(engine: Engine) -> None:
    assert [known.sku for known in find_parts(engine, "filtre", "Tornix VX2", "Tornix")] == ["F-VX2"]


def test_a_part_comes_with_price_stock_and_promise(engine: Engine) -> None:
    (found,) = find_parts(engine, "filtre", "VX2")
    assert (found.price, found.stock, found.available_until) == (Decimal("14.90"), 8, date(2033, 6, 30))
    assert found.for_models == ("VX2", "VX3")
    assert find_part(engine, "F-VX2") == found


def test_the_parts_of_a_model_come_available_ones_first(engine: Engine) -> None:
    assert [known.sku for known in parts_for_model(engine, "vx2")] == ["B-VX2", "F-VX2", "R-VX2"]


def test_a_part_without_model_is_found_to_ask_which_model(engine: Engine) -> None:
    assert [known.sku for known in parts_named(engine, "filtres")] == ["F-VX2"]
    assert [known.sku for known in parts_named(engine, "charbon filtre")] == ["F-H60-C"]


def test_a_part_imported_again_fits_only_its_new_models(engine: Engine) -> None:
    import_document(engine, {"parts": [part("F-VX2", "Filtre", "VX4")]}, "test")
    assert find_parts(engine, "filtre", "VX2") == ()
    assert [known.sku for known in find_parts(engine, "filtre", "VX4")] == ["F-VX2"]

"""The shop's data as CSV files: reading them again gives the same database, and no spreadsheet runs what they hold."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.demonstration import demonstration_shop
from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.shop_csv import bare, cell, export_csv, split_list
from actions.store.shop_data import import_document
from actions.store.shop_export import export_shop
from actions.store.source_files import import_files

AWKWARD: dict[str, Any] = {
    "orders": [
        {
            "number": "=1+1",
            "email": "a@b.fr",
            "postcode": "'5600",
            "ordered_on": "2026-02-03",
            "lines": [
                {"sku": "+A|B", "name": '-"guillemets"; point-virgule\nligne', "price": 0},
                {"sku": "B", "name": "'@apostrophe", "condition": "used", "quantity": 3},
            ],
            "shipment": {},
            "refund": {"amount": 5},
            "repairs": [{"ticket": "SAV-1", "under_guarantee": False}, {"sku": "B"}],
        },
        {
            "number": "N-2",
            "email": "c@d.fr",
            "ordered_on": "2026-02-04",
            "lines": [{"sku": "B", "name": "true"}],
            "shipment": {"status": "delivered", "carrier": "unknown"},
        },
    ],
    "products": [{"sku": "B", "name": "Un nom", "durability_index": 0, "price": 10}],
    "recalls": [
        {
            "reference": "R",
            "brand": "M",
            "published_on": "2026-01-01",
            "models": ["a|b", "c\\d", "\\|"],
            "remedies": ["refund"],
        }
    ],
    "parts": [{"sku": "P", "part": "Filtre", "for_models": ["V|X", "W"], "stock": 0}],
}


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Engine], str]:
    """Export a shop as CSV, read it again into an empty database, and return what that one exports."""

    def copy(engine: Engine) -> str:
        folder = tmp_path / "csv"
        export_csv(engine, folder)
        other = open_engine(f"sqlite:///{tmp_path / 'copy.db'}")
        upgrade(other)
        import_files(other, [folder])
        return "".join(export_shop(other))

    return copy


@pytest.mark.parametrize("shop", [demonstration_shop(date(2026, 11, 26)), AWKWARD], ids=["demonstration", "awkward"])
def test_export_then_import_gives_the_same_shop(shop: Any, engine: Engine, copied: Callable[[Engine], str]) -> None:
    import_document(engine, shop, "test")
    assert copied(engine) == "".join(export_shop(engine))


def test_no_cell_begins_like_a_formula(engine: Engine, tmp_path: Path) -> None:
    import_document(engine, AWKWARD, "test")
    for path in export_csv(engine, tmp_path):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            cells = [text for row in csv.reader(stream, delimiter=";") for text in row]
        assert [text for text in cells if text.startswith(("=", "+", "-", "@"))] == []


@pytest.mark.parametrize("text", ["=1", "'", "''=", "-5", "plain", "'plain", "\tx", "@a"])
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert bare(cell(text)) == text


@pytest.mark.parametrize("items", [["a|b", "c"], ["\\", "\\|", "a\\b"], ["x"]])
def test_a_list_comes_back_as_it_was(items: list[str]) -> None:
    assert split_list(bare(cell(items))) == items

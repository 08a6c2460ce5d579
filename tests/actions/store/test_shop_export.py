"""What goes out is what came in: an export imported elsewhere gives the same database."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from actions.store.demonstration import demonstration_shop
from actions.store.engine import open_engine, reading
from actions.store.migrations import upgrade
from actions.store.schema import metadata
from actions.store.shop_data import import_document, import_shop
from actions.store.shop_export import export_shop

EXAMPLE = Path(__file__).with_name("contract_example.json")
SHOP = ("orders", "order_lines", "shipments", "repairs", "refunds", "products", "recalls", "recall_models",
        "recall_gtins", "recall_batches", "parts", "part_models")  # fmt: skip


def rows(engine: Engine) -> dict[str, list[str]]:
    with reading(engine) as connection:
        return {name: sorted(map(repr, connection.execute(select(metadata.tables[name])))) for name in SHOP}


def exported(engine: Engine, path: Path) -> Path:
    path.write_text("".join(export_shop(engine)), encoding="utf-8")
    return path


def test_the_example_of_the_contract_comes_back_as_it_was(engine: Engine, tmp_path: Path) -> None:
    import_shop(engine, EXAMPLE)
    back = json.loads(exported(engine, tmp_path / "out.json").read_text(encoding="utf-8"), parse_float=Decimal)
    given = json.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    assert back == without_nulls(given)


def without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("elsewhere", ["memory", "same database"])
def test_an_export_imported_gives_the_same_database(engine: Engine, tmp_path: Path, elsewhere: str) -> None:
    import_document(engine, demonstration_shop(date(2026, 11, 22)), "demonstration")
    import_shop(engine, EXAMPLE)
    path = exported(engine, tmp_path / "out.json")
    if elsewhere == "memory":
        other = open_engine("sqlite://")
        upgrade(other)
    else:
        other = engine
    before = rows(engine)
    import_shop(other, path)
    assert rows(other) == before
    assert exported(other, tmp_path / "again.json").read_text("utf-8") == path.read_text("utf-8")


def test_an_empty_shop_is_exported_as_empty_lists(engine: Engine) -> None:
    assert json.loads("".join(export_shop(engine))) == {"orders": [], "products": [], "recalls": [], "parts": []}


def test_text_is_kept_to_the_letter(engine: Engine, tmp_path: Path) -> None:
    name = 'Théière « Été » "5 l" \\ \u00a0œuf 🙂 <b>\ttab'
    import_document(engine, {"products": [{"sku": "É/1", "name": name}]}, "test")
    back = json.loads(exported(engine, tmp_path / "out.json").read_text(encoding="utf-8"))
    assert back["products"] == [{"sku": "É/1", "name": name}]

"""What the files that shops have are read as; the cases are in `readings.yml`."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import Engine

from actions.store.questions.catalogue import find_product
from actions.store.questions.orders import find_order
from actions.store.source_files import import_files
from actions.store.sources.translation import read_statuses

HERE = Path(__file__).parent
FILES = HERE / "files"
CASES = yaml.safe_load((HERE / "readings.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_file_is_read_as_told(case: dict[str, Any], engine: Engine) -> None:
    map_path = FILES / case["map"] if "map" in case else None
    statuses = read_statuses(case.get("statuses", ""))
    report = import_files(engine, [FILES / name for name in case["files"]], map_path=map_path, statuses=statuses)
    for number, expected in case.get("orders", {}).items():
        order = find_order(engine, number)
        assert order is not None, f"order {number} was not read"
        assert {path: value_at(order, path) for path in expected} == {
            path: as_read(value) for path, value in expected.items()
        }, number
    for sku, expected in case.get("products", {}).items():
        product = find_product(engine, sku)
        assert {name: getattr(product, name) for name in expected} == {
            name: as_read(value) for name, value in expected.items()
        }
    assert [number for number in case.get("absent", []) if find_order(engine, number)] == []
    assert [sku for sku in case.get("absent_products", []) if find_product(engine, sku)] == []
    for number, count in case.get("lines_of", {}).items():
        assert len(find_order(engine, number).lines) == count
    if "remarks" in case:
        told = " ".join(report.warnings)
        assert [words for words in case["remarks"] if words not in told] == []
        assert bool(told) == bool(case["remarks"])


def value_at(order: Any, path: str) -> Any:
    """Return what an order has under a path such as `lines.AS-VX2.price` or `customer.first_name`."""
    if path.startswith("lines."):
        _, sku, name = path.split(".")
        line = order.line(sku)
        assert line is not None, f"no line {sku} in {[each.sku for each in order.lines]}"
        return getattr(line, name)
    value = order
    for name in re.sub(r"^customer\.", "", path).split("."):
        value = None if value is None else getattr(value, name)
    return value


def as_read(value: Any) -> Any:
    """Return an expected value as the records hold it."""
    return Decimal(str(value)) if isinstance(value, float) else value

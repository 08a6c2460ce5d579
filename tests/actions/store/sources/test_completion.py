"""What a source does not tell is completed from what is known; a model is drawn from a name only when it is sure."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.orders import find_order
from actions.store.source_files import import_files
from actions.store.sources.completion import complete_orders

FILES = Path(__file__).parent / "files"

NAMES = {
    "Aspirateur balai Tornix VX2": "VX2",
    "Lave-linge Samsung WW90T4540AE": "WW90T4540AE",
    "Câble USB3 HDMI2 2m": None,
    "Téléviseur 55 pouces": None,
    "Perceuse 18V 4Ah": None,
    "Lot AB12 et CD34": None,
    "Biberon 225ml": None,
}


@pytest.mark.parametrize(("name", "model"), NAMES.items(), ids=list(NAMES))
def test_a_model_is_drawn_from_a_name_that_holds_one_reference(name: str, model: str | None, engine: Engine) -> None:
    order = {"number": "1", "lines": [{"sku": "S", "name": name, "brand": "Tornix"}]}
    [completed] = complete_orders(engine, [order])
    assert completed["lines"][0].get("model") == model


def test_the_catalogue_completes_the_lines_of_a_shop_export(engine: Engine, add: Callable[..., Any]) -> None:
    add(products=[{"sku": "AS-VX2", "name": "Aspirateur", "model": "VX2", "product_type": "vacuum_cleaner"}])
    import_files(engine, [FILES / "shopify_orders.csv"])
    order = find_order(engine, "#1001")
    assert order is not None
    assert (order.line("AS-VX2").model, order.line("AS-VX2").product_type) == ("VX2", "vacuum_cleaner")


def test_a_day_of_delivery_and_repairs_known_already_stay(engine: Engine, add: Callable[..., Any]) -> None:
    line = {"sku": "AS-VX2", "name": "Aspirateur"}
    add(orders=[{"number": "#1001", "email": "lise@exemple.fr", "ordered_on": "2025-12-06",
                 "delivered_on": "2025-12-09", "lines": [line], "repairs": [{"ticket": "SAV-1"}]}])  # fmt: skip
    import_files(engine, [FILES / "shopify_orders.csv"])
    order = find_order(engine, "#1001")
    assert order is not None
    assert str(order.delivered_on) == "2025-12-09"
    assert [repair.ticket for repair in order.repairs] == ["SAV-1"]

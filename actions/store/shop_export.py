"""Give the shop's data back in the shape they came in, piece by piece; importing that again gives the same database."""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import ColumnElement

from actions.store import tables
from actions.store.engine import reading
from actions.store.questions.orders import load_orders
from actions.store.questions.parts import load_parts
from actions.store.questions.recalls import load_recalls
from actions.store.records import Order
from actions.store.shop_rows import BATCH

Load = Callable[[Connection, list[str]], list[Mapping[str, Any]]]


def export_shop(engine: Engine) -> Iterator[str]:
    """Yield the text of a JSON file with all orders, listed products, recalls and parts, all of one moment.

    Absent values are left out. Products known only from orders are left out too: their orders bring them back.
    """
    sections: tuple[tuple[str, ColumnElement, Load], ...] = (
        ("orders", tables.orders.c.order_key, lambda c, keys: [_order(order) for order in load_orders(c, keys)]),
        ("products", tables.products.c.sku, _products),
        ("recalls", tables.recalls.c.reference, _recalls),
        ("parts", tables.parts.c.sku, _parts),
    )
    with reading(engine) as connection:
        before = "{"
        for section, key, load in sections:
            yield f'{before}"{section}": ['
            yield from _items(connection, key, load)
            before = "],\n "
        yield "]}\n"


def _items(connection: Connection, key: ColumnElement, load: Load) -> Iterator[str]:
    """Yield the items of one section, one per line, a batch of keys at a time."""
    before, last = "\n  ", ""
    while keys := connection.execute(select(key).where(key > last).order_by(key).limit(BATCH)).scalars().all():
        for item in load(connection, keys):
            yield before + _json(item)
            before = ",\n  "
        last = keys[-1]


def _order(order: Order) -> dict[str, Any]:
    lines = [_fields(line, leaving="position") for line in order.lines]
    customer = {"first_name": order.first_name, "last_name": order.last_name}
    return {
        "number": order.number,
        "email": order.email,
        "postcode": order.postcode,
        "customer": {name: value for name, value in customer.items() if value is not None} or None,
        "ordered_on": order.ordered_on,
        "delivered_on": order.delivered_on,
        "lines": lines,
        "shipment": None if order.shipment is None else _fields(order.shipment),
        "repairs": [_fields(repair) for repair in order.repairs] or None,
        "refund": None if order.refund is None else _fields(order.refund),
    }


def _products(connection: Connection, skus: list[str]) -> list[Mapping[str, Any]]:
    products = tables.products
    shown = [column for column in products.columns if column.name != "listed" and not column.name.endswith("_key")]
    question = select(*shown).where(products.c.sku.in_(skus), products.c.listed.is_(True)).order_by(products.c.sku)
    return list(connection.execute(question).mappings())


def _recalls(connection: Connection, references: list[str]) -> list[Mapping[str, Any]]:
    recalls = tables.recalls
    question = select(recalls).where(recalls.c.reference.in_(references)).order_by(recalls.c.reference)
    return [_fields(recall) for recall in load_recalls(connection, question)]


def _parts(connection: Connection, skus: list[str]) -> list[Mapping[str, Any]]:
    parts = tables.parts
    question = select(parts).where(parts.c.sku.in_(skus)).order_by(parts.c.sku)
    return [_fields(part) for part in load_parts(connection, question)]


def _fields(record: Any, leaving: str = "") -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__ if name != leaving}


def _json(value: Any) -> str:
    """Return the JSON text of a value; decimals are written as they are, for a float would change them."""
    if isinstance(value, Mapping):
        known = ((name, item) for name, item in value.items() if item is not None)
        return "{" + ", ".join(f'"{name}": {_json(item)}' for name, item in known) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_json(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return json.dumps(value, ensure_ascii=False, default=str)

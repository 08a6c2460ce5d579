"""What a shop's software does not tell is kept as the database has it: a sync must not erase what another file brought.

Repairs, a known day of delivery, the indices of a product, the brand and model of a line stay until told otherwise.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from actions.store import tables
from actions.store.engine import reading
from actions.store.folding import fold_order_number
from actions.store.questions.orders import load_orders
from actions.store.records import Order
from actions.store.shop_rows import batches
from actions.store.sources.recall_marks import references_in

_OF_PRODUCT = ("brand", "model", "product_type", "gtin", "price", "parts_available_until", "repairability_index",
               "durability_index")  # fmt: skip
_OF_LINE = ("brand", "model", "product_type", "gtin")

# Words with figures that name a standard, not a model.
_STANDARDS = re.compile(
    r"(?:usb|hdmi|wi-?fi|mp|ip|ddr|lte|din|iso|en|hdr|rj|micro|type)-?[\d.x]+\w?|\d+(?:st|nd|rd|th|in1|en1)",
    re.IGNORECASE,
)

Item = dict[str, Any]


def complete_orders(engine: Engine, orders: Iterable[Item]) -> Iterator[Item]:
    """Yield the orders with what is known of them and of their products but not told by the source."""
    for some in batches(orders):
        known = _known_orders(engine, some)
        products = _known_products(engine, {line["sku"] for order in some for line in _lines(order)})
        for order in some:
            yield _completed(order, known.get(_key(order)), products)


def complete_products(engine: Engine, products: Iterable[Item]) -> Iterator[Item]:
    """Yield the products with what is known of them but not told by the source."""
    for some in batches(products):
        known = _known_products(engine, {product["sku"] for product in some if isinstance(product.get("sku"), str)})
        for product in some:
            yield _with_model(_filled(product, known.get(str(product.get("sku")), {}), _OF_PRODUCT))


def _completed(order: Item, known: Order | None, products: Mapping[str, Mapping[str, Any]]) -> Item:
    lines = order.get("lines")
    if isinstance(lines, list):
        sold = {line.sku: {name: getattr(line, name) for name in _OF_LINE} for line in known.lines} if known else {}
        order = {**order, "lines": [_completed_line(line, sold, products) for line in lines]}
    if known is None:
        return order
    if order.get("delivered_on") is None and known.delivered_on is not None:
        order["delivered_on"] = known.delivered_on.isoformat()
    if not order.get("repairs"):
        order["repairs"] = [_told(repair) for repair in known.repairs]
    return order


def _completed_line(line: Any, sold: Mapping[str, Any], products: Mapping[str, Any]) -> Any:
    if not isinstance(line, dict):
        return line
    sku = str(line.get("sku"))
    return _with_model(_filled(_filled(line, products.get(sku, {}), _OF_LINE), sold.get(sku, {}), _OF_LINE))


def _with_model(item: Item) -> Item:
    """Return a product or line with its model, when its name holds one reference and only one.

    Shop software has no field for the model, and recalls and spare parts are found by it.
    """
    if item.get("model") is not None or not isinstance(item.get("name"), str):
        return item
    found = {
        reference for reference in references_in(item["name"], str(item.get("brand") or ""))
        if re.search(r"[^\W\d_]", reference) and not _STANDARDS.fullmatch(reference)
    }  # fmt: skip
    return {**item, "model": found.pop()} if len(found) == 1 else item


def _filled(item: Item, known: Mapping[str, Any], names: tuple[str, ...]) -> Item:
    """Return the item with the known values of the fields it leaves empty."""
    missing = {name: known[name] for name in names if item.get(name) is None and known.get(name) is not None}
    return {**item, **{name: _text(value) for name, value in missing.items()}}


def _told(record: Any) -> Item:
    return {name: _text(getattr(record, name)) for name in record.__slots__}


def _text(value: Any) -> Any:
    """Return a day as the text the import reads."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _key(order: Item) -> str:
    return fold_order_number(str(order.get("number")))


def _lines(order: Item) -> Iterator[Item]:
    lines = order.get("lines")
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, dict) and isinstance(line.get("sku"), str):
            yield line


def _known_orders(engine: Engine, orders: list[Item]) -> dict[str, Order]:
    with reading(engine) as connection:
        return {order.key: order for order in load_orders(connection, [_key(order) for order in orders])}


def _known_products(engine: Engine, skus: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    products = tables.products
    found: dict[str, Mapping[str, Any]] = {}
    with reading(engine) as connection:
        for some in batches(sorted(skus)):
            rows = connection.execute(select(products).where(products.c.sku.in_(some))).mappings()
            found |= {row["sku"]: dict(row) for row in rows}
    return found

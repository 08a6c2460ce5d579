"""Write checked items of the shop data to the tables, a batch at a time, in place of those of the same name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.engine import Connection

from actions.store import tables
from actions.store.bulk import insert_rows
from actions.store.folding import (
    fold_batch,
    fold_brand,
    fold_email,
    fold_gtin,
    fold_model,
    fold_order_number,
    fold_part,
    fold_ticket_number,
)

Anything = TypeVar("Anything")
Row = dict[str, Any]

# Small enough for the number of parameters SQLite takes in one statement.
BATCH = 500


def batches(items: Iterable[Anything], size: int = BATCH) -> Iterator[list[Anything]]:
    """Yield the items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def raise_version(connection: Connection) -> None:
    """Tell running services that the shop's data change; another import waits here until this one is done."""
    connection.execute(update(tables.shop_version).values(version=tables.shop_version.c.version + 1))


def write_orders(connection: Connection, orders: Sequence[Row]) -> set[str]:
    """Write orders whole, in place of those with the same numbers, and return the skus they have or had."""
    keys = [fold_order_number(order["number"]) for order in orders]
    old_lines = select(tables.order_lines.c.sku).where(tables.order_lines.c.order_key.in_(keys)).distinct()
    skus = set(connection.execute(old_lines).scalars())
    connection.execute(delete(tables.orders).where(tables.orders.c.order_key.in_(keys)))
    keyed = list(zip(keys, orders, strict=True))
    insert_rows(connection, tables.orders, [_order_row(key, order) for key, order in keyed])
    lines = _listed(keyed, "lines")
    insert_rows(connection, tables.order_lines, lines)
    insert_rows(connection, tables.shipments, _single(keyed, "shipment"))
    repairs = _listed(keyed, "repairs")
    for repair in repairs:
        repair["ticket_key"] = _folded(fold_ticket_number, repair["ticket"])
    insert_rows(connection, tables.repairs, repairs)
    insert_rows(connection, tables.refunds, _single(keyed, "refund"))
    return skus | {line["sku"] for line in lines}


def write_products(connection: Connection, products: Sequence[Row]) -> None:
    """Write listed products in place of those with the same skus."""
    _delete(connection, tables.products, "sku", products)
    insert_rows(connection, tables.products, [_product_row(product, listed=True) for product in products])


def write_recalls(connection: Connection, recalls: Sequence[Row]) -> None:
    """Write recalls in place of those with the same references."""
    _delete(connection, tables.recalls, "reference", recalls)
    rows = [_without(recall, "models", "gtins", "batches") for recall in recalls]
    insert_rows(connection, tables.recalls, [row | {"brand_key": fold_brand(row["brand"])} for row in rows])
    models = _words_of(recalls, "reference", "models", "model")
    brands = {recall["reference"]: recall["brand"] for recall in recalls}
    for row in models:
        row["model_key"] = fold_model(row["model"], brands[row["reference"]]) or None
    insert_rows(connection, tables.recall_models, models)
    gtins = _words_of(recalls, "reference", "gtins", "gtin")
    insert_rows(connection, tables.recall_gtins, [row | {"gtin_key": fold_gtin(row["gtin"])} for row in gtins])
    lots = _words_of(recalls, "reference", "batches", "batch")
    insert_rows(
        connection, tables.recall_batches, [row | {"batch_key": fold_batch(row["batch"]) or None} for row in lots]
    )


def write_parts(connection: Connection, parts: Sequence[Row]) -> None:
    """Write spare parts in place of those with the same skus."""
    _delete(connection, tables.parts, "sku", parts)
    rows = [_without(part, "for_models") for part in parts]
    insert_rows(connection, tables.parts, [row | {"part_key": fold_part(row["part"])} for row in rows])
    models = _words_of(parts, "sku", "for_models", "model")
    insert_rows(connection, tables.part_models, [row | {"model_key": fold_model(row["model"])} for row in models])


def refresh_unlisted(connection: Connection, skus: Iterable[str]) -> None:
    """Make the products of these skus that the shop does not list what the newest order says of them."""
    for some in batches(sorted(skus)):
        is_unlisted = tables.products.c.listed.is_(False)
        connection.execute(delete(tables.products).where(tables.products.c.sku.in_(some), is_unlisted))
        listed = set(connection.execute(select(tables.products.c.sku).where(tables.products.c.sku.in_(some))).scalars())
        newest = _newest_lines(connection, [sku for sku in some if sku not in listed])
        insert_rows(connection, tables.products, [_product_row(line, listed=False) for line in newest])


def _newest_lines(connection: Connection, skus: Sequence[str]) -> list[Row]:
    """Return the line of the newest order for each sku, as a product without price."""
    lines, orders = tables.order_lines.c, tables.orders.c
    newest_first = (orders.ordered_on.desc(), orders.order_key.desc(), lines.position)
    rank = func.row_number().over(partition_by=lines.sku, order_by=newest_first).label("rank")
    described = (lines.sku, lines.name, lines.brand, lines.model, lines.product_type, lines.gtin)
    ranked = (
        select(*described, rank)
        .join(tables.orders, orders.order_key == lines.order_key)
        .where(lines.sku.in_(skus))
        .subquery()
    )
    rows = connection.execute(select(ranked).where(ranked.c.rank == 1)).mappings()
    return [{name: value for name, value in row.items() if name != "rank"} for row in rows]


def _order_row(key: str, order: Row) -> Row:
    return {
        "order_key": key,
        "number": order["number"],
        "email": order["email"],
        "email_key": fold_email(order["email"]),
        "postcode": order["postcode"],
        "first_name": order["customer"].get("first_name"),
        "last_name": order["customer"].get("last_name"),
        "ordered_on": order["ordered_on"],
        "delivered_on": order["delivered_on"],
    }


def _product_row(product: Mapping[str, Any], *, listed: bool) -> Row:
    bare = dict.fromkeys(("price", "parts_available_until", "repairability_index", "durability_index"))
    return bare | {
        **product,
        "brand_key": _folded(fold_brand, product["brand"]),
        "model_key": _folded(lambda model: fold_model(model, product["brand"]), product["model"]),
        "gtin_key": _folded(fold_gtin, product["gtin"]),
        "listed": listed,
    }


def _listed(keyed: Iterable[tuple[str, Row]], name: str) -> list[Row]:
    """Return the rows of what an order has several of, numbered from 0."""
    return [
        {"order_key": key, "position": position, **item}
        for key, order in keyed
        for position, item in enumerate(order[name])
    ]


def _single(keyed: Iterable[tuple[str, Row]], name: str) -> list[Row]:
    """Return the rows of what an order has at most one of."""
    return [{"order_key": key, **order[name]} for key, order in keyed if order[name] is not None]


def _without(item: Row, *names: str) -> Row:
    return {name: value for name, value in item.items() if name not in names}


def _words_of(items: Iterable[Row], key: str, many: str, one: str) -> list[Row]:
    """Return the rows of a list of words each item has, numbered from 0 under the item's key."""
    return [
        {key: item[key], "position": position, one: word} for item in items for position, word in enumerate(item[many])
    ]


def _folded(fold: Any, value: str | None) -> str | None:
    return None if value is None else fold(value) or None


def _delete(connection: Connection, table: Table, name: str, items: Sequence[Row]) -> None:
    connection.execute(delete(table).where(table.c[name].in_([item[name] for item in items])))

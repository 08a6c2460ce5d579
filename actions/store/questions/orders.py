"""Orders by number or by e-mail, for code that may see them; who may see one is settled in `identification.py`."""

import functools
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, bindparam, select
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.sql import Select

from actions.store import tables
from actions.store.engine import reading
from actions.store.folding import fold_email, fold_order_number, fold_ticket_number
from actions.store.records import Order, OrderLine, Refund, Repair, Shipment

Record = TypeVar("Record")


def find_order(engine: Engine, number: str) -> Order | None:
    """Return the order with this number whatever its case, spaces, dashes, leading `#` or `n°`; None when unknown."""
    key = fold_order_number(number)
    if not key:
        return None
    with reading(engine) as connection:
        found = load_orders(connection, [key])
    return found[0] if found else None


def orders_of(engine: Engine, email: str) -> tuple[Order, ...]:
    """Return the orders made with this e-mail, newest first."""
    orders = tables.orders.c
    keys = select(orders.order_key).where(orders.email_key == fold_email(email))
    with reading(engine) as connection:
        found = load_orders(connection, connection.execute(keys).scalars().all())
    return tuple(sorted(found, key=lambda order: (order.ordered_on, order.number), reverse=True))


def find_repair(engine: Engine, ticket: str) -> tuple[str, Repair] | None:
    """Return the order number and the repair that the shop knows under this ticket; None when unknown or ambiguous."""
    repairs, orders = tables.repairs, tables.orders
    question = (
        select(orders.c.number, repairs)
        .join(orders, orders.c.order_key == repairs.c.order_key)
        .where(repairs.c.ticket_key == fold_ticket_number(ticket))
    )
    with reading(engine) as connection:
        rows = connection.execute(question).all()
    return (rows[0].number, _repair(rows[0])) if len(rows) == 1 else None


def load_orders(connection: Connection, keys: Sequence[str]) -> list[Order]:
    """Return the orders with these folded numbers, with all that hangs on them, in the order of the keys."""
    lines = _by_order(connection, tables.order_lines, keys, _line)
    shipments = _by_order(connection, tables.shipments, keys, _shipment)
    repairs = _by_order(connection, tables.repairs, keys, _repair)
    refunds = _by_order(connection, tables.refunds, keys, _refund)
    rows = connection.execute(_hanging_on(tables.orders), {"keys": list(keys)})
    found = {
        row.order_key: Order(
            key=row.order_key,
            number=row.number,
            email=row.email,
            postcode=row.postcode,
            first_name=row.first_name,
            last_name=row.last_name,
            ordered_on=row.ordered_on,
            delivered_on=row.delivered_on,
            lines=tuple(lines[row.order_key]),
            shipment=next(iter(shipments[row.order_key]), None),
            repairs=tuple(repairs[row.order_key]),
            refund=next(iter(refunds[row.order_key]), None),
        )
        for row in rows
    }
    return [found[key] for key in keys if key in found]


def _by_order(
    connection: Connection, table: Table, keys: Sequence[str], record: Callable[[Row], Record]
) -> defaultdict[str, list[Record]]:
    """Return the rows of a table that hang on these orders, in their position."""
    by_order: defaultdict[str, list[Record]] = defaultdict(list)
    for row in connection.execute(_hanging_on(table), {"keys": list(keys)}):
        by_order[row.order_key].append(record(row))
    return by_order


@functools.cache  # asked at nearly every turn: half of its time would go in writing it again
def _hanging_on(table: Table) -> Select:
    keys = bindparam("keys", expanding=True)
    return select(table).where(table.c.order_key.in_(keys)).order_by(*table.primary_key.columns)


def _line(row: Any) -> OrderLine:
    return OrderLine(
        position=row.position,
        sku=row.sku,
        name=row.name,
        brand=row.brand,
        model=row.model,
        product_type=row.product_type,
        gtin=row.gtin,
        price=row.price,
        condition=row.condition,
        quantity=row.quantity,
    )


def _shipment(row: Any) -> Shipment:
    return Shipment(row.status, row.carrier, row.tracking, row.shipped_on, row.expected_on)


def _repair(row: Any) -> Repair:
    return Repair(
        ticket=row.ticket,
        sku=row.sku,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        status=row.status,
        under_guarantee=row.under_guarantee,
        outcome=row.outcome,
    )


def _refund(row: Any) -> Refund:
    return Refund(row.status, row.amount, row.return_received_on, row.due_on, row.issued_on)

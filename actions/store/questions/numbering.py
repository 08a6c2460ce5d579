"""Numbers people read out, such as `SAV-204511`, given once each, and rows written once per idempotency key."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from actions.store.folding import fold_reference

# Drawn at random, so that a number tells nothing of how many there are; one more digit each time the draw fails.
FEWEST_DIGITS = 6
MOST_DIGITS = 12


def insert_once(
    connection: Connection,
    table: Table,
    values: Mapping[str, Any],
    prefix: str,
    *,
    is_taken: Callable[[Connection, str], bool] = lambda _connection, _key: False,
) -> tuple[Mapping[str, Any], bool]:
    """Insert a row under a new number and return it with True; or the row of the same idempotency key with False.

    `is_taken` tells of a number used elsewhere. Two processes with one key at the same instant give one row: the
    second waits for the first, then finds its row.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        number = f"{prefix}-{draw(digits)}"
        key = fold_reference(number)
        if is_taken(connection, key):
            continue
        row = {**values, "number": number, "number_key": key}
        inserted = connection.execute(dialect.insert(table).values(row).on_conflict_do_nothing()).rowcount
        found = _row(connection, table, key, values.get("idempotency_key"), is_inserted=bool(inserted))
        if found is not None:
            return found, bool(inserted)
    raise RuntimeError(f"no free number was found for {table.name}; the random numbers of this machine repeat")


def draw(digits: int) -> int:
    """Return a random number of this many digits, the first not zero."""
    smallest = int("1" + "0" * (digits - 1))
    return smallest + secrets.randbelow(9 * smallest)


def _row(
    connection: Connection, table: Table, number_key: str, idempotency_key: str | None, *, is_inserted: bool
) -> Mapping[str, Any] | None:
    """Return the row just inserted, or the one whose idempotency key kept it out; None when the number was taken."""
    if not is_inserted and idempotency_key is None:
        return None
    is_it = table.c.number_key == number_key if is_inserted else table.c.idempotency_key == idempotency_key
    row: Mapping[str, Any] | None = connection.execute(select(table).where(is_it)).mappings().first()
    return row

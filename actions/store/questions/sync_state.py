"""How far each source has been read, who reads it now, and when each of its orders last changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from actions.store.engine import reading, writing
from actions.store.folding import fold_order_number
from actions.store.shop_rows import batches
from actions.store.source_tables import sync_cursors, synced_orders

_cursors, _orders = sync_cursors, synced_orders


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where a source has been read, and what it said to recognise an unchanged answer by."""

    source: str
    position: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    finished_at: datetime | None = None


def cursor_of(engine: Engine, source: str) -> Cursor:
    """Return where a source is; an unknown one has not been read at all."""
    with reading(engine) as connection:
        row = connection.execute(select(_cursors).where(_cursors.c.source == source)).first()
    if row is None:
        return Cursor(source)
    return Cursor(source, row.position, row.etag, row.last_modified, row.finished_at)


def keep_cursor(engine: Engine, cursor: Cursor) -> None:
    """Remember where a source is."""
    with writing(engine) as connection:
        _ensure(connection, cursor.source)
        connection.execute(
            update(_cursors)
            .where(_cursors.c.source == cursor.source)
            .values(
                position=cursor.position,
                etag=cursor.etag,
                last_modified=cursor.last_modified,
                finished_at=cursor.finished_at,
            )
        )


def take_lease(engine: Engine, source: str, holder: str, now: datetime, lasting: timedelta) -> bool:
    """Tell whether `holder` may read the source for a while: no other process does; asking again prolongs it."""
    is_free = or_(_cursors.c.lease_until.is_(None), _cursors.c.lease_until < now, _cursors.c.holder == holder)
    with writing(engine) as connection:
        _ensure(connection, source)
        taken = connection.execute(
            update(_cursors)
            .where(_cursors.c.source == source, is_free)
            .values(lease_until=now + lasting, holder=holder)
        )
        return bool(taken.rowcount)


def forget_cursors(engine: Engine, sources: tuple[str, ...]) -> None:
    """Forget where some sources are: they will be read from their beginning."""
    with writing(engine) as connection:
        connection.execute(delete(_cursors).where(_cursors.c.source.in_(sources)))


def outdated(engine: Engine, source: str, changed: Mapping[str, str]) -> frozenset[str]:
    """Return the order numbers, among these with the moment of their change, of which a newer state is known."""
    keys = {fold_order_number(number): number for number in changed}
    question = select(_orders.c.order_key, _orders.c.changed_at)
    with reading(engine) as connection:
        rows = [
            row
            for some in batches(keys)
            for row in connection.execute(question.where(_orders.c.source == source, _orders.c.order_key.in_(some)))
        ]
    return frozenset(keys[row.order_key] for row in rows if row.changed_at > changed[keys[row.order_key]])


def note_changes(engine: Engine, source: str, changed: Mapping[str, str]) -> None:
    """Remember when each order last changed in its shop."""
    keyed = {fold_order_number(number): moment for number, moment in changed.items()}
    with writing(engine) as connection:
        for some in batches(keyed.items()):
            rows = [{"source": source, "order_key": key, "changed_at": moment} for key, moment in some]
            made = _insert(connection, _orders)
            newer = made.on_conflict_do_update(
                index_elements=["source", "order_key"], set_={"changed_at": made.excluded.changed_at}
            )
            connection.execute(newer, rows)


def _ensure(connection: Connection, source: str) -> None:
    connection.execute(_insert(connection, _cursors).values(source=source).on_conflict_do_nothing())


def _insert(connection: Connection, table: Table) -> Any:
    """Return the insertion that both databases can turn into a change when the row is there."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)

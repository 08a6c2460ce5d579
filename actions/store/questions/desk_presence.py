"""The open pages of agents: one row each, kept alive by the page, so that every process knows who is there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine

from actions.store.desk_tables import desk_connections
from actions.store.engine import reading, writing


@dataclass(frozen=True, slots=True)
class Connection:
    """An open page: last heard of at `seen_at`, last touched by its agent at `active_at`."""

    id: str
    agent_id: str
    viewing: str | None
    opened_at: datetime
    seen_at: datetime
    active_at: datetime
    closed_at: datetime | None


def connect(engine: Engine, connection_id: str, agent_id: str, now: datetime) -> None:
    """Keep a page just opened."""
    values = {"id": connection_id, "agent_id": agent_id, "opened_at": now, "seen_at": now, "active_at": now}
    with writing(engine) as connection:
        connection.execute(insert(desk_connections).values(values))


def keep_alive(engine: Engine, connection_id: str, now: datetime, *, is_active: bool) -> None:
    """Note that a page is still open, and whether its agent touched it."""
    _change(engine, connection_id, {"seen_at": now, **({"active_at": now} if is_active else {})})


def look_at(engine: Engine, connection_id: str, conversation_id: str | None, now: datetime) -> None:
    """Note which conversation a page shows."""
    _change(engine, connection_id, {"viewing": conversation_id, "seen_at": now, "active_at": now})


def disconnect(engine: Engine, connection_id: str, now: datetime) -> None:
    """Note that a page closed; the row stays for a while and tells when its agent left."""
    _change(engine, connection_id, {"viewing": None, "seen_at": now, "closed_at": now})


def connections(engine: Engine) -> tuple[Connection, ...]:
    """Return the pages, open or lately closed."""
    with reading(engine) as connection:
        return tuple(Connection(**row) for row in connection.execute(select(desk_connections)).mappings())


def forget_connections(engine: Engine, before: datetime) -> None:
    """Delete the pages not heard of since `before`."""
    with writing(engine) as connection:
        connection.execute(delete(desk_connections).where(desk_connections.c.seen_at < before))


def _change(engine: Engine, connection_id: str, values: dict[str, Any]) -> None:
    with writing(engine) as connection:
        connection.execute(update(desk_connections).where(desk_connections.c.id == connection_id).values(values))

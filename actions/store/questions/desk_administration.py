"""What administrators set (settings, days of closure) and the log of who did what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from actions.store.desk_tables import audit_log, closures, desk_settings
from actions.store.engine import reading, writing


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something an agent did (or tried to: `sign_in_failed`); `subject` is what it was done to."""

    id: int
    at: datetime
    agent_id: str | None
    agent_name: str | None
    action: str
    subject: str | None
    address: str | None
    details: dict[str, Any]


def read_settings(engine: Engine) -> dict[str, Any]:
    """Return what administrators have set, by name."""
    with reading(engine) as connection:
        return {row.name: row.value for row in connection.execute(select(desk_settings))}


def write_settings(engine: Engine, values: Mapping[str, Any]) -> None:
    """Set some settings; the others stay."""
    with writing(engine) as connection:
        insertion = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(desk_settings)
        for name, value in values.items():
            row = insertion.values(name=name, value=value)
            connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def read_closures(engine: Engine) -> dict[date, str]:
    """Return the days of closure and what each is for, in order."""
    with reading(engine) as connection:
        rows = connection.execute(select(closures).order_by(closures.c.day))
        return {row.day: row.label for row in rows}


def write_closures(engine: Engine, days: Mapping[date, str]) -> None:
    """Replace the days of closure."""
    with writing(engine) as connection:
        connection.execute(delete(closures))
        for day, label in days.items():
            connection.execute(insert(closures).values(day=day, label=label))


def log(
    engine: Engine,
    action: str,
    now: datetime,
    *,
    agent_id: str | None = None,
    agent_name: str | None = None,
    subject: str | None = None,
    address: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write in the audit log."""
    values = {
        "at": now,
        "agent_id": agent_id,
        "agent_name": agent_name,
        "action": action,
        "subject": subject,
        "address": address,
        "details": dict(details or {}),
    }
    with writing(engine) as connection:
        connection.execute(insert(audit_log).values(values))


def read_log(
    engine: Engine, *, before: int | None = None, action: str | None = None, limit: int = 100
) -> list[AuditEntry]:
    """Return the newest entries, those older than the entry `before` when it is given."""
    chosen = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit)
    if before is not None:
        chosen = chosen.where(audit_log.c.id < before)
    if action:
        chosen = chosen.where(audit_log.c.action == action)
    with reading(engine) as connection:
        return [AuditEntry(**row) for row in connection.execute(chosen).mappings()]

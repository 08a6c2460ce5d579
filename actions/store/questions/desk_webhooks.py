"""What outside desks are told: their webhooks, what happened since each was told, and the deliveries with their fate.

What happened is read from what is kept anyway (changes of state, messages, tickets): nothing is forgotten when the
service dies between an event and its telling, and an event's key makes telling it once certain.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from actions.store.conversation_tables import conversation_events, messages
from actions.store.desk_tables import webhook_deliveries, webhooks
from actions.store.engine import reading, writing
from actions.store.tables import tickets

EVENTS = ("handoff", "message", "closing", "ticket")

_delivery = webhook_deliveries.c


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address told of some events, each signed with the secret."""

    id: str
    url: str
    secret: str = field(repr=False)
    events: tuple[str, ...]
    is_active: bool
    created_at: datetime
    scanned_until: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened; `key` names it once and for all."""

    key: str
    event: str
    at: datetime
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event to be told to a webhook; `status` is `pending`, `delivered` or `failed`."""

    webhook_id: str
    event_key: str
    event: str
    body: str
    status: str
    attempts: int
    next_attempt_at: datetime
    answered_status: int | None
    error: str | None
    created_at: datetime
    delivered_at: datetime | None


def all_webhooks(engine: Engine) -> tuple[Webhook, ...]:
    """Return the webhooks, oldest first."""
    with reading(engine) as connection:
        return tuple(
            _webhook(row) for row in connection.execute(select(webhooks).order_by(webhooks.c.created_at)).mappings()
        )


def add_webhook(engine: Engine, url: str, events: Sequence[str], now: datetime) -> Webhook:
    """Add a webhook, told of what happens from now on, and return it with its secret."""
    values = {
        "id": f"wh_{secrets.token_hex(6)}",
        "url": url,
        "secret": secrets.token_urlsafe(32),
        "events": list(events),
        "is_active": True,
        "created_at": now,
        "scanned_until": now,
    }
    with writing(engine) as connection:
        connection.execute(insert(webhooks).values(values))
        return _webhook(connection.execute(select(webhooks).where(webhooks.c.id == values["id"])).mappings().one())


def change_webhook(engine: Engine, webhook_id: str, changes: Mapping[str, Any]) -> bool:
    """Change `url`, `events` or `is_active`; False when it is unknown."""
    with writing(engine) as connection:
        changed = connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(dict(changes)))
    return bool(changed.rowcount)


def delete_webhook(engine: Engine, webhook_id: str) -> bool:
    """Delete a webhook and its deliveries; False when it is unknown."""
    with writing(engine) as connection:
        return bool(connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id)).rowcount)


def happenings(engine: Engine, after: datetime) -> list[Happening]:
    """Return what happened from a moment on that an outside desk may want to know, oldest first."""
    with reading(engine) as connection:
        found = [
            *_changes(connection, after),
            *_messages(connection, after),
            *_tickets(connection, after),
        ]
    return sorted(found, key=lambda happening: happening.at)


def enqueue(
    engine: Engine, webhook: Webhook, bodies: Sequence[tuple[Happening, str]], until: datetime, now: datetime
) -> int:
    """Keep what is to be told to a webhook, each event once, and that it was looked at up to `until`."""
    added = 0
    with writing(engine) as connection:
        insertion = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(webhook_deliveries)
        for happening, body in bodies:
            row = insertion.values(
                webhook_id=webhook.id,
                event_key=happening.key,
                event=happening.event,
                body=body,
                status="pending",
                attempts=0,
                next_attempt_at=now,
                created_at=now,
            )
            added += connection.execute(row.on_conflict_do_nothing()).rowcount
        connection.execute(update(webhooks).where(webhooks.c.id == webhook.id).values(scanned_until=until))
    return added


def known_keys(engine: Engine, webhook: Webhook, keys: Sequence[str]) -> set[str]:
    """Return which of these events a webhook has deliveries for already."""
    chosen = select(_delivery.event_key).where(_delivery.webhook_id == webhook.id, _delivery.event_key.in_(keys))
    with reading(engine) as connection:
        return set(connection.execute(chosen).scalars())


def claim_due(engine: Engine, now: datetime, again_at: datetime, limit: int = 20) -> list[Delivery]:
    """Return deliveries to attempt now, counted as attempted: no other process attempts them before `again_at`."""
    is_due = (_delivery.status == "pending") & (_delivery.next_attempt_at <= now)
    due = select(webhook_deliveries).where(is_due).order_by(_delivery.next_attempt_at, _delivery.created_at)
    claimed = []
    with writing(engine) as connection:
        for row in connection.execute(due.limit(limit)).mappings().all():
            found = Delivery(**{**row, "attempts": row["attempts"] + 1})
            mine = update(webhook_deliveries).where(
                _delivery.webhook_id == found.webhook_id, _delivery.event_key == found.event_key, is_due
            )
            if connection.execute(mine.values(attempts=found.attempts, next_attempt_at=again_at)).rowcount:
                claimed.append(found)
    return claimed


def settle(engine: Engine, delivery: Delivery, changes: Mapping[str, Any]) -> None:
    """Note what became of an attempt."""
    is_it = (_delivery.webhook_id == delivery.webhook_id) & (_delivery.event_key == delivery.event_key)
    with writing(engine) as connection:
        connection.execute(update(webhook_deliveries).where(is_it).values(dict(changes)))


def retry(engine: Engine, webhook_id: str, event_key: str, now: datetime) -> bool:
    """Attempt a failed delivery again, from the first attempt; False when there is none."""
    is_it = (_delivery.webhook_id == webhook_id) & (_delivery.event_key == event_key) & (_delivery.status == "failed")
    again = {"status": "pending", "attempts": 0, "next_attempt_at": now, "error": None}
    with writing(engine) as connection:
        return bool(connection.execute(update(webhook_deliveries).where(is_it).values(again)).rowcount)


def deliveries(engine: Engine, webhook_id: str, limit: int = 100) -> list[Delivery]:
    """Return the newest deliveries to a webhook."""
    chosen = (
        select(webhook_deliveries)
        .where(_delivery.webhook_id == webhook_id)
        .order_by(_delivery.created_at.desc(), _delivery.event_key)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [Delivery(**row) for row in connection.execute(chosen).mappings()]


def forget_deliveries(engine: Engine, before: datetime) -> None:
    """Delete the deliveries settled before a moment."""
    with writing(engine) as connection:
        connection.execute(
            delete(webhook_deliveries).where(_delivery.created_at < before, _delivery.status != "pending")
        )


def _changes(connection: Connection, after: datetime) -> list[Happening]:
    event = conversation_events.c
    is_handoff = (event.to_state == "waiting") & (event.from_state != "waiting")
    chosen = select(conversation_events).where(event.at >= after, or_(is_handoff, event.to_state == "closed"))
    return [
        Happening(
            key=f"change:{row.conversation_id}:{row.position}",
            event="closing" if row.to_state == "closed" else "handoff",
            at=row.at,
            content={
                "conversation": row.conversation_id,
                "from": row.from_state,
                "cause": row.cause,
                "author": row.author,
            },
        )
        for row in connection.execute(chosen)
    ]


def _messages(connection: Connection, after: datetime) -> list[Happening]:
    """Return what was said in conversations that a person had been called to."""
    said, event = messages.c, conversation_events.c
    called = select(event.conversation_id).where(
        event.conversation_id == said.conversation_id, event.to_state.in_(("waiting", "person")), event.at <= said.at
    )
    chosen: Select = select(messages).where(said.at >= after, said.author != "notice", called.exists())
    return [
        Happening(
            key=f"message:{row.conversation_id}:{row.seq}",
            event="message",
            at=row.at,
            content={
                "conversation": row.conversation_id,
                "seq": row.seq,
                "author": row.author,
                "author_name": row.author_name,
                "text": row.text,
                "files": row.payload.get("files", []),
            },
        )
        for row in connection.execute(chosen)
    ]


def _tickets(connection: Connection, after: datetime) -> list[Happening]:
    names = ("number", "kind", "status", "order_number", "sku", "remedy", "symptom", "message", "contact")
    chosen = select(tickets).where(tickets.c.created_at >= after)
    return [
        Happening(
            key=f"ticket:{row.number_key}",
            event="ticket",
            at=row.created_at,
            content={"conversation": row.conversation_id, **{name: getattr(row, name) for name in names}},
        )
        for row in connection.execute(chosen)
    ]


def _webhook(row: Mapping[str, Any]) -> Webhook:
    return Webhook(**{**row, "events": tuple(row["events"])})

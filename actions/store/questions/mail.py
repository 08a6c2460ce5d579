"""Mails received: kept once each, given out to be worked on, and the threads they belong to. Blocking.

What a mail leads to is written by `mail_settling`; what goes out is in `mail_outbox`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine, Row
from sqlalchemy.sql import Select

from actions.store.conversation_tables import verified_orders
from actions.store.engine import reading, writing
from actions.store.folding import fold_reference
from actions.store.mail_tables import mail_outbox, mail_suggestions, mail_threads, mails

RECEIVED, SETTLED = "received", "settled"

_mail, _thread = mails.c, mail_threads.c


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail as it arrived; `return_path` is empty for the null sender and None when it is not known."""

    key: str
    message_id: str | None
    sender: str | None
    subject: str | None
    return_path: str | None
    source: str
    size: int
    raw: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail to work on; `attempts` counts this time."""

    id: int
    key: str
    message_id: str | None
    sender: str | None
    subject: str | None
    return_path: str | None
    source: str
    size: int
    raw: bytes | None = field(repr=False)
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Thread:
    """An exchange with one address; mails of another address never join it."""

    id: str
    conversation_id: str
    sender_key: str
    subject: str
    ticket_number: str | None = None
    order_number: str | None = None
    pending: str | None = None


@dataclass(frozen=True, slots=True)
class MailLine:
    """What became of a mail, for those who watch the channel."""

    id: int
    sender: str | None
    subject: str | None
    status: str
    outcome: str | None
    reason: str | None
    received_at: datetime


def keep_mail(engine: Engine, mail: NewMail, now: datetime) -> bool:
    """Keep a mail to be worked on; False when the same one (`key`) is there already."""
    values = {name: getattr(mail, name) for name in NewMail.__slots__}
    values |= {"status": RECEIVED, "attempts": 0, "due_at": now, "received_at": now}
    with writing(engine) as connection:
        insertion = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(mails)
        return bool(connection.execute(insertion.values(values).on_conflict_do_nothing()).rowcount)


def claim_mails(engine: Engine, now: datetime, again_at: datetime, limit: int = 10) -> list[StoredMail]:
    """Return the oldest mails to work on; no other process gets them before `again_at`."""
    is_due = (_mail.status == RECEIVED) & (_mail.due_at <= now)
    due = select(_mail.id, _mail.attempts).where(is_due).order_by(_mail.id).limit(limit)
    claimed = []
    with writing(engine) as connection:
        for row in connection.execute(due).all():
            mine = update(mails).where(_mail.id == row.id, is_due)
            if connection.execute(mine.values(attempts=row.attempts + 1, due_at=again_at)).rowcount:
                claimed.append(row.id)
        rows = connection.execute(select(mails).where(_mail.id.in_(claimed)).order_by(_mail.id)).mappings().all()
    return [StoredMail(**{name: row[name] for name in StoredMail.__slots__}) for row in rows]


def release_mails(engine: Engine, now: datetime) -> None:
    """Give back at once what a process that died had claimed; only for a shop served by one process."""
    with writing(engine) as connection:
        connection.execute(update(mails).where(_mail.status == RECEIVED, _mail.due_at > now).values(due_at=now))


def thread_of_references(engine: Engine, message_ids: Sequence[str], sender_key: str) -> Thread | None:
    """Return the thread of this sender in which one of these mails was received or sent."""
    ids = list(message_ids)[-50:]
    received = select(_mail.thread_id).where(_mail.message_id.in_(ids))
    sent = select(mail_outbox.c.thread_id).where(mail_outbox.c.message_id.in_(ids))
    return _first(
        engine, select(mail_threads).where(_thread.id.in_(received.union(sent)), _thread.sender_key == sender_key)
    )


def thread_of_ticket(engine: Engine, ticket_number: str, sender_key: str) -> Thread | None:
    """Return the thread of this sender that has this ticket."""
    return _first(
        engine, select(mail_threads).where(_thread.ticket_number == ticket_number, _thread.sender_key == sender_key)
    )


def thread_of_subject(engine: Engine, subject: str, sender_key: str, since: datetime) -> Thread | None:
    """Return the thread in which this sender wrote about the same thing lately."""
    return _first(
        engine,
        select(mail_threads).where(
            _thread.sender_key == sender_key, _thread.subject == subject, _thread.updated_at >= since
        ),
    )


def thread_of_conversation(engine: Engine, conversation_id: str) -> Thread | None:
    """Return the thread whose conversation this is."""
    return _first(engine, select(mail_threads).where(_thread.conversation_id == conversation_id))


def last_received(engine: Engine, thread_id: str, limit: int = 20) -> tuple[list[str], str]:
    """Return the Message-IDs received in a thread, the oldest first, and the subject of its last mail."""
    received = select(_mail.message_id, _mail.subject).where(_mail.thread_id == thread_id)
    with reading(engine) as connection:
        newest = connection.execute(received.order_by(_mail.id.desc()).limit(limit)).all()
    ids = [str(row.message_id) for row in reversed(newest) if row.message_id]
    return ids, str(newest[0].subject or "") if newest else ""


def forget_verified_orders(engine: Engine, conversation_id: str) -> None:
    """Forget which orders were proven in a conversation: by mail, each mail proves its own."""
    with writing(engine) as connection:
        connection.execute(delete(verified_orders).where(verified_orders.c.conversation_id == conversation_id))


def latest_mails(engine: Engine, *, outcome: str | None = None, limit: int = 20) -> list[MailLine]:
    """Return the newest mails and what became of them."""
    names = [getattr(_mail, name) for name in MailLine.__slots__]
    chosen = select(*names).order_by(_mail.id.desc()).limit(limit)
    if outcome is not None:
        chosen = chosen.where(_mail.outcome == outcome)
    with reading(engine) as connection:
        return [MailLine(**row._mapping) for row in connection.execute(chosen)]


def count_mails(engine: Engine) -> dict[str, int]:
    """Return how many mails there are by outcome; those not settled yet under `received`."""
    name = func.coalesce(_mail.outcome, _mail.status)
    with reading(engine) as connection:
        return {row[0]: row[1] for row in connection.execute(select(name, func.count()).group_by(name))}


def forget_mails(engine: Engine, before: datetime) -> None:
    """Delete the mails settled before a moment, what was sent, what was suggested, and the threads without any left."""
    with writing(engine) as connection:
        connection.execute(delete(mails).where(_mail.status == SETTLED, _mail.settled_at < before))
        is_over = mail_outbox.c.status.in_(("sent", "failed", "bounced", "handed"))
        connection.execute(delete(mail_outbox).where(is_over, mail_outbox.c.created_at < before))
        connection.execute(delete(mail_suggestions).where(mail_suggestions.c.at < before))
        has_mail = select(_mail.id).where(_mail.thread_id == _thread.id).exists()
        connection.execute(delete(mail_threads).where(_thread.updated_at < before, ~has_mail))


def read_ticket_number(text: str) -> str:
    """Return a ticket number as threads keep it: `sav 204511` is `SAV-204511`."""
    folded = fold_reference(text)
    return f"SAV-{folded.removeprefix('SAV')}"


def _first(engine: Engine, chosen: Select) -> Thread | None:
    with reading(engine) as connection:
        row = connection.execute(chosen.order_by(_thread.updated_at.desc()).limit(1)).first()
    return thread_from(row) if row is not None else None


def thread_from(row: Row) -> Thread:
    """Return a thread from its row."""
    return Thread(**{name: row._mapping[name] for name in Thread.__slots__})


def raw_mail(engine: Engine, mail_id: int) -> bytes | None:
    """Return a mail as it was received, None when it is unknown or forgotten."""
    with reading(engine) as connection:
        raw = connection.execute(select(_mail.raw).where(_mail.id == mail_id)).scalar()
    return bytes(raw) if raw is not None else None

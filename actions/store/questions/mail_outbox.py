"""Mails to send: given out one attempt at a time, and what became of each. Blocking.

`handed` is written after the server has the whole text and before the dot that makes it responsible for it: a process
that dies between the two leaves a letter nobody can be sure of. It is shown, never sent again by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Text, cast, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from actions.store.conversation_tables import conversations, messages
from actions.store.engine import reading, writing
from actions.store.mail_tables import mail_outbox, mail_threads
from actions.store.questions.conversations import Message
from actions.store.questions.mail import Thread, thread_from

PENDING, HANDED, SENT, FAILED, BOUNCED = "pending", "handed", "sent", "failed", "bounced"

_letter = mail_outbox.c


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail to send now; `attempts` counts this time."""

    id: str
    kind: str
    thread_id: str
    message_id: str
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)
    attempts: int = 0


def claim_letters(engine: Engine, now: datetime, again_at: datetime, limit: int = 20) -> list[Outgoing]:
    """Return what is due, the oldest first; no other process gets it before `again_at`."""
    is_due = (_letter.status == PENDING) & (_letter.due_at <= now)
    due = select(_letter.id, _letter.attempts).where(is_due).order_by(_letter.created_at, _letter.id).limit(limit)
    claimed = []
    with writing(engine) as connection:
        for row in connection.execute(due).all():
            mine = update(mail_outbox).where(_letter.id == row.id, is_due)
            if connection.execute(mine.values(attempts=row.attempts + 1, due_at=again_at)).rowcount:
                claimed.append(row.id)
        chosen = select(mail_outbox).where(_letter.id.in_(claimed)).order_by(_letter.created_at, _letter.id)
        rows = connection.execute(chosen).mappings().all()
    return [Outgoing(**{name: row[name] for name in Outgoing.__slots__}) for row in rows]


def release_letters(engine: Engine, now: datetime) -> None:
    """Give back at once what a process that died had claimed; only for a shop served by one process."""
    with writing(engine) as connection:
        later = (_letter.status == PENDING) & (_letter.due_at > now) & _letter.error.is_(None)
        connection.execute(update(mail_outbox).where(later).values(due_at=now))


def mark_handed(engine: Engine, letter_id: str) -> bool:
    """Note that the server has the whole text; False when the letter is no longer to be sent."""
    with writing(engine) as connection:
        mine = update(mail_outbox).where(_letter.id == letter_id, _letter.status == PENDING)
        return bool(connection.execute(mine.values(status=HANDED)).rowcount)


def mark_sent(engine: Engine, letter_id: str, now: datetime) -> None:
    """Note that the server confirmed."""
    _set(engine, letter_id, status=SENT, sent_at=now, error=None)


def defer(engine: Engine, letter_id: str, due_at: datetime, error: str, *, is_counted: bool = True) -> None:
    """Try again later; `is_counted` is false when the server could not be reached at all."""
    with writing(engine) as connection:
        attempts = _letter.attempts if is_counted else _letter.attempts - 1
        changed = {"status": PENDING, "due_at": due_at, "error": error, "attempts": attempts}
        connection.execute(update(mail_outbox).where(_letter.id == letter_id).values(changed))


def give_up(engine: Engine, letter_id: str, error: str) -> None:
    """Note that a letter cannot be delivered; it is kept."""
    _set(engine, letter_id, status=FAILED, error=error)


def mark_bounced(engine: Engine, message_ids: Sequence[str], reason: str) -> int:
    """Note that letters came back; return how many were ours."""
    with writing(engine) as connection:
        ours = update(mail_outbox).where(_letter.message_id.in_(list(message_ids)))
        return int(connection.execute(ours.values(status=BOUNCED, error=reason)).rowcount)


def retry_letters(engine: Engine, now: datetime, *, unconfirmed: bool = False) -> int:
    """Send again what failed, and with `unconfirmed` what may have left already; return how many."""
    again = (FAILED, HANDED) if unconfirmed else (FAILED,)
    with writing(engine) as connection:
        stuck = update(mail_outbox).where(_letter.status.in_(again))
        return int(connection.execute(stuck.values(status=PENDING, attempts=0, due_at=now, error=None)).rowcount)


def confirm_letters(engine: Engine, now: datetime) -> int:
    """Take what was handed over and never confirmed as sent; return how many."""
    with writing(engine) as connection:
        handed = update(mail_outbox).where(_letter.status == HANDED)
        return int(connection.execute(handed.values(status=SENT, sent_at=now)).rowcount)


def count_letters(engine: Engine) -> dict[str, int]:
    """Return how many letters there are by status."""
    with reading(engine) as connection:
        rows = connection.execute(select(_letter.status, func.count()).group_by(_letter.status))
        return {row[0]: row[1] for row in rows}


def unsent_replies(engine: Engine, since: datetime, limit: int = 50) -> list[tuple[Message, Thread]]:
    """Return what agents wrote since a moment in conversations by mail and is not in the outbox, the oldest first."""
    said, thread = messages.c, mail_threads.c
    key = literal("person:") + said.conversation_id + ":" + cast(said.seq, Text)
    posted = select(_letter.id).where(_letter.key == key).exists()
    chosen = (
        select(messages)
        .join(conversations, conversations.c.id == said.conversation_id)
        .where(conversations.c.channel == "mail", said.author == "person", said.at >= since, ~posted)
        .order_by(said.at)
        .limit(limit)
    )
    with reading(engine) as connection:
        found = [Message(**row._mapping) for row in connection.execute(chosen)]
        names = {message.conversation_id for message in found}
        rows = connection.execute(select(mail_threads).where(thread.conversation_id.in_(names))).all()
    threads = {row.conversation_id: thread_from(row) for row in rows}
    return [(each, threads[each.conversation_id]) for each in found if each.conversation_id in threads]


def post_reply(
    engine: Engine, message: Message, thread: Thread, message_id: str, content: bytes, now: datetime
) -> bool:
    """Put what an agent wrote in the outbox, once."""
    values = {
        "id": message_id.strip("<>").partition("@")[0],
        "key": f"person:{message.conversation_id}:{message.seq}",
        "kind": "person",
        "thread_id": thread.id,
        "message_id": message_id,
        "recipient": thread.sender_key,
        "recipient_key": thread.sender_key,
        "content": content,
        "status": PENDING,
        "attempts": 0,
        "due_at": now,
        "created_at": now,
    }
    with writing(engine) as connection:
        insertion = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(mail_outbox)
        return bool(connection.execute(insertion.values(values).on_conflict_do_nothing()).rowcount)


def _set(engine: Engine, letter_id: str, **values: object) -> None:
    with writing(engine) as connection:
        connection.execute(update(mail_outbox).where(_letter.id == letter_id).values(values))

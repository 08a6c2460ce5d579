"""What a mail leads to, written in one transaction: what was said, the ticket, the reply to send, that it is settled.

The limits on automatic replies are checked in that transaction, so that two processes cannot pass them together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from actions.store import tables
from actions.store.conversation_tables import conversations
from actions.store.engine import writing
from actions.store.folding import fold_order_number, fold_ticket_number
from actions.store.mail_tables import mail_breaker, mail_outbox, mail_suggestions, mail_threads, mails
from actions.store.questions.conversations import Change, Draft, Message, append_in, apply_change
from actions.store.questions.mail import RECEIVED, SETTLED, StoredMail, Thread
from actions.store.questions.numbering import insert_once
from actions.store.questions.uploads import Upload, add_uploads_in

CHANNEL = "mail"
AUTOMATIC = ("answer", "question", "acknowledgement")
BREAKER = 1
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many automatic replies may leave; `period` is that of the thread and of the sender."""

    period: timedelta
    per_sender: int
    per_hour: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply to send; `compose` makes it complete once the ticket's number is known. It must be quick and pure."""

    kind: str
    recipient: str
    message_id: str
    compose: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the agent is shown beside the ticket; `text` is a reply to start from, None when there is none."""

    question: str
    reason: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What to write for a mail. Without a thread the mail is only settled."""

    mail: StoredMail
    outcome: str
    reason: str | None
    thread: Thread | None = None
    said: Draft | None = None
    letter: Letter | None = None
    answer: Draft | None = None
    ticket_status: str | None = None
    contact: str | None = None
    suggestion: Suggestion | None = None
    files: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What was written; `declined` says why the letter may not leave, and then nothing was written."""

    messages: tuple[Message, ...] = ()
    change: Change | None = None
    ticket_number: str | None = None
    declined: str | None = None


def settle(engine: Engine, settlement: Settlement, limits: Limits, now: datetime) -> Settled:
    """Write it all or nothing. A mail settled already stays as it was."""
    with writing(engine) as connection:
        if not _is_to_settle(connection, settlement.mail):
            return Settled()
        thread = settlement.thread
        if thread is None:
            _close(connection, settlement, None, now)
            return Settled()
        _keep_thread(connection, thread, now)
        if settlement.letter is not None:
            declined = _why_declined(connection, thread, settlement.letter, limits, now)
            if declined is not None:
                return Settled(declined=declined)
        return _write(connection, settlement, thread, now)


def _write(connection: Connection, settlement: Settlement, thread: Thread, now: datetime) -> Settled:
    change = _reopening(connection, thread, now) if settlement.ticket_status else None
    messages = [append_in(connection, thread.conversation_id, each, now) for each in (settlement.said,) if each]
    add_uploads_in(connection, settlement.files)
    number = thread.ticket_number
    if settlement.ticket_status is not None:
        number = _keep_ticket(connection, settlement, thread, now)
    if settlement.letter is not None:
        _post(connection, settlement, thread, number or "", now)
        if settlement.answer is not None:
            messages.append(append_in(connection, thread.conversation_id, settlement.answer, now))
    if settlement.suggestion is not None and number is not None:
        _suggest(connection, settlement, settlement.suggestion, number, now)
    kept = {"ticket_number": number, "order_number": thread.order_number, "pending": thread.pending, "updated_at": now}
    connection.execute(update(mail_threads).where(mail_threads.c.id == thread.id).values(kept))
    _close(connection, settlement, thread, now)
    return Settled(tuple(messages), change, number)


def _is_to_settle(connection: Connection, mail: StoredMail) -> bool:
    """Tell whether the mail is still to be settled, and keep others from it until the transaction ends."""
    mine = update(mails).where(mails.c.id == mail.id, mails.c.status == RECEIVED).values(status=RECEIVED)
    return bool(connection.execute(mine).rowcount)


def _close(connection: Connection, settlement: Settlement, thread: Thread | None, now: datetime) -> None:
    values: dict[str, Any] = {
        "status": SETTLED,
        "outcome": settlement.outcome,
        "reason": settlement.reason,
        "thread_id": thread.id if thread else None,
        "settled_at": now,
    }
    connection.execute(update(mails).where(mails.c.id == settlement.mail.id).values(values))


def _keep_thread(connection: Connection, thread: Thread, now: datetime) -> None:
    """Make the thread and its conversation when they are new; hold the thread until the transaction ends."""
    insertion = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert
    values = {name: getattr(thread, name) for name in Thread.__slots__} | {"created_at": now, "updated_at": now}
    hold = {"id": thread.id}
    connection.execute(insertion(mail_threads).values(values).on_conflict_do_update(index_elements=["id"], set_=hold))
    conversation = {
        "id": thread.conversation_id, "channel": CHANNEL, "state": "assistant", "email": thread.sender_key,
        "last_seq": 0, "opened_at": now, "updated_at": now,
    }  # fmt: skip
    connection.execute(insertion(conversations).values(conversation).on_conflict_do_nothing())


def _why_declined(connection: Connection, thread: Thread, letter: Letter, limits: Limits, now: datetime) -> str | None:
    """Return why an automatic reply may not leave now, or None. Trips the breaker when the rate is abnormal."""
    if _state(connection, thread) not in ("assistant", "closed"):
        return "held"
    since = now - limits.period
    sent = mail_outbox.c
    in_thread = (sent.thread_id == thread.id) & sent.kind.in_(AUTOMATIC) & (sent.created_at > since)
    kinds = connection.execute(select(sent.kind).where(in_thread).order_by(sent.created_at)).scalars().all()
    brings_what_was_asked = kinds == ["question"] and letter.kind == "answer"
    if kinds and not brings_what_was_asked:
        return "thread_limit"
    to_sender = (sent.recipient_key == thread.sender_key) & sent.kind.in_(AUTOMATIC) & (sent.created_at > since)
    if _count(connection, to_sender) >= limits.per_sender:
        return "sender_limit"
    return _breaker(connection, limits, now)


def _breaker(connection: Connection, limits: Limits, now: datetime) -> str | None:
    row = connection.execute(select(mail_breaker).where(mail_breaker.c.id == BREAKER)).first()
    if row is not None and row.tripped_at is not None:
        return "breaker"
    counted_from = max(now - HOUR, row.resumed_at) if row is not None and row.resumed_at else now - HOUR
    sent = mail_outbox.c
    count = _count(connection, sent.kind.in_(AUTOMATIC) & (sent.created_at > counted_from))
    if count < limits.per_hour:
        return None
    insertion = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(mail_breaker)
    tripped = {"tripped_at": now, "reason": f"{count} automatic replies in an hour"}
    row = insertion.values(id=BREAKER, **tripped)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=tripped))
    return "breaker_tripped"


def _count(connection: Connection, condition: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(mail_outbox).where(condition)).scalar_one())


def _state(connection: Connection, thread: Thread) -> str:
    question = select(conversations.c.state).where(conversations.c.id == thread.conversation_id)
    return str(connection.execute(question).scalar_one())


def _reopening(connection: Connection, thread: Thread, now: datetime) -> Change | None:
    """A mail in a closed conversation begins it again with the assistant."""
    if _state(connection, thread) != "closed":
        return None
    change = Change("closed", "assistant", cause="message", author="shopper")
    return change if apply_change(connection, thread.conversation_id, change, now) else None


def _keep_ticket(connection: Connection, settlement: Settlement, thread: Thread, now: datetime) -> str:
    """Open the ticket of the thread, or bring it up to date; return its number."""
    message = settlement.said.text if settlement.said else None
    changing = {
        "status": settlement.ticket_status,
        "message": message,
        "order_number": thread.order_number,
        "order_key": fold_order_number(thread.order_number) if thread.order_number else None,
        "updated_at": now,
    }
    opened = changing | {
        "kind": "message",
        "contact": settlement.contact,
        "conversation_id": thread.conversation_id,
        "idempotency_key": f"mail:{thread.id}",
        "created_at": now,
    }
    row, is_new = insert_once(connection, tables.tickets, opened, "SAV", is_taken=_is_known_to_the_shop)
    if not is_new:
        kept = changing if settlement.ticket_status == "open" else {"updated_at": now}
        connection.execute(update(tables.tickets).where(tables.tickets.c.number_key == row["number_key"]).values(kept))
    return str(row["number"])


def _is_known_to_the_shop(connection: Connection, number_key: str) -> bool:
    ticket_key = tables.repairs.c.ticket_key
    return connection.execute(select(ticket_key).where(ticket_key == number_key).limit(1)).first() is not None


def _post(connection: Connection, settlement: Settlement, thread: Thread, number: str, now: datetime) -> None:
    letter = settlement.letter
    assert letter is not None
    connection.execute(
        insert(mail_outbox).values(
            id=letter.message_id.strip("<>").partition("@")[0],
            key=f"{letter.kind}:{settlement.mail.key}",
            kind=letter.kind,
            thread_id=thread.id,
            message_id=letter.message_id,
            recipient=letter.recipient,
            recipient_key=thread.sender_key,
            content=letter.compose(number),
            status="pending",
            attempts=0,
            due_at=now,
            created_at=now,
        )
    )


def _suggest(
    connection: Connection, settlement: Settlement, suggestion: Suggestion, number: str, now: datetime
) -> None:
    connection.execute(
        insert(mail_suggestions).values(
            mail_id=settlement.mail.id,
            ticket_key=fold_ticket_number(number),
            subject=settlement.mail.subject or "",
            question=suggestion.question,
            reason=suggestion.reason,
            suggestion=suggestion.text,
            at=now,
        )
    )

"""Past conversations by what was said in them, an order, a ticket or an e-mail; and the deletion of one.

The database finds candidates with a pattern that any accent or capital matches; the words are then compared folded.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from actions.store import tables
from actions.store.conversation_tables import conversations, messages, tracker_events, verified_orders
from actions.store.engine import reading, writing
from actions.store.folding import fold_order_number, fold_ticket_number, fold_words
from actions.store.mail_tables import mail_outbox, mail_suggestions, mail_threads, mails

MOST_CANDIDATES = 2000
# Letters that carry accents in French, and what is no letter or digit of ASCII: any character stands for them.
_LOOSE = re.compile(r"[aceinouy]|[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation that answers a search, with the message in which it was found when it is one."""

    conversation_id: str
    channel: str
    state: str
    agent: str | None
    email: str | None
    opened_at: datetime
    updated_at: datetime
    last_seq: int
    excerpt: str | None


def search(engine: Engine, words: str, *, state: str | None = None, limit: int = 50) -> list[Found]:
    """Return the latest conversations where every word is said in one message, or that bear this number or e-mail.

    Without words, the latest conversations.
    """
    wanted = fold_words(words)
    with reading(engine) as connection:
        excerpts = dict(_saying(connection, wanted)) if wanted else {}
        named = set(connection.execute(_named(words)).scalars()) if words.strip() else set()
        chosen = select(conversations).order_by(conversations.c.updated_at.desc()).limit(limit)
        if words.strip():
            chosen = chosen.where(conversations.c.id.in_(named | set(excerpts)))
        if state:
            chosen = chosen.where(conversations.c.state == state)
        rows = connection.execute(chosen).all()
    return [
        Found(
            row.id,
            row.channel,
            row.state,
            row.agent,
            row.email,
            row.opened_at,
            row.updated_at,
            row.last_seq,
            excerpts.get(row.id),
        )
        for row in rows
    ]


def delete_conversation(engine: Engine, conversation_id: str) -> bool:
    """Delete a conversation, what was said in it, its mails and what its dialogue remembers; False when it is unknown.

    Tickets and legal answers stay: they are the file of a case, and have their own time of keeping.
    """
    with writing(engine) as connection:
        for table in (tracker_events, verified_orders):
            connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
        _delete_mails(connection, conversation_id)
        deleted = connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
    return bool(deleted.rowcount)


def _delete_mails(connection: Connection, conversation_id: str) -> None:
    """Delete the mails of a conversation, received and sent; what is still to be settled or sent stays until it is."""
    threads = select(mail_threads.c.id).where(mail_threads.c.conversation_id == conversation_id)
    received = mails.c.thread_id.in_(threads)
    suggested = mail_suggestions.c.mail_id.in_(select(mails.c.id).where(received))
    connection.execute(delete(mail_suggestions).where(suggested))
    connection.execute(delete(mails).where(received))
    sent = mail_outbox.c.thread_id.in_(threads) & (mail_outbox.c.status != "pending")
    connection.execute(delete(mail_outbox).where(sent))
    connection.execute(delete(mail_threads).where(mail_threads.c.conversation_id == conversation_id))


def _saying(connection: object, wanted: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the conversations where all the words are in one message, with that message; the oldest first."""
    said = messages.c
    likely = [func.lower(said.text).like(f"%{_LOOSE.sub('_', word)}%") for word in wanted]
    chosen = (
        select(said.conversation_id, said.text)
        .where(*likely, said.author != "notice")
        .order_by(said.at.desc())
        .limit(MOST_CANDIDATES)
    )
    rows = connection.execute(chosen).all()  # type: ignore[attr-defined]
    return [(row.conversation_id, row.text) for row in reversed(rows) if _holds(row.text, wanted)]


def _holds(text: str, wanted: tuple[str, ...]) -> bool:
    words = fold_words(text)
    return all(any(word.startswith(each) or each in word for word in words) for each in wanted)


def _named(words: str) -> Select:
    """Return the question for the conversations that bear an order number, a ticket number or an e-mail."""
    number, ticket = fold_order_number(words), fold_ticket_number(words)
    identifier = words.strip()
    return select(conversations.c.id).where(
        or_(
            conversations.c.id == identifier,
            func.lower(conversations.c.email) == identifier.lower(),
            conversations.c.id.in_(
                select(verified_orders.c.conversation_id).where(verified_orders.c.order_key == number)
            ),
            conversations.c.id.in_(
                select(tables.tickets.c.conversation_id).where(
                    or_(
                        tables.tickets.c.number_key == ticket,
                        tables.tickets.c.order_key == number,
                        func.lower(tables.tickets.c.contact) == identifier.lower(),
                    )
                )
            ),
        )
    )

"""Who holds a conversation of the chat: found by the hash of a token, and how far that person has read. Blocking."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine

from actions.store.chat_tables import visitors
from actions.store.engine import reading, writing
from actions.store.questions.desk_queue import waiting_cases


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor of the shop; `name` and `email` are those the shop's site vouched for, None for a stranger."""

    conversation_id: str
    read_seq: int = 0
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


def add_visitor(engine: Engine, token_hash: str, conversation_id: str, now: datetime) -> Visitor:
    """Keep a new visitor by the hash of the token that was given out."""
    with writing(engine) as connection:
        connection.execute(
            insert(visitors).values(
                token_hash=token_hash, conversation_id=conversation_id, read_seq=0, made_at=now, seen_at=now
            )
        )
    return Visitor(conversation_id)


def find_visitor(engine: Engine, token_hash: str) -> Visitor | None:
    """Return the visitor whose token has this hash."""
    chosen = select(visitors).where(visitors.c.token_hash == token_hash)
    with reading(engine) as connection:
        row = connection.execute(chosen).first()
    return Visitor(row.conversation_id, row.read_seq, row.name, row.email) if row is not None else None


def note_visit(engine: Engine, conversation_id: str, now: datetime) -> None:
    """Remember that the visitor came back."""
    _change(engine, conversation_id, seen_at=now)


def name_visitor(engine: Engine, conversation_id: str, name: str | None, email: str) -> None:
    """Keep who the visitor is, as the shop's site vouched for it."""
    _change(engine, conversation_id, name=name, email=email)


def note_read(engine: Engine, conversation_id: str, seq: int) -> bool:
    """Remember that the visitor has read up to a message; False when that was known already."""
    with writing(engine) as connection:
        changed = connection.execute(
            update(visitors)
            .where(visitors.c.conversation_id == conversation_id, visitors.c.read_seq < seq)
            .values(read_seq=seq)
        )
        return bool(changed.rowcount)


def waiting_before(engine: Engine, conversation_id: str) -> int | None:
    """Return how many conversations came into the queue before; None when this one does not wait."""
    order = [case.id for case in waiting_cases(engine)]
    return order.index(conversation_id) if conversation_id in order else None


def forget_visitors(engine: Engine, before: datetime) -> int:
    """Delete the visitors not seen since a moment and return how many: their tokens open nothing any more."""
    with writing(engine) as connection:
        return int(connection.execute(delete(visitors).where(visitors.c.seen_at < before)).rowcount)


def _change(engine: Engine, conversation_id: str, **values: object) -> None:
    with writing(engine) as connection:
        connection.execute(update(visitors).where(visitors.c.conversation_id == conversation_id).values(**values))

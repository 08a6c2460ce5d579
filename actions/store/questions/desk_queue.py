"""Who waits for a person and who has which conversation; taking one, whoever else wants it at the same instant.

The order of the queue, estimates and assignment are reckoned in bot/desk/queue.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from actions.store.conversation_tables import conversation_events, conversations, messages
from actions.store.desk_tables import agents
from actions.store.engine import reading, writing
from actions.store.questions.conversations import Change, Draft, Message, append_in, apply_change

_events = conversation_events.c
_conversation = conversations.c


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation as the lists of the desk show it.

    `since` is when it came into the queue (it stays when an agent gives it back), `waits_from` when it began to wait
    this time, `last_author` and `last_text` its last words, `unanswered_since` the shopper's first message that nobody
    answered.
    """

    id: str
    channel: str
    state: str
    cause: str | None
    agent: str | None
    email: str | None
    last_seq: int
    opened_at: datetime
    updated_at: datetime
    since: datetime
    waits_from: datetime
    last_author: str | None
    last_text: str | None
    unanswered_since: datetime | None


@dataclass(frozen=True, slots=True)
class Taking:
    """What became of the wish to take a conversation: `taken`, `full` (capacity reached) or `gone` (not as it was)."""

    outcome: str
    notice: Message | None = None


def waiting_cases(engine: Engine, limit: int = 500) -> tuple[Case, ...]:
    """Return the conversations that wait, the longest first."""
    return _cases(engine, _conversation.state == "waiting", limit)


def held_cases(engine: Engine) -> tuple[Case, ...]:
    """Return the conversations that people have, the oldest first."""
    return _cases(engine, _conversation.state == "person", 1000)


def assistant_cases(engine: Engine, after: datetime, limit: int = 50) -> tuple[Case, ...]:
    """Return the conversations that the assistant has and where something was said after a moment."""
    return _cases(engine, (_conversation.state == "assistant") & (_conversation.updated_at > after), limit)


def find_case(engine: Engine, conversation_id: str) -> Case | None:
    """Return one conversation."""
    return next(iter(_cases(engine, _conversation.id == conversation_id, 1)), None)


def take(
    engine: Engine, conversation_id: str, change: Change, notice: Draft | None, now: datetime, *, within_capacity: bool
) -> Taking:
    """Give a conversation to `change.agent`; only one of those who want it at the same instant gets it."""
    with writing(engine) as connection:
        # Writing the capacity over itself holds the agent's row: two takings by one agent are counted in turn.
        me = agents.c.id == change.agent
        connection.execute(update(agents).where(me).values(capacity=agents.c.capacity))
        if within_capacity and _is_full(connection, str(change.agent)):
            return Taking("full")
        if not apply_change(connection, conversation_id, change, now):
            return Taking("gone")
        connection.execute(update(agents).where(me).values(assigned_at=now))
        return Taking("taken", append_in(connection, conversation_id, notice, now) if notice is not None else None)


def durations_with_people(engine: Engine, after: datetime, limit: int = 50) -> tuple[float, ...]:
    """Return how long people had the conversations they ended after a moment, in seconds, the latest first."""
    started = conversation_events.alias()
    end = (
        select(_events.conversation_id, _events.position, _events.at)
        .where(_events.from_state == "person", _events.to_state.in_(("closed", "assistant")), _events.at > after)
        .order_by(_events.at.desc())
        .limit(limit)
        .subquery()
    )
    start = (
        select(func.max(started.c.at))
        .where(
            started.c.conversation_id == end.c.conversation_id,
            started.c.position < end.c.position,
            started.c.to_state == "person",
            started.c.from_state != "person",
        )
        .scalar_subquery()
    )
    with reading(engine) as connection:
        rows = connection.execute(select(end.c.at.label("ended_at"), start.label("started_at"))).all()
    return tuple((row.ended_at - row.started_at).total_seconds() for row in rows if row.started_at)


def events_of(engine: Engine, conversation_id: str) -> list[Mapping[str, Any]]:
    """Return the changes of state of a conversation, oldest first."""
    chosen = (
        select(conversation_events)
        .where(_events.conversation_id == conversation_id)
        .order_by(_events.position)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(chosen).mappings()]


def _is_full(connection: Connection, agent_id: str) -> bool:
    held = select(func.count()).where(_conversation.state == "person", _conversation.agent == agent_id)
    capacity = select(agents.c.capacity).where(agents.c.id == agent_id)
    return bool(connection.execute(held).scalar_one() >= connection.execute(capacity).scalar_one())


def _cases(engine: Engine, condition: Any, limit: int) -> tuple[Case, ...]:
    """Return the conversations under a condition, by when they came into the queue."""
    question = _question(condition)
    since = question.selected_columns.since
    with reading(engine) as connection:
        rows = connection.execute(question.order_by(since, _conversation.id).limit(limit)).mappings().all()
    return tuple(_case(row) for row in rows)


def _question(condition: Any) -> Select:
    waits = select(func.max(_events.at)).where(
        _events.conversation_id == _conversation.id, _events.to_state == "waiting"
    )
    came = waits.where(_events.from_state != "person")
    last = messages.alias("last")
    answered = select(func.max(messages.c.seq)).where(
        messages.c.conversation_id == _conversation.id, messages.c.author.in_(("person", "assistant"))
    )
    unanswered = messages.alias("unanswered")
    first_unanswered = select(func.min(unanswered.c.at)).where(
        unanswered.c.conversation_id == _conversation.id,
        unanswered.c.author == "shopper",
        unanswered.c.seq > func.coalesce(answered.correlate(conversations).scalar_subquery(), 0),
    )
    said = (last.c.conversation_id == _conversation.id) & (last.c.seq == _conversation.last_seq)
    return (
        select(
            conversations,
            func.coalesce(came.correlate(conversations).scalar_subquery(), _conversation.updated_at).label("since"),
            func.coalesce(waits.correlate(conversations).scalar_subquery(), _conversation.updated_at).label("waits_from"),
            last.c.author.label("last_author"),
            last.c.text.label("last_text"),
            first_unanswered.correlate(conversations).scalar_subquery().label("unanswered_since"),
        )
        .select_from(conversations.outerjoin(last, said))
        .where(condition)
    )


def _case(row: Mapping[str, Any]) -> Case:
    values = {name: row[name] for name in Case.__slots__}
    return Case(**values)


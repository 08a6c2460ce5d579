"""Who waits for a person and who has which conversation; taking one, whoever else wants it at the same instant.

The order of the queue, estimates and assignment are reckoned in bot/desk/queue.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from actions.store.conversation_tables import conversation_events, conversations, messages, verified_orders
from actions.store.desk_tables import agents
from actions.store.engine import reading, writing
from actions.store.questions.conversations import Change, Draft, Message, append_in, apply_change
from actions.store.tables import orders

_events = conversation_events.c
_conversation = conversations.c


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation as the lists of the desk show it.

    `since` is when it came into the queue (it stays when an agent gives it back), `waits_from` when it began to wait
    this time, `called_for` why a person was called, `last_author` and `last_text` the last words of the shopper or of a
    person, `unanswered_since` the shopper's first message that nobody answered.
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
    called_for: str | None
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


def customers_of(engine: Engine, conversation_ids: Sequence[str]) -> dict[str, str]:
    """Return the name, or the number of the order, of the shoppers who proved an order in these conversations."""
    verified, order = verified_orders.c, orders.c
    question = (
        select(verified.conversation_id, order.first_name, order.last_name, order.number)
        .join(orders, order.order_key == verified.order_key)
        .where(verified.conversation_id.in_(conversation_ids))
        .order_by(verified.verified_at)
    )
    with reading(engine) as connection:
        rows = connection.execute(question).all()
    return {row.conversation_id: " ".join(filter(None, (row.first_name, row.last_name))) or row.number for row in rows}


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
    last = messages.alias("last")
    said = (last.c.conversation_id == _conversation.id) & (last.c.seq == _last_spoken())
    is_call = (_events.to_state == "waiting") & (_events.from_state != "person")
    return (
        select(
            conversations,
            func.coalesce(_latest(func.max(_events.at), is_call), _conversation.updated_at).label("since"),
            func.coalesce(_latest(func.max(_events.at), _events.to_state == "waiting"), _conversation.updated_at).label(
                "waits_from"
            ),
            _of_conversation(
                select(_events.cause).where(is_call).order_by(_events.position.desc()).limit(1),
                _events.conversation_id,
            ).label("called_for"),
            last.c.author.label("last_author"),
            last.c.text.label("last_text"),
            _unanswered_since().label("unanswered_since"),
        )
        .select_from(conversations.outerjoin(last, said))
        .where(condition)
    )


def _latest(what: Any, condition: Any) -> Any:
    return _of_conversation(select(what).where(condition), _events.conversation_id)


def _last_spoken() -> Any:
    """The number of the last message of the shopper or of a person."""
    spoken = messages.alias("spoken").c
    return _of_conversation(
        select(func.max(spoken.seq)).where(spoken.author.in_(("shopper", "person"))), spoken.conversation_id
    )


def _unanswered_since() -> Any:
    """The moment of the shopper's first message after the last answer."""
    answer, unanswered = messages.alias("answer").c, messages.alias("unanswered").c
    answered = _of_conversation(
        select(func.max(answer.seq)).where(answer.author.in_(("person", "assistant"))), answer.conversation_id
    )
    return _of_conversation(
        select(func.min(unanswered.at)).where(
            unanswered.author == "shopper", unanswered.seq > func.coalesce(answered, 0)
        ),
        unanswered.conversation_id,
    )


def _of_conversation(question: Select, column: Any) -> Any:
    """Return a question asked for each conversation of the outer one."""
    return question.where(column == _conversation.id).correlate(conversations).scalar_subquery()


def _case(row: Mapping[str, Any]) -> Case:
    values = {name: row[name] for name in Case.__slots__}
    return Case(**values)

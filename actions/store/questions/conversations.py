"""Conversations and their messages: opened, appended in order, read again from a number on. Blocking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine, Row

from actions.store.conversation_tables import conversation_events, conversations, messages, verified_orders
from actions.store.engine import reading, writing

_COLUMNS = tuple(column.name for column in messages.columns)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it stands; `last_seq` numbers its last message, 0 when it has none."""

    id: str
    channel: str
    state: str
    cause: str | None
    agent: str | None
    email: str | None
    last_seq: int
    opened_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `author` is `shopper`, `assistant`, `person` or `notice`; `payload` holds buttons, facts and files."""

    conversation_id: str
    seq: int
    author: str
    author_name: str | None
    text: str
    payload: dict[str, Any]
    client_id: str | None
    at: datetime
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """A message not written yet."""

    author: str
    text: str
    payload: dict[str, Any]
    author_name: str | None = None
    client_id: str | None = None


def open_conversation(engine: Engine, conversation_id: str, channel: str, now: datetime) -> Conversation:
    """Return the conversation, made if it is new."""
    found = find_conversation(engine, conversation_id)
    if found is not None:
        return found
    with writing(engine) as connection:
        return _opened(connection, conversation_id, channel, now)


def receive_message(
    engine: Engine, conversation_id: str, channel: str, draft: Draft, now: datetime
) -> tuple[Conversation, Message]:
    """Write a message in a conversation, made if it is new; return the conversation as it was before, and the message.

    A message whose `client_id` is known comes back as it was.
    """
    with writing(engine) as connection:
        conversation = _opened(connection, conversation_id, channel, now)
        return conversation, append_in(connection, conversation_id, draft, now)


def find_conversation(engine: Engine, conversation_id: str) -> Conversation | None:
    """Return the conversation or None."""
    with reading(engine) as connection:
        row = _row(connection, conversation_id)
    return _conversation(row) if row is not None else None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state; `agent` has the conversation afterwards, `by` is the person of the desk who did it.

    With `held_by` it happens only while that agent has the conversation.
    """

    before: str
    after: str
    cause: str
    author: str
    agent: str | None = None
    by: str | None = None
    held_by: str | None = None


def append_messages(
    engine: Engine,
    conversation_id: str,
    drafts: list[Draft],
    now: datetime,
    *,
    only_while: Sequence[str] = (),
    held_by: str | None = None,
    change: Change | None = None,
) -> tuple[list[Message], bool]:
    """Write messages in order and return them numbered; one whose `client_id` is known comes back as it was.

    With `only_while` or `held_by`, nothing is written when the conversation is in another state, or not with the agent.
    With `change`, the state changes in the same transaction; the second value tells whether it did.
    """
    with writing(engine) as connection:
        if (only_while or held_by) and not _is_held(connection, conversation_id, only_while, held_by):
            return [], False
        written = append_all(connection, conversation_id, drafts, now)
        return written, change is not None and apply_change(connection, conversation_id, change, now)


def change_with_notice(
    engine: Engine, conversation_id: str, change: Change, notice: Draft | None, now: datetime
) -> tuple[bool, Message | None]:
    """Change the state and tell it in the conversation, both or neither."""
    with writing(engine) as connection:
        if not apply_change(connection, conversation_id, change, now):
            return False, None
        return True, append_in(connection, conversation_id, notice, now) if notice is not None else None


def messages_after(engine: Engine, conversation_id: str, seq: int, limit: int = 200) -> list[Message]:
    """Return the messages numbered above `seq`, in order."""
    chosen = (
        select(messages)
        .where(messages.c.conversation_id == conversation_id, messages.c.seq > seq)
        .order_by(messages.c.seq)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [Message(**row._mapping) for row in connection.execute(chosen)]


def apply_change(connection: Connection, conversation_id: str, change: Change, now: datetime) -> bool:
    """Record a change of state; False, and nothing written, when the conversation is not as the change wants it."""
    is_as_wanted = [conversations.c.id == conversation_id, conversations.c.state == change.before]
    if change.held_by is not None:
        is_as_wanted.append(conversations.c.agent == change.held_by)
    changed = connection.execute(
        update(conversations)
        .where(*is_as_wanted)
        .values(state=change.after, cause=change.cause, agent=change.agent, updated_at=now)
    ).rowcount
    if changed:
        _record_change(connection, conversation_id, change, now)
    return bool(changed)


def note_email(engine: Engine, conversation_id: str, email: str) -> None:
    """Keep the e-mail at which the shopper wants to be answered."""
    with writing(engine) as connection:
        connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(email=email))


def verify_order(engine: Engine, conversation_id: str, order_key: str, now: datetime) -> None:
    """Remember that the number and the e-mail of this order were both given in this conversation."""
    with writing(engine) as connection:
        known = connection.execute(_verified(conversation_id, order_key)).first()
        if known is None:
            connection.execute(
                insert(verified_orders).values(conversation_id=conversation_id, order_key=order_key, verified_at=now)
            )


def verified_order_keys(engine: Engine, conversation_id: str) -> list[str]:
    """Return the keys of the orders this conversation may see, the latest verified first."""
    chosen = (
        select(verified_orders.c.order_key)
        .where(verified_orders.c.conversation_id == conversation_id)
        .order_by(verified_orders.c.verified_at.desc())
    )
    with reading(engine) as connection:
        return [row.order_key for row in connection.execute(chosen)]


def append_in(connection: Connection, conversation_id: str, draft: Draft, now: datetime) -> Message:
    """Write one message in the transaction of the caller."""
    return append_all(connection, conversation_id, [draft], now)[0]


def append_all(connection: Connection, conversation_id: str, drafts: Sequence[Draft], now: datetime) -> list[Message]:
    """Write messages in the transaction of the caller; one whose `client_id` is known comes back as it was."""
    known = [_known(connection, conversation_id, draft.client_id) for draft in drafts]
    fresh = [draft for draft, message in zip(drafts, known, strict=True) if message is None]
    if not fresh:
        return [message for message in known if message is not None]
    its_row = conversations.c.id == conversation_id
    numbered = update(conversations).where(its_row)
    connection.execute(numbered.values(last_seq=conversations.c.last_seq + len(fresh), updated_at=now))
    last = connection.execute(select(conversations.c.last_seq).where(its_row)).scalar_one()
    written = iter(
        [
            Message(conversation_id, seq, each.author, each.author_name, each.text, each.payload, each.client_id, now)
            for seq, each in enumerate(fresh, last - len(fresh) + 1)
        ]
    )
    messages_written = [message or next(written) for message in known]
    rows = [{name: getattr(each, name) for name in _COLUMNS} for each in messages_written if each.is_new]
    connection.execute(insert(messages), rows)
    return messages_written


def _known(connection: Connection, conversation_id: str, client_id: str | None) -> Message | None:
    if client_id is None:
        return None
    chosen = select(messages).where(messages.c.conversation_id == conversation_id, messages.c.client_id == client_id)
    row = connection.execute(chosen).first()
    return Message(**row._mapping, is_new=False) if row is not None else None


def _record_change(connection: Connection, conversation_id: str, change: Change, now: datetime) -> None:
    position = conversation_events.c.position
    earlier = connection.execute(
        select(position)
        .where(conversation_events.c.conversation_id == conversation_id)
        .order_by(position.desc())
        .limit(1)
    ).scalar()
    connection.execute(
        insert(conversation_events).values(
            conversation_id=conversation_id,
            position=0 if earlier is None else earlier + 1,
            from_state=change.before,
            to_state=change.after,
            cause=change.cause,
            author=change.author,
            agent=change.by,
            holder=change.agent,
            at=now,
        )
    )


def _is_held(connection: Connection, conversation_id: str, states: Sequence[str], agent: str | None) -> bool:
    """Tell whether the conversation is in one of the states, or an agent's; it stays so until the transaction ends."""
    wanted = [conversations.c.id == conversation_id]
    if states:
        wanted.append(conversations.c.state.in_(states))
    if agent is not None:
        wanted += [conversations.c.state == "person", conversations.c.agent == agent]
    held = update(conversations).where(*wanted).values(last_seq=conversations.c.last_seq)
    return bool(connection.execute(held).rowcount)


def _verified(conversation_id: str, order_key: str) -> Any:
    return select(verified_orders.c.order_key).where(
        verified_orders.c.conversation_id == conversation_id, verified_orders.c.order_key == order_key
    )


def _opened(connection: Connection, conversation_id: str, channel: str, now: datetime) -> Conversation:
    row = _row(connection, conversation_id)
    if row is not None:
        return _conversation(row)
    made = Conversation(conversation_id, channel, "assistant", None, None, None, 0, now, now)
    connection.execute(insert(conversations).values({name: getattr(made, name) for name in made.__slots__}))
    return made


def _row(connection: Connection, conversation_id: str) -> Row | None:
    return connection.execute(select(conversations).where(conversations.c.id == conversation_id)).first()


def _conversation(row: Row | None) -> Conversation:
    assert row is not None
    return Conversation(**row._mapping)

"""Conversations and their messages: opened, appended in order, read again from a number on. Blocking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection, Engine

from actions.store.conversation_tables import conversation_events, conversations, messages
from actions.store.engine import reading, writing
from actions.store.questions.dialogue import Remembered, append_events, next_position

_COLUMNS = tuple(column.name for column in messages.columns)
# Written once: these are asked at each message.
_ITS_ROW = conversations.c.id == bindparam("its_id")
_READ = select(conversations).where(_ITS_ROW)
_HELD = _READ.with_for_update()
_NUMBERED = update(conversations).where(_ITS_ROW).values(last_seq=bindparam("last"), updated_at=bindparam("moment"))
_WRITTEN = insert(messages)
_ANSWERED_BEFORE = select(messages).where(
    messages.c.conversation_id == bindparam("conversation"), messages.c.client_id == bindparam("client")
)


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
) -> tuple[Conversation, Message, int]:
    """Write a message in a conversation, made if it is new; return the conversation as it was before, and the message.

    A message whose `client_id` is known comes back as it was. The number is the position at which the dialogue's
    memory goes on.
    """
    with writing(engine) as connection:
        conversation = _opened(connection, conversation_id, channel, now)
        (message,) = _appended(connection, conversation, [draft], now)
        return conversation, message, next_position(connection, conversation_id)


def find_conversation(engine: Engine, conversation_id: str) -> Conversation | None:
    """Return the conversation or None."""
    with reading(engine) as connection:
        row = connection.execute(_READ, {"its_id": conversation_id}).first()
    return Conversation(**row._mapping) if row is not None else None


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
    remembered: Remembered | None = None,
) -> tuple[list[Message], bool]:
    """Write messages in order and return them numbered; one whose `client_id` is known comes back as it was.

    With `only_while` or `held_by`, nothing is written when the conversation is in another state, or not with the agent.
    With `change`, the state changes in the same transaction; the second value tells whether it did. With `remembered`,
    so does the dialogue's memory; raises ConcurrentWriter.
    """
    with writing(engine) as connection:
        conversation = _held(connection, conversation_id)
        if conversation is None or not _is_as_wanted(conversation, only_while, held_by):
            return [], False
        written = _appended(connection, conversation, drafts, now)
        if remembered is not None and remembered.events:
            append_events(connection, conversation_id, remembered)
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


def append_in(connection: Connection, conversation_id: str, draft: Draft, now: datetime) -> Message:
    """Write one message in the transaction of the caller; the conversation exists."""
    conversation = _held(connection, conversation_id)
    assert conversation is not None
    return _appended(connection, conversation, [draft], now)[0]


def _appended(
    connection: Connection, conversation: Conversation, drafts: Sequence[Draft], now: datetime
) -> list[Message]:
    """Write messages in a conversation that is held; one whose `client_id` is known comes back as it was."""
    all_of_them, fresh, seq = [], [], conversation.last_seq
    for each in drafts:
        message = _known(connection, conversation.id, each.client_id)
        if message is None:
            seq += 1
            message = Message(
                conversation.id, seq, each.author, each.author_name, each.text, each.payload, each.client_id, now
            )
            fresh.append({name: getattr(message, name) for name in _COLUMNS})
        all_of_them.append(message)
    if fresh:
        connection.execute(_NUMBERED, {"its_id": conversation.id, "last": seq, "moment": now})
        connection.execute(_WRITTEN, fresh)
    return all_of_them


def _known(connection: Connection, conversation_id: str, client_id: str | None) -> Message | None:
    if client_id is None:
        return None
    row = connection.execute(_ANSWERED_BEFORE, {"conversation": conversation_id, "client": client_id}).first()
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


def _is_as_wanted(conversation: Conversation, states: Sequence[str], agent: str | None) -> bool:
    """Tell whether the conversation is in one of the states, and with the agent, when they are given."""
    is_with_agent = agent is None or (conversation.state == "person" and conversation.agent == agent)
    return is_with_agent and (not states or conversation.state in states)


def _opened(connection: Connection, conversation_id: str, channel: str, now: datetime) -> Conversation:
    conversation = _held(connection, conversation_id)
    if conversation is None:
        conversation = Conversation(conversation_id, channel, "assistant", None, None, None, 0, now, now)
        row = {name: getattr(conversation, name) for name in Conversation.__slots__}
        connection.execute(insert(conversations).values(row))
    return conversation


def _held(connection: Connection, conversation_id: str) -> Conversation | None:
    """Return the conversation, which stays as it is until the transaction ends; None when there is none."""
    row = connection.execute(_HELD, {"its_id": conversation_id}).first()
    return Conversation(**row._mapping) if row is not None else None

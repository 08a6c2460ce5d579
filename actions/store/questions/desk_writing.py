"""What agents write for themselves: private notes on conversations, and canned replies."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from actions.store.desk_tables import canned_replies, conversation_notes
from actions.store.engine import reading, writing


class ShortcutTaken(ValueError):
    """Another canned reply has this shortcut."""


@dataclass(frozen=True, slots=True)
class Note:
    """A private note on a conversation."""

    id: int
    conversation_id: str
    agent_id: str
    agent_name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A reply kept ready; `shortcut` is what is typed after a slash, `text` may hold variables such as `{prenom}`."""

    id: int
    shortcut: str
    title: str
    text: str
    updated_at: datetime


def add_note(engine: Engine, conversation_id: str, *, agent_id: str, agent_name: str, text: str, now: datetime) -> Note:
    """Write a note on a conversation that exists."""
    row = insert(conversation_notes).values(
        conversation_id=conversation_id, agent_id=agent_id, agent_name=agent_name, text=text, at=now
    )
    with writing(engine) as connection:
        note_id = connection.execute(row).inserted_primary_key[0]
    return Note(note_id, conversation_id, agent_id, agent_name, text, now)


def notes_on(engine: Engine, conversation_id: str) -> tuple[Note, ...]:
    """Return the notes on a conversation, oldest first."""
    note = conversation_notes.c
    chosen = select(conversation_notes).where(note.conversation_id == conversation_id).order_by(note.id)
    with reading(engine) as connection:
        return tuple(Note(**row) for row in connection.execute(chosen).mappings())


def all_replies(engine: Engine) -> tuple[CannedReply, ...]:
    """Return the canned replies by shortcut."""
    with reading(engine) as connection:
        rows = connection.execute(select(canned_replies).order_by(canned_replies.c.shortcut))
        return tuple(CannedReply(**row) for row in rows.mappings())


def save_reply(
    engine: Engine, *, shortcut: str, title: str, text: str, now: datetime, reply_id: int | None = None
) -> CannedReply | None:
    """Add a reply, or change the one with this id; None when there is none. Raises `ShortcutTaken`."""
    values = {"shortcut": shortcut, "title": title, "text": text, "updated_at": now}
    reply = canned_replies.c
    try:
        with writing(engine) as connection:
            if reply_id is None:
                reply_id = connection.execute(insert(canned_replies).values(values)).inserted_primary_key[0]
            elif not connection.execute(update(canned_replies).where(reply.id == reply_id).values(values)).rowcount:
                return None
    except IntegrityError as error:
        raise ShortcutTaken(shortcut) from error
    assert reply_id is not None
    return CannedReply(id=reply_id, shortcut=shortcut, title=title, text=text, updated_at=now)


def delete_reply(engine: Engine, reply_id: int) -> bool:
    """Delete a canned reply; False when there is none with this id."""
    with writing(engine) as connection:
        return bool(connection.execute(delete(canned_replies).where(canned_replies.c.id == reply_id)).rowcount)

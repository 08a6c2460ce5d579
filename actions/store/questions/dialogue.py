"""What the dialogue remembers: Rasa's events, appended and read back by session. Blocking: call from a thread."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from actions.store.conversation_tables import tracker_events
from actions.store.engine import writing


class ConcurrentWriter(RuntimeError):
    """Another process wrote in this conversation since it was read: nothing was written."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a dialogue remembers of a turn: (kind, JSON) events from a position on."""

    position: int
    events: tuple[tuple[str, str], ...]


_APPENDED = insert(tracker_events)
_LAST = select(func.max(tracker_events.c.position)).where(tracker_events.c.conversation_id == bindparam("conversation"))


def next_position(connection: Connection, conversation: str) -> int:
    """Return the position after the last event of a conversation, 0 without any."""
    last = connection.execute(_LAST, {"conversation": conversation}).scalar()
    return 0 if last is None else int(last) + 1


def append_events(connection: Connection, conversation: str, remembered: Remembered) -> None:
    """Write what is remembered, in the transaction of the caller; raise ConcurrentWriter when its place is taken."""
    rows = [
        {"conversation_id": conversation, "position": position, "kind": kind, "event": event}
        for position, (kind, event) in enumerate(remembered.events, remembered.position)
    ]
    try:
        connection.execute(_APPENDED, rows)
    except IntegrityError as error:
        raise ConcurrentWriter(f"conversation {conversation} was written by another process") from error


class DialogueLog:
    """The events of every conversation, on one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        last_start = (
            select(func.max(tracker_events.c.position))
            .where(
                tracker_events.c.conversation_id == bindparam("conversation"),
                tracker_events.c.kind == "session_started",
            )
            .scalar_subquery()
        )
        self._session = (
            select(tracker_events.c.event, tracker_events.c.position)
            .where(
                tracker_events.c.conversation_id == bindparam("conversation"),
                tracker_events.c.position >= func.coalesce(last_start, 0),
            )
            .order_by(tracker_events.c.position)
        )

    def read_session(self, conversation: str) -> tuple[list[str], int]:
        """Return the JSON events since the last session start, and the position after the last event."""
        with self._engine.connect() as connection:
            rows = connection.execute(self._session, {"conversation": conversation}).all()
        return [row.event for row in rows], rows[-1].position + 1 if rows else 0

    def next_position(self, conversation: str) -> int:
        """Return the position after the last event, 0 without any."""
        with self._engine.connect() as connection:
            return next_position(connection, conversation)

    def append(self, conversation: str, position: int, events: list[tuple[str, str]]) -> None:
        """Write (kind, JSON) events from `position` on; raise ConcurrentWriter when the place is taken."""
        with writing(self._engine) as connection:
            append_events(connection, conversation, Remembered(position, tuple(events)))

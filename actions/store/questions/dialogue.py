"""What the dialogue remembers: Rasa's events, appended and read back by session. Blocking: call from a thread."""

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from actions.store.conversation_tables import tracker_events
from actions.store.engine import writing


class ConcurrentWriter(RuntimeError):
    """Another process wrote in this conversation since it was read: nothing was written."""


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
        self._last = select(func.max(tracker_events.c.position)).where(
            tracker_events.c.conversation_id == bindparam("conversation")
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
            last = connection.execute(self._last, {"conversation": conversation}).scalar()
        return 0 if last is None else int(last) + 1

    def append(self, conversation: str, position: int, events: list[tuple[str, str]]) -> None:
        """Write (kind, JSON) events from `position` on; raise ConcurrentWriter when the place is taken."""
        rows = [
            {"conversation_id": conversation, "position": position + place, "kind": kind, "event": event}
            for place, (kind, event) in enumerate(events)
        ]
        try:
            with writing(self._engine) as connection:
                connection.execute(insert(tracker_events), rows)
        except IntegrityError as error:
            raise ConcurrentWriter(f"conversation {conversation} was written by another process") from error

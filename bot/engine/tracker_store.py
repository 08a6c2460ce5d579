"""Rasa's memory of a dialogue, kept in our database: one query to read, one insert to append.

Rasa's own SQL store reads every event through the ORM, counts again to save, hides a failing database behind an empty
conversation and loses what a concurrent writer added. This one appends what is new, refuses a second writer and lets
a database error be an error. Sessions are capped in turns: past the cap the state is carried over and the past left.
"""

import asyncio
import functools
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions.store.questions.dialogue import Remembered

LONGEST_SESSION = 12  # user turns; each costs the policies about 0.1 ms at every later turn
KEPT_IN_MEMORY = 128  # conversations, about 100 kB each


class EventLog(Protocol):
    """What the database must answer; blocking calls, run in a thread."""

    def read_session(self, conversation: str) -> tuple[list[str], int]:
        """Return the JSON events since the last session start and the position after the last event."""

    def next_position(self, conversation: str) -> int:
        """Return the position after the last event, 0 without any."""

    def append(self, conversation: str, position: int, events: list[tuple[str, str]]) -> None:
        """Write (type, JSON) events from a position on; raise when another writer already holds it."""


@dataclass
class _Turn:
    """What a turn under way has remembered so far."""

    position: int
    rows: list[tuple[str, str]] = field(default_factory=list)
    tracker: DialogueStateTracker | None = None
    starts_session: bool = False


class SessionTrackerStore(TrackerStore):
    """Tracker store over an event log; the latest conversations are kept in memory while nobody else writes in them."""

    def __init__(self, domain: Domain | None, log: EventLog) -> None:
        super().__init__(domain)
        self._log = log
        self._kept: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._turns: dict[str, _Turn] = {}

    def begin_turn(self, conversation: str, position: int) -> None:
        """Write nothing until `end_turn`; `position` is where the memory of the conversation goes on."""
        self._turns[conversation] = _Turn(position)

    def end_turn(self, conversation: str) -> Remembered:
        """Return what the turn remembers, for the caller to write together with what was answered."""
        turn = self._turns.pop(conversation)
        if turn.tracker is not None and not turn.starts_session:
            self._keep(turn.tracker)
        return Remembered(turn.position, tuple(turn.rows))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Read the current session of a conversation; None when it has no event yet."""
        turn = self._turns.get(sender_id)
        tracker = turn.tracker if turn is not None else None
        if tracker is None:
            tracker = await self._current(sender_id, turn.position if turn is not None else None)
        if tracker is not None and sum(isinstance(event, UserUttered) for event in tracker.events) >= LONGEST_SESSION:
            position = tracker.position
            tracker = self._replayed(sender_id, carried_over(tracker))
            tracker.written, tracker.position = 0, position
        return tracker

    async def _current(self, sender_id: str, position: int | None) -> DialogueStateTracker | None:
        # Taken out until it is saved: a turn that fails half-way leaves nothing behind.
        kept = self._kept.pop(sender_id, None)
        if kept is not None and position is None:
            position = await asyncio.to_thread(self._log.next_position, sender_id)
        if kept is not None and kept.position == position:
            return kept
        rows, position = await asyncio.to_thread(self._log.read_session, sender_id)
        if not rows:
            return None
        tracker = self._replayed(sender_id, (Event.from_parameters(orjson.loads(row)) for row in rows))
        tracker.written, tracker.position = len(tracker.events), position
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Same as `retrieve`: earlier sessions are in the transcripts, not in the dialogue."""
        return await self.retrieve(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that are new since the tracker was read."""
        written, position = getattr(tracker, "written", 0), getattr(tracker, "position", 0)
        fresh = list(tracker.events)[written:]
        rows = [(event.type_name, orjson.dumps(event.as_dict()).decode()) for event in fresh]
        tracker.written, tracker.position = len(tracker.events), position + len(rows)
        if not rows:
            return
        starts_session = any(isinstance(event, SessionStarted) for event in fresh)
        if (turn := self._turns.get(tracker.sender_id)) is not None:
            turn.rows += rows
            turn.tracker, turn.starts_session = tracker, turn.starts_session or starts_session
            return
        await asyncio.to_thread(self._log.append, tracker.sender_id, position, rows)
        if not starts_session:
            self._keep(tracker)

    def _keep(self, tracker: DialogueStateTracker) -> None:
        """Keep a conversation in memory; one whose session just began is read again, without the session before."""
        self._kept[tracker.sender_id] = tracker
        if len(self._kept) > KEPT_IN_MEMORY:
            self._kept.popitem(last=False)

    async def keys(self) -> Iterable[str]:
        """Not offered: conversations are listed from the transcripts."""
        return ()

    def _replayed(self, sender_id: str, events: Iterable[Event | None]) -> DialogueStateTracker:
        tracker = self.init_tracker(sender_id)
        for event in events:
            if event is not None:
                tracker.update(event, self.domain)
        return tracker


def carried_over(tracker: DialogueStateTracker) -> list[Event]:
    """Return the events that put a new session in the state where the tracker stands."""
    slots = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value != slot.initial_value]
    loop = [ActiveLoop(tracker.active_loop_name)] if tracker.active_loop_name else []
    return [ActionExecuted("action_session_start"), SessionStarted(), *loop, *slots, ActionExecuted(ACTION_LISTEN_NAME)]


@functools.cache
def _event_class(type_name: str) -> type[Event]:
    return _resolve_by_walking(type_name)


def _resolve_cached(type_name: str, default: type[Any] | None = None) -> type[Any] | None:
    try:
        return _event_class(type_name)
    except ValueError:
        return default


def _resolve_by_walking(type_name: str) -> type[Event]:
    for cls in _all_subclasses(Event):
        if getattr(cls, "type_name", None) == type_name:
            return cls
    raise ValueError(type_name)


def _all_subclasses(cls: type[Any]) -> Iterable[type[Any]]:
    for subclass in cls.__subclasses__():
        yield subclass
        yield from _all_subclasses(subclass)


def install() -> None:
    """Let Rasa find an event's class without walking all of them for each event (60 % of the reading)."""
    Event.resolve_by_type = staticmethod(_resolve_cached)

"""The queue: who is next, which place each shopper has, how long it may take, who gets whom. Pure.

First come, first served; a conversation that an agent gave back keeps the moment it came.
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

# An estimate is said only when at least as many conversations were seen from start to end.
FEWEST_SEEN = 3
# What is said, in minutes: the next one up, because a wait longer than announced is what irritates.
SAID_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60)
PICKING_UP_S = 60.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in the queue and the moment it came there."""

    conversation: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent as the queue sees them: conversations held, how many they may hold, whether they take new ones."""

    agent: str
    held: int
    capacity: int
    takes_new: bool
    assigned_at: datetime | None = None

    @property
    def free(self) -> int:
        """How many conversations they may still take."""
        return max(0, self.capacity - self.held) if self.takes_new else 0


@dataclass(frozen=True, slots=True)
class Assignment:
    """A conversation given to an agent."""

    conversation: str
    agent: str


class Patience(StrEnum):
    """What to do about a conversation that waits."""

    WAIT = "wait"
    OFFER_MESSAGE = "offer_message"
    EXPIRE = "expire"
    NOBODY_LEFT = "nobody_left"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long shoppers wait before each thing happens."""

    offer_after: timedelta
    expire_after: timedelta
    nobody_after: timedelta
    abandon_after: timedelta


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Return the queue, first come first."""
    return sorted(waiting, key=lambda each: (each.since, each.conversation))


def places(waiting: Iterable[Waiting]) -> dict[str, int]:
    """Return the place of each conversation, from 1."""
    return {each.conversation: place for place, each in enumerate(in_order(waiting), start=1)}


def estimate_minutes(place: int, seats: Sequence[Seat], durations_s: Sequence[float]) -> int | None:
    """Return how many minutes to announce at a place, None when nothing honest can be said.

    The conversations before, and this one, take the free places; past them, the agents there free a place each time
    one of the conversations they may hold ends, after the median of `durations_s`, the lengths of late conversations.
    """
    there = [seat for seat in seats if seat.takes_new]
    capacity = sum(max(seat.capacity, seat.held) for seat in there)
    if not capacity or len(durations_s) < FEWEST_SEEN:
        return None
    missing = max(0, place - sum(seat.free for seat in there))
    seconds = PICKING_UP_S + missing * statistics.median(durations_s) / capacity
    minutes = math.ceil(seconds / 60)
    return next((said for said in SAID_MINUTES if said >= minutes), SAID_MINUTES[-1])


def assignments(waiting: Iterable[Waiting], seats: Sequence[Seat]) -> list[Assignment]:
    """Return who gets whom: the queue in order, each to the agent least loaded, then longest without a new one."""
    left = list(seats)
    given = []
    for each in in_order(waiting):
        able = [seat for seat in left if seat.free]
        if not able:
            break
        seat = min(able, key=_load)
        left[left.index(seat)] = replace(seat, held=seat.held + 1)
        given.append(Assignment(each.conversation, seat.agent))
    return given


def patience(waited: timedelta, limits: Limits, *, people_answer: bool, away: timedelta | None) -> Patience:
    """Return what to do about a conversation that has waited that long; `away`: since the shopper left the page."""
    if away is not None and away >= limits.abandon_after:
        return Patience.ABANDONED
    if not people_answer and waited >= limits.nobody_after:
        return Patience.NOBODY_LEFT
    if waited >= limits.expire_after:
        return Patience.EXPIRE
    return Patience.OFFER_MESSAGE if waited >= limits.offer_after else Patience.WAIT


def _load(seat: Seat) -> tuple[float, float, str]:
    assigned = seat.assigned_at.timestamp() if seat.assigned_at is not None else 0.0
    return seat.held / seat.capacity, assigned, seat.agent

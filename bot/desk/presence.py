"""Whether an agent is there, from what they chose and what their open pages tell. Pure: the moment is given."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

# A page is heard of every 15 seconds; two of them may get lost.
ALIVE_FOR = timedelta(seconds=45)


class Presence(StrEnum):
    """Where an agent stands; only the first two answer shoppers, and only the first takes new conversations."""

    ONLINE = "online"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


class Page(Protocol):
    """What is known of a page of the desk: the last sign of it, the last touch of its agent, its closing."""

    @property
    def seen_at(self) -> datetime:
        """The last sign that the page is open."""

    @property
    def active_at(self) -> datetime:
        """The last touch of its agent."""

    @property
    def closed_at(self) -> datetime | None:
        """When it closed, None while it is not known to have."""


def is_open(page: Page, now: datetime) -> bool:
    """Tell whether a page is still there."""
    return page.closed_at is None and now - page.seen_at <= ALIVE_FOR


def presence_of(chosen: str, pages: Sequence[Page], now: datetime, away_after: timedelta) -> Presence:
    """Return where an agent stands: offline without an open page, away when none was touched for a while."""
    alive = [page for page in pages if is_open(page, now)]
    if not alive:
        return Presence.OFFLINE
    if now - max(page.active_at for page in alive) > away_after:
        return Presence.AWAY
    return Presence(chosen)


def has_disappeared(pages: Sequence[Page], now: datetime, started_at: datetime, gone_after: timedelta) -> bool:
    """Tell whether an agent left without handing over: no page for a while, counted from the start of the service.

    Pages that lose the service because it restarts get the same time to come back.
    """
    if any(is_open(page, now) for page in pages):
        return False
    last_sign = max((page.seen_at for page in pages), default=started_at)
    return now - max(last_sign, started_at) > gone_after

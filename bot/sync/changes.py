"""Walk through all that changed in a shop since a moment, page by page, without missing what changes meanwhile.

Asking for page 2, 3, … of a list that moves skips items. So each page is asked by the last moment seen; pages are
counted only among items changed at one same moment.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sync.client import SyncFailed

Item = Mapping[str, Any]
# Returns the items changed at or after a moment (None: all), oldest change first, from an offset on.
Fetch = Callable[[str | None, int], Awaitable[list[Item]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Items that changed, and the moment up to which everything has been seen once they are kept."""

    items: list[Item]
    position: str | None


async def changes(
    fetch: Fetch, changed_at: Callable[[Item], str | None], since: str | None, size: int, name: str
) -> AsyncIterator[Batch]:
    """Yield what changed since a moment, that moment included; `size` is how many items a full page has."""
    position, offset = since, 0
    seen: set[str] = set()
    while True:
        page = await fetch(position, offset)
        fresh = [item for item in page if _key(item) not in seen]
        last = next((moment for item in reversed(page) if (moment := changed_at(item))), None)
        if position is not None and last is not None and last < position:
            raise SyncFailed(f"{name} does not answer by date of change; its version is too old for a live sync.")
        if fresh:
            yield Batch(fresh, last or position)
        if len(page) < size:
            return
        if last is None or last == position:
            offset += size
            seen.update(map(_key, page))
        else:
            position, offset = last, 0
            seen = {_key(item) for item in page if changed_at(item) == last}


def _key(item: Item) -> str:
    return str(item.get("id"))

"""Bring the State's recalls in: the export of RappelConso, asked only when it changed, gone on with when it was cut.

The address with a filter on dates is refused to some clients: the whole export then takes its place.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import aiohttp
from sqlalchemy.engine import Engine

from actions.store.questions.sync_state import Cursor, cursor_of, keep_cursor
from actions.store.recall_notices import Chosen, RecallReport
from actions.store.shop_data import InvalidShopData
from actions.store.source_files import import_recall_file
from actions.store.sources.rappelconso import FOOD, category_key
from bot.sync.client import Address, Client, PassingTrouble, SyncFailed

SOURCE = "rappelconso"
EVERY_CATEGORY = "all"
# A notice may come out, or change, a day after its date says.
OVERLAP = timedelta(days=3)
# How often everything is read again, for what changed without a new date.
WHOLE_AFTER = timedelta(days=30)

Progress = Callable[[int, int | None], None]


def address(url: str) -> Address:
    """Return where the data set is."""
    return Address("RappelConso", url, "SAVIA_RECALLS_URL")


def chosen_categories(setting: str) -> Chosen:
    """Return the categories a setting asks for: all but food when empty, `all`, or names between semicolons."""
    if not setting:
        return Chosen(without=frozenset({FOOD}))
    if setting.strip().casefold() == EVERY_CATEGORY:
        return Chosen()
    return Chosen(only=frozenset(filter(None, (category_key(name) for name in setting.split(";")))))


@dataclass(frozen=True, slots=True)
class RecallSync:
    """What a sync of recalls did; `report` is None when nothing had changed."""

    report: RecallReport | None
    is_whole: bool


async def sync_recalls(
    engine: Engine,
    client: Client,
    folder: Path,
    chosen: Chosen,
    now: datetime,
    *,
    is_whole: bool = False,
    progress: Progress = lambda *_: None,
) -> RecallSync:
    """Bring in the recalls published since the last time, or all of them; raises `SyncFailed`."""
    cursor = await asyncio.to_thread(cursor_of, engine, SOURCE)
    etag, changed = await _state(client, cursor)
    if changed == "same" and not is_whole:
        return RecallSync(None, is_whole=False)
    since = None if is_whole else _since(cursor, now)
    path, since = await _fetched(client, folder, since, progress)
    try:
        report = await asyncio.to_thread(import_recall_file, engine, path, chosen, leaves_out_unusable=True)
    except InvalidShopData as error:
        path.unlink(missing_ok=True)
        if since is not None and "no recalls" in str(error):  # an empty list: nothing since that day
            report = None
        else:
            raise SyncFailed(f"RappelConso's export cannot be used: {error.mistakes[0]}") from error
    position = max(filter(None, (cursor.position, report.last_published if report else None)), default=None)
    finished = now if since is None else cursor.finished_at
    kept = Cursor(SOURCE, position, etag, changed if changed != "same" else cursor.last_modified, finished)
    await asyncio.to_thread(keep_cursor, engine, kept)
    path.unlink(missing_ok=True)
    return RecallSync(report, is_whole=since is None)


async def _state(client: Client, cursor: Cursor) -> tuple[str | None, str | None]:
    """Return the mark of the data set's present state and its date, or `same` when nothing changed since."""
    headers = {}
    if cursor.position and cursor.etag:
        headers["If-None-Match"] = cursor.etag
    if cursor.position and cursor.last_modified:
        headers["If-Modified-Since"] = cursor.last_modified

    async def read(response: aiohttp.ClientResponse) -> tuple[str | None, str | None]:
        if response.status == 304:
            return cursor.etag, "same"
        await response.read()
        return response.headers.get("ETag"), response.headers.get("Last-Modified")

    with contextlib.suppress(SyncFailed):
        state: tuple[str | None, str | None] = await client.get("", {}, lambda: headers, read)
        return state
    return None, None


def _since(cursor: Cursor, now: datetime) -> date | None:
    """Return the day to read from; None when everything is to be read."""
    if cursor.position is None or cursor.finished_at is None or now - cursor.finished_at > WHOLE_AFTER:
        return None
    return date.fromisoformat(cursor.position) - OVERLAP


async def _fetched(client: Client, folder: Path, since: date | None, progress: Progress) -> tuple[Path, date | None]:
    """Return the file of the export from a day on; the whole one when the filter is refused."""
    if since is not None:
        params = {"where": f"date_publication >= date'{since.isoformat()}'", "order_by": "date_publication asc"}
        try:
            return await _download(client, folder / "recalls-since.json", params, progress), since
        except SyncFailed as error:
            if error.status not in (400, 403):
                raise
    return await _download(client, folder / "recalls.json", {}, progress), None


async def _download(client: Client, target: Path, params: dict[str, str], progress: Progress) -> Path:
    """Fetch the export into a file; what an earlier try left of the same state is gone on with."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part, mark = target.with_suffix(".part"), target.with_suffix(".mark")

    async def read(response: aiohttp.ClientResponse) -> None:
        if response.status == 416:
            part.unlink(missing_ok=True)
            raise PassingTrouble("the export changed while it was read")
        is_more = response.status == 206
        _write_mark(mark, params, response.headers.get("ETag"))
        start = part.stat().st_size if is_more and part.exists() else 0
        total = response.content_length
        with part.open("ab" if is_more else "wb") as out:
            async for chunk in response.content.iter_chunked(1 << 17):
                out.write(chunk)
                progress(out.tell(), None if total is None else start + total)
        if not _is_whole(part):
            raise PassingTrouble("an export that is cut")

    # Each try asks only for what is missing.
    await client.get("exports/json", params, lambda: _range(part, mark, params), read)
    part.replace(target)
    mark.unlink(missing_ok=True)
    return target


def _is_whole(part: Path) -> bool:
    """Tell whether the list that the export is has been closed."""
    with part.open("rb") as stream:
        stream.seek(max(part.stat().st_size - 16, 0))
        return stream.read().rstrip().endswith(b"]")


def _range(part: Path, mark: Path, params: dict[str, str]) -> dict[str, str]:
    """Return the headers that ask for the rest of a file, when its beginning is of the same state."""
    try:
        known = json.loads(mark.read_text(encoding="utf-8"))
        size = part.stat().st_size
    except (OSError, ValueError):
        return {}
    if not size or known.get("params") != params or not known.get("etag"):
        return {}
    return {"Range": f"bytes={size}-", "If-Range": known["etag"]}


def _write_mark(mark: Path, params: dict[str, str], etag: str | None) -> None:
    mark.write_text(json.dumps({"params": params, "etag": etag}), encoding="utf-8")

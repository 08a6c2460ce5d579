"""Photos and PDF files of the chat: checked by content and size, kept outside what is served, given back safely.

A file is named by a random identifier on the disk; the name its sender gave it is only shown.
"""

import asyncio
import logging
import re
import secrets
import unicodedata
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from actions.store.questions import uploads as stored
from actions.store.questions.uploads import Upload
from actions.store.questions.visitors import forget_visitors
from bot import standing
from bot.assessment import RateLimit
from bot.channels.chat_http import with_session
from bot.channels.chat_session import CHANNEL, ChatSession
from bot.channels.file_types import ENOUGH, type_of
from bot.protocol import LARGEST_FILE
from bot.visitors import Visitors

if TYPE_CHECKING:
    from bot.app import Service

logger = logging.getLogger(__name__)

MOST_IN_A_CONVERSATION = 20
FILES_A_MINUTE = 20
LONGEST_NAME = 100
CHUNK = 64 * 1024
SWEEP_S = 6 * 3600
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')

REFUSALS = {
    "no_file": (400, "Aucun fichier n'a été reçu. Choisissez une photo ou un PDF et réessayez."),
    "empty_file": (400, "Ce fichier est vide. Choisissez-en un autre."),
    "file_too_large": (
        413, "Ce fichier dépasse 10\u00a0Mo. Réduisez la taille de la photo, ou envoyez une capture d'écran."
    ),
    "file_type": (
        415, "Ce fichier n'est ni une photo (JPEG, PNG, WebP, HEIC) ni un PDF. Envoyez-le sous l'une de ces formes."
    ),
    "too_many": (429, "Cette conversation contient déjà 20 fichiers. Demandez un conseiller pour en envoyer d'autres."),
    "too_fast": (429, "Trop de fichiers en peu de temps. Patientez une minute, puis réessayez."),
}  # fmt: skip


class Refused(Exception):
    """A file that is not taken; `code` is one of REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS[code][1])
        self.code = code


def setup(app: web.Application, service: "Service") -> None:
    """Add sending and getting back a file, and sweep what no conversation holds any more."""
    visitors = Visitors(service.engine, service.shop.now, service.settings.shop_key)
    folder = service.settings.at(service.settings.uploads)
    limit = RateLimit(FILES_A_MINUTE)

    async def send(session: ChatSession, request: web.Request) -> web.StreamResponse:
        try:
            if not limit.allows(session.conversation):
                raise Refused("too_fast")
            upload = await _take(service, session, request, folder)
        except Refused as error:
            status, text = REFUSALS[error.code]
            return web.json_response({"code": error.code, "error": text}, status=status)
        return web.json_response(upload.as_json())

    async def get(session: ChatSession, request: web.Request) -> web.StreamResponse:
        found = await asyncio.to_thread(
            stored.uploads_of, service.engine, session.conversation, [request.match_info["id"]]
        )
        if not found or not (folder / found[0].id).exists():
            raise web.HTTPNotFound(text="Ce fichier n'est plus disponible.")
        return web.FileResponse(folder / found[0].id, headers=safe_headers(found[0]))

    async def sweeping(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_sweep_now_and_then(service, folder))
        yield
        task.cancel()

    app.router.add_post("/api/v1/chat/files", with_session(service, visitors, send))
    app.router.add_get("/api/v1/chat/files/{id}", with_session(service, visitors, get))
    standing.add(app, sweeping)


def safe_headers(upload: Upload) -> dict[str, str]:
    """Return headers under which a browser saves the file as what we found it to be, and runs nothing of it."""
    return {
        "Content-Type": upload.type,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(upload.name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def shown_name(given: str | None, kind: str) -> str:
    """Return the name of a file without folders or characters that a file system or a page could trip over."""
    name = UNSAFE.sub(" ", unicodedata.normalize("NFC", given or "").rpartition("/")[2].rpartition("\\")[2])
    name = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn")).strip(
        " ."
    )
    return name[-LONGEST_NAME:] or f"fichier.{kind.rpartition('/')[2]}"


async def _take(service: "Service", session: ChatSession, request: web.Request, folder: Path) -> Upload:
    """Read the file of a request to the disk and keep what is known of it; raises Refused, and nothing stays."""
    await service.transcripts.open(session.conversation, CHANNEL)
    count = await asyncio.to_thread(stored.count_uploads, service.engine, session.conversation)
    if count >= MOST_IN_A_CONVERSATION:
        raise Refused("too_many")
    part = await _file_part(request)
    identifier = secrets.token_urlsafe(18)
    path = folder / identifier
    try:
        kind, size = await _write(part, path)
        upload = Upload(
            identifier, session.conversation, shown_name(part.filename, kind), kind, size, service.shop.now()
        )
        await asyncio.to_thread(stored.add_upload, service.engine, upload)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return upload


async def _file_part(request: web.Request) -> BodyPartReader:
    if request.content_type != "multipart/form-data":
        raise Refused("no_file")
    if (request.content_length or 0) > LARGEST_FILE + CHUNK:
        raise Refused("file_too_large")
    try:
        part = await (await request.multipart()).next()
    except ValueError as error:
        raise Refused("no_file") from error
    if not isinstance(part, BodyPartReader) or part.name != "file":
        raise Refused("no_file")
    return part


async def _write(part: BodyPartReader, path: Path) -> tuple[str, int]:
    """Write the file while it arrives; return its type and size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size, head, kind = 0, b"", None
    with path.open("xb") as file:
        while chunk := await part.read_chunk(CHUNK):
            size += len(chunk)
            if size > LARGEST_FILE:
                raise Refused("file_too_large")
            if kind is None:
                head += chunk[:ENOUGH]
                kind = type_of(head)
                if kind is None and len(head) >= ENOUGH:
                    raise Refused("file_type")
            await asyncio.to_thread(file.write, chunk)
    if size == 0:
        raise Refused("empty_file")
    if kind is None:
        raise Refused("file_type")
    return kind, size


async def _sweep_now_and_then(service: "Service", folder: Path) -> None:
    while True:
        try:
            await asyncio.to_thread(sweep, service, folder)
        except Exception:
            logger.exception("old files could not be swept")
        await asyncio.sleep(SWEEP_S)


def sweep(service: "Service", folder: Path) -> int:
    """Delete files that no conversation holds, older than an hour, and visitors not seen for the time of retention."""
    now = service.shop.now()
    forget_visitors(service.engine, now - timedelta(days=service.settings.retention_days))
    known = stored.known_uploads(service.engine)
    youngest = now.timestamp() - 3600
    old = [each for each in folder.glob("*") if each.name not in known and each.stat().st_mtime < youngest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)

"""Keeps the photos and PDF files of a mail as files of its conversation, and says why the others are only named.

A file is what its first bytes are, as in the chat. Its identifier comes from the conversation and its bytes: a mail
worked on twice, or a logo that comes with every mail, is kept once. Blocking.
"""

import contextlib
import hashlib
import logging
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from actions.store.questions.uploads import Upload, count_uploads, uploads_of
from bot.channels.file_types import ENOUGH, type_of
from bot.channels.uploads import MOST_IN_A_CONVERSATION, shown_name
from bot.mail.reading import Attachment
from bot.protocol import LARGEST_FILE

logger = logging.getLogger(__name__)

SMALLEST_PICTURE = 10 * 1024  # bytes; below, a picture shown within the text is a logo of the signature


@dataclass(frozen=True, slots=True)
class Files:
    """What came with a mail: the files kept, and the others as (name, why), `why` being a name of texts.yml."""

    kept: tuple[Upload, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


class FileRoom:
    """Writes files where the desk reads them; what is known of them is written with the mail's settlement."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine, self._folder = engine, folder

    def keep(self, conversation: str, attachments: Sequence[Attachment], now: datetime) -> Files:
        """Write the photos and PDF files of a mail. Never fails: what cannot be kept is left out with the reason."""
        kept: dict[str, Upload] = {}
        left_out: list[tuple[str, str]] = []
        for each in attachments:
            found = self._keep(conversation, each, now, len(kept))
            if isinstance(found, Upload):
                kept[found.id] = found
            else:
                left_out.append((_name(each), found))
        return Files(tuple(kept.values()), tuple(left_out))

    def _keep(self, conversation: str, attachment: Attachment, now: datetime, new: int) -> Upload | str:
        content, why = attachment.content, _why_left_out(attachment)
        kind = type_of(content[:ENOUGH]) if content else None
        if why is not None or content is None or kind is None:
            return why or "not_shown"
        name = hashlib.sha256(conversation.encode() + b"\n" + content).hexdigest()[:32]
        try:
            known = uploads_of(self._engine, conversation, [name])
            if not known and count_uploads(self._engine, conversation) + new >= MOST_IN_A_CONVERSATION:
                return "too_many"
            self._write(name, content)
        except OSError:
            logger.exception("a file of a mail could not be kept")
            return "not_kept"
        return Upload(name, conversation, shown_name(attachment.name, kind), kind, len(content), now)

    def _write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all; one that is there already is made young again, so that nobody sweeps it."""
        path = self._folder / name
        self._folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            os.utime(path)
            return
        part = self._folder / f"{name}.{secrets.token_hex(4)}"
        try:
            part.write_bytes(content)
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def _name(attachment: Attachment) -> str:
    return shown_name(attachment.name, "") if attachment.name else "fichier sans nom"


def _why_left_out(attachment: Attachment) -> str | None:
    """Return why a file is not kept, whatever its type; None when its type decides."""
    content = attachment.content
    if attachment.type.startswith(("message/", "multipart/")):
        return "message"
    if content is None:
        return "unreadable"
    if not content:
        return "empty"
    if len(content) > LARGEST_FILE:
        return "too_large"
    if attachment.is_inline and len(content) < SMALLEST_PICTURE:
        return "decoration"
    return None

"""Where every mail arrives, whatever brought it: checked, kept once, acknowledged to who brought it. Blocking.

A mail is kept before the server that brings it is told that it was taken: nothing is lost, and what comes twice is one.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import Engine

from actions.store.questions.mail import NewMail, keep_mail
from bot.mail import headers
from bot.mail.reading import Unreadable, parse
from bot.mail.watch import RECEIVED

logger = logging.getLogger(__name__)


class Intake:
    """Keeps mails; `on_new` is called after each new one, from whatever thread brought it."""

    def __init__(
        self, engine: Engine, now: Callable[[], datetime], largest: int, on_new: Callable[[], None] = lambda: None
    ) -> None:
        self._engine, self._now, self.largest, self.on_new = engine, now, largest, on_new

    def take(self, raw: bytes, source: str, return_path: str | None = None) -> bool:
        """Keep a mail; False when it was there already. Raises Unreadable, and nothing is kept."""
        message = parse(raw, self.largest)
        sender = headers.sender_of(str(message.get("From") or ""))[0]
        ids = headers.identifiers(str(message.get("Message-ID") or ""))
        mail = NewMail(
            key=_key(ids[0] if ids else None, sender, raw),
            message_id=ids[0] if ids else None,
            sender=sender,
            subject=headers.decoded(str(message.get("Subject") or "")),
            return_path=return_path,
            source=source,
            size=len(raw),
            raw=raw,
        )
        is_new = keep_mail(self._engine, mail, self._now())
        if is_new:
            self.on_new()
        return is_new

    def take_headers(self, raw_headers: bytes, source: str, size: int) -> bool:
        """Keep the headers of a mail too large to be read whole: a person will read it in the mailbox."""
        marked = b"X-Savia-Oversized: " + str(size).encode() + b"\r\n" + raw_headers.rstrip(b"\r\n") + b"\r\n\r\n"
        return self.take(marked, source)

    def refuse(self, error: Unreadable, source: str) -> None:
        """Tell the log and the metrics why a mail was not taken."""
        RECEIVED.labels("refused").inc()
        logger.warning("a mail from %s was refused: %s", source, error)


def _key(message_id: str | None, sender: str | None, raw: bytes) -> str:
    """Name a mail once and for all: by its identifier and sender, or by its bytes when it has no identifier."""
    named = f"{message_id}\n{sender}".encode("utf-8", "surrogateescape") if message_id else raw
    return hashlib.sha256(named).hexdigest()

"""Receives mail from a server beside, by LMTP or SMTP. What becomes of it is not decided here."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.channels.mail import split_address

logger = logging.getLogger(__name__)

MOST_RECIPIENTS = 50


class Refused(Exception):
    """A mail that is not taken; the message tells the server that brings it why."""


class Taker(Protocol):
    """Whoever keeps the mails that come in; blocking. Raises Refused for one it does not want, ever."""

    def __call__(self, raw: bytes, source: str, return_path: str) -> None:
        """Keep a mail."""


@dataclass
class Listener:
    """Answers a mail server of the neighbourhood; takes mail for our own addresses only."""

    ours: frozenset[str]
    take: Taker
    source: str

    async def handle_RCPT(  # noqa: N802  # the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept our own addresses, also with a detail in them: `sav+facture@maboutique.fr`."""
        local, _, domain = address.strip("<>").lower().rpartition("@")
        if not self.ours.intersection((f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}")):
            return "550 5.1.1 No such mailbox here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail before saying so; LMTP wants a reply for each recipient."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        try:
            await asyncio.to_thread(self.take, content, self.source, envelope.mail_from or "")
            reply = "250 2.0.0 Kept"
        except Refused as error:
            reply = f"554 5.6.0 Refused: {error}"
        except Exception:
            logger.exception("a mail could not be kept; the server that brought it will bring it again")
            reply = "451 4.3.0 Try again later"
        count = len(envelope.rcpt_tos) if self.source == "lmtp" else 1
        return "\r\n".join([reply] * max(count, 1))


async def listen(address: str, ours: frozenset[str], take: Taker, largest: int) -> asyncio.Server:
    """Listen at `lmtp://host:port` or `smtp://host:port`; raises SettingError or OSError."""
    parts = split_address("SAVIA_MAIL_LISTEN", address, ("lmtp", "smtp"))
    protocol: type[Any] = LMTP if parts.scheme == "lmtp" else SMTP
    handler = Listener(ours, take, parts.scheme)
    loop = asyncio.get_running_loop()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would write every address down

    def connection() -> Any:
        return protocol(
            handler, data_size_limit=largest, enable_SMTPUTF8=True, ident="Savia", hostname="savia", loop=loop
        )

    return await loop.create_server(connection, parts.hostname, parts.port or 8024)

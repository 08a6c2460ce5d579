"""Sends mail by SMTP and receives it from a server beside (LMTP or SMTP). What is said is not decided here.

The standard library sends: unlike richer clients it lets the dot that ends a mail be sent apart, so that what is known
of a mail is written just before the server becomes responsible for it. The mailbox is read in `mail_imap`.
"""

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP as Reception  # noqa: N811  # beside smtplib's, it is the one that receives
from aiosmtpd.smtp import Envelope, Session

from bot.settings import SettingError

logger = logging.getLogger(__name__)

TIMEOUT_S = 30
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORTS = {"smtps": 465, "smtp": 587, "imaps": 993, "imap": 143}
MOST_RECIPIENTS = 50


class ServerTrouble(Exception):
    """The server cannot be used now, whatever the mail: unreachable, wrong password, refusing everybody."""


class LetterRefused(Exception):
    """The server refuses this very mail; `is_final` when trying again is useless."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


@dataclass(frozen=True)
class ServerAddress:
    """A server of the settings; `is_encrypted` from the first byte, otherwise STARTTLS unless it is on this machine."""

    host: str
    port: int
    is_encrypted: bool
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"

    @property
    def is_local(self) -> bool:
        """Tell whether the server is on this machine: nothing then travels in clear."""
        return self.host in LOOPBACK


def read_server(variable: str, given: str, schemes: tuple[str, str]) -> ServerAddress:
    """Read `imaps://user:password@host:993/INBOX`; raises SettingError with an example, without the password."""
    parts = _split(variable, given, schemes)
    return ServerAddress(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        is_encrypted=parts.scheme == schemes[0],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


def _split(variable: str, given: str, schemes: tuple[str, ...]) -> SplitResult:
    try:
        parts = urlsplit(given)
        if parts.scheme in schemes and parts.hostname and (parts.port is None or parts.port > 0):
            return parts
    except ValueError:
        pass
    example = f"{schemes[0]}://user:password@mail.exemple.fr"
    raise SettingError(
        f"{variable} is not an address of a mail server; write e.g. {example} (% signs as %25, @ as %40)."
    )


class SmtpSender:
    """Hands mails to a server over one connection, kept while it serves; blocking, used by one thread at a time."""

    def __init__(self, server: ServerAddress, timeout: float = TIMEOUT_S) -> None:
        self._server, self._timeout = server, timeout
        self._connection: smtplib.SMTP | None = None

    def send(self, sender: str, recipient: str, content: bytes, before_the_dot: Callable[[], bool]) -> bool:
        """Send one mail. `before_the_dot` is called when the server has all of it; a False takes it back.

        Raises ServerTrouble or LetterRefused; after the dot, only the server's own refusal.
        """
        connection = self._connected()
        try:
            self._begin(connection, sender, recipient)
            connection.send(_dotted(content))
            if not before_the_dot():
                self.close()  # a connection cut before the dot sends nothing
                return False
            connection.send(b".\r\n")
            self._check(*connection.getreply())
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, OSError) as error:
            self.close()
            raise ServerTrouble(_told(error)) from error
        return True

    def close(self) -> None:
        """Close the connection, if any."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None:
            try:
                if self._connection.noop()[0] == 250:
                    return self._connection
            except (smtplib.SMTPException, OSError):
                pass
            self.close()
        try:
            self._connection = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ServerTrouble(_told(error)) from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.is_encrypted:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        self._connection = connection
        connection.ehlo_or_helo_if_needed()
        if not server.is_encrypted and (connection.has_extn("starttls") or not server.is_local):
            if server.is_local:
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection.starttls(context=context)
            connection.ehlo()
        if server.user:
            connection.login(server.user, server.password)
        return connection

    def _begin(self, connection: smtplib.SMTP, sender: str, recipient: str) -> None:
        """Give the envelope; a server that refuses the sender is in trouble, one that refuses the recipient is not."""
        options = ["SMTPUTF8"] if not recipient.isascii() and connection.has_extn("smtputf8") else []
        code, reason = connection.mail(sender, options)
        if code != 250:
            self._reset(connection)
            raise ServerTrouble(f"it refuses mail from {sender}: {code} {_words(reason)}")
        self._check(*connection.rcpt(recipient))
        code, reason = connection.docmd("DATA")
        if code != 354:
            self._check(code, reason)

    def _check(self, code: int, reason: bytes) -> None:
        if 200 <= code < 300:
            return
        if self._connection is not None:
            self._reset(self._connection)
        if code == 421:
            self.close()
            raise ServerTrouble(f"{code} {_words(reason)}")
        raise LetterRefused(f"{code} {_words(reason)}", is_final=code >= 500)

    def _reset(self, connection: smtplib.SMTP) -> None:
        try:
            connection.rset()
        except (smtplib.SMTPException, OSError):
            self.close()


def _dotted(content: bytes) -> bytes:
    """Double the dots that begin lines and end with a line's end, as the protocol wants."""
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    return str(error) or type(error).__name__


def _words(reason: bytes | str) -> str:
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return " ".join(words.split())[:200]


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
        self, server: Reception, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept our own addresses."""
        if address.strip("<>").lower() not in self.ours:
            return "550 5.1.1 No such mailbox here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Reception, session: Session, envelope: Envelope) -> str:  # noqa: N802
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
    parts = _split("SAVIA_MAIL_LISTEN", address, ("lmtp", "smtp"))
    protocol: type[Any] = LMTP if parts.scheme == "lmtp" else Reception
    handler = Listener(ours, take, parts.scheme)
    loop = asyncio.get_running_loop()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would write every address down

    def connection() -> Any:
        return protocol(
            handler, data_size_limit=largest, enable_SMTPUTF8=True, ident="Savia", hostname="savia", loop=loop
        )

    return await loop.create_server(connection, parts.hostname, parts.port or 8024)

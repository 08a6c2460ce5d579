"""The mail servers of the settings, and sending by SMTP. What is said is not decided here.

The standard library sends: unlike richer clients it lets the dot that ends a mail be sent apart, so that what is known
of a mail is written just before the server becomes responsible for it. Mail is received in `mail_imap` and
`mail_listener`.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from bot.settings import SettingError

TIMEOUT_S = 30
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORTS = {"smtps": 465, "smtp": 587, "imaps": 993, "imap": 143}


class ServerTrouble(Exception):
    """The server cannot be used now, whatever the mail: unreachable, wrong password, refusing everybody."""


class Unconfirmed(Exception):
    """The server has the whole mail, and the connection broke before it said whether it keeps it."""


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
    parts = split_address(variable, given, schemes)
    return ServerAddress(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        is_encrypted=parts.scheme == schemes[0],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


def split_address(variable: str, given: str, schemes: tuple[str, ...]) -> SplitResult:
    """Return the parts of an address of the settings; raises SettingError with an example."""
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

        Raises ServerTrouble or LetterRefused; after the dot, the server's own refusal or Unconfirmed.
        """
        connection = self._connected()
        try:
            self._begin(connection, sender, recipient)
            connection.send(_dotted(content))
            if not before_the_dot():
                self.close()  # a connection cut before the dot sends nothing
                return False
        except OSError as error:
            self.close()
            raise ServerTrouble(_told(error)) from error
        self._check(*self._reply_to_the_dot(connection))
        return True

    def check(self) -> None:
        """Connect if need be and see that the server answers; blocking. Raises ServerTrouble."""
        self._connected()

    def close(self) -> None:
        """Close the connection, if any."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _reply_to_the_dot(self, connection: smtplib.SMTP) -> tuple[int, bytes]:
        try:
            connection.send(b".\r\n")
            return connection.getreply()
        except OSError as error:
            self.close()
            raise Unconfirmed(_told(error)) from error

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
        try:
            answer = connection.rcpt(recipient)
        except (UnicodeError, ValueError) as error:
            self._reset(connection)
            raise LetterRefused("the server takes no such address", is_final=True) from error
        self._check(*answer)
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

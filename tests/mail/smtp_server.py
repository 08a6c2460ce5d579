"""A real SMTP server of the test's own (aiosmtpd), which keeps what it takes and refuses what it is told to."""

import email
import socketserver
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Sink:
    """Takes every mail; `refusals` are replies given instead, to the recipient or after the text, one each."""

    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    refuse_recipient: list[str] = field(default_factory=list)
    refuse_text: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Accept a recipient, unless told otherwise."""
        if self.refuse_recipient:
            return self.refuse_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail, unless told otherwise."""
        if self.refuse_text:
            return self.refuse_text.pop(0)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"

    def mails(self) -> list[EmailMessage]:
        """Return what was taken, read."""
        return [email.message_from_bytes(content, policy=policy.default) for _, _, content in self.taken]  # type: ignore[misc]


def started(sink: Sink, port: int, **options: Any) -> Controller:
    """Start the server on a port of this machine; `stop()` ends it."""
    controller = Controller(sink, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return controller


class Mute(socketserver.ThreadingTCPServer):
    """A server that takes a mail whole, then breaks the connection without saying whether it keeps it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _MuteTalk)
        self.taken = 0


class _MuteTalk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 mute\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.server.taken += 1  # type: ignore[attr-defined]
                return
            self.wfile.write(b"250 OK\r\n")

"""Reads a mailbox by IMAP: what nobody has opened is taken, then marked as seen. Waits by IDLE, or by looking again.

Blocking: `read_until` runs in a thread of its own. What a mail says is not looked at here.
"""

import contextlib
import imaplib
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from imap_tools import BaseMailBox, MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from bot.channels.mail import ServerAddress
from bot.channels.mail_listener import Refused

logger = logging.getLogger(__name__)

TIMEOUT_S = 60
IDLE_SLICE_S = 1.0  # how long a stop may wait for
LONGEST_IDLE_S = 25 * 60  # servers may drop a client that says nothing for half an hour
SEEN, FLAGGED = "\\Seen", "\\Flagged"
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 300.0


class Taker(Protocol):
    """Whoever keeps the mails; raises Refused for one that is not wanted."""

    def take(self, raw: bytes) -> None:
        """Keep a mail."""

    def take_headers(self, raw_headers: bytes, size: int) -> None:
        """Keep what is known of a mail too large to fetch."""


class Watcher(Protocol):
    """Whoever wants to know how the server fares."""

    def trouble(self, server: str, reason: str) -> None:
        """It cannot be used."""

    def fine(self, server: str) -> None:
        """It answers."""


@dataclass
class ImapReader:
    """Reads one folder until told to stop, whatever happens to the server."""

    server: ServerAddress
    taker: Taker
    watcher: Watcher
    poll_s: float
    largest: int

    def read_until(self, stop: threading.Event) -> None:
        """Read until `stop` is set; after a failure wait 2 seconds, then twice as long each time, 5 minutes at most."""
        wait = FIRST_WAIT_S
        while not stop.is_set():
            try:
                with self._mailbox() as mailbox:
                    for _ in self._serve(mailbox, stop):
                        self.watcher.fine("imap")
                        wait = FIRST_WAIT_S
            except (ImapToolsError, imaplib.IMAP4.error, OSError, ssl.SSLError, EOFError) as error:
                self.watcher.trouble("imap", _told(error))
            except Exception as error:  # the reader must outlive whatever happens
                logger.exception("the mailbox could not be read")
                self.watcher.trouble("imap", _told(error))
            else:
                continue
            stop.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT_S)

    @contextlib.contextmanager
    def _mailbox(self) -> Iterator[BaseMailBox]:
        server = self.server
        mailbox: BaseMailBox
        if server.is_encrypted:
            mailbox = MailBox(server.host, server.port, timeout=TIMEOUT_S)
        elif server.is_local:
            mailbox = MailBoxUnencrypted(server.host, server.port, timeout=TIMEOUT_S)
        else:
            mailbox = MailBoxStartTls(server.host, server.port, timeout=TIMEOUT_S)
        try:
            mailbox.login(server.user, server.password, server.folder)
            yield mailbox
        finally:
            with contextlib.suppress(Exception):
                mailbox.logout()

    def _serve(self, mailbox: BaseMailBox, stop: threading.Event) -> Iterator[None]:
        """Take what is new and wait, again and again; yields each time all went well."""
        can_idle = "IDLE" in mailbox.client.capabilities
        while not stop.is_set():
            self.take_new(mailbox)
            yield
            if can_idle:
                self._idle(mailbox, stop)
            else:
                stop.wait(self.poll_s)

    def _idle(self, mailbox: BaseMailBox, stop: threading.Event) -> None:
        """Wait until the server tells of something; look anyway now and then, for servers that forget to tell.

        A poll that is over too soon without a line is a connection that the server closed: `poll` hides it, `stop`
        raises it.
        """
        until = time.monotonic() + min(max(self.poll_s, 5.0), LONGEST_IDLE_S)
        mailbox.idle.start()  # type: ignore[no-untyped-call]
        try:
            if _has_spoken(mailbox):
                return
            while not stop.is_set() and time.monotonic() < until:
                begun = time.monotonic()
                if mailbox.idle.poll(timeout=IDLE_SLICE_S) or time.monotonic() - begun < IDLE_SLICE_S / 2:
                    return
        finally:
            mailbox.idle.stop()  # type: ignore[no-untyped-call]

    def take_new(self, mailbox: BaseMailBox) -> int:
        """Take every mail nobody has opened; return how many. One that cannot be taken does not stop the others.

        A refused one is flagged, for whoever opens the mailbox. One that could not be kept stays unseen, to be taken
        later; the trouble with the last of them is raised once the others are taken.
        """
        taken, trouble = 0, None
        for uid in mailbox.uids("UNSEEN"):
            marks = SEEN
            try:
                self._take_one(mailbox, uid)
            except Refused as error:
                logger.warning("mail %s of the mailbox was refused: %s; it is flagged there", uid, error)
                marks = f"{SEEN} {FLAGGED}"
            except (ImapToolsError, imaplib.IMAP4.error, OSError, EOFError):
                raise
            except Exception as error:  # the database may be away, or the mail one of a kind
                logger.exception("mail %s of the mailbox could not be kept; it is taken again later", uid)
                trouble = error
                continue
            _mark(mailbox, uid, marks)
            taken += 1
        if trouble is not None:
            raise trouble
        return taken

    def _take_one(self, mailbox: BaseMailBox, uid: str) -> None:
        size = _size(mailbox, uid)
        if size > self.largest:
            self.taker.take_headers(_fetched(mailbox, uid, "BODY.PEEK[HEADER]"), size)
            return
        self.taker.take(_fetched(mailbox, uid, "BODY.PEEK[]"))


def _has_spoken(mailbox: BaseMailBox) -> bool:
    """Tell whether lines were read with the one by which the server began to wait: the socket no longer holds them."""
    client = mailbox.client
    before = client.sock.gettimeout()
    client.sock.settimeout(0)
    try:
        return bool(client.file.peek(1))  # type: ignore[union-attr]
    except OSError:
        return False
    finally:
        client.sock.settimeout(before)


def _mark(mailbox: BaseMailBox, uid: str, marks: str) -> None:
    """Mark a mail; not by `flag` of imap_tools, which also deletes for good what people have marked as deleted."""
    status, answer = mailbox.client.uid("STORE", uid, "+FLAGS.SILENT", f"({marks})")
    if status != "OK":
        raise imaplib.IMAP4.error(f"mail {uid} cannot be marked: {answer!r}")


def _size(mailbox: BaseMailBox, uid: str) -> int:
    _, answer = mailbox.client.uid("FETCH", uid, "(RFC822.SIZE)")
    text = b" ".join(part for part in answer if isinstance(part, bytes)).decode("ascii", "replace")
    digits = text.rpartition("RFC822.SIZE")[2].strip(" ()").split(" ")[0].strip(")")
    return int(digits) if digits.isdecimal() else 0


def _fetched(mailbox: BaseMailBox, uid: str, what: str) -> bytes:
    _, answer = mailbox.client.uid("FETCH", uid, f"({what})")
    for part in answer:
        if isinstance(part, tuple) and isinstance(part[1], bytes):
            return part[1]
    raise Refused("the server did not give it")


def _told(error: Exception) -> str:
    if isinstance(error, MailboxLoginError):
        return "it refuses the user and the password"
    return " ".join(str(error).split())[:200] or type(error).__name__

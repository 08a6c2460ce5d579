"""Reading a mailbox of a real IMAP server (Dovecot), with and without IDLE, whatever happens to it."""

import asyncio
import imaplib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.engine import Engine

from bot.app import make_app
from bot.channels.mail import ServerAddress
from bot.channels.mail_imap import ImapReader
from bot.channels.mail_listener import Refused
from tests.mail.arrivals import IMAP_PORT, SMTP_PORT, letter, mailbox_settings, running, until
from tests.mail.conftest import Clock, Office
from tests.mail.imap_server import PASSWORD, USER, Dovecot, dovecot_or_skip
from tests.mail.smtp_server import Sink, started


@pytest.fixture
def sink() -> Iterator[Sink]:
    """The server that sends for us."""
    made = Sink()
    controller = started(made, SMTP_PORT)
    yield made
    controller.stop()


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A mailbox."""
    server = dovecot_or_skip(IMAP_PORT)
    server.start()
    yield server
    server.remove()


async def test_a_mail_in_the_mailbox_is_answered_within_seconds(
    engine: Engine, clock: Clock, dovecot: Dovecot, sink: Sink
) -> None:
    dovecot.put(letter(1))
    async with running(Office(engine, clock, **mailbox_settings())):
        await until(lambda: len(sink.taken) == 1)
        begun = time.monotonic()
        dovecot.put(letter(2))  # now the reader waits by IDLE
        await until(lambda: len(sink.taken) == 2)
        assert time.monotonic() - begun < 30
        await until(lambda: dovecot.unseen() == 0)
    assert sorted(mail["To"] for mail in sink.mails()) == ["client1@exemple.fr", "client2@exemple.fr"]


async def test_a_mailbox_without_idle_is_looked_at_now_and_then(engine: Engine, clock: Clock, sink: Sink) -> None:
    server = dovecot_or_skip(IMAP_PORT, can_idle=False)
    server.start()
    try:
        async with running(Office(engine, clock, **mailbox_settings(mail_poll_seconds=1))):
            server.put(letter(1))
            await until(lambda: len(sink.taken) == 1)
            server.put(letter(2))
            await until(lambda: len(sink.taken) == 2)
    finally:
        server.remove()


async def test_a_mailbox_that_goes_away_is_told_and_read_again_when_it_is_back(
    engine: Engine, clock: Clock, dovecot: Dovecot, sink: Sink
) -> None:
    office = Office(engine, clock, **mailbox_settings())
    async with running(office) as app:
        from bot import health

        report = app[health.REPORTS]["mail"]
        dovecot.put(letter(1))
        await until(lambda: len(sink.taken) == 1)
        dovecot.stop()
        await until(lambda: "imap since" in str(report()))
        dovecot.start()
        dovecot.put(letter(2))
        await until(lambda: len(sink.taken) == 2)
        assert "imap" not in str(report())


async def test_a_wrong_password_is_told(engine: Engine, clock: Clock, dovecot: Dovecot) -> None:
    wrong = mailbox_settings(mail_imap_url=f"imap://{USER}:faux@127.0.0.1:{IMAP_PORT}")
    async with running(Office(engine, clock, **wrong)) as app:
        from bot import health

        await until(lambda: "it refuses the user and the password" in str(app[health.REPORTS]["mail"]()))


def test_a_mail_too_large_is_left_to_a_person_and_the_others_are_taken(dovecot: Dovecot) -> None:
    taken: list[Any] = []

    class Taker:
        def take(self, raw: bytes) -> None:
            taken.append(raw)

        def take_headers(self, raw_headers: bytes, size: int) -> None:
            taken.append((raw_headers.split(b"\r\n")[2], size > 3000))

    class Watcher:
        def trouble(self, server: str, reason: str) -> None:
            raise AssertionError(reason)

        def fine(self, server: str) -> None:
            pass

    dovecot.put(letter(1, "x" * 5000), letter(2))
    stop = threading.Event()
    server = ServerAddress("127.0.0.1", IMAP_PORT, False, USER, PASSWORD)
    reader = ImapReader(server, Taker(), Watcher(), 600, 3000)
    thread = threading.Thread(target=reader.read_until, args=(stop,))
    thread.start()
    end = time.monotonic() + 30
    while len(taken) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    thread.join(10)
    assert taken == [(b"Subject: Question 1", True), letter(2)]
    assert dovecot.unseen() == 0


def read_with(taker: Any, watcher: Any, until_true: Callable[[], bool]) -> None:
    """Read the mailbox in a thread, as the service does, until something is true."""
    stop = threading.Event()
    reader = ImapReader(ServerAddress("127.0.0.1", IMAP_PORT, False, USER, PASSWORD), taker, watcher, 600, 10**6)
    thread = threading.Thread(target=reader.read_until, args=(stop,))
    thread.start()
    end = time.monotonic() + 30
    while not until_true() and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    thread.join(10)
    assert until_true()


class Notes:
    """Notes the mails taken and the troubles told; the database is away for the first mail."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.told: list[str] = []

    def take(self, raw: bytes) -> None:
        """Fail once, refuse what says so, keep the rest."""
        if b"Question 3" in raw:
            raise Refused("it has too many parts")
        if not self.told and b"Question 1" in raw:
            raise RuntimeError("the database is away")
        self.taken.append(raw)

    def trouble(self, server: str, reason: str) -> None:
        """Note a trouble."""
        self.told.append(f"{server}: {reason}")

    def fine(self, server: str) -> None:
        """Note that it is over."""
        self.told.append(f"{server}: fine")


def test_a_mail_that_could_not_be_kept_is_told_and_taken_later_and_the_others_at_once(dovecot: Dovecot) -> None:
    notes = Notes()
    dovecot.put(letter(1), letter(2))
    read_with(notes, notes, lambda: len(notes.taken) == 2 and notes.told[-1] == "imap: fine")
    assert notes.taken == [letter(2), letter(1)]
    assert notes.told[:2] == ["imap: the database is away", "imap: fine"]
    assert dovecot.unseen() == 0


def test_a_refused_mail_is_flagged_and_what_people_deleted_is_left_alone(dovecot: Dovecot) -> None:
    notes = Notes()
    dovecot.put(letter(2), letter(3))
    with imaplib.IMAP4("127.0.0.1", IMAP_PORT) as client:
        client.login(USER, PASSWORD)
        client.select()
        client.append("INBOX", r"(\Seen \Deleted)", "", letter(9))
    read_with(notes, notes, lambda: dovecot.unseen() == 0)
    with imaplib.IMAP4("127.0.0.1", IMAP_PORT) as client:
        client.login(USER, PASSWORD)
        client.select(readonly=True)
        found = [client.search(None, criterion)[1][0].split() for criterion in ("FLAGGED", "DELETED", "ALL")]
    assert [len(each) for each in found] == [1, 1, 3]


async def test_readyz_and_the_log_show_every_mail_server_that_cannot_be_reached(
    engine: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(engine, clock, **mailbox_settings())
    async with TestClient(TestServer(make_app(office.service))) as client:

        async def report() -> dict[str, Any]:
            answer = await client.get("/readyz")
            assert answer.status == 200
            return dict(await answer.json())

        end = time.monotonic() + 30
        while len((await report())["mail"].get("alerts", [])) < 2:
            assert time.monotonic() < end, await report()
            await asyncio.sleep(0.1)
        alerts = sorted((await report())["mail"]["alerts"])
    assert alerts[0].startswith("imap since 2026-11-24T09:00:00+00:00: ")
    assert alerts[1].startswith("smtp since 2026-11-24T09:00:00+00:00: ")
    assert "mail: imap cannot be used" in caplog.text
    assert "mail: smtp cannot be used" in caplog.text

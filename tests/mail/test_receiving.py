"""Receiving from real servers: an IMAP mailbox (Dovecot) with and without IDLE, and a mail server beside by LMTP."""

import asyncio
import contextlib
import smtplib
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy.engine import Engine

from actions.store.questions.mail import count_mails, latest_mails
from bot.app import make_app
from bot.channels.mail import ServerAddress
from bot.channels.mail_imap import ImapReader
from tests.mail.conftest import Clock, Office
from tests.mail.imap_server import PASSWORD, USER, Dovecot, dovecot_or_skip
from tests.mail.smtp_server import Sink, started

LMTP_PORT, SMTP_PORT, IMAP_PORT = 8251, 8252, 8253
SHELF = Path(__file__).parent / "shelf"


def letter(number: int, text: str = "Combien de temps dure la garantie ?") -> bytes:
    """Return a simple mail."""
    return (
        f"From: client{number}@exemple.fr\r\nTo: sav@maison-claire.example\r\nSubject: Question {number}\r\n"
        f"Message-ID: <{number}@exemple.fr>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


async def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not await asyncio.to_thread(condition):
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def running(office: Office) -> AsyncIterator[web.Application]:
    """Run the whole service of an office."""
    app = make_app(office.service)
    server = TestServer(app)
    await server.start_server()
    try:
        yield app
    finally:
        await server.close()


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


def mailbox_settings(**changes: Any) -> dict[str, Any]:
    """Return the settings that read the mailbox and send to the sink."""
    password = quote(PASSWORD, safe="")
    return {
        "mail_imap_url": f"imap://{USER}:{password}@127.0.0.1:{IMAP_PORT}/INBOX",
        "mail_smtp_url": f"smtp://127.0.0.1:{SMTP_PORT}",
        "mail_poll_seconds": 600,
    } | changes


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


async def test_an_oversized_mail_becomes_a_task_without_a_reply(office: Office) -> None:
    office.post.intake.take_headers(letter(1).partition(b"\r\n\r\n")[0], "imap", 40_000_000)
    await office.work()
    assert [(line.outcome, line.reason) for line in latest_mails(office.engine)] == [("task", "oversized")]
    assert not office.letters()


def lmtp(mail: bytes, *recipients: str, sender: str = "client@exemple.fr") -> dict[str, Any]:
    """Bring a mail by LMTP; return the refused recipients."""
    with smtplib.LMTP("127.0.0.1", LMTP_PORT, timeout=30) as client:
        return client.sendmail(sender, recipients or ["sav@maison-claire.example"], mail)


def lmtp_to_two(mail: bytes) -> list[int]:
    """Bring a mail for two of the shop's addresses at once; return the two replies that LMTP wants."""
    with smtplib.LMTP("127.0.0.1", LMTP_PORT, timeout=30) as client:
        client.ehlo()
        client.mail("client@exemple.fr")
        for address in ("sav@maison-claire.example", "AIDE@maison-claire.example"):
            client.rcpt(address)
        return [client.data(mail)[0], client.getreply()[0]]


def by_lmtp(engine: Engine, clock: Clock, **changes: Any) -> Office:
    """Return an office that listens by LMTP."""
    return Office(engine, clock, **({"mail_listen": f"lmtp://127.0.0.1:{LMTP_PORT}"} | changes))


async def listening() -> None:
    """Wait until the port answers."""

    def answers() -> bool:
        with contextlib.suppress(OSError), smtplib.LMTP("127.0.0.1", LMTP_PORT, timeout=5):
            return True
        return False

    await until(answers)


async def test_a_mail_server_beside_brings_mail_by_lmtp(engine: Engine, clock: Clock, sink: Sink) -> None:
    office = by_lmtp(
        engine, clock, mail_smtp_url=f"smtp://127.0.0.1:{SMTP_PORT}", mail_aliases="aide@maison-claire.example"
    )
    async with running(office):
        await listening()
        assert await asyncio.to_thread(lmtp, letter(1)) == {}
        assert await asyncio.to_thread(lmtp, letter(1)) == {}
        assert await asyncio.to_thread(lmtp_to_two, letter(2)) == [250, 250]
        await until(lambda: len(sink.taken) == 2)
        assert count_mails(engine) == {"answered": 2}


async def test_the_listener_takes_mail_for_the_shop_alone(engine: Engine, clock: Clock) -> None:
    async with running(by_lmtp(engine, clock)):
        await listening()
        with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
            await asyncio.to_thread(lmtp, letter(1), "autre@ailleurs.example")
        assert caught.value.recipients["autre@ailleurs.example"][0] == 550


@pytest.mark.parametrize(
    ("mail", "code", "reason"),
    [
        (letter(1, "x" * 2_000_000), 552, b"size exceeds"),
        (
            b"From: a@exemple.fr\r\n" + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' * 300,
            554,
            b"too many parts",
        ),
        (b"From: a@exemple.fr\r\n" + b"X: z\r\n" * 60_000 + b"\r\nfin", 554, b"headers are too long"),
    ],
    ids=["oversized", "bomb", "endless headers"],
)
async def test_a_mail_that_is_refused_is_refused_with_a_reason_and_the_service_goes_on(
    engine: Engine, clock: Clock, mail: bytes, code: int, reason: bytes
) -> None:
    async with running(by_lmtp(engine, clock, mail_largest_mb=1)):
        await listening()
        with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused)) as caught:
            await asyncio.to_thread(lmtp, mail)
        assert str(code) in str(caught.value)
        assert reason.lower() in str(caught.value).lower().encode()
        assert await asyncio.to_thread(lmtp, letter(2)) == {}
        await until(lambda: count_mails(engine) == {"answered": 1})


async def test_the_whole_shelf_is_settled_and_no_mail_is_lost(engine: Engine, clock: Clock) -> None:
    office = by_lmtp(engine, clock)
    files = sorted(SHELF.glob("*.eml"))
    async with running(office):
        await listening()
        for file in files:
            raw = file.read_bytes()
            path = "" if b"Return-Path: <>" in raw else "client@exemple.fr"
            await asyncio.to_thread(lambda raw=raw, path=path: lmtp(raw, sender=path))
        await until(lambda: "received" not in count_mails(engine) and sum(count_mails(engine).values()) == len(files))
    answered = {mail["To"] for mail in office.letters()}
    assert not any("daemon" in address or "no-reply" in address or "maison-claire" in address for address in answered)
    assert count_mails(engine)["set_aside"] == 7


async def test_a_taken_port_is_told_and_tried_again(engine: Engine, clock: Clock) -> None:
    blocker = started(Sink(), LMTP_PORT)
    try:
        async with running(by_lmtp(engine, clock)) as app:
            from bot import health

            await until(lambda: "listener since" in str(app[health.REPORTS]["mail"]()))
    finally:
        blocker.stop()

"""Receiving from a mail server beside by LMTP: what is taken, what is refused with a reason, and nothing is lost."""

import asyncio
import contextlib
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.mail import count_mails, latest_mails
from tests.mail.arrivals import LMTP_PORT, SMTP_PORT, letter, running, until
from tests.mail.conftest import Clock, Office
from tests.mail.smtp_server import Sink, started

SHELF = Path(__file__).parent / "shelf"


@pytest.fixture
def sink() -> Iterator[Sink]:
    """The server that sends for us."""
    made = Sink()
    controller = started(made, SMTP_PORT)
    yield made
    controller.stop()


async def test_an_address_of_the_shop_with_a_detail_is_its_address(engine: Engine, clock: Clock) -> None:
    async with running(by_lmtp(engine, clock)):
        await listening()
        assert await asyncio.to_thread(lmtp, letter(1), "sav+facture@maison-claire.example") == {}


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

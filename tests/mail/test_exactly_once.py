"""Mails in a row with the service killed with SIGKILL on the way: each is answered or left to a person exactly once.

SAVIA_TEST_MAILS sets how many; 150 by default, 1000 for the full measure. The server that brings the mails is as
stubborn as a real one: it brings again what was not acknowledged.
"""

import multiprocessing
import os
import random
import signal
import smtplib
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Engine

from actions.store.mail_tables import mails
from actions.store.questions.mail import count_mails
from actions.store.questions.mail_outbox import count_letters
from bot.settings import Settings
from tests.mail.mail_service import SAV, SERVER, serve, settings_for
from tests.mail.smtp_server import Sink, started

HTTP_PORT, LMTP_PORT, SMTP_PORT = 8255, 8256, 8257
MAILS = int(os.environ.get("SAVIA_TEST_MAILS", "150"))
KILLS = 10
TEXTS = (
    "Combien de temps dure la garantie ?",
    "Où en est ma commande FR-2026-7731 ?",
    "Je veux parler à un conseiller.",
    "Blabla incompréhensible",
)


class KilledAgainAndAgain:
    """The service in a process of its own, killed and started again; imports are made once, in a third process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.mail.mail_service"])
        self._process = self._start()
        self.kills = 0

    def _start(self) -> Any:
        process = self._context.Process(target=serve, args=(self._settings,), daemon=True)
        process.start()
        return process

    def kill(self) -> None:
        """Kill it without warning and start another one."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()
        self.kills += 1
        self._process = self._start()

    def end(self) -> None:
        """Kill it for good."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()


@pytest.fixture
def sink() -> Iterator[Sink]:
    """The server that sends for us."""
    made = Sink()
    controller = started(made, SMTP_PORT)
    yield made
    controller.stop()


def letter(number: int) -> bytes:
    """Return the mail of a number; each has a sender of its own."""
    words = TEXTS[number % len(TEXTS)]
    return (
        f"Authentication-Results: {SERVER}; dmarc=pass header.from=exemple.fr\r\n"
        f"From: client{number}@exemple.fr\r\nTo: {SAV}\r\nSubject: Question {number}\r\n"
        f"Message-ID: <{number}@exemple.fr>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
    ).encode()


def bring(number: int) -> None:
    """Bring a mail until it is acknowledged."""
    end = time.monotonic() + 120
    while True:
        try:
            with smtplib.LMTP("127.0.0.1", LMTP_PORT, timeout=20) as client:
                client.sendmail(f"client{number}@exemple.fr", [SAV], letter(number))
            return
        except (OSError, smtplib.SMTPException):
            assert time.monotonic() < end, f"mail {number} could not be brought"
            time.sleep(0.05)


def is_over(engine: Engine) -> bool:
    """Tell whether nothing is left to settle or to send."""
    return count_mails(engine).get("received", 0) == 0 and count_letters(engine).get("pending", 0) == 0


def test_each_mail_is_answered_or_left_to_a_person_exactly_once(database: str, engine: Engine, sink: Sink) -> None:
    service = KilledAgainAndAgain(
        settings_for(
            database,
            port=HTTP_PORT,
            mail_listen=f"lmtp://127.0.0.1:{LMTP_PORT}",
            mail_smtp_url=f"smtp://127.0.0.1:{SMTP_PORT}",
            mail_breaker=10 * MAILS,
        )  # fmt: skip
    )
    chosen = random.Random(20261124)
    kill_after = sorted(chosen.sample(range(1, MAILS), KILLS))
    try:
        for number in range(MAILS):
            bring(number)
            if number in kill_after:
                time.sleep(chosen.random() * 0.4)
                service.kill()
        end = time.monotonic() + 300
        while not is_over(engine):
            assert time.monotonic() < end, f"{count_mails(engine)} {count_letters(engine)}"
            time.sleep(0.2)
    finally:
        service.end()
    assert service.kills == KILLS
    check_every_mail_has_one_fate(engine, sink)


def check_every_mail_has_one_fate(engine: Engine, sink: Sink) -> None:
    """Compare what was brought with what was sent and with the tickets."""
    received = Counter(str(mail["To"]) for mail in sink.mails())
    assert received == Counter({f"client{number}@exemple.fr": 1 for number in range(MAILS)})
    with engine.connect() as connection:
        outcomes = Counter(connection.execute(select(mails.c.outcome)).scalars())
        tickets = connection.execute(text("SELECT status, count(*) FROM tickets GROUP BY status")).all()
        said = connection.execute(text("SELECT count(*) FROM messages WHERE author = 'shopper'")).scalar_one()
    answered, asked = -(-MAILS // 4), -(-(MAILS - 1) // 4)
    assert outcomes == {"answered": answered, "asked": asked, "task": MAILS - answered - asked}
    assert dict(tickets) == {"done": answered + asked, "open": MAILS - answered - asked}  # type: ignore[arg-type]
    assert said == MAILS
    letters = count_letters(engine)
    # A kill in the instant between the note and the dot would show here, never in a second mail.
    assert letters.get("sent", 0) + letters.get("handed", 0) == MAILS

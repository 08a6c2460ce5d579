"""The commands of the mail channel, run as they are typed."""

import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.mail import count_mails
from bot.cli import main
from tests.mail.conftest import Clock, Office

SHELF = Path(__file__).parent / "shelf"


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """The command line sets the log up for a process of its own; the other tests want theirs back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def command(database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run `savia mail …` on the test's database; return its status and what it printed."""
    monkeypatch.setenv("SAVIA_DATABASE_URL", database)

    def run(*arguments: str) -> tuple[int, str]:
        status = main(["mail", *arguments])
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return run


def test_a_mail_may_come_from_a_file_or_the_standard_input(
    command, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    file = SHELF / "gmail_new.eml"
    assert command("receive", str(file)) == (0, "Taken.\n")

    class Input:
        buffer = io.BytesIO(file.read_bytes())

    monkeypatch.setattr(sys, "stdin", Input())
    assert command("receive") == (0, "It was there already.\n")
    assert count_mails(engine) == {"received": 1}


def test_a_mail_that_cannot_be_taken_is_told(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "empty.eml").write_bytes(b"")
    assert command("receive", str(tmp_path / "empty.eml")) == (1, "savia: This mail is refused: it is empty.\n")


async def test_the_status_tells_what_came_and_what_is_stopped(command, engine: Engine, clock: Clock) -> None:  # type: ignore[no-untyped-def]
    office = Office(engine, clock, mail_breaker=1)
    await office.outcome("Combien de temps dure la garantie ?", subject="Garantie")
    await office.outcome("Combien de temps dure la garantie ?", "b@exemple.fr", "Garantie")
    status, printed = command("status")
    assert status == 0
    assert "Received: 1 answered, 1 task" in printed
    assert "To send:  1 pending" in printed
    assert "Automatic replies are stopped since 2026-11-24 09:00 UTC (1 automatic replies in an hour)" in printed
    assert "task\tbreaker\tb@exemple.fr\tGarantie" in printed
    assert command("resume") == (0, "Automatic replies are allowed again.\n")
    assert command("resume") == (0, "Automatic replies were not stopped.\n")
    assert command("retry", "--unconfirmed") == (0, "0 mails will be sent again.\n")
    assert command("confirm") == (0, "0 mails are taken as sent.\n")


def test_a_mail_that_is_not_there_is_told(command) -> None:  # type: ignore[no-untyped-def]
    status, printed = command("show", "12")
    assert (status, "There is no mail 12" in printed) == (1, True)

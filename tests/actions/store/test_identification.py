"""Who may see an order, and the lock after three wrong e-mails, also when guesses come at once from many processes."""

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from actions.store.engine import reading
from actions.store.questions.identification import (
    Identified,
    Locked,
    NotMatched,
    forget_attempts,
    identify,
    unlock,
)
from actions.store.shop_data import import_shop
from actions.store.tables import identification_attempts

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NUMBER, RIGHT, WRONG = "FR-2026-7731", "lise.moreau@exemple.fr", "autre@exemple.fr"
KNOWN_AND_UNKNOWN = pytest.mark.parametrize("number", [NUMBER, "FR-0000-0000"], ids=["known", "unknown"])


@pytest.fixture(autouse=True)
def shop(engine: Engine) -> None:
    import_shop(engine, Path(__file__).with_name("contract_example.json"))


@pytest.mark.parametrize("email", [RIGHT, "LISE.MOREAU@EXEMPLE.FR", "  Lise.Moreau@exemple.fr\n"])
@pytest.mark.parametrize("number", [NUMBER, "fr 2026 7731", "n° FR20267731"])
def test_number_and_e_mail_together_identify(engine: Engine, number: str, email: str) -> None:
    answer = identify(engine, number, email, NOON)
    assert isinstance(answer, Identified)
    assert answer.order.number == NUMBER


@KNOWN_AND_UNKNOWN
def test_the_third_wrong_e_mail_locks_the_number_for_half_an_hour(engine: Engine, number: str) -> None:
    answers = [identify(engine, number, WRONG, NOON + minute * MINUTE) for minute in range(3)]
    assert answers == [NotMatched(), NotMatched(), Locked(NOON + 32 * MINUTE)]
    assert identify(engine, number, WRONG, NOON + 31 * MINUTE) == Locked(NOON + 32 * MINUTE)
    assert identify(engine, number, WRONG, NOON + 32 * MINUTE) == NotMatched()


def test_the_right_e_mail_does_not_open_a_lock_but_its_end_does(engine: Engine) -> None:
    for _ in range(3):
        identify(engine, NUMBER, WRONG, NOON)
    assert identify(engine, NUMBER, RIGHT, NOON + 29 * MINUTE) == Locked(NOON + 30 * MINUTE)
    assert isinstance(identify(engine, NUMBER, RIGHT, NOON + 30 * MINUTE), Identified)


def test_the_lock_holds_however_the_number_is_written(engine: Engine) -> None:
    for number in (NUMBER, "fr20267731", "#FR 2026 7731"):
        answer = identify(engine, number, WRONG, NOON)
    assert isinstance(answer, Locked)
    assert isinstance(identify(engine, "n°fr-2026-7731", RIGHT, NOON), Locked)


def test_a_lock_on_one_number_leaves_the_others_alone(engine: Engine) -> None:
    for _ in range(3):
        identify(engine, "FR-0000-0000", WRONG, NOON)
    assert isinstance(identify(engine, NUMBER, RIGHT, NOON), Identified)


def test_the_right_e_mail_in_time_clears_the_count(engine: Engine) -> None:
    identify(engine, NUMBER, WRONG, NOON)
    identify(engine, NUMBER, WRONG, NOON)
    assert isinstance(identify(engine, NUMBER, RIGHT, NOON), Identified)
    assert identify(engine, NUMBER, WRONG, NOON) == NotMatched()


@KNOWN_AND_UNKNOWN
def test_old_wrong_e_mails_are_forgotten(engine: Engine, number: str) -> None:
    identify(engine, number, WRONG, NOON)
    identify(engine, number, WRONG, NOON)
    assert identify(engine, number, WRONG, NOON + 31 * MINUTE) == NotMatched()


def test_the_length_of_the_lock_is_the_callers(engine: Engine) -> None:
    for _ in range(3):
        answer = identify(engine, NUMBER, WRONG, NOON, lock=timedelta(hours=2))
    assert answer == Locked(NOON + timedelta(hours=2))


@pytest.mark.parametrize(
    ("number", "email"), [("", RIGHT), ("#", RIGHT), (NUMBER, ""), (NUMBER, "  "), ("\x00", "\x00")]
)
def test_a_blank_number_or_e_mail_matches_nothing_and_locks_nothing(engine: Engine, number: str, email: str) -> None:
    assert {identify(engine, number, email, NOON) for _ in range(4)} == {NotMatched()}
    assert isinstance(identify(engine, NUMBER, RIGHT, NOON), Identified)


@pytest.mark.parametrize("email", ["\ud800@exemple.fr", "' OR '1'='1", "x" * 5000, "lise.moreau@exemple.fr\x00x"])
def test_a_strange_e_mail_is_only_a_wrong_one(engine: Engine, email: str) -> None:
    assert identify(engine, NUMBER, email, NOON) == NotMatched()


def test_a_known_and_an_unknown_number_cost_the_same_statements(engine: Engine) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    identify(engine, NUMBER, WRONG, NOON)
    known, asked[:] = list(asked), []
    identify(engine, "FR-0000-0000", WRONG, NOON)
    assert asked == known
    assert len(asked) >= 3


def test_an_agent_may_lift_a_lock(engine: Engine) -> None:
    for _ in range(3):
        identify(engine, NUMBER, WRONG, NOON)
    unlock(engine, "fr 2026 7731")
    assert isinstance(identify(engine, NUMBER, RIGHT, NOON), Identified)


def test_what_no_longer_counts_is_deleted(engine: Engine) -> None:
    for number in ("1", "2", "3"):
        identify(engine, number, WRONG, NOON)
    for _ in range(3):
        identify(engine, "4", WRONG, NOON, lock=timedelta(hours=5))
    assert forget_attempts(engine, NOON + 20 * MINUTE) == 0
    assert forget_attempts(engine, NOON + 31 * MINUTE) == 3
    with reading(engine) as connection:
        assert connection.execute(select(identification_attempts.c.order_key)).scalars().all() == ["4"]


@KNOWN_AND_UNKNOWN
def test_guesses_sent_at_once_by_many_processes_do_not_escape_the_count(address: str, number: str) -> None:
    guess = str(Path(__file__).with_name("guess.py"))
    processes = [
        subprocess.Popen([sys.executable, guess, address, number, "15"], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = Counter("".join(process.communicate(timeout=120)[0] for process in processes).split())
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert answers == {"NotMatched": 2, "Locked": 43}

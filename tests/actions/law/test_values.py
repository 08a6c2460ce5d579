"""The dated values: the right one for a day, and every badly written file refused (`malformed/`, one mistake each)."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from actions.law.legal_value import Certainty, LegalDataError, LegalValues, NotInForceError
from actions.law.values import LAW_FOLDER, legal_values, read_values

SHEET_DAY = date(2026, 11, 22)
TOPICS = sorted(path.stem for path in LAW_FOLDER.glob("*.yml"))
DATED = [
    pytest.param(topic, value.key, dated.since, id=f"{topic} {value.key} {dated.since}")
    for topic in TOPICS
    for value in legal_values(topic)
    for dated in value.values
]


def test_a_badly_written_file_is_refused_with_its_place_and_a_good_example(malformed: Path) -> None:
    first_line = malformed.read_text(encoding="utf-8").splitlines()[0]
    assert first_line.startswith("# refused: "), "the first line says what the message must contain"
    with pytest.raises(LegalDataError) as refused:
        read_values(malformed)
    message = str(refused.value)
    assert malformed.name in message
    assert "xample" in message, "the message shows a good line"
    for text in first_line.removeprefix("# refused: ").split(" | "):
        assert text in message


@pytest.mark.parametrize(("topic", "key", "since"), DATED)
def test_each_value_answers_from_its_own_day_and_not_the_day_before(topic: str, key: str, since: date) -> None:
    value, before = legal_values(topic)[key], since - timedelta(days=1)
    assert value.on(since).since == since
    if value.is_in_force(before):
        assert value.on(before).since < since or value.start_unknown
    else:
        with pytest.raises(NotInForceError):
            value.on(before)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_value_is_cited_and_was_checked(topic: str) -> None:
    for value in legal_values(topic):
        assert value.checked_on <= SHEET_DAY + timedelta(days=366)
        assert all(dated.article and dated.url.startswith("https://") for dated in value.values)
        assert all(dated.since <= value.checked_on for dated in value.values), f"{value.key} starts after its check"


def test_a_newer_value_takes_over_on_its_day() -> None:
    phones = legal_values("parts")["smartphones"]
    assert phones.on(date(2025, 6, 19)).value == 5
    assert phones.on(date(2025, 6, 20)).value == 7


def test_a_value_whose_start_is_unknown_answers_for_earlier_days() -> None:
    withdrawal = legal_values("returns")
    assert withdrawal["withdrawal_days"].start_unknown
    assert withdrawal.number("withdrawal_days", date(2015, 1, 1)) == 14


def test_a_value_whose_start_is_known_does_not() -> None:
    assert not legal_values("warranty")["conformity_regime"].is_in_force(date(2021, 12, 31))
    with pytest.raises(NotInForceError, match="repair_extension_months"):
        legal_values("warranty").number("repair_extension_months", date(2021, 12, 31))


def test_asking_the_wrong_kind_of_value_is_an_error() -> None:
    values: LegalValues = legal_values("returns")
    with pytest.raises(TypeError, match="not a number"):
        values.number("exceptions", SHEET_DAY)
    with pytest.raises(TypeError, match="not a list"):
        values.names("withdrawal_days", SHEET_DAY)


def test_what_is_not_confirmed_says_so() -> None:
    assert legal_values("repairs")["bonus_television"].on(SHEET_DAY).certainty is Certainty.UNCONFIRMED
    assert (
        legal_values("warranty")["repair_extension_months_under_review"].on(SHEET_DAY).certainty
        is Certainty.UNCONFIRMED
    )
    assert legal_values("warranty")["liability_months"].on(SHEET_DAY).certainty is Certainty.READ

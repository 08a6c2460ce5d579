"""Counting days, months and working days (conventions D1 to D8)."""

from datetime import date, timedelta

import pytest

from actions.law import dates


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 11, 22), 24, date(2026, 11, 22)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2022, 2, 28), 24, date(2024, 2, 28)),
        (date(2024, 12, 31), 30, date(2027, 6, 30)),
        (date(2024, 8, 31), 30, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(start: date, months: int, end: date) -> None:
    assert dates.add_months(start, months) == end


def test_months_never_change_the_day_but_at_the_end_of_a_month() -> None:
    for offset in range(0, 1500, 7):
        start = date(2022, 1, 1) + timedelta(days=offset)
        for months in (1, 6, 12, 24, 30):
            end = dates.add_months(start, months)
            assert end.day == start.day or (end + timedelta(days=1)).day == 1
            assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months


def test_years_from_29_february_end_on_the_28th_in_a_common_year() -> None:
    assert dates.add_years(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert dates.add_years(date(2024, 2, 29), 20) == date(2044, 2, 29)


def test_months_are_counted_before_days() -> None:
    assert dates.add_months_then_days(date(2024, 8, 29), 30, 3) == date(2027, 3, 3)
    assert dates.add_days_then_months(date(2024, 8, 29), 30, 3) == date(2027, 3, 1)
    assert dates.add_months_then_days(date(2022, 12, 31), 30, 60) == date(2025, 8, 29)
    assert dates.add_days_then_months(date(2022, 12, 31), 30, 60) == date(2025, 9, 1)


def test_the_two_readings_never_differ_by_more_than_three_days() -> None:
    differences = set()
    for offset in range(1826):
        delivered_on = date(2022, 1, 1) + timedelta(days=offset)
        for days in range(61):
            first = dates.add_months_then_days(delivered_on, 30, days)
            differences.add((first - dates.add_days_then_months(delivered_on, 30, days)).days)
    assert min(differences) == -3 and max(differences) == 3


def test_days_covered_twice_count_once() -> None:
    day = date(2026, 3, 1)
    spell = [(day, dates.add_days(day, 14)), (dates.add_days(day, 9), dates.add_days(day, 19))]
    assert dates.count_days(spell) == 19
    assert dates.count_days(reversed(spell)) == 19
    assert dates.count_days([*spell, (dates.add_days(day, 2), dates.add_days(day, 3))]) == 19
    assert dates.count_days([*spell, (dates.add_days(day, 30), dates.add_days(day, 32))]) == 21
    assert dates.count_days([(day, day)]) == 0
    assert dates.count_days([]) == 0


def test_france_has_eleven_public_holidays_and_alsace_moselle_two_more() -> None:
    year = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    france = [day for day in year if dates.is_public_holiday(day)]
    assert [f"{day:%d/%m}" for day in france] == [
        "01/01", "06/04", "01/05", "08/05", "14/05", "25/05", "14/07", "15/08", "01/11", "11/11", "25/12",
    ]  # fmt: skip
    more = [day for day in year if dates.is_public_holiday(day, alsace_moselle=True) and day not in france]
    assert more == [date(2026, 4, 3), date(2026, 12, 26)]


def test_a_working_day_is_neither_a_week_end_nor_a_holiday() -> None:
    assert dates.is_working_day(date(2026, 11, 20))
    assert not dates.is_working_day(date(2026, 11, 21))
    assert not dates.is_working_day(date(2026, 11, 22))
    assert not dates.is_working_day(date(2026, 11, 11))


def test_rolling_goes_to_the_next_working_day_only_when_needed() -> None:
    assert dates.roll_to_working_day(date(2026, 11, 20)) == date(2026, 11, 20)
    assert dates.roll_to_working_day(date(2026, 11, 21)) == date(2026, 11, 23)
    assert dates.roll_to_working_day(date(2026, 11, 11)) == date(2026, 11, 12)
    # Good Friday, then the week-end, then Easter Monday in Alsace-Moselle; Friday works elsewhere.
    assert dates.roll_to_working_day(date(2026, 4, 3)) == date(2026, 4, 3)
    assert dates.roll_to_working_day(date(2026, 4, 3), alsace_moselle=True) == date(2026, 4, 7)


def test_fifteen_working_days_skip_week_ends_and_holidays() -> None:
    # From Monday 2 November 2026: 3-6 (4), 9-10 (6), 12-13 (8), 16-20 (13), 23-24 (15); the 11th is a holiday.
    assert dates.add_working_days(date(2026, 11, 2), 15) == date(2026, 11, 24)


def test_days_without_holidays_still_count_week_ends() -> None:
    # From Saturday 8 August 2026: Sunday, Monday, Tuesday.
    assert dates.add_days_without_holidays(date(2026, 8, 8), 3) == date(2026, 8, 11)
    # From Tuesday 10 November 2026: not the 11th, so 12, 13, 14.
    assert dates.add_days_without_holidays(date(2026, 11, 10), 3) == date(2026, 11, 14)

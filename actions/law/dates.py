"""How the law counts days, months and working days (conventions D1 to D8). Not here: which period applies to what.

Conventions, with their source:
D1 a period in months ends on the same day of the month, or on the last day of a shorter month (CPC 641 al. 2);
D2 the last day is included until midnight (CPC 642 al. 1; C. civ. 2229), so callers compare with `<=`;
D3 the starting day is not counted (CPC 641 al. 1; L221-19 1°);
D4 only the withdrawal period rolls to the next working day (L221-19 3°);
D5 months are counted first, then days (CPC 641 al. 3), by analogy: `add_days_then_months` gives the other reading;
D6 a suspension lasts `end - start` calendar days (L217-28);
D7 public holidays of metropolitan France, with the two of Alsace-Moselle on request (C. trav. L3133-1);
D8 periods of 14 or 30 days are calendar days.
"""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays

Interval = tuple[date, date]

SATURDAY = 5
MOSELLE = "57"


def add_days(day: date, days: int) -> date:
    """Return the day `days` calendar days after `day`, which is not counted itself (D3)."""
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or the last day of that month when it is shorter (D1)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes the 28th in a common year (D1)."""
    return add_months(day, 12 * years)


def add_months_then_days(day: date, months: int, days: int) -> date:
    """All the months first, then the days: the reading we show (D5, CPC 641 al. 3)."""
    return add_days(add_months(day, months), days)


def add_days_then_months(day: date, months: int, days: int) -> date:
    """Return the other reading of a period in months and days, only used to measure the doubtful margin of D5."""
    return add_months(add_days(day, days), months)


def count_days(intervals: Iterable[Interval]) -> int:
    """Calendar days covered by `(start, end)` pairs, `end - start` each, overlaps counted once (D6)."""
    total, reached = 0, date.min
    for start, end in sorted(intervals):
        total += max(0, (end - max(start, reached)).days)
        reached = max(reached, end)
    return total


def is_public_holiday(day: date, alsace_moselle: bool = False) -> bool:
    """Whether `day` is one of France's eleven public holidays, or thirteen in Alsace-Moselle (D7)."""
    return day in _public_holidays(alsace_moselle)


def is_working_day(day: date, alsace_moselle: bool = False) -> bool:
    """Whether `day` is neither a Saturday, nor a Sunday, nor a public holiday (L221-19 3°)."""
    return day.weekday() < SATURDAY and not is_public_holiday(day, alsace_moselle)


def roll_to_working_day(day: date, alsace_moselle: bool = False) -> date:
    """`day` itself when it is a working day, else the next one (L221-19 3°; withdrawal only, D4)."""
    while not is_working_day(day, alsace_moselle):
        day = add_days(day, 1)
    return day


def add_working_days(day: date, days: int, alsace_moselle: bool = False) -> date:
    """Return the `days`-th working day after `day`, Saturdays not counted: of the two readings, the later."""
    for _ in range(days):
        day = roll_to_working_day(add_days(day, 1), alsace_moselle)
    return day


def add_days_without_holidays(day: date, days: int, alsace_moselle: bool = False) -> date:
    """Return the `days`-th day after `day` when public holidays are not counted but week-ends are (C. com. L133-3)."""
    for _ in range(days):
        day = add_days(day, 1)
        while is_public_holiday(day, alsace_moselle):
            day = add_days(day, 1)
    return day


@cache
def _public_holidays(alsace_moselle: bool) -> holidays.HolidayBase:
    # The object fills itself year by year when asked, so one per region is enough.
    return holidays.country_holidays("FR", subdiv=MOSELLE if alsace_moselle else None)

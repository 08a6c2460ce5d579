"""The day meant by each way of telling one (`day_words.py`), given the day of the message. Pure, on folded text.

A day without a year is the last one past, unless the words look ahead (« pour samedi »). A week, month, season or year
gives its first day; « fin mars » starts on the 21st, « mi-mars » on the 15th.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.nlu import date_cues, day_words, named_days, numbers

# Day of the month, and month of the year, that « début », « mi- » and « fin » start at.
PARTS = {"debut": (1, 1), "courant": (1, 1), "mi": (15, 6), "milieu": (15, 6), "fin": (21, 10)}


@dataclass(frozen=True)
class Day:
    """A day found in a text: `grain` is day, week, weekend, month, season or year."""

    start: int
    end: int
    day: date
    grain: str


@dataclass(frozen=True)
class Clock:
    """The day of the message, and whether the words look ahead."""

    today: date
    ahead: bool

    def nearest(self, in_year: Callable[[int], date], last: str | None, following: str | None) -> date | None:
        """Return the last such day past (today too, unless « dernier » is said), or the next one when looking ahead."""
        step = 1 if following or (self.ahead and not last) else -1
        for year in range(self.today.year - step, self.today.year + 9 * step, step):
            try:
                day = in_year(year)
            except ValueError:  # 29 February
                continue
            if day > self.today if step > 0 else day < self.today or (day == self.today and not last):
                return day
        return None


Found = tuple[date | None, str]


def find(folded: str, today: date) -> list[Day]:
    """Return the days told in a folded text, in order and apart from one another."""
    taken: list[tuple[int, int]] = []
    found: list[Day] = []
    for pattern, rule in RULES:
        for match in pattern.finditer(folded):
            start, end = match.span()
            if any(start < stop and begin < end for begin, stop in taken) or not _is_day(pattern, match):
                continue
            taken.append((start, end))  # even when no such day exists: the 31st of February is not February
            ahead = date_cues.looks_ahead(folded, start, end, weekday=pattern is day_words.WEEKDAY)
            day, grain = rule(match, Clock(today, ahead))
            if day:
                lead = day_words.LEAD.search(folded, max(0, start - 8), start)
                found.append(Day(lead.start() if lead else start, end, day, grain))
    return sorted(found, key=lambda one: one.start)


def _is_day(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Say whether the words before agree that this is a day."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    if day_words.WISHED.search(before):
        return False  # « bon week-end », « joyeux Noël »
    if pattern is day_words.NAMED_DAY:
        named = not day_words.NO_NAMED_DAY.search(before)
        return named and (not match["name"].startswith("rentree") or bool(day_words.THE.search(before)))
    if pattern is day_words.SEASON:
        return _is_season(match, before)
    if pattern is day_words.WEEKDAY:
        told = match["last"] or match["next"] or match["weeks"] or match["day"]
        return bool(told) or not day_words.NO_WEEKDAY.search(before) or date_cues.has_happened(before)
    if pattern is day_words.PERIOD:
        return not day_words.NUMBER_BEFORE.search(before)
    if pattern is day_words.YEAR:
        recent = match["year"] >= "2000" or bool(day_words.OLD_YEAR.search(before))
        return recent and not day_words.NO_YEAR.search(before)
    if pattern is day_words.BARE_DAY:
        return not day_words.NO_BARE_DAY.search(before)
    if pattern is day_words.DAY_OF_MONTH and match["month_to"]:
        return bool(day_words.LEAD.search(before))
    if pattern is day_words.SHORT_FIGURES and match["day"]:
        return _is_short_date(match, before)
    return True


def _is_season(match: re.Match[str], before: str) -> bool:
    """« l'été dernier », « cet été », « depuis l'été », but neither « il a été passé » nor « tout l'été »."""
    if match["last"] or match["next"] or match["year"] or match["last_year"]:
        return bool(match["lead"]) or not day_words.HAD.search(before)
    lead = (match["lead"] or "").strip()
    return bool(lead) and (lead in ("cet", "cette", "ce", "en", "au") or bool(day_words.SOME_SEASON.search(before)))


def _is_short_date(match: re.Match[str], before: str) -> bool:
    """« le 3/3 », « 03/03 », but neither « 3/4 du temps » nor the mark « 10/10 »."""
    if match[0] == "10/10":
        return False
    two_figures = match["day"].startswith("0") or match["month"].startswith("0")
    return two_figures or match[0] == match.string.strip() or bool(day_words.SHORT_DATE_CUE.search(before))


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(typed: str, today: date) -> int:
    digits = typed.strip("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) <= today.year % 100 + 10 else 1900)


def _month_number(typed: str) -> int:
    names = enumerate((*day_words.MONTHS, *day_words.SHORT_MONTHS))
    return next(place % 12 + 1 for place, forms in names if re.fullmatch(forms, typed))


def _number(typed: str) -> int:
    figures = re.match(r"[0-9]+", typed)
    return int(figures[0]) if figures else 1 if typed == "premier" else int(numbers.value(typed))


def _figures(match: re.Match[str], clock: Clock) -> Found:
    """« 03/03/25 », « 11.07.2023 », « 14 02 2025 », « 2025-03-03 », « 02/25/2025 »."""
    if match["iso"]:
        return _on(*(int(part) for part in match["iso"].split("-"))), "day"
    day, month = int(match["day"] or match["day_2"]), int(match["month"] or match["month_2"])
    year = _full_year(match["year"] or match["year_2"], clock.today)
    return _on(year, month, day) or (_on(year, day, month) if month > 12 else None), "day"


def _short_figures(match: re.Match[str], clock: Clock) -> Found:
    """« le 3/3 », « 12/2023 »."""
    if match["year"]:
        return date(int(match["year"]), int(match["month_of"]), 1), "month"
    return clock.nearest(lambda year: date(year, int(match["month"]), int(match["day"])), None, None), "day"


def _day_of_month(match: re.Match[str], clock: Clock) -> Found:
    """« 3 mars », « lundi 3 mars », « 3 mars 2025 », and the 12 of « du 12 au 15 mars »."""
    day, month = _number(match["day"]), _month_number(match["month"] or match["month_to"])
    if typed := match["year"] or match["year_to"]:
        return _on(_full_year(typed, clock.today), month, day), "day"
    if match["last_year"]:
        return _on(clock.today.year - 1, month, day), "day"
    found = clock.nearest(lambda year: date(year, month, day), match["last"], match["next"])
    if found and match["weekday"]:
        weekday = day_words.WEEKDAYS.index(match["weekday"])
        years = (_on(found.year - back, month, day) for back in range(3))
        found = next((one for one in years if one and one.weekday() == weekday), found)
    return found, "day"


def _day_of_this_month(match: re.Match[str], clock: Clock) -> Found:
    """« le 9 du mois », « le 3 du mois dernier », « le 2 de ce mois »; and « le 3 » alone."""
    told = match.groupdict()
    number, first = _number(match["day"]), clock.today.replace(day=1)
    if told.get("last"):
        first -= relativedelta(months=1)
    elif not told.get("this") and clock.ahead and number <= clock.today.day:
        first += relativedelta(months=1)
    elif not told.get("this") and not clock.ahead and number > clock.today.day:
        first -= relativedelta(months=1)
    return _on(first.year, first.month, number), "day"


def _month(match: re.Match[str], clock: Clock) -> Found:
    """« en mars », « fin mars 2025 », « mi-juin », « novembre dernier »."""
    month, day = _month_number(match["month"]), PARTS[match["part"]][0] if match["part"] else 1
    if match["year"]:
        return date(_full_year(match["year"], clock.today), month, day), "month"
    if match["last_year"] or (match["last"] and month == clock.today.month):
        return date(clock.today.year - 1, month, day), "month"
    if clock.ahead and month == clock.today.month and not match["next"]:
        return date(clock.today.year, month, day), "month"
    return clock.nearest(lambda year: date(year, month, day), match["last"], match["next"]), "month"


def _part_of_year(match: re.Match[str], clock: Clock) -> Found:
    """« début 2024 », « mi-2024 », « fin 2023 »."""
    return date(int(match["year"]), PARTS[match["part"]][1], 1), "year"


def _year(match: re.Match[str], clock: Clock) -> Found:
    """« en 2022 »; a number too far ahead is no year."""
    year = int(match["year"])
    return (date(year, 1, 1) if year <= clock.today.year + 5 else None), "year"


def _near_day(match: re.Match[str], clock: Clock) -> Found:
    """« hier soir », « avant-hier », « ce matin », « demain »."""
    shifts = {"before_last": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "after_next": 2}
    return clock.today + timedelta(next(shift for name, shift in shifts.items() if match[name])), "day"


def _period(match: re.Match[str], clock: Clock) -> Found:
    """« la semaine dernière », « ce week-end », « le mois prochain », « l'an dernier », « à la fin du mois »."""
    unit = next(match[name] for name in ("unit", "unit_2", "unit_3", "unit_4", "unit_5") if match[name])
    step = 1 if match["next"] or match["english"] == "next" else 0
    step = -1 if match["last"] or match["last_3"] or match["english"] == "last" else step
    today, part = clock.today, PARTS.get(match["part"] or "debut", (1, 1))
    if "end" in unit:
        return _weekend(step, bool(match["this"]), clock), "weekend"
    if unit.startswith(("semaine", "week")):
        return today - timedelta(today.weekday()) + timedelta(7 * step), "week"
    if unit.startswith("mo"):
        first = today.replace(day=1) + relativedelta(months=step)
        if match["part"] == "fin" and not step:
            return first + relativedelta(months=1, days=-1), "day"
        return first.replace(day=part[0]), "month"
    return date(today.year + step, part[1], 1), "year"


def _weekend(step: int, this: bool, clock: Clock) -> date:
    """Return a Saturday: « le week-end dernier » is the last over; « ce week-end » the last on a Monday."""
    saturday = clock.today + timedelta(5 - clock.today.weekday())
    if step > 0:
        return saturday + timedelta(7)
    is_to_come = clock.ahead or (this and clock.today.weekday() > 0)
    return saturday if is_to_come or (not step and saturday <= clock.today) else saturday - timedelta(7)


def _season(match: re.Match[str], clock: Clock) -> Found:
    """« l'été dernier », « cet été », « au printemps 2024 », « hiver 2024 » (the one that ends that year)."""
    month, day = day_words.SEASONS[match["season"]]
    if match["year"]:
        return date(_full_year(match["year"], clock.today) - (match["season"] == "hiver"), month, day), "season"
    starts = [date(clock.today.year + shift, month, day) for shift in (-2, -1, 0, 1)]
    if match["last"] or match["last_year"]:
        return [start for start in starts if start + relativedelta(months=3) <= clock.today][-1], "season"
    if match["next"] or clock.ahead:
        return next(start for start in starts if start > clock.today), "season"
    if match["this"]:
        return min(starts, key=lambda start: abs((start + timedelta(45) - clock.today).days)), "season"
    return [start for start in starts if start <= clock.today][-1], "season"


def _named_day(match: re.Match[str], clock: Clock) -> Found:
    """« à Noël », « le lundi de Pâques », « Black Friday 2023 »."""
    if match["year"] or match["last_year"]:
        year = _full_year(match["year"], clock.today) if match["year"] else clock.today.year - 1
        return named_days.in_year(match["name"], year), "day"
    return clock.nearest(lambda year: named_days.in_year(match["name"], year), match["last"], match["next"]), "day"


def _weekday(match: re.Match[str], clock: Clock) -> Found:
    """« lundi », « mardi dernier », « jeudi en huit », « vendredi 13 »."""
    today, weekday = clock.today, day_words.WEEKDAYS.index(match["weekday"])
    if match["day"]:
        steps = range(24) if clock.ahead else range(0, -24, -1)
        firsts = (today.replace(day=1) + relativedelta(months=step) for step in steps)
        days = [day for first in firsts if (day := _on(first.year, first.month, _number(match["day"])))]
        days = [day for day in days if (day >= today if clock.ahead else day <= today)]
        return next((day for day in days if day.weekday() == weekday), days[0]), "day"
    if match["next"] or match["weeks"] or (clock.ahead and not match["last"]):
        weeks = {"huit": 1, "quinze": 2}.get(match["weeks"] or "", 0)
        return today + timedelta((weekday - today.weekday() - 1) % 7 + 1 + 7 * weeks), "day"
    return today - timedelta((today.weekday() - weekday - 1) % 7 + 1), "day"


# The most telling first: what one takes, the next ones leave.
RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Clock], Found]], ...] = (
    (day_words.FIGURES, _figures),
    (day_words.SHORT_FIGURES, _short_figures),
    (day_words.DAY_OF_MONTH, _day_of_month),
    (day_words.DAY_OF_THIS_MONTH, _day_of_this_month),
    (day_words.MONTH, _month),
    (day_words.PART_OF_YEAR, _part_of_year),
    (day_words.NEAR_DAY, _near_day),
    (day_words.SEASON, _season),
    (day_words.NAMED_DAY, _named_day),
    (day_words.PERIOD, _period),
    (day_words.WEEKDAY, _weekday),
    (day_words.YEAR, _year),
    (day_words.BARE_DAY, _day_of_this_month),
)

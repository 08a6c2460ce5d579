"""Days and durations in a French message: where they stand, the day meant, and what happened then. Pure: the day of the
message (Europe/Paris) is given.

A day without a year is the last one past, unless the words look ahead (« pour samedi »). A week, month, season or year
gives its first day and says its grain. Durations are read in `durations.py`, the words around in `date_cues.py`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.nlu import date_cues, durations, french, named_days, numbers

MONTHS = (
    r"janvier|janvie|january", r"fevrier|fevirer|fevrie|fevier|february", r"mars|march", r"avril|april", r"mai", r"juin|june",
    r"juillet|juilet|juiller|july", r"aout|aoutt|august", r"septembre|septenbre|september", r"octobre|october",
    r"novembre|novenbre|november", r"decembre|decenbre|desembre|december",
)  # fmt: skip
SHORT_MONTHS = ("janv?", "fevr?", "mar", "avr", "mai", "jun", "juil", "aou", "sept?", "oct", "nov", "dec")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SEASONS = {"printemps": (3, 20), "ete": (6, 21), "automne": (9, 23), "hiver": (12, 21)}
# Day of the month, or month of the year, that « début », « mi- » and « fin » start at.
PARTS = {"debut": (1, 1), "courant": (1, 1), "mi": (15, 6), "milieu": (15, 6), "fin": (21, 10)}

_DAY = rf"(?:1\s?er|premier|3[01]|[12][0-9]|0?[1-9]|{numbers.IN_WORDS})"
_MONTH, _SHORT = "|".join(MONTHS), "|".join(SHORT_MONTHS)
_UNITS = (
    r"\s*(?:h|:|/|%|€|eur|ans?|annees?|mois|jours?|semaines?|heures?|min|km|m|cm|mm|kg|g|w|watts?|v|volts?|tours?|trs?|mah"
    r"|lumens?|lm|btu|points?|balles|pieces?|go|mo|to|l|litres?|pa|rpm|dpi|pouces?|e|personnes?|vis|fois|x)\b"
)
_YEAR = r"(?:19|20)[0-9]{2}\b"
_SHORT_YEAR = rf"'?[0-9]{{2}}\b(?!{_UNITS}|[.,/-]?[0-9]| [0-9]{{2,}})"
_AFTER = r"prochaine?s?|suivante?|next|a venir"
_LAST = r"derniere?s?|passee?s?|precedente?|ecoulee?|d'avant"
_LAST_YEAR = r"(?:(?:de|a)\s+)?l'?\s?an(?:nee)?\s+(?:derniere?|passee?)"
_WHICH = rf"(?:\s+(?:(?P<last>{_LAST})|(?P<next>{_AFTER})|(?P<last_year>{_LAST_YEAR})|(?:(?:de|en)\s+)?(?P<year>{_YEAR}|{_SHORT_YEAR})))?"
_MOMENT = (
    r"(?:\s+(?:dans\s+la\s+|en\s+fin\s+de\s+|au\s+|le\s+|l')?(?:soir|soiree|matin|matinee|midi|apres[\s-]?midi|aprem|nuit|journee)\b)?"
)
# Words that belong to the date before it: « le », « en », « à », « au », « du », « de ».
_LEAD = re.compile(r"\b(?:(?:le|la|les|en|a\s+la|a\s+l'|a|au|aux|du|de\s+la|de\s+l'|de|in|o)\s+|l'\s?|d'\s?|de\s+l')$")
_FOLLOWS_A_DAY = (
    r"(?=\s*(?:$|[.,;:!?)»\"…\n-])|\s+(?:et|ou|au|a|je|j'|jai|jme|j|on|il|elle|ils|vous|nous|mais|pour|par|dernier|vers|puis|qui"
    r"|merci|svp|mon|ma|toujours|depuis|c'|cest|moi|chez|lol|si|dans|sans|aupres|avec|contre|sur|apres|d'apres|il|ont|ne|sont)\b)"
)


@dataclass(frozen=True)
class TimeSpan:
    """A date or a duration of a message: `entity` is `date` or `duration`; `normalized` an ISO day or duration;
    `day` the ISO day meant, if any; `grain` day, week, weekend, month, season or year (dates only)."""

    entity: str
    start: int
    end: int
    normalized: str
    day: str | None
    role: str | None
    grain: str | None = None


@dataclass(frozen=True)
class Day:
    """A day found in a text."""

    start: int
    end: int
    day: date
    grain: str = "day"


@dataclass(frozen=True)
class Clock:
    """The day of the message, and whether the words look ahead."""

    today: date
    ahead: bool

    def nearest(self, in_year: Callable[[int], date], last: str | None = None, after: str | None = None) -> date | None:
        """Return the last such day past (today included, unless « dernier » is said), or the next one when looking ahead."""
        step = 1 if after or (self.ahead and not last) else -1
        for year in range(self.today.year - 1 if step > 0 else self.today.year + 1, self.today.year + 9 * step, step):
            try:
                day = in_year(year)
            except ValueError:  # 29 February
                continue
            if (day > self.today if step > 0 else day <= self.today) and not (last and day == self.today):
                return day
        return None


Found = tuple[date, str] | None
Resolve = Callable[[re.Match[str], Clock], Found]


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(typed: str, today: date) -> int:
    digits = typed.strip("'")
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) <= today.year % 100 + 10 else 1900)


def _month_number(typed: str) -> int:
    for names in (MONTHS, SHORT_MONTHS):
        for number, forms in enumerate(names, 1):
            if re.fullmatch(forms, typed):
                return number
    raise ValueError(f"« {typed} » is no month")


def _figures(match: re.Match[str], clock: Clock) -> Found:
    """« 03/03/25 », « 11.07.2023 », « 2025-03-03 », « 02/25/2025 »."""
    if match["iso"]:
        found = _on(*(int(part) for part in match["iso"].split("-")))
        return (found, "day") if found else None
    day, month, year = int(match["day"]), int(match["month"]), _full_year(match["year"], clock.today)
    found = _on(year, month, day) or (_on(year, day, month) if month > 12 else None)
    return (found, "day") if found else None


def _day_and_month_in_figures(match: re.Match[str], clock: Clock) -> Found:
    """« le 3/3 », « 12/2023 »."""
    if match["year"]:
        return date(int(match["year"]), int(match["month_of"]), 1), "month"
    found = clock.nearest(lambda year: date(year, int(match["month"]), int(match["day"])))
    return (found, "day") if found else None


def _day_of_month(match: re.Match[str], clock: Clock) -> Found:
    """« 3 mars », « lundi 3 mars », « 3 mars 2025 », and the 12 of « du 12 au 15 mars »."""
    day, month = _number(match["day"]), _month_number(match["month"] or match["month_to"])
    if typed := match["year"] or match["year_to"]:
        found = _on(_full_year(typed, clock.today), month, day)
    elif match["last_year"]:
        found = _on(clock.today.year - 1, month, day)
    else:
        found = clock.nearest(lambda year: date(year, month, day), match["last"], match["next"])
        if found and match["weekday"]:
            candidates = (_on(found.year - back, month, day) for back in range(3))
            weekday = WEEKDAYS.index(match["weekday"])
            found = next((one for one in candidates if one and one.weekday() == weekday), found)
    return (found, "day") if found else None


def _number(typed: str) -> int:
    figures = re.match(r"[0-9]+", typed)
    return int(figures[0]) if figures else 1 if typed == "premier" else int(numbers.value(typed))


def _day_of_this_month(match: re.Match[str], clock: Clock) -> Found:
    """« le 9 du mois », « le 3 du mois dernier », « le 2 de ce mois »."""
    day, first = int(match["day"]), clock.today.replace(day=1)
    found = _on(first.year, first.month, day)
    if match["last"] or not found or (found > clock.today and not match["this"]):
        before = first - timedelta(1)
        found = _on(before.year, before.month, day)
    return (found, "day") if found else None


def _month(match: re.Match[str], clock: Clock) -> Found:
    """« en mars », « fin mars 2025 », « mi-juin », « novembre dernier »."""
    month, day = _month_number(match["month"]), PARTS[match["part"]][0] if match["part"] else 1
    if match["year"]:
        return date(_full_year(match["year"], clock.today), month, day), "month"
    if match["last_year"]:
        return date(clock.today.year - 1, month, day), "month"
    if match["last"] and month == clock.today.month:
        return date(clock.today.year - 1, month, day), "month"
    found = clock.nearest(lambda year: date(year, month, day), match["last"], match["next"])
    return (found, "month") if found else None


def _part_of_year(match: re.Match[str], clock: Clock) -> Found:
    """« début 2024 », « mi-2024 », « fin 2023 »."""
    return date(int(match["year"]), PARTS[match["part"]][1], 1), "year"


def _near_day(match: re.Match[str], clock: Clock) -> Found:
    """« hier soir », « avant-hier », « ce matin », « demain »."""
    shift = {"before_last": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "after_next": 2}
    return clock.today + timedelta(shift[next(name for name in shift if match[name])]), "day"


def _period(match: re.Match[str], clock: Clock) -> Found:
    """« la semaine dernière », « ce week-end », « le mois prochain », « l'an dernier », « à la fin du mois »."""
    today, unit = clock.today, match["unit"]
    step = 1 if match["next"] else -1 if match["last"] else 0
    if unit.startswith(("semaine", "week")) and "end" not in unit:
        return today - timedelta(today.weekday()) + timedelta(7 * step), "week"
    if unit.startswith("week"):
        saturday = today - timedelta(today.weekday()) + timedelta(5)
        if not step:
            step = -1 if not clock.ahead and (today.weekday() < 2 or not match["this"]) and saturday > today else 0
        elif step < 0 and saturday <= today:
            step = 0 if today.weekday() < 5 else -1
        return saturday + timedelta(7 * step), "weekend"
    if unit.startswith(("mois", "month")):
        first = today.replace(day=1) + relativedelta(months=step)
        if match["part"] == "fin" and not match["last"]:
            return first + relativedelta(months=1, days=-1), "day"
        return first.replace(day=PARTS[match["part"]][0] if match["part"] else 1), "month"
    return date(today.year + step, PARTS[match["part"]][1] if match["part"] else 1, 1), "year"


def _season(match: re.Match[str], clock: Clock) -> Found:
    """« l'été dernier », « cet été », « au printemps 2024 », « hiver 2024 » (the one that ends that year)."""
    name = match["season"]
    if name == "ete" and not (match["lead"] or match["last"] or match["next"] or match["year"]):
        return None  # « il a été réparé »
    month, day = SEASONS[name]
    if match["year"]:
        return date(_full_year(match["year"], clock.today) - (name == "hiver"), month, day), "season"
    starts = [date(clock.today.year + shift, month, day) for shift in (-2, -1, 0, 1)]
    ended = [start for start in starts if start + relativedelta(months=3) <= clock.today]
    begun = [start for start in starts if start <= clock.today]
    if match["last"] or match["last_year"]:
        return ended[-1], "season"
    if match["next"] or clock.ahead:
        return next(start for start in starts if start > clock.today), "season"
    if match["this"]:
        return min(starts, key=lambda start: abs((start + timedelta(45) - clock.today).days)), "season"
    return begun[-1], "season"


def _named_day(match: re.Match[str], clock: Clock) -> Found:
    """« à Noël », « le lundi de Pâques », « Black Friday 2023 »."""
    words = match["name"]
    if match["year"]:
        return named_days.in_year(words, _full_year(match["year"], clock.today)), "day"
    if match["last_year"]:
        return named_days.in_year(words, clock.today.year - 1), "day"
    found = clock.nearest(lambda year: named_days.in_year(words, year), match["last"], match["next"])
    return (found, "day") if found else None


def _weekday(match: re.Match[str], clock: Clock) -> Found:
    """« lundi », « mardi dernier », « jeudi en huit », « vendredi 13 »."""
    weekday, today = WEEKDAYS.index(match["weekday"]), clock.today
    if match["day"]:
        number, months = int(match["day"]), range(0, -24, -1)
        days = [_on(first.year, first.month, number) for first in (today.replace(day=1) + relativedelta(months=m) for m in months)]
        past = [day for day in days if day and day <= today]
        ahead = [day for day in (_on(today.year, today.month, number), _next_month(today, number)) if day and day > today]
        fits = [day for day in (ahead if clock.ahead else past) if day.weekday() == weekday]
        return (fits or past)[0], "day"
    if match["next"] or match["weeks"] or (clock.ahead and not match["last"]):
        weeks = {"huit": 1, "quinze": 2}.get(match["weeks"] or "", 0)
        return today + timedelta((weekday - today.weekday() - 1) % 7 + 1 + 7 * weeks), "day"
    return today - timedelta((today.weekday() - weekday - 1) % 7 + 1), "day"


def _next_month(today: date, number: int) -> date | None:
    first = today.replace(day=1) + relativedelta(months=1)
    return _on(first.year, first.month, number)

"""Days of the year that shoppers call by a name (Noël, Pâques, Black Friday, la rentrée): their words, and their day
in a given year. Pure functions; the patterns are for folded text.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _after_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days)


def _nth(month: int, weekday: int, rank: int) -> Callable[[int], date]:
    """The first, second… such weekday (Monday is 0) of a month."""

    def day(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (rank - 1))

    return day


def _mothers_day(year: int) -> date:
    """Last Sunday of May, or first of June when that is Whitsun (loi du 24 mai 1950)."""
    last = date(year, 5, 31)
    last -= timedelta((last.weekday() - 6) % 7)
    return last + timedelta(7) if last == easter(year) + timedelta(49) else last


def _black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    return _nth(11, 3, 4)(year) + timedelta(1)


# What is typed (folded), and the day. The first that fits is taken: longer names come first.
NAMED_DAYS: dict[str, Callable[[int], date]] = {
    r"reveillon\s+(?:du\s+(?:nouvel an|jour de l'an|31)|de la saint[\s-]sylvestre)|saint[\s-]sylvestre": _fixed(12, 31),
    r"reveillon(?:\s+de\s+noel)?|veille\s+de\s+noel": _fixed(12, 24),
    r"noel+": _fixed(12, 25),
    r"jour\s+de\s+l'?\s?an|nouvel\s+an|premier\s+de\s+l'an": _fixed(1, 1),
    r"epiphanie": _fixed(1, 6),
    r"chandeleur": _fixed(2, 2),
    r"(?:saint|st)[\s-]+valentin": _fixed(2, 14),
    r"lundi\s+de\s+paques?": _after_easter(1),
    r"pac?ques?": _after_easter(0),
    r"(?:jeudi\s+de\s+l')?ascension": _after_easter(39),
    r"lundi\s+de\s+(?:la\s+)?pentecote": _after_easter(50),
    r"pentecote": _after_easter(49),
    r"fetes?\s+des\s+meres?": _mothers_day,
    r"fetes?\s+des\s+peres?": _nth(6, 6, 3),
    r"fete\s+de\s+la\s+musique": _fixed(6, 21),
    r"fete\s+nationale": _fixed(7, 14),
    r"assomption": _fixed(8, 15),
    r"rentree(?:\s+(?:scolaire|des\s+classes))?": _fixed(9, 1),
    r"halloween": _fixed(10, 31),
    r"toussaint": _fixed(11, 1),
    r"armistice": _fixed(11, 11),
    r"black\s*fr[iy]day": _black_friday,
    r"cyber\s*monday": lambda year: _black_friday(year) + timedelta(3),
    r"(?:saint|st)[\s-]+nicolas": _fixed(12, 6),
}
PATTERN = "|".join(f"(?:{words})" for words in NAMED_DAYS)
_ENTRIES = [(re.compile(words), day) for words, day in NAMED_DAYS.items()]


def in_year(words: str, year: int) -> date:
    """Return the day that folded words of `PATTERN` name in a year."""
    return next(day(year) for pattern, day in _ENTRIES if pattern.fullmatch(words))

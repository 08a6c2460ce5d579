"""When advisers answer: hours per weekday in Europe/Paris, closed on the public holidays of France."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

from bot.settings import SettingError

PARIS = ZoneInfo("Europe/Paris")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SPAN = re.compile(r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?\s+(?P<opens>\d{1,2}:\d\d)-(?P<closes>\d{1,2}:\d\d)")
EXAMPLE = "mon-fri 09:00-12:30, mon-fri 14:00-18:00, sat 10:00-16:00"


@dataclass(frozen=True)
class Span:
    """One stretch of opening on the weekdays from `first` to `last` (0 is Monday), both included."""

    first: int
    last: int
    opens: time
    closes: time


@dataclass(frozen=True)
class OpeningHours:
    """The stretches of a week, and the days of closure besides the public holidays."""

    spans: tuple[Span, ...]
    closures: frozenset[date] = frozenset()

    @classmethod
    def read(cls, text: str) -> "OpeningHours":
        """Read `mon-fri 09:00-18:00, sat 10:00-16:00`; raise SettingError with an example."""
        spans = []
        for part in filter(None, (piece.strip().lower() for piece in text.split(","))):
            found = SPAN.fullmatch(part)
            try:
                assert found is not None
                first = DAYS.index(found["first"])
                last = DAYS.index(found["last"] or found["first"])
                spans.append(Span(first, last, _time(found["opens"]), _time(found["closes"])))
            except (AssertionError, ValueError) as error:
                raise SettingError(f"SAVIA_OPENING_HOURS: {part!r} is not understood; write e.g. {EXAMPLE}.") from error
        return cls(tuple(spans))

    def are_open(self, moment: datetime) -> bool:
        """Tell whether advisers answer at a moment."""
        local = moment.astimezone(PARIS)
        if local.date() in self.closures or local.date() in holidays.country_holidays("FR", years=local.year):
            return False
        return any(
            span.first <= local.weekday() <= span.last and span.opens <= local.time() < span.closes
            for span in self.spans
        )

    def next_opening(self, moment: datetime) -> datetime | None:
        """Return the next moment at which advisers begin to answer, within a fortnight."""
        local = moment.astimezone(PARIS)
        for ahead in range(15):
            day = (local + timedelta(days=ahead)).date()
            starts = sorted(span.opens for span in self.spans if span.first <= day.weekday() <= span.last)
            for start in starts:
                candidate = datetime.combine(day, start, PARIS)
                if candidate > local and self.are_open(candidate):
                    return candidate
        return None

    def as_text(self) -> str:
        """Return the stretches as `read` takes them."""
        return ", ".join(_as_text(span) for span in self.spans)

    def in_french(self) -> str:
        """Return `du lundi au vendredi de 9 h 00 à 18 h 00`."""
        return ", ".join(_in_french(span) for span in self.spans)


def _time(text: str) -> time:
    hour, minute = map(int, text.split(":"))
    return time(hour, minute)


def _as_text(span: Span) -> str:
    days = DAYS[span.first] if span.first == span.last else f"{DAYS[span.first]}-{DAYS[span.last]}"
    return f"{days} {span.opens:%H:%M}-{span.closes:%H:%M}"


def _in_french(span: Span) -> str:
    days = FRENCH_DAYS[span.first]
    if span.last != span.first:
        days = f"du {days} au {FRENCH_DAYS[span.last]}"
    opens, closes = (f"{each.hour}\u00a0h\u00a0{each.minute:02}" for each in (span.opens, span.closes))
    return f"{days} de {opens} à {closes}"

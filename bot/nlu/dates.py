"""Days and durations in a French message: where they stand, the day meant, and what happened then. Pure: the day of the
message (Europe/Paris) is given.

The days are read in `day_rules.py`, the durations in `durations.py`, the words around in `date_cues.py` (when) and
`date_roles.py` (what happened).
"""

import re
from dataclasses import dataclass
from datetime import date

from bot.nlu import date_cues, date_roles, day_rules, durations, french

# « un four de 2019 », « une liseuse de mars 2020 »: a year told of the thing itself.
_OF_A_YEAR = re.compile(r"d(?:e\s|'\s?)(?=(?:[a-z]+\s)?(?:19|20)[0-9]{2}\b)")


@dataclass(frozen=True)
class TimeSpan:
    """A date or a duration as it stands in a message.

    `entity` is `date` or `duration`; `normalized` the ISO day of a date, or an ISO 8601 duration; `day` the ISO day
    meant, None for a duration that does not count back from today; `role` is `purchase`, `delivery`, `defect` or None;
    `grain` is day, week, weekend, month, season or year, None for a duration.
    """

    entity: str
    start: int
    end: int
    normalized: str
    day: str | None
    role: str | None
    grain: str | None = None


def find(text: str, today: date, folded: str | None = None) -> list[TimeSpan]:
    """Return the dates and durations of a message, in order and apart from one another; positions are those of `text`.

    `today` is the day of the message; `folded` is the text folded in place, where the caller has it already.
    """
    folded = french.fold_in_place(text) if folded is None else folded
    days = day_rules.find(folded, today)
    lengths = [one for one in durations.find(folded) if not any(one.start < d.end and d.start < one.end for d in days)]
    found: list[day_rules.Day | durations.Duration] = sorted([*days, *lengths], key=lambda one: one.start)
    spans = []
    for place, one in enumerate(found):
        floor = found[place - 1].end if place else 0
        ceiling = found[place + 1].start if place + 1 < len(found) else None
        if isinstance(one, durations.Duration):
            spans.append(_of_duration(folded, text, one, today, floor, ceiling))
        else:
            spans.append(_of_day(folded, text, one, today, floor, ceiling))
    return spans


def _of_day(folded: str, text: str, found: day_rules.Day, today: date, floor: int, ceiling: int | None) -> TimeSpan:
    role = None
    if found.day <= today:
        role = date_roles.role(folded, text, found.start, found.end, floor, ceiling)
        if role is None and (lead := _OF_A_YEAR.match(folded, found.start, found.end)):
            before = date_cues.sentence_before(folded, lead.end())
            role = date_roles.PURCHASE if date_cues.is_of_a_thing(before) else None
    iso = found.day.isoformat()
    return TimeSpan("date", found.start, found.end, iso, iso, role, found.grain)


def _of_duration(
    folded: str, text: str, found: durations.Duration, today: date, floor: int, ceiling: int | None
) -> TimeSpan:
    how = date_cues.counts_back(folded, text, found)
    day = found.before(today) if how else None
    role = date_roles.PURCHASE if how == date_cues.AGE else None
    if how == date_cues.BACK:
        role = date_roles.role(folded, text, found.start, found.end, floor, ceiling)
    return TimeSpan("duration", found.start, found.end, found.iso, day.isoformat() if day else None, role)

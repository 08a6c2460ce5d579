"""French days and durations: Savia beside every library found installed, on the table of tests/nlu/dates.yml.

Run from the root of the project, in any environment that has PyYAML: `python -m bench.dates [--wrong NAME]`.
Libraries that are not installed are said so. Roles (purchase, delivery, defect) are Savia's own and are not counted.
HeidelTime is left out: it starts a Java machine at each call (11 s a sentence measured).
"""

import datetime
import importlib
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).parent.parent / "tests" / "nlu" / "dates.yml"
# How many days before and after the expected first day an answer is still right: any day of the week, month or year
# will do, libraries know no "end of March", and nobody agrees on summer's first day.
WINDOW = {"day": (0, 0), "week": (0, 6), "weekend": (1, 2), "month": (21, 30), "season": (30, 30), "year": (270, 365)}
DAYS = {"Y": 365.25, "M": 30.4375, "W": 7.0, "D": 1.0, "H": 1 / 24, "MIN": 1 / 1440, "S": 1 / 86400}


@dataclass(frozen=True)
class Answer:
    """What a library found: the words (None if it does not tell), and a day or a number of days."""

    words: str | None
    day: date | None = None
    days: float | None = None


Finder = Callable[[str, date], list[Answer]]


def length(iso: str) -> float:
    """Return an ISO 8601 duration in days, a year being 365.25 of them and a month its twelfth."""
    before, _, after = iso.partition("T")
    parts = [(float(number), unit) for number, unit in re.findall(r"([\d.]+)([YMWD])", before)]
    parts += [(float(number), "MIN" if unit == "M" else unit) for number, unit in re.findall(r"([\d.]+)([HMS])", after)]
    return sum(number * DAYS[unit] for number, unit in parts)


def _at_noon(today: date) -> datetime.datetime:
    return datetime.datetime(today.year, today.month, today.day, 12)


def _day(moment: Any) -> date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def savia() -> Finder:
    dates = importlib.import_module("bot.nlu.dates")

    def find(text: str, today: date) -> list[Answer]:
        return [
            Answer(text[one.start : one.end], date.fromisoformat(one.day) if one.day else None,
                   length(one.normalized) if one.entity == "duration" else None)
            for one in dates.find(text, today)
        ]  # fmt: skip

    return find


def dateparser() -> Finder:
    search = importlib.import_module("dateparser.search").search_dates

    def find(text: str, today: date) -> list[Answer]:
        settings = {
            "RELATIVE_BASE": _at_noon(today), "PREFER_DATES_FROM": "past", "PREFER_DAY_OF_MONTH": "first",
            "PREFER_MONTH_OF_YEAR": "first", "DATE_ORDER": "DMY",
        }  # fmt: skip
        found = search(text, languages=["fr"], settings=settings) or []
        return [Answer(words, _day(moment)) for words, moment in found]

    return find


def duckling() -> Finder:
    library = importlib.import_module("duckling")
    library.init()
    zones = library.load_time_zones("/usr/share/zoneinfo")
    language = library.parse_locale("FR", library.default_locale_lang(library.parse_lang("FR")))
    dimensions = library.parse_dimensions(["time", "duration"])

    def find(text: str, today: date) -> list[Answer]:
        moment = library.parse_ref_time(zones, "Europe/Paris", int(_at_noon(today).timestamp()))
        found = library.parse(text, library.Context(moment, language), dimensions, False)
        return [_of_duckling(one) for one in found]

    return find


def _of_duckling(one: dict[str, Any]) -> Answer:
    words = one["body"].encode("latin-1", "replace").decode("utf-8", "replace")  # its binding spoils the accents
    value = one["value"]
    if one["dim"] == "duration":
        return Answer(words, days=value["normalized"]["value"] / 86400)
    start = value.get("value") or value.get("from", value.get("to"))["value"]
    return Answer(words, date.fromisoformat(start[:10]))


def parsedatetime() -> Finder:
    library = importlib.import_module("parsedatetime")
    calendar = library.Calendar(library.Constants("fr_FR", usePyICU=False))

    def find(text: str, today: date) -> list[Answer]:
        return [Answer(one[4], _day(one[0])) for one in calendar.nlp(text, sourceTime=_at_noon(today)) or []]

    return find


def dateutil() -> Finder:
    parser = importlib.import_module("dateutil.parser")

    def find(text: str, today: date) -> list[Answer]:
        try:
            return [Answer(None, _day(parser.parse(text, fuzzy=True, dayfirst=True, default=_at_noon(today))))]
        except (parser.ParserError, OverflowError):
            return []

    return find


def recurrent() -> Finder:
    library = importlib.import_module("recurrent.event_parser")

    def find(text: str, today: date) -> list[Answer]:
        found = library.RecurringEvent(now_date=_at_noon(today)).parse(text)
        return [Answer(None, _day(found))] if isinstance(found, datetime.datetime) else []

    return find


def chronostring() -> Finder:
    library = importlib.import_module("chronostring")

    def find(text: str, today: date) -> list[Answer]:
        starts = [one[0] if isinstance(one, tuple) else one for one in library.parse_dates(text, today)]
        return [Answer(None, _day(one)) for one in starts if isinstance(one, date)]  # hours alone are left out

    return find


def ovos_date_parser() -> Finder:
    library = importlib.import_module("ovos_date_parser")

    def find(text: str, today: date) -> list[Answer]:
        duration, _ = library.extract_duration(text, lang="fr-FR")
        moment = library.extract_datetime(text, lang="fr-FR", anchorDate=_at_noon(today))
        days = duration.total_seconds() / 86400 if duration else None
        return [Answer(None, _day(moment[0]) if moment else None, days)] if moment or duration else []

    return find


def edsnlp() -> Finder:
    pipeline = importlib.import_module("edsnlp").blank("eds")
    pipeline.add_pipe("eds.dates")

    def find(text: str, today: date) -> list[Answer]:
        spans = [span for group in ("dates", "durations") for span in pipeline(text).spans.get(group, [])]
        return [_of_edsnlp(span, _at_noon(today)) for span in spans]

    return find


def _of_edsnlp(span: Any, now: datetime.datetime) -> Answer:
    if span.label_ == "duration":
        return Answer(span.text, days=span._.duration.to_duration(note_datetime=now).total_days())
    defaults = {"infer_from_context": True, "default_day": 1, "default_month": 1, "tz": None}
    moment = span._.date.to_datetime(note_datetime=now, **defaults)
    return Answer(span.text, date(moment.year, moment.month, moment.day) if moment else None)


def timexy() -> Finder:
    spacy = importlib.import_module("spacy")
    importlib.import_module("timexy")
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("timexy", config={"kb_id_type": "timex3", "label": "timexy", "overwrite": False})

    def find(text: str, today: date) -> list[Answer]:
        values = [(span.text, span.kb_id_.split('value="')[-1].strip('"')) for span in pipeline(text).ents]
        return [
            Answer(words, days=length(value)) if value[:1] == "P" else Answer(words, date.fromisoformat(value[:10]))
            for words, value in values
        ]

    return find


def recognizers_text() -> Finder:
    library = importlib.import_module("recognizers_date_time")

    def find(text: str, today: date) -> list[Answer]:
        found = library.recognize_datetime(text, library.Culture.French, reference=_at_noon(today))
        return [_of_recognizers(one.text, one.resolution["values"][0]) for one in found if one.resolution]

    return find


def _of_recognizers(words: str, value: dict[str, str]) -> Answer:
    if value["type"] == "duration":
        return Answer(words, days=float(value["value"]) / 86400)
    start = value.get("value") or value.get("start") or ""
    return Answer(words, date.fromisoformat(start[:10]) if re.match(r"\d{4}-\d\d-\d\d", start) else None)


FINDERS = (
    savia, dateparser, duckling, parsedatetime, dateutil, recurrent, chronostring, ovos_date_parser, edsnlp, timexy,
    recognizers_text,
)  # fmt: skip


def is_right(expected: dict[str, Any], answer: Answer) -> bool:
    """Say whether an answer has the expected day (to the grain) or duration (either is enough where both are known)."""
    day = expected.get("date") or expected.get("day")
    before, after = WINDOW[expected.get("grain", "day")] if "date" in expected else (1, 1)
    if day and answer.day and -before <= (answer.day - day).days <= after:
        return True
    if "duration" not in expected or answer.days is None:
        return False
    return abs(answer.days - length(expected["duration"])) <= 0.02 * length(expected["duration"])


def overlaps(text: str, words: str, other: str | None) -> bool:
    """Say whether two excerpts of a text share a character; an excerpt that is not given overlaps all."""
    if other is None:
        return True
    start, begin = text.find(words), text.lower().find(other.lower().strip())
    return begin < 0 or (start < begin + len(other) and begin < start + len(words))


def understands(case: dict[str, Any], answers: list[Answer]) -> bool:
    """Say whether everything expected was found with its value, and nothing else."""
    text, left = case["text"], list(answers)
    for expected in case["found"]:
        right = [one for one in left if overlaps(text, str(expected["words"]), one.words) and is_right(expected, one)]
        if not right:
            return False
        left.remove(right[0])
    return not left


def measure(find: Finder, cases: list[dict[str, Any]], today: date) -> tuple[list[str], float]:
    """Return the texts misunderstood, and the milliseconds a sentence."""
    wrong, spent = [], 0.0
    for case in cases:
        begun = time.perf_counter()
        try:
            answers = find(case["text"], case.get("today", today))
        except Exception as error:  # a library that fails on a sentence is wrong on it, and the others go on
            answers = [Answer(f"{type(error).__name__}: {error}")]
        spent += time.perf_counter() - begun
        if not understands(case, answers):
            wrong.append(f"{case['text']}  ->  {answers}")
    return wrong, 1000 * spent / len(cases)


def measured() -> dict[str, Any]:
    """Return, by library, its share of right sentences, its milliseconds a sentence and what it gets wrong.

    What is not installed has a sentence instead.
    """
    table, told = yaml.safe_load(TABLE.read_text(encoding="utf-8")), {}
    for make in FINDERS:
        try:
            find = make()
        except ImportError as absent:
            told[make.__name__] = {"absent": str(absent)}
            continue
        find("acheté le 3 mars 2025", table["today"])  # the first call loads what is loaded late
        wrong, spent = measure(find, table["cases"], table["today"])
        told[make.__name__] = {"right": 1 - len(wrong) / len(table["cases"]), "ms": spent, "wrong": wrong}
    return told


def main() -> None:
    """Print one line a library; with `--wrong NAME`, what that one misunderstands too; with `--json`, all of it."""
    told = measured()
    if "--json" in sys.argv:
        print("\n" + json.dumps(told, ensure_ascii=False))
        return
    shown = sys.argv[sys.argv.index("--wrong") + 1] if "--wrong" in sys.argv else ""
    for name, figures in told.items():
        if "absent" in figures:
            print(f"{name:18} absent ({figures['absent']})")
            continue
        print(f"{name:18} {figures['right']:6.1%} right  {figures['ms']:8.3f} ms a sentence")
        if shown == name:
            print("\n".join(figures["wrong"]))


if __name__ == "__main__":
    main()

"""One object of a foreign format, read with care: a value of the wrong kind is refused by name, never guessed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from actions.store.shop_fields import told

PARIS = ZoneInfo("Europe/Paris")
_CENT = Decimal("0.01")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)


class Unusable(Exception):
    """A value of a record cannot be used; the message names it and says what is expected instead."""


@dataclass(frozen=True, slots=True)
class Record:
    """An object of a foreign format; `place` says where it stands in sentences, e.g. `line_items[0].`."""

    values: Mapping[str, Any]
    place: str = ""

    def text(self, name: str, longest: int = 300) -> str | None:
        """Return a text or a number as text, without control characters, cut at `longest`; None when blank."""
        value = self.values.get(name)
        if value is None or (isinstance(value, bool) and value is False):
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self._unusable(name, "is not text")
        return plain(str(value))[:longest].strip() or None

    def money(self, name: str) -> Decimal | None:
        """Return an amount, rounded to the cent; None when blank. A negative one stays negative."""
        written = self.text(name, 40)
        if written is None:
            return None
        try:
            amount = Decimal(written)
            return amount.quantize(_CENT)
        except InvalidOperation:
            raise self._unusable(name, "is not an amount such as 19.90") from None

    def number(self, name: str) -> Decimal | None:
        """Return a number as it is."""
        written = self.text(name, 40)
        try:
            number = None if written is None else Decimal(written)
        except InvalidOperation:
            raise self._unusable(name, "is not a number") from None
        if number is not None and not number.is_finite():
            raise self._unusable(name, "is not a number")
        return number

    def day(self, name: str, zone: ZoneInfo | None = None) -> str | None:
        """Return the day in Paris of a day or moment of ISO 8601, as text; a moment without a zone is in `zone`.

        Without `zone` such a moment is one of the shop's own clock, and its day stands. `0000-00-00` is no day.
        """
        moment = self.moment(name, zone)
        return None if moment is None else moment[:10]

    def moment(self, name: str, zone: ZoneInfo | None = None) -> str | None:
        """Return a moment as text in the shop's clock, to compare and to take the day of."""
        written = self.text(name, 40)
        if written is None or written.startswith("0000-00-00"):
            return None
        expected = "is not a day or moment such as 2026-02-03 or 2026-02-03T10:15:00"
        match = _MOMENT.fullmatch(written)
        if match is None:
            raise self._unusable(name, expected)
        try:
            return _in_paris(match, zone)
        except (ValueError, OverflowError):
            raise self._unusable(name, expected) from None

    def record(self, name: str) -> "Record":
        """Return an object inside; an absent one is empty (some shops write an empty list for it)."""
        value = self.values.get(name)
        if value is None or value in ([], ""):
            return Record({}, f"{self.place}{name}.")
        if not isinstance(value, Mapping):
            raise self._unusable(name, "is not an object")
        return Record(value, f"{self.place}{name}.")

    def records(self, name: str) -> Iterator["Record"]:
        """Yield the objects of a list inside; an absent list is empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return
        if not isinstance(value, list | tuple):
            raise self._unusable(name, "is not a list")
        for rank, item in enumerate(value):
            if not isinstance(item, Mapping):
                raise Unusable(f"{self.place}{name}[{rank}]: {told(item)} is not an object")
            yield Record(item, f"{self.place}{name}[{rank}].")

    def listed(self, name: str, separator: str) -> tuple[str, ...]:
        """Return the texts of a list, or of one text split at a separator; blank ones are left out."""
        value = self.values.get(name)
        if isinstance(value, list | tuple):
            items: Sequence[Any] = value
        else:
            items = (self.text(name, 100_000) or "").split(separator)
        cleaned = (Record({"": item}, f"{self.place}{name}").text("", 4000) for item in items)
        return tuple(dict.fromkeys(item for item in cleaned if item))

    def _unusable(self, name: str, why: str) -> Unusable:
        return Unusable(f"{self.place}{name}: {told(self.values.get(name))} {why}")


def plain(text: str) -> str:
    """Return a text without control characters or surrounding spaces."""
    return _CONTROL.sub(" ", text).strip()


def _in_paris(match: re.Match[str], zone: ZoneInfo | None) -> str:
    if match["time"] is None:
        return date.fromisoformat(match["day"]).isoformat()
    moment = datetime.fromisoformat(f"{match['day']}T{match['time']}")
    if match["zone"]:
        written = match["zone"].replace("Z", "+00:00")
        offset = written if ":" in written else f"{written[:3]}:{written[3:]}"
        moment = datetime.fromisoformat(f"{moment.isoformat()}{offset}").astimezone(PARIS)
    elif zone is not None:
        moment = moment.replace(tzinfo=zone).astimezone(PARIS)
    return moment.replace(tzinfo=None).isoformat(sep=" ")


def postcode(written: str | None, country: str | None = None) -> str | None:
    """Return a postcode without the apostrophe some exports put before it, with the 0 that spreadsheets drop.

    The 0 is put back only for France (`country` FR or France): Swiss and Belgian postcodes have four digits.
    """
    if written is None:
        return None
    code = written.lstrip("'’").strip()
    if re.fullmatch(r"\d{4}", code, re.ASCII) and (country or "").strip().casefold() in ("fr", "france"):
        code = f"0{code}"
    return code[:16] or None


def per_piece(total: Decimal | None, quantity: int) -> Decimal | None:
    """Return the price of one piece, rounded to the cent; None when unknown or below nothing."""
    if total is None or total < 0 or quantity < 1:
        return None
    return (total / quantity).quantize(_CENT)

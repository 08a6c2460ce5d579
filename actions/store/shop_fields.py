"""What a field of the shop data may hold, and the sentence that refuses a value; which fields: `shop_shapes.py`."""

import difflib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from actions.store.folding import fold_gtin, fold_reference
from actions.store.shop_file import RepeatedKeys

Mistakes = list[str]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
# What no database keeps and no label bears: control characters and halves of characters.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LARGEST_AMOUNT = Decimal(10_000_000)


class Wrong(Exception):
    """A value is not what its field may hold; the message goes on after the value: `"x" is not a day`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how its value is read, a right value as it is written in JSON, and what stands for an absent one."""

    read: "Callable[[Any], Any] | Shape | ListOf"
    example: str
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with known fields."""

    fields: Mapping[str, Field]

    def read(self, value: Any, path: str, mistakes: Mistakes) -> dict[str, Any]:
        """Return the fields of `value` as Python values; each mistake is added as one sentence that names its path."""
        if not isinstance(value, Mapping):
            mistakes.append(f"{path}: {told(value)} is not an object; write an object with {_names(self.fields)}")
            return {}
        if isinstance(value, RepeatedKeys):
            mistakes.extend(f"{path}: the key {told(name)} is there twice; keep one" for name in value.repeated)
        if value.keys() - self.fields.keys():
            mistakes.extend(self._unknown(value, path))
        return {name: _read_field(field, value.get(name), path, name, mistakes) for name, field in self.fields.items()}

    def _unknown(self, value: Mapping[str, Any], path: str) -> list[str]:
        """Return a sentence for each key that is not a field, with the nearest field when one is near."""
        sentences = []
        for name in sorted(map(str, value.keys() - self.fields.keys())):
            near = difflib.get_close_matches(name, self.fields, n=1)
            advice = f'write "{near[0]}"' if near else f"the keys are {_names(self.fields)}"
            sentences.append(f"{path}: unknown key {told(name)}; {advice}")
        return sentences


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of objects or of simple values."""

    read_item: "Callable[[Any], Any] | Shape"
    example: str
    at_least: int = 0

    def read(self, value: Any, path: str, mistakes: Mistakes) -> list[Any]:
        """Return the items as Python values, adding a sentence for each mistake."""
        if not isinstance(value, list | tuple):
            mistakes.append(f"{path}: {told(value)} is not a list; write e.g. [{self.example}]")
            return []
        if len(value) < self.at_least:
            mistakes.append(f"{path}: the list is empty; write e.g. [{self.example}]")
        field = Field(self.read_item, self.example, required=True)
        return [_read_field(field, item, path, place, mistakes) for place, item in enumerate(value)]


def _read_field(field: Field, value: Any, path: str, name: str | int, mistakes: Mistakes) -> Any:
    """Return the value of one field, named in its object or placed in its list."""
    if value is None:
        if field.required:
            mistakes.append(f"{_step(path, name)}: missing; write e.g. {field.example}")
        return field.default
    if isinstance(field.read, Shape | ListOf):
        return field.read.read(value, _step(path, name), mistakes)
    try:
        read = field.read(value)
    except Wrong as wrong:
        mistakes.append(f"{_step(path, name)}: {told(value)} {wrong}; write e.g. {field.example}")
        return field.default
    if read is None and field.required:
        mistakes.append(f"{_step(path, name)}: empty; write e.g. {field.example}")
    return field.default if read is None else read


def _step(path: str, name: str | int) -> str:
    return f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}"


def told(value: Any) -> str:
    """Return a value as it is written in JSON, cut short."""
    shown = str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False, default=str)
    # Halves of characters cannot be printed.
    shown = shown.encode("utf-8", "backslashreplace").decode()
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _names(fields: Mapping[str, Field]) -> str:
    return ", ".join(fields)


def text(longest: int) -> Callable[[Any], str | None]:
    """Return the reader of a text of at most so many characters; surrounding spaces go, blank text is no value."""

    def read(value: Any) -> str | None:
        if not isinstance(value, str):
            raise Wrong("is not text between quotes")
        if len(value) > longest:
            raise Wrong(f"is longer than {longest} characters")
        if _UNKEEPABLE.search(value):
            raise Wrong("holds a control character")
        return value.strip() or None

    return read


def order_number(value: Any) -> str | None:
    """Read an order number: text with at least one letter or digit."""
    number = text(64)(value)
    if number is not None and not fold_reference(number):
        raise Wrong("has no letter and no digit")
    return number


def email(value: Any) -> str | None:
    """Read an e-mail address: something, `@`, something."""
    address = text(254)(value)
    if address is not None and not _EMAIL.fullmatch(address):
        raise Wrong("is not an e-mail address")
    return address


def gtin(value: Any) -> str | None:
    """Read a GTIN: 8 to 14 digits as text, because a number would lose its leading zeros."""
    written = text(32)(value)
    if written is not None and fold_gtin(written) is None:
        raise Wrong("is not a GTIN of 8 to 14 digits")
    return written


def day(value: Any) -> date | None:
    """Read a day `YYYY-MM-DD`."""
    if value == "":
        return None
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise Wrong("is not a day YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Wrong("is not a day of the calendar") from None


def amount(value: Any) -> Decimal:
    """Read euros: a number from 0, with at most two decimals."""
    return _decimal(value, _LARGEST_AMOUNT, "an amount in euros")


def index(value: Any) -> Decimal:
    """Read an index of repairability or durability: a number from 0 to 10, with at most two decimals."""
    return _decimal(value, Decimal(10), "an index from 0 to 10")


def _decimal(value: Any, largest: Decimal, what: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Wrong(f"is not {what}, written as a number without quotes")
    if not 0 <= value <= largest:
        raise Wrong(f"is not {what}")
    number = Decimal(value)
    if number != round(number, 2):
        raise Wrong("has more than two decimals")
    return number


def whole_number(smallest: int) -> Callable[[Any], int]:
    """Return the reader of a whole number from `smallest`."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not smallest <= value <= 1_000_000_000:
            raise Wrong(f"is not a whole number from {smallest}")
        return value

    return read


def boolean(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Wrong("is neither true nor false")
    return value


def one_of(words: Sequence[str]) -> Callable[[Any], str]:
    """Return the reader of one word among these."""

    def read(value: Any) -> str:
        if value not in words:
            raise Wrong(f"is not one of {', '.join(words)}")
        return str(value)

    return read

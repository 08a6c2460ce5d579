"""What a dated legal value is, and which one is in force on a day. Not here: reading the files, any reasoning."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# A step is `(up to days late, percent)`; None is "beyond" for the days, the legal interest rate for the percent.
Step = tuple[int | None, int | None]
Value = int | str | tuple[str, ...] | tuple[Step, ...]


class Certainty(StrEnum):
    """How a value was established: in the article itself, in other texts that report it, or not confirmed yet."""

    READ = "read"
    REPORTED = "reported"
    UNCONFIRMED = "unconfirmed"


class LegalDataError(ValueError):
    """A law file is badly written: says which file and key, what is wrong, and what a good line looks like."""


class NotInForceError(LookupError):
    """No value was in force on the day asked."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value, in force since a day, with the article that sets it."""

    since: date
    value: Value
    article: str
    url: str
    certainty: Certainty = Certainty.READ
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LegalValue:
    """The history of one number, text or list of the law, newest first."""

    key: str
    description: str
    unit: str
    checked_on: date
    values: tuple[DatedValue, ...]
    product_types: tuple[str, ...] = ()
    scope: str | None = None
    start_unknown: bool = False

    @property
    def first_since(self) -> date:
        """The first day recorded."""
        return self.values[-1].since

    def is_in_force(self, day: date) -> bool:
        """Whether a value applies on `day`."""
        return self.start_unknown or self.first_since <= day

    def on(self, day: date) -> DatedValue:
        """Return the value in force on `day`; `NotInForceError` before the first one."""
        for value in self.values:
            if value.since <= day:
                return value
        if self.start_unknown:
            return self.values[-1]
        raise NotInForceError(f"{self.key}: nothing in force on {day}; the first value is of {self.first_since}.")


@dataclass(frozen=True, slots=True)
class LegalValues:
    """All the values of one topic."""

    topic: str
    by_key: dict[str, LegalValue]

    def __getitem__(self, key: str) -> LegalValue:
        """Return the history of `key`; `KeyError` when the topic has no such key."""
        return self.by_key[key]

    def __iter__(self) -> Iterator[LegalValue]:
        """Yield every history of the topic, in the order of the file."""
        return iter(self.by_key.values())

    def number(self, key: str, day: date) -> int:
        """Return the number in force on `day`, in the unit of the key."""
        value = self[key].on(day).value
        if isinstance(value, int):
            return value
        raise TypeError(f"{self.topic}.yml: '{key}' is not a number.")

    def names(self, key: str, day: date) -> tuple[str, ...]:
        """Return the list of names in force on `day`."""
        return tuple(name for name in self._list(key, day) if isinstance(name, str))

    def steps(self, key: str, day: date) -> tuple[Step, ...]:
        """Return the `(up to days late, percent)` steps in force on `day`."""
        return tuple(step for step in self._list(key, day) if isinstance(step, tuple))

    def article(self, key: str, day: date) -> str:
        """Return the article that sets the value in force on `day`."""
        return self[key].on(day).article

    def for_product(self, product_type: str) -> tuple[LegalValue, ...]:
        """Return the histories that name `product_type`; empty when the law says nothing special of it."""
        return tuple(value for value in self if product_type in value.product_types)

    def checked_on(self) -> date:
        """Return the last day a person checked any value of the topic."""
        return max(value.checked_on for value in self)

    def _list(self, key: str, day: date) -> tuple[str | Step, ...]:
        value = self[key].on(day).value
        if isinstance(value, tuple):
            return value
        raise TypeError(f"{self.topic}.yml: '{key}' is not a list.")

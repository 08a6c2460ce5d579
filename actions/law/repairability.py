"""Which repairability or durability index a new product shows, and since when (C. env. L541-9-2, règl. (UE) 2023/1669).

Not here: the score of a given product. The index is information before purchase, never a guarantee.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.law.legal_value import Certainty, LegalValue
from actions.law.values import legal_values


class IndexKind(StrEnum):
    """The three displays; the European label gives a class from A to E, the French indices a note out of 10."""

    REPAIRABILITY = "repairability"
    DURABILITY = "durability"
    EU_LABEL = "eu_label"


@dataclass(frozen=True, slots=True)
class IndexPeriod:
    """One index and the day it became due."""

    kind: IndexKind
    since: date
    article: str
    certainty: Certainty
    note: str | None = None


@dataclass(frozen=True, slots=True)
class IndexFinding:
    """The answer; `current` None when no index is due that day; `history` newest first, later days included."""

    product_type: str
    current: IndexPeriod | None
    history: tuple[IndexPeriod, ...]
    maximum: int | None
    criteria: tuple[str, ...]

    @property
    def is_listed(self) -> bool:
        """Whether the law ever asked for an index of that product."""
        return bool(self.history)


def index_of(product_type: str, day: date) -> IndexFinding:
    """Return the index a new product of that type shows on `day`.

    `washing_machine` is the front-loading kind; `top_load_washing_machine` joined on 4 November 2022.
    """
    listed = [value for value in legal_values("repairability").for_product(product_type) if value.unit == "text"]
    history = tuple(period for value in listed for period in _periods(value))
    current = next((period for period in history if period.since <= day), None)
    maximum, criteria = _scale(current, day)
    return IndexFinding(product_type, current, history, maximum, criteria)


def product_types_with(kind: IndexKind, day: date) -> tuple[str, ...]:
    """Return the product types that show that index on `day`, in the order of the law file."""
    listed = [name for value in legal_values("repairability") for name in value.product_types]
    return tuple(name for name in listed if _kind_on(name, day) is kind)


def _kind_on(product_type: str, day: date) -> IndexKind | None:
    current = index_of(product_type, day).current
    return None if current is None else current.kind


def _periods(value: LegalValue) -> list[IndexPeriod]:
    return [
        IndexPeriod(IndexKind(str(dated.value)), dated.since, dated.article, dated.certainty, dated.note)
        for dated in value.values
    ]


def _scale(current: IndexPeriod | None, day: date) -> tuple[int | None, tuple[str, ...]]:
    if current is None or current.kind is IndexKind.EU_LABEL:
        return None, ()
    values = legal_values("repairability")
    return values.number("index_maximum", day), values.names(f"{current.kind}_criteria", day)

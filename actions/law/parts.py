"""Spare parts: how long they must exist and how fast they come (L111-4, R111-4-2 to -6, EU ecodesign regulations).

Not here: what the shop sells or what a maker announced for one model, which the shop's data tell.
"""

from dataclasses import dataclass
from datetime import date

from actions.law.dates import add_working_days, add_years
from actions.law.legal_value import Certainty, LegalValue
from actions.law.product_types import ELECTRICAL
from actions.law.values import legal_values

FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class PartsDuty:
    """Parts must exist `years` after the last unit is marketed; `scope` None: all parts; `until` None: not known."""

    years: int
    scope: str | None
    article: str
    certainty: Certainty
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PartsFinding:
    """The answer; no duty is not a refusal: the maker may still have announced parts."""

    product_type: str
    duties: tuple[PartsDuty, ...]
    is_silence_unavailability: bool
    delivery_working_days: int
    citations: tuple[str, ...]

    @property
    def is_listed(self) -> bool:
        """Whether a text sets a minimum duration for that product."""
        return bool(self.duties)


def parts_duty(product_type: str, day: date, last_marketed_on: date | None = None) -> PartsFinding:
    """How long spare parts must exist for a product, by the texts in force on `day`.

    Durations run from the day the last unit of the model was placed on the market (`last_marketed_on`). For electrical
    equipment and furniture, a maker's silence means that parts are not available (L111-4 al. 2).
    """
    values = legal_values("parts")
    listed = [value for value in values.for_product(product_type) if value.is_in_force(day)]
    duties = tuple(_duty(value, day, last_marketed_on) for value in listed)
    return PartsFinding(
        product_type=product_type,
        duties=duties,
        is_silence_unavailability=product_type in ELECTRICAL or product_type == FURNITURE,
        delivery_working_days=values.number("delivery_working_days", day),
        citations=tuple(dict.fromkeys(("L111-4", *(duty.article for duty in duties)))),
    )


def parts_delivery_limit(ordered_on: date, alsace_moselle: bool = False) -> date:
    """Last day for the maker to deliver a part said to be available: 15 working days (L111-4).

    Saturdays are not counted: the text says no more than working days, and the later day is the safer to announce.
    """
    days = legal_values("parts").number("delivery_working_days", ordered_on)
    return add_working_days(ordered_on, days, alsace_moselle)


def _duty(value: LegalValue, day: date, last_marketed_on: date | None) -> PartsDuty:
    dated = value.on(day)
    years = int(str(dated.value))
    until = None if last_marketed_on is None else add_years(last_marketed_on, years)
    return PartsDuty(years, value.scope, dated.article, dated.certainty, until)

"""The commercial guarantee: whether it runs, with its own suspension, and what it gives (L217-21 to L217-24, L217-28).

Not here: the legal guarantee, which is free, owed by the seller, and always to be named first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.law.dates import Interval, add_days, add_months, count_days
from actions.law.legal_value import Certainty
from actions.law.values import legal_values


class GuaranteeKind(StrEnum):
    """What sort of promise it is."""

    CONTRACT = "contract"
    PRODUCER_DURABILITY = "producer_durability"
    INSURANCE = "insurance"


@dataclass(frozen=True, slots=True)
class CommercialGuaranteeFacts:
    """A commercial guarantee; `end` is its last day as written, `away` the days the good was away for it."""

    end: date | None
    guarantor: str | None = None
    kind: GuaranteeKind = GuaranteeKind.CONTRACT
    started_on: date | None = None
    away: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class CommercialGuaranteeFinding:
    """The answer; `is_active` None when the last day is unknown."""

    is_active: bool | None
    end: date | None
    guarantor: str | None
    remedies: tuple[str, ...] = ()
    owes_human_contact: bool = False
    citations: tuple[str, ...] = ("L217-21",)
    certainty: Certainty = Certainty.READ


def end_with_suspension(end: date, away: Iterable[Interval]) -> date:
    """Return the last day once the days away begun before the end are added, overlaps counted once (L217-28)."""
    counted: list[Interval] = []
    for interval in sorted(away):
        if interval[0] <= add_days(end, count_days(counted)):
            counted.append(interval)
    return add_days(end, count_days(counted))


def assess_commercial_guarantee(facts: CommercialGuaranteeFacts, appeared_on: date) -> CommercialGuaranteeFinding:
    """Whether the guarantee covers a defect that appeared on `appeared_on`.

    Repair or replacement as under the legal guarantee for a producer's durability guarantee of more than 24 months
    (L217-23); otherwise the contract, or better advertising, decides (L217-21).
    """
    if facts.end is None:
        return CommercialGuaranteeFinding(None, None, facts.guarantor)
    end = end_with_suspension(facts.end, facts.away)
    citations = ("L217-21", "L217-28") if end > facts.end else ("L217-21",)
    if facts.kind is GuaranteeKind.INSURANCE:
        human = legal_values("commercial_guarantee")["human_contact_for_insurance"]
        owed = human.is_in_force(appeared_on)
        more = (human.on(appeared_on).article,) if owed else ()
        return CommercialGuaranteeFinding(
            appeared_on <= end, end, facts.guarantor, (), owed, citations + more, Certainty.REPORTED
        )
    durable = appeared_on <= end and _is_durability_guarantee(facts)
    remedies, more = (("repair", "replacement"), ("L217-23",)) if durable else ((), ())
    return CommercialGuaranteeFinding(appeared_on <= end, end, facts.guarantor, remedies, False, citations + more)


def _is_durability_guarantee(facts: CommercialGuaranteeFacts) -> bool:
    """Tell a producer's promise of more than 24 months; a start that is not known is taken as long enough."""
    if facts.kind is not GuaranteeKind.PRODUCER_DURABILITY or facts.end is None:
        return False
    if facts.started_on is None:
        return True
    months = legal_values("commercial_guarantee").number("durability_guarantee_months", facts.started_on)
    return facts.end > add_months(facts.started_on, months)

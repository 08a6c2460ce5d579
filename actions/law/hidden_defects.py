"""The guarantee against hidden defects: conditions, deadline, remedies (C. civ. 1641 to 1649).

Not here: the legal guarantee of conformity, easier to use while it runs.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.law.dates import add_years
from actions.law.legal_value import Certainty
from actions.law.values import legal_values

CITATIONS = ("C. civ. 1641", "C. civ. 1644", "C. civ. 1648")


class HiddenDefectStatus(StrEnum):
    """Whether the action may still be brought."""

    OPEN = "open"
    BARRED = "barred"
    NOT_APPLICABLE = "not_applicable"
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True, slots=True)
class HiddenDefectFacts:
    """A defect and the sale it goes back to; `sold_on` None when unknown."""

    discovered_on: date
    sold_on: date | None = None
    seller_is_professional: bool = True
    apparent: bool = False
    judicial_sale: bool = False
    excluded_by_contract: bool = False


@dataclass(frozen=True, slots=True)
class HiddenDefectFinding:
    """The answer; `is_capped` when the 20 years end before the 2 years; the buyer proves everything."""

    status: HiddenDefectStatus
    deadline: date | None = None
    is_capped: bool = False
    remedies: tuple[str, ...] = ()
    citations: tuple[str, ...] = CITATIONS
    certainty: Certainty = Certainty.READ
    trace: tuple[str, ...] = ()


def hidden_defect_deadline(discovered_on: date, sold_on: date | None = None) -> date:
    """Last day to act: 2 years from discovery, and 20 years from the sale when it is known (C. civ. 1648, 2232)."""
    values = legal_values("hidden_defects")
    deadline = add_years(discovered_on, values.number("action_years", discovered_on))
    if sold_on is None:
        return deadline
    return min(deadline, add_years(sold_on, values.number("ceiling_years", sold_on)))


def assess_hidden_defect(facts: HiddenDefectFacts, day: date) -> HiddenDefectFinding:
    """Whether the buyer may act on `day`, and what for.

    `NEEDS_REVIEW` for sales before 19 June 2008 and when a contract clause excludes the guarantee; a period that is
    over may have been suspended or interrupted, so `BARRED` is never a last word.
    """
    if facts.judicial_sale or facts.apparent:
        article = "C. civ. 1649" if facts.judicial_sale else "C. civ. 1642"
        return HiddenDefectFinding(HiddenDefectStatus.NOT_APPLICABLE, citations=(article,))
    deadline = hidden_defect_deadline(facts.discovered_on, facts.sold_on)
    is_capped = deadline < hidden_defect_deadline(facts.discovered_on)
    trace = (f"discovered {facts.discovered_on}", f"sold {facts.sold_on}", f"deadline {deadline}")
    citations = (*CITATIONS, "C. civ. 2232") if is_capped else CITATIONS
    status = _status(facts, deadline, day)
    if status is HiddenDefectStatus.NEEDS_REVIEW:
        more = ("C. civ. 1643",) if facts.excluded_by_contract else ()
        return HiddenDefectFinding(status, deadline, is_capped, (), citations + more, Certainty.UNCONFIRMED, trace)
    remedies = _remedies(facts) if status is HiddenDefectStatus.OPEN else ()
    return HiddenDefectFinding(status, deadline, is_capped, remedies, citations, Certainty.READ, trace)


def _status(facts: HiddenDefectFacts, deadline: date, day: date) -> HiddenDefectStatus:
    regime = legal_values("hidden_defects")["twenty_year_ceiling_regime"]
    if facts.sold_on is not None and not regime.is_in_force(facts.sold_on):
        return HiddenDefectStatus.NEEDS_REVIEW
    if day > deadline:
        return HiddenDefectStatus.BARRED
    # A clause never binds a consumer against a professional (case law), and fails if the private seller knew (1643).
    if facts.excluded_by_contract:
        return HiddenDefectStatus.NEEDS_REVIEW
    return HiddenDefectStatus.OPEN


def _remedies(facts: HiddenDefectFacts) -> tuple[str, ...]:
    """Give back, or keep at a lower price, as the buyer chooses; damages from a seller who knew, as a trader does."""
    if facts.seller_is_professional:
        return ("return_and_refund", "price_reduction", "damages")
    return ("return_and_refund", "price_reduction")

"""What remains when the seller says no: mediation, public reporting, limitation (L611-1 to L616-3).

Not here: the claim itself.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.law.dates import add_days, add_years
from actions.law.values import legal_values


class MediationStatus(StrEnum):
    """Whether the consumer mediator may be asked."""

    OPEN = "open"
    COMPLAIN_FIRST = "complain_first"
    TOO_LATE = "too_late"
    NOT_FOR_BUSINESS = "not_for_business"
    ALREADY_ELSEWHERE = "already_elsewhere"


@dataclass(frozen=True, slots=True)
class MediationFacts:
    """A dispute; `complained_in_writing_on` None when no written complaint was made to the seller."""

    complained_in_writing_on: date | None
    buyer_is_consumer: bool = True
    before_court_or_other_mediator: bool = False


@dataclass(frozen=True, slots=True)
class MediationFinding:
    """The answer; mediation is free for the consumer and never compulsory; `last_day` is included."""

    status: MediationStatus
    last_day: date | None = None
    outcome_days: int | None = None
    citations: tuple[str, ...] = ("L612-1", "L612-2")


def mediation_deadline(complained_on: date) -> date:
    """Last day to ask the mediator: one year from the written complaint (L612-2)."""
    return add_years(complained_on, legal_values("recourse").number("complaint_to_mediation_years", complained_on))


def mediation_outcome_due(notified_on: date) -> date:
    """When the mediation should end: 90 days from its notification, longer for complex cases (R612-5)."""
    return add_days(notified_on, legal_values("recourse").number("mediation_outcome_days", notified_on))


def mediator_refusal_due(asked_on: date) -> date:
    """When the mediator must have said that the case is not for them: three weeks (L612-2)."""
    return add_days(asked_on, legal_values("recourse").number("mediator_refusal_days", asked_on))


def assess_mediation(facts: MediationFacts, day: date) -> MediationFinding:
    """Whether the mediator may be asked on `day` (L611-3, L612-1, L612-2)."""
    if not facts.buyer_is_consumer:
        return MediationFinding(MediationStatus.NOT_FOR_BUSINESS, citations=("L611-3",))
    if facts.before_court_or_other_mediator:
        return MediationFinding(MediationStatus.ALREADY_ELSEWHERE, citations=("L612-2",))
    if facts.complained_in_writing_on is None:
        return MediationFinding(MediationStatus.COMPLAIN_FIRST)
    last_day = mediation_deadline(facts.complained_in_writing_on)
    if day > last_day:
        return MediationFinding(MediationStatus.TOO_LATE, last_day)
    outcome_days = legal_values("recourse").number("mediation_outcome_days", day)
    return MediationFinding(MediationStatus.OPEN, last_day, outcome_days, ("L612-1", "L612-2", "R612-5"))


def signalconso_address(day: date) -> str:
    """Return the public reporting site: free, sent to the firm, no individual settlement."""
    return str(legal_values("recourse")["signalconso"].on(day).value)


def is_european_platform_open(day: date) -> bool:
    """Whether the European dispute platform may be named; closed on 20 July 2025."""
    return legal_values("recourse")["european_dispute_platform"].on(day).value == "open"


def consumer_action_deadline(known_on: date) -> date:
    """Last day for the consumer to go to court: 5 years from knowledge (C. civ. 2224)."""
    return add_years(known_on, legal_values("recourse").number("consumer_action_years", known_on))


def trader_action_deadline(due_on: date) -> date:
    """Last day for a professional to sue a consumer: 2 years (L218-2)."""
    return add_years(due_on, legal_values("recourse").number("trader_action_years", due_on))

"""Delivery: late parcels, rescission and its refund, damaged or lost parcels.

Articles L216-1 to L216-8, L221-15, L224-65 and L241-4. Not here: a defect found later (`warranty.py`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.law.dates import add_days, add_days_without_holidays
from actions.law.late_payment import LateRefund, late_refund
from actions.law.values import legal_values


class DeliveryStatus(StrEnum):
    """Where a delivery stands in law."""

    DELIVERED = "delivered"
    IN_TIME = "in_time"
    LATE = "late"
    NOTICE_RUNNING = "notice_running"
    MAY_RESCIND = "may_rescind"
    RESCINDED = "rescinded"
    REFUND_LATE = "refund_late"


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """An order; `announced_on` the last day promised, `notice_until` the end of the time given by formal notice."""

    ordered_on: date
    announced_on: date | None = None
    delivered_on: date | None = None
    notice_until: date | None = None
    rescinded_on: date | None = None
    refunded_on: date | None = None
    refused: bool = False
    date_was_essential: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryFinding:
    """The answer; `limit` is the last day to deliver, `refund` tells what is due once the contract is rescinded."""

    status: DeliveryStatus
    limit: date
    days_late: int
    remedies: tuple[str, ...] = ()
    refund: LateRefund | None = None
    citations: tuple[str, ...] = ("L216-1",)


class ParcelProblem(StrEnum):
    """What is wrong with a parcel."""

    DAMAGED = "damaged"
    MISSING_PARTS = "missing_parts"
    WRONG_ITEM = "wrong_item"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class ParcelFinding:
    """The answer: the seller is liable in every case; the protest days only concern the carrier."""

    seller_is_liable: bool
    steps: tuple[str, ...]
    carrier_protest_until: date | None
    citations: tuple[str, ...]


def delivery_limit(ordered_on: date, announced_on: date | None = None) -> date:
    """Last day to deliver: the day announced, else 30 days from the contract (L216-1)."""
    return announced_on or add_days(ordered_on, legal_values("delivery").number("delivery_days", ordered_on))


def rescission_refund(rescinded_on: date, day: date) -> LateRefund:
    """Return the refund after a rescission: due within 14 days, then 10, 20 or 50 % more (L216-7, L241-4)."""
    values = legal_values("delivery")
    due_on = add_days(rescinded_on, values.number("refund_days", rescinded_on))
    return late_refund(due_on, day, values.steps("late_refund_steps", rescinded_on))


def assess_delivery(facts: DeliveryFacts, day: date) -> DeliveryFinding:
    """Where the delivery stands on `day`, and what the shopper may ask (L216-1, L216-6, L216-7).

    Late: withhold payment, then a formal notice with a reasonable extra time, then rescission. Rescission at once when
    the trader refuses or the day was an essential condition.
    """
    limit = delivery_limit(facts.ordered_on, facts.announced_on)
    days_late = max(0, ((facts.delivered_on or day) - limit).days)
    if facts.rescinded_on is not None:
        refund = rescission_refund(facts.rescinded_on, facts.refunded_on or day)
        status = DeliveryStatus.REFUND_LATE if refund.is_late else DeliveryStatus.RESCINDED
        return DeliveryFinding(status, limit, days_late, (), refund, ("L216-6", "L216-7", "L241-4"))
    status = _status(facts, limit, day)
    return DeliveryFinding(status, limit, days_late, REMEDIES[status], None, CITATIONS[status])


REMEDIES: dict[DeliveryStatus, tuple[str, ...]] = {
    DeliveryStatus.DELIVERED: (),
    DeliveryStatus.IN_TIME: (),
    DeliveryStatus.LATE: ("withhold_payment", "formal_notice"),
    DeliveryStatus.NOTICE_RUNNING: ("withhold_payment",),
    DeliveryStatus.MAY_RESCIND: ("withhold_payment", "rescission"),
}
CITATIONS: dict[DeliveryStatus, tuple[str, ...]] = {
    DeliveryStatus.DELIVERED: ("L216-1",),
    DeliveryStatus.IN_TIME: ("L216-1",),
    DeliveryStatus.LATE: ("L216-1", "L216-6"),
    DeliveryStatus.NOTICE_RUNNING: ("L216-1", "L216-6"),
    DeliveryStatus.MAY_RESCIND: ("L216-6", "L216-7"),
}


def _status(facts: DeliveryFacts, limit: date, day: date) -> DeliveryStatus:
    if facts.delivered_on is not None and facts.delivered_on <= day:
        return DeliveryStatus.DELIVERED
    if facts.refused:
        return DeliveryStatus.MAY_RESCIND
    if day <= limit:
        return DeliveryStatus.IN_TIME
    if facts.date_was_essential:
        return DeliveryStatus.MAY_RESCIND
    if facts.notice_until is None:
        return DeliveryStatus.LATE
    return DeliveryStatus.NOTICE_RUNNING if day <= facts.notice_until else DeliveryStatus.MAY_RESCIND


def carrier_protest_deadline(received_on: date, could_check: bool = True, alsace_moselle: bool = False) -> date:
    """Last day to protest to the carrier: 3 days without public holidays, or 10 when the parcel could not be checked.

    C. com. L133-3 and C. conso L224-65. Missing it takes nothing from the shopper's rights against the seller (L216-5).
    """
    values = legal_values("delivery")
    if not could_check:
        return add_days(received_on, values.number("unchecked_protest_days", received_on))
    return add_days_without_holidays(received_on, values.number("carrier_protest_days", received_on), alsace_moselle)


def assess_parcel(problem: ParcelProblem, received_on: date | None, could_check: bool = True) -> ParcelFinding:
    """Return what to do about a bad parcel: the seller answers for the carrier, reserves or not (L216-5, L221-15)."""
    if problem is ParcelProblem.LOST or received_on is None:
        return ParcelFinding(True, ("claim_to_seller",), None, ("L216-2", "L221-15"))
    if problem is ParcelProblem.WRONG_ITEM:
        return ParcelFinding(True, ("photos", "claim_to_seller"), None, ("L216-1", "L217-3"))
    until = carrier_protest_deadline(received_on, could_check)
    steps = ("photos", "claim_to_seller", "protest_to_carrier")
    carrier_article = "C. com. L133-3" if could_check else "L224-65"
    return ParcelFinding(True, steps, until, ("L216-2", "L216-5", "L221-15", carrier_article))

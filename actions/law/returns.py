"""The right of withdrawal: until when one may change one's mind, send back, be refunded (L221-18 to -28, L242-4).

Not here: a defective good (`warranty.py`), which may be returned under the legal guarantee after these 14 days.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.law.dates import add_days, add_months, roll_to_working_day
from actions.law.late_payment import LateRefund, late_refund
from actions.law.values import legal_values


class GoodsKind(StrEnum):
    """What was bought, as far as the exceptions of L221-28 look at it."""

    STANDARD = "standard"
    CUSTOM_MADE = "custom_made"
    PERISHABLE = "perishable"
    SEALED_HYGIENE = "sealed_hygiene"
    SEALED_MEDIA = "sealed_media"
    MIXED = "mixed"
    PRESS_ISSUE = "press_issue"
    DIGITAL_CONTENT = "digital_content"
    SERVICE = "service"
    URGENT_HOME_REPAIR = "urgent_home_repair"
    AUCTION = "auction"
    DATED_SERVICE = "dated_service"
    MARKET_PRICE = "market_price"
    DEFERRED_WINE = "deferred_wine"


# Kinds that are an exception by themselves, and those that become one once opened, started or performed.
ALWAYS_EXCEPTED = {
    GoodsKind.CUSTOM_MADE: "custom_made",
    GoodsKind.PERISHABLE: "perishable",
    GoodsKind.MIXED: "inseparably_mixed",
    GoodsKind.PRESS_ISSUE: "press",
    GoodsKind.URGENT_HOME_REPAIR: "urgent_home_repair",
    GoodsKind.AUCTION: "auction",
    GoodsKind.DATED_SERVICE: "dated_service",
    GoodsKind.MARKET_PRICE: "market_price",
    GoodsKind.DEFERRED_WINE: "deferred_wine",
}
EXCEPTED_ONCE_USED = {
    GoodsKind.SEALED_HYGIENE: "unsealed_hygiene",
    GoodsKind.SEALED_MEDIA: "unsealed_media",
    GoodsKind.DIGITAL_CONTENT: "started_digital_content",
    GoodsKind.SERVICE: "performed_service",
}


class WithdrawalStatus(StrEnum):
    """Whether one may still change one's mind."""

    OPEN = "open"
    CLOSED = "closed"
    EXCEPTED = "excepted"
    NEEDS_DATE = "needs_date"
    NEEDS_STATE = "needs_state"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class WithdrawalFacts:
    """A purchase at a distance; `used` says whether it was unsealed, started or performed, None when unknown."""

    received_on: date | None
    kind: GoodsKind = GoodsKind.STANDARD
    used: bool | None = None
    informed: bool = True
    informed_on: date | None = None
    buyer_is_consumer: bool = True
    seller_is_professional: bool = True
    alsace_moselle: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawalFinding:
    """The answer; `last_day` is included, `exception` names the case of L221-28."""

    status: WithdrawalStatus
    last_day: date | None = None
    exception: str | None = None
    citations: tuple[str, ...] = ("L221-18",)
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundDue:
    """When the seller must have refunded; `due_on` None while it may wait for the goods or the proof of dispatch."""

    informed_limit: date
    due_on: date | None
    is_deferred: bool
    citations: tuple[str, ...] = ("L221-24",)


def withdrawal_deadline(
    received_on: date, informed: bool = True, informed_on: date | None = None, alsace_moselle: bool = False
) -> date:
    """Last day to change one's mind, included (L221-18 to L221-20).

    14 days from receipt, that day not counted, rolled to the next working day. Without information: 12 months more,
    rolled again; when the information came late, 14 days from it, rolled, and never later than those 12 months.
    """
    values = legal_values("returns")
    days = values.number("withdrawal_days", received_on)
    first = roll_to_working_day(add_days(received_on, days), alsace_moselle)
    if informed:
        return first
    months = values.number("uninformed_extension_months", received_on)
    last = roll_to_working_day(add_months(first, months), alsace_moselle)
    if informed_on is None:
        return last
    return max(first, min(last, roll_to_working_day(add_days(informed_on, days), alsace_moselle)))


def is_withdrawal_open(
    received_on: date, day: date, informed: bool = True, informed_on: date | None = None, alsace_moselle: bool = False
) -> bool:
    """Whether `day` is not after the last day to change one's mind."""
    return day <= withdrawal_deadline(received_on, informed, informed_on, alsace_moselle)


def withdrawal_exception(kind: GoodsKind, used: bool | None) -> str | None:
    """Return the exception of L221-28 that applies, or None; a sealed good is one only once `used` is true."""
    if kind in ALWAYS_EXCEPTED:
        return ALWAYS_EXCEPTED[kind]
    return EXCEPTED_ONCE_USED.get(kind) if used else None


def assess_withdrawal(facts: WithdrawalFacts, day: date) -> WithdrawalFinding:
    """Whether the shopper may send back without giving a reason on `day`.

    `NEEDS_STATE` when the kind is excepted only once used and that is unknown; `NOT_APPLICABLE` between professionals
    or from a private person (L221-3).
    """
    if not (facts.buyer_is_consumer and facts.seller_is_professional):
        return WithdrawalFinding(WithdrawalStatus.NOT_APPLICABLE, citations=("L221-3",))
    exception = withdrawal_exception(facts.kind, facts.used)
    if exception:
        return WithdrawalFinding(WithdrawalStatus.EXCEPTED, None, exception, ("L221-28",), (f"exception {exception}",))
    if facts.received_on is None:
        return WithdrawalFinding(WithdrawalStatus.NEEDS_DATE)
    last_day = withdrawal_deadline(facts.received_on, facts.informed, facts.informed_on, facts.alsace_moselle)
    citations = ("L221-18", "L221-19") if facts.informed else ("L221-18", "L221-19", "L221-20")
    trace = (f"received {facts.received_on}", f"last day {last_day}")
    if day > last_day:
        return WithdrawalFinding(WithdrawalStatus.CLOSED, last_day, None, citations, trace)
    if facts.kind in EXCEPTED_ONCE_USED and facts.used is None:
        return WithdrawalFinding(WithdrawalStatus.NEEDS_STATE, last_day, None, (*citations, "L221-28"), trace)
    return WithdrawalFinding(WithdrawalStatus.OPEN, last_day, None, citations, trace)


def return_limit(declared_on: date) -> date:
    """Last day to send the good back after the decision (L221-23)."""
    return add_days(declared_on, legal_values("returns").number("return_days", declared_on))


def refund_due(
    declared_on: date, dispatch_proof_on: date | None = None, goods_back_on: date | None = None
) -> RefundDue:
    """Return when the refund is due: 14 days from the decision, or goods or proof of dispatch if later (L221-24)."""
    limit = add_days(declared_on, legal_values("returns").number("refund_days", declared_on))
    shown = [day for day in (dispatch_proof_on, goods_back_on) if day is not None]
    if not shown:
        return RefundDue(limit, None, is_deferred=True)
    due_on = max(limit, min(shown))
    return RefundDue(limit, due_on, is_deferred=due_on > limit)


def late_withdrawal_refund(due_on: date, day: date) -> LateRefund:
    """Return what lateness adds: legal interest up to 10 days, then 5 to 50 %, then 5 points a month (L242-4).

    A month counts once it is full: the smaller of the possible readings.
    """
    values = legal_values("returns")
    points = values.number("late_refund_points_per_month", due_on)
    return late_refund(due_on, day, values.steps("late_refund_steps", due_on), points)


def has_withdrawal_function_duty(contract_date: date) -> bool:
    """Whether the shop owes an online withdrawal function for a contract of that day (L221-21 al. 3-4, D221-5)."""
    return legal_values("returns")["withdrawal_function"].is_in_force(contract_date)

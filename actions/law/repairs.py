"""Repair: the seller's 30 days, what opens after them, and the repair bonus outside any guarantee.

Not here: whether the legal guarantee runs (`warranty.py`); callers tell it to `assess_repair_bonus`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from actions.law.dates import add_days
from actions.law.legal_value import Certainty, DatedValue
from actions.law.values import legal_values

BONUS_PREFIX = "bonus_"


@dataclass(frozen=True, slots=True)
class RepairFacts:
    """A request made under the legal guarantee; `minor` only when the seller has proved that the defect is minor."""

    requested_on: date
    done_on: date | None = None
    refused: bool = False
    failed_once: bool = False
    major_inconvenience: bool = False
    serious_defect: bool = False
    minor: bool = False


@dataclass(frozen=True, slots=True)
class RepairFinding:
    """The answer; `limit` is the last of the seller's 30 days, `reasons` why the second tier is open."""

    limit: date
    days_left: int
    is_second_tier_open: bool
    reasons: tuple[str, ...]
    remedies: tuple[str, ...]
    citations: tuple[str, ...]


class BonusStatus(StrEnum):
    """Whether the repair bonus may be named."""

    INDICATIVE = "indicative"
    GUARANTEE_RUNNING = "guarantee_running"
    GUARANTEE_UNKNOWN = "guarantee_unknown"
    INVOICE_TOO_LOW = "invoice_too_low"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True, slots=True)
class BonusFinding:
    """The answer; `amount` in euros is never a promise: it dates from `amount_as_of` and is to be checked."""

    status: BonusStatus
    amount: Decimal | None = None
    amount_as_of: date | None = None
    minimum_invoice: Decimal | None = None
    note: str | None = None
    citations: tuple[str, ...] = ()
    certainty: Certainty = Certainty.UNCONFIRMED


@dataclass(frozen=True, slots=True)
class RepairDutyFinding:
    """A maker's duty to repair outside the guarantee: to be told, not asserted."""

    product_type: str
    is_listed: bool
    article: str | None = None
    certainty: Certainty = Certainty.UNCONFIRMED


def repair_limit(requested_on: date) -> date:
    """Last of the seller's 30 days to repair or replace, counted from the request (L217-10)."""
    values = legal_values("repairs")
    # The rule dates from 2022; an older request is only ever asked about to say that it is late.
    ruled_on = max(requested_on, values["conformity_days"].first_since)
    return add_days(requested_on, values.number("conformity_days", ruled_on))


def assess_repair(facts: RepairFacts, day: date) -> RepairFinding:
    """Return what may be asked on `day` after a request for repair or replacement (L217-9 to L217-14).

    Repair or replacement first. A price reduction or the rescission once the 30 days are over, the seller refused, an
    attempt failed, the inconvenience is major or the defect is serious; no rescission for a minor defect.
    """
    limit = repair_limit(facts.requested_on)
    reasons = _second_tier_reasons(facts, limit, day)
    second_tier = ("price_reduction",) if facts.minor else ("price_reduction", "rescission")
    return RepairFinding(
        limit=limit,
        days_left=max(0, (limit - day).days),
        is_second_tier_open=bool(reasons),
        reasons=reasons,
        remedies=("repair", "replacement") + (second_tier if reasons else ()),
        citations=("L217-9", "L217-10", "L217-14") if reasons else ("L217-9", "L217-10"),
    )


def _second_tier_reasons(facts: RepairFacts, limit: date, day: date) -> tuple[str, ...]:
    conditions = {
        "late": (facts.done_on or day) > limit,
        "refused": facts.refused,
        "failed": facts.failed_once,
        "major_inconvenience": facts.major_inconvenience,
        "serious_defect": facts.serious_defect,
    }
    return tuple(reason for reason, holds in conditions.items() if holds)


def assess_repair_bonus(
    product_type: str,
    day: date,
    legal_guarantee_active: bool | None,
    commercial_guarantee_active: bool | None,
    invoice: Decimal | None = None,
) -> BonusFinding:
    """Whether the repair bonus may be named for an appliance on `day`.

    Never while a guarantee runs (the repair is then free), nor while that is unknown (None). Beyond that the amount is
    indicative. `invoice` in euros: the bonus is refused below it, or below the minimum of the product.
    """
    if legal_guarantee_active or commercial_guarantee_active:
        return BonusFinding(BonusStatus.GUARANTEE_RUNNING, citations=("L217-11",), certainty=Certainty.READ)
    if legal_guarantee_active is None or commercial_guarantee_active is None:
        return BonusFinding(BonusStatus.GUARANTEE_UNKNOWN)
    bonus = _bonus(product_type, day)
    if bonus is None:
        return BonusFinding(BonusStatus.NOT_LISTED)
    amount, minimum = Decimal(str(bonus.value)), _minimum_invoice(product_type, day)
    floor = max(amount, minimum or amount)
    status = BonusStatus.INVOICE_TOO_LOW if invoice is not None and invoice < floor else BonusStatus.INDICATIVE
    return BonusFinding(status, amount, bonus.since, minimum, bonus.note, (bonus.article,), bonus.certainty)


def _bonus(product_type: str, day: date) -> DatedValue | None:
    for value in legal_values("repairs").for_product(product_type):
        if value.key.startswith(BONUS_PREFIX) and value.is_in_force(day):
            return value.on(day)
    return None


def _minimum_invoice(product_type: str, day: date) -> Decimal | None:
    minimum = legal_values("repairs").by_key.get(f"minimum_invoice_{product_type}")
    return None if minimum is None else Decimal(str(minimum.on(day).value))


def has_repair_bonus_scheme(day: date) -> bool:
    """Whether the repair fund exists on `day` (since 15 December 2022)."""
    return legal_values("repairs")["repair_bonus_scheme"].is_in_force(day)


def european_repair_duty(product_type: str, day: date) -> RepairDutyFinding:
    """Whether directive 2024/1799 lists the product for a maker's duty to repair; French law is not confirmed."""
    duty = legal_values("repairs")["european_duty_to_repair"]
    if product_type not in duty.product_types or not duty.is_in_force(day):
        return RepairDutyFinding(product_type, is_listed=False)
    value = duty.on(day)
    return RepairDutyFinding(product_type, True, value.article, value.certainty)

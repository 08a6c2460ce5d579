"""Refunds owed under the legal guarantee: after a rescission, and the postage of a return (L217-17, L241-6, L241-7).

Not here: the refund of a withdrawal (`returns.py`) or of an undelivered order (`delivery.py`).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actions.law.dates import add_days
from actions.law.late_payment import LateRefund, late_refund
from actions.law.values import legal_values


@dataclass(frozen=True, slots=True)
class RefundFinding:
    """The answer; `refund` None while nothing started the 14 days, `increase` in euros when an amount was given."""

    refund: LateRefund | None
    increase: Decimal | None = None
    citations: tuple[str, ...] = ()


def rescission_refund_due(goods_back_on: date | None, dispatch_proof_on: date | None = None) -> date | None:
    """Last day to refund: 14 days from the good's return or its proof of dispatch, the earlier (L217-17).

    None before either, and before 2022 when the rule did not exist.
    """
    values = legal_values("refunds")
    shown = [day for day in (goods_back_on, dispatch_proof_on) if day is not None]
    if not shown or not values["rescission_refund_days"].is_in_force(min(shown)):
        return None
    return add_days(min(shown), values.number("rescission_refund_days", min(shown)))


def assess_rescission_refund(
    day: date,
    goods_back_on: date | None,
    dispatch_proof_on: date | None = None,
    refunded_on: date | None = None,
    amount: Decimal | None = None,
) -> RefundFinding:
    """Whether the price is late on `day` after a rescission, and by how much it grew: 10, 20 then 50 % (L241-7).

    A refund made stops the count on `refunded_on`. `amount` in euros.
    """
    due_on = rescission_refund_due(goods_back_on, dispatch_proof_on)
    if due_on is None or not legal_values("refunds")["rescission_refund_steps"].is_in_force(due_on):
        return RefundFinding(None, citations=("L217-17",))
    steps = legal_values("refunds").steps("rescission_refund_steps", due_on)
    return _finding(late_refund(due_on, refunded_on or day, steps), amount, ("L217-17", "L241-7"))


def assess_postage_refund(
    day: date, told_on: date, refunded_on: date | None = None, amount: Decimal | None = None
) -> RefundFinding:
    """Whether the postage is late on `day`: due 14 days after the consumer was told that they are covered (D217-1).

    Then 10, 20 and 50 % more (L241-6). `amount` in euros.
    """
    values = legal_values("refunds")
    if not values["postage_refund_days"].is_in_force(told_on):
        return RefundFinding(None, citations=("D217-1",))
    due_on = add_days(told_on, values.number("postage_refund_days", told_on))
    refund = late_refund(due_on, refunded_on or day, values.steps("postage_refund_steps", due_on))
    return _finding(refund, amount, ("D217-1", "L241-6"))


def _finding(refund: LateRefund, amount: Decimal | None, citations: tuple[str, ...]) -> RefundFinding:
    increase = None if amount is None else refund.increase(amount)
    return RefundFinding(refund, increase, citations)

"""Refunds under the legal guarantee, case by case (`cases/refunds.yml`)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from actions.law import refunds


def rescission(amount: str | None = None, **facts: Any) -> refunds.RefundFinding:
    return refunds.assess_rescission_refund(amount=None if amount is None else Decimal(amount), **facts)


def postage(amount: str | None = None, **facts: Any) -> refunds.RefundFinding:
    return refunds.assess_postage_refund(amount=None if amount is None else Decimal(amount), **facts)


def percent(finding: refunds.RefundFinding) -> int | None:
    assert finding.refund is not None
    return finding.refund.percent


QUESTIONS: dict[str, Callable[..., Any]] = {
    "due": refunds.rescission_refund_due,
    "rescission": rescission,
    "rescission_percent": lambda **facts: percent(rescission(**facts)),
    "postage": postage,
    "postage_percent": lambda **facts: percent(postage(**facts)),
}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)

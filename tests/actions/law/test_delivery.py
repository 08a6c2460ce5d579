"""Delivery in law, case by case (`cases/delivery.yml`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from actions.law import delivery
from actions.law.delivery import DeliveryFacts, ParcelProblem


def assess_delivery(day: date, **facts: Any) -> delivery.DeliveryFinding:
    return delivery.assess_delivery(DeliveryFacts(**facts), day)


def assess_parcel(problem: str, **facts: Any) -> delivery.ParcelFinding:
    return delivery.assess_parcel(ParcelProblem(problem), **facts)


QUESTIONS: dict[str, Callable[..., Any]] = {
    "limit": delivery.delivery_limit,
    "delivery": assess_delivery,
    "refund": delivery.rescission_refund,
    "protest": delivery.carrier_protest_deadline,
    "parcel": assess_parcel,
}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)


@pytest.mark.parametrize("problem", ParcelProblem)
def test_the_seller_is_liable_whatever_the_parcel_problem(problem: ParcelProblem) -> None:
    finding = delivery.assess_parcel(problem, date(2026, 11, 16))
    assert finding.seller_is_liable
    assert "claim_to_seller" in finding.steps

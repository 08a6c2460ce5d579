"""Recourse in law, case by case (`cases/recourse.yml`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from actions.law import recourse
from actions.law.recourse import MediationFacts


def mediation(day: date, **facts: Any) -> recourse.MediationFinding:
    return recourse.assess_mediation(MediationFacts(**facts), day)


QUESTIONS: dict[str, Callable[..., Any]] = {
    "deadline": recourse.mediation_deadline,
    "outcome": recourse.mediation_outcome_due,
    "refusal": recourse.mediator_refusal_due,
    "mediation": mediation,
    "signalconso": recourse.signalconso_address,
    "platform": recourse.is_european_platform_open,
    "consumer": recourse.consumer_action_deadline,
    "trader": recourse.trader_action_deadline,
}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)

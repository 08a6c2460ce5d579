"""Recalls in law, case by case (`cases/recalls.yml`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from actions.law import recalls
from actions.law.legal_value import NotInForceError
from actions.law.recalls import RecallFacts


def recall(day: date, offered: list[str] | None = None, **facts: Any) -> recalls.RecallFinding:
    return recalls.assess_recall(RecallFacts(offered=tuple(offered or ()), **facts), day)


QUESTIONS: dict[str, Callable[..., Any]] = {"recall": recall, "site": recalls.recall_site}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)


def test_stopping_the_use_always_comes_first() -> None:
    for day in (date(2022, 1, 1), date(2024, 12, 13), date(2026, 11, 22)):
        assert recalls.assess_recall(RecallFacts(day), day).steps[0] == "stop_using"


def test_before_april_2021_there_was_no_public_site() -> None:
    with pytest.raises(NotInForceError):
        recalls.recall_site(date(2021, 3, 31))

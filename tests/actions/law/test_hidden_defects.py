"""The guarantee against hidden defects, case by case (`cases/hidden_defects.yml`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from actions.law import hidden_defects
from actions.law.hidden_defects import HiddenDefectFacts


def vice(day: date, **facts: Any) -> hidden_defects.HiddenDefectFinding:
    return hidden_defects.assess_hidden_defect(HiddenDefectFacts(**facts), day)


QUESTIONS: dict[str, Callable[..., Any]] = {"deadline": hidden_defects.hidden_defect_deadline, "vice": vice}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)


def test_the_deadline_is_never_more_than_two_years_from_discovery_nor_twenty_from_the_sale() -> None:
    for year in range(2009, 2027):
        deadline = hidden_defects.hidden_defect_deadline(date(2026, 11, 22), date(year, 2, 28))
        assert deadline <= date(2028, 11, 22)
        assert deadline <= date(year + 20, 2, 28)

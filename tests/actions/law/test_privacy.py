"""Personal data in law, case by case (`cases/privacy.yml`)."""

from collections.abc import Callable, Mapping
from typing import Any

from actions.law import privacy

QUESTIONS: dict[str, Callable[..., Any]] = {
    "chat": privacy.chat_erasure_day,
    "case_file": privacy.case_erasure_day,
    "rights": privacy.rights,
    "certainty": privacy.retention_certainty,
    "disclosure": privacy.has_disclosure_duty,
}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)

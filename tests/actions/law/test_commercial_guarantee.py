"""Commercial guarantees, case by case (`cases/commercial_guarantee.yml`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from actions.law import commercial_guarantee
from actions.law.commercial_guarantee import CommercialGuaranteeFacts, GuaranteeKind


def guarantee(
    appeared_on: date, kind: str = "contract", away: list[list[date]] | None = None, **facts: Any
) -> commercial_guarantee.CommercialGuaranteeFinding:
    spells = tuple((start, end) for start, end in away or [])
    told = CommercialGuaranteeFacts(kind=GuaranteeKind(kind), away=spells, **facts)
    return commercial_guarantee.assess_commercial_guarantee(told, appeared_on)


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, {"guarantee": guarantee})

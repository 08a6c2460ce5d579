"""The indices shown before purchase, case by case (`cases/repairability.yml`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from actions.law import repairability
from actions.law.legal_value import Certainty
from actions.law.repairability import IndexKind, index_of


def kind(**facts: Any) -> IndexKind | None:
    current = index_of(**facts).current
    return None if current is None else current.kind


QUESTIONS: dict[str, Callable[..., Any]] = {
    "kind": kind,
    "index": index_of,
    "history": lambda **facts: [(period.kind, period.since) for period in index_of(**facts).history],
    "types": lambda kind, day: repairability.product_types_with(IndexKind(kind), day),
}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)


def test_what_remains_under_the_repairability_index_is_not_certain() -> None:
    for product_type in repairability.product_types_with(IndexKind.REPAIRABILITY, date(2026, 11, 22)):
        current = index_of(product_type, date(2026, 11, 22)).current
        assert current is not None and current.certainty is Certainty.UNCONFIRMED and current.note

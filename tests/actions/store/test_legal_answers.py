"""Legal answers: kept whole, given back as they were."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.legal_answers import (
    find_legal_answer,
    legal_answers_about,
    legal_answers_in,
    record_legal_answer,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Status(Enum):
    COVERED = "COVERED_PRESUMED"


@pytest.fixture
def answer(engine: Engine) -> Callable[..., int]:
    def record(**more: Any) -> int:
        given: dict[str, Any] = {
            "inputs": {},
            "finding": {},
            "trace": [],
            "rule_set": "2026-06-19",
            "topic": "warranty",
        }
        return record_legal_answer(engine, as_of=NOON.date(), answered_at=NOON, **given | more)

    return record


def test_an_answer_is_kept_whole(engine: Engine, answer: Callable[..., int]) -> None:
    number = answer(
        inputs={"delivery_date": date(2026, 2, 6), "price": Decimal("199.00"), "defect_date": None},
        finding={"status": Status.COVERED, "remedies": ("repair", "replacement"), "flags": frozenset({"b", "a"})},
        trace=[("R5", "delivered 2026-02-06"), {"rule": "L217-3"}],
        conversation_id="c1",
        order_number="FR-2026-7731",
    )
    kept = find_legal_answer(engine, number)
    assert kept is not None
    assert kept.inputs == {"delivery_date": "2026-02-06", "price": "199.00", "defect_date": None}
    assert kept.finding == {
        "status": "COVERED_PRESUMED",
        "remedies": ["repair", "replacement"],
        "flags": ["a", "b"],
    }
    assert kept.trace == [["R5", "delivered 2026-02-06"], {"rule": "L217-3"}]
    assert (kept.rule_set, kept.as_of, kept.answered_at) == ("2026-06-19", date(2026, 11, 22), NOON)


def test_answers_are_found_by_conversation_and_by_order(engine: Engine, answer: Callable[..., int]) -> None:
    first = answer(conversation_id="c1", order_number="FR-2026-7731")
    second = answer(conversation_id="c1")
    other = answer(conversation_id="c2", order_number="fr 2026 7731")
    assert [kept.id for kept in legal_answers_in(engine, "c1")] == [first, second]
    assert [kept.id for kept in legal_answers_about(engine, "FR20267731")] == [first, other]
    assert legal_answers_in(engine, "c3") == ()
    assert find_legal_answer(engine, other + 1) is None


def test_what_json_cannot_tell_is_refused(answer: Callable[..., int]) -> None:
    with pytest.raises(TypeError, match="object cannot be kept as JSON"):
        answer(inputs={"thing": object()})

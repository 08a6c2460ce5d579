"""The right of withdrawal, case by case (`cases/returns.yml`)."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from actions.law import returns
from actions.law.returns import GoodsKind, WithdrawalFacts, assess_withdrawal
from actions.law.values import legal_values


def withdrawal(day: date, kind: str = "standard", **facts: Any) -> returns.WithdrawalFinding:
    return assess_withdrawal(WithdrawalFacts(kind=GoodsKind(kind), **facts), day)


QUESTIONS: dict[str, Callable[..., Any]] = {
    "deadline": returns.withdrawal_deadline,
    "is_open": returns.is_withdrawal_open,
    "withdrawal": withdrawal,
    "return_limit": returns.return_limit,
    "refund": returns.refund_due,
    "late": returns.late_withdrawal_refund,
    "function": returns.has_withdrawal_function_duty,
}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)


def test_every_exception_the_code_knows_is_in_the_law_file_and_the_other_way_round() -> None:
    known = set(returns.ALWAYS_EXCEPTED.values()) | set(returns.EXCEPTED_ONCE_USED.values())
    assert known == set(legal_values("returns").names("exceptions", date(2026, 11, 22)))


def test_every_kind_of_good_but_the_standard_one_has_its_exception() -> None:
    for kind in GoodsKind:
        assert (returns.withdrawal_exception(kind, used=True) is None) == (kind is GoodsKind.STANDARD)


def test_an_increase_is_told_to_the_cent() -> None:
    late = returns.late_withdrawal_refund(date(2026, 1, 1), date(2026, 1, 12))
    assert late.increase(Decimal("19.90")) == Decimal("1.00")  # 5 % of 19.90 = 0.995


def test_legal_interest_gives_no_figure() -> None:
    late = returns.late_withdrawal_refund(date(2026, 11, 16), date(2026, 11, 22))
    assert late.increase(Decimal("19.90")) is None


def test_the_last_day_is_always_a_working_day_fourteen_to_eighteen_days_after() -> None:
    for ordinal in range(date(2025, 1, 1).toordinal(), date(2027, 12, 31).toordinal()):
        received_on = date.fromordinal(ordinal)
        last = returns.withdrawal_deadline(received_on)
        assert 14 <= (last - received_on).days <= 18
        assert last.weekday() < 5

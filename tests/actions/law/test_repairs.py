"""Repair in law, case by case (`cases/repairs.yml`)."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from actions.law import repairs
from actions.law.legal_value import Certainty
from actions.law.repairs import BonusStatus, RepairFacts

AMOUNTS = {
    "television": 60, "washing_machine": 50, "top_load_washing_machine": 50, "dishwasher": 50, "tumble_dryer": 50,
    "laptop": 50, "vacuum_cleaner": 40, "refrigerator": 25, "freezer": 25, "wine_cooler": 25, "smartphone": 25,
    "steam_generator": 20, "oven": 20, "hob": 20, "cooker_hood": 20, "camera": 20, "game_console": 20, "hifi": 20,
    "drill": 15, "kettle": 15, "toaster": 15, "speaker": 15, "soundbar": 15, "video_player": 15, "treadmill": 15,
    "elliptical_trainer": 15, "exercise_bike": 15, "rowing_machine": 15, "coffee_maker": 10, "iron": 10,
}  # fmt: skip


def repair(day: date, **facts: Any) -> repairs.RepairFinding:
    return repairs.assess_repair(RepairFacts(**facts), day)


def bonus(invoice: str | None = None, **facts: Any) -> repairs.BonusFinding:
    return repairs.assess_repair_bonus(invoice=None if invoice is None else Decimal(invoice), **facts)


QUESTIONS: dict[str, Callable[..., Any]] = {
    "limit": repairs.repair_limit,
    "repair": repair,
    "bonus": bonus,
    "scheme": repairs.has_repair_bonus_scheme,
    "duty": repairs.european_repair_duty,
}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)


@pytest.mark.parametrize(("product_type", "amount"), AMOUNTS.items())
def test_each_amount_of_the_bonus_is_told_as_of_its_day_and_never_sure(product_type: str, amount: int) -> None:
    finding = repairs.assess_repair_bonus(product_type, date(2026, 11, 22), False, False)
    assert (finding.status, finding.amount) == (BonusStatus.INDICATIVE, Decimal(amount))
    assert finding.amount_as_of == date(2024, 1, 1)
    assert finding.certainty is Certainty.UNCONFIRMED

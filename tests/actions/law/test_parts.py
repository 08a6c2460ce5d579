"""Spare parts in law, case by case (`cases/parts.yml`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from actions.law import parts

YEARS = {
    "laptop": 5, "electric_lawn_mower": 10, "robot_lawn_mower": 10, "lawn_mower": 10, "chainsaw": 10,
    "hedge_trimmer": 10, "brush_cutter": 10, "tiller": 10, "garden_shredder": 10, "pressure_washer": 10, "bicycle": 7,
    "electric_bicycle": 5, "kick_scooter": 5, "tent": 5, "table_tennis_table": 5, "treadmill": 5,
    "elliptical_trainer": 5, "exercise_bike": 5, "rowing_machine": 5, "electric_scooter": 5, "washing_machine": 10,
    "top_load_washing_machine": 10, "washer_dryer": 10, "television": 7, "monitor": 7, "freezer": 7,
}  # fmt: skip

QUESTIONS: dict[str, Callable[..., Any]] = {"duty": parts.parts_duty, "delivery": parts.parts_delivery_limit}


def test_the_law_answers(case: Mapping[str, Any], answers: Callable[..., None]) -> None:
    answers(case, QUESTIONS)


@pytest.mark.parametrize(("product_type", "years"), YEARS.items())
def test_each_product_has_the_years_of_its_text(product_type: str, years: int) -> None:
    duty = parts.parts_duty(product_type, date(2026, 11, 22)).duties[0]
    assert duty.years == years
    assert duty.article

"""Who bought what is recalled, among all orders."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Engine

from actions.store.questions.recall_customers import concerned_customers


def order(number: str, email: str, **line: Any) -> dict[str, Any]:
    return {
        "number": number,
        "email": email,
        "ordered_on": "2026-02-03",
        "lines": [{"sku": "S", "name": "Produit", **line}],
    }


RECALL = {
    "reference": "2026-11-0042",
    "brand": "Bellorne",
    "models": ["MK-1"],
    "published_on": "2026-11-10",
    "gtins": ["3254567890247"],
}


def found(engine: Engine, **options: bool) -> list[tuple[str, tuple[str, ...], tuple[str, ...], bool]]:
    return [
        (each.order_number, each.matched, each.missing, each.is_doubtful)
        for each in concerned_customers(engine, **options)
    ]


def test_buyers_are_found_by_model_and_by_bar_code(engine: Engine, add: Callable[..., Any]) -> None:
    add(
        recalls=[RECALL],
        orders=[
            order("1", "a@b.fr", brand="BELLORNE", model="mk1"),
            order("2", "b@b.fr", gtin="3254567890247"),
            order("3", "c@b.fr", brand="Bellorne", model="MK-2"),
            order("4", "d@b.fr", brand="Tornix", model="MK-1"),
        ],
    )
    assert sorted(found(engine)) == [("1", ("brand", "model"), (), False), ("2", ("gtin",), (), False)]


def test_a_recall_limited_to_batches_asks_every_buyer_to_read_theirs(engine: Engine, add: Callable[..., Any]) -> None:
    add(recalls=[{**RECALL, "batches": ["L2408"]}], orders=[order("1", "a@b.fr", brand="Bellorne", model="MK-1")])
    assert found(engine) == [("1", ("brand", "model"), ("batch",), False)]


def test_a_bar_code_with_a_wrong_check_digit_is_doubtful_but_not_left_out(
    engine: Engine, add: Callable[..., Any]
) -> None:
    add(recalls=[{**RECALL, "gtins": ["3254567890248"]}], orders=[order("1", "a@b.fr", gtin="3254567890248")])
    assert found(engine) == [("1", ("gtin",), (), True)]


def test_a_brand_said_in_the_name_alone_counts(engine: Engine, add: Callable[..., Any]) -> None:
    add(
        recalls=[RECALL],
        orders=[
            order("1", "a@b.fr", model="MK-1", name="Cafetière Bellorne MK-1"),
            order("2", "b@b.fr", model="MK-1", name="Clavier MK-1"),
        ],
    )
    assert [number for number, *_ in found(engine)] == ["1"]
    assert sorted(number for number, *_ in found(engine, with_unsure=True)) == ["1", "2"]


def test_nobody_is_told_for_a_brand_alone(engine: Engine, add: Callable[..., Any]) -> None:
    add(recalls=[{**RECALL, "gtins": []}], orders=[order("1", "a@b.fr", brand="Bellorne")])
    assert found(engine) == []

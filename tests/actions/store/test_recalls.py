"""Whether a product is recalled: the cases are in `recall_cases.yml`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import Engine

from actions.store.questions.orders import find_order
from actions.store.questions.recalls import check_lines, check_recalls, find_recall, latest_recalls
from actions.store.shop_data import import_document, import_shop

HERE = Path(__file__).parent
DATA: dict[str, Any] = yaml.safe_load((HERE / "recall_cases.yml").read_text(encoding="utf-8"))


@pytest.fixture
def shop(engine: Engine) -> Engine:
    import_document(engine, {"recalls": DATA["recalls"], "products": DATA["products"]}, "recall_cases.yml")
    return engine


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["name"])
def test_recalls_match_conservatively(shop: Engine, case: dict[str, Any]) -> None:
    check = check_recalls(shop, **case["known"])
    assert check.status == case["status"], check
    if case["status"] == "not_recalled":
        assert check.matches == ()
        return
    first = check.matches[0]
    assert first.missing == tuple(case.get("missing", first.missing))
    assert first.matched == tuple(case.get("matched", first.matched))
    assert first.recall.reference == case.get("recall", first.recall.reference)
    assert bool(check.recalled) is (case["status"] == "recalled")


def test_every_status_has_a_case() -> None:
    assert {case["status"] for case in DATA["cases"]} == {
        "recalled", "not_recalled", "needs_batch", "needs_brand", "needs_model", "needs_gtin", "needs_notice",
    }  # fmt: skip


def test_sure_matches_come_first_then_the_newest(engine: Engine, add: Callable[..., Any]) -> None:
    def recall(reference: str, day: str, **marks: Any) -> dict[str, Any]:
        return {"reference": reference, "brand": "Bellorne", "models": ["MK-1"], "published_on": day, **marks}

    add(recalls=[recall("OLD", "2026-01-01"), recall("NEW", "2026-05-01"), recall("LOT", "2026-09-01", batches=["L1"])])
    check = check_recalls(engine, brand="Bellorne", model="MK-1")
    assert [match.recall.reference for match in check.matches] == ["NEW", "OLD", "LOT"]
    assert [match.recall.reference for match in check.recalled] == ["NEW", "OLD"]
    assert check.status == "recalled"


def test_the_lines_of_an_order_are_checked_one_by_one(shop: Engine) -> None:
    lines = [
        {"sku": "K", "name": "Cafetière", "brand": "Bellorne", "model": "MK-1"},
        {"sku": "V", "name": "Aspirateur", "gtin": "3254567890124"},
        {"sku": "L", "name": "Livre"},
    ]
    import_document(
        shop, {"orders": [{"number": "1", "email": "a@b.fr", "ordered_on": "2026-01-01", "lines": lines}]}, "test"
    )
    order = find_order(shop, "1")
    assert order is not None
    assert [(line.sku, check.status) for line, check in check_lines(shop, order.lines)] == [
        ("K", "recalled"),
        ("V", "needs_batch"),
        ("L", "not_recalled"),
    ]
    assert check_lines(shop, order.lines[1:2], batch="L2408")[0][1].status == "recalled"


def test_a_recall_comes_with_all_it_says(engine: Engine) -> None:
    import_shop(engine, HERE / "contract_example.json")
    recall = find_recall(engine, "2026-11-0042")
    assert recall is not None
    assert (recall.models, recall.gtins, recall.batches) == (("MK-1",), ("3254567890247",), ("L2408",))
    assert (recall.remedies, recall.risk) == (("refund", "replacement"), "Risque de brûlure")
    assert find_recall(engine, "2026-11-0043") is None


def test_the_latest_recalls_come_first(shop: Engine) -> None:
    assert [recall.reference for recall in latest_recalls(shop, 2)] == ["BY-MODEL", "BY-BATCH"]
    assert [recall.reference for recall in latest_recalls(shop, 9, "toy")] == ["BATCH-ONLY"]


def test_a_recall_published_again_replaces_the_first(shop: Engine) -> None:
    again = {"reference": "BY-MODEL", "brand": "Bellorne", "models": ["MK-3"], "published_on": "2026-11-12"}
    import_document(shop, {"recalls": [again]}, "test")
    assert check_recalls(shop, brand="Bellorne", model="MK-1").status == "not_recalled"
    assert check_recalls(shop, brand="Bellorne", model="MK-3").status == "recalled"

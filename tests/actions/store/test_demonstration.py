"""The demonstration shop: it goes in without a remark, on any day, and each easy order shows what it says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from sqlalchemy.engine import Engine

from actions.store.demonstration import ORDERS, demonstration_shop, documented_orders
from actions.store.questions.identification import Identified, identify
from actions.store.questions.orders import find_order
from actions.store.questions.parts import find_parts
from actions.store.questions.recalls import check_lines
from actions.store.records import Order
from actions.store.shop_data import import_document

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def shop(engine: Engine) -> Engine:
    import_document(engine, demonstration_shop(TODAY), "demonstration")
    return engine


def order(engine: Engine, number: int) -> Order:
    found = find_order(engine, f"SV-{number}")
    assert found is not None
    return found


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 3, 31), date(2027, 1, 1)])
def test_the_shop_can_be_made_on_any_day_and_nothing_looks_odd(engine: Engine, today: date) -> None:
    report = import_document(engine, demonstration_shop(today), "demonstration")
    assert report.warnings == ()
    assert report.orders == ORDERS
    assert report.products >= 60


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 3, 31)])
def test_nothing_that_happened_is_in_the_future(today: date) -> None:
    for made in demonstration_shop(today)["orders"]:
        happened = [made["ordered_on"], made["delivered_on"], made["shipment"]["shipped_on"]]
        happened += [repair[name] for repair in made["repairs"] for name in ("opened_on", "closed_on")]
        happened += [made["refund"][name] for name in ("return_received_on", "issued_on")] if made["refund"] else []
        assert all(day is None or day <= today.isoformat() for day in happened), made


def test_the_same_day_makes_the_same_shop() -> None:
    assert demonstration_shop(TODAY) == demonstration_shop(TODAY)


def test_every_product_family_is_sold() -> None:
    types = {product["product_type"] for product in demonstration_shop(TODAY)["products"]}
    assert len(types) >= 55
    assert {"washing_machine", "vacuum_cleaner", "television", "laptop", "smartphone", "electric_lawn_mower",
            "electric_scooter", "stroller", "furniture", "shoes", "hair_dryer"} <= types  # fmt: skip


def test_the_easy_orders_identify_with_their_e_mail(shop: Engine) -> None:
    for documented in documented_orders():
        assert isinstance(identify(shop, documented.number, documented.email, NOON), Identified), documented


def test_the_easy_orders_say_in_french_what_they_show() -> None:
    for documented in documented_orders():
        assert documented.what.endswith("."), documented
        assert documented.email.endswith("@exemple.fr"), documented


def test_the_last_day_and_the_day_after_it_are_both_there(shop: Engine) -> None:
    assert order(shop, 1003).delivered_on == TODAY - relativedelta(months=24)
    assert order(shop, 1004).delivered_on == TODAY - relativedelta(months=24, days=1)


def test_second_hand_goods_are_there_on_both_sides_of_a_year(shop: Engine) -> None:
    old, young = order(shop, 1005), order(shop, 1006)
    assert (old.lines[0].condition, young.lines[0].condition) == ("refurbished", "refurbished")
    assert old.delivered_on is not None
    assert young.delivered_on is not None
    assert old.delivered_on < TODAY - relativedelta(months=12) < young.delivered_on


@pytest.mark.parametrize(
    ("number", "repairs"),
    [
        (1007, [("done", "repaired")]),
        (1008, [("in_progress", None)]),
        (1009, [("done", "replaced_though_repair_asked")]),
        (1010, [("done", "replaced_as_asked")]),
        (1011, [("in_progress", None)]),
        (1028, [("done", "repaired"), ("done", "repaired")]),
    ],
)
def test_repairs_are_there_in_every_state(shop: Engine, number: int, repairs: list[tuple[str, str | None]]) -> None:
    assert [(repair.status, repair.outcome) for repair in order(shop, number).repairs] == repairs


@pytest.mark.parametrize(
    ("number", "status", "delivered_days_ago"),
    [(1012, "delivered", 1), (1013, "delivered", 14), (1014, "delivered", 21), (1015, "in_transit", None),
     (1016, "preparing", None), (1019, "cancelled", None), (1020, "returned", 18), (1025, "delivered", None)],
)  # fmt: skip
def test_parcels_are_there_in_every_state(
    shop: Engine, number: int, status: str, delivered_days_ago: int | None
) -> None:
    found = order(shop, number)
    days = None if delivered_days_ago is None else TODAY - timedelta(days=delivered_days_ago)
    assert (found.status, found.delivered_on) == (status, days)


def test_a_parcel_is_late(shop: Engine) -> None:
    late, silent = order(shop, 1017).shipment, order(shop, 1018)
    assert late is not None
    assert late.expected_on is not None
    assert late.expected_on < TODAY
    assert silent.shipment is not None
    assert silent.shipment.expected_on is None
    assert silent.ordered_on < TODAY - timedelta(days=30)


@pytest.mark.parametrize(("number", "status", "is_late"), [(1020, "pending", False), (1021, "pending", True),
                                                           (1022, "issued", False)])  # fmt: skip
def test_refunds_are_there_in_every_state(shop: Engine, number: int, status: str, is_late: bool) -> None:
    refund = order(shop, number).refund
    assert refund is not None
    assert refund.due_on is not None
    assert (refund.status, refund.due_on < TODAY and refund.issued_on is None) == (status, is_late)


@pytest.mark.parametrize(
    ("number", "statuses"),
    [(1001, ["not_recalled"]), (1002, ["recalled"]), (1023, ["recalled"]), (1024, ["needs_batch"]),
     (1026, ["needs_batch", "not_recalled", "not_recalled"])],
)  # fmt: skip
def test_recalls_are_there_by_model_gtin_and_batch(shop: Engine, number: int, statuses: list[str]) -> None:
    assert [check.status for _, check in check_lines(shop, order(shop, number).lines)] == statuses


def test_a_batch_settles_the_recall_of_the_rattle(shop: Engine) -> None:
    lines = order(shop, 1024).lines
    assert [check_lines(shop, lines, batch)[0][1].status for batch in ("NG2411", "NG2310")] == [
        "recalled",
        "not_recalled",
    ]


@pytest.mark.parametrize(("part", "model", "status"), [("filtres", "v40", "available"), ("roue", "R7", "discontinued")])
def test_parts_are_there_available_and_discontinued(shop: Engine, part: str, model: str, status: str) -> None:
    assert [found.status for found in find_parts(shop, part, model)] == [status]

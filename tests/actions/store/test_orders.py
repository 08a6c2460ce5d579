"""Orders found by number or e-mail, whole."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import Engine

from actions.store.questions.orders import find_order, find_repair, orders_of
from actions.store.shop_data import import_shop

EXAMPLE = Path(__file__).with_name("contract_example.json")
WRITINGS = yaml.safe_load(Path(__file__).with_name("ways_of_writing.yml").read_text(encoding="utf-8"))["order_numbers"]
LINE = {"sku": "A-1", "name": "Lampe"}


def order(number: str, **more: Any) -> dict[str, Any]:
    return {"number": number, "email": "a@exemple.fr", "ordered_on": "2026-01-05", "lines": [LINE], **more}


@pytest.mark.parametrize("number", WRITINGS[0])
def test_an_order_is_found_however_its_number_is_written(engine: Engine, number: str) -> None:
    import_shop(engine, EXAMPLE)
    found = find_order(engine, number)
    assert found is not None
    assert found.number == "FR-2026-7731"


def test_an_order_comes_with_all_that_hangs_on_it(engine: Engine) -> None:
    import_shop(engine, EXAMPLE)
    found = find_order(engine, "FR-2026-7731")
    assert found is not None
    assert (found.email, found.postcode, found.first_name) == ("lise.moreau@exemple.fr", "35000", "Lise")
    assert (found.ordered_on, found.delivered_on) == (date(2026, 2, 3), date(2026, 2, 6))
    assert [(line.sku, line.price, line.condition) for line in found.lines] == [("AS-VX2", Decimal("199.00"), "new")]
    assert found.shipment is not None
    assert (found.status, found.shipment.tracking) == ("delivered", "6A00000000001")
    assert [(repair.ticket, repair.under_guarantee, repair.closed_on) for repair in found.repairs] == [
        ("SAV-204417", True, None)
    ]
    assert found.refund is not None
    assert (found.refund.amount, found.refund.due_on) == (Decimal("19.90"), date(2026, 11, 28))
    assert found.line("AS-VX2") == found.lines[0]
    assert found.line("OTHER") is None


@pytest.mark.parametrize("number", ["", "   ", "#", "FR-2026-773", "' OR 1=1 --", "%", "\x00", "\ud800"])
def test_an_unknown_number_finds_nothing(engine: Engine, number: str) -> None:
    import_shop(engine, EXAMPLE)
    assert find_order(engine, number) is None


def test_the_status_says_no_more_than_what_is_known(engine: Engine, add: Callable[..., Any]) -> None:
    add(
        orders=[
            order("1"),
            order("2", delivered_on="2026-01-09"),
            order("3", shipment={"status": "delivered"}),
            order("4", delivered_on="2026-01-09", shipment={"status": "returned"}),
        ]
    )
    found = [find_order(engine, str(number)) for number in (1, 2, 3, 4)]
    assert [o.status for o in found if o] == [None, "delivered", "delivered", "returned"]
    assert [o.lacks_delivery_day for o in found if o] == [False, False, True, False]


def test_the_orders_of_an_e_mail_come_newest_first(engine: Engine, add: Callable[..., Any]) -> None:
    add(orders=[order("1"), order("2", ordered_on="2026-03-01"), order("3", email="b@exemple.fr")])
    assert [found.number for found in orders_of(engine, " A@Exemple.fr")] == ["2", "1"]
    assert orders_of(engine, "c@exemple.fr") == ()


def test_a_repair_of_the_shop_is_found_by_its_ticket(engine: Engine) -> None:
    import_shop(engine, EXAMPLE)
    found = find_repair(engine, "sav 204417")
    assert found is not None
    assert (found[0], found[1].status) == ("FR-2026-7731", "in_progress")
    assert find_repair(engine, "SAV-1") is None


def test_what_is_personal_stays_out_of_the_log(engine: Engine) -> None:
    import_shop(engine, EXAMPLE)
    shown = repr(find_order(engine, "FR-2026-7731"))
    assert not any(secret in shown for secret in ("lise", "Lise", "Moreau", "35000"))

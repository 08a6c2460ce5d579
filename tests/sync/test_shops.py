"""The live connectors against servers that page, limit, fail and answer slowly as the real ones do."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.catalogue import find_product
from actions.store.questions.orders import find_order
from actions.store.questions.sync_state import cursor_of, forget_cursors
from actions.store.shop_data import import_document
from actions.store.sources.translation import Translation
from bot.settings import Settings
from bot.sync.client import Client, SyncFailed
from bot.sync.prestashop import PrestaShop
from bot.sync.shops import SyncReport, sync_shop
from bot.sync.woocommerce import WooCommerce
from tests.sync.conftest import Waits, run
from tests.sync.servers import (
    PrestaShopServer,
    Server,
    WooCommerceServer,
    answering,
    fall_asleep,
    hang_up,
)
from tests.sync.shapes import prestashop_resources, woocommerce_order, woocommerce_product


def woocommerce_settings(server: Server, **changes: str) -> Settings:
    return Settings(
        **{"woocommerce_url": server.url, "woocommerce_key": "ck_test", "woocommerce_secret": "cs_test", **changes}
    )


async def synced(engine: Engine, server: Server, waits: Waits, **options: Any) -> SyncReport:
    """Sync the shop of a server once."""
    kind = PrestaShop if isinstance(server, PrestaShopServer) else WooCommerce
    settings = Settings(prestashop_url=server.url, prestashop_key="PSKEY", **{
        name: value for name, value in vars(woocommerce_settings(server)).items() if name.startswith("woocommerce")
    })  # fmt: skip
    address = kind.address(settings)
    assert address is not None
    async with Client(address, sleep=waits, seconds=options.pop("seconds", 5.0), **options) as client:
        return await sync_shop(engine, kind(client), Translation())


def test_every_page_of_orders_and_products_comes_in(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        orders = [woocommerce_order(number) for number in range(1, 251)]
        async with WooCommerceServer(orders, [woocommerce_product(70, "CA-MK1")]) as server:
            report = await synced(engine, server, waits)
        assert (report.orders, report.products, report.refused) == (250, 1, [])

    run(check())
    order = find_order(engine, "250")
    assert order is not None
    assert (order.lines[0].brand, order.lines[0].model, order.lines[0].gtin) == ("Bellorne", "MK-1", "3254567890247")
    assert find_product(engine, "CA-MK1").listed


def test_a_second_sync_asks_only_for_what_changed(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        orders = [woocommerce_order(number) for number in range(1, 251)]
        async with WooCommerceServer(orders) as server:
            await synced(engine, server, waits)
            orders[0] = woocommerce_order(1, minute=300, status="cancelled")
            server.requests.clear()
            report = await synced(engine, server, waits)
            assert all("modified_after" in request.query for request in server.requests if "orders" in request.path)
        assert report.orders < 30  # those of the last minutes, again

    run(check())
    assert find_order(engine, "1").status == "cancelled"


def test_an_order_that_changes_while_pages_are_read_hides_none(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        orders = [woocommerce_order(number) for number in range(1, 251)]
        async with WooCommerceServer(orders) as server:
            changed = iter(range(250))

            def touch() -> None:
                place = next(changed)
                orders[place] = woocommerce_order(place + 1, minute=1000 + place)

            server.on_page = touch
            await synced(engine, server, waits)

    run(check())
    assert [number for number in range(1, 251) if find_order(engine, str(number)) is None] == []


def test_more_orders_than_a_page_changed_at_one_moment_all_come_in(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        orders = [woocommerce_order(number, minute=7) for number in range(1, 331)]
        async with WooCommerceServer(orders) as server:
            report = await synced(engine, server, waits)
        assert report.orders == 330

    run(check())


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(answering(503), id="503"),
        pytest.param(answering(500, "<html>"), id="500"),
        pytest.param(answering(200, "<html>Maintenance</html>"), id="HTML instead of JSON"),
        pytest.param(answering(200, '[{"id": 1,'), id="JSON that is cut"),
        pytest.param(hang_up, id="a connection that breaks"),
        pytest.param(fall_asleep, id="an answer that does not come"),
    ],
)
def test_passing_trouble_is_tried_again_and_nothing_is_lost(trouble: Any, engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        orders = [woocommerce_order(number) for number in range(1, 151)]
        async with WooCommerceServer(orders) as server:
            server.troubles.extend([trouble, None, None, trouble, trouble])
            report = await synced(engine, server, waits, seconds=0.3)
        assert report.orders == 150

    run(check())
    assert len([wait for wait in waits if wait > 0.4]) >= 2


def test_the_wait_that_a_shop_asks_for_is_kept(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        async with WooCommerceServer([woocommerce_order(1)]) as server:
            server.troubles.append(answering(429, Retry_After="17"))
            await synced(engine, server, waits)

    run(check())
    assert 17 in waits


def test_a_limit_for_the_day_stops_the_sync_with_a_sentence(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        async with WooCommerceServer([woocommerce_order(1)]) as server:
            server.troubles.append(answering(429, Retry_After="7200"))
            with pytest.raises(SyncFailed, match=r"asks to wait 120 minutes.*Sync again later"):
                await synced(engine, server, waits)

    run(check())


def test_trouble_that_lasts_stops_the_sync_and_the_next_one_goes_on(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        orders = [woocommerce_order(number) for number in range(1, 251)]
        async with WooCommerceServer(orders) as server:
            server.troubles.extend([None, None, *[answering(502)] * 6])  # products, first page, then nothing
            with pytest.raises(SyncFailed, match=r"WooCommerce does not answer as it should .*502.* 6 times"):
                await synced(engine, server, waits)
            assert find_order(engine, "100") is not None
            assert cursor_of(engine, "woocommerce:orders").position == orders[99]["date_modified_gmt"]
            server.requests.clear()
            report = await synced(engine, server, waits)
            assert report.orders < 170

    run(check())
    assert find_order(engine, "250") is not None


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (answering(401), "refuses the key.*SAVIA_WOOCOMMERCE_KEY"),
        (answering(404), "no API at that address"),
        (
            answering(301, Location="https://www.boutique.exemple.fr/wp-json"),
            "has moved to https://www.boutique.exemple.fr",
        ),
        (answering(200, '{"code": "x"}'), "something else than a list of products"),
    ],
    ids=["key refused", "no API", "moved", "not a list"],
)
def test_what_another_try_would_not_better_is_said_at_once(
    trouble: Any, sentence: str, engine: Engine, waits: Waits
) -> None:
    async def check() -> None:
        async with WooCommerceServer([]) as server:
            server.troubles.append(trouble)
            with pytest.raises(SyncFailed, match=sentence) as failed:
                await synced(engine, server, waits)
        assert "cs_test" not in str(failed.value)
        assert len(server.requests) == 1

    run(check())


def test_an_order_that_cannot_be_used_is_told_and_does_not_stop_the_others(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        orders = [woocommerce_order(number) for number in range(1, 21)]
        orders[4]["line_items"][0]["total"] = "gratuit"
        orders[9]["billing"] = "inconnu"
        async with WooCommerceServer(orders) as server:
            report = await synced(engine, server, waits)
        assert report.orders == 18
        assert "line_items[0].total" in report.refused[0]
        assert "id 5" in report.refused[0]

    run(check())
    assert find_order(engine, "20") is not None


def test_a_sync_keeps_what_the_shop_software_does_not_know(engine: Engine, waits: Waits) -> None:
    repair = {"ticket": "SAV-204417", "sku": "CA-MK1", "status": "in_progress"}
    line = {"sku": "CA-MK1", "name": "Cafetière", "product_type": "coffee_maker"}
    order = {"number": "7", "email": "lise@exemple.fr", "ordered_on": "2026-01-01", "delivered_on": "2026-01-04",
             "lines": [line], "repairs": [repair]}  # fmt: skip
    product = {"sku": "CA-MK1", "name": "Cafetière", "parts_available_until": "2031-01-01"}
    import_document(engine, {"orders": [order], "products": [product]}, "test")

    async def check() -> None:
        async with WooCommerceServer([woocommerce_order(7)], [woocommerce_product(70, "CA-MK1")]) as server:
            await synced(engine, server, waits)

    run(check())
    found = find_order(engine, "7")
    assert found is not None
    assert [each.ticket for each in found.repairs] == ["SAV-204417"]
    assert found.delivered_on.isoformat() == "2026-01-04"
    assert found.lines[0].product_type == "coffee_maker"
    assert find_product(engine, "CA-MK1").parts_available_until.isoformat() == "2031-01-01"


def test_prestashop_orders_come_with_buyer_parcel_and_day_of_delivery(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        async with PrestaShopServer(prestashop_resources(130)) as server:
            report = await synced(engine, server, waits)
            asked = [dict(request.query) for request in server.requests]
        assert (report.orders, report.products) == (130, 1)
        customers = [query for query in asked if query.get("display") == "[id,email,firstname,lastname]"]
        assert customers, "only the fields needed of a buyer are asked"

    run(check())
    order = find_order(engine, "REF000130")
    assert order is not None
    assert (order.email, order.status, order.delivered_on.isoformat()) == (
        "client5@exemple.fr",
        "delivered",
        "2026-01-04",
    )
    assert (order.shipment.carrier, order.shipment.tracking) == ("Colissimo", "6A00000000130")
    assert order.lines[0].model == "MK-1"


def test_a_second_prestashop_sync_is_incremental(engine: Engine, waits: Waits) -> None:
    async def check() -> None:
        resources = prestashop_resources(130)
        async with PrestaShopServer(resources) as server:
            await synced(engine, server, waits)
            resources["orders"][0] |= {"date_upd": "2026-02-01 10:00:00", "current_state": "4"}
            report = await synced(engine, server, waits)
        assert report.orders < 20

    run(check())


def test_a_sync_from_the_beginning_gives_the_same_database(
    engine: Engine, waits: Waits, exported: Callable[[], str]
) -> None:
    async def check() -> None:
        async with PrestaShopServer(prestashop_resources(60)) as server:
            await synced(engine, server, waits)
            before = exported()
            forget_cursors(engine, ("prestashop:orders", "prestashop:products"))
            await synced(engine, server, waits)
        assert exported() == before

    run(check())


def test_a_key_is_never_sent_in_clear() -> None:
    settings = Settings(woocommerce_url="http://boutique.exemple.fr", woocommerce_key="ck", woocommerce_secret="cs")
    with pytest.raises(SyncFailed, match="begins with http:, which would show the key"):
        WooCommerce.address(settings).check()  # type: ignore[union-attr]


def test_a_shop_without_its_key_is_told_which_settings_lack() -> None:
    with pytest.raises(SyncFailed, match="SAVIA_WOOCOMMERCE_KEY and SAVIA_WOOCOMMERCE_SECRET"):
        WooCommerce.address(Settings(woocommerce_url="https://boutique.exemple.fr"))
    with pytest.raises(SyncFailed, match="SAVIA_PRESTASHOP_KEY"):
        PrestaShop.address(Settings(prestashop_url="https://boutique.exemple.fr"))

"""Orders that shops push: only what their secret signs is read, and what comes late does not undo what is newer."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import ClientSession, web
from sqlalchemy.engine import Engine

from actions.store.questions.orders import find_order
from bot.settings import Settings
from bot.sync.webhooks import LARGEST_PUSH, add_routes, is_signed
from tests.sync.conftest import run
from tests.sync.servers import Server
from tests.sync.shapes import woocommerce_order

SETTINGS = Settings(
    woocommerce_webhook_secret="secret-w", shopify_webhook_secret="secret-s", order_statuses="completed=delivered"
)


class SaviaServer(Server):
    """The addresses that shops push to."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        super().__init__()
        self._engine, self._settings = engine, settings

    async def __aenter__(self) -> "SaviaServer":
        await super().__aenter__()
        return self

    def add_routes(self, router: web.UrlDispatcher) -> None:
        app = web.Application()
        add_routes(app, self._engine, self._settings)
        for route in app.router.routes():
            router.add_route(route.method, route.resource.canonical, route.handler)  # type: ignore[union-attr]


def signature(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def pushed(
    engine: Engine, software: str, *pushes: tuple[bytes, dict[str, str]], settings: Settings = SETTINGS
) -> list[Any]:
    """Push some bodies with their headers, and return the status and the answer of each."""

    async def push() -> list[Any]:
        async with SaviaServer(engine, settings) as server, ClientSession() as session:
            answers = []
            for body, headers in pushes:
                async with session.post(f"{server.url}/api/v1/sync/{software}", data=body, headers=headers) as answer:
                    answers.append((answer.status, await answer.json()))
            return answers

    return list(run(push()))


def signed(order: Any, secret: str = "secret-w", topic: str = "order.updated") -> tuple[bytes, dict[str, str]]:
    """Return a push of WooCommerce."""
    body = json.dumps(order).encode()
    return body, {"X-WC-Webhook-Signature": signature(body, secret), "X-WC-Webhook-Topic": topic}


def test_a_signed_order_is_written(engine: Engine) -> None:
    [(status, answer)] = pushed(engine, "woocommerce", signed(woocommerce_order(7, status="completed")))
    assert (status, answer["told"]) == (200, "Written.")
    assert find_order(engine, "7").status == "delivered"


@pytest.mark.parametrize("headers", [{}, {"X-WC-Webhook-Signature": "AAAA"}, {"X-WC-Webhook-Signature": "é"}])
def test_what_is_not_signed_is_not_read(headers: dict[str, str], engine: Engine) -> None:
    body = json.dumps(woocommerce_order(7)).encode()
    [(status, _)] = pushed(engine, "woocommerce", (body, {"X-WC-Webhook-Topic": "order.updated", **headers}))
    assert status == 401
    assert find_order(engine, "7") is None


def test_a_body_changed_after_its_signature_is_not_read(engine: Engine) -> None:
    body, headers = signed(woocommerce_order(7))
    [(status, _)] = pushed(engine, "woocommerce", (body.replace(b"lise@", b"mala@"), headers))
    assert status == 401


def test_a_push_that_comes_late_does_not_undo_a_newer_one(engine: Engine) -> None:
    newer, older = woocommerce_order(7, minute=20, status="cancelled"), woocommerce_order(7, minute=10)
    answers = pushed(engine, "woocommerce", signed(newer), signed(older))
    assert [status for status, _ in answers] == [200, 200]
    assert find_order(engine, "7").status == "cancelled"


def test_the_same_push_twice_changes_nothing(engine: Engine, exported: Callable[[], str]) -> None:
    pushed(engine, "woocommerce", signed(woocommerce_order(7)))
    before = exported()
    pushed(engine, "woocommerce", signed(woocommerce_order(7)))
    assert exported() == before


def test_the_try_of_woocommerce_is_answered(engine: Engine) -> None:
    assert pushed(engine, "woocommerce", (b"webhook_id=12", {}))[0][0] == 200


def test_other_topics_are_received_and_left(engine: Engine) -> None:
    answers = pushed(
        engine, "woocommerce", signed({"id": 1}, topic="product.updated"), signed({"id": 7}, topic="order.deleted")
    )
    assert [status for status, _ in answers] == [200, 200]


def test_an_order_that_cannot_be_used_is_refused_by_name_without_stopping_the_pushes(engine: Engine) -> None:
    broken = woocommerce_order(7)
    broken["line_items"][0]["total"] = "gratuit"
    [(status, answer)] = pushed(engine, "woocommerce", signed(broken))
    assert status == 200
    assert "line_items[0].total" in answer["refused"][0]


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"\xff\xfe", b'{"a":' * 5000])
def test_a_signed_body_that_is_no_order_is_400(body: bytes, engine: Engine) -> None:
    headers = {"X-WC-Webhook-Signature": signature(body, "secret-w"), "X-WC-Webhook-Topic": "order.created"}
    assert pushed(engine, "woocommerce", (body, headers))[0][0] == 400


def test_an_order_larger_than_other_requests_passes_and_an_endless_one_does_not(engine: Engine) -> None:
    large = woocommerce_order(8, customer_note="x" * 300_000)
    endless = b"x" * (LARGEST_PUSH + 1)
    answers = pushed(engine, "woocommerce", signed(large), (endless, {}))
    assert [status for status, _ in answers] == [200, 413]


def test_nothing_is_received_without_a_secret(engine: Engine) -> None:
    settings = Settings()
    assert pushed(engine, "woocommerce", signed(woocommerce_order(7), secret=""), settings=settings)[0][0] == 404


def test_shopify_signs_its_own_way(engine: Engine) -> None:
    order = {
        "id": 1, "name": "#1010", "email": "bob@exemple.fr", "created_at": "2026-01-10T10:00:00+01:00",
        "updated_at": "2026-01-10T11:00:00+01:00", "currency": "EUR", "taxes_included": True,
        "financial_status": "paid",
        "fulfillment_status": None,
        "line_items": [{"id": 1, "sku": "IP-8", "name": "Lecteur", "price": "199.00", "quantity": 1}],
        "fulfillments": [], "refunds": [],
    }  # fmt: skip
    body = json.dumps(order).encode()
    headers = {"X-Shopify-Hmac-Sha256": signature(body, "secret-s"), "X-Shopify-Topic": "orders/create"}
    assert pushed(engine, "shopify", (body, headers))[0][0] == 200
    assert find_order(engine, "1010").status == "preparing"
    assert (
        pushed(engine, "shopify", (body, {**headers, "X-Shopify-Hmac-Sha256": signature(body, "secret-w")}))[0][0]
        == 401
    )


def test_the_signature_is_the_hmac_of_the_bytes_in_base64() -> None:
    # RFC 4231, case 2, in Base64.
    assert is_signed(b"what do ya want for nothing?", "W9zBRr9gdU5qBCQIB89aBqEHeoPDIQsPBTXLJ2V3bHo=", "Jefe") is False
    right = base64.b64encode(bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")).decode()
    assert is_signed(b"what do ya want for nothing?", right, "Jefe")

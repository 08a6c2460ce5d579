"""Where shops push an order the moment it changes: `POST /api/v1/sync/woocommerce` and `/api/v1/sync/shopify`.

Only what the shop's secret signs is read. PrestaShop and Magento's open edition push nothing by themselves.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from aiohttp import web
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from actions.store.sources.translation import Translation
from bot.settings import Settings
from bot.sync.shops import statuses_of, write_pushed_order

if TYPE_CHECKING:
    from bot.app import Service

logger = logging.getLogger(__name__)

# An order of hundreds of lines with what plugins add to each; the service's own requests are far smaller.
LARGEST_PUSH = 4 << 20
_PING = re.compile(rb"webhook_id=\d+")


@dataclass(frozen=True, slots=True)
class Pushing:
    """How a shop software signs what it pushes, and which of its topics bring orders."""

    name: str
    signature: str
    topic: str
    topics: str
    setting: str


WOOCOMMERCE = Pushing(
    "woocommerce", "X-WC-Webhook-Signature", "X-WC-Webhook-Topic", "order.", "SAVIA_WOOCOMMERCE_WEBHOOK_SECRET"
)
SHOPIFY = Pushing("shopify", "X-Shopify-Hmac-Sha256", "X-Shopify-Topic", "orders/", "SAVIA_SHOPIFY_WEBHOOK_SECRET")
_NOT_READ = ("order.deleted", "orders/delete")


def setup(app: web.Application, service: "Service") -> None:
    """Add the two addresses."""
    add_routes(app, service.engine, service.settings)


def add_routes(app: web.Application, engine: Engine, settings: Settings) -> None:
    """Add the two addresses; one whose secret is not set answers 404."""
    secrets = ((WOOCOMMERCE, settings.woocommerce_webhook_secret), (SHOPIFY, settings.shopify_webhook_secret))
    statuses = statuses_of(settings)
    for pushing, secret in secrets:
        receiver = _Receiver(pushing, secret, engine, statuses)
        app.router.add_post(f"/api/v1/sync/{pushing.name}", receiver.receive)


@dataclass(frozen=True)
class _Receiver:
    pushing: Pushing
    secret: str
    engine: Engine
    statuses: Mapping[str, str]

    async def receive(self, request: web.Request) -> web.Response:  # one answer for each case
        """Check the signature, then write the order; a shop that gets no 2xx answer stops pushing after a while."""
        if not self.secret:
            return _answer(404, f"Nothing is pushed here before {self.pushing.setting} is set.")
        body = await _body(request)
        if body is None:
            return _answer(413, "An order takes at most 4 MiB.")
        if self.pushing is WOOCOMMERCE and _PING.fullmatch(body):
            return _answer(200, "Ready to receive.")  # how WooCommerce tries the address, unsigned
        if not is_signed(body, request.headers.get(self.pushing.signature, ""), self.secret):
            return _answer(401, f"The signature is not that of the secret in {self.pushing.setting}.")
        topic = request.headers.get(self.pushing.topic, "")
        if not topic.startswith(self.pushing.topics) or topic in _NOT_READ:
            return _answer(200, "Not an order to read: nothing was done.")
        order = _parsed(body)
        if not isinstance(order, Mapping):
            return _answer(400, "The body is not an order in JSON.")
        return await self._write(order)

    async def _write(self, order: Mapping[str, Any]) -> web.Response:
        translation = Translation(self.statuses)
        try:
            written, refused = await asyncio.to_thread(
                write_pushed_order, self.engine, self.pushing.name, order, translation
            )
        except SQLAlchemyError:
            logger.exception("an order pushed by %s could not be written", self.pushing.name)
            return _answer(503, "The database does not answer; push it again.")
        for sentence in (*refused, *translation.remarks.sentences()):
            logger.warning("pushed by %s: %s", self.pushing.name, sentence)
        # Pushing the same order again would change nothing: it is received all the same.
        return _answer(200, "Written." if written else "Nothing to write.", refused)


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Tell whether a body bears the shop's signature: its HMAC-SHA256 under the secret, in Base64."""
    right = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(right, signature.strip().encode("utf-8", "ignore"))


async def _body(request: web.Request) -> bytes | None:
    """Return the body, read here because it may be larger than the service's other requests; None when too large."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > LARGEST_PUSH:
            return None
    return bytes(body)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _answer(status: int, told: str, refused: list[str] | None = None) -> web.Response:
    return web.json_response({"told": told, **({"refused": refused} if refused else {})}, status=status)

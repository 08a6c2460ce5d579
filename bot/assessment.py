"""The warranty endpoint: `actions.law` over HTTP, no more and no less; open to all, so limited in rate."""

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from aiohttp import web

from actions.law.claim_request import ClaimErrors, parse_claim
from actions.law.warranty import assess
from bot.channels.rest import json_body

if TYPE_CHECKING:
    from bot.app import Service

ALLOWED = 1200  # requests a minute from one address
REMEMBERED = 10_000  # addresses


class RateLimit:
    """A bucket of tokens per address, refilled steadily."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Take a token; False when the address has none left."""
        now = time.monotonic()
        tokens, since = self._buckets.pop(address, (float(self._per_minute), now))
        tokens = min(self._per_minute, tokens + (now - since) * self._per_minute / 60)
        self._buckets[address] = (tokens - 1 if tokens >= 1 else tokens, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return tokens >= 1


def setup(app: web.Application, service: "Service") -> None:
    """Add the address."""
    limit = RateLimit(ALLOWED)

    async def assess_warranty(request: web.Request) -> web.Response:
        if not limit.allows(request.remote or ""):
            error = {"error": "Too many requests; wait a minute."}
            return web.json_response(error, status=429, headers={"Retry-After": "60"})
        body = await json_body(request)
        try:
            claim = parse_claim(body, service.shop.today)
        except ClaimErrors as errors:
            mistakes = [{"field": each.field, "message": each.message} for each in errors.errors]
            return web.json_response({"errors": mistakes}, status=422)
        return web.json_response(assess(claim).as_json())

    app.router.add_post("/api/v1/warranty/assess", assess_warranty)

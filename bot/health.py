"""Whether the service lives, whether it can answer, and what it measures."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import prometheus_client
from aiohttp import web

from actions.store.engine import StoreUnavailable, check_reachable

if TYPE_CHECKING:
    from bot.app import Service

REQUESTS = prometheus_client.Counter("savia_requests_total", "Requests answered", ["path", "status"])
SECONDS = prometheus_client.Histogram("savia_request_seconds", "Time to answer", ["path"])

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# What a part of the service has to say of itself in /readyz, by its name; blocking. It never makes the service unready.
REPORTS = web.AppKey("reports", dict[str, Callable[[], object]])


def setup(app: web.Application, service: "Service") -> None:
    """Add the three addresses."""
    app[REPORTS] = {}

    async def ready(_: web.Request) -> web.Response:
        try:
            await asyncio.to_thread(check_reachable, service.engine)
            reports = {name: await asyncio.to_thread(report) for name, report in app[REPORTS].items()}
        except StoreUnavailable as error:
            return web.json_response({"ready": False, "reason": str(error)}, status=503)
        return web.json_response({"ready": True, **reports})

    app.router.add_get("/healthz", _alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", _metrics)


async def _alive(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _metrics(_: web.Request) -> web.Response:
    return web.Response(body=prometheus_client.generate_latest(), content_type="text/plain", charset="utf-8")


@web.middleware
async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count and time every request by its route."""
    resource = request.match_info.route.resource
    path = resource.canonical if resource is not None else "other"
    start = time.perf_counter()
    status = 500
    try:
        response = await handler(request)
        status = response.status
        return response
    except web.HTTPException as error:
        status = error.status
        raise
    finally:
        REQUESTS.labels(path, status).inc()
        SECONDS.labels(path).observe(time.perf_counter() - start)

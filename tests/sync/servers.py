"""Local servers that behave as the real ones do: paging, limits, keys, errors, slow and cut answers."""

import asyncio
import base64
import hashlib
import json
import re
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

PORTS = range(8200, 8250)

Trouble = Callable[[web.Request], Awaitable[web.StreamResponse]]


def free_port() -> int:
    """Return a port of ours that nothing listens on."""
    for port in PORTS:
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if attempt.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("every port from 8200 to 8249 is taken")


class Server:
    """A server on the loopback; `troubles` are answered first, one for each request, None letting one through."""

    def __init__(self) -> None:
        self.requests: list[web.Request] = []
        self.troubles: deque[Trouble | None] = deque()
        self.url = ""

    async def __aenter__(self) -> "Server":
        app = web.Application(middlewares=[self._trouble])
        self.add_routes(app.router)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        port = free_port()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Declare what is served."""

    @web.middleware
    async def _trouble(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append(request)
        trouble = self.troubles.popleft() if self.troubles else None
        answer: web.StreamResponse = await (handler(request) if trouble is None else trouble(request))
        return answer


def answering(status: int, body: str = "", **headers: str) -> Trouble:
    """Return a trouble that answers so."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(
            status=status, text=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    return answer


async def hang_up(request: web.Request) -> web.StreamResponse:
    """Break the connection in the middle of an answer."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'[{"id": 1')
    assert request.transport is not None
    request.transport.close()
    return response


async def fall_asleep(_: web.Request) -> web.StreamResponse:
    """Answer after a client has given up."""
    await asyncio.sleep(5)
    return web.Response(text="[]")


class WooCommerceServer(Server):
    """WooCommerce's REST API v3, for one key."""

    def __init__(self, orders: list[dict[str, Any]], products: list[dict[str, Any]] | None = None) -> None:
        super().__init__()
        self.found = {"orders": orders, "products": products or []}
        self.largest_page = 100
        self.on_page: Callable[[], None] = lambda: None

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/wp-json/wc/v3/{section}", self._list)

    async def _list(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != _basic("ck_test", "cs_test"):
            return web.json_response({"code": "woocommerce_rest_cannot_view"}, status=401)
        asked = request.query
        size, page = int(asked.get("per_page", "10")), int(asked.get("page", "1"))
        if size > self.largest_page:
            return web.json_response({"code": "rest_invalid_param"}, status=400)
        items = sorted(
            self.found[request.match_info["section"]], key=lambda item: (item["date_modified_gmt"], item["id"])
        )
        if "modified_after" in asked:
            items = [item for item in items if item["date_modified_gmt"] > asked["modified_after"]]
        answer = web.json_response(items[(page - 1) * size : page * size], headers={"X-WP-Total": str(len(items))})
        self.on_page()
        return answer


class PrestaShopServer(Server):
    """PrestaShop's webservice in JSON, for one key."""

    def __init__(self, resources: dict[str, list[dict[str, Any]]]) -> None:
        super().__init__()
        self.resources = resources

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/api/{resource}", self._list)

    async def _list(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != _basic("PSKEY", ""):
            return web.Response(status=401, text="Invalid authentication key")
        resource, items = request.match_info["resource"], list(self.resources[request.match_info["resource"]])
        for name, wanted in request.query.items():
            if (match := re.fullmatch(r"filter\[(\w+)\]", name)) is not None:
                items = [item for item in items if _is_wanted(str(item.get(match[1], "")), wanted.strip("[]"))]
        items.sort(key=lambda item: (str(item.get("date_upd", "")), int(item["id"])))
        if "limit" in request.query:
            start, count = map(int, request.query["limit"].split(","))
            items = items[start : start + count]
        if request.query.get("display", "full") != "full":
            shown = request.query["display"].strip("[]").split(",")
            items = [{name: item.get(name) for name in shown} for item in items]
        return web.json_response({resource: items} if items else [])


def _is_wanted(value: str, wanted: str) -> bool:
    if "," in wanted:
        first, last = wanted.split(",")
        return first <= value <= last
    return value in wanted.split("|")


def _basic(login: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()


class RecallServer(Server):
    """The data set of recalls: its state, and its export whole or by date, in parts when asked."""

    def __init__(self, records: list[dict[str, Any]], *, refuses_filters: bool = False) -> None:
        super().__init__()
        self.records = records
        self.refuses_filters = refuses_filters
        self.gives_parts = True
        self.cut_at: deque[int | None] = deque()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/recalls", self._state)
        router.add_get("/recalls/exports/json", self._export)

    @property
    def etag(self) -> str:
        """The mark of the present state."""
        return f'"{hashlib.md5(json.dumps(self.records).encode()).hexdigest()}"'

    async def _state(self, request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == self.etag:
            return web.Response(status=304)
        return web.json_response({"dataset_id": "recalls"}, headers={"ETag": self.etag})

    async def _export(self, request: web.Request) -> web.StreamResponse:
        where = request.query.get("where")
        if where is not None and (self.refuses_filters or "Mozilla" not in request.headers["User-Agent"]):
            return web.Response(status=403, text="<html>Forbidden</html>")
        records = self.records
        if where is not None:
            since = re.search(r"\d{4}-\d{2}-\d{2}", where)[0]  # type: ignore[index]
            records = [record for record in records if record["date_publication"] >= since]
        body = json.dumps(records, ensure_ascii=False).encode()
        start = 0
        asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        if asked and self.gives_parts and request.headers.get("If-Range") == self.etag:
            start = int(asked[1])
        return await self._send(request, body, start)

    async def _send(self, request: web.Request, body: bytes, start: int) -> web.StreamResponse:
        rest = body[start:]
        response = web.StreamResponse(
            status=206 if start else 200, headers={"ETag": self.etag, "Content-Length": str(len(rest))}
        )
        await response.prepare(request)
        cut = self.cut_at.popleft() if self.cut_at else None
        await response.write(rest[:cut] if cut is not None else rest)
        if cut is not None:
            assert request.transport is not None
            request.transport.close()
        return response


def saved(path: Path) -> Any:
    """Return the JSON of a file of recorded shapes."""
    return json.loads(path.read_text(encoding="utf-8"))

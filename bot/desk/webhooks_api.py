"""The API of administrators for webhooks: where outside desks are told, and what became of each telling."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy.engine import Engine

from actions.store.questions import desk_webhooks as stored
from actions.store.questions.desk_administration import log
from actions.store.questions.desk_agents import Agent
from bot.desk.access import Access, Refused, body_of, text_in
from bot.hub import Hub

UNKNOWN = "Cette adresse de notification n'existe pas."


class WebhooksApi:
    """The addresses under /desk/api/webhooks."""

    def __init__(self, engine: Engine, access: Access, hub: Hub, now: Callable[[], datetime]) -> None:
        self._engine, self._access, self._hub, self._now = engine, access, hub, now

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        one = "/desk/api/webhooks/{id}"
        for method, path, handler in (
            ("GET", "/desk/api/webhooks", self.list),
            ("POST", "/desk/api/webhooks", self.add),
            ("PATCH", one, self.change),
            ("DELETE", one, self.delete),
            ("GET", f"{one}/deliveries", self.deliveries),
            ("POST", f"{one}/deliveries/{{event}}/retry", self.retry),
        ):
            app.router.add_route(method, path, self._access.wanted(handler, administrator=True))

    async def list(self, _: web.Request, __: Agent) -> web.Response:
        """Return the webhooks, without their secrets."""
        found = await asyncio.to_thread(stored.all_webhooks, self._engine)
        return web.json_response({"webhooks": [_webhook(each) for each in found], "events": stored.EVENTS})

    async def add(self, request: web.Request, agent: Agent) -> web.Response:
        """Add a webhook; the answer holds its secret, shown once."""
        body = await body_of(request, url=str, events=list)
        url, events = _url(body), _events(body)
        added = await asyncio.to_thread(stored.add_webhook, self._engine, url, events, self._now())
        await self._log("webhook_added", agent, request, url)
        return web.json_response({"webhook": _webhook(added), "secret": added.secret})

    async def change(self, request: web.Request, agent: Agent) -> web.Response:
        """Change what a webhook is told, or stop telling it."""
        body = await body_of(request, url=str, events=list, is_active=bool)
        changes: dict[str, Any] = {"is_active": body["is_active"]} if "is_active" in body else {}
        if "url" in body:
            changes["url"] = _url(body)
        if "events" in body:
            changes["events"] = _events(body)
        if body.get("is_active"):
            changes["scanned_until"] = self._now()  # what happened while it was stopped is not told
        if not changes or not await asyncio.to_thread(
            stored.change_webhook, self._engine, request.match_info["id"], changes
        ):
            raise Refused(UNKNOWN, 404)
        await self._log("webhook_changed", agent, request, request.match_info["id"])
        return web.json_response({})

    async def delete(self, request: web.Request, agent: Agent) -> web.Response:
        """Delete a webhook with its log of deliveries."""
        if not await asyncio.to_thread(stored.delete_webhook, self._engine, request.match_info["id"]):
            raise Refused(UNKNOWN, 404)
        await self._log("webhook_deleted", agent, request, request.match_info["id"])
        return web.json_response({})

    async def deliveries(self, request: web.Request, _: Agent) -> web.Response:
        """Return the log of deliveries of a webhook, newest first."""
        found = await asyncio.to_thread(stored.deliveries, self._engine, request.match_info["id"])
        return web.json_response({"deliveries": [_delivery(each) for each in found]})

    async def retry(self, request: web.Request, _: Agent) -> web.Response:
        """Attempt a failed delivery again."""
        webhook_id, event = request.match_info["id"], request.match_info["event"]
        if not await asyncio.to_thread(stored.retry, self._engine, webhook_id, event, self._now()):
            raise Refused("Cet envoi n'est pas en échec.", 409)
        await self._hub.publish("desk", {"kind": "webhooks"})
        return web.json_response({})

    async def _log(self, action: str, agent: Agent, request: web.Request, subject: str) -> None:
        await asyncio.to_thread(
            lambda: log(
                self._engine,
                action,
                self._now(),
                agent_id=agent.id,
                agent_name=agent.name,
                subject=subject,
                address=request.remote,
            )
        )


def _url(body: dict[str, Any]) -> str:
    url = text_in(body, "url", "l'adresse à appeler", 500)
    parts = urlsplit(url)
    is_local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_local)):
        raise Refused("Écrivez une adresse en https, par exemple https://aide.maboutique.fr/savia.", 400, field="url")
    return url


def _events(body: dict[str, Any]) -> list[str]:
    events = body.get("events", [])
    if not events or any(event not in stored.EVENTS for event in events):
        raise Refused(f"Choisissez des événements parmi {', '.join(stored.EVENTS)}.", 400, field="events")
    return [event for event in stored.EVENTS if event in events]


def _webhook(webhook: stored.Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events),
        "is_active": webhook.is_active,
        "created_at": webhook.created_at.isoformat(),
    }


def _delivery(delivery: stored.Delivery) -> dict[str, Any]:
    return {
        "key": delivery.event_key,
        "event": delivery.event,
        "status": delivery.status,
        "attempts": delivery.attempts,
        "next_attempt_at": delivery.next_attempt_at.isoformat(),
        "answered_status": delivery.answered_status,
        "error": delivery.error,
        "created_at": delivery.created_at.isoformat(),
    }

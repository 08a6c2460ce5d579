"""Tells outside desks what happens, signed, again and again until they answer; what is told is made from the database.

The signature is `X-Savia-Signature: t=<seconds>,v1=<hex>`: HMAC-SHA-256, with the webhook's secret, of the seconds, a
dot and the body. `Idempotency-Key` is the same at every attempt to tell one event.
"""

import asyncio
import contextlib
import hmac
import json
import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
from sqlalchemy.engine import Engine

from actions.store.questions import desk_webhooks as stored
from actions.store.questions.conversations import find_conversation
from actions.store.questions.desk_webhooks import Delivery, Happening, Webhook
from bot.desk.dossier import dossier_of
from bot.hub import Hub

logger = logging.getLogger(__name__)

EVERY_S = 5.0
TOGETHER_S = 0.2  # what happens within that time is told in one round
# A process that commits late, or whose clock is behind, is heard all the same.
OVERLAP = timedelta(minutes=2)
# After each failed attempt; the last failure ends it.
WAITS = [timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)]
ANSWER_WITHIN_S = 10
LEASE = timedelta(minutes=2)
KEPT_FOR = timedelta(days=30)
EVENT_NAMESPACE = uuid.UUID("6f2a9d4e-58a1-4c0b-9a0e-6d9b1f0c5a77")
LONGEST_ERROR = 300


class Webhooks:
    """The work of telling; several processes may do it at once, each delivery is attempted by one."""

    def __init__(self, engine: Engine, hub: Hub, now: Callable[[], datetime], waits: list[timedelta] = WAITS) -> None:
        self._engine, self._hub, self._now, self._waits = engine, hub, now, waits

    async def run(self) -> None:
        """Work until cancelled."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
        async with aiohttp.ClientSession(timeout=timeout) as session, self._hub.listening("desk") as events:
            while True:
                try:
                    await asyncio.to_thread(self.collect)
                    await self.deliver(session)
                except Exception:
                    logger.exception("webhooks could not be told")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(EVERY_S):
                        while (await events.get())["kind"] not in ("state", "message", "webhooks"):
                            pass
                await asyncio.sleep(TOGETHER_S)
                while not events.empty():
                    events.get_nowait()

    def collect(self) -> None:
        """Look for what happened since each webhook was told, and keep what it is to be told; blocking."""
        now = self._now()
        for webhook in stored.all_webhooks(self._engine):
            if not webhook.is_active:
                continue
            after = max(webhook.created_at, webhook.scanned_until - OVERLAP)
            happened = [each for each in stored.happenings(self._engine, after) if each.event in webhook.events]
            known = stored.known_keys(self._engine, webhook, [each.key for each in happened])
            bodies = [(each, self._body(each)) for each in happened if each.key not in known]
            stored.enqueue(self._engine, webhook, bodies, now, now)

    async def deliver(self, session: aiohttp.ClientSession) -> int:
        """Attempt what is due; return how many deliveries were attempted."""
        now = self._now()
        webhooks = {each.id: each for each in await asyncio.to_thread(stored.all_webhooks, self._engine)}
        due = await asyncio.to_thread(stored.claim_due, self._engine, now, now + LEASE)
        await asyncio.gather(*(self._attempt(session, webhooks[each.webhook_id], each) for each in due))
        return len(due)

    async def _attempt(self, session: aiohttp.ClientSession, webhook: Webhook, delivery: Delivery) -> None:
        status, error = None, None
        body = delivery.body.encode()
        try:
            async with session.post(
                webhook.url, data=body, headers=headers(webhook, delivery, body), allow_redirects=False
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
            error = (str(failure) or type(failure).__name__)[:LONGEST_ERROR]
        await asyncio.to_thread(stored.settle, self._engine, delivery, self._outcome(delivery, status, error))

    def _outcome(self, delivery: Delivery, status: int | None, error: str | None) -> dict[str, object]:
        """Return what an attempt changes of its delivery."""
        now = self._now()
        if status is not None and 200 <= status < 300:
            return {"status": "delivered", "answered_status": status, "error": None, "delivered_at": now}
        failed = {"answered_status": status, "error": error or f"HTTP {status}"}
        if delivery.attempts > len(self._waits):
            return {"status": "failed", **failed}
        return {"next_attempt_at": now + self._waits[delivery.attempts - 1], **failed}

    def _body(self, happening: Happening) -> str:
        """Return what is told; a call of a person comes with what the assistant knows."""
        content = {**happening.content}
        if happening.event == "handoff":
            conversation = find_conversation(self._engine, content["conversation"])
            if conversation is not None:
                content["dossier"] = dossier_of(self._engine, conversation)
        return json.dumps(
            {"id": event_id(happening.key), "event": happening.event, "at": happening.at.isoformat(), **content},
            ensure_ascii=False,
        )


def event_id(key: str) -> str:
    """Return the identifier of an event, the same however often it is told."""
    return str(uuid.uuid5(EVENT_NAMESPACE, key))


def headers(webhook: Webhook, delivery: Delivery, body: bytes, at: float | None = None) -> dict[str, str]:
    """Return the headers of an attempt."""
    seconds = int(time.time() if at is None else at)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Savia-Webhook",
        "X-Savia-Event": delivery.event,
        "Idempotency-Key": event_id(delivery.event_key),
        "X-Savia-Signature": f"t={seconds},v1={signature(webhook.secret, seconds, body)}",
    }


def signature(secret: str, seconds: int, body: bytes) -> str:
    """Return the HMAC-SHA-256 of the moment and the body, in hexadecimal."""
    return hmac.digest(secret.encode(), f"{seconds}.".encode() + body, "sha256").hex()

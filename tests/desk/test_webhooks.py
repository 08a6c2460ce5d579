"""Outside desks are told, signed, once per event, and again until they answer."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from actions.store.questions import desk_webhooks as stored
from actions.store.questions.tickets import TicketRequest, open_ticket
from bot.desk.webhooks import Webhooks
from tests.desk.conftest import Desk, Page


class OutsideDesk:
    """A helpdesk of the shop's own, which answers what the test wants."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.url = ""

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.read()))
        return web.Response(status=self.answers.pop(0) if self.answers else 204)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
async def outside() -> AsyncIterator[OutsideDesk]:
    """A running helpdesk."""
    helpdesk = OutsideDesk()
    app = web.Application()
    app.router.add_post("/savia", helpdesk.hear)
    server = TestServer(app)
    await server.start_server()
    helpdesk.url = str(server.make_url("/savia"))
    yield helpdesk
    await server.close()


@pytest.fixture
def webhooks(desk: Desk) -> Webhooks:
    """The telling, moved by hand; the service's own is idle because its clock stands still between moves."""
    return Webhooks(desk.engine, desk.service.hub, desk.clock)


async def tell(webhooks: Webhooks) -> int:
    """Collect what happened and attempt what is due."""
    webhooks.collect()
    async with aiohttp.ClientSession() as session:
        return await webhooks.deliver(session)


async def everything_told(webhooks: Webhooks, desk: Desk) -> None:
    """Tell until nothing is pending."""
    for _ in range(20):
        await tell(webhooks)
        pending = [
            each
            for webhook in stored.all_webhooks(desk.engine)
            for each in stored.deliveries(desk.engine, webhook.id)
            if each.status == "pending"
        ]
        if not pending:
            return
        desk.clock.move(minutes=10)


@pytest.fixture
async def nadia(desk: Desk) -> Page:
    """An administrator, signed in."""
    return await desk.signed_in("Nadia", role="administrator")


async def test_a_handoff_its_messages_a_ticket_and_the_closing_are_told_once_each(
    desk: Desk, nadia: Page, outside: OutsideDesk, webhooks: Webhooks
) -> None:
    await nadia.post("webhooks", {"url": outside.url, "events": ["handoff", "message", "closing", "ticket"]})
    await desk.says("c1", "bonjour")  # with the assistant alone: nobody else's business
    desk.clock.move(seconds=1)
    await desk.says("c1", "un conseiller svp")
    desk.clock.move(seconds=1)
    await desk.says("c1", "vous êtes là ?")
    open_ticket(desk.engine, TicketRequest(kind="message", message="Rappelez-moi", conversation_id="c1"), desk.clock())
    await nadia.post("conversations/c1/take")
    desk.clock.move(seconds=1)
    await nadia.post("conversations/c1/messages", {"text": "Oui !", "client_id": "m1"})
    desk.clock.move(seconds=1)
    await nadia.post("conversations/c1/close", {"reason": "solved"})
    for _ in range(3):
        await everything_told(webhooks, desk)
    events = sorted(outside.events, key=lambda event: event["at"])
    kinds = [event["event"] for event in events]
    assert kinds.count("handoff") == 1
    assert kinds.count("closing") == 1
    assert kinds.count("ticket") == 1
    texts = [event["text"] for event in events if event["event"] == "message"]
    assert "bonjour" not in texts
    assert "vous êtes là ?" in texts
    assert "Oui !" in texts
    assert len({event["id"] for event in events}) == len(events)
    handoff = next(event for event in events if event["event"] == "handoff")
    assert handoff["cause"] == "asked"
    assert len(handoff["dossier"]["summary"]) == 3


async def test_each_telling_is_signed_with_the_secret_shown_once(
    desk: Desk, nadia: Page, outside: OutsideDesk, webhooks: Webhooks
) -> None:
    secret = (await nadia.post("webhooks", {"url": outside.url, "events": ["handoff"]}))["secret"]
    await desk.says("c1", "un conseiller svp")
    await everything_told(webhooks, desk)
    headers, body = outside.heard[0]
    parts = dict(part.split("=") for part in headers["X-Savia-Signature"].split(","))
    expected = hmac.new(secret.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(expected, parts["v1"])
    assert headers["Idempotency-Key"] == json.loads(body)["id"]
    assert secret not in str(await nadia.get("webhooks"))


async def test_a_failed_telling_is_tried_again_later_with_the_same_key_and_body(
    desk: Desk, nadia: Page, outside: OutsideDesk
) -> None:
    webhooks = Webhooks(desk.engine, desk.service.hub, desk.clock, [timedelta(minutes=1), timedelta(minutes=5)])
    webhook = (await nadia.post("webhooks", {"url": outside.url, "events": ["handoff"]}))["webhook"]
    # Stopped at first, so that only this test's own telling attempts it.
    stored.change_webhook(desk.engine, webhook["id"], {"is_active": False})
    await desk.says("c1", "un conseiller svp")
    (happening,) = stored.happenings(desk.engine, desk.clock() - timedelta(minutes=1))[:1]
    (known,) = stored.all_webhooks(desk.engine)
    outside.answers = [500, 302, 204]
    stored.enqueue(desk.engine, known, [(happening, '{"id": "x"}')], desk.clock(), desk.clock() + timedelta(minutes=1))
    attempts = []
    for minutes in (1, 0.5, 0.5, 4, 1.1):
        desk.clock.move(minutes=minutes)
        async with aiohttp.ClientSession() as session:
            attempts.append(await webhooks.deliver(session))
    assert attempts == [1, 0, 1, 0, 1]
    (delivery,) = stored.deliveries(desk.engine, webhook["id"])
    assert (delivery.status, delivery.attempts, delivery.answered_status) == ("delivered", 3, 204)
    assert len({(headers["Idempotency-Key"], body) for headers, body in outside.heard}) == 1


async def test_a_telling_given_up_is_in_the_log_and_can_be_tried_again(
    desk: Desk, nadia: Page, outside: OutsideDesk
) -> None:
    webhook = (await nadia.post("webhooks", {"url": outside.url, "events": ["handoff"]}))["webhook"]
    webhooks = Webhooks(desk.engine, desk.service.hub, desk.clock, waits=[])
    await desk.says("c1", "un conseiller svp")
    outside.answers = [503] * 5
    for _ in range(10):
        await tell(webhooks)
        (delivery,) = (await nadia.get(f"webhooks/{webhook['id']}/deliveries"))["deliveries"]
        if delivery["status"] == "failed":
            break
        desk.clock.move(hours=12)
    assert (delivery["status"], delivery["error"]) == ("failed", "HTTP 503")
    outside.answers = []
    await nadia.post(f"webhooks/{webhook['id']}/deliveries/{delivery['key']}/retry")
    await tell(webhooks)
    (delivery,) = (await nadia.get(f"webhooks/{webhook['id']}/deliveries"))["deliveries"]
    assert delivery["status"] == "delivered"


async def test_an_address_that_is_not_https_is_refused(nadia: Page) -> None:
    for url in ("http://aide.exemple.fr/savia", "aide.exemple.fr", "file:///etc/passwd"):
        refused = await nadia.post("webhooks", {"url": url, "events": ["handoff"]}, status=400)
        assert "adresse en https" in refused["error"]


async def test_an_event_that_does_not_exist_is_refused(nadia: Page) -> None:
    body = {"url": "https://aide.exemple.fr/savia", "events": ["coffee"]}
    assert "handoff, message, closing, ticket" in (await nadia.post("webhooks", body, status=400))["error"]

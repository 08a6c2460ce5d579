"""The desk as a part of the application: makes its pieces, adds their addresses, runs its two standing works."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from actions.store.questions.desk_presence import forget_connections
from actions.store.questions.desk_sessions import forget_old
from actions.store.questions.desk_webhooks import forget_deliveries
from bot import standing
from bot.desk.access import Access
from bot.desk.administration_api import AdministrationApi
from bot.desk.availability import Availability
from bot.desk.casework import Casework
from bot.desk.conversations_api import ConversationsApi, SuggestedReplies, nothing_suggested
from bot.desk.overview import Overview
from bot.desk.pages import Pages
from bot.desk.routing import Routing
from bot.desk.sign_in import LOCK, SignIn
from bot.desk.sockets import Sockets
from bot.desk.tasks_api import TasksApi
from bot.desk.webhooks import KEPT_FOR, Webhooks
from bot.desk.webhooks_api import WebhooksApi

if TYPE_CHECKING:
    from bot.app import Service

CLEAN_EVERY_S = 3600
# What a channel suggests to answer in some tickets, put here before `setup` by who knows both rooms.
SUGGESTED_REPLIES: web.AppKey[SuggestedReplies] = web.AppKey("suggested_replies")
PAGES_KEPT_FOR = timedelta(days=1)


def setup(app: web.Application, service: "Service") -> None:
    """Add the desk to the application."""
    engine, hub, now, settings = service.engine, service.hub, service.shop.now, service.settings
    availability = Availability(engine, settings.opening_hours, settings.human_service, now)
    access = Access(engine, now)
    casework = Casework(engine, service.transcripts, service.assistant, service.lock, now)
    suggested = app.get(SUGGESTED_REPLIES, nothing_suggested)
    sockets = Sockets(engine, access, Overview(engine, availability), transcripts=service.transcripts, hub=hub, now=now)
    for part in (
        Pages(access),
        SignIn(engine, access, hub, now, settings.shop_name),
        ConversationsApi(casework, access, settings.at(settings.uploads), now, suggested),
        TasksApi(engine, access, hub, now),
        AdministrationApi(engine, access, availability, hub, now),
        WebhooksApi(engine, access, hub, now),
    ):
        part.add_routes(app)
    app.router.add_get("/desk/api/socket", sockets.connect)
    app.on_shutdown.append(sockets.close_all)
    works = (Routing(casework, availability, hub, now).run, Webhooks(engine, hub, now).run, lambda: _clean(service))

    async def standing_works(_: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(work()) for work in works]
        yield
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    standing.add(app, standing_works)


async def _clean(service: "Service") -> None:
    """Forget, every hour, what no longer serves: sessions over, pages long closed, deliveries long settled."""
    while True:
        now = service.shop.now()
        await asyncio.to_thread(forget_old, service.engine, now, LOCK)
        await asyncio.to_thread(forget_connections, service.engine, now - PAGES_KEPT_FOR)
        await asyncio.to_thread(forget_deliveries, service.engine, now - KEPT_FOR)
        await asyncio.sleep(CLEAN_EVERY_S)

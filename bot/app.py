"""The composition root: makes the database, the model, the clock and the channels, and puts them together."""

import asyncio
import contextlib
import ctypes
import gc
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.engine import Engine

from actions import every_action
from actions.shop import Contact, Shop
from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.questions.catalogue import DataVersion, vocabulary
from actions.store.questions.dialogue import DialogueLog
from bot import (
    assessment,
    demonstration,
    health,
    incidents,
    model,
    proxies,
    self_service,
    standing,
    widget_files,
    withdrawal_function,
)
from bot.assistant import Assistant
from bot.channels import chat, chat_http, origins, rest, uploads
from bot.desk import office
from bot.desk.availability import Availability
from bot.engine.lock import ConversationLock
from bot.engine.tracker_store import SessionTrackerStore
from bot.hub import Hub
from bot.mail import post_office
from bot.mail.suggestions import suggested_replies
from bot.nlu.vocabulary_extractor import set_catalogue, watched
from bot.reception import Reception
from bot.settings import Settings
from bot.sync import loop as shop_sync
from bot.sync import webhooks as shop_webhooks
from bot.transcripts import Transcripts

logger = logging.getLogger(__name__)

PARIS = ZoneInfo("Europe/Paris")
LARGEST_BODY = 64 * 1024


def paris_now() -> datetime:
    """Return the moment, in Paris."""
    return datetime.now(PARIS)


@dataclass(frozen=True)
class Service:
    """Everything a request may need."""

    settings: Settings
    engine: Engine
    shop: Shop
    assistant: Assistant
    hub: Hub
    transcripts: Transcripts
    reception: Reception
    lock: ConversationLock


SERVICE = web.AppKey("service", Service)


def make_shop(settings: Settings, engine: Engine, now: Callable[[], datetime] = paris_now) -> Shop:
    """Return the shop as its actions see it."""
    availability = Availability(engine, settings.opening_hours, settings.human_service, now)
    contact = Contact(
        name=settings.shop_name,
        url=settings.shop_url,
        phone=settings.shop_phone,
        email=settings.shop_email or settings.mail_address,
        address=settings.shop_address,
        mediator=settings.shop_mediator,
        opening_hours=availability.hours().in_french(),
    )
    return Shop(
        engine=engine,
        contact=contact,
        now=now,
        people_answer=availability.people_answer,
        lock_for=timedelta(minutes=settings.lock_minutes),
    )


def make_service(settings: Settings, now: Callable[[], datetime] = paris_now) -> Service:
    """Open the database and load the model; blocking. Raises what is wrong in one sentence."""
    engine = open_engine(settings.database_url)
    upgrade(engine)
    data = DataVersion(engine)
    shop = replace(make_shop(settings, engine, now), read_version=data.at_hand)
    memory = SessionTrackerStore(None, DialogueLog(engine))
    trained = model.latest(settings.at(settings.model))
    set_catalogue(watched(data.read, partial(vocabulary, engine)))
    assistant = Assistant.load(trained, every_action(shop), memory, shop.contact.figures())
    hub = Hub(settings.redis_url or None)
    transcripts = Transcripts(engine, hub)
    lock = ConversationLock(settings.redis_url or None)
    reception = Reception(assistant, transcripts, lock)
    return Service(settings, engine, shop, assistant, hub, transcripts, reception, lock)


def settle_memory() -> None:
    """Give back what loading freed, and leave the model out of every later round of garbage collection."""
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError):  # only the GNU C library has it
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def make_app(service: Service) -> web.Application:
    """Return the web application of a service."""
    addresses = proxies.addresses(service.settings.proxies)
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[addresses, health.measured, incidents.explained])
    app[SERVICE] = service
    app[standing.WORKS] = []
    app[office.SUGGESTED_REPLIES] = partial(suggested_replies, service.engine)
    app.cleanup_ctx.append(_running)
    parts = (
        health, origins, rest, assessment, chat, chat_http, uploads, self_service, withdrawal_function, widget_files,
        demonstration, office, post_office, shop_webhooks, shop_sync,
    )  # fmt: skip
    for part in parts:
        part.setup(app, service)
    standing.begin(app, are_ours=service.settings.standing_works == "on")
    return app


async def _running(app: web.Application) -> AsyncIterator[None]:
    service = app[SERVICE]
    await service.hub.start()
    settle_memory()
    yield
    await service.hub.stop()
    await service.lock.close()
    await asyncio.to_thread(service.engine.dispose)

"""The sync inside the service: the shop every few minutes, the recalls every few hours, in one process only."""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy.engine import Engine

from actions.store.questions.sync_state import take_lease
from actions.store.sources.translation import Translation
from bot import standing
from bot.settings import Settings
from bot.sync.client import Client
from bot.sync.recalls import SOURCE, address, chosen_categories, sync_recalls
from bot.sync.shops import clients, statuses_of, sync_shop

if TYPE_CHECKING:
    from bot.app import Service

logger = logging.getLogger(__name__)


def setup(app: web.Application, service: "Service") -> None:
    """Run the syncs that the settings ask for, for as long as the service runs."""
    jobs = list(_jobs(service.engine, service.settings))

    async def running(_: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(_repeat(service.engine, *job)) for job in jobs]
        yield
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    if jobs:
        standing.add(app, running)


async def sync_once(engine: Engine, settings: Settings, name: str) -> None:
    """Bring in what changed in one shop, and log what it is."""
    client, connector = clients(settings)[name]()
    async with client:
        report = await sync_shop(engine, connector, Translation(statuses_of(settings)))
    logger.info("%s: %d orders, %d products", name, report.orders, report.products)
    for sentence in (*report.refused[:20], *report.remarks):
        logger.warning("%s: %s", name, sentence)


async def sync_recalls_once(engine: Engine, settings: Settings) -> None:
    """Bring in the recalls that changed, and log how many."""
    async with Client(address(settings.recalls_url)) as client:
        categories = chosen_categories(settings.recall_categories)
        done = await sync_recalls(engine, client, settings.at("var/sync"), categories, datetime.now(UTC))
    logger.info("recalls: %s", "nothing new" if done.report is None else f"{done.report.shop.recalls} written")


Job = tuple[str, timedelta, Callable[[], Awaitable[None]]]


def _jobs(engine: Engine, settings: Settings) -> list[Job]:
    jobs: list[Job] = []
    if settings.sync_minutes:
        every = timedelta(minutes=settings.sync_minutes)
        jobs += [(name, every, partial(sync_once, engine, settings, name)) for name in clients(settings)]
    if settings.recalls_hours:
        hours = timedelta(hours=settings.recalls_hours)
        jobs.append((SOURCE, hours, lambda: sync_recalls_once(engine, settings)))
    return jobs


async def _repeat(engine: Engine, name: str, every: timedelta, run: Callable[[], Awaitable[None]]) -> None:
    """Run a sync again and again; what goes wrong is logged and does not stop the service."""
    holder = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        try:
            if await asyncio.to_thread(take_lease, engine, name, holder, datetime.now(UTC), every * 2):
                await run()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  # a shop that is down must not take the assistant with it
            logger.warning("sync of %s: %s", name, error)
        await asyncio.sleep(every.total_seconds())

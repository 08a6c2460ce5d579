"""What is done every hour: conversations past their retention and forgotten identification attempts are erased."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from actions.store.questions.identification import forget_attempts
from actions.store.questions.retention import forget_conversations
from bot import standing
from bot.incidents import one_line

if TYPE_CHECKING:
    from bot.app import Service

logger = logging.getLogger(__name__)

EVERY_S = 3600


def setup(app: web.Application, service: "Service") -> None:
    """Tidy up while the service runs."""

    async def running(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_every_hour(service))
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    standing.add(app, running)


async def _every_hour(service: "Service") -> None:
    while True:
        try:
            await asyncio.to_thread(tidy_up, service)
        except Exception as error:  # noqa: BLE001 - one bad hour must not end the tidying
            logger.error("housekeeping failed and will try again in an hour: %s", one_line(error))
        await asyncio.sleep(EVERY_S)


def tidy_up(service: "Service") -> None:
    """Erase what is past its time; blocking."""
    now = service.shop.now()
    erased = forget_conversations(service.engine, now - timedelta(days=service.settings.retention_days))
    forget_attempts(service.engine, now)
    if erased:
        logger.info("%s conversations past their retention were erased", erased)

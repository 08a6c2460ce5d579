"""Works that go on beside the answers: reading mail, following the shop, assigning conversations, tidying up.

One process of a shop does them (`SAVIA_STANDING_WORKS`); the others only answer.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

from aiohttp import web

Work = Callable[[web.Application], AsyncIterator[None]]
WORKS: web.AppKey[list[Work]] = web.AppKey("standing_works", list[Any])


def add(app: web.Application, work: Work) -> None:
    """Declare a work; `work` is an asynchronous context of aiohttp: begun, then ended where it yields."""
    app[WORKS].append(work)


def begin(app: web.Application, are_ours: bool) -> None:
    """Have the works done with the service, when they are this process's."""
    for work in app[WORKS] if are_ours else ():
        app.cleanup_ctx.append(work)

"""What the tests of receiving share: a simple mail, a running service, the settings of the mailbox."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import make_app
from tests.mail.conftest import Office
from tests.mail.imap_server import PASSWORD, USER

LMTP_PORT, SMTP_PORT, IMAP_PORT = 8251, 8252, 8253


def letter(number: int, text: str = "Combien de temps dure la garantie ?") -> bytes:
    """Return a simple mail."""
    return (
        f"From: client{number}@exemple.fr\r\nTo: sav@maison-claire.example\r\nSubject: Question {number}\r\n"
        f"Message-ID: <{number}@exemple.fr>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


async def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not await asyncio.to_thread(condition):
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def running(office: Office) -> AsyncIterator[web.Application]:
    """Run the whole service of an office."""
    app = make_app(office.service)
    server = TestServer(app)
    await server.start_server()
    try:
        yield app
    finally:
        await server.close()


def mailbox_settings(**changes: Any) -> dict[str, Any]:
    """Return the settings that read the mailbox and send to the sink."""
    password = quote(PASSWORD, safe="")
    return {
        "mail_imap_url": f"imap://{USER}:{password}@127.0.0.1:{IMAP_PORT}/INBOX",
        "mail_smtp_url": f"smtp://127.0.0.1:{SMTP_PORT}",
        "mail_poll_seconds": 600,
    } | changes

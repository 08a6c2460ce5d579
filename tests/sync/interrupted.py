"""Processes that import or sync, and kill themselves (SIGKILL) at a given statement to the database; run by tests.

It reads jobs, one a line: `DATABASE WHAT SOURCE STATEMENT`. Each is done in a process of its own, forked so that it
starts at once; its line of answer is how it ended (0, or -9) and how many statements there were. 0 kills nothing.
"""

import asyncio
import os
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from actions.store.engine import open_engine
from actions.store.source_files import import_files
from actions.store.sources.translation import Translation
from bot.settings import Settings
from bot.sync.client import Address, Client
from bot.sync.recalls import chosen_categories, sync_recalls
from bot.sync.shops import sync_shop
from bot.sync.woocommerce import WooCommerce


def main() -> None:
    """Do the jobs as they come."""
    for line in sys.stdin:
        database, what, source, last = line.split()
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            work(database, what, source, int(last), write)
            os._exit(0)
        os.close(write)
        _, status = os.waitpid(child, 0)
        with os.fdopen(read) as told:
            print(os.waitstatus_to_exitcode(status), told.read() or "-", flush=True)


def work(database: str, what: str, source: str, last: int, told: int) -> None:
    """Do one job in this process."""
    engine = open_engine(database)
    count = 0

    def counted(*_: Any) -> None:
        nonlocal count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", counted)
    if what == "file":
        import_files(engine, [Path(source)])
    elif what == "shop":
        asyncio.run(_sync_shop(engine, source))
    else:
        asyncio.run(_sync_recalls(engine, source))
    os.write(told, str(count).encode())


async def _sync_shop(engine: Any, url: str) -> None:
    settings = Settings(woocommerce_url=url, woocommerce_key="ck_test", woocommerce_secret="cs_test")
    address = WooCommerce.address(settings)
    assert address is not None
    async with Client(address, pause=0) as client:
        await sync_shop(engine, WooCommerce(client), Translation())


async def _sync_recalls(engine: Any, url: str) -> None:
    async with Client(Address("RappelConso", f"{url}/recalls", "SAVIA_RECALLS_URL")) as client:
        with tempfile.TemporaryDirectory() as folder:
            await sync_recalls(engine, client, Path(folder), chosen_categories("all"), datetime.now(UTC))


if __name__ == "__main__":
    main()

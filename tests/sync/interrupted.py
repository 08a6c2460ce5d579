"""A process that imports or syncs, and kills itself (SIGKILL) at a given statement to the database; run by tests.

`python interrupted.py DATABASE WHAT SOURCE STATEMENT`: at STATEMENT 0 it lives, and prints how many there were.
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


def main(database: str, what: str, source: str, last: int) -> None:
    """Do it."""
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
    print(count)


async def _sync_shop(engine: Any, url: str) -> None:
    settings = Settings(woocommerce_url=url, woocommerce_key="ck_test", woocommerce_secret="cs_test")  # noqa: S106
    address = WooCommerce.address(settings)
    assert address is not None
    async with Client(address) as client:
        await sync_shop(engine, WooCommerce(client), Translation())


async def _sync_recalls(engine: Any, url: str) -> None:
    async with Client(Address("RappelConso", f"{url}/recalls", "SAVIA_RECALLS_URL")) as client:
        with tempfile.TemporaryDirectory() as folder:
            await sync_recalls(engine, client, Path(folder), chosen_categories("all"), datetime.now(UTC))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))

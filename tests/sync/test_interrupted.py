"""Imports and syncs killed at ten points and run again: what comes in is the same as without."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.shop_export import export_shop
from tests.actions.store.conftest import new_postgresql_url  # noqa: F401  # a fixture
from tests.sync.servers import RecallServer, WooCommerceServer
from tests.sync.shapes import recall_record, woocommerce_order

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("interrupted.py")
POINTS = 10
ORDERS = 150


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Make addresses of empty databases, up to date."""
    count = 0

    def make() -> str:
        nonlocal count
        count += 1
        url = (
            f"sqlite:///{tmp_path / f'{count}.db'}"
            if request.param == "sqlite"
            else request.getfixturevalue("new_postgresql_url")()
        )
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        return url

    return make


class Runner:
    """The process that does the jobs."""

    async def __aenter__(self) -> "Runner":
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, str(SCRIPT), stdin=pipe, stdout=pipe, cwd=ROOT, env=environment
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def run(self, url: str, what: str, source: str, last: int) -> tuple[int, str]:
        """Do a job, and return how it ended and how many statements there were."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{url} {what} {source} {last}\n".encode())
        await self._process.stdin.drain()
        status, count = (await self._process.stdout.readline()).decode().split()
        return int(status), count


def whole(url: str) -> str:
    """Return the shop of a database as its export tells it."""
    engine = open_engine(url)
    try:
        return "".join(export_shop(engine))
    finally:
        engine.dispose()


async def killed_and_run_again(new_url: Callable[[], str], what: str, source: str, *, is_one_transaction: bool) -> None:
    """Kill at ten points spread over the statements, each in a database of its own, then run to the end."""
    reference = new_url()
    empty = whole(reference)
    async with Runner() as runner:
        status, counted = await runner.run(reference, what, source, 0)
        assert status == 0
        expected, total = whole(reference), int(counted)
        for point in range(1, POINTS + 1):
            url, last = new_url(), max(1, total * point // POINTS)
            assert (await runner.run(url, what, source, last))[0] == -signal.SIGKILL
            if is_one_transaction:
                assert whole(url) in (empty, expected), f"half an import stayed after statement {last} of {total}"
            assert (await runner.run(url, what, source, 0))[0] == 0
            assert whole(url) == expected, f"killed at statement {last} of {total}"


def test_a_file_killed_at_ten_points_comes_in_whole_or_not_at_all(new_url: Callable[[], str], tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    path.write_text(json.dumps([woocommerce_order(number) for number in range(1, 561)]), encoding="utf-8")
    asyncio.run(killed_and_run_again(new_url, "file", str(path), is_one_transaction=True))


def test_a_sync_of_a_shop_killed_at_ten_points_ends_the_same(new_url: Callable[[], str]) -> None:
    async def check() -> None:
        async with WooCommerceServer([woocommerce_order(number) for number in range(1, ORDERS + 1)]) as server:
            await killed_and_run_again(new_url, "shop", server.url, is_one_transaction=False)

    asyncio.run(check())


def test_a_sync_of_recalls_killed_at_ten_points_ends_the_same(new_url: Callable[[], str]) -> None:
    async def check() -> None:
        async with RecallServer([recall_record(number) for number in range(1, 301)]) as server:
            await killed_and_run_again(new_url, "recalls", server.url, is_one_transaction=False)

    asyncio.run(check())

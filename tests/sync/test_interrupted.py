"""Imports and syncs killed at ten points and run again: what comes in is the same as without."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.shop_export import export_shop
from tests.actions.store.conftest import new_postgresql_url  # noqa: F401  # a fixture
from tests.sync.servers import RecallServer, WooCommerceServer
from tests.sync.shapes import recall_record, woocommerce_order

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("interrupted.py")
POINTS = 10
ORDERS = 450


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Make addresses of empty databases, up to date."""
    count = 0
    engines: list[Engine] = []

    def make() -> str:
        nonlocal count
        count += 1
        url = f"sqlite:///{tmp_path / f'{count}.db'}" if request.param == "sqlite" else request.getfixturevalue("new_postgresql_url")()
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        return url

    yield make
    for engine in engines:
        engine.dispose()


async def run(url: str, what: str, source: str, last: int) -> tuple[int, str]:
    """Run the process, and return its status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(SCRIPT), url, what, source, str(last),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    out, error = await process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), error.decode()[-2000:]
    return process.returncode or 0, out.decode()


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
    _, printed = await run(reference, what, source, 0)
    expected, total = whole(reference), int(printed)
    for point in range(1, POINTS + 1):
        url = new_url()
        status, _ = await run(url, what, source, max(1, total * point // POINTS))
        assert status == -signal.SIGKILL
        if is_one_transaction:
            assert whole(url) in (empty, expected), f"half an import stayed after statement {total * point // POINTS}"
        await run(url, what, source, 0)
        assert whole(url) == expected, f"killed at statement {total * point // POINTS} of {total}"


def test_a_file_killed_at_ten_points_comes_in_whole_or_not_at_all(new_url: Callable[[], str], tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    path.write_text(json.dumps([woocommerce_order(number) for number in range(1, 1501)]), encoding="utf-8")
    asyncio.run(killed_and_run_again(new_url, "file", str(path), is_one_transaction=True))


def test_a_sync_of_a_shop_killed_at_ten_points_ends_the_same(new_url: Callable[[], str]) -> None:
    async def check() -> None:
        async with WooCommerceServer([woocommerce_order(number) for number in range(1, ORDERS + 1)]) as server:
            await killed_and_run_again(new_url, "shop", server.url, is_one_transaction=False)

    asyncio.run(check())


def test_a_sync_of_recalls_killed_at_ten_points_ends_the_same(new_url: Callable[[], str]) -> None:
    async def check() -> None:
        async with RecallServer([recall_record(number) for number in range(1, 601)]) as server:
            await killed_and_run_again(new_url, "recalls", server.url, is_one_transaction=False)

    asyncio.run(check())

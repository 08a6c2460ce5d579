"""The sync of the State's recalls: incremental, conditional, gone on with when cut, and never a half import."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.recalls import find_recall
from bot.sync.client import Address, Client, SyncFailed
from bot.sync.recalls import RecallSync, chosen_categories, sync_recalls
from tests.sync.conftest import Waits, run
from tests.sync.servers import RecallServer, answering
from tests.sync.shapes import recall_record

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


async def synced(
    engine: Engine,
    server: RecallServer,
    folder: Path,
    waits: Waits,
    now: datetime = NOW,
    categories: str = "",
    **options: Any,
) -> RecallSync:
    """Sync the recalls of a server once."""
    address = Address("RappelConso", f"{server.url}/recalls", "SAVIA_RECALLS_URL")
    async with Client(address, sleep=waits) as client:
        return await sync_recalls(engine, client, folder, chosen_categories(categories), now, **options)


def test_the_first_sync_reads_the_whole_export(engine: Engine, tmp_path: Path, waits: Waits) -> None:
    async def check() -> None:
        async with RecallServer([recall_record(number) for number in range(1, 41)]) as server:
            seen: list[tuple[int, int | None]] = []
            done = await synced(engine, server, tmp_path, waits, progress=lambda *step: seen.append(step))
        assert done.is_whole
        assert done.report.shop.recalls == 40
        assert seen[-1][0] == seen[-1][1]

    run(check())
    assert find_recall(engine, "2026-11-0040") is not None
    assert list(tmp_path.glob("recalls*")) == []


def test_nothing_is_fetched_when_nothing_changed(engine: Engine, tmp_path: Path, waits: Waits) -> None:
    async def check() -> None:
        async with RecallServer([recall_record(1)]) as server:
            await synced(engine, server, tmp_path, waits)
            server.requests.clear()
            done = await synced(engine, server, tmp_path, waits)
            assert done.report is None
            assert [request.path for request in server.requests] == ["/recalls"]

    run(check())


def test_the_next_sync_asks_from_the_last_day_on_and_takes_new_versions(
    engine: Engine, tmp_path: Path, waits: Waits
) -> None:
    async def check() -> None:
        records = [recall_record(1, "2026-10-01"), recall_record(2, "2026-11-10")]
        async with RecallServer(records) as server:
            await synced(engine, server, tmp_path, waits)
            server.records = [*records, recall_record(2, "2026-11-12", numero_version=2, modeles_ou_references="mk-9")]
            server.requests.clear()
            done = await synced(engine, server, tmp_path, waits)
            asked = server.requests[-1].query
        assert asked["where"] == "date_publication >= date'2026-11-07'"
        assert not done.is_whole
        assert done.report.shop.recalls == 1

    run(check())
    assert find_recall(engine, "2026-11-0002").models == ("mk-9",)


def test_a_refused_filter_makes_the_whole_export_be_read(engine: Engine, tmp_path: Path, waits: Waits) -> None:
    async def check() -> None:
        records = [recall_record(1), recall_record(2)]
        async with RecallServer(records, refuses_filters=True) as server:
            await synced(engine, server, tmp_path, waits)
            server.records = [*records, recall_record(3, "2026-11-20")]
            done = await synced(engine, server, tmp_path, waits)
        assert done.is_whole
        assert done.report.shop.recalls == 3

    run(check())


def test_everything_is_read_again_after_a_month(engine: Engine, tmp_path: Path, waits: Waits) -> None:
    async def check() -> None:
        async with RecallServer([recall_record(1)]) as server:
            await synced(engine, server, tmp_path, waits)
            server.records = [recall_record(1), recall_record(2, "2026-01-02")]  # came late, with an old date
            assert (await synced(engine, server, tmp_path, waits, NOW + timedelta(days=1))).report.shop.recalls == 1
            server.records.append(recall_record(3))
            done = await synced(engine, server, tmp_path, waits, NOW + timedelta(days=40))
        assert done.is_whole

    run(check())
    assert find_recall(engine, "2026-11-0002") is not None


def test_a_cut_export_is_gone_on_with(engine: Engine, tmp_path: Path, waits: Waits) -> None:
    async def check() -> None:
        async with RecallServer([recall_record(number) for number in range(1, 201)]) as server:
            server.cut_at.extend([10_000, 50_000])
            done = await synced(engine, server, tmp_path, waits)
            ranges = [request.headers.get("Range") for request in server.requests if "exports" in request.path]
        assert ranges == [None, "bytes=10000-", "bytes=60000-"]
        assert done.report.shop.recalls == 200

    run(check())


def test_a_server_without_parts_starts_the_export_again(engine: Engine, tmp_path: Path, waits: Waits) -> None:
    async def check() -> None:
        async with RecallServer([recall_record(number) for number in range(1, 201)]) as server:
            server.gives_parts = False
            server.cut_at.extend([10_000])
            done = await synced(engine, server, tmp_path, waits)
        assert done.report.shop.recalls == 200

    run(check())


def test_an_export_that_changed_meanwhile_is_not_mixed(engine: Engine, tmp_path: Path, waits: Waits) -> None:
    async def check() -> None:
        async with RecallServer([recall_record(number) for number in range(1, 201)]) as server:
            server.cut_at.extend([10_000] * 6)
            server.gives_parts = False
            with pytest.raises(SyncFailed):
                await synced(engine, server, tmp_path, waits)
            server.gives_parts = True
            server.records = [recall_record(number, marque_produit="autre") for number in range(1, 101)]
            done = await synced(engine, server, tmp_path, waits)
        assert done.report.shop.recalls == 100

    run(check())
    assert find_recall(engine, "2026-11-0001").brand == "autre"


def test_an_export_that_is_no_export_changes_nothing(
    engine: Engine, tmp_path: Path, waits: Waits, exported: Callable[[], str]
) -> None:
    async def check() -> None:
        async with RecallServer([recall_record(1)]) as server:
            await synced(engine, server, tmp_path, waits)
            before = exported()
            server.records = [recall_record(2)]
            server.troubles.extend([None, answering(200, '[{"id": 1}]')])
            with pytest.raises(SyncFailed, match="export cannot be used"):
                await synced(engine, server, tmp_path, waits, is_whole=True)
            assert exported() == before
            assert (await synced(engine, server, tmp_path, waits)).report.shop.recalls == 1

    run(check())


def test_food_stays_out_unless_it_is_asked_for(engine: Engine, tmp_path: Path, waits: Waits) -> None:
    async def check() -> None:
        records = [recall_record(1), recall_record(2, categorie_produit="alimentation")]
        async with RecallServer(records) as server:
            assert (await synced(engine, server, tmp_path, waits)).report.shop.recalls == 1
            done = await synced(engine, server, tmp_path, waits, categories="all", is_whole=True)
        assert done.report.shop.recalls == 2

    run(check())

"""Files gone wrong: none makes the import crash, and none is written by half.

`SAVIA_TEST_MUTATIONS` says how many are tried (2,000 before a release, 120 by default).
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from actions.store import shop_data
from actions.store.demonstration import demonstration_shop
from actions.store.engine import open_engine
from actions.store.index_import import import_indices
from actions.store.migrations import upgrade
from actions.store.questions.catalogue import version
from actions.store.schema import metadata
from actions.store.shop_csv import export_csv
from actions.store.shop_data import InvalidShopData
from actions.store.source_files import import_files
from actions.store.sources.indices import index_schemas
from tests.actions.store.sources.mutations import mutated
from tests.actions.store.sources.test_indices import declaration, written

FILES = Path(__file__).parent / "files"
COUNT = int(os.environ.get("SAVIA_TEST_MUTATIONS", "120"))
SEED = 20_261

Import = Callable[[Engine, Path], Any]


def read(engine: Engine, path: Path) -> Any:
    return import_files(engine, [path])


def read_with_map(engine: Engine, path: Path) -> Any:
    return import_files(engine, [path], map_path=FILES / "shop_table.map.yml")


def read_prestashop(engine: Engine, path: Path) -> Any:
    others = [each for each in sorted((FILES / "prestashop").iterdir()) if each.name != path.name]
    return import_files(engine, [path, *others])


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Import]]:
    """Good files of every format, each with what reads it."""
    folder = tmp_path_factory.mktemp("originals")
    table = folder / "table.csv"
    table.write_text((FILES / "shop_table.csv").read_text(encoding="cp1252"), encoding="utf-8")
    book = openpyxl.Workbook()
    for line in table.read_text(encoding="utf-8").splitlines():
        book.active.append(line.split(";"))
    book.save(folder / "table.xlsx")
    example = folder / "contract.json"
    shutil.copy(FILES.parents[1] / "contract_example.json", example)
    indices = written(folder / "indices.csv", declaration(index_schemas()[0]), declaration(index_schemas()[0], 2))
    engine = open_engine("sqlite://")
    upgrade(engine)
    shop_data.import_document(engine, {**demonstration_shop(date(2026, 11, 26)), "orders": []}, "test")
    import_files(engine, [example])
    own = export_csv(engine, folder / "own")
    plain = [
        path
        for path in sorted(FILES.iterdir())
        if path.suffix in (".json", ".csv") and path != FILES / "shop_table.csv"
    ]
    return [
        *((path, read) for path in (*plain, example, *own)),
        *((path, read_prestashop) for path in sorted((FILES / "prestashop").iterdir())),
        (table, read_with_map),
        (folder / "table.xlsx", read_with_map),
        (indices, import_indices),
    ]


def test_files_gone_wrong_are_refused_whole_or_read_whole(originals: list[tuple[Path, Import]], tmp_path: Path) -> None:
    model = tmp_path / "model.db"
    engine = open_engine(f"sqlite:///{model}")
    upgrade(engine)
    engine.dispose()
    random = Random(SEED)
    refused = 0
    for number in range(COUNT):
        original, import_file = originals[number % len(originals)]
        body = mutated(original.read_bytes(), original.suffix, random)
        path = tmp_path / original.name
        path.write_bytes(body)
        database = tmp_path / "savia.db"
        shutil.copy(model, database)
        engine = open_engine(f"sqlite:///{database}")
        try:
            mistakes = imported(engine, path, import_file)
            if mistakes:
                refused += 1
                assert all(mistake.strip() for mistake in mistakes), (number, original.name)
                assert version(engine) == 0, f"mutation {number} of {original.name} was written by half"
                assert counts(engine) == [], f"mutation {number} of {original.name} was written by half"
        except Exception as error:
            kept = Path(tempfile.gettempdir()) / f"mutation_{number}_{original.name}"
            kept.write_bytes(body)
            raise AssertionError(f"mutation {number} of {original.name} (kept as {kept}): {error!r}") from error
        finally:
            engine.dispose()
    accepted = COUNT - refused
    assert refused > COUNT / 4
    assert accepted > COUNT / 10


def imported(engine: Engine, path: Path, import_file: Import) -> tuple[str, ...]:
    """Import a file, and return the mistakes that refuse it."""
    try:
        import_file(engine, path)
    except InvalidShopData as error:
        return error.mistakes or ("refused without a word: ",)
    return ()


def counts(engine: Engine) -> list[str]:
    """Return the tables that something was written into."""
    with engine.connect() as connection:
        return [
            table.name
            for table in metadata.sorted_tables
            if table.name != "shop_version" and connection.execute(select(func.count()).select_from(table)).scalar()
        ]

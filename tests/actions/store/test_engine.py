"""Opening a database, making its tables, and the clear words when it cannot be done."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from actions import store
from actions.store import tables
from actions.store.engine import StoreUnavailable, check_reachable, open_engine, reading, writing
from actions.store.migrations import is_current, upgrade
from actions.store.schema import metadata


def all_tables() -> MetaData:
    """The tables of every module of the store that makes some."""
    for module in iter_modules(store.__path__):
        if module.name.endswith("tables"):
            import_module(f"actions.store.{module.name}")
    return metadata


UPGRADE = "import sys; from actions.store.engine import open_engine; from actions.store.migrations import upgrade; "
UPGRADE += "upgrade(open_engine(sys.argv[1]))"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "is not a database address; write e.g. sqlite:///var/savia.db"),
        ("savia.db", "is not a database address"),
        ("postgresql://u:p@host:port/base", "is not a database address"),
        ("mysql://root@localhost/savia", "names mysql, but Savia knows SQLite and PostgreSQL"),
        ("postgresql://u:secret@127.0.0.1:1/base", "u:***@127.0.0.1:1/base cannot be used"),
        ("sqlite:////proc/savia/savia.db", "its folder cannot be made"),
        (f"sqlite:///{__file__}", "file is not a database"),
        (f"sqlite:///{Path(__file__).parent}", "unable to open database file"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_one_line(url: str, reason: str) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        open_engine(url)
    message = str(caught.value)
    assert reason in message
    assert "\n" not in message
    assert "secret" not in message


def test_the_folder_of_a_new_file_is_made(tmp_path: Path) -> None:
    upgrade(open_engine(f"sqlite:///{tmp_path}/var/deep/savia.db"))
    assert (tmp_path / "var/deep/savia.db").exists()


def test_a_database_in_memory_serves_all_threads() -> None:
    engine = open_engine("sqlite://")
    upgrade(engine)
    assert is_current(engine)


def test_the_tables_made_are_those_the_code_knows(fresh_url: str) -> None:
    engine = open_engine(fresh_url)
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, all_tables()) == []
    engine.dispose()


def test_making_the_tables_again_changes_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE shop_version SET version = version + 1"))
    with reading(engine) as connection:
        before = connection.execute(text("SELECT version FROM shop_version")).scalar_one()
    upgrade(engine)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT version FROM shop_version")).scalar_one() == before


def test_processes_that_start_together_make_the_tables_once(fresh_url: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", UPGRADE, fresh_url], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    errors = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0], errors
    engine = open_engine(fresh_url)
    assert is_current(engine)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM shop_version")).scalar_one() == 1
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(fresh_url: str) -> None:
    engine = open_engine(fresh_url)
    upgrade(engine)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
    assert not is_current(engine)
    with pytest.raises(StoreUnavailable, match="made by a newer version of Savia"):
        upgrade(engine)
    engine.dispose()


def test_foreign_keys_hold(engine: Engine) -> None:
    line = {"order_key": "NOWHERE", "position": 0, "sku": "A", "name": "A", "condition": "new", "quantity": 1}
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(tables.order_lines.insert(), line)


def test_a_block_that_fails_writes_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(text("UPDATE shop_version SET version = -1"))
        raise RuntimeError
    with reading(engine) as connection:
        assert connection.execute(text("SELECT version FROM shop_version")).scalar_one() >= 0


def test_a_reader_sees_one_moment_and_does_not_wait_for_the_writer(engine: Engine) -> None:
    question = text("SELECT version FROM shop_version")
    with reading(engine) as reader:
        before = reader.execute(question).scalar_one()
        with writing(engine) as writer:
            writer.execute(text("UPDATE shop_version SET version = version + 1"))
            assert reader.execute(question).scalar_one() == before
        assert reader.execute(question).scalar_one() == before
    with reading(engine) as reader:
        assert reader.execute(question).scalar_one() == before + 1


def test_a_database_that_goes_away_is_noticed(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/gone/savia.db")
    engine.dispose()
    (tmp_path / "gone/savia.db").unlink()
    (tmp_path / "gone").rmdir()
    with pytest.raises(StoreUnavailable, match="unable to open database file"):
        check_reachable(engine)

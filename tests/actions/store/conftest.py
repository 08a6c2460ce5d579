"""The databases the store is tested on: each test runs on a SQLite file and on PostgreSQL, empty and up to date."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine, make_url

from actions.store.engine import StoreUnavailable, open_engine
from actions.store.migrations import upgrade
from actions.store.schema import metadata
from actions.store.shop_data import ShopReport, import_document

POSTGRESQL = os.environ.get("SAVIA_TEST_POSTGRES", "postgresql+psycopg2://root@/test")


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables, copied for each test."""
    path: Path = tmp_path_factory.mktemp("model") / "savia.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


def server() -> Engine:
    """The PostgreSQL server, or a skip said aloud when there is none (a failure where PostgreSQL is required)."""
    try:
        return open_engine(POSTGRESQL).execution_options(isolation_level="AUTOCOMMIT")
    except StoreUnavailable as error:
        if "postgres" in os.environ.get("SAVIA_TEST_REQUIRE", ""):
            pytest.fail(f"PostgreSQL is required: {error}")
        pytest.skip(f"no PostgreSQL, set SAVIA_TEST_POSTGRES: {error}")


@pytest.fixture(scope="session")
def new_postgresql_url() -> Iterator[Callable[[], str]]:
    """Make databases of this run's own on the server, dropped at the end."""
    made: list[str] = []

    def make() -> str:
        name = f"savia_test_{uuid4().hex[:12]}"
        with server().connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        made.append(name)
        return str(make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False))

    yield make
    if made:
        with server().connect() as connection:
            for name in made:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def postgresql_model(new_postgresql_url: Callable[[], str]) -> Iterator[Engine]:
    """A PostgreSQL database with empty tables, emptied again for each test."""
    engine = open_engine(new_postgresql_url())
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database, up to date."""
    if request.param == "sqlite":
        path = tmp_path / "savia.db"
        shutil.copy(request.getfixturevalue("sqlite_model"), path)
        engine = open_engine(f"sqlite:///{path}")
        yield engine
        engine.dispose()
    else:
        engine = request.getfixturevalue("postgresql_model")
        # Deleting from nearly empty tables is many times faster than truncating them.
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table.name != "shop_version":
                    connection.execute(table.delete())
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database where nothing was ever made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.db'}"
    url: str = request.getfixturevalue("new_postgresql_url")()
    return url


@pytest.fixture
def add(engine: Engine) -> Callable[..., ShopReport]:
    """Import sections given by name: `add(orders=[…], recalls=[…])`."""

    def add_sections(**sections: Any) -> ShopReport:
        return import_document(engine, sections, "test")

    return add_sections


@pytest.fixture
def address(engine: Engine) -> str:
    """The address of the database, for another process."""
    return str(engine.url.render_as_string(hide_password=False))

"""The engine of the database, SQLite or PostgreSQL, and the two ways of using it: reading and writing.

What is read or written is in `questions/` and `shop_data.py`; the tables are made by `migrations`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

EXAMPLES = "sqlite:///var/savia.db or postgresql://savia:password@localhost/savia"

# How long a writer waits for another one: longer than the writing part of a very large import.
SQLITE_BUSY_SECONDS = 60
POSTGRESQL_CONNECT_SECONDS = 5


class StoreUnavailable(Exception):
    """The database cannot be used; the message is one line that says which, why and what to write instead."""


def open_engine(url: str, *, pool_size: int = 5) -> Engine:
    """Return an engine on `url` that has answered once.

    `url` is a SQLAlchemy address such as `sqlite:///var/savia.db`, `sqlite://` (in memory, for tests) or
    `postgresql://user:password@host/base`. `pool_size` is the number of connections kept open.
    Raises `StoreUnavailable`.
    """
    address = _read_address(url)
    engine = (
        _sqlite_engine(address, pool_size)
        if address.get_backend_name() == "sqlite"
        else _postgresql_engine(address, pool_size)
    )
    try:
        check_reachable(engine)
    except StoreUnavailable:
        engine.dispose()
        raise
    return engine


def check_reachable(engine: Engine) -> None:
    """Ask the database for nothing, to know that it answers; raises `StoreUnavailable` when it does not."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except (DBAPIError, OSError) as error:
        raise unavailable(engine, error) from error


def unavailable(engine: Engine, error: Exception) -> StoreUnavailable:
    """Return the error that tells in one line, without the password, why the database of `engine` fails."""
    cause = getattr(error, "orig", None) or error
    reason = (str(cause).strip() or type(cause).__name__).splitlines()[0].rstrip(".")
    address = engine.url.render_as_string(hide_password=True)
    return StoreUnavailable(f"Database {address} cannot be used: {reason}. Check SAVIA_DATABASE_URL, e.g. {EXAMPLES}.")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose questions all see the same state of the database."""
    with engine.connect() as plain:
        level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        connection = plain.execution_options(**level)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction: committed at the end, undone whole when an error leaves the block.

    On SQLite the transaction takes the writer's turn at once: one that reads first and writes later would be
    refused, not kept waiting, when another writer came in between.
    """
    with engine.connect() as plain:
        connection = plain.execution_options(savia_begin="IMMEDIATE")
        with connection.begin():
            yield connection


def _read_address(url: str) -> URL:
    """Return the parsed address with the driver we install."""
    try:
        address = make_url(url.strip())
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailable(f"SAVIA_DATABASE_URL is not a database address; write e.g. {EXAMPLES}.") from error
    name = address.drivername
    if name in ("sqlite", "sqlite+pysqlite"):
        return address
    if name in ("postgres", "postgresql", "postgresql+psycopg2"):
        return address.set(drivername="postgresql+psycopg2")
    raise StoreUnavailable(f"SAVIA_DATABASE_URL names {name}, but Savia knows SQLite and PostgreSQL: {EXAMPLES}.")


def _postgresql_engine(address: URL, pool_size: int) -> Engine:
    return create_engine(
        address,
        future=True,
        pool_size=pool_size,
        pool_pre_ping=True,
        connect_args={"connect_timeout": POSTGRESQL_CONNECT_SECONDS},
    )


def _sqlite_engine(address: URL, pool_size: int) -> Engine:
    """Return an engine on a SQLite file, whose folder is made, or on a base in memory shared by all threads."""
    connect_args = {"check_same_thread": False, "timeout": SQLITE_BUSY_SECONDS}
    if address.database in (None, "", ":memory:"):
        engine = create_engine(address, future=True, poolclass=StaticPool, connect_args=connect_args)
    else:
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"Database {address}: its folder cannot be made: {error}.") from error
        engine = create_engine(
            address, future=True, poolclass=QueuePool, pool_size=pool_size, connect_args=connect_args
        )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set a new SQLite connection up: readers do not wait for the writer, foreign keys hold."""
    # Python's driver would otherwise open transactions by itself, later than asked and not for DDL.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Open the transaction in the mode asked by `writing` or by the migrations."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('savia_begin', 'DEFERRED')}")

"""A fresh database with the demonstration shop for each side: SQLite files, or databases of a PostgreSQL server.

`SAVIA_BENCH_POSTGRESQL`, the address of a server on which databases may be made, chooses the second.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from bench.environments import MADE, ROOT

SERVER = os.environ.get("SAVIA_BENCH_POSTGRESQL", "")
REDIS = os.environ.get("SAVIA_BENCH_REDIS", "redis://127.0.0.1:6379/8")  # for Savia's two processes


def redis_answers() -> bool:
    """Tell whether the Redis that several processes need is there."""
    try:
        return bool(redis.Redis.from_url(REDIS, socket_timeout=1).ping())
    except redis.RedisError:
        return False


def kind() -> str:
    """Return the name of the database used."""
    return "PostgreSQL" if SERVER else "SQLite"


@contextmanager
def fresh() -> Iterator[tuple[URL, Path]]:
    """Give the address of a database that holds the demonstration shop, and a folder; both go away afterwards."""
    MADE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=MADE, prefix="run-") as name:
        folder = Path(name)
        with _empty(folder) as url:
            environment = os.environ | {"SAVIA_DATABASE_URL": url.render_as_string(hide_password=False)}
            subprocess.run(
                [sys.executable, "-m", "bot.cli", "demo"], cwd=ROOT, env=environment, check=True, capture_output=True
            )
            yield url, folder


@contextmanager
def _empty(folder: Path) -> Iterator[URL]:
    if not SERVER:
        yield make_url(f"sqlite:///{folder}/shop.db")
        return
    url = make_url(SERVER).set(database=f"savia_bench_{os.getpid()}")
    server = create_engine(make_url(SERVER), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{url.database}"'))
    try:
        yield url
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{url.database}" WITH (FORCE)'))
        server.dispose()

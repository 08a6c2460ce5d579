"""Bring a database to the tables this version needs; the steps are in `versions/`, oldest first.

A new step is a new file there: its `down_revision` is the last `revision` before it.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from actions.store.engine import StoreUnavailable, unavailable

# Any number does, as long as every process of ours takes the same one.
_POSTGRESQL_LOCK = 72_431_204


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest step, all steps or none; processes that start together wait in turn.

    Raises `StoreUnavailable` when the database fails or was made by a newer version.
    """
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(savia_begin="EXCLUSIVE")
            with connection.begin():
                _wait_for_turn(connection)
                _run_steps(connection)
    except (CommandError, DBAPIError) as error:
        raise _explained(engine, error) from error


def is_current(engine: Engine) -> bool:
    """Tell whether the database has every step of this version and no other."""
    with engine.connect() as connection:
        applied = set(MigrationContext.configure(connection).get_current_heads())
    return applied == set(ScriptDirectory.from_config(_settings()).get_heads())


def _settings() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _wait_for_turn(connection: Connection) -> None:
    """Let one process migrate at a time; on SQLite the exclusive transaction has done it already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _POSTGRESQL_LOCK})


def _run_steps(connection: Connection) -> None:
    config = _settings()
    config.attributes["connection"] = connection
    command.upgrade(config, "heads")


def _explained(engine: Engine, error: Exception) -> StoreUnavailable:
    if isinstance(error, CommandError) and "locate revision" in str(error):
        address = engine.url.render_as_string(hide_password=True)
        return StoreUnavailable(
            f"Database {address} was made by a newer version of Savia; install that version or give another database."
        )
    return unavailable(engine, error)

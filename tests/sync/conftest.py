"""What the tests of the sync share: a database, a clock that waits for nobody, and runs of coroutines."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.shop_export import export_shop


class Waits(list[float]):
    """The seconds that would have been waited."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def waits() -> Waits:
    """A sleep that does not sleep, and what it was asked."""
    return Waits()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database, up to date."""
    engine = open_engine(f"sqlite:///{tmp_path / 'savia.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def exported(engine: Engine) -> Callable[[], str]:
    """The whole shop as its export tells it."""
    return lambda: "".join(export_shop(engine))


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine returns."""
    return asyncio.run(coroutine)

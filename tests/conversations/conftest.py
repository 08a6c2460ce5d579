"""A whole assistant for conversations: the trained model, a database of its own, and a day that does not move."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from actions.store.shop_data import import_document
from bot import logs, model
from bot.app import Service, make_service
from bot.reception import Incoming
from bot.settings import ROOT, Settings

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))  # a Tuesday
HERE = Path(__file__).parent

Say = Callable[[str, str], list[Any]]


def make_test_service(folder: Path, **settings: Any) -> Service:
    """Return a service on a new database that holds the shop of `shop.yml`."""
    logs.configure("ERROR")
    trained = ROOT / "models"
    if model.is_stale(trained):
        pytest.fail("the model is missing or stale: run `make train`")
    service = make_service(
        Settings(database_url=f"sqlite:///{folder}/shop.db", **{"human_service": "open"} | settings), now=lambda: NOON
    )
    import_document(service.engine, yaml.safe_load((HERE / "shop.yml").read_text(encoding="utf-8")), source="shop.yml")
    return service


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return make_test_service(tmp_path_factory.mktemp("open"))


@pytest.fixture(scope="session")
def closed_service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return make_test_service(tmp_path_factory.mktemp("closed"), human_service="closed")


def say(service: Service, conversation: str, text: str) -> list[Any]:
    """Send a message and return the answers."""
    return asyncio.run(service.reception.receive(Incoming(conversation, "test", text)))[1:]

"""A whole assistant for conversations: the trained model, a database of its own, and a day that does not move."""

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from rasa.shared.core.domain import Domain

from actions.store.shop_data import import_document
from bot import logs, model
from bot.app import Service, make_service
from bot.nlu import pattern_extractor
from bot.reception import Incoming
from bot.settings import ROOT, Settings

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))  # a Tuesday
HERE = Path(__file__).parent
# Lets a stale model serve while sentences and actions are being mended; what it was trained on may then be older.
STALE_ALLOWED = "SAVIA_TEST_STALE_MODEL"

Say = Callable[[str, str], list[Any]]


class Noon(datetime):
    """A clock that does not move, for the days told relative to today ("il y a 18 mois")."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return NOON.astimezone(tz)


class ShopLoader(yaml.SafeLoader):
    """Reads the shop as the import does: money as decimals, days as text."""


ShopLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(str(node.value)))
ShopLoader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: str(node.value))


def make_test_service(folder: Path, **settings: Any) -> Service:
    """Return a service on a new database that holds the shop of `shop.yml`."""
    logs.quieten("ERROR")
    pattern_extractor.datetime = Noon  # type: ignore[misc]
    is_stale = model.is_stale(ROOT / "models")
    if is_stale and not os.environ.get(STALE_ALLOWED):
        pytest.fail(f"the model is missing or stale: run `make train` (or set {STALE_ALLOWED}=1 to try with it)")
    service = make_service(
        Settings(database_url=f"sqlite:///{folder}/shop.db", **{"human_service": "open"} | settings), now=lambda: NOON
    )
    if is_stale:
        service.assistant._agent.processor.nlg.responses = Domain.load(str(ROOT / "bot/domain")).responses
    shop = yaml.load((HERE / "shop.yml").read_text(encoding="utf-8"), ShopLoader)
    import_document(service.engine, shop, source="shop.yml")
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

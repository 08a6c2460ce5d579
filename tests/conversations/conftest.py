"""A whole assistant for conversations: the trained model, a database of its own, and a day that does not move."""

import asyncio
import csv
import os
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import yaml
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from sqlalchemy.engine import Engine

from actions.store.index_import import import_indices
from actions.store.shop_data import import_document
from actions.store.sources.indices import IndexSchema, index_schemas
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
        give_newer_domain(service.assistant._processor)
    check_results_of_actions()
    shop = yaml.load((HERE / "shop.yml").read_text(encoding="utf-8"), ShopLoader)
    import_document(service.engine, shop, source="shop.yml")
    import_declared_indices(service.engine, folder)
    return service


def import_declared_indices(engine: Engine, folder: Path) -> None:
    """Import the declarations of `declared_indices.yml`, each kind as the file its makers publish."""
    declared = yaml.safe_load((HERE / "declared_indices.yml").read_text(encoding="utf-8"))
    for schema in index_schemas():
        rows = [declaration(schema, each) for each in declared if each["schema"] == schema.key]
        path = folder / f"{schema.key}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, schema.columns)
            table.writeheader()
            table.writerows(rows)
        if rows:
            import_indices(engine, path)


def declaration(schema: IndexSchema, told: dict[str, Any]) -> dict[str, Any]:
    """Return one row of an official file: what `told` says, and for the rest the least that the schema takes."""
    row: dict[str, Any] = dict.fromkeys(schema.columns, "")
    for field in schema.descriptor["fields"]:
        constraints = field["constraints"]
        if field["type"] == "number" and constraints["required"]:
            row[field["name"]] = "1" if "enum" in constraints else "5.0"
        elif constraints["required"] and "enum" in constraints:
            row[field["name"]] = constraints["enum"][0]
    row |= {
        "id_unique": f"{told['gtin']}-300000000-{told['date']}",
        "id_modele": told["gtin"],
        "referentiel_id_modele": "GTIN_EAN",
        "nom_modele": told["model"],
        "id_metteur_sur_le_marche": "300000000",
        "nom_metteur_sur_le_marche": told["brand"],
        "date_calcul": str(told["date"]),
        **told.get("cells", {}),
    }
    for channel, parts in told.get("parts", {}).items():
        for number, (name, delay, years) in enumerate(parts, 1):
            row[f"nom_piece_detachee_{number}_{channel}"] = name
            row[f"delai_jours_piece_detachee_{number}_{channel}"] = delay
            row[f"nb_annees_disponibilite_piece_detachee_{number}_{channel}"] = years
    return row


def give_newer_domain(processor: Any) -> None:
    """Let an older model say the responses, and remember the slots, that came after it."""
    newer = Domain.load(str(ROOT / "bot/domain"))
    processor.nlg.responses = newer.responses
    known = {slot.name for slot in processor.domain.slots}
    processor.domain.slots.extend(slot for slot in newer.slots if slot.name not in known)


def check_results_of_actions() -> None:
    """Hold what every action returns against Rasa's schema: the service believes its own actions."""
    schema = RemoteAction.action_response_format_spec()
    validate = jsonschema.validators.validator_for(schema)(schema).validate
    RemoteAction._validate_action_result = lambda _, result: validate(result)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return make_test_service(tmp_path_factory.mktemp("open"))


@pytest.fixture(scope="session")
def closed_service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return make_test_service(tmp_path_factory.mktemp("closed"), human_service="closed")


def say(service: Service, conversation: str, text: str) -> list[Any]:
    """Send a message and return the answers."""
    return asyncio.run(service.reception.receive(Incoming(conversation, "test", text)))[1:]

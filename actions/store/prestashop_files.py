"""Take the resources of PrestaShop's webservice in, from the XML or JSON files that were saved of them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from actions.store.shop_data import ShopReport
from actions.store.shop_file import MalformedShopFile
from actions.store.source_import import Placed, Source, import_source, placed
from actions.store.sources import json_items, prestashop, xml_items
from actions.store.sources.file_kinds import KNOWN, kind_of
from actions.store.sources.translation import Translation


def import_prestashop(engine: Engine, paths: Sequence[Path], translation: Translation) -> ShopReport:
    """Write the orders and products of PrestaShop files, which belong together: orders need their buyers.

    Raises `MalformedShopFile` when none is of PrestaShop or one lacks, `InvalidShopData` with every mistake.
    """
    for path in paths:
        if kind_of(path) == "xml" and xml_items.root_and_lists(path)[0].startswith("entity_"):
            raise MalformedShopFile(
                "is an installation file of PrestaShop, not data of the shop: export the webservice instead "
                "(api/orders?display=full, api/customers?display=full, …)"
            )
    sides = prestashop.Sides()
    holding: dict[str, list[Path]] = {}
    for path in paths:
        for name in _resources(path, sides):
            holding.setdefault(name, []).append(path)
    if not holding:
        raise MalformedShopFile(f"holds no resource of PrestaShop's webservice. {KNOWN}")
    if "orders" in holding and not sides.found["customers"]:
        raise MalformedShopFile(
            "holds PrestaShop orders, which do not tell the buyer's e-mail: give the other resources with it, e.g. "
            "savia import orders.xml customers.xml addresses.xml order_states.xml order_histories.xml …"
        )
    if not holding.keys() & {"orders", "products"}:
        raise MalformedShopFile("holds neither orders nor products; give orders.xml (api/orders?display=full) with it")
    name = paths[0].name
    sections: dict[str, Placed] = {}
    if "orders" in holding:
        sections["orders"] = placed(
            name, "record", _records(holding["orders"], "orders"), lambda one: prestashop.order(one, sides, translation)
        )
    if "products" in holding:
        sections["products"] = placed(
            name, "record", _records(holding["products"], "products"), lambda one: prestashop.product(one, translation)
        )
    return import_source(engine, Source(name, "PrestaShop", sections, translation))


def _resources(path: Path, sides: prestashop.Sides) -> set[str]:
    """Keep the resources beside orders, and return the names of all that the file holds."""
    names = set()
    for name, values in _named(path):
        if name in prestashop.SIDES and isinstance(values, Mapping):
            sides.add(name, values)
        if name in ("orders", "products") or name in prestashop.SIDES:
            names.add(name)
    return names


def _records(paths: Sequence[Path], wanted: str) -> Iterator[tuple[int, Any]]:
    found = (values for path in paths for name, values in _named(path) if name == wanted)
    return enumerate(found, start=1)


def _named(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield each object of a PrestaShop file with the name of its resource, in the plural."""
    if kind_of(path) == "xml":
        for tag, values in xml_items.elements(path):
            yield {"order_history": "order_histories", "address": "addresses"}.get(tag, f"{tag}s"), values
        return
    found = json_items.first_object(path)
    if found is None:
        return
    place = found[0]
    name = place.partition(".")[0]
    for values in json_items.objects(path, place):
        yield f"{name}s" if name in ("order", "product") else name, values

"""A shop to try Savia with: some sixty products and two hundred orders, all invented, told from the day it is made.

It comes in the shape of an import file and goes in by the import. The products are in `demonstration_catalogue.yml`
and the orders with easy numbers in `demonstration_orders.yml`; the other orders are drawn, the same ones each time.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

from actions.store.folding import fold_reference

ORDERS = 200
_SEED = 20_260
_CARRIERS = ("Colissimo", "Chronopost", "Mondial Relay")
_POSTCODES = ("75011", "35000", "59800", "13006", "69003", "31000", "44000", "67000", "33800", "97400", "20090")
_FIRST_NAMES = ("Alice", "Basile", "Céline", "Damien", "Élodie", "Farid", "Gaëlle", "Henri", "Isaure", "Joël", "Kenza")
_LAST_NAMES = ("Arnoux", "Blondel", "Cordier", "Dufay", "Estève", "Ferrand", "Gaillot", "Hervieu", "Imbert", "Jourdan")

# How the drawn orders are spread: (days since the order, status), one after the other.
_DRAWN = (
    ((20, 700), "delivered"),
    ((700, 1100), "delivered"),
    ((5, 16), "delivered"),
    ((1, 5), "in_transit"),
    ((0, 2), "preparing"),
    ((30, 500), "delivered"),
    ((20, 60), "returned"),
    ((4, 200), "cancelled"),
)

_MOMENT = re.compile(r"(?P<ahead>in )?(?P<spans>\d+ (?:month|week|day)s?(?: \d+ (?:month|week|day)s?)*)")

Document = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class DocumentedOrder:
    """An order with an easy number, the e-mail that goes with it, and in French what it shows."""

    number: str
    email: str
    what: str


def documented_orders() -> tuple[DocumentedOrder, ...]:
    """Return the orders to try Savia with, in the order of their numbers."""
    return tuple(
        DocumentedOrder(case["number"], _email(case["shopper"]), case["what"])
        for case in _read("demonstration_orders.yml")
    )


def demonstration_shop(today: date) -> Document:
    """Return the whole shop as an import document, its moments told from `today`."""
    catalogue = _read("demonstration_catalogue.yml")
    products = [_product(entry, place, today) for place, entry in enumerate(catalogue["products"])]
    by_sku = {product["sku"]: product for product in products}
    told = [_told_order(case, by_sku, today) for case in _read("demonstration_orders.yml")]
    random = Random(_SEED)
    drawn = [_drawn_order(place, products, random, today) for place in range(ORDERS - len(told))]
    return {
        "orders": told + drawn,
        "products": products,
        "recalls": [_recall(entry, by_sku, today) for entry in catalogue["recalls"]],
        "parts": [_part(entry, by_sku) for entry in catalogue["parts"]],
    }


def _read(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _moment(told: str | date, today: date) -> date:
    """Return the day a moment means: `8 months 4 days` ago, `in 2 days`, or a plain date."""
    if isinstance(told, date):
        return told
    match = _MOMENT.fullmatch(told)
    if match is None:
        raise ValueError(f'"{told}" is not a moment; write e.g. "8 months 4 days", "in 2 days" or 2024-02-29')
    spans = re.findall(r"(\d+) (month|week|day)", match["spans"])
    counts = {unit: sum(int(count) for count, each in spans if each == unit) for unit in ("month", "week", "day")}
    distance = relativedelta(months=counts["month"], weeks=counts["week"], days=counts["day"])
    day: date = today + distance if match["ahead"] else today - distance
    return day


def _day(told: str | date | None, today: date) -> str | None:
    return None if told is None else _moment(told, today).isoformat()


def _email(shopper: str) -> str:
    return ".".join(fold_reference(name).lower() for name in shopper.split()) + "@exemple.fr"


def _gtin(place: int) -> str:
    """Return the GTIN of the product at this place, with its check digit."""
    body = f"325987{place + 1:06d}"
    total = sum(int(digit) * (3 if rank % 2 else 1) for rank, digit in enumerate(body))
    return f"{body}{(10 - total % 10) % 10}"


def _product(entry: dict[str, Any], place: int, today: date) -> dict[str, Any]:
    years = entry.get("parts")
    return {
        "sku": entry["sku"],
        "name": entry["name"],
        "brand": entry["brand"],
        "model": entry["model"],
        "product_type": entry["product_type"],
        "gtin": _gtin(place),
        "price": Decimal(entry["price"]),
        "parts_available_until": None if years is None else f"{today.year + years}-12-31",
        "repairability_index": _decimal(entry.get("repairability")),
        "durability_index": _decimal(entry.get("durability")),
    }


def _decimal(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def _part(entry: dict[str, Any], by_sku: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a part, promised as long as the product it fits; a discontinued one is promised no longer."""
    fitted = (product for product in by_sku.values() if product["model"] in entry["for_models"])
    until = None if entry["status"] == "discontinued" else next(fitted)["parts_available_until"]
    return {**entry, "price": Decimal(entry["price"]), "available_until": until}


def _recall(entry: dict[str, Any], by_sku: dict[str, dict[str, Any]], today: date) -> dict[str, Any]:
    return {
        "reference": entry["reference"],
        "brand": entry["brand"],
        "models": entry.get("models", []),
        "gtins": [by_sku[entry["gtin_of"]]["gtin"]] if "gtin_of" in entry else [],
        "batches": entry.get("batches", []),
        "product_type": entry["product_type"],
        "risk": entry["risk"],
        "published_on": _day(entry["published"], today),
        "remedies": entry["remedies"],
    }


def _line(product: dict[str, Any], condition: str = "new") -> dict[str, Any]:
    """Return an order line of a product; what is not new was sold for three quarters of the price."""
    price = product["price"] if condition == "new" else round(product["price"] * 3 / 4, 2)
    shared = {name: product[name] for name in ("sku", "name", "brand", "model", "product_type", "gtin")}
    return {**shared, "price": price, "condition": condition, "quantity": 1}


def _told_order(case: dict[str, Any], by_sku: dict[str, dict[str, Any]], today: date) -> dict[str, Any]:
    """Return an order written in `demonstration_orders.yml`."""
    first_name, last_name = case["shopper"].split(" ")
    lines = [_line(by_sku[sku], case.get("condition", "new")) for sku in case["lines"]]
    shipment = case.get("shipment", {})
    ordered = _moment(case["ordered"], today)
    status = shipment.get("status", "delivered")
    place = int(case["number"].removeprefix("SV-"))
    shipped = _day(shipment.get("shipped"), today) or (
        None if status in ("preparing", "cancelled") else (ordered + timedelta(days=1)).isoformat()
    )
    return {
        "number": case["number"],
        "email": _email(case["shopper"]),
        "postcode": _POSTCODES[place % len(_POSTCODES)],
        "customer": {"first_name": first_name, "last_name": last_name},
        "ordered_on": ordered.isoformat(),
        "delivered_on": _day(case.get("delivered"), today),
        "lines": lines,
        "shipment": _shipment(place, status, shipped, _day(shipment.get("expected"), today)),
        "repairs": [_repair(repair, lines[0]["sku"], today) for repair in case.get("repairs", [])],
        "refund": _refund(case["refund"], lines, today) if "refund" in case else None,
    }


def _shipment(place: int, status: str, shipped: str | None, expected: str | None) -> dict[str, Any]:
    tracking = None if shipped is None else f"6A{place:011d}"
    return {
        "status": status,
        "carrier": _CARRIERS[place % len(_CARRIERS)],
        "tracking": tracking,
        "shipped_on": shipped,
        "expected_on": expected,
    }


def _repair(repair: dict[str, Any], sku: str, today: date) -> dict[str, Any]:
    return {
        "ticket": repair["ticket"],
        "sku": sku,
        "opened_on": _day(repair["opened"], today),
        "closed_on": _day(repair.get("closed"), today),
        "status": "done" if "closed" in repair else "in_progress",
        "under_guarantee": repair["under_guarantee"],
        "outcome": repair.get("outcome"),
    }


def _refund(refund: dict[str, Any], lines: list[dict[str, Any]], today: date) -> dict[str, Any]:
    return {
        "status": refund["status"],
        "amount": sum((line["price"] for line in lines), Decimal(0)),
        "return_received_on": _day(refund["returned"], today),
        "due_on": _day(refund["due"], today),
        "issued_on": _day(refund.get("issued"), today),
    }


def _drawn_order(place: int, products: list[dict[str, Any]], random: Random, today: date) -> dict[str, Any]:
    """Return an order like those of any shop, drawn at random."""
    (soonest, latest), status = _DRAWN[place % len(_DRAWN)]
    ordered = today - timedelta(days=random.randint(soonest, latest))
    delivered = ordered + timedelta(days=random.randint(2, 5)) if status in ("delivered", "returned") else None
    chosen = random.sample(products, random.choice((1, 1, 1, 2, 3)))
    condition = random.choice(("new",) * 8 + ("refurbished", "used"))
    lines = [_line(product, condition) for product in chosen]
    first_name, last_name = random.choice(_FIRST_NAMES), random.choice(_LAST_NAMES)
    shipped = None if status in ("preparing", "cancelled") else (ordered + timedelta(days=1)).isoformat()
    expected = (ordered + timedelta(days=6)).isoformat() if delivered is None and status != "cancelled" else None
    number = 2001 + place
    returned = {"status": "pending", "returned": today - timedelta(days=3), "due": today + timedelta(days=7)}
    return {
        "number": f"SV-{number}",
        "email": _email(f"{first_name} {last_name}"),
        "postcode": random.choice(_POSTCODES),
        "customer": {"first_name": first_name, "last_name": last_name},
        "ordered_on": ordered.isoformat(),
        "delivered_on": None if delivered is None else delivered.isoformat(),
        "lines": lines,
        "shipment": _shipment(number, status, shipped, expected),
        "repairs": [],
        "refund": _refund(returned, lines, today) if status == "returned" else None,
    }

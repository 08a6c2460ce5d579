"""Orders and products of Magento's REST API (`/rest/V1/orders`, `/rest/V1/products`), in the shape of the shop data."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from actions.store.sources.records import Record, postcode
from actions.store.sources.translation import Translation, fold_status, meanings

UTC = ZoneInfo("UTC")

# `complete` is sent and invoiced, `closed` is paid back: neither tells whether the parcel has arrived.
_STATES = meanings(
    {"new": None, "pending_payment": None, "payment_review": None, "holded": None, "pending": None,
     "processing": "preparing", "complete": None, "closed": None, "canceled": "cancelled"}
)  # fmt: skip


def is_order(values: Mapping[str, Any]) -> bool:
    """Tell whether an object looks like an order of Magento."""
    return "increment_id" in values and "items" in values


def is_product(values: Mapping[str, Any]) -> bool:
    """Tell whether an object looks like a product of Magento."""
    return "attribute_set_id" in values and "sku" in values


def order(values: Mapping[str, Any], translation: Translation) -> dict[str, Any] | None:
    """Return an order of the shop data, or None for one nobody could be shown; raises `Unusable`."""
    record = Record(values)
    number = record.text("increment_id", 64)
    lines = [_line(line, record, translation, number) for line in _sold(record)]
    if record.text("customer_email") is None or not lines:
        translation.remarks.add("order(s) without an e-mail or without a line were left out", number)
        return None
    address = _delivery_address(record) or record.record("billing_address")
    return {
        "number": number,
        "email": record.text("customer_email", 254),
        "postcode": postcode(address.text("postcode"), address.text("country_id")),
        "customer": {
            "first_name": record.text("customer_firstname") or address.text("firstname"),
            "last_name": record.text("customer_lastname") or address.text("lastname"),
        },
        "ordered_on": record.day("created_at", UTC),
        "lines": lines,
        "shipment": _shipment(record, translation, number),
        "refund": _refund(record),
    }


def product(values: Mapping[str, Any], translation: Translation) -> dict[str, Any] | None:
    """Return a product of the shop data, or None for one that is switched off; raises `Unusable`."""
    record = Record(values)
    if record.text("status") == "2":
        return None
    more = {item.text("attribute_code"): item.text("value", 64) for item in record.records("custom_attributes")
            if isinstance(item.values.get("value"), str)}  # fmt: skip
    brand = more.get("manufacturer_name") or more.get("brand")
    return {
        "sku": record.text("sku", 64),
        "name": record.text("name"),
        # A number is the place of a word in a list of the shop that is not given here.
        "brand": None if brand is None or brand.isdigit() else brand,
        "model": more.get("model") or more.get("mpn"),
        "gtin": translation.gtin(more.get("gtin") or more.get("ean")),
        "price": record.money("price"),
    }


def _sold(record: Record) -> Iterator[Record]:
    """Yield the lines that name something sold: the parts of a bundle or variant hang on a line of their own parent."""
    for item in record.records("items"):
        if item.text("parent_item_id") is None and item.values.get("parent_item") is None:
            yield item


def _line(line: Record, order_: Record, translation: Translation, number: str | None) -> dict[str, Any]:
    price = line.money("price_incl_tax")
    if price is None and not line.money("tax_amount"):
        price = line.money("price")
    is_euro = (order_.text("order_currency_code") or "EUR").upper() == "EUR"
    sku = line.text("sku", 64)
    return {
        "sku": sku,
        "name": line.text("name") or sku,
        "price": price if is_euro and price is not None and price >= 0 else None,
        "quantity": translation.quantity(line.number("qty_ordered"), number),
    }


def _delivery_address(record: Record) -> Record | None:
    for assignment in record.record("extension_attributes").records("shipping_assignments"):
        address = assignment.record("shipping").record("address")
        if address.text("postcode"):
            return address
    return None


def _shipment(record: Record, translation: Translation, number: str | None) -> dict[str, Any] | None:
    """Return the parcel: the state, or the status when the shop says what it means; tracks when they are given."""
    status, state = record.text("status"), record.text("state")
    is_explained = status is not None and fold_status(status) in translation.statuses
    told = translation.status(status if is_explained else state or status, _STATES, number)
    parcel: dict[str, Any] = {}
    for shipment in record.record("extension_attributes").records("shipments"):
        for track in shipment.records("tracks"):
            parcel = {
                "carrier": track.text("title") or track.text("carrier_code"),
                "tracking": track.text("track_number"),
            }
        parcel["shipped_on"] = shipment.day("created_at", UTC)
    return {"status": told, **parcel} if told or parcel else None


def _refund(record: Record) -> dict[str, Any] | None:
    amount = record.money("total_refunded")
    if not amount or amount < Decimal(0):
        return None
    is_euro = (record.text("order_currency_code") or "EUR").upper() == "EUR"
    return {"status": "issued", "amount": amount if is_euro else None}

"""Orders and products of WooCommerce's REST API v3, as its JSON gives them, in the shape of the shop data."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from actions.store.sources.records import Record, Unusable, per_piece, postcode
from actions.store.sources.translation import Translation, meanings

UTC = ZoneInfo("UTC")

# `completed` closes an order when it is sent in one shop, when it has arrived in another: the shop has to say.
_STATUSES = meanings(
    {"processing": "preparing", "cancelled": "cancelled", "pending": None, "on-hold": None, "failed": None,
     "refunded": None}
)  # fmt: skip
_NOT_ORDERS = ("trash", "auto-draft", "checkout-draft")
_EUROS = ("EUR", "€")
_TRACKING = "_wc_shipment_tracking_items"
_MODEL_NAMES = ("modele", "model", "modèle", "pa_modele", "pa_model", "reference fabricant", "mpn")
_BRAND_NAMES = ("marque", "brand", "pa_marque", "pa_brand", "fabricant", "manufacturer")


def is_order(values: Mapping[str, Any]) -> bool:
    """Tell whether an object looks like an order of WooCommerce."""
    return "line_items" in values and "billing" in values


def is_product(values: Mapping[str, Any]) -> bool:
    """Tell whether an object looks like a product of WooCommerce."""
    return "regular_price" in values and "sku" in values


def changed_at(values: Mapping[str, Any]) -> str | None:
    """Return when an order or product was last changed, in UTC, as WooCommerce writes it."""
    return Record(values).text("date_modified_gmt", 19)


def order(values: Mapping[str, Any], translation: Translation) -> dict[str, Any] | None:
    """Return an order of the shop data, or None for one that is no order yet or that nobody could be shown.

    Raises `Unusable`.
    """
    record = Record(values)
    number = record.text("number", 64) or record.text("id", 64)
    status = record.text("status", 64)
    if status in _NOT_ORDERS:
        return None
    billing, shipping = record.record("billing"), record.record("shipping")
    lines = [_line(line, record, translation, number) for line in record.records("line_items")]
    if billing.text("email") is None or not lines:
        translation.remarks.add("order(s) without an e-mail or without a line were left out", number)
        return None
    delivery = shipping if shipping.text("postcode") else billing
    return {
        "number": number,
        "email": billing.text("email", 254),
        "postcode": postcode(delivery.text("postcode"), delivery.text("country")),
        "customer": {"first_name": billing.text("first_name"), "last_name": billing.text("last_name")},
        "ordered_on": record.day("date_created_gmt", UTC) or record.day("date_created"),
        "lines": lines,
        "shipment": _shipment(record, translation.status(status, _STATUSES, number)),
        "refund": _refund(record, status),
    }


def product(values: Mapping[str, Any], translation: Translation) -> dict[str, Any] | None:
    """Return a product of the shop data, or None for a draft; raises `Unusable`."""
    record = Record(values)
    if record.text("status") not in (None, "publish", "private"):
        return None
    return {
        "sku": _sku(record, "id"),
        "name": record.text("name") or _sku(record, "id"),
        "brand": _brand(record),
        "model": _attribute(record, _MODEL_NAMES),
        "gtin": translation.gtin(record.text("global_unique_id", 32)),
        "price": record.money("regular_price") or record.money("price"),
    }


def is_in_euros(record: Record) -> bool:
    """Tell whether the amounts of an order are euros; one that does not say is."""
    return (record.text("currency") or "EUR").upper() in _EUROS


def _sku(record: Record, *ids: str) -> str | None:
    """Return the sku, or the shop's own number of the product when the shop gives it none."""
    sku = record.text("sku", 64)
    if sku is not None:
        return sku
    number = next((known for name in ids if (known := record.text(name, 40)) not in (None, "0")), None)
    return None if number is None else f"#{number}"


def _line(line: Record, order_: Record, translation: Translation, number: str | None) -> dict[str, Any]:
    quantity = translation.quantity(line.number("quantity"), number)
    total = line.money("total")
    price = None if total is None else per_piece(total + (line.money("total_tax") or Decimal(0)), quantity)
    sku = _sku(line, "variation_id", "product_id", "id")
    return {
        "sku": sku,
        "name": line.text("name") or sku,
        "price": price if is_in_euros(order_) else None,
        "gtin": translation.gtin(line.text("global_unique_id", 32)),
        "quantity": quantity,
    }


def _shipment(record: Record, status: str | None) -> dict[str, Any] | None:
    """Return the parcel: what the usual tracking plugin notes of it, when the shop has it."""
    tracked: dict[str, Any] = {}
    for meta in record.records("meta_data"):
        if meta.text("key") == _TRACKING and isinstance(meta.values.get("value"), list):
            for item in meta.records("value"):
                tracked = {
                    "carrier": item.text("tracking_provider") or item.text("custom_tracking_provider"),
                    "tracking": item.text("tracking_number"),
                    "shipped_on": _unix_day(item),
                }
    if tracked and status == "preparing":
        status = "in_transit"  # a parcel with a tracking number has left
    return {"status": status, **tracked} if tracked or status else None


def _unix_day(item: Record) -> str | None:
    seconds = item.number("date_shipped")
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise Unusable(f"{item.place}date_shipped: {seconds} is not a moment") from None


def _refund(record: Record, status: str | None) -> dict[str, Any] | None:
    """Return what was paid back: the refunds the order lists, or all of it when it is `refunded`."""
    amounts = [abs(refund.money("total") or Decimal(0)) for refund in record.records("refunds")]
    amount = sum(amounts, Decimal(0)) or (record.money("total") if status == "refunded" else None)
    if not amounts and status != "refunded":
        return None
    return {"status": "issued", "amount": amount if is_in_euros(record) else None}


def _brand(record: Record) -> str | None:
    named = next((brand.text("name") for brand in record.records("brands")), None)
    return named or _attribute(record, _BRAND_NAMES)


def _attribute(record: Record, names: tuple[str, ...]) -> str | None:
    """Return the first value of the product's attribute with one of these names."""
    for attribute in record.records("attributes"):
        if (attribute.text("name") or "").casefold() in names or (attribute.text("slug") or "") in names:
            values = attribute.listed("options", "|") if "options" in attribute.values else ()
            return next(iter(values), None) or attribute.text("option")
    return None

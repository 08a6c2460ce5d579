"""Orders and products of PrestaShop's webservice, from its XML or JSON, in the shape of the shop data.

PrestaShop spreads an order over several resources: the buyer's e-mail, the address, what happened when, the parcel.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.store.sources.records import Record, postcode
from actions.store.sources.translation import Translation, fold_status

# The resources beside `orders` that tell of an order, each with the field they are found by.
SIDES = {
    "customers": "id",
    "addresses": "id",
    "carriers": "id",
    "order_states": "id",
    "order_histories": "id_order",
    "order_carriers": "id_order",
}
# Words that name a state whatever its number: merchants add states of their own.
_NAMED = {
    "delivered": ("Livré", "Delivered", "Remis en main propre", "Retiré"),
    "cancelled": ("Annulé", "Canceled", "Cancelled"),
    "returned": ("Retourné", "Returned", "Retour reçu"),
}
_STATUSES = {fold_status(name): status for status, names in _NAMED.items() for name in names}
_REFUNDED = frozenset(map(fold_status, ("Remboursé", "Remboursement", "Remboursement total", "Refunded", "Refund")))
# The states that PrestaShop itself installs, when the shop does not give their names.
_INSTALLED = {"4": "in_transit", "5": "delivered", "6": "cancelled"}
_INSTALLED_REFUND = "7"


@dataclass
class Sides:
    """The other resources, by the field they are found by."""

    found: dict[str, dict[str, list[Mapping[str, Any]]]] = field(default_factory=lambda: {name: {} for name in SIDES})
    numbered: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, values: Mapping[str, Any]) -> None:
        """Keep an object of a resource."""
        key = Record(values).text(SIDES[name], 40)
        if key is not None:
            self.found[name].setdefault(key, []).append(values)

    def one(self, name: str, key: str | None) -> Record:
        """Return the object with this key, empty when there is none."""
        return Record(next(iter(self.found[name].get(key or "", ())), {}), f"{name}.")

    def all(self, name: str, key: str | None) -> list[Record]:
        """Return the objects with this key."""
        return [Record(values, f"{name}.") for values in self.found[name].get(key or "", ())]


@dataclass(frozen=True, slots=True)
class _State:
    """What a state of an order means: where the parcel is, and whether the money went back."""

    status: str | None
    is_refund: bool = False


def is_order(values: Mapping[str, Any]) -> bool:
    """Tell whether an object looks like an order of the webservice."""
    return "id_address_delivery" in values and "reference" in values and "id_customer" in values


def is_product(values: Mapping[str, Any]) -> bool:
    """Tell whether an object looks like a product of the webservice."""
    return "manufacturer_name" in values or ("ean13" in values and "link_rewrite" in values)


def changed_at(values: Mapping[str, Any]) -> str | None:
    """Return when an object was last changed, in the shop's own clock."""
    return Record(values).text("date_upd", 19)


def order(values: Mapping[str, Any], sides: Sides, translation: Translation) -> dict[str, Any] | None:
    """Return an order of the shop data, or None for one nobody could be shown; raises `Unusable`."""
    record = Record(values)
    number = _number(record, sides)
    customer = sides.one("customers", record.text("id_customer", 40))
    lines = [_line(line, record, translation) for line in _rows(record)]
    if customer.text("email") is None or not lines:
        translation.remarks.add("order(s) whose buyer's e-mail or whose lines are not known were left out", number)
        return None
    address = sides.one("addresses", record.text("id_address_delivery", 40))
    buyer = customer if customer.text("lastname") else address
    history = sorted(sides.all("order_histories", record.text("id", 40)), key=lambda step: step.text("date_add") or "")
    steps = [(_state(step.text("id_order_state", 40), sides, translation, number), step) for step in history]
    current = _state(record.text("current_state", 40), sides, translation, number)
    delivered_on = None if current.status == "cancelled" else _first_day(steps, "delivered")
    if delivered_on and current.status in (None, "preparing", "in_transit"):
        # A state of the shop's own that comes after the delivery, e.g. to ask for a review.
        current = replace(current, status="delivered")
    return {
        "number": number,
        "email": customer.text("email", 254),
        "postcode": postcode(address.text("postcode")),
        "customer": {"first_name": buyer.text("firstname"), "last_name": buyer.text("lastname")},
        "ordered_on": record.day("date_add"),
        "delivered_on": delivered_on,
        "lines": lines,
        "shipment": _shipment(record, current, steps, sides),
        "refund": _refund(current, steps),
    }


def product(values: Mapping[str, Any], translation: Translation) -> dict[str, Any] | None:
    """Return a product of the shop data, or None for one that is not sold; raises `Unusable`.

    Its price is left out: the webservice gives it without taxes.
    """
    record = Record(values)
    if record.text("active") == "0":
        return None
    sku = record.text("reference", 64) or f"#{record.text('id', 40)}"
    return {
        "sku": sku,
        "name": localized(values.get("name")) or sku,
        "brand": record.text("manufacturer_name"),
        "model": record.text("mpn"),
        "gtin": translation.gtin(record.text("ean13", 32)),
    }


def localized(value: Any) -> str | None:
    """Return a text that may be given once for each language: the first one that says something."""
    if isinstance(value, Mapping):
        value = value.get("language", value.get("value"))
    if isinstance(value, list):
        return next((text for item in value if (text := localized(item))), None)
    return Record({"name": value}).text("name")


def _number(record: Record, sides: Sides) -> str | None:
    """Return the reference of an order; a cart sent by two carriers makes two orders of one reference: `REFERENCE#2`.

    The number after `#` is the order's own.
    """
    reference, key = record.text("reference", 50), record.text("id", 12)
    if reference is None or key is None:
        return reference
    first = sides.numbered.setdefault(reference, key)
    return reference if first == key else f"{reference}#{key}"


def _rows(record: Record) -> Iterator[Record]:
    """Yield the lines of an order: a list in JSON, a list of one name (or one alone) in XML."""
    associations = record.record("associations")
    rows = associations.values.get("order_rows")
    if isinstance(rows, Mapping):
        rows = rows.get("order_row", rows.get("order_rows", []))
        rows = rows if isinstance(rows, list) else [rows]
    yield from Record({"order_rows": rows}, associations.place).records("order_rows")


def _line(row: Record, order_: Record, translation: Translation) -> dict[str, Any]:
    number = order_.text("reference", 64)
    price = row.money("unit_price_tax_incl")
    sku = row.text("product_reference", 64) or f"#{row.text('product_id', 40)}"
    return {
        "sku": sku,
        "name": row.text("product_name") or sku,
        "gtin": translation.gtin(_ean(row)),
        "price": price if price is not None and price >= 0 else None,
        "quantity": translation.quantity(row.number("product_quantity"), number),
    }


def _ean(row: Record) -> str | None:
    """Return the bar code of a line; PrestaShop writes 0 or nothing when it has none."""
    for name in ("product_ean13", "product_upc"):
        code = row.text(name, 32)
        if code is not None and code.strip("0"):
            return code
    return None


def _state(key: str | None, sides: Sides, translation: Translation, number: str | None) -> _State:
    """Return what a state means: as the shop says, by its name, by its flags, by its number when PrestaShop's own."""
    if key in (None, "0"):
        return _State(None)
    state = sides.one("order_states", key)
    name = localized(state.values.get("name"))
    if name is None and not state.values:
        return _installed(str(key), translation, number)
    words = fold_status(name or "")
    if words in translation.statuses:
        return _State(translation.status(name, {}, number))
    if words in _STATUSES:
        return _State(_STATUSES[words])
    if words in _REFUNDED or state.text("template") == "refund":
        return _State(None, is_refund=True)
    return _by_flags(state)


def _installed(key: str, translation: Translation, number: str | None) -> _State:
    if key in translation.statuses:
        return _State(translation.status(key, {}, number))
    if key == _INSTALLED_REFUND:
        return _State(None, is_refund=True)
    if key in _INSTALLED:
        return _State(_INSTALLED[key])
    return _State("preparing" if key in ("2", "3", "9", "12") else None)


def _by_flags(state: Record) -> _State:
    if state.text("shipped") == "1":
        return _State("in_transit")
    is_kept = state.text("paid") == "1" or state.text("delivery") == "1"
    return _State("preparing" if is_kept else None)


def _first_day(steps: list[tuple[_State, Record]], status: str) -> str | None:
    """Return the day the order first came to a status; PrestaShop's `delivery_date` is the day of a paper."""
    return next((day for state, step in steps if state.status == status and (day := step.day("date_add"))), None)


def _shipment(
    record: Record, current: _State, steps: list[tuple[_State, Record]], sides: Sides
) -> dict[str, Any] | None:
    parcels = sides.all("order_carriers", record.text("id", 40))
    parcel = parcels[-1] if parcels else Record({})
    carrier = sides.one("carriers", parcel.text("id_carrier", 40) or record.text("id_carrier", 40))
    tracking = parcel.text("tracking_number") or record.text("shipping_number")
    shipped_on = _first_day(steps, "in_transit")
    name = localized(carrier.values.get("name"))
    if current.status is None and tracking is None and shipped_on is None and name is None:
        return None
    return {
        "status": current.status,
        "carrier": name if name != "0" else None,
        "tracking": tracking,
        "shipped_on": shipped_on,
    }


def _refund(current: _State, steps: list[tuple[_State, Record]]) -> dict[str, Any] | None:
    if not current.is_refund:
        return None
    days = [day for state, step in steps if state.is_refund and (day := step.day("date_add"))]
    return {"status": "issued", "issued_on": days[0] if days else None}

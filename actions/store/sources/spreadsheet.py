"""A shop's own table, read by a column map: orders with one row for each line, products, parts or recalls."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from actions.store.shop_csv import bare, split_list
from actions.store.sources.column_map import Cell, ColumnMap, fold_column
from actions.store.sources.records import postcode
from actions.store.sources.rows import Row
from actions.store.sources.translation import SHIPMENT_STATUSES, UNKNOWN, Translation, meanings

_DAYS = ("ordered_on", "delivered_on", "shipped_on", "expected_on", "opened_on", "closed_on", "return_received_on",
         "due_on", "issued_on", "published_on", "parts_available_until", "available_until")  # fmt: skip
_AMOUNTS = ("price", "amount", "repairability_index", "durability_index")
_COUNTS = ("quantity", "stock")
_LISTS = ("models", "gtins", "batches", "remedies", "for_models")
_FORMATS = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d %m %Y")
_BOOLEANS = {"true": True, "oui": True, "yes": True, "1": True, "false": False, "non": False, "no": False, "0": False}
# What shops write of a parcel in their own words.
_STATUSES = meanings(
    {**{status: status for status in SHIPMENT_STATUSES}, "livrée": "delivered", "distribuée": "delivered",
     "remise": "delivered", "expédiée": "in_transit", "envoyée": "in_transit", "en transit": "in_transit",
     "en cours de livraison": "in_transit", "en cours d'acheminement": "in_transit", "shipped": "in_transit",
     "en préparation": "preparing", "en cours de préparation": "preparing", "processing": "preparing",
     "annulée": "cancelled", "canceled": "cancelled", "retournée": "returned", "renvoyée": "returned",
     "en attente de paiement": None, "paiement en attente": None, "pending": None}
)  # fmt: skip


def orders(rows: Iterable[Row], map_: ColumnMap, translation: Translation) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each order with the line it begins on; the rows of one order follow one another."""
    order: dict[str, Any] | None = None
    start = 0
    for line, row in rows:
        values = _values(row, map_, translation)
        if order is None or values.get("number") not in (None, order["number"]):
            if order is not None:
                yield start, order
            order, start = _new_order(values), line
        order["lines"].append(_part(values, "lines."))
    if order is not None:
        yield start, order


def items(rows: Iterable[Row], map_: ColumnMap, translation: Translation) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each product, part or recall with its line: one row each."""
    for line, row in rows:
        yield line, _values(row, map_, translation)


def read_day(text: str, format_: str | None = None) -> str:
    """Return a day as ISO text, written the ISO or the French way or in the format given; another text as it is."""
    if format_ is not None:
        return _day_in(text, format_) or text
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return next((day for known in _FORMATS if (day := _day_in(text, known))), text)


def read_amount(text: str) -> Decimal | str:
    """Return an amount written the French or the English way: `1 234,56 €`, `1,234.56`; another text as it is."""
    digits = re.sub(r"[\s\u00a0\u202f]|€|EUR\b", "", text, flags=re.IGNORECASE)
    if "," in digits and "." in digits:
        thousands = "," if digits.rfind(".") > digits.rfind(",") else "."
        digits = digits.replace(thousands, "")
    if not re.fullmatch(r"-?\d+(?:[.,]\d+)?", digits, re.ASCII):
        return text
    try:
        return Decimal(digits.replace(",", "."))
    except InvalidOperation:
        return text


def _values(row: Mapping[str, str], map_: ColumnMap, translation: Translation) -> dict[str, Any]:
    """Return the fields of a row that say something."""
    read = {name: _value(name, cell, row, map_, translation) for name, cell in map_.cells.items()}
    return {name: value for name, value in read.items() if value is not None}


def _value(  # one line for each kind of field
    name: str, cell: Cell, row: Mapping[str, str], map_: ColumnMap, translation: Translation
) -> Any:
    text = "" if cell.column is None else row.get(cell.column, "").strip()
    text = bare(text) if map_.is_exact else text
    if not text:
        return cell.always
    if (meaning := cell.values.get(fold_column(text), cell)) is not cell:
        return meaning
    last = name.rpartition(".")[2]
    if last == "status" and text == UNKNOWN:
        return UNKNOWN
    if map_.is_exact:
        return _exact(last, text)
    if name == "shipment.status":
        return translation.status(text, _STATUSES, _number(row, map_))
    if last in _DAYS:
        return read_day(text, cell.format)
    if last == "postcode":
        return postcode(text)
    return _exact(last, text, cell.separator)


def _exact(last: str, text: str, separator: str = "|") -> Any:
    if last in _AMOUNTS:
        return read_amount(text)
    if last in _COUNTS:
        return _count(text)
    if last in _LISTS:
        return split_list(text, separator)
    return _BOOLEANS.get(text.casefold(), text) if last == "under_guarantee" else text


def _number(row: Mapping[str, str], map_: ColumnMap) -> str | None:
    cell = map_.cells.get("number")
    return row.get(cell.column) if cell is not None and cell.column else None


def _count(text: str) -> int | str:
    number = read_amount(text)
    if isinstance(number, Decimal) and number == number.to_integral_value():
        return int(number)
    return text


def _day_in(text: str, format_: str) -> str | None:
    try:
        day: date = datetime.strptime(text, format_).date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None
    return day.isoformat()


def _new_order(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an order from its first row, without its lines yet."""
    order: dict[str, Any] = {name: value for name, value in values.items() if "." not in name}
    for inner in ("customer", "shipment", "refund"):
        part = _part(values, f"{inner}.")
        if part.get("status") == UNKNOWN:
            part["status"] = None
        if part:
            order[inner] = part
    refund = order.get("refund")
    if refund is not None and "status" not in refund and "issued_on" in refund:
        refund["status"] = "issued"
    return {"number": None, **order, "lines": []}


def _part(values: Mapping[str, Any], before: str) -> dict[str, Any]:
    return {name.removeprefix(before): value for name, value in values.items() if name.startswith(before)}

"""Orders of Shopify: its order export (CSV) and its Admin API (JSON), and products of the latter."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from actions.store.sources.records import Record, per_piece, postcode
from actions.store.sources.translation import Translation, meanings

# "Fulfilled" is handed over to the carrier: whether it has arrived since, Shopify's export does not tell.
_FULFILMENTS = meanings({"unfulfilled": "preparing", "fulfilled": None, "partial": None, "restocked": None})
_PARCELS = meanings(
    {"delivered": "delivered", "in_transit": "in_transit", "out_for_delivery": "in_transit", "confirmed": "preparing",
     "label_printed": "preparing", "label_purchased": "preparing", "ready_for_pickup": "in_transit",
     "attempted_delivery": "in_transit", "failure": None}
)  # fmt: skip
_PAID = ("paid", "partially_paid", "authorized", "partially_refunded")
CSV_COLUMNS = ("Name", "Email", "Lineitem name", "Lineitem quantity", "Created at")

Row = tuple[int, Mapping[str, Any]]


def is_order(values: Mapping[str, Any]) -> bool:
    """Tell whether an object looks like an order of the Admin API."""
    return "line_items" in values and ("financial_status" in values or "fulfillments" in values)


def is_product(values: Mapping[str, Any]) -> bool:
    """Tell whether an object looks like a product of the Admin API."""
    return "variants" in values and "vendor" in values


def changed_at(values: Mapping[str, Any]) -> str | None:
    """Return when an order was last changed, in Paris."""
    return Record(values).moment("updated_at")


def csv_orders(rows: Iterable[Row]) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
    """Yield the rows of each order together, with the line of the first: the export repeats `Name` on each line."""
    group: list[Mapping[str, Any]] = []
    start = 0
    for line, row in rows:
        if group and row.get("Name") != group[0].get("Name"):
            yield start, group
            group = []
        if not group:
            start = line
        group.append(row)
    if group:
        yield start, group


def csv_order(rows: list[Mapping[str, Any]], translation: Translation) -> dict[str, Any] | None:
    """Return an order of the shop data from its rows, or None for one that nobody could be shown; raises `Unusable`.

    What concerns the whole order stands on its first row only.
    """
    head = Record(rows[0])
    number = head.text("Name", 64)
    if head.text("Email") is None:
        translation.remarks.add("order(s) without an e-mail were left out", number)
        return None
    first, _, last = (head.text("Shipping Name") or head.text("Billing Name") or "").partition(" ")
    delivery = "Shipping" if head.text("Shipping Zip") else "Billing"
    return {
        "number": number,
        "email": head.text("Email", 254),
        "postcode": postcode(head.text(f"{delivery} Zip"), head.text(f"{delivery} Country")),
        "customer": {"first_name": first or None, "last_name": last or None},
        "ordered_on": head.day("Created at"),
        "lines": [_csv_line(Record(row), head, translation, number) for row in rows],
        "shipment": _csv_shipment(head, translation, number),
        "refund": _csv_refund(head),
    }


def order(values: Mapping[str, Any], translation: Translation) -> dict[str, Any] | None:
    """Return an order of the shop data from the Admin API, or None for one nobody could be shown; raises `Unusable`."""
    record = Record(values)
    number = record.text("name", 64) or record.text("order_number", 64)
    email = record.text("email", 254) or record.text("contact_email", 254) or record.record("customer").text("email")
    lines = [_line(line, record, translation, number) for line in record.records("line_items")]
    if email is None or not lines or values.get("test") is True:
        translation.remarks.add("order(s) without an e-mail, without a line or made as a test were left out", number)
        return None
    address = record.record("shipping_address")
    if address.text("zip") is None:
        address = record.record("billing_address")
    buyer = record.record("customer") if record.record("customer").text("last_name") else address
    return {
        "number": number,
        "email": email,
        "postcode": postcode(address.text("zip"), address.text("country_code") or address.text("country")),
        "customer": {"first_name": buyer.text("first_name"), "last_name": buyer.text("last_name")},
        "ordered_on": record.day("created_at"),
        "lines": lines,
        "shipment": _shipment(record, translation, number),
        "refund": _refund(record),
    }


def products(values: Mapping[str, Any], translation: Translation) -> Iterator[dict[str, Any]]:
    """Yield a product of the shop data for each variant; raises `Unusable`."""
    record = Record(values)
    title = record.text("title")
    for variant in record.records("variants"):
        sku = variant.text("sku", 64) or f"#{variant.text('id', 40)}"
        kind = variant.text("title")
        yield {
            "sku": sku,
            "name": (f"{title} {kind}" if title and kind and kind != "Default Title" else title) or sku,
            "brand": record.text("vendor"),
            "gtin": translation.gtin(variant.text("barcode", 32)),
            "price": variant.money("price"),
        }


def _csv_line(row: Record, head: Record, translation: Translation, number: str | None) -> dict[str, Any]:
    quantity = translation.quantity(row.number("Lineitem quantity"), number)
    price, discount = row.money("Lineitem price"), row.money("Lineitem discount") or Decimal(0)
    name = row.text("Lineitem name")
    return {
        "sku": row.text("Lineitem sku", 64) or (None if name is None else name[:64].strip()),
        "name": name,
        "brand": row.text("Vendor"),
        "price": None
        if price is None or not _tells_paid_price(head)
        else per_piece(price * quantity - discount, quantity),
        "quantity": quantity,
    }


def _tells_paid_price(head: Record) -> bool:
    """Tell whether the prices are euros with their taxes; in shops that add taxes at the end they are not."""
    if (head.text("Currency") or "EUR").upper() != "EUR":
        return False
    taxes, total = head.money("Taxes") or Decimal(0), head.money("Total")
    parts = [head.money(name) for name in ("Subtotal", "Shipping")]
    known = [part for part in (*parts, total) if part is not None]
    return not (taxes and len(known) == 3 and known[0] + known[1] + taxes == known[2])


def _csv_shipment(head: Record, translation: Translation, number: str | None) -> dict[str, Any] | None:
    shipped_on = head.day("Fulfilled at")
    status: str | None = "cancelled"
    if not head.day("Cancelled at"):
        status = _fulfilment(head.text("Fulfillment Status"), head.text("Financial Status"), translation, number)
    return {"status": status, "shipped_on": shipped_on} if status or shipped_on else None


def _fulfilment(written: str | None, payment: str | None, translation: Translation, number: str | None) -> str | None:
    status = translation.status(written or "unfulfilled", _FULFILMENTS, number)
    return None if status == "preparing" and payment not in _PAID else status


def _csv_refund(head: Record) -> dict[str, Any] | None:
    amount = head.money("Refunded Amount")
    if head.text("Financial Status") not in ("refunded", "partially_refunded") and not amount:
        return None
    return {"status": "issued", "amount": amount if amount and (head.text("Currency") or "EUR") == "EUR" else None}


def _line(line: Record, order_: Record, translation: Translation, number: str | None) -> dict[str, Any]:
    quantity = translation.quantity(line.number("quantity"), number)
    price, discount = line.money("price"), line.money("total_discount") or Decimal(0)
    is_paid_price = order_.values.get("taxes_included") is True and _is_in_euros(order_)
    return {
        "sku": line.text("sku", 64) or f"#{line.text('variant_id') or line.text('product_id') or line.text('id')}",
        "name": line.text("name") or line.text("title"),
        "brand": line.text("vendor"),
        "price": per_piece(price * quantity - discount, quantity) if price is not None and is_paid_price else None,
        "quantity": quantity,
    }


def _is_in_euros(record: Record) -> bool:
    return (record.text("currency") or "EUR").upper() == "EUR"


def _shipment(record: Record, translation: Translation, number: str | None) -> dict[str, Any] | None:
    """Return the last parcel handed over, with what its carrier says of it."""
    parcel: dict[str, Any] = {}
    told = None
    for fulfilment in record.records("fulfillments"):
        if fulfilment.text("status") in ("cancelled", "error", "failure"):
            continue
        told = fulfilment.text("shipment_status")
        parcel = {
            "carrier": fulfilment.text("tracking_company"),
            "tracking": fulfilment.text("tracking_number"),
            "shipped_on": fulfilment.day("created_at"),
        }
    status: str | None
    if record.day("cancelled_at"):
        status = "cancelled"
    elif told is not None:
        status = translation.status(told, _PARCELS, number)
    else:
        written = record.text("fulfillment_status")
        status = _fulfilment(written, record.text("financial_status"), translation, number)
    return {"status": status, **parcel} if status or parcel else None


def _refund(record: Record) -> dict[str, Any] | None:
    """Return what was paid back: the successful refunds with the day of the last one."""
    amount, issued_on = Decimal(0), None
    for refund in record.records("refunds"):
        issued_on = refund.day("processed_at") or refund.day("created_at")
        amount += sum(
            (payment.money("amount") or Decimal(0) for payment in refund.records("transactions")
             if payment.text("kind") == "refund" and payment.text("status") == "success"),
            Decimal(0),
        )  # fmt: skip
    if not amount and record.text("financial_status") not in ("refunded", "partially_refunded"):
        return None
    return {"status": "issued", "amount": amount or None if _is_in_euros(record) else None, "issued_on": issued_on}

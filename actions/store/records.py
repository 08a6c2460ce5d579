"""What the questions answer with: one frozen record per thing of the shop or of after-sales, money in `Decimal`.

The personal parts of an order are left out of `repr`, so that they do not end in a log.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order; `price` is what one piece cost, `condition` is `new`, `refurbished` or `used`."""

    position: int
    sku: str
    name: str
    brand: str | None
    model: str | None
    product_type: str | None
    gtin: str | None
    price: Decimal | None
    condition: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """The parcel of an order; `status` is `preparing`, `in_transit`, `delivered`, `returned` or `cancelled`."""

    status: str | None
    carrier: str | None
    tracking: str | None
    shipped_on: date | None
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair the shop knows; `status` is `in_progress` or `done`.

    `outcome` is `repaired`, `replaced_though_repair_asked` or `replaced_as_asked`; None when the shop did not say.
    """

    ticket: str | None
    sku: str | None
    opened_on: date | None
    closed_on: date | None
    status: str | None
    under_guarantee: bool | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund the shop owes or made; `status` is `pending` or `issued`."""

    status: str | None
    amount: Decimal | None
    return_received_on: date | None
    due_on: date | None
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Order:
    """An order with all we know of it; `key` is its number folded."""

    key: str
    number: str
    email: str = field(repr=False)
    postcode: str | None = field(repr=False)
    first_name: str | None = field(repr=False)
    last_name: str | None = field(repr=False)
    ordered_on: date
    delivered_on: date | None
    lines: tuple[OrderLine, ...]
    shipment: Shipment | None
    repairs: tuple[Repair, ...]
    refund: Refund | None

    @property
    def status(self) -> str | None:
        """The status of the shipment; `delivered` when only a delivery day is known, None when nothing is."""
        if self.shipment is not None and self.shipment.status is not None:
            return self.shipment.status
        return "delivered" if self.delivered_on is not None else None

    @property
    def lacks_delivery_day(self) -> bool:
        """Whether the parcel arrived on a day the shop does not know."""
        return self.delivered_on is None and self.status in ("delivered", "returned")

    @property
    def may_have_arrived(self) -> bool:
        """Whether the parcel arrived, or may have, on a day the shop does not know: many shops only say "shipped"."""
        return self.delivered_on is None and self.status in (None, "delivered", "returned")

    def line(self, sku: str) -> OrderLine | None:
        """Return the first line with this sku."""
        return next((line for line in self.lines if line.sku == sku), None)


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the catalogue; `listed` is false when only orders mention it, and then it has no price."""

    sku: str
    name: str
    brand: str | None
    model: str | None
    product_type: str | None
    gtin: str | None
    price: Decimal | None
    parts_available_until: date | None
    repairability_index: Decimal | None
    durability_index: Decimal | None
    listed: bool


@dataclass(frozen=True, slots=True)
class Recall:
    """A product safety recall; `remedies` are among `refund`, `replacement`, `repair`."""

    reference: str
    brand: str
    models: tuple[str, ...]
    gtins: tuple[str, ...]
    batches: tuple[str, ...]
    product_type: str | None
    risk: str | None
    published_on: date
    remedies: tuple[str, ...]
    url: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A spare part the shop sells; `status` is `available` or `discontinued`, `stock` counts pieces."""

    sku: str
    part: str
    for_models: tuple[str, ...]
    price: Decimal | None
    stock: int | None
    status: str | None
    available_until: date | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A case opened by after-sales; `is_new` is true only for the call that opened it."""

    number: str
    kind: str
    status: str
    order_number: str | None
    sku: str | None
    remedy: str | None
    symptom: str | None
    message: str | None
    contact: str | None = field(repr=False)
    conversation_id: str | None
    created_at: datetime
    updated_at: datetime
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A declaration of withdrawal as received; `skus` empty means the whole order."""

    number: str
    order_number: str
    skus: tuple[str, ...]
    statement: str
    name: str | None = field(repr=False)
    contact: str | None = field(repr=False)
    conversation_id: str | None
    declared_at: datetime
    acknowledged_at: datetime | None
    acknowledgement: str | None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class LegalAnswer:
    """An answer of law as it was given: what was asked, what was found, by which rules, on which day."""

    id: int
    conversation_id: str | None
    order_number: str | None
    topic: str
    inputs: dict[str, Any]
    finding: dict[str, Any]
    trace: list[Any]
    rule_set: str
    as_of: date
    answered_at: datetime

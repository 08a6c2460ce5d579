"""The shop data we take in: every field of orders, products, recalls and parts, with a right value of each.

This is what the outside relies on: a field may be added, none removed or renamed.
"""

from actions.store.shop_fields import (
    Field,
    ListOf,
    Shape,
    amount,
    boolean,
    day,
    email,
    gtin,
    index,
    one_of,
    order_number,
    text,
    whole_number,
)

_NAME, _CODE, _LONG = text(300), text(64), text(4000)

_DAY = Field(day, '"2026-02-03"')
_SKU = Field(_CODE, '"AS-VX2"', required=True)
_PRODUCT_NAME = Field(_NAME, '"Aspirateur balai Tornix VX2"', required=True)
_DESCRIPTION = {
    "brand": Field(_NAME, '"Tornix"'),
    "model": Field(_NAME, '"VX2"'),
    "product_type": Field(_CODE, '"vacuum_cleaner"'),
    "gtin": Field(gtin, '"3254567890124"'),
    "price": Field(amount, "199.00"),
}

_CUSTOMER = Shape({"first_name": Field(_NAME, '"Lise"'), "last_name": Field(_NAME, '"Moreau"')})

_LINE = Shape(
    {
        "sku": _SKU,
        "name": _PRODUCT_NAME,
        **_DESCRIPTION,
        "condition": Field(one_of(("new", "refurbished", "used")), '"new"', default="new"),
        "quantity": Field(whole_number(1), "1", default=1),
    }
)

_SHIPMENT = Shape(
    {
        "status": Field(one_of(("preparing", "in_transit", "delivered", "returned", "cancelled")), '"delivered"'),
        "carrier": Field(_NAME, '"Colissimo"'),
        "tracking": Field(_NAME, '"6A00000000001"'),
        "shipped_on": _DAY,
        "expected_on": _DAY,
    }
)

_REPAIR = Shape(
    {
        "ticket": Field(_CODE, '"SAV-204417"'),
        "sku": Field(_CODE, '"AS-VX2"'),
        "opened_on": _DAY,
        "closed_on": _DAY,
        "status": Field(one_of(("in_progress", "done")), '"in_progress"'),
        "under_guarantee": Field(boolean, "true"),
        "outcome": Field(one_of(("repaired", "replaced_though_repair_asked", "replaced_as_asked")), '"repaired"'),
    }
)

_REFUND = Shape(
    {
        "status": Field(one_of(("pending", "issued")), '"pending"'),
        "amount": Field(amount, "19.90"),
        "return_received_on": _DAY,
        "due_on": _DAY,
        "issued_on": _DAY,
    }
)

_ORDER = Shape(
    {
        "number": Field(order_number, '"FR-2026-7731"', required=True),
        "email": Field(email, '"lise.moreau@exemple.fr"', required=True),
        "postcode": Field(text(16), '"35000"'),
        "customer": Field(_CUSTOMER, '{"first_name": "Lise", "last_name": "Moreau"}', default={}),
        "ordered_on": Field(day, '"2026-02-03"', required=True),
        "delivered_on": _DAY,
        "lines": Field(
            ListOf(_LINE, '{"sku": "AS-VX2", "name": "Aspirateur"}', at_least=1),
            '[{"sku": "AS-VX2", "name": "Aspirateur"}]',
            required=True,
            default=[],
        ),
        "shipment": Field(_SHIPMENT, '{"status": "delivered"}'),
        "repairs": Field(ListOf(_REPAIR, '{"ticket": "SAV-204417"}'), '[{"ticket": "SAV-204417"}]', default=[]),
        "refund": Field(_REFUND, '{"status": "pending", "amount": 19.90}'),
    }
)

_PRODUCT = Shape(
    {
        "sku": _SKU,
        "name": _PRODUCT_NAME,
        **_DESCRIPTION,
        "parts_available_until": _DAY,
        "repairability_index": Field(index, "8.4"),
        "durability_index": Field(index, "7.9"),
    }
)

_RECALL = Shape(
    {
        "reference": Field(_CODE, '"2026-11-0042"', required=True),
        "brand": Field(_NAME, '"Bellorne"', required=True),
        "models": Field(ListOf(_LONG, '"MK-1"'), '["MK-1"]', default=[]),
        # Official recalls give lot numbers and cut codes as GTINs: they are kept, and match when they can.
        "gtins": Field(ListOf(_LONG, '"3254567890247"'), '["3254567890247"]', default=[]),
        "batches": Field(ListOf(_LONG, '"L2408"'), '["L2408"]', default=[]),
        "product_type": Field(_CODE, '"coffee_maker"'),
        "risk": Field(_LONG, '"Risque de brûlure"'),
        "published_on": Field(day, '"2026-11-10"', required=True),
        "remedies": Field(
            ListOf(one_of(("refund", "replacement", "repair")), '"refund"'), '["refund", "replacement"]', default=[]
        ),
        "url": Field(_LONG, '"https://rappel.conso.gouv.fr/fiche-rappel/42/interne"'),
    }
)

_PART = Shape(
    {
        "sku": Field(_CODE, '"PD-FI-VX2"', required=True),
        "part": Field(_NAME, '"Filtre"', required=True),
        "for_models": Field(ListOf(_NAME, '"VX2"', at_least=1), '["VX2"]', required=True, default=[]),
        "price": Field(amount, "14.90"),
        "stock": Field(whole_number(0), "8"),
        "status": Field(one_of(("available", "discontinued")), '"available"'),
        "available_until": _DAY,
    }
)

SHAPES = {"orders": _ORDER, "products": _PRODUCT, "recalls": _RECALL, "parts": _PART}

# The field that names an item of each section.
NAMES = {"orders": "number", "products": "sku", "recalls": "reference", "parts": "sku"}

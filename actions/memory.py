"""What a message brings to what is remembered: the order, the product spoken of, its dates, who bought from whom.

A new product forgets what was known of the one before. Nothing here proves identity.
"""

import re
from datetime import date
from typing import Any

from actions.french import fold, key

# What belongs to one product and goes when another is spoken of.
OF_A_PRODUCT = ("brand", "model", "part", "defect", "delivered_on", "defect_on", "condition", "batch", "gtin", "sku", "symptom")

SECOND_HAND = re.compile(r"\b(d )?occasion\b|\breconditionn|\bseconde main\b|\brefurb|\brecondit")
PRIVATE_SELLER = re.compile(r"\ba un particulier\b|\bentre particuliers\b|\bleboncoin\b|\ble bon coin\b|\bvinted\b")
PROFESSIONAL = re.compile(
    r"\b(pour|dans|a) (mon|ma|notre|la|l') ?(entreprise|societe|boite|cabinet|restaurant|boutique|activite|sarl|sas)\b"
    r"|\b(je suis|en tant que) (auto ?-?entrepreneur|artisan|professionnel)\b|\bmon entreprise\b|\bnotre societe\b"
)
ASSOCIATION = re.compile(r"\b(mon|notre|une|l') ?(association|asso|club|copropriete|syndicat|comite d'entreprise|cse)\b")
BATCH = re.compile(r"\blot\s*(?:n\s*°|numero|num|:)?\s*:?\s*([a-z0-9][a-z0-9./-]{2,24})", re.IGNORECASE)
BARCODE = re.compile(r"(?<!\d)(\d[\d ]{7,16}\d)(?!\d)")


def remembered(text: str, entities: list[dict[str, Any]], slots: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the slots that a message changes, given its entities and what was known before it."""
    folded = fold(text)
    found = {entity["entity"]: _value(entity) for entity in reversed(entities)}
    changes: dict[str, Any] = {}
    if _is_another_product(found, slots):
        changes |= {name: None for name in OF_A_PRODUCT}
    for name in ("order_number", "email", "product_type", "brand", "model", "part", "defect"):
        if found.get(name):
            changes[name] = found[name]
    if "order_number" in changes and key(changes["order_number"]) != key(slots.get("order_number") or ""):
        changes.setdefault("sku", None)
    changes |= _days(entities, today) | _parties(folded)
    if SECOND_HAND.search(folded):
        changes["condition"] = "second_hand"
    if batch := BATCH.search(text):
        changes["batch"] = batch[1]
    if barcode := _barcode(text):
        changes["gtin"] = barcode
    return changes


def _value(entity: dict[str, Any]) -> Any:
    return entity.get("normalized") or entity.get("value")


def _is_another_product(found: dict[str, Any], slots: dict[str, Any]) -> bool:
    for name in ("product_type", "model"):
        before, now = slots.get(name), found.get(name)
        if before and now and key(str(before)) != key(str(now)):
            return True
    return False


def _days(entities: list[dict[str, Any]], today: date) -> dict[str, Any]:
    """Return the days of delivery and of the defect: each date says by its role which it is (bot/nlu/dates.py)."""
    days: dict[str, Any] = {}
    for entity in entities:
        day, role = entity.get("day"), entity.get("role")
        if entity["entity"] in ("date", "duration") and day and day <= today.isoformat():
            if role in ("delivery", "purchase"):
                days["delivered_on"] = day
            elif role == "defect":
                days["defect_on"] = day
    return days


def _parties(folded: str) -> dict[str, Any]:
    parties: dict[str, Any] = {}
    if PRIVATE_SELLER.search(folded):
        parties["seller_type"] = "private"
    if ASSOCIATION.search(folded):
        parties["buyer_type"] = "non_professional"
    elif PROFESSIONAL.search(folded):
        parties["buyer_type"] = "professional"
    return parties


def _barcode(text: str) -> str | None:
    for candidate in BARCODE.findall(text):
        digits = candidate.replace(" ", "")
        if len(digits) in (8, 12, 13, 14):
            return digits
    return None

"""What a message brings to what is remembered: the order, the product spoken of, its dates, who bought from whom.

A new product or a new order forgets what was known of the one before. Nothing here proves identity.
"""

import re
from datetime import date
from typing import Any

from actions.french import fold, key

# What belongs to one product and goes when another is spoken of.
OF_A_PRODUCT = (
    "brand",
    "model",
    "part",
    "defect",
    "delivered_on",
    "defect_on",
    "condition",
    "batch",
    "gtin",
    "sku",
    "symptom",
)

# While a repair is being booked, naming another product corrects which one it is: the breakdown told stays.
OF_THE_BREAKDOWN = ("defect", "symptom")
OF_THE_REPAIR = ("symptom", "remedy", "confirmed")

SECOND_HAND = re.compile(r"\b(d )?occasion\b|\breconditionn|\bseconde main\b|\brefurb|\brecondit")
PRIVATE_SELLER = re.compile(
    r"\b(a|par|chez|aupres d|d) ?'?un particulier\b|\bentre particuliers\b|\bde particulier a particulier\b"
    r"|\bleboncoin\b|\ble bon coin\b|\bvinted\b|\b(vide[ -]grenier|brocante)s?\b"
)
_BUSINESS = (
    r"(entreprise|societe|boite|cabinet|restaurant|boutique|magasin|commerce|salon|hotel|atelier|agence|bureau|activite"
    r"|sarl|sas|eurl|micro-entreprise)"
)
PROFESSIONAL = re.compile(
    rf"\b(pour|dans|a|au nom de|par) (mon|ma|notre|le|la|l') ?{_BUSINESS}\b"
    r"|\b(mon entreprise|notre societe|ma societe)\b"
    r"|\b(je suis|en tant que|comme) (un |une )?(auto[ -]?entrepreneur|artisan|professionnel|pro|commercant)"
    r"|\b(achat|usage|client) pro(fessionnel)?\b"
)
ANIMAL = re.compile(
    r"\b(chiots?|chatons?|mon chien|ma chienne|mon chat|ma chatte|poney|cheval|jument|lapin nain|perroquet)\b"
)
JUDICIAL = re.compile(r"\b(encheres? judiciaires?|vente judiciaire|liquidation judiciaire)\b")
ASSOCIATION = re.compile(
    r"\b(mon|notre|une|l'|le|au) ?(association|asso|club|copropriete|syndicat|comite d'entreprise|cse)\b"
)
# A batch has a figure somewhere: "le lot complet" is none.
BATCH = re.compile(
    r"\blot\s*(?:n\s*°|num[ée]ro|num|est|c'est|:)?\s*:?\s*((?=[a-z./-]*\d)[a-z0-9][a-z0-9./-]{2,24})", re.IGNORECASE
)
NUMBER_ALONE = re.compile(r"(?<![\w.,/@-])(?:[A-Za-z]{1,5}-)?\d{3,10}(?:-\d{1,8})*(?![\w@/-]|[.,]\d)")
# Words that say no more than "it is broken".
NO_DETAIL = re.compile(
    r"(est |il est |elle est )?(tombee? )?(en panne|h\.?s\.?|casse\w*|morte?|foutue?)"
    r"|(ne |n')?(marche|fonctionne)\w* (plus|pas)( du tout)?"
)
REFERENCE = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9][A-Za-z0-9./_-]{1,24}")
BARCODE = re.compile(r"(?<!\d)(\d[\d ]{7,16}\d)(?!\d)")


def remembered(text: str, entities: list[dict[str, Any]], slots: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the slots that a message changes, given its entities and what was known before it."""
    if _detail_asked(slots) == "batch" and REFERENCE.fullmatch(text.strip()):
        return {"batch": text.strip()}
    entities = _without_batch(text, entities)
    found = _found(text, entities)
    changes: dict[str, Any] = dict.fromkeys(_forgotten(found, slots))
    for name in ("order_number", "email", "product_type", "brand", "model", "part", "defect"):
        if found.get(name):
            changes[name] = found[name]
    if found.get("product_type") or found.get("model"):
        changes["item_type"] = None  # a thing, unless the message says otherwise below
    if "order_number" in found and "email" not in found and not slots.get("email") and slots.get("contact"):
        changes["email"] = slots["contact"]  # a number given anew goes with the e-mail given before
    return changes | _days(entities, today) | _told_apart(text)


def _found(text: str, entities: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the value of each kind of entity: the first one, or the breakdown that says something."""
    found = {entity["entity"]: _value(entity) for entity in reversed(entities)}
    defects = [str(_value(entity)) for entity in entities if entity["entity"] == "defect"]
    if defects:
        found["defect"] = next((each for each in defects if not says_only_broken(each)), defects[0])
    if "email" in found and "order_number" not in found and (number := _number_beside(text, entities)):
        found["order_number"] = number
    return found


def _without_batch(text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entities but those read in a batch: `lot K2501` names no model."""
    batch = BATCH.search(text)
    if batch is None:
        return entities
    return [each for each in entities if each["end"] <= batch.start(1) or each["start"] >= batch.end(1)]


def _forgotten(found: dict[str, Any], slots: dict[str, Any]) -> list[str]:
    """Return what was known of another product or another order."""
    if _is_another_order(found, slots):
        return list(OF_A_PRODUCT)
    if _is_another_product(found, slots):
        kept = OF_THE_BREAKDOWN if slots.get("requested_slot") in OF_THE_REPAIR else ()
        return [name for name in OF_A_PRODUCT if name not in kept]
    return []


def _told_apart(text: str) -> dict[str, Any]:
    """Return what no entity tells: who bought from whom, second-hand, batch, bar code."""
    folded = fold(text)
    told = _parties(folded)
    if SECOND_HAND.search(folded):
        told["condition"] = "second_hand"
    if batch := BATCH.search(text):
        told["batch"] = batch[1]
    if barcode := _barcode(text):
        told["gtin"] = barcode
    return told


def says_only_broken(words: str) -> bool:
    """Tell whether words about a breakdown say nothing of what happens."""
    return bool(NO_DETAIL.fullmatch(fold(words)))


def _value(entity: dict[str, Any]) -> Any:
    return entity.get("normalized") or entity.get("value")


def _detail_asked(slots: dict[str, Any]) -> str | None:
    """Return the detail asked last and not given, be its form still open or not."""
    return slots.get("requested_slot") or next(
        (each for each in slots.get("needed") or [] if not slots.get(each)), None
    )


def _number_beside(text: str, entities: list[dict[str, Any]]) -> str | None:
    """Return the only number of a message with an e-mail that is nothing else: people give the two together."""
    for entity in entities:
        text = text[: entity["start"]] + " " * (entity["end"] - entity["start"]) + text[entity["end"] :]
    numbers = NUMBER_ALONE.findall(text)
    return str(numbers[0]) if len(numbers) == 1 else None


def _is_another_order(found: dict[str, Any], slots: dict[str, Any]) -> bool:
    before, now = slots.get("order_number"), found.get("order_number")
    return bool(before and now and key(str(before)) != key(str(now)))


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
    if ANIMAL.search(folded):
        parties["item_type"] = "animal"
    elif JUDICIAL.search(folded):
        parties["item_type"] = "judicial_sale"
    return parties


def _barcode(text: str) -> str | None:
    for candidate in BARCODE.findall(text):
        digits = str(candidate).replace(" ", "")
        if len(digits) in (8, 12, 13, 14):
            return digits
    return None

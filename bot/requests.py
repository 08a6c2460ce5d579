"""Two requests in one message are two turns: finds them, and only when both are plain."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

# Requests of one family explain each other ("il est en panne, est-il garanti ?"): they are one request.
FAMILIES = {
    "product": (
        "warranty_coverage warranty_info hidden_defect_info commercial_warranty_info warranty_remedy warranty_proof "
        "repair_request repair_status repair_bonus delivery_damaged_or_wrong complaint talk_to_human"
    ),
    "recall": "recall_check recall_list recall_procedure",
    "index": "repairability_index",
    "part": "spare_part_availability spare_part_order",
    "order": "order_status order_cancel order_change delivery_not_received return_request refund_status",
    "invoice": "invoice_request",
    "payment": "payment_problem",
    "shop": "store_info product_advice",
    "privacy": "privacy_request",
}
FAMILY_OF = {intent: family for family, intents in FAMILIES.items() for intent in intents.split()}
CERTAIN = 0.8
SHORTEST = 12  # characters; a shorter piece is not a request of its own
PIECES = re.compile(
    r"(?<=[.!?…])\s+|\s*;\s*|"
    r",?\s+(?:et aussi|et sinon|et puis|sinon|au fait|par ailleurs|autre chose|et en plus|et dites)\b[\s,:]*",
    re.IGNORECASE,
)

IDENTITY = ("order_number", "email", "postcode")
IDENTITY_WORDS = re.compile(
    r"\b(mail|e-?mail|courriel|adresse|numero|numéro|num|n°|mon|est|et|le|la|avec|c'est)\b|[,;:/()]+", re.IGNORECASE
)
NOT_A_REQUEST = ("inform", "greet", "affirm", "deny", "thank", "goodbye", "out_of_scope", "nlu_fallback", "cancel_flow")
LIKELY = 0.6

Parse = dict[str, Any]


async def request_beside_identity(text: str, whole: Parse, parse: Callable[[str], Awaitable[Parse]]) -> Parse:
    """A number and an e-mail weigh so much that the request beside them may be taken for data alone: read it apart."""
    spans = [(each["start"], each["end"]) for each in whole["entities"] if each["entity"] in IDENTITY]
    if whole["intent"]["name"] != "inform" or not spans:
        return whole
    rest = "".join(letter for place, letter in enumerate(text) if not any(a <= place < b for a, b in spans))
    if len(IDENTITY_WORDS.sub(" ", rest).split()) < 2:
        return whole
    beside = await parse(" ".join(rest.split()))
    if beside["intent"]["name"] in NOT_A_REQUEST or beside["intent"]["confidence"] < LIKELY:
        return whole
    return {**beside, "text": text, "entities": whole["entities"]}


async def split_requests(text: str, whole: Parse, parse: Callable[[Any], Awaitable[Parse]]) -> list[tuple[str, Parse]]:
    """Return the message as one request, or as the two plain requests of different families that it holds."""
    pieces = [piece.strip() for piece in PIECES.split(text) if len(piece.strip()) >= SHORTEST]
    if len(pieces) < 2 or len(pieces) > 6:
        return [(text, whole)]
    plain = []
    for piece in pieces:
        understood = await parse(piece)
        if understood["intent"]["name"] in FAMILY_OF and understood["intent"]["confidence"] >= CERTAIN:
            plain.append((piece, understood))
    families = {FAMILY_OF[understood["intent"]["name"]] for _, understood in plain}
    if len(plain) != 2 or len(families) != 2:
        return [(text, whole)]
    return [(piece, _with_all_entities(understood, whole)) for piece, understood in plain]


def _with_all_entities(understood: Parse, whole: Parse) -> Parse:
    """A number or an e-mail given once in the message holds for both requests."""
    own = {entity["entity"] for entity in understood["entities"]}
    shared = [
        each for each in whole["entities"] if each["entity"] in ("order_number", "email") and each["entity"] not in own
    ]
    return {**understood, "entities": [*understood["entities"], *shared]}

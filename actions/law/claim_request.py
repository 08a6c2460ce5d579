"""Reads a warranty question from JSON into a `Claim`, listing every mistake. Not here: what the law says of it.

The messages are French: integrators and the widget's form show them as they are.
"""

from collections.abc import Mapping
from datetime import date

from actions.law.claim import (
    Basis,
    BuyerType,
    Claim,
    Commercial,
    Condition,
    DefectPart,
    ItemType,
    Negotiation,
    Outcome,
    Repair,
    SellerType,
)
from actions.law.json_reader import FieldError, JsonReader

CLAIM_KEYS = (
    "seller_type", "buyer_type", "item_type", "supply_months", "defect_part", "condition", "contract_date",
    "delivery_date", "defect_date", "known_date", "today", "repairs", "negotiations", "commercial",
    "prior_sale_by_pro", "vice_discovered_date", "withdrawal_informed", "remedy_request_date", "misuse_suspected",
)  # fmt: skip
PAST_DAYS = (
    "contract_date", "delivery_date", "defect_date", "known_date", "vice_discovered_date", "remedy_request_date",
)  # fmt: skip

RETURNED_YET_PENDING = (
    "Une réparation en cours (pending) n'a pas de date de retour. Retirez la date ou changez « outcome »."
)
RETURN_MISSING = "Indiquez le jour du retour du produit (ou de la livraison du produit de remplacement)."


class ClaimErrors(ValueError):
    """Every mistake of a request, in the order of the fields read."""

    def __init__(self, errors: list[FieldError]) -> None:
        """Keep the mistakes, each with its field."""
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = tuple(errors)


def parse_claim(data: Mapping[str, object], today: date) -> Claim:
    """Return the claim written in `data`; `today` is used when `data` gives none. Raises `ClaimErrors`."""
    errors: list[FieldError] = []
    if not isinstance(data, Mapping):
        raise ClaimErrors([FieldError("", 'La demande doit être un objet JSON, par exemple {"condition": "new"}.')])
    reader = JsonReader(data, "", errors)
    reader.refuse_unknown(CLAIM_KEYS)
    asked_on = reader.day("today") or today
    claim = _read_claim(reader, asked_on)
    _check_past(reader, PAST_DAYS, asked_on)
    if claim.delivery_date and claim.defect_date and claim.defect_date < claim.delivery_date:
        reader.refuse("defect_date", "Le défaut ne peut pas apparaître avant la livraison. Vérifiez les deux dates.")
    if errors:
        raise ClaimErrors(errors)
    return claim


def _read_claim(reader: JsonReader, today: date) -> Claim:
    return Claim(
        today=today,
        seller_type=reader.choice("seller_type", SellerType) or SellerType.PRO,
        buyer_type=reader.choice("buyer_type", BuyerType) or BuyerType.CONSUMER,
        item_type=reader.choice("item_type", ItemType) or ItemType.GOOD,
        supply_months=reader.months("supply_months"),
        defect_part=reader.choice("defect_part", DefectPart),
        condition=reader.choice("condition", Condition),
        contract_date=reader.day("contract_date"),
        delivery_date=reader.day("delivery_date"),
        defect_date=reader.day("defect_date"),
        known_date=reader.day("known_date"),
        repairs=reader.entries("repairs", lambda entry: _read_repair(entry, today)),
        negotiations=reader.entries("negotiations", lambda entry: _read_negotiation(entry, today)),
        commercial=_read_commercial(reader),
        prior_sale_by_pro=reader.flag("prior_sale_by_pro", default=False),
        vice_discovered_date=reader.day("vice_discovered_date"),
        withdrawal_informed=reader.flag("withdrawal_informed", default=True),
        remedy_request_date=reader.day("remedy_request_date"),
        misuse_suspected=reader.flag("misuse_suspected", default=False),
    )


def _read_repair(reader: JsonReader, today: date) -> Repair | None:
    reader.refuse_unknown(("basis", "request", "handover", "returned", "outcome"))
    basis, outcome = reader.required_choice("basis", Basis), reader.required_choice("outcome", Outcome)
    request, handover, returned = reader.day("request"), reader.day("handover"), reader.day("returned")
    _check_past(reader, ("request", "handover", "returned"), today)
    starts = [day for day in (request, handover) if day]
    if not starts and not reader.has_mistake("request", "handover"):
        reader.refuse("request", "Indiquez le jour de la demande, par exemple 2026-03-02.")
    if outcome is Outcome.PENDING and returned:
        reader.refuse("returned", RETURNED_YET_PENDING)
    if outcome and outcome is not Outcome.PENDING and not returned and not reader.has_mistake("returned"):
        reader.refuse("returned", RETURN_MISSING)
    if starts and returned and returned < min(starts):
        reader.refuse("returned", "Le retour ne peut pas précéder la demande ni la remise du produit.")
    if basis is None or outcome is None or not starts:
        return None
    return Repair(basis, outcome, request, handover, returned)


def _read_negotiation(reader: JsonReader, today: date) -> Negotiation | None:
    reader.refuse_unknown(("from", "to"))
    since, until = reader.day("from"), reader.day("to")
    _check_past(reader, ("from", "to"), today)
    if since is None:
        if not reader.has_mistake("from"):
            reader.refuse("from", "Indiquez le premier jour de la négociation, par exemple 2026-03-02.")
        return None
    if until and until < since:
        reader.refuse("to", "La fin de la négociation ne peut pas précéder son début.")
    return Negotiation(since, until)


def _read_commercial(reader: JsonReader) -> Commercial | None:
    raw = reader.data.get("commercial")
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        reader.refuse("commercial", 'Écrivez un objet, par exemple {"guarantor": "Tornix", "end": "2028-05-10"}.')
        return None
    inside = JsonReader(raw, "commercial.", reader.errors)
    inside.refuse_unknown(("guarantor", "end"))
    return Commercial(inside.text("guarantor"), inside.day("end"))


def _check_past(reader: JsonReader, keys: tuple[str, ...], today: date) -> None:
    for key in keys:
        day = reader.seen_days.get(key)
        if day and day > today:
            reader.refuse(key, f"Cette date est après le jour de la demande ({today.isoformat()}).")

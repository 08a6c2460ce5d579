"""A recall in words and in facts: stop first, then the risk, the remedies, whom to call and the official notice."""

import re
from datetime import date
from typing import Any

from actions import french
from actions.law.recalls import RecallFacts, assess_recall, recall_site
from actions.store.questions.catalogue import products_by_gtin
from actions.store.questions.recall_notices import RecallNotice, notice_of
from actions.store.questions.recalls import RecallCheck, check_recalls
from actions.store.records import Recall
from actions.turn import Turn

REMEDIES = {"refund": "le remboursement", "replacement": "le remplacement", "repair": "la réparation"}
RECALLED, POSSIBLE = "recalled", "needs_batch"
NO_BRAND = "sans marque"  # what official notices write
# A notice may list dozens of models: what a sentence holds of them, in characters.
LONGEST_MODELS = 80


def check_named(turn: Turn) -> RecallCheck:
    """Check by the marks given; a bar code of the catalogue brings the brand and the model of its product."""
    slots, brand, model = turn.slots, turn.slots.get("brand"), turn.slots.get("model")
    if slots.get("gtin") and not model:
        known = next(iter(products_by_gtin(turn.shop.engine, slots["gtin"])), None)
        brand, model = (known.brand, known.model) if known else (brand, None)
    return check_recalls(turn.shop.engine, brand=brand, model=model, gtin=slots.get("gtin"), batch=slots.get("batch"))


def rights(recall: Recall, day: date) -> tuple[str, ...]:
    """Return the remedies of a recall: those of its notice, else those of the law."""
    return assess_recall(RecallFacts(recall.published_on, recall.remedies), day).remedies


def rights_response(recall: Recall, day: date) -> str:
    """Return the sentence of what is owed: a choice, or the only solution that the notice gives."""
    return "utter_recall_rights" if len(rights(recall, day)) > 1 else "utter_recall_right_single"


def remember_told(turn: Turn, recall: Recall, status: str) -> None:
    """Keep that this recall was told, as sure or as possible, for the whole conversation."""
    turn.remember(recalls_told={**(turn.slots.get("recalls_told") or {}), recall.reference: status})


def recall_facts(recall: Recall, status: str, day: date) -> dict[str, Any]:
    """Return a recall for machines: `status` is `recalled` or `needs_batch`."""
    return {
        "status": status,
        "reference": recall.reference,
        "url": recall.url,
        "remedies": list(rights(recall, day)),
    }


def recall_figures(turn: Turn, recall: Recall) -> dict[str, Any]:
    """Return what sentences about a recall are filled with."""
    notice = notice_of(turn.shop.engine, recall.reference)
    remedies = rights(recall, turn.today)
    return {
        "recalled": recalled_name(recall, notice),
        "risk": _in_a_sentence((recall.risk or "voir la fiche officielle").rstrip(".")),
        "published": french.day(recall.published_on),
        "remedies": french.listing([REMEDIES[each] for each in remedies], "ou") or "une solution gratuite",
        "call": _call(notice),
        "url": recall.url or recall_site(turn.today),
    }


def recalled_name(recall: Recall, notice: RecallNotice | None) -> str:
    """Return the brand and models of a recall, in the words of its notice, short enough for a sentence."""
    written = (notice and notice.models_text) or french.listing(recall.models)
    if len(written) > LONGEST_MODELS:
        written = written[: LONGEST_MODELS + 1].rpartition(" ")[0].rstrip(" ,;:-") + "…"
    brand = "" if french.fold(recall.brand) == NO_BRAND else recall.brand
    return " ".join(filter(None, (brand, written))) or "ce produit"


def _call(notice: RecallNotice | None) -> str:
    """Return `appelez le 08 00 71 07 70, le numéro de la fiche, ou `; nothing when the notice gives no number."""
    figures = re.sub(r"[ .\u00a0-]", "", (notice and notice.contact) or "")
    if not re.fullmatch(r"\+?\d{3,15}", figures):
        return ""
    if re.fullmatch(r"0\d{9}", figures):
        figures = french.NBSP.join(figures[place : place + 2] for place in range(0, 10, 2))
    return f"appelez le {figures}, le numéro de la fiche, ou "


def _in_a_sentence(text: str) -> str:
    """Return a text without its capital, unless it is an abbreviation or a name all in capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

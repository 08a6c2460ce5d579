"""Is this product recalled? By model, bar code, batch or on the shopper's own order. A recall outranks all else."""

from typing import Any

from actions import french
from actions.identification import identified_order, known_order
from actions.store.questions.catalogue import products_by_gtin
from actions.store.questions.recalls import RecallCheck, check_lines, check_recalls
from actions.store.records import Order, Recall
from actions.turn import Topic, Turn

REMEDIES = {"refund": "le remboursement", "replacement": "le remplacement", "repair": "la réparation"}


class ActionCheckRecall(Topic):
    """Answers `recall_check`."""

    def answer(self, turn: Turn) -> None:
        """Check what the message names; else the identified order and what was named before; else ask the model."""
        turn.speak_of("recall")
        is_named = any(turn.slots.get(mark) for mark in ("model", "gtin", "batch"))
        order = None if turn.news & {"model", "gtin"} else known_order(turn)
        if order is None and not (turn.news & {"model", "gtin"}) and _is_about_an_order(turn, is_named):
            order = identified_order(turn)
            if order is None:
                return
        if order is not None:
            _tell_order(turn, order, _check_named(turn) if is_named else None)
        elif is_named:
            _tell(turn, _check_named(turn))
        else:
            turn.tell("verdict", status="needs_model")
            turn.ask_for("model")


def _is_about_an_order(turn: Turn, is_named: bool) -> bool:
    """Tell whether the order is to be looked at: its number was given, or the message speaks of one."""
    number, model = turn.slots.get("order_number"), turn.slots.get("model")
    speaks_of_one = turn.is_fresh and "commande" in french.fold(turn.text)
    may_be_the_number = bool(number and model and turn.slots.get("email")) and french.key(number) == french.key(model)
    return speaks_of_one or may_be_the_number or (bool(number) and not is_named)


def _check_named(turn: Turn) -> RecallCheck:
    """Check by the marks given; a bar code of the catalogue brings the brand and the model of its product."""
    slots, brand, model = turn.slots, turn.slots.get("brand"), turn.slots.get("model")
    if slots.get("gtin") and not model:
        known = next(iter(products_by_gtin(turn.shop.engine, slots["gtin"])), None)
        brand, model = (known.brand, known.model) if known else (brand, None)
    return check_recalls(turn.shop.engine, brand=brand, model=model, gtin=slots.get("gtin"), batch=slots.get("batch"))


def _tell_order(turn: Turn, order: Order, named: RecallCheck | None) -> None:
    """Tell every recall of the order's lines, and of the product named before; else what is still in doubt."""
    checks = [check for _, check in check_lines(turn.shop.engine, order.lines, batch=turn.slots.get("batch"))]
    checks += [named] if named is not None else []
    recalls = {check.recalled[0].recall.reference: check for check in checks if check.status == "recalled"}
    doubtful = next((check for check in checks if check.matches), None)
    for check in recalls.values():
        _tell(turn, check)
    if not recalls and doubtful is not None:
        _tell(turn, doubtful)
    elif not recalls:
        turn.tell("verdict", status="not_recalled")
        turn.say("utter_recall_none", product=french.listing([line.name for line in order.lines]))


def _tell(turn: Turn, check: RecallCheck) -> None:
    if check.status == "recalled":
        tell_recall(turn, check.recalled[0].recall)
    elif check.status.startswith("needs_"):
        wanted = check.status.removeprefix("needs_")
        turn.tell("verdict", status=check.status if wanted in ("model", "batch") else "needs_model")
        if check.matches:
            turn.say("utter_recall_possible", **recall_figures(check.matches[0].recall))
        turn.ask_for(wanted if wanted in ("model", "batch", "brand") else "model")
    else:
        turn.tell("verdict", status="not_recalled")
        turn.say("utter_recall_none", product=turn.slots.get("model") or "ce produit")
        number, model = turn.slots.get("order_number"), turn.slots.get("model")
        if number and model and french.key(number) == french.key(model) and not turn.slots.get("email"):
            turn.say("utter_recall_maybe_order", number=number)
            turn.ask_for("email")


def tell_recall(turn: Turn, recall: Recall) -> None:
    """Say stop first, then the risk, the remedies and the official notice."""
    turn.tell("verdict", status="recalled")
    turn.tell("recall", reference=recall.reference, url=recall.url)
    said = "utter_recall_found" if len(recall.remedies) > 1 else "utter_recall_found_single"
    turn.say(said, **recall_figures(recall))


def recall_figures(recall: Recall) -> dict[str, Any]:
    """Return what sentences about a recall are filled with."""
    return {
        "brand": recall.brand,
        "models": french.listing(recall.models) if recall.models else "",
        "risk": _in_a_sentence((recall.risk or "voir la fiche officielle").rstrip(".")),
        "published": french.day(recall.published_on),
        "remedies": french.listing([REMEDIES[each] for each in recall.remedies], "ou") or "une solution gratuite",
        "batches": french.listing(recall.batches, "ou") if recall.batches else "",
        "url": recall.url or "https://rappel.conso.gouv.fr",
    }


def _in_a_sentence(text: str) -> str:
    """Return a text without its capital, unless it is an abbreviation or a name all in capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

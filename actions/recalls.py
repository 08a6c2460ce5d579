"""Is this product recalled? By model, bar code, batch or on the shopper's own order. A recall outranks all else."""

from actions import french
from actions.identification import identified_order, known_order
from actions.recall_sentences import (
    POSSIBLE,
    RECALLED,
    check_named,
    recall_facts,
    recall_figures,
    remember_told,
    rights_response,
)
from actions.store.questions.recalls import RecallCheck, RecallMatch, check_lines
from actions.store.records import Order, Recall
from actions.topic import Topic
from actions.turn import Turn


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
            _tell_order(turn, order, check_named(turn) if is_named else None)
        elif is_named:
            _tell(turn, check_named(turn))
        else:
            turn.tell("verdict", status="needs_model")
            turn.ask_for("model")


def _is_about_an_order(turn: Turn, is_named: bool) -> bool:
    """Tell whether the order is to be looked at: its number was given, or the message speaks of one."""
    number, model = turn.slots.get("order_number"), turn.slots.get("model")
    speaks_of_one = turn.is_fresh and "commande" in french.fold(turn.text)
    may_be_the_number = bool(turn.slots.get("email") and number and model and french.key(number) == french.key(model))
    return speaks_of_one or may_be_the_number or (bool(number) and not is_named)


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
            _tell_possible(turn, check.matches[0])
        turn.ask_for(wanted if wanted in ("model", "batch", "brand") else "model")
    else:
        turn.tell("verdict", status="not_recalled")
        turn.say("utter_recall_none", product=turn.slots.get("model") or "ce produit")
        number, model = turn.slots.get("order_number"), turn.slots.get("model")
        if number and model and french.key(number) == french.key(model) and not turn.slots.get("email"):
            turn.say("utter_recall_maybe_order", number=number)
            turn.ask_for("email")


def _tell_possible(turn: Turn, match: RecallMatch) -> None:
    """Say a recall that may concern the product; when only the batch is missing, it is not told again unasked."""
    turn.say("utter_recall_possible", **recall_figures(turn, match.recall))
    if match.missing == ("batch",):
        turn.tell("recall", **recall_facts(match.recall, POSSIBLE, turn.today))
        remember_told(turn, match.recall, POSSIBLE)


def tell_recall(turn: Turn, recall: Recall) -> None:
    """Say stop first, then the risk, the remedies, whom to call and the official notice."""
    turn.tell("verdict", status=RECALLED)
    turn.tell("recall", **recall_facts(recall, RECALLED, turn.today))
    figures = recall_figures(turn, recall)
    turn.say("utter_recall_found", **figures)
    turn.say(rights_response(recall, turn.today), **figures)
    remember_told(turn, recall, RECALLED)

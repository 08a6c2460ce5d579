"""Spare parts: whether we have one, at what price, how long they are due, and asking for one."""

import re
from typing import Any

from actions import french
from actions.identification import known_order, proven_email
from actions.lines import line_named
from actions.maker_promises import (
    asks_how_long,
    asks_the_maker,
    kind_of_model,
    tell_duty,
    tell_no_promise,
    tell_promise,
)
from actions.questions import answered_in_general
from actions.store.questions.catalogue import products_by_model
from actions.store.questions.parts import find_parts, parts_for_model, parts_named
from actions.store.questions.tickets import TicketRequest, open_ticket
from actions.store.records import Part
from actions.topic import Topic
from actions.turn import Turn

ALL_PARTS = re.compile(r"\b(les|des|de) pieces\b")


class ActionFindPart(Topic):
    """Answers `spare_part_availability`."""

    def answer(self, turn: Turn) -> None:
        """Look for the part of the model; how long, how fast and by whom it is supplied is what its maker promises."""
        if answered_in_general(turn):
            return
        turn.speak_of("part")
        slots = turn.slots
        if not slots.get("model") and not slots.get("part") and asks_how_long(turn.text):
            tell_duty(turn, turn.slots.get("product_type"))
            return
        found = _find(turn)
        if found is None:
            return
        _tell_part(turn, found)
        model = turn.slots["model"]
        promised = asks_the_maker(turn.text) and tell_promise(turn, model, slots.get("part") or found.part)
        if not promised and asks_how_long(turn.text):
            tell_duty(turn, slots.get("product_type") or kind_of_model(turn, model))


class ActionOrderPart(Topic):
    """Answers `spare_part_order`: price and stock, then a request passed on to people with an e-mail."""

    def answer(self, turn: Turn) -> None:
        """Find the part; ask the e-mail to answer at; open the request."""
        turn.speak_of("part")
        found = _find(turn)
        if found is None:
            return
        contact = proven_email(turn)
        if found.status == "discontinued" or contact is None:
            _tell_part(turn, found)
        if found.status == "discontinued":
            return
        if contact is None:
            turn.say("utter_part_order_how", part=found.part)
            turn.ask_for("email")
            return
        if turn.is_fresh and not _is_plain_order(turn):
            _tell_part(turn, found)
            if turn.form is None:
                turn.offer_choices("utter_part_order_offer", ["Oui", "Non merci"], part=found.part)
            return
        ticket = open_ticket(turn.shop.engine, _request(turn, found, contact), turn.now)
        turn.tell("ticket", id=ticket.number, sku=found.sku)
        turn.say("utter_part_ordered", part=found.part, ticket=ticket.number)


def _is_plain_order(turn: Turn) -> bool:
    """Nothing is ordered that was not plainly asked: a question, or a doubtful reading, gets an offer first."""
    return "email" in turn.news or (turn.intent == "spare_part_order" and turn.is_sure and "?" not in turn.text)


def _request(turn: Turn, part: Part, contact: str) -> TicketRequest:
    return TicketRequest(
        kind="part",
        sku=part.sku,
        message=turn.text[:1000],
        contact=contact,
        conversation_id=turn.conversation,
        idempotency_key=f"{turn.conversation}:part:{part.sku}",
    )


def _find(turn: Turn) -> Part | None:
    """Return the part meant; otherwise ask for the model or the part, or tell there is none, and return None."""
    if turn.is_fresh and ALL_PARTS.search(french.fold(turn.text)) and not _names_a_part(turn):
        turn.remember(part=None)  # "les pièces du Z5": all of them, not the one spoken of before
    part, model = turn.slots.get("part"), turn.slots.get("model") or _model_of_order(turn)
    turn.remember(model=model)
    if not model:
        turn.tell("verdict", status="needs_model")
        turn.ask_for("model", *(() if part else ("part",)))
        return None
    if asks_the_maker(turn.text) and not part:
        promised = tell_promise(turn, model, None)
        if promised is not None:
            turn.tell("verdict", status=promised)
        elif not _tell_last_day(turn, model):
            tell_no_promise(turn, model)
        return None
    found = find_parts(turn.shop.engine, part, model) if part else parts_for_model(turn.shop.engine, model)
    if len(found) == 1 or (found and part):
        return found[0]
    if found:
        turn.tell("verdict", status="needs_product")
        names = [each.part for each in found][:8]
        turn.offer_choices("utter_part_which", names, model=model)
        turn.ask_for("part")
        return None
    turn.tell("verdict", status="not_found")
    turn.say(
        "utter_part_unknown" if not (part and parts_named(turn.shop.engine, part)) else "utter_part_other_models",
        model=model,
    )
    if part:
        turn.tell("verdict", status=tell_promise(turn, model, part))
    turn.offer_person("part_unknown")
    return None


def _names_a_part(turn: Turn) -> bool:
    return any(entity["entity"] == "part" for entity in turn.entities)


def _tell_last_day(turn: Turn, model: str) -> bool:
    """Say until when the parts of a model were promised, when the shop says it."""
    days = [each.parts_available_until for each in products_by_model(turn.shop.engine, model)]
    promised = next((day for day in days if day), None)
    if promised is None:
        return False
    turn.tell("verdict", status="available")
    turn.say("utter_parts_promised", day=french.day(promised))
    tell_duty(turn, turn.slots.get("product_type") or kind_of_model(turn, model))
    return True


def _model_of_order(turn: Turn) -> str | None:
    """Return the model of the line spoken of in the order already proven, when it can be only one."""
    order = known_order(turn)
    if order is None:
        return None
    line = (
        order.lines[0] if len(order.lines) == 1 else line_named(turn, order) or order.line(turn.slots.get("sku") or "")
    )
    kind = turn.slots.get("product_type")
    if line is None or (kind and kind != line.product_type):
        return None
    turn.speak_of_lines([line])
    return line.model


def _tell_part(turn: Turn, part: Part) -> None:
    status = "discontinued" if part.status == "discontinued" else "available"
    turn.tell("verdict", status=status)
    turn.tell("part", sku=part.sku, name=part.part, price=str(part.price) if part.price is not None else None)
    turn.say(f"utter_part_{_case(part, status)}", **_figures(part, turn))
    if status == "available":
        turn.remember(offer="part")


def _case(part: Part, status: str) -> str:
    if status == "discontinued":
        return status
    return "out_of_stock" if part.stock == 0 else status


def _figures(part: Part, turn: Turn) -> dict[str, Any]:
    until = f" Elle est prévue jusqu'au {french.day(part.available_until)}." if part.available_until else ""
    return {
        "part": part.part,
        "model": turn.slots.get("model"),
        "price": f" au prix de {french.euros(part.price)}" if part.price is not None else "",
        "until": until,
    }

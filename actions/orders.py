"""Where an order is, cancelling it, changing it. The carrier's late or lost parcels are in `delivery`."""

from typing import Any

from actions import french
from actions.declarations import is_withdrawal
from actions.identification import identified_order
from actions.questions import answered_in_general
from actions.store.questions.tickets import TicketRequest, open_ticket
from actions.store.records import Order
from actions.topic import Topic
from actions.turn import Turn


class ActionTrackOrder(Topic):
    """Answers `order_status`."""

    def answer(self, turn: Turn) -> None:
        """Tell the status of the parcel, its carrier and the day it is expected."""
        if answered_in_general(turn):
            return
        turn.speak_of("order")
        order = identified_order(turn)
        if order is None:
            return
        turn.tell("order", status=order.status)
        turn.say(_status_response(order, turn), **shipment_figures(order))
        if order.status not in ("preparing", "in_transit", "delivered"):
            turn.offer_person("open_point")


def _status_response(order: Order, turn: Turn) -> str:
    shipment = order.shipment
    if order.status == "in_transit" and shipment is not None:
        if shipment.expected_on is None:
            return "utter_order_in_transit_undated"
        return "utter_order_late" if shipment.expected_on < turn.today else "utter_order_in_transit"
    if order.status == "preparing" and shipment is not None and shipment.expected_on is not None:
        return "utter_order_preparing_expected"
    if order.status == "delivered" and order.delivered_on is None:
        return "utter_order_delivered_undated"
    return f"utter_order_{order.status or 'unknown'}"


def shipment_figures(order: Order) -> dict[str, Any]:
    """Return what sentences about a parcel are filled with; what is unknown is said as such."""
    shipment = order.shipment
    return {
        "number": order.number,
        "carrier": (shipment and shipment.carrier) or "le transporteur",
        "tracking": f", sous le numéro de suivi {shipment.tracking}" if shipment and shipment.tracking else "",
        "expected": french.day(shipment.expected_on) if shipment and shipment.expected_on else "",
        "shipped": french.day(shipment.shipped_on) if shipment and shipment.shipped_on else "",
        "delivered": french.day(order.delivered_on) if order.delivered_on else "",
    }


class ActionCancelOrder(Topic):
    """Answers `order_cancel`: a request is passed on before dispatch; after it, refusal of the parcel or withdrawal."""

    def answer(self, turn: Turn) -> None:
        """Take the cancellation of an order not sent yet; tell the other ways of one that is."""
        if turn.is_fresh and is_withdrawal(turn.text):
            turn.remember(message=turn.text[:1000])
            turn.go_on_with("action_request_return")
            return
        if answered_in_general(turn):
            return
        turn.speak_of("order")
        order = identified_order(turn)
        if order is None:
            return
        if order.status == "preparing":
            ticket = ask_people(turn, "cancel", order)
            turn.tell("order", status="cancel_requested")
            turn.tell("ticket", id=ticket)
            turn.say("utter_cancel_requested", number=order.number, ticket=ticket)
            return
        turn.tell("order", status=order.status)
        turn.say(f"utter_cancel_{order.status or 'unknown'}", **shipment_figures(order))
        if order.status is None:
            turn.offer_person("open_point")


class ActionChangeOrder(Topic):
    """Answers `order_change`: passed on to people while the parcel can still be changed."""

    def answer(self, turn: Turn) -> None:
        """Take the request for an order not sent yet; tell the carrier's options otherwise."""
        if answered_in_general(turn):
            return
        turn.speak_of("order")
        order = identified_order(turn)
        if order is None:
            return
        turn.tell("order", status=order.status)
        if order.status == "preparing":
            ticket = ask_people(turn, "change", order)
            turn.tell("ticket", id=ticket)
            turn.say("utter_change_requested", number=order.number, ticket=ticket)
        else:
            turn.say(f"utter_change_{order.status or 'unknown'}", **shipment_figures(order))
            turn.offer_person("open_point")


def ask_people(turn: Turn, kind: str, order: Order, message: str | None = None) -> str:
    """Open the ticket of a request on an order, once per conversation and kind; return its number."""
    request = TicketRequest(
        kind=kind,
        order_number=order.number,
        message=message or turn.text[:1000],
        contact=order.email,
        conversation_id=turn.conversation,
        idempotency_key=f"{turn.conversation}:{kind}:{order.key}",
    )
    return open_ticket(turn.shop.engine, request, turn.now).number

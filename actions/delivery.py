"""A parcel that did not come, or came damaged, incomplete or wrong. The seller answers for the carrier (L221-15)."""

from actions.identification import identified_order
from actions.orders import ask_people, shipment_figures
from actions.questions import answered_in_general
from actions.topic import Topic
from actions.turn import Turn


class ActionReportMissingParcel(Topic):
    """Answers `delivery_not_received`."""

    def answer(self, turn: Turn) -> None:
        """Open an inquiry on a parcel said delivered or lost; never refuse for lack of reserves."""
        if answered_in_general(turn):
            return
        turn.speak_of("delivery")
        order = identified_order(turn)
        if order is None:
            return
        turn.tell("order", status=order.status)
        if order.status in ("preparing", "cancelled", "returned"):
            turn.say(f"utter_order_{order.status}", **shipment_figures(order))
            turn.offer_person("open_point")
            return
        ticket = ask_people(turn, "delivery", order)
        turn.tell("ticket", id=ticket)
        turn.say("utter_delivery_missing", ticket=ticket, **shipment_figures(order))


class ActionReportDamage(Topic):
    """Answers `delivery_damaged_or_wrong`."""

    def answer(self, turn: Turn) -> None:
        """Open a claim for replacement or refund and tell what to keep: photos, packaging, reserves."""
        if answered_in_general(turn):
            return
        turn.speak_of("delivery")
        order = identified_order(turn)
        if order is None:
            return
        ticket = ask_people(turn, "delivery", order)
        turn.tell("order", status=order.status)
        turn.tell("ticket", id=ticket)
        turn.say("utter_delivery_damaged", number=order.number, ticket=ticket)

"""When a refund comes, and the invoice of an order."""

from actions import french
from actions.identification import identified_order
from actions.orders import ask_people
from actions.questions import answered_in_general
from actions.store.records import Refund
from actions.topic import Topic
from actions.turn import Turn


class ActionTrackRefund(Topic):
    """Answers `refund_status`."""

    def answer(self, turn: Turn) -> None:
        """Tell what is due, until when, and what is owed past that day."""
        if answered_in_general(turn):
            return
        turn.speak_of("refund")
        order = identified_order(turn)
        if order is None:
            return
        refund = order.refund
        if refund is None or refund.status is None:
            turn.say("utter_refund_none", number=order.number)
            turn.offer_person("open_point")
            return
        turn.tell("refund", status=refund.status)
        late = refund.status == "pending" and refund.due_on is not None and refund.due_on < turn.today
        turn.say(f"utter_refund_{_case(refund, late)}", **_figures(refund, order.number))
        if late:
            turn.offer_person("refund_late")


def _case(refund: Refund, late: bool) -> str:
    if refund.status == "issued":
        return "issued" if refund.issued_on else "issued_undated"
    if late:
        return "late"
    return "pending" if refund.due_on else "pending_undated"


def _figures(refund: Refund, number: str) -> dict[str, str]:
    return {
        "number": number,
        "amount": f" de {french.euros(refund.amount)}" if refund.amount is not None else "",
        "due": french.day(refund.due_on) if refund.due_on else "",
        "issued": french.day(refund.issued_on) if refund.issued_on else "",
    }


class ActionSendInvoice(Topic):
    """Answers `invoice_request`."""

    def answer(self, turn: Turn) -> None:
        """Have the invoice sent to the e-mail of the order, which is the only one it may go to."""
        if answered_in_general(turn):
            return
        turn.speak_of("order")
        order = identified_order(turn)
        if order is None:
            return
        ticket = ask_people(turn, "invoice", order)
        turn.tell("ticket", id=ticket)
        turn.say("utter_invoice_requested", number=order.number, ticket=ticket)

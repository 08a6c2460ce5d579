"""Calling a person: queued when one is there, a message and an e-mail taken otherwise. Always obeyed."""

import re
from collections.abc import Iterable

from actions.identification import proven_email
from actions.store.questions.tickets import TicketRequest, open_ticket
from actions.topic import FormCheck, Topic
from actions.turn import Turn

EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[a-z]{2,}", re.IGNORECASE)
SHORTEST_MESSAGE = 12


class ActionCallPerson(Topic):
    """Answers `talk_to_human` and every yes to the offer of a person."""

    def answer(self, turn: Turn) -> None:
        """Put the conversation in the queue, or take a message when nobody answers now."""
        turn.leave_form()
        turn.remember(offer=None, misunderstandings=None, needed=None, pending_action=None)
        if turn.shop.people_answer():
            cause = turn.slots.get("handoff_cause") or "asked"
            turn.tell("handoff", status="queued", cause=cause)
            turn.remember(handoff_cause=None)
            turn.say("utter_handoff_queued")
            return
        turn.tell("handoff", status="offered")
        turn.say("utter_handoff_closed", hours=turn.shop.contact.opening_hours)
        turn.remember(message=None, contact=proven_email(turn))
        turn.go_on_with("contact_form")


class ValidateContactForm(FormCheck):
    """Reads a message for the advisers and the e-mail to answer at, in one message or two."""

    def answer(self, turn: Turn) -> None:
        """Take the e-mail wherever it is, and what is left as the message."""
        if turn.intent in ("cancel_flow", "talk_to_human") and not EMAIL.search(turn.text):
            return
        if found := EMAIL.search(turn.text):
            turn.remember(contact=found[0].lower().strip("."))
        rest = EMAIL.sub("", turn.text).strip(" ,;:.-")
        asked = turn.slots.get("requested_slot") or "message"
        if asked == "message" and len(rest) >= (SHORTEST_MESSAGE if found else 2):
            turn.remember(message=rest[:2000])

    def next_question(self, turn: Turn) -> str | None:
        """Message, then e-mail."""
        return next((slot for slot in ("message", "contact") if not turn.slots.get(slot)), None)

    def slots_asked(self, turn: Turn) -> Iterable[str]:
        """Return the message and the e-mail."""
        return ("message", "contact")


class ActionLeaveMessage(Topic):
    """Keeps the message as a ticket that the advisers find at their return."""

    def answer(self, turn: Turn) -> None:
        """Open the ticket and give its number."""
        request = TicketRequest(
            kind="message",
            order_number=turn.slots.get("order_number"),
            message=turn.slots["message"],
            contact=turn.slots["contact"],
            conversation_id=turn.conversation,
        )
        ticket = open_ticket(turn.shop.engine, request, turn.now)
        turn.tell("ticket", id=ticket.number)
        turn.tell("handoff", status="message_left", cause=turn.slots.get("handoff_cause") or "asked")
        turn.say("utter_handoff_message_left", ticket=ticket.number, email=turn.slots["contact"])
        turn.remember(message=None, handoff_cause=None)


class ActionHearComplaint(Topic):
    """Answers `complaint`: heard, not argued with, and a person is offered."""

    def answer(self, turn: Turn) -> None:
        """Say sorry and offer a person."""
        turn.say("utter_complaint_heard")
        turn.offer_person("anger", "utter_offer_person")

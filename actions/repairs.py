"""Booking a repair or a replacement, step by step, and following one under way."""

from actions import french
from actions.identification import identified_order, known_order
from actions.law.warranty import assess
from actions.lines import chosen_line, line_named
from actions.store.questions.orders import find_repair
from actions.store.questions.tickets import TicketRequest, find_ticket, open_ticket
from actions.store.records import Order, Repair
from actions.turn import FormCheck, Topic, Turn
from actions.warranty import claim_of_order, tell_finding, verdict_of

# The shopper's own word decides; a word of neither leaves the question open.
REMEDIES = {"repair": ("repar", "depann", "arrang", "remettre en etat"), "replacement": ("rempla", "echang", "neuf", "change")}
GENERIC_SYMPTOMS = {"en panne", "casse", "hs", "ne marche plus", "marche plus", "fonctionne plus", "ne fonctionne plus"}
QUESTION_INTENTS = ("inform", "repair_request", "nlu_fallback", "delivery_damaged_or_wrong", "out_of_scope", "complaint")


class ActionRequestRepair(Topic):
    """Answers `repair_request`: the order first, then the form."""

    def answer(self, turn: Turn) -> None:
        """Say where the guarantee stands for this line, then ask what is needed to book."""
        turn.remember(topic="repair")
        order = identified_order(turn)
        if order is None:
            return
        line = chosen_line(turn, order)
        if line is None:
            return
        finding = assess(claim_of_order(order, line, turn))
        verdict = verdict_of(finding)
        turn.tell("verdict", status=verdict, code=str(finding.status))
        if verdict == "covered":
            end = french.day(finding.end_date) if finding.end_date else ""
            turn.say("utter_repair_covered", product=line.name, end=end)
        else:
            turn.say("utter_repair_not_covered", product=line.name)
        turn.remember(symptom=_told_symptom(turn), remedy=None, confirmed=None)
        turn.go_on_with("repair_form")


def _told_symptom(turn: Turn) -> str | None:
    """Return the symptom already told, unless it says no more than "it is broken"."""
    told = turn.slots.get("defect")
    return told if told and french.fold(str(told)) not in GENERIC_SYMPTOMS else None


class ValidateRepairForm(FormCheck):
    """Reads symptom, remedy and confirmation; a correction of the product or of the remedy is taken at any step."""

    def answer(self, turn: Turn) -> None:
        """Fill the slot asked; leave the form to the rules when the message asks something else."""
        asked = turn.slots.get("requested_slot")
        folded = french.fold(turn.text)
        _correct_line(turn)
        remedy = next((name for name, words in REMEDIES.items() if any(word in folded for word in words)), None)
        if remedy and (asked == "remedy" or (asked == "confirmed" and turn.intent in ("deny", "inform"))):
            turn.remember(remedy=remedy)
        elif asked == "symptom" and turn.intent in QUESTION_INTENTS and turn.text.strip() and "?" not in turn.text:
            turn.remember(symptom=turn.text.strip()[:500])
        elif asked == "confirmed" and turn.intent in ("affirm", "deny"):
            turn.remember(confirmed=turn.intent == "affirm")

    def next_question(self, turn: Turn) -> str | None:
        """Symptom, then remedy, then confirmation."""
        order = ("sku", "symptom", "remedy", "confirmed")
        return next((slot for slot in order if turn.slots.get(slot) is None), None)


def _correct_line(turn: Turn) -> None:
    order = known_order(turn)
    named = {entity["entity"] for entity in turn.entities} & {"product_type", "model", "brand"}
    line = line_named(turn, order) if order and named else None
    if line is not None and line.sku != turn.slots.get("sku"):
        turn.remember(sku=line.sku)
        turn.say("utter_repair_line_corrected", product=line.name)


class ActionAskConfirmed(Topic):
    """Sums up a repair before it is booked."""

    def answer(self, turn: Turn) -> None:
        """Say product, symptom and remedy, and ask whether they are right."""
        order = known_order(turn)
        line = order.line(turn.slots.get("sku") or "") if order else None
        turn.offer_choices(
            f"utter_repair_summary_{turn.slots.get('remedy')}",
            ["Oui", "Non"],
            product=line.name if line else "",
            symptom=turn.slots.get("symptom"),
        )

    def run(self, dispatcher, tracker, domain):  # type: ignore[no-untyped-def]
        """Ask only: a form runs this action and decides itself what follows."""
        super().run(dispatcher, tracker, domain)
        return []


class ActionBookRepair(Topic):
    """Opens the ticket once the form is complete."""

    def answer(self, turn: Turn) -> None:
        """Open one ticket per conversation, line and remedy; a no goes back to the questions."""
        order = known_order(turn)
        if order is None or not turn.slots.get("confirmed"):
            turn.remember(symptom=None, remedy=None, confirmed=None)
            turn.say("utter_repair_start_again")
            turn.go_on_with("repair_form" if order else "action_listen")
            return
        ticket = _open(turn, order)
        turn.tell("ticket", id=ticket, sku=turn.slots["sku"], remedy=turn.slots["remedy"])
        turn.say("utter_repair_booked", ticket=ticket)
        turn.remember(symptom=None, remedy=None, confirmed=None, defect=None)


def _open(turn: Turn, order: Order) -> str:
    request = TicketRequest(
        kind="repair",
        order_number=order.number,
        sku=turn.slots["sku"],
        remedy=turn.slots["remedy"],
        symptom=turn.slots["symptom"],
        contact=order.email,
        conversation_id=turn.conversation,
        idempotency_key=f"{turn.conversation}:repair:{turn.slots['sku']}:{turn.slots['remedy']}",
    )
    return open_ticket(turn.shop.engine, request, turn.now).number


class ActionTrackRepair(Topic):
    """Answers `repair_status`."""

    def answer(self, turn: Turn) -> None:
        """Tell the state of the latest repair of the order, and the 30 days the law gives."""
        turn.remember(topic="repair")
        order = identified_order(turn)
        if order is None:
            return
        repair = max(order.repairs, key=lambda each: (each.status != "done", str(each.opened_on)), default=None)
        if repair is None:
            turn.say("utter_repair_none", number=order.number)
            turn.offer_person("open_point")
            return
        turn.tell("repair", status=repair.status)
        turn.tell("ticket", id=repair.ticket)
        turn.say(_progress(repair, turn), **_repair_figures(repair, turn))


def _progress(repair: Repair, turn: Turn) -> str:
    if repair.status == "done":
        return "utter_repair_done" if repair.closed_on else "utter_repair_done_undated"
    late = repair.opened_on is not None and repair.under_guarantee and (turn.today - repair.opened_on).days > 30
    return "utter_repair_overdue" if late else "utter_repair_in_progress"


def _repair_figures(repair: Repair, turn: Turn) -> dict[str, str]:
    return {
        "ticket": repair.ticket or "sans numéro",
        "opened": french.day(repair.opened_on) if repair.opened_on else "une date inconnue",
        "closed": french.day(repair.closed_on) if repair.closed_on else "",
    }

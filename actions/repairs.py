"""Booking a repair or a replacement, step by step, and following one under way."""

import re
from collections.abc import Iterable

from actions import french
from actions.choices import begins_with_yes
from actions.identification import identified_order, known_order
from actions.law.warranty import assess
from actions.lines import chosen_line, line_named
from actions.memory import says_only_broken
from actions.store.questions.tickets import TicketRequest, open_ticket, tickets_about
from actions.store.records import Order, Repair, Ticket
from actions.topic import FormCheck, Topic
from actions.turn import Turn
from actions.warranty import claim_of_order, verdict_of

# The shopper's own words: the first one that is not turned down decides.
REMEDY = re.compile(
    r"(?P<repair>repar|depann|arrang|remettre en etat)|(?P<replacement>rempla|echang|\bneuf\b|\bneuve\b|chang)"
)
TURNED_DOWN = re.compile(r"\b(pas|non|au lieu|plutot qu\w*|sans)\b[\w' ]{0,8}$")
GIVES_UP = re.compile(
    r"\b(laisse[rsz]?|annul\w*|abandonn\w*|^stop$|oublie[rz]?|tant pis|arretez|arretons|finalement|plus tard)\b"
)
NO_SYMPTOM = ("affirm", "deny", "cancel_flow", "talk_to_human", "thank", "greet", "goodbye", "help", "bot_challenge")
# What a message about a breakdown may be taken for while the breakdown is being asked.
LIKE_A_SYMPTOM = ("inform", "repair_request", "nlu_fallback", "delivery_damaged_or_wrong", "out_of_scope", "complaint")
STEPS = ("sku", "symptom", "remedy", "confirmed")
LONGEST_CHOICE = 12  # words; a longer message chooses nothing


class ActionRequestRepair(Topic):
    """Answers `repair_request`: the order first, then the form."""

    def answer(self, turn: Turn) -> None:
        """Say where the guarantee stands for this line, then ask what is needed to book."""
        turn.speak_of("repair")
        order = identified_order(turn)
        if order is None:
            return
        line = chosen_line(turn, order)
        if line is None:
            return
        finding = assess(claim_of_order(order, line, turn))
        verdict = verdict_of(finding)
        turn.tell("verdict", status=verdict, code=str(finding.status))
        if verdict == "needs_date":
            turn.say("utter_repair_undated", product=line.name)
        elif verdict == "covered":
            end = french.day(finding.end_date) if finding.end_date else ""
            turn.say("utter_repair_covered", product=line.name, end=end)
        else:
            turn.say("utter_repair_not_covered", product=line.name)
        turn.remember(symptom=_told_symptom(turn), remedy=None, confirmed=None)
        turn.go_on_with("repair_form")


def _told_symptom(turn: Turn) -> str | None:
    """Return the symptom already told, unless it says no more than "it is broken"."""
    told = turn.slots.get("defect")
    return None if not told or says_only_broken(str(told)) else str(told)


class ValidateRepairForm(FormCheck):
    """Reads symptom, remedy and confirmation; a correction of the product or of the remedy is taken at any step."""

    def answer(self, turn: Turn) -> None:
        """Fill the slot asked; leave the form to the rules when the message asks something else."""
        asked, is_question = turn.slots.get("requested_slot"), "?" in turn.text
        if not is_question and not (turn.asks_something_else and turn.intent != "repair_request"):
            _correct_line(turn)
        remedy = None if is_question else told_remedy(turn.text)
        if remedy and asked in ("remedy", "confirmed") and remedy != turn.slots.get("remedy"):
            turn.remember(remedy=remedy)
        elif asked == "symptom" and not is_question and _is_symptom(turn):
            turn.remember(symptom=turn.text.strip()[:500])
        elif asked == "confirmed" and (turn.intent in ("affirm", "deny") or begins_with_yes(turn.text)):
            turn.remember(confirmed=turn.intent != "deny")

    def next_question(self, turn: Turn) -> str | None:
        """Symptom, then remedy, then confirmation."""
        return next((slot for slot in STEPS if turn.slots.get(slot) is None), None)

    def slots_asked(self, turn: Turn) -> Iterable[str]:
        """Return its steps."""
        return STEPS


def told_remedy(text: str) -> str | None:
    """Return `repair` or `replacement`, whichever a short message chooses; None when it chooses neither."""
    folded = french.fold(text)
    if len(folded.split()) > LONGEST_CHOICE:
        return None
    for match in REMEDY.finditer(folded):
        if not TURNED_DOWN.search(folded[: match.start()]):
            return match.lastgroup
    return None


def _is_symptom(turn: Turn) -> bool:
    if turn.intent == "cancel_flow" and not GIVES_UP.search(french.fold(turn.text)):
        return True  # "il s'arrête", "il ne démarre plus" speak of the product
    if not turn.text.strip() or turn.intent in NO_SYMPTOM:
        return False
    return turn.intent in LIKE_A_SYMPTOM or not turn.asks_something_else


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
        turn.speak_of("repair")
        order = identified_order(turn)
        if order is None:
            return
        repair = max(order.repairs, key=lambda each: (each.status != "done", str(each.opened_on)), default=None)
        asked = _asked_repair(turn, order)
        if asked is not None and (repair is None or repair.status == "done"):
            turn.tell("ticket", id=asked.number, sku=asked.sku, remedy=asked.remedy)
            turn.say("utter_repair_asked", ticket=asked.number, asked=french.day(asked.created_at.date()))
            return
        if repair is None:
            turn.say("utter_repair_none", number=order.number)
            turn.offer_person("open_point")
            return
        turn.tell("repair", status=repair.status)
        turn.tell("ticket", id=repair.ticket)
        turn.say(_progress(repair, turn), **_repair_figures(repair, turn))


def _asked_repair(turn: Turn, order: Order) -> Ticket | None:
    """Return the latest request of repair on this order that nobody has settled yet."""
    tickets = tickets_about(turn.shop.engine, order.number)
    waiting = [each for each in tickets if each.kind == "repair" and each.status in ("open", "in_progress")]
    return max(waiting, key=lambda each: each.created_at, default=None)


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

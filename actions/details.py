"""The details asked before an answer: order number, e-mail, day of delivery, product, model, batch, part.

`validate_details_form` fills them from the message; `action_resume` goes back to what was asked in the first place.
"""

import re

from actions.lines import line_named
from actions.identification import known_order
from actions.turn import FormCheck, Topic, Turn

# What a message may be when the detail asked is free text: short, and not a question.
LONGEST_DETAIL = 60
REFERENCE = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9][A-Za-z0-9./_-]{1,24}")


class ValidateDetailsForm(FormCheck):
    """Fills what the pending action needs."""

    def answer(self, turn: Turn) -> None:
        """Read the detail that was asked when it has no entity of its own."""
        asked = turn.slots.get("requested_slot")
        if asked == "delivered_on" and not turn.slots.get("delivered_on"):
            _take_any_day(turn)
        if asked in ("order_number", "model", "batch") and not turn.slots.get(asked) and _is_short(turn):
            if reference := REFERENCE.search(turn.text):
                turn.remember(**{asked: reference[0]})
        if asked == "part" and not turn.slots.get("part") and _is_short(turn):
            turn.remember(part=turn.text.strip(" .!"))
        if asked == "sku":
            _take_line(turn)

    def next_question(self, turn: Turn) -> str | None:
        """Return the first detail missing; a day of delivery spares the order, and the reverse."""
        for detail in turn.slots.get("needed") or []:
            if turn.slots.get(detail):
                continue
            if detail in ("order_number", "email") and _day_is_enough(turn):
                continue
            return str(detail)
        return None


class ActionResume(Topic):
    """Goes back to what was asked before the details were."""

    def answer(self, turn: Turn) -> None:
        """Run the pending action, then the form it had interrupted."""
        pending = turn.slots.get("pending_action")
        turn.remember(needed=None, pending_action=None)
        turn.go_on_with(pending or "action_take_information")


def _is_short(turn: Turn) -> bool:
    return 0 < len(turn.text) <= LONGEST_DETAIL and "?" not in turn.text


def _day_is_enough(turn: Turn) -> bool:
    return turn.slots.get("pending_action") == "action_check_warranty" and bool(turn.slots.get("delivered_on"))


def _take_any_day(turn: Turn) -> None:
    """A day given when the day of delivery was asked is that day, whatever the words around it."""
    for entity in turn.entities:
        day = entity.get("day") or entity.get("normalized")
        if entity["entity"] in ("date", "duration") and day and str(day) <= turn.today.isoformat():
            turn.remember(delivered_on=str(day))
            return


def _take_line(turn: Turn) -> None:
    order = known_order(turn)
    line = line_named(turn, order) if order else None
    if line is not None:
        turn.remember(sku=line.sku)

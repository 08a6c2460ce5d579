"""The details asked before an answer: order number, e-mail, day of delivery, product, model, batch, part.

`validate_details_form` fills them from the message; `action_resume` goes back to what was asked in the first place.
"""

import re
from collections.abc import Iterable

from actions.french import fold
from actions.identification import known_order
from actions.lines import line_named
from actions.memory import REFERENCE
from actions.missing_details import tells_unknown
from actions.store.questions.catalogue import products_by_model
from actions.topic import FormCheck, Topic
from actions.turn import Turn

# What a message may be when the detail asked is free text: short, and not a question.
LONGEST_DETAIL = 60
IDENTITY = ("order_number", "email")
# An order number when one was asked: groups of letters and figures, parted as people part them.
NUMBER = re.compile(r"(?:[A-Za-z]{1,6}[ _/–-]{0,2})?\d[\dA-Za-z]*(?:[ _/–-]{1,2}\d[\dA-Za-z]*)*")


class ValidateDetailsForm(FormCheck):
    """Fills what the pending action needs."""

    def answer(self, turn: Turn) -> None:
        """Read the detail that was asked when it has no entity of its own."""
        asked = turn.slots.get("requested_slot")
        if turn.asks_something_else and asked != "delivered_on":
            return
        if _day_is_useful(turn) and not turn.slots.get("delivered_on"):
            _take_any_day(turn)
        if asked in ("delivered_on", "model") and (turn.fills(IDENTITY) or _speaks_of_an_order(turn)):
            turn.remember(needed=list(IDENTITY))  # the order after all
            asked = "order_number"
        if asked == "order_number" and (whole := NUMBER.fullmatch(turn.text.strip(" .#"))) and _figures(whole[0]) > 2:
            turn.remember(order_number=whole[0])  # all of it is the number, whatever parts of it look like
        read_detail(turn, asked)

    def next_question(self, turn: Turn) -> str | None:
        """Return the first detail missing; a day of delivery spares the order, and the reverse."""
        for detail in turn.slots.get("needed") or []:
            if turn.slots.get(detail):
                continue
            if detail in IDENTITY and _day_is_useful(turn) and turn.slots.get("delivered_on"):
                continue
            if detail == "model" and turn.slots.get("gtin"):
                continue
            return str(detail)
        return None

    def slots_asked(self, turn: Turn) -> Iterable[str]:
        """Return what is needed, and what stands for it; nothing when the message is another request."""
        if turn.asks_something_else and turn.slots.get("requested_slot") != "delivered_on":
            return ()
        needed = list(turn.slots.get("needed") or [])
        instead = ("delivered_on", *IDENTITY) if _day_is_useful(turn) else ()
        return [*needed, *(["gtin"] if "model" in needed else []), *instead]


def read_detail(turn: Turn, asked: str | None = None) -> None:
    """Take the detail asked, by default the first one still needed, from a short message that names it as no entity."""
    asked = asked or next((each for each in turn.slots.get("needed") or [] if not turn.slots.get(each)), None)
    if asked == "sku":
        _take_line(turn)
    elif asked and not turn.slots.get(asked) and _is_short(turn) and not tells_unknown(turn.text):
        _take_words(turn, asked)


class ActionResume(Topic):
    """Goes back to what was asked before the details were."""

    def answer(self, turn: Turn) -> None:
        """Run the pending action."""
        if turn.take_up() is None:
            turn.go_on_with("action_take_information")


def _is_short(turn: Turn) -> bool:
    return 0 < len(turn.text) <= LONGEST_DETAIL and "?" not in turn.text


def _day_is_useful(turn: Turn) -> bool:
    """A guarantee is reckoned from the day of delivery, with or without the order."""
    return turn.slots.get("requested_slot") == "delivered_on" or turn.waiting[:1] == ["action_check_warranty"]


def _take_any_day(turn: Turn) -> None:
    """A day given when the day of delivery was asked is that day, whatever the words around it."""
    for entity in turn.entities:
        day = entity.get("day") or entity.get("normalized")
        is_time = entity["entity"] in ("date", "duration") and entity.get("role") != "defect"
        if is_time and day and str(day) <= turn.today.isoformat():
            turn.remember(delivered_on=str(day))
            return


def _take_words(turn: Turn, asked: str) -> None:
    """Take what is asked from a short message that names it as no entity."""
    rest = _without_days(turn)
    if asked == "order_number" and (number := NUMBER.search(rest)) and _figures(number[0]) > 2:
        turn.remember(order_number=number[0])
    elif asked in ("model", "batch") and (reference := REFERENCE.search(rest)):
        turn.remember(**{asked: reference[0]})
        if asked == "model" and not products_by_model(turn.shop.engine, reference[0]):
            turn.remember(order_number=reference[0])  # no model of ours: it may be the number of an order
    elif asked in ("part", "brand") and turn.intent in ("inform", "nlu_fallback", "out_of_scope"):
        turn.remember(**{asked: turn.text.strip(" .!")})


def _figures(text: str) -> int:
    return sum(map(str.isdigit, text))


def _speaks_of_an_order(turn: Turn) -> bool:
    return "commande" in fold(turn.text) and bool(NUMBER.search(turn.text))


def _without_days(turn: Turn) -> str:
    text = turn.text
    for entity in turn.entities:
        if entity["entity"] in ("date", "duration", "amount"):
            text = text[: entity["start"]] + " " * (entity["end"] - entity["start"]) + text[entity["end"] :]
    return text


def _take_line(turn: Turn) -> None:
    order = known_order(turn)
    line = line_named(turn, order) if order else None
    if line is not None:
        turn.remember(sku=line.sku)

"""Who may see an order: its number and its e-mail, given in this conversation and checked by the store.

Nothing of an order is said before; a wrong number and a wrong e-mail are told alike.
"""

from actions.store.folding import fold_email, fold_order_number
from actions.store.questions.identification import Identification, Identified, Locked, identify
from actions.store.questions.orders import find_order
from actions.store.questions.verified_orders import verified_order_keys, verify_order
from actions.store.records import Order
from actions.turn import Turn


def identified_order(turn: Turn) -> Order | None:
    """Return the order this conversation may see and is about; otherwise ask, or tell what failed, and return None.

    Who opens an order is told of the recalls of all its lines: the shop owes it to the buyers it can name
    (règl. (UE) 2023/988 art. 35).
    """
    order = known_order(turn)
    if order is None and turn.slots.get("order_number") and turn.slots.get("email"):
        order = _checked(turn)
    elif order is None:
        turn.tell("verdict", status="needs_identification")
        turn.ask_for("order_number", "email")
    if order is not None:
        turn.speak_of_lines(order.lines)
    return order


def known_order(turn: Turn) -> Order | None:
    """Return the order already proven in this conversation, without asking anything."""
    number = turn.slots.get("order_number")
    verified = verified_order_keys(turn.shop.engine, turn.conversation)
    if not number:
        return find_order(turn.shop.engine, verified[0]) if verified else None
    if fold_order_number(number) in verified:
        return find_order(turn.shop.engine, number)
    return _other_order_of_same_person(turn, number, verified)


def proven_email(turn: Turn) -> str | None:
    """Return the e-mail to write to: the one just given, else that of the order already proven."""
    if turn.slots.get("email"):
        return str(turn.slots["email"])
    order = known_order(turn)
    return order.email if order else None


def _other_order_of_same_person(turn: Turn, number: str, verified: list[str]) -> Order | None:
    """Return the order of this number when its e-mail has been proven already with another order."""
    order = find_order(turn.shop.engine, number) if verified else None
    if order is None:
        return None
    proven = [find_order(turn.shop.engine, key) for key in verified]
    if fold_email(order.email) not in {fold_email(each.email) for each in proven if each}:
        return None
    outcome = _compared(turn, order.email)
    return outcome.order if isinstance(outcome, Identified) else None


def _compared(turn: Turn, email: str) -> Identification:
    """Compare the pair in the store; a right one opens the order to this conversation."""
    outcome = identify(turn.shop.engine, turn.slots["order_number"], email, turn.now, lock=turn.shop.lock_for)
    if isinstance(outcome, Identified):
        verify_order(turn.shop.engine, turn.conversation, outcome.order.key, turn.now)
    return outcome


def _checked(turn: Turn) -> Order | None:
    """Check the pair given; say what to do when it does not match."""
    email = turn.slots["email"]
    outcome = _compared(turn, email)
    if isinstance(outcome, Identified):
        turn.remember(email=None, contact=None)  # it was for this order: another number has its own
        return outcome.order
    turn.remember(email=None, contact=email)
    if isinstance(outcome, Locked):
        turn.tell("verdict", status="locked")
        turn.say("utter_identification_locked")
        turn.offer_person("lock")
        turn.remember(contact=None, needed=None, pending_action=None)
        return None
    turn.tell("verdict", status="identification_failed")
    turn.say("utter_identification_failed")
    turn.ask_for("order_number", "email")
    return None

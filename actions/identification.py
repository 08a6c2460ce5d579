"""Who may see an order: its number and its e-mail, given in this conversation and checked by the store.

Nothing of an order is said before; a wrong number and a wrong e-mail are told alike.
"""

from actions.french import key
from actions.store.questions.conversations import verified_order_keys, verify_order
from actions.store.questions.identification import Identified, Locked, identify
from actions.store.questions.orders import find_order
from actions.store.records import Order
from actions.turn import Turn


def identified_order(turn: Turn) -> Order | None:
    """Return the order this conversation may see and is about; otherwise ask, or tell what failed, and return None."""
    order = known_order(turn)
    if order is not None:
        return order
    if turn.slots.get("order_number") and turn.slots.get("email"):
        return _checked(turn)
    turn.tell("verdict", status="needs_identification")
    turn.ask_for("order_number", "email")
    return None


def known_order(turn: Turn) -> Order | None:
    """Return the order already proven in this conversation, without asking anything."""
    number = turn.slots.get("order_number")
    verified = verified_order_keys(turn.shop.engine, turn.conversation)
    if number:
        order = find_order(turn.shop.engine, number) if key(number).upper() in _plain(verified) else None
        return order
    return find_order(turn.shop.engine, verified[0]) if verified else None


def _plain(keys: list[str]) -> set[str]:
    return {key(each).upper() for each in keys}


def _checked(turn: Turn) -> Order | None:
    """Check the pair given; say what to do when it does not match."""
    outcome = identify(
        turn.shop.engine, turn.slots["order_number"], turn.slots["email"], turn.now, lock=turn.shop.lock_for
    )
    if isinstance(outcome, Identified):
        verify_order(turn.shop.engine, turn.conversation, outcome.order.key, turn.now)
        return outcome.order
    turn.remember(email=None)
    if isinstance(outcome, Locked):
        turn.tell("verdict", status="locked")
        turn.say("utter_identification_locked")
        turn.offer_person("lock")
        turn.remember(order_number=None, pending_action=None)
        turn.leave_form()
        return None
    turn.tell("verdict", status="identification_failed")
    turn.say("utter_identification_failed")
    turn.ask_for("order_number", "email")
    return None

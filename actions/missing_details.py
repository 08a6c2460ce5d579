"""What happens when the shopper does not have the detail that is asked: the way to go on without it."""

import re
from typing import TYPE_CHECKING

from actions.french import fold

if TYPE_CHECKING:
    from actions.turn import Turn

UNKNOWN = re.compile(
    r"\b(sais|souviens|rappelle|retrouve|trouve|connais|vois|comprends|ai) (pas|plus)\b"
    r"|\baucune idee\b|\bintrouvable\b|\bjsp\b"
    r"|\b(perdu|oublie|pas de|plus de|sans) (le |mon |ma |la |de )?"
    r"(numero|num|mail|e-mail|adresse|reference|lot|commande)\b"
)
# The details whose absence has a sentence of its own.
TOLD = ("model", "batch", "delivered_on")


def tells_unknown(text: str) -> bool:
    """Tell whether a message says that the shopper does not have what was asked."""
    return bool(UNKNOWN.search(fold(text)))


def tell_way_without(turn: "Turn") -> None:
    """Say how to go on without the detail asked; the request waits, should the detail be found."""
    asked = turn.slots.get("requested_slot")
    if asked in ("order_number", "email") and "action_check_warranty" in turn.waiting:
        turn.say("utter_detail_unknown_but_date")
        turn.remember(needed=["delivered_on"])
        return
    turn.say(f"utter_detail_unknown_{asked}" if asked in TOLD else "utter_detail_unknown")
    turn.offer_person("detail_unknown")

"""Models set side by side in one message."""

import re

from actions.french import fold, key
from actions.turn import Turn

ABOUT_REPAIR = re.compile(r"repar|durab|\bindices?\b|\bnotes?\b|\bnotee?s?\b|\bsolides?\b|\bfiables?\b")


def models_named(turn: Turn) -> list[str]:
    """Return the different models of the message, in its order, as they are written everywhere."""
    named = [str(each.get("normalized") or each["value"]) for each in turn.entities if each["entity"] == "model"]
    return list({key(model): model for model in named}.values())


def compares_repairability(turn: Turn) -> bool:
    """Tell whether a message sets two models side by side on how well they last or are repaired."""
    return len(models_named(turn)) > 1 and bool(ABOUT_REPAIR.search(fold(turn.text)))

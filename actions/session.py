"""The start of a session: what carries over from the one before, and nothing else."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.topic import Topic
from actions.turn import Turn

CARRIED_OVER = ("order_number", "product_type", "brand", "model", "recalls_told")


class ActionSessionStart(Topic):
    """Replaces Rasa's own, which repeats every slot of every past session at each new one."""

    def answer(self, turn: Turn) -> None:
        """Nothing is said."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Carry over the last value of a few slots."""
        kept = [SlotSet(name, tracker.slots[name]) for name in CARRIED_OVER if tracker.slots.get(name)]
        return [SessionStarted(), *kept, ActionExecuted("action_listen")]

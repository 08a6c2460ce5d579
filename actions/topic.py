"""The base of every action of a topic, and of the checks of forms."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.missing_details import tell_way_without
from actions.recall_warnings import warn_of_recalls
from actions.shop import Shop
from actions.turn import Turn


class Topic(Action, ABC):
    """An action of one topic; its name is its class's in snake case."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def name(self) -> str:
        """Return `action_check_warranty` for `ActionCheckWarranty`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @abstractmethod
    def answer(self, turn: Turn) -> None:
        """Answer this turn."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Called by rasa_sdk; blocking, runs in a thread."""
        turn = Turn.of(self.name(), dispatcher, tracker, self.shop)
        if turn.lacks_detail:
            tell_way_without(turn)
        else:
            self.answer(turn)
        turn.go_on()
        warn_of_recalls(turn)
        return turn.events()


class FormCheck(Topic):
    """The validation of a form: fills slots from the message and says which one is asked next (None: complete).

    When the message answers nothing that was asked, `answer` fills nothing and the form steps aside for the rules.
    """

    @abstractmethod
    def next_question(self, turn: Turn) -> str | None:
        """Return the slot to ask for, or None when nothing is missing."""

    @abstractmethod
    def slots_asked(self, turn: Turn) -> Iterable[str]:
        """Return the slots that answer this form: a message that fills none of them is not for it."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Called by Rasa before the form asks."""
        turn = Turn.of(self.name(), dispatcher, tracker, self.shop, self.name().removeprefix("validate_"))
        if turn.is_fresh:
            self.answer(turn)
            asked = tracker.get_slot("requested_slot")
            if asked and not turn.fills(self.slots_asked(turn)):
                return [SlotSet("requested_slot", asked)]  # nothing else: the form steps aside
        events = [event for event in turn.events() if event["event"] == "slot"]
        return [*events, SlotSet("requested_slot", self.next_question(turn))]

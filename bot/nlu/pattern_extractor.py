"""The Rasa component that adds what has a shape to a message's entities: order number, e-mail, postcode, amount, date
and duration. How each is recognised is in `patterns.py` and `dates.py`; overlaps with others are settled elsewhere.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import dates, french, patterns

EXTRACTOR = "PatternExtractor"
LONGEST = 5000  # characters; a longer message is read up to there


def today_in_paris() -> date:
    """Return the day it is in France."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def entities(text: str, today: date) -> list[dict[str, Any]]:
    """Return the entities of a message in Rasa's shape, in order and apart; positions are those of `text`.

    Each has `entity`, `start`, `end`, `value` as typed, `normalized` and `extractor`; dates and durations also have
    `day` (ISO), `role` (`purchase`, `delivery`, `defect` or None) and `grain`, as `dates.TimeSpan` tells them.
    """
    text = text[:LONGEST]
    folded = french.fold_in_place(text)
    shapes = patterns.find(text, folded)
    found: list[dict[str, Any]] = [vars(one).copy() for one in shapes]
    for span in dates.find(text, today, folded):
        if not any(span.start < one.end and one.start < span.end for one in shapes):
            found.append(vars(span).copy())
    for one in found:
        one |= {"value": text[one["start"] : one["end"]], "extractor": EXTRACTOR}
    return sorted(found, key=lambda one: one["start"])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternExtractor(GraphComponent):
    """Adds the entities of each message, on the message's day (`day`, or `day` of its metadata), else the clock's."""

    def __init__(self, config: dict[str, Any], today: Callable[[], date] = today_in_paris) -> None:
        self._today = today

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PatternExtractor":
        return cls(config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is found to the entities already there."""
        for message in messages:
            if text := message.get(TEXT):
                found = entities(text, self._day_of(message))
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _day_of(self, message: Message) -> date:
        day = message.get("day") or (message.get("metadata") or {}).get("day")
        if isinstance(day, datetime):
            return day.date()
        if isinstance(day, date):
            return day
        try:
            return date.fromisoformat(str(day)[:10]) if day else self._today()
        except ValueError:  # a channel's mistake must not cost the shopper an answer
            return self._today()

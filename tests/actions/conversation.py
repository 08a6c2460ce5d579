"""A conversation without a model, for the tests of actions: what the message holds is said by the test."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Engine

from actions.shop import Shop
from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.shop_data import import_document
from actions.topic import Topic
from actions.turn import Turn

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))


def shop_with(orders: str, folder: Path) -> Shop:
    """Return a shop that holds these orders, written in YAML with days as quoted text."""
    engine: Engine = open_engine(f"sqlite:///{folder}/shop.db")
    upgrade(engine)
    import_document(engine, {"orders": yaml.safe_load(orders)}, source="test")
    return Shop(engine=engine, now=lambda: NOON, people_answer=lambda: True)


@dataclass
class Dialogue:
    """What is remembered between the messages of one shopper, and the latest answer."""

    shop: Shop
    name: str = "c1"
    slots: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    next: str | None = None

    def turn(
        self, text: str = "", intent: str = "inform", *, form: str | None = None, fresh: bool = True, **entities: Any
    ) -> Turn:
        """Return the turn of a message; each keyword is an entity with its normalised value."""
        return Turn.of(
            "action_test", CollectingDispatcher(), self._tracker(text, intent, entities, form, fresh), self.shop
        )

    def run(
        self,
        action: type[Topic],
        text: str = "",
        intent: str = "inform",
        *,
        form: str | None = None,
        fresh: bool = True,
        **entities: Any,
    ) -> None:
        """Run an action on a message and keep what it says and remembers."""
        dispatcher = CollectingDispatcher()
        events = action(self.shop).run(dispatcher, self._tracker(text, intent, entities, form, fresh), {})
        self.said = [each["response"] for each in dispatcher.messages if each.get("response")]
        customs = [each["custom"]["facts"] for each in dispatcher.messages if each.get("custom")]
        self.facts = customs[-1] if customs else {}
        self.slots |= {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        self.next = next((event["name"] for event in events if event["event"] == "followup"), None)

    def _tracker(self, text: str, intent: str, entities: dict[str, Any], form: str | None, fresh: bool) -> Tracker:
        found = [
            {"entity": name, "value": value, "normalized": value, "start": 0, "end": 0}
            for name, value in entities.items()
        ]
        message = {"text": text, "intent": {"name": intent, "confidence": 0.99}, "entities": found}
        events = [{"event": "action", "name": "action_listen" if fresh else "details_form"}]
        loop = {"name": form} if form else {}
        return Tracker(self.name, dict(self.slots), message, events, False, None, loop, "action_listen")

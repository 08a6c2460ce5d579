"""One answer of the assistant: what the shopper said and what is remembered in; sentences, facts and events out.

An action (actions/topic.py) decides nothing about wording (bot/domain/responses.yml) or law (actions/law): it
translates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.memory import remembered
from actions.missing_details import tells_unknown
from actions.shop import Shop
from actions.store.records import OrderLine

LISTEN = "action_listen"
MOST_WAITING = 4  # requests kept for later; more would surprise
# Intents of messages that answer a question as well as any; how sure another one must be to be a request.
ANSWERS = ("inform", "affirm", "deny", "nlu_fallback", "out_of_scope", "greet", "thank", "complaint")
PLAIN_REQUEST = 0.9
BESIDE_A_FORM = ("open_point", "refusal", "refund_late", "part_unknown")


@dataclass
class Turn:
    """What an action works with."""

    action: str
    shop: Shop
    conversation: str
    text: str
    intent: str
    parse: dict[str, Any]
    slots: dict[str, Any]
    form: str | None
    is_fresh: bool
    _dispatcher: CollectingDispatcher
    _changed: dict[str, Any] = field(default_factory=dict)
    _facts: dict[str, Any] = field(default_factory=dict)
    _next: str | None = None
    _leaves_form: bool = False
    news: frozenset[str] = frozenset()
    subject: str | None = None
    lines: tuple[OrderLine, ...] = ()
    _ahead: int = 0

    @classmethod
    def of(
        cls,
        action: str,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        shop: Shop,
        checked_form: str | None = None,
    ) -> "Turn":
        """Read the conversation; remember what the message brings, once a message."""
        message = tracker.latest_message or {}
        turn = cls(
            action=action,
            shop=shop,
            conversation=tracker.sender_id,
            text=message.get("text") or "",
            intent=(message.get("intent") or {}).get("name") or "",
            parse=message,
            slots=dict(tracker.slots),
            form=(tracker.active_loop or {}).get("name"),
            is_fresh=_is_fresh(tracker, checked_form),
            _dispatcher=dispatcher,
        )
        if turn.is_fresh:
            turn.remember(**remembered(turn.text, turn.entities, turn.slots, shop.today))
            turn.news = frozenset(turn._changed)
            if turn.waiting and turn.form is None and (turn.intent not in ANSWERS or turn._is_beside_the_batch):
                turn.remember(needed=None, pending_action=None)  # given up for this new request
            if turn.intent not in ("nlu_fallback", "out_of_scope") and turn.slots.get("misunderstandings"):
                turn.remember(misunderstandings=None)
        return turn

    @property
    def today(self) -> date:
        """The day of the message in Paris."""
        return self.shop.today

    @property
    def now(self) -> datetime:
        """The moment of the message."""
        return self.shop.now()

    @property
    def guess(self) -> str:
        """The likeliest intent, sure or not."""
        ranking = self.parse.get("intent_ranking") or [{}]
        return str(ranking[0].get("name") or self.intent)

    @property
    def entities(self) -> list[dict[str, Any]]:
        """The entities of the message."""
        return self.parse.get("entities") or []

    def day(self, slot: str) -> date | None:
        """Return a slot that holds an ISO day, as a day."""
        value = self.slots.get(slot)
        return date.fromisoformat(value) if value else None

    def say(self, response: str, **figures: Any) -> None:
        """Say a response of the domain, its figures filled in."""
        self._dispatcher.utter_message(response=response, **figures)

    def say_ahead(self, response: str, **figures: Any) -> None:
        """Say a response before all else that this turn says."""
        self.say(response, **figures)
        said = self._dispatcher.messages
        said.insert(self._ahead, said.pop())
        self._ahead += 1

    def offer_choices(self, response: str, titles: list[str], **figures: Any) -> None:
        """Say a response with buttons that say what they send."""
        buttons = [{"title": title, "payload": title} for title in titles]
        self._dispatcher.utter_message(response=response, buttons=buttons, **figures)

    def tell(self, topic: str, **facts: Any) -> None:
        """Tell machines the same thing; a None is left out."""
        known = {name: value for name, value in facts.items() if value is not None}
        self._facts.setdefault(topic, {}).update(known)

    def remember(self, **slots: Any) -> None:
        """Set slots; what does not change is not written."""
        for name, value in slots.items():
            if self.slots.get(name) != value:
                self.slots[name] = self._changed[name] = value

    def speak_of(self, topic: str) -> None:
        """Remember what is spoken of; what was offered about something else holds no more."""
        self.subject = topic
        if self.slots.get("topic") != topic:
            self.remember(topic=topic, offer=None)

    def speak_of_lines(self, lines: Iterable[OrderLine]) -> None:
        """Say which lines of an order the answer is about: their recalls are told before it."""
        self.lines = tuple(dict.fromkeys((*self.lines, *lines)))

    def ask_for(self, *details: str) -> None:
        """Ask for details with the form, then come back to this action, then to what it interrupted."""
        interrupted = [self.form] if self.form not in (None, "details_form") else []
        waiting = [each for each in (*self.waiting, *interrupted) if each != self.action]
        self.remember(needed=list(details), pending_action=[self.action, *waiting][:MOST_WAITING])
        self._next = "details_form"

    @property
    def _is_beside_the_batch(self) -> bool:
        """Tell whether the batch of a recall told unasked is what waits, and the message brings something else."""
        return self.slots.get("needed") == ["batch"] and bool(self.news) and "batch" not in self.news

    @property
    def waiting(self) -> list[str]:
        """The actions and forms that wait for their turn, next first."""
        return list(self.slots.get("pending_action") or [])

    def take_up(self) -> str | None:
        """Run what waits next, if anything does, and return its name."""
        if not self.waiting:
            return None
        self._next, *others = self.waiting
        self.remember(needed=None, pending_action=others or None)
        return self._next

    def go_on_with(self, action: str) -> None:
        """Run another action after this one, in the same turn."""
        self._next = action

    @property
    def is_over(self) -> bool:
        """Tell whether nothing comes after this answer, and nothing waits."""
        return self._next is None and self.form is None and not self.waiting

    @property
    def lacks_detail(self) -> bool:
        """Tell whether the shopper says, and says no more, that the detail asked is not at hand."""
        return self.form == "details_form" and not self.asks_something_else and tells_unknown(self.text)

    def go_on(self) -> None:
        """Take up what waits once a request that had to ask for details is answered."""
        if not self.is_fresh and self._next is None:
            self.take_up()

    def leave_form(self) -> None:
        """End the form under way."""
        self._leaves_form = True

    def offer_person(self, cause: str, response: str = "utter_offer_person") -> None:
        """Offer a person; a yes then calls one, so no form may ask something else. `cause` is kept for the desk.

        A question asked beside a form does not end it: there, the way to a person is only told.
        """
        self.tell("handoff", status="offered")
        if self.form and cause in BESIDE_A_FORM:
            self.say("utter_person_available")
            return
        self.leave_form()
        self.remember(offer="person", handoff_cause=cause)
        self.offer_choices(response, ["Parler à un conseiller"])

    def fills(self, slots: Iterable[str]) -> bool:
        """Tell whether this turn has given one of these slots a value."""
        return any(self._changed.get(name) is not None for name in slots)

    @property
    def asks_something_else(self) -> bool:
        """Tell whether the message is a request of its own rather than the answer to a question."""
        return self.intent not in ANSWERS and self.is_sure

    @property
    def is_sure(self) -> bool:
        """Tell whether the intent is beyond doubt."""
        return float((self.parse.get("intent") or {}).get("confidence") or 0) >= PLAIN_REQUEST

    def events(self) -> list[EventType]:
        """Return what changes in the dialogue, and say the facts."""
        if self._facts:
            self._dispatcher.utter_message(json_message={"facts": self._facts})
        events: list[EventType] = [SlotSet(name, value) for name, value in self._changed.items()]
        form = None if self._leaves_form else self.form
        if self._leaves_form or (form and self._next not in (None, form)):
            events += [ActiveLoop(None), SlotSet("requested_slot", None)]
            form = None
        return [*events, FollowupAction(self._next or form or LISTEN)]


def _is_fresh(tracker: Tracker, checked_form: str | None) -> bool:
    """Tell whether no action has answered the latest message yet (a form being checked has put its own name last)."""
    executed = [event["name"] for event in tracker.events if event.get("event") == "action"]
    if executed and executed[-1] == checked_form:
        executed.pop()
    return not executed or executed[-1] in (LISTEN, "action_session_start")

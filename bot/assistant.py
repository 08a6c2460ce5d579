"""The only door to Rasa: a message of a shopper in; sentences, choices and facts out."""

import logging
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bot.engine  # noqa: F401  # first: Rasa cannot be imported without it

# isort: split
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk.executor import ActionExecutor

from actions.session import CARRIED_OVER
from actions.store.questions.dialogue import Remembered
from bot.engine import action_runner, tracker_store
from bot.engine.action_runner import InProcessActions
from bot.engine.lock import UnsharedLock
from bot.engine.processor import Processor
from bot.engine.tracker_store import SessionTrackerStore
from bot.model import ModelUnusable
from bot.nlu import french
from bot.requests import request_beside_identity, split_requests

logger = logging.getLogger(__name__)

PARSED = ("intent", "entities", "intent_ranking", "answer")  # what is told of a parse
INTENT_AS_TEXT = re.compile(r"/+\s*\w+\s*([{(].*)?", re.DOTALL)
LONGEST_READ = 2000  # characters understood of one message; the whole of it is kept in the transcript


@dataclass(frozen=True)
class Reply:
    """One sentence of the assistant, its choices and what it says to machines."""

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


class Sentences(TemplatedNaturalLanguageGenerator):
    """The responses of the domain, with figures that are the same in all: the shop's name, its hours."""

    def __init__(self, responses: dict[str, list[dict[str, Any]]], figures: dict[str, str]) -> None:
        super().__init__(responses)
        self._figures = figures

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **figures: Any
    ) -> dict[str, Any] | None:
        """Return a response filled in; the figures of the action win over those of the shop."""
        filled = {**self._figures, **figures}
        said: dict[str, Any] | None = await super().generate(utter_action, tracker, output_channel, **filled)
        return said

    def _random_response_for(
        self, utter_action: str, output_channel: str, filled_slots: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Choose nothing when there is nothing to choose from: Rasa takes 0.3 ms to draw one out of one."""
        wordings: list[dict[str, Any]] = self.responses.get(utter_action) or []
        if len(wordings) == 1 and wordings[0].keys() <= {"text", "buttons"}:
            return wordings[0]
        chosen: dict[str, Any] | None = super()._random_response_for(utter_action, output_channel, filled_slots)
        return chosen


class Assistant:
    """Understands and answers, with a trained model, the actions and the memory of dialogues."""

    def __init__(self, processor: Processor, memory: SessionTrackerStore) -> None:
        self._processor, self._memory = processor, memory

    @classmethod
    def load(
        cls, model: Path, executor: ActionExecutor, memory: SessionTrackerStore, figures: dict[str, str] | None = None
    ) -> "Assistant":
        """Load a model; blocking, two to five seconds. `figures` hold in every sentence. Raises ModelUnusable."""
        action_runner.install()
        tracker_store.install()
        sentences = Sentences({}, figures or {})
        try:
            processor = Processor(model, memory, UnsharedLock(), sentences, InProcessActions(executor))
        except Exception as error:
            raise ModelUnusable(f"The model {model} cannot be loaded ({error}). Train it again: make train.") from error
        if processor.model_metadata.core_target is None:
            raise ModelUnusable(f"The model {model} holds no dialogue. Train it again: make train.")
        memory.domain = processor.domain
        sentences.responses = processor.domain.responses
        return cls(processor, memory)

    async def understand(self, text: str) -> dict[str, Any]:
        """Return Rasa's parse of a text; no conversation is touched."""
        return {**await self._parsed(readable(text) or " "), "text": text}

    async def answer(self, conversation: str, text: str, channel: str) -> list[Reply]:
        """Answer a message; an empty list only for a blank one. The caller holds the conversation's lock."""
        clean = readable(text)
        if not clean:
            return []
        parse = await request_beside_identity(clean, await self._parsed(clean), self._parsed)
        requests = await split_requests(clean, parse, self._parsed)
        replies: list[Reply] = []
        for part, understood in requests:
            replies += await self._turn(conversation, part, understood, channel)
        return replies

    async def answer_from(
        self, conversation: str, text: str, channel: str, position: int
    ) -> tuple[list[Reply], Remembered]:
        """Answer as `answer` does, from the `position` where the dialogue's memory goes on, and write nothing of it.

        What is remembered is returned: it is to be written together with the replies, all or nothing.
        """
        self._memory.begin_turn(conversation, position)
        try:
            replies = await self.answer(conversation, text, channel)
        finally:
            remembered = self._memory.end_turn(conversation)
        return replies, remembered

    async def start_afresh(self, conversation: str, form: str | None = None) -> None:
        """Forget what was under way, as after a person had the conversation; with `form`, ask its first question next.

        Nothing said before is answered again. The caller holds the conversation's lock and says what is to be said.
        """
        memory, domain = self._memory, self._processor.domain
        tracker = await memory.get_or_create_tracker(conversation)
        kept = [SlotSet(name, tracker.get_slot(name)) for name in CARRIED_OVER if tracker.get_slot(name)]
        asked = []
        if form is not None:
            asked = [ActiveLoop(form), SlotSet(REQUESTED_SLOT, domain.required_slots_for_form(form)[0])]
        start = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
        for event in (*start, *kept, *asked, ActionExecuted(ACTION_LISTEN_NAME)):
            tracker.update(event, domain)
        await memory.save(tracker)

    async def _parsed(self, text: str) -> dict[str, Any]:
        parse = await self._processor.parse_message(UserMessage(text))
        return {"text": text, **{name: parse[name] for name in PARSED if name in parse}}

    async def _turn(self, conversation: str, text: str, parse: dict[str, Any], channel: str) -> list[Reply]:
        message = UserMessage(text, CollectingOutputChannel(), conversation, parse_data=parse, input_channel=channel)
        collected = await self._processor.handle_message(message) or []
        replies = _replies(collected, parse)
        return replies or [_silence(conversation, parse)]


def readable(text: str) -> str:
    """Return what is understood of a message: text alone, cut to 2,000 characters.

    Rasa runs a message such as `/affirm` or `/inform{…}` as that very intent: here it means nothing.
    """
    clean = french.without_surrogates(text).replace("\0", " ").strip()
    if INTENT_AS_TEXT.fullmatch(clean):
        return "…"
    return clean.lstrip("/").strip()[:LONGEST_READ]


def _replies(collected: list[dict[str, Any]], parse: dict[str, Any]) -> list[Reply]:
    """Gather the facts of a turn on its last sentence, with what was understood."""
    intent = parse["intent"]
    facts: dict[str, Any] = {"intent": intent.get("name"), "confidence": round(float(intent.get("confidence") or 0), 4)}
    sentences = []
    for each in collected:
        for topic, known in (each.get("custom") or {}).get("facts", {}).items():
            facts[topic] = {**facts.get(topic, {}), **known} if isinstance(known, dict) else known
        if (each.get("text") or "").strip():
            sentences.append(each)
    last = len(sentences) - 1
    return [
        Reply(each["text"], each.get("buttons") or [], facts if place == last else {})
        for place, each in enumerate(sentences)
    ]


def _silence(conversation: str, parse: dict[str, Any]) -> Reply:
    """An answer without a word is a fault of ours: apologise, offer a person, log an identifier."""
    incident = secrets.token_hex(4)
    logger.error("no answer to intent %s, incident %s", parse["intent"].get("name"), incident)
    text = (
        "Désolé, je n'ai pas pu répondre à ce message. Un conseiller peut prendre le relais\u00a0: "
        f"écrivez «\u00a0conseiller\u00a0». (Incident {incident}.)"
    )
    return Reply(text, [], {"incident": incident, "handoff": {"status": "offered"}})

"""The only door to Rasa: a message of a shopper in; sentences, choices and facts out."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import bot.engine  # noqa: F401  # first: Rasa cannot be imported without it
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.tracker_store import TrackerStore
from rasa_sdk.executor import ActionExecutor

from bot.engine import action_runner, tracker_store
from bot.engine.action_runner import InProcessActions
from bot.engine.lock import UnsharedLock
from bot.nlu import french
from bot.requests import split_requests

logger = logging.getLogger(__name__)

LONGEST_READ = 2000  # characters understood of one message; the whole of it is kept in the transcript


@dataclass(frozen=True)
class Reply:
    """One sentence of the assistant, its choices and what it says to machines."""

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


class ModelUnusable(RuntimeError):
    """The trained model cannot be loaded; the message says what to do."""


class Assistant:
    """Understands and answers, with a trained model, the actions and the memory of dialogues."""

    def __init__(self, agent: Agent, today: Callable[[], date]) -> None:
        self._agent, self._today = agent, today

    @classmethod
    def load(cls, model: Path, executor: ActionExecutor, memory: TrackerStore, today: Callable[[], date]) -> "Assistant":
        """Load a model; blocking, two to five seconds. Raises ModelUnusable."""
        action_runner.install()
        tracker_store.install()
        try:
            agent = Agent.load(str(model), lock_store=UnsharedLock(), action_endpoint=InProcessActions(executor))
        except Exception as error:
            raise ModelUnusable(f"The model {model} cannot be loaded ({error}). Train it again: make train.") from error
        if agent.processor is None or agent.domain is None:
            raise ModelUnusable(f"The model {model} holds no dialogue. Train it again: make train.")
        # Rasa wraps every store in one that answers from an empty conversation when the database fails.
        memory.domain = agent.domain
        agent.tracker_store = agent.processor.tracker_store = memory
        agent.processor.nlg = TemplatedNaturalLanguageGenerator(agent.domain.responses)
        return cls(agent, today)

    async def understand(self, text: str) -> dict[str, Any]:
        """Return Rasa's parse of a text; no conversation is touched."""
        parse = await self._agent.parse_message(readable(text) or " ")
        return {**parse, "text": text}

    async def answer(self, conversation: str, text: str, channel: str) -> list[Reply]:
        """Answer a message; an empty list only for a blank one. The caller holds the conversation's lock."""
        clean = readable(text)
        if not clean:
            return []
        parse = await self._agent.parse_message(clean)
        requests = await split_requests(clean, parse, self._agent.parse_message)
        replies: list[Reply] = []
        for part, understood in requests:
            replies += await self._turn(conversation, part, understood, channel)
        return replies

    async def _turn(self, conversation: str, text: str, parse: dict[str, Any], channel: str) -> list[Reply]:
        message = UserMessage(text, CollectingOutputChannel(), conversation, parse_data=parse, input_channel=channel)
        assert self._agent.processor is not None
        collected = await self._agent.processor.handle_message(message) or []
        replies = _replies(collected, parse)
        return replies or [_silence(conversation, parse)]


def readable(text: str) -> str:
    """Return what is understood of a message: text alone, without Rasa's leading slash, cut to 2,000 characters."""
    return french.without_surrogates(text).replace("\0", " ").strip().lstrip("/").strip()[:LONGEST_READ]


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

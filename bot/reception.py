"""Where every message of a shopper arrives, whatever the channel: kept, answered by who has the conversation, kept.

Channels receive and send; they come here for everything else.
"""

import logging
from dataclasses import dataclass, field
from typing import Any

from actions.store.questions.conversations import Draft, Message
from bot.assistant import Assistant, Reply
from bot.conversations import Author, State, assistant_may_speak
from bot.engine.lock import ConversationLock
from bot.transcripts import Transcripts

logger = logging.getLogger(__name__)

PASSED_ON = "Votre message est transmis à la personne qui s'occupe de vous."


@dataclass(frozen=True)
class Incoming:
    """A message as a channel received it; `client_id` makes sending it twice harmless."""

    conversation: str
    channel: str
    text: str
    client_id: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)


class Reception:
    """Receives messages, one at a time in a conversation."""

    def __init__(self, assistant: Assistant, transcripts: Transcripts, lock: ConversationLock) -> None:
        self._assistant, self._transcripts, self._lock = assistant, transcripts, lock

    async def receive(self, incoming: Incoming) -> list[Message]:
        """Keep a message and what answers it; return both, the shopper's first. A known message is not answered twice."""
        async with self._lock.lock(incoming.conversation):
            conversation = await self._transcripts.open(incoming.conversation, incoming.channel)
            said = Draft(Author.SHOPPER, incoming.text, incoming.payload, client_id=incoming.client_id)
            (message,) = await self._transcripts.add(incoming.conversation, said)
            if not message.is_new:
                return [message, *await self._answers_to(message)]
            state = State(conversation.state)
            if state is State.CLOSED:
                await self._transcripts.change(
                    incoming.conversation, State.CLOSED, State.ASSISTANT, cause="message", author=Author.SHOPPER
                )
                state = State.ASSISTANT
            if not assistant_may_speak(state):
                return [message]
            replies = await self._assistant.answer(incoming.conversation, incoming.text, incoming.channel)
            answers = await self._transcripts.add(incoming.conversation, *(_draft(reply, message) for reply in replies))
            await self._follow_up(incoming.conversation, state, replies)
            return [message, *answers]

    async def _answers_to(self, message: Message) -> list[Message]:
        later = await self._transcripts.after(message.conversation_id, message.seq)
        return [each for each in later if each.payload.get("answers") == message.seq]

    async def _follow_up(self, conversation: str, state: State, replies: list[Reply]) -> None:
        """Put the conversation in the queue when the answer says that a person was called."""
        for reply in replies:
            handoff = reply.facts.get("handoff", {})
            if handoff.get("status") == "queued" and state is State.ASSISTANT:
                cause = handoff.get("cause") or "asked"
                await self._transcripts.change(
                    conversation, State.ASSISTANT, State.WAITING, cause=cause, author=Author.ASSISTANT
                )
                return


def _draft(reply: Reply, message: Message) -> Draft:
    payload = {"answers": message.seq, "buttons": reply.buttons, "facts": reply.facts}
    return Draft(Author.ASSISTANT, reply.text, {name: value for name, value in payload.items() if value})

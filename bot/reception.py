"""Where every message of a shopper arrives, whatever the channel: kept, answered by who has the conversation, kept.

Channels receive and send; they come here for everything else.
"""

import logging
from dataclasses import dataclass, field
from typing import Any

from actions.store.questions.conversations import Change, Conversation, Draft, Message
from bot import notices, waiting
from bot.assistant import Assistant, Reply
from bot.conversations import ASSISTANT_SPEAKS, Author, State, assistant_may_speak
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
        """Keep a message and what answers it; return both, the shopper's first. A known one is not answered twice."""
        async with self._lock.lock(incoming.conversation):
            said = Draft(Author.SHOPPER, incoming.text, incoming.payload, client_id=incoming.client_id)
            conversation, message, position = await self._transcripts.receive(
                incoming.conversation, incoming.channel, said
            )
            if not message.is_new and not _is_left_unanswered(conversation, message):
                return [message, *await self._answers_to(message)]
            state = await self._reopened(conversation)
            if not assistant_may_speak(state):
                return [message]
            if state is State.WAITING and (choice := waiting.choice_of(incoming.text)) is not None:
                return [message, *await self._obey(choice, message)]
            replies, remembered = await self._assistant.answer_from(
                incoming.conversation, incoming.text, incoming.channel, position
            )
            drafts = [_draft(reply, message) for reply in replies]
            # A person may have taken the conversation while the assistant was thinking: then it keeps silent.
            answers = await self._transcripts.add(
                incoming.conversation,
                *drafts,
                only_while=ASSISTANT_SPEAKS,
                change=_call_of_person(state, replies),
                remembered=remembered,
            )
            return [message, *answers]

    async def _reopened(self, conversation: Conversation) -> State:
        """Return the state in which the message is answered: a closed conversation begins again with the assistant."""
        state = State(conversation.state)
        if state is not State.CLOSED:
            return state
        change = Change(State.CLOSED, State.ASSISTANT, cause="message", author=Author.SHOPPER)
        await self._transcripts.change(conversation.id, change)
        return State.ASSISTANT

    async def _obey(self, choice: waiting.Choice, message: Message) -> list[Message]:
        """Do what a waiting shopper chose: go on waiting, leave a message, give up."""
        change = None
        if choice is not waiting.Choice.WAIT:
            form = "contact_form" if choice is waiting.Choice.MESSAGE else None
            await self._assistant.start_afresh(message.conversation_id, form)
            change = Change(State.WAITING, State.ASSISTANT, cause=waiting.CAUSES[choice], author=Author.SHOPPER)
        reply = Draft(Author.ASSISTANT, notices.text(f"chose_{choice}"), {"answers": message.seq})
        return await self._transcripts.add(message.conversation_id, reply, only_while=(State.WAITING,), change=change)

    async def _answers_to(self, message: Message) -> list[Message]:
        later = await self._transcripts.after(message.conversation_id, message.seq)
        return [each for each in later if each.payload.get("answers") == message.seq]


def _is_left_unanswered(conversation: Conversation, message: Message) -> bool:
    """Tell whether a message sent again was the last word: the process that kept it died before answering."""
    return conversation.last_seq == message.seq


def _call_of_person(state: State, replies: list[Reply]) -> Change | None:
    """Return the change that puts the conversation in the queue, when an answer says that a person was called."""
    for reply in replies:
        handoff = reply.facts.get("handoff", {})
        if handoff.get("status") == "queued" and state is State.ASSISTANT:
            cause = handoff.get("cause") or "asked"
            return Change(State.ASSISTANT, State.WAITING, cause=cause, author=Author.ASSISTANT)
    return None


def _draft(reply: Reply, message: Message) -> Draft:
    payload = {"answers": message.seq, "buttons": reply.buttons, "facts": reply.facts}
    return Draft(Author.ASSISTANT, reply.text, {name: value for name, value in payload.items() if value})

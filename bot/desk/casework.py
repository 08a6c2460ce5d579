"""What an agent does with a conversation: take it, write, note, hand it on, give it back, close it.

Each change of state is atomic in the database: of two agents who act at the same instant, one is told it is too late.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.engine import Engine

from actions.store.questions import desk_queue, desk_writing
from actions.store.questions.conversations import Change, Conversation, Draft, Message
from actions.store.questions.desk_agents import Agent, find_agent
from bot import notices
from bot.conversations import Author, State
from bot.desk.access import Refused
from bot.engine.lock import ConversationLock
from bot.transcripts import Transcripts

LONGEST_MESSAGE = 4000
UNKNOWN = "Cette conversation n'existe pas, ou plus."
NOT_YOURS = "Cette conversation n'est plus la vôtre."
TOO_LATE = "Trop tard\u00a0: cette conversation vient de changer de mains."

REASONS = {
    "solved": "Demande résolue",
    "passed_on": "Transmise à un autre service",
    "no_reply": "Plus de réponse du client",
    "duplicate": "Doublon",
    "unwanted": "Message indésirable",
}
CAUSE_OF_TAKING = {State.WAITING: "taken", State.ASSISTANT: "stepped_in", State.CLOSED: "reopened"}


class Restartable(Protocol):
    """The assistant, as far as the desk knows it."""

    async def start_afresh(self, conversation: str, form: str | None = None) -> None:
        """Forget what was under way in a conversation."""


@dataclass(frozen=True)
class Casework:
    """Everything an agent may do; `Refused` tells them in a sentence why something cannot be done."""

    engine: Engine
    transcripts: Transcripts
    assistant: Restartable
    lock: ConversationLock
    now: Callable[[], datetime]

    async def take(self, agent: Agent, conversation: str) -> None:
        """Give the agent a conversation; from a colleague only to an administrator."""
        found = await self._find(conversation)
        state = State(found.state)
        if state is State.PERSON and found.agent == agent.id:
            return
        if state is State.PERSON and not agent.is_administrator:
            raise Refused(await self._held_sentence(found))
        cause = CAUSE_OF_TAKING.get(state, "taken_over")
        change = Change(state, State.PERSON, cause, Author.PERSON, agent.id, by=agent.id, held_by=found.agent)
        notice = "taken" if state is not State.PERSON else "transferred"
        await self.give(change, conversation, agent.name, notice, within_capacity=state is not State.PERSON)

    async def give(
        self, change: Change, conversation: str, name: str, notice: str, *, within_capacity: bool = True
    ) -> None:
        """Give a conversation to `change.agent`, known to shoppers as `name`; raises Refused when it is too late."""
        told = Draft(Author.NOTICE, notices.text(notice, agent=name), {})
        taking = await asyncio.to_thread(
            lambda: desk_queue.take(
                self.engine, conversation, change, told, self.now(), within_capacity=within_capacity
            )
        )
        if taking.outcome == "full":
            raise Refused("Vous avez déjà autant de conversations que votre maximum\u00a0: terminez-en une d'abord.")
        if taking.outcome == "gone":
            raise Refused(await self._held_sentence(await self._find(conversation)))
        await self.transcripts.announce_change(conversation, change)
        if taking.notice is not None:
            await self.transcripts.announce_message(taking.notice)

    async def release(self, agent: Agent, conversation: str) -> None:
        """Put a conversation back in the queue, where it keeps its place."""
        change = Change(State.PERSON, State.WAITING, "released", Author.PERSON, by=agent.id, held_by=agent.id)
        await self._change(conversation, change, "released", agent)

    async def transfer(self, agent: Agent, conversation: str, to: str) -> None:
        """Hand a conversation to a colleague; it counts for them even past their capacity."""
        colleague = await asyncio.to_thread(find_agent, self.engine, to)
        if colleague is None or colleague.disabled_at is not None or colleague.id == agent.id:
            raise Refused("Choisissez un autre conseiller.", 400)
        found = await self._mine(agent, conversation)
        change = Change(
            State.PERSON, State.PERSON, "transferred", Author.PERSON, colleague.id, by=agent.id, held_by=found.agent
        )
        await self.give(change, conversation, colleague.name, "transferred", within_capacity=False)

    async def give_back(self, agent: Agent, conversation: str) -> None:
        """Give a conversation back to the assistant, which starts clean: nothing said to a person is answered again."""
        found = await self._mine(agent, conversation)
        change = Change(State.PERSON, State.ASSISTANT, "returned", Author.PERSON, by=agent.id, held_by=found.agent)
        await self._end(conversation, change, "returned", agent)

    async def close(self, agent: Agent, conversation: str, reason: str) -> None:
        """Close a conversation of the agent's own, or one that waits, with a reason of REASONS."""
        if reason not in REASONS:
            raise Refused("Choisissez le motif de clôture.", 400)
        found = await self._find(conversation)
        state = State(found.state)
        if state is State.PERSON:
            await self._mine(agent, conversation)
        elif state is not State.WAITING:
            raise Refused("Prenez d'abord cette conversation pour pouvoir la clore.")
        change = Change(state, State.CLOSED, reason, Author.PERSON, by=agent.id, held_by=found.agent)
        await self._end(conversation, change, "closed" if state is State.PERSON else "closed_without_agent", agent)

    async def say(self, agent: Agent, conversation: str, text: str, client_id: str) -> Message:
        """Write to the shopper; the same `client_id` twice is one message."""
        if not text.strip() or len(text) > LONGEST_MESSAGE:
            raise Refused(f"Écrivez un message de 1 à {LONGEST_MESSAGE} caractères.", 400)
        draft = Draft(Author.PERSON, text.strip(), {}, author_name=agent.name, client_id=client_id)
        written = await self.transcripts.add(conversation, draft, held_by=agent.id)
        if not written:
            raise Refused(await self._held_sentence(await self._find(conversation)))
        return written[0]

    async def note(self, agent: Agent, conversation: str, text: str) -> desk_writing.Note:
        """Write a note that only agents read."""
        if not text.strip() or len(text) > LONGEST_MESSAGE:
            raise Refused(f"Écrivez une note de 1 à {LONGEST_MESSAGE} caractères.", 400)
        await self._find(conversation)
        note = await asyncio.to_thread(
            lambda: desk_writing.add_note(
                self.engine,
                conversation,
                agent_id=agent.id,
                agent_name=agent.name,
                text=text.strip(),
                now=self.now(),
            )
        )
        await self.transcripts.announce(conversation, {"kind": "note"})
        return note

    async def _change(self, conversation: str, change: Change, notice: str, agent: Agent) -> None:
        told = Draft(Author.NOTICE, notices.text(notice, agent=agent.name), {})
        if not await self.transcripts.change(conversation, change, told):
            await self._find(conversation)
            raise Refused(TOO_LATE if change.held_by is None else NOT_YOURS)

    async def _end(self, conversation: str, change: Change, notice: str, agent: Agent) -> None:
        """End the part of a person: the dialogue forgets what was under way before they came."""
        async with self.lock.lock(conversation):
            await self.assistant.start_afresh(conversation)
            await self._change(conversation, change, notice, agent)

    async def _find(self, conversation: str) -> Conversation:
        found = await self.transcripts.find(conversation)
        if found is None:
            raise Refused(UNKNOWN, 404)
        return found

    async def _mine(self, agent: Agent, conversation: str) -> Conversation:
        """Return a conversation that the agent has; an administrator may act for whoever has it."""
        found = await self._find(conversation)
        if found.state != State.PERSON or (found.agent != agent.id and not agent.is_administrator):
            raise Refused(NOT_YOURS)
        return found

    async def _held_sentence(self, found: Conversation) -> str:
        """Say who has a conversation now."""
        if found.state == State.PERSON and found.agent is not None:
            holder = await asyncio.to_thread(find_agent, self.engine, found.agent)
            if holder is not None:
                return f"{holder.name} a déjà pris cette conversation."
        return TOO_LATE if found.state != State.PERSON else NOT_YOURS

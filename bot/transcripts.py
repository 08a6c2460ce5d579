"""Conversations and messages as the service uses them: off the event loop, and told to whoever listens."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.engine import Engine

from actions.store.questions import conversations as stored
from actions.store.questions.conversations import Conversation, Draft, Message
from bot.conversations import State, check_change
from bot.hub import Hub


def _now() -> datetime:
    return datetime.now(UTC)


class Transcripts:
    """Keeps what is said; every message and change of state is announced on the hub."""

    def __init__(self, engine: Engine, hub: Hub, now: Callable[[], datetime] = _now) -> None:
        self._engine, self._hub, self._now = engine, hub, now

    async def open(self, conversation: str, channel: str) -> Conversation:
        """Return a conversation, made if it is new."""
        return await asyncio.to_thread(stored.open_conversation, self._engine, conversation, channel, self._now())

    async def find(self, conversation: str) -> Conversation | None:
        """Return a conversation or None."""
        return await asyncio.to_thread(stored.find_conversation, self._engine, conversation)

    async def add(self, conversation: str, *drafts: Draft) -> list[Message]:
        """Write messages in order, announce the new ones, and return them all numbered."""
        written = await asyncio.to_thread(
            stored.append_messages, self._engine, conversation, list(drafts), self._now()
        )
        for message in written:
            if message.is_new:
                await self._announce(conversation, {"kind": "message", "seq": message.seq, "author": message.author})
        return written

    async def after(self, conversation: str, seq: int) -> list[Message]:
        """Return the messages numbered above `seq`."""
        return await asyncio.to_thread(stored.messages_after, self._engine, conversation, seq)

    async def change(
        self, conversation: str, before: State, after: State, *, cause: str, author: str, agent: str | None = None
    ) -> bool:
        """Change the state; False when somebody changed it first. Raises IllegalChange."""
        check_change(before, after)
        changed = await asyncio.to_thread(
            lambda: stored.change_state(
                self._engine, conversation, before, after, cause=cause, author=author, agent=agent, now=self._now()
            )
        )
        if changed:
            await self._announce(conversation, {"kind": "state", "state": str(after), "cause": cause})
        return changed

    async def note_email(self, conversation: str, email: str) -> None:
        """Keep the e-mail at which the shopper wants to be answered."""
        await asyncio.to_thread(stored.note_email, self._engine, conversation, email)

    async def _announce(self, conversation: str, event: dict[str, object]) -> None:
        await self._hub.publish(conversation, event)
        await self._hub.publish("desk", {"conversation": conversation, **event})

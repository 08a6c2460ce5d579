"""Conversations and messages as the service uses them: off the event loop, and told to whoever listens."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy.engine import Engine

from actions.store.questions import conversations as stored
from actions.store.questions.conversations import Change, Conversation, Draft, Message
from actions.store.questions.dialogue import Remembered
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

    async def receive(self, conversation: str, channel: str, said: Draft) -> tuple[Conversation, Message, int]:
        """Write a shopper's message and announce it; return the conversation, made if new, as it was before.

        The number is the position at which the dialogue's memory goes on.
        """
        before, message, position = await asyncio.to_thread(
            stored.receive_message, self._engine, conversation, channel, said, self._now()
        )
        await self.announce_message(message)
        return before, message, position

    async def find(self, conversation: str) -> Conversation | None:
        """Return a conversation or None."""
        return await asyncio.to_thread(stored.find_conversation, self._engine, conversation)

    async def add(
        self,
        conversation: str,
        *drafts: Draft,
        only_while: Sequence[State] = (),
        held_by: str | None = None,
        change: Change | None = None,
        remembered: Remembered | None = None,
    ) -> list[Message]:
        """Write messages in order, announce the new ones, and return them all numbered.

        Nothing is written when the conversation is in none of the states `only_while`, or not with the agent `held_by`.
        `change` is made with them when it still can be, and what is `remembered` kept with them. Raises IllegalChange.
        """
        _check(change)
        written, changed = await asyncio.to_thread(
            lambda: stored.append_messages(
                self._engine,
                conversation,
                list(drafts),
                self._now(),
                only_while=only_while,
                held_by=held_by,
                change=change,
                remembered=remembered,
            )
        )
        for message in written:
            await self.announce_message(message)
        if changed and change is not None:
            await self.announce_change(conversation, change)
        return written

    async def after(self, conversation: str, seq: int) -> list[Message]:
        """Return the messages numbered above `seq`."""
        return await asyncio.to_thread(stored.messages_after, self._engine, conversation, seq)

    async def change(self, conversation: str, change: Change, notice: Draft | None = None) -> bool:
        """Change the state and tell it there; False when somebody changed it first. Raises IllegalChange."""
        _check(change)
        changed, told = await asyncio.to_thread(
            lambda: stored.change_with_notice(self._engine, conversation, change, notice, self._now())
        )
        if changed:
            await self.announce_change(conversation, change)
        if told is not None:
            await self.announce_message(told)
        return changed

    async def note_email(self, conversation: str, email: str) -> None:
        """Keep the e-mail at which the shopper wants to be answered."""
        await asyncio.to_thread(stored.note_email, self._engine, conversation, email)

    async def announce(self, conversation: str, event: dict[str, object]) -> None:
        """Tell the listeners of a conversation, and the desk, that something happened in it."""
        await self._hub.publish(conversation, event)
        await self._hub.publish("desk", {"conversation": conversation, **event})

    async def announce_message(self, message: Message) -> None:
        """Tell that a message was written; one that was there already is not told again."""
        if message.is_new:
            event = {"kind": "message", "seq": message.seq, "author": message.author}
            await self.announce(message.conversation_id, event)

    async def announce_change(self, conversation: str, change: Change) -> None:
        """Tell that the state changed."""
        await self.announce(conversation, {"kind": "state", "state": str(change.after), "cause": change.cause})


def _check(change: Change | None) -> None:
    if change is not None:
        check_change(State(change.before), State(change.after))

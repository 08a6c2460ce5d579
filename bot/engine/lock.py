"""One turn at a time in a conversation: fair inside a process, safe between processes when Redis is set.

Rasa's own lock polls every second and is not atomic in Redis: two processes answer the same conversation at once.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator

import redis.asyncio
from rasa.core.lock_store import LockError, LockStore

LIFETIME_S = 60.0  # a turn is bounded far below; after it a dead process no longer holds the conversation
POLL_S = 0.02
RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"


class ConversationLock(LockStore):
    """First come, first served per conversation."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._waiting: dict[str, tuple[asyncio.Lock, int]] = {}
        self._redis = redis.asyncio.Redis.from_url(redis_url) if redis_url else None

    @contextlib.asynccontextmanager
    async def lock(self, conversation_id: str, *_: object, **__: object) -> AsyncIterator[None]:
        """Hold the conversation; raise LockError when another process keeps it longer than its lifetime."""
        lock, users = self._waiting.get(conversation_id, (asyncio.Lock(), 0))
        self._waiting[conversation_id] = lock, users + 1
        try:
            async with lock, self._between_processes(conversation_id):
                yield
        finally:
            lock, users = self._waiting[conversation_id]
            if users == 1:
                del self._waiting[conversation_id]
            else:
                self._waiting[conversation_id] = lock, users - 1

    @contextlib.asynccontextmanager
    async def _between_processes(self, conversation_id: str) -> AsyncIterator[None]:
        if self._redis is None:
            yield
            return
        key, owner = f"savia:lock:{conversation_id}", secrets.token_hex(8)
        for _ in range(int(LIFETIME_S / POLL_S)):
            if await self._redis.set(key, owner, nx=True, px=int(LIFETIME_S * 1000)):
                break
            await asyncio.sleep(POLL_S)
        else:
            raise LockError(f"conversation {conversation_id} is held by another process")
        try:
            yield
        finally:
            await self._redis.eval(RELEASE, 1, key, owner)

    async def close(self) -> None:
        """Close the connection to Redis."""
        if self._redis is not None:
            await self._redis.aclose()


class UnsharedLock(LockStore):
    """No lock at all: who calls Rasa holds the conversation's lock already."""

    def __init__(self) -> None:
        """Nothing to keep."""

    @contextlib.asynccontextmanager
    async def lock(self, conversation_id: str, *_: object, **__: object) -> AsyncIterator[None]:
        """Pass."""
        yield

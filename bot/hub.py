"""Tells whoever listens that something happened in a conversation: inside the process, and between processes by Redis.

What is told is only "look again from the database": nothing is lost when a listener is away.
"""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import redis.asyncio

logger = logging.getLogger(__name__)

CHANNEL = "savia:events"
WAITING_EVENTS = 1000  # a listener that far behind has stopped reading; it reads again from the database

Event = dict[str, Any]


class Hub:
    """Publishes small events by topic: a conversation's identifier, or `desk`."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._listeners: dict[str, set[asyncio.Queue[Event]]] = defaultdict(set)
        self._redis = redis.asyncio.Redis.from_url(redis_url) if redis_url else None
        self._relay: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to hear the other processes, when Redis is set."""
        if self._redis is not None:
            self._relay = asyncio.create_task(self._hear_others())

    async def stop(self) -> None:
        """Stop hearing the other processes."""
        if self._relay is not None:
            self._relay.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._relay
        if self._redis is not None:
            await self._redis.aclose()

    async def publish(self, topic: str, event: Event) -> None:
        """Tell an event to every listener of a topic, in every process."""
        if self._redis is None:
            self._deliver(topic, event)
        else:
            await self._redis.publish(CHANNEL, json.dumps({"topic": topic, "event": event}))

    @contextlib.asynccontextmanager
    async def listening(self, *topics: str) -> AsyncIterator[asyncio.Queue[Event]]:
        """Give a queue of the events of some topics, for as long as the block lasts."""
        queue: asyncio.Queue[Event] = asyncio.Queue(WAITING_EVENTS)
        for topic in topics:
            self._listeners[topic].add(queue)
        try:
            yield queue
        finally:
            for topic in topics:
                self._listeners[topic].discard(queue)
                if not self._listeners[topic]:
                    del self._listeners[topic]

    def _deliver(self, topic: str, event: Event) -> None:
        for queue in tuple(self._listeners.get(topic, ())):
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait({"topic": topic, **event})

    async def _hear_others(self) -> None:
        assert self._redis is not None
        while True:
            try:
                async with self._redis.pubsub() as heard:
                    await heard.subscribe(CHANNEL)
                    async for told in heard.listen():
                        if told["type"] == "message":
                            content = json.loads(told["data"])
                            self._deliver(content["topic"], content["event"])
            except redis.RedisError:
                logger.warning("Redis does not answer; trying again in a second")
                await asyncio.sleep(1)

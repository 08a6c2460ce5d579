"""The sockets of the desk's pages: lists and messages as they change, typing both ways, who looks at what.

A page is told to look again, or given what it has not seen yet; every change it asks for goes through the API.
"""

import asyncio
import contextlib
import json
import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import WSMsgType, web
from sqlalchemy.engine import Engine

from actions.store.questions import desk_presence
from actions.store.questions.conversations import Message
from actions.store.questions.desk_agents import Agent
from bot.conversations import Author, State
from bot.desk.access import Access, Refused, check_origin
from bot.desk.overview import Overview
from bot.hub import Hub
from bot.transcripts import Transcripts

logger = logging.getLogger(__name__)

HEARTBEAT_S = 30
STAY_EVERY_S = 15
SETTLE_S = 0.15  # events come in bursts: the lists are sent once for all of them
LISTS_AGAIN_S = 15  # who is there changes by mere silence
UNLISTED = ("typing", "read", "presence")  # what changes no list
LARGEST_FRAME = 16 * 1024
SIGNED_OUT = 4401  # the code with which a socket closes when its session is over


class Sockets:
    """Makes the socket of each page."""

    def __init__(
        self,
        engine: Engine,
        access: Access,
        overview: Overview,
        *,
        transcripts: Transcripts,
        hub: Hub,
        now: Callable[[], datetime],
    ) -> None:
        self.engine, self.access, self.overview = engine, access, overview
        self.transcripts, self.hub, self.now = transcripts, hub, now
        self._open: set[web.WebSocketResponse] = set()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve the socket of a page of ours whose agent is signed in."""
        try:
            check_origin(request)
        except Refused as refusal:
            return refusal.as_response()
        agent = await self.access.agent_of(request)
        if agent is None:
            return web.json_response({"error": "Connectez-vous au bureau."}, status=401)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LARGEST_FRAME)
        await socket.prepare(request)
        self._open.add(socket)
        try:
            await _Page(self, request, agent, socket).serve()
        finally:
            self._open.discard(socket)
        return socket

    async def close_all(self, _: web.Application) -> None:
        """Close every socket: the service stops."""
        for socket in tuple(self._open):
            await socket.close(code=1001, message=b"the service stops")


class _Page:
    """One open page."""

    def __init__(self, sockets: Sockets, request: web.Request, agent: Agent, socket: web.WebSocketResponse) -> None:
        self._sockets, self._request, self._agent, self._socket = sockets, request, agent, socket
        self._id = secrets.token_hex(8)
        self._viewing: str | None = None
        self._sent = 0
        self._sending = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        engine, now = self._sockets.engine, self._sockets.now
        await asyncio.to_thread(desk_presence.connect, engine, self._id, self._agent.id, now())
        await self._tell_people()
        works = [asyncio.create_task(self._send_lists()), asyncio.create_task(self._stay())]
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._take(message.data)
        finally:
            await _cancelled(*works, self._watch)
            await asyncio.to_thread(desk_presence.disconnect, engine, self._id, now())
            await self._tell_people()

    async def _take(self, data: str) -> None:
        try:
            frame = json.loads(data)
        except ValueError:
            return
        match frame:
            case {"type": "ping", "active": bool(is_active)} if await self._is_signed_in():
                await self._keep_alive(is_active=is_active)
                await self._send({"type": "pong"})
            case {"type": "view", "conversation": str(conversation), "after": int(after)}:
                await self._view(conversation, after)
            case {"type": "view", "conversation": None}:
                await self._view(None, 0)
            case {"type": "typing", "on": bool(on)} if self._viewing is not None:
                await self._tell_typing(self._viewing, on)

    async def _stay(self) -> None:
        """Note that the page is open for as long as it answers the socket's own heartbeat.

        Not left to the page's timers: a browser slows those of a tab that nobody looks at.
        """
        while await self._is_signed_in():
            await self._keep_alive(is_active=False)
            await asyncio.sleep(STAY_EVERY_S)

    async def _is_signed_in(self) -> bool:
        """Tell whether the session holds; close the page when it does not."""
        if await self._sockets.access.agent_of(self._request) is not None:
            return True
        await self._socket.close(code=SIGNED_OUT, message=b"signed out")
        return False

    async def _keep_alive(self, *, is_active: bool) -> None:
        engine, now = self._sockets.engine, self._sockets.now()
        await asyncio.to_thread(lambda: desk_presence.keep_alive(engine, self._id, now, is_active=is_active))

    async def _view(self, conversation: str | None, after: int) -> None:
        await _cancelled(self._watch)
        self._viewing, self._sent = conversation, after
        engine, now = self._sockets.engine, self._sockets.now()
        await asyncio.to_thread(desk_presence.look_at, engine, self._id, conversation, now)
        self._watch = asyncio.create_task(self._follow(conversation)) if conversation is not None else None
        await self._tell_people()

    async def _follow(self, conversation: str) -> None:
        """Send what happens in the conversation that the page shows."""
        async with self._sockets.hub.listening(conversation) as events:
            await self._catch_up(conversation)
            while True:
                event = await events.get()
                match event:
                    case {"kind": "message"}:
                        await self._catch_up(conversation)
                    case {"kind": "typing", "author": Author.SHOPPER | Author.ASSISTANT as author, "on": on}:
                        await self._send({"type": "typing", "author": str(author), "on": on})
                    case {"kind": "read", "author": Author.SHOPPER, "seq": seq}:
                        await self._send({"type": "read", "seq": seq})
                    case {"kind": "state" | "note" | "rating" | "ticket"}:
                        await self._send({"type": "changed", "conversation": conversation})

    async def _catch_up(self, conversation: str) -> None:
        async with self._sending:
            while found := await self._sockets.transcripts.after(conversation, self._sent):
                shown = [message_as_json(message) for message in found]
                await self._send({"type": "messages", "conversation": conversation, "messages": shown})
                self._sent = found[-1].seq

    async def _send_lists(self) -> None:
        async with self._sockets.hub.listening("desk") as events:
            while True:
                try:
                    lists = await self._sockets.overview.since(time.monotonic(), self._sockets.now())
                    await self._send({"type": "lists", **lists})
                except Exception:
                    logger.exception("the lists of the desk could not be read")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LISTS_AGAIN_S):
                        while (await events.get())["kind"] in UNLISTED:
                            pass
                        await asyncio.sleep(SETTLE_S)
                while not events.empty():
                    events.get_nowait()

    async def _tell_typing(self, conversation: str, on: bool) -> None:
        """Show the shopper that a person writes, when this person has the conversation."""
        found = await self._sockets.transcripts.find(conversation)
        if found is not None and found.state == State.PERSON and found.agent == self._agent.id:
            event = {"kind": "typing", "author": str(Author.PERSON), "on": on}
            await self._sockets.hub.publish(conversation, event)

    async def _tell_people(self) -> None:
        await self._sockets.hub.publish("desk", {"kind": "people"})

    async def _send(self, frame: dict[str, Any]) -> None:
        if not self._socket.closed:
            with contextlib.suppress(ConnectionError):
                await self._socket.send_json(frame)


def message_as_json(message: Message) -> dict[str, Any]:
    """Return a message as the desk's page shows it."""
    return {
        "seq": message.seq,
        "author": message.author,
        "author_name": message.author_name,
        "text": message.text,
        "buttons": [button.get("title", "") for button in message.payload.get("buttons", [])],
        "files": message.payload.get("files", []),
        "facts": message.payload.get("facts", {}),
        "at": message.at.isoformat(),
        "client_id": message.client_id,
    }


async def _cancelled(*tasks: asyncio.Task[None] | None) -> None:
    for task in filter(None, tasks):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task

"""The chat of shop pages by plain HTTP, for networks that let no WebSocket through: the same session, step by step.

The token travels in the header `Authorization: Bearer …`, never in the address.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.assessment import RateLimit
from bot.channels.chat import SAYS_A_MINUTE
from bot.channels.chat_session import ChatSession
from bot.channels.origins import Origins
from bot.protocol import ERRORS, BadFrame, read_rate, read_say
from bot.visitors import Visitors

if TYPE_CHECKING:
    from bot.app import Service

SESSIONS_A_MINUTE = 60  # from one address
LONGEST_WAIT_S = 25

Handler = Callable[[ChatSession, web.Request], Awaitable[web.StreamResponse]]


def setup(app: web.Application, service: "Service") -> None:
    """Add the addresses under /api/v1/chat/."""
    visitors = Visitors(service.engine, service.shop.now, service.settings.shop_key)
    chat = _ChatByRequests(service, visitors)
    app.router.add_post("/api/v1/chat/session", chat.arrive)
    app.router.add_get("/api/v1/chat/messages", with_session(service, visitors, chat.messages))
    app.router.add_post("/api/v1/chat/messages", with_session(service, visitors, chat.say))
    app.router.add_post("/api/v1/chat/read", with_session(service, visitors, chat.read))
    app.router.add_post("/api/v1/chat/rating", with_session(service, visitors, chat.rate))
    app.router.add_get("/api/v1/chat/transcript", with_session(service, visitors, chat.transcript))


def with_session(service: "Service", visitors: Visitors, handler: Handler) -> Callable[[web.Request], Awaitable[Any]]:
    """Return a handler that wants the token of a visitor, from a page that may talk to us."""
    origins = Origins(service.settings.allowed_origins)

    async def checked(request: web.Request) -> web.StreamResponse:
        if not origins.allows(request):
            raise web.HTTPForbidden(text="Add this page's origin to SAVIA_ALLOWED_ORIGINS.")
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        visitor = await visitors.find(token) if scheme == "Bearer" and token else None
        if visitor is None:
            return refusal("no_session", 401)
        return await handler(ChatSession(service, visitors, visitor), request)

    return checked


def refusal(code: str, status: int) -> web.Response:
    """Return an error whose sentence the shopper can read."""
    return web.json_response({"code": code, "error": ERRORS[code]}, status=status)


class _ChatByRequests:
    """What each address does."""

    def __init__(self, service: "Service", visitors: Visitors) -> None:
        self._service, self._visitors = service, visitors
        self._origins = Origins(service.settings.allowed_origins)
        self._arrivals, self._says = RateLimit(SESSIONS_A_MINUTE), RateLimit(SAYS_A_MINUTE)

    async def arrive(self, request: web.Request) -> web.Response:
        """Make or continue a session."""
        if not self._origins.allows(request):
            raise web.HTTPForbidden(text="Add this page's origin to SAVIA_ALLOWED_ORIGINS.")
        if not self._arrivals.allows(request.remote or ""):
            return refusal("too_fast", 429)
        body = await _json(request)
        if body is None:
            return refusal("malformed", 400)
        token, visitor = await self._visitors.arrive(body.get("token"), body.get("user"))
        session = ChatSession(self._service, self._visitors, visitor)
        if token == body.get("token"):
            await session.resume()
        return web.json_response(await session.welcome(token))

    async def messages(self, session: ChatSession, request: web.Request) -> web.Response:
        """Return what is above `after`, waiting up to `wait` seconds for something new."""
        after, wait = _number(request, "after"), min(_number(request, "wait"), LONGEST_WAIT_S)
        async with self._service.hub.listening(session.conversation) as events:
            frames = await session.frames_after(after)
            if not frames and wait:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        while (await events.get())["kind"] not in ("message", "state"):
                            pass
                frames = await session.frames_after(after)
        return web.json_response({"messages": frames, "state": await session.state()})

    async def say(self, session: ChatSession, request: web.Request) -> web.Response:
        """Keep a message and return what it brought."""
        body = await _json(request)
        if not self._says.allows(session.conversation):
            return refusal("too_fast", 429)
        try:
            say = read_say(body or {})
            session.note_page((body or {}).get("page"))
            message = await session.say(say)
        except BadFrame as error:
            return refusal(error.code, 400)
        frames = await session.frames_after(message.seq - 1)
        ack = {"type": "ack", "client_id": say.client_id, "seq": message.seq}
        return web.json_response({"ack": ack, "messages": frames, "state": await session.state()})

    async def read(self, session: ChatSession, request: web.Request) -> web.Response:
        """Remember how far the shopper has read."""
        seq = (await _json(request) or {}).get("seq")
        if not isinstance(seq, int):
            return refusal("malformed", 400)
        await session.read(seq)
        return web.json_response({})

    async def rate(self, session: ChatSession, request: web.Request) -> web.Response:
        """Keep a rating."""
        try:
            await session.rate(read_rate(await _json(request) or {}))
        except BadFrame as error:
            return refusal(error.code, 400)
        return web.json_response({})

    async def transcript(self, session: ChatSession, _: web.Request) -> web.Response:
        """Return the conversation as a text file."""
        name = {"Content-Disposition": 'attachment; filename="conversation.txt"', "X-Content-Type-Options": "nosniff"}
        return web.Response(text=await session.transcript(), content_type="text/plain", charset="utf-8", headers=name)


async def _json(request: web.Request) -> dict[str, Any] | None:
    """Return the JSON object of a request, None when it is not one."""
    try:
        body = json.loads(await request.read())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _number(request: web.Request, name: str) -> int:
    given = request.query.get(name, "0")
    return int(given) if given.isdecimal() and len(given) < 10 else 0

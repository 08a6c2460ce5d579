"""The chat of shop pages by WebSocket: one socket, one visitor. What it does for a visitor is in `chat_session.py`.

The token comes in the first frame, never in the address. What is sent is read back from the database by number, so
that a tab that was away, or another tab, gets everything once and in order.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from bot.assessment import RateLimit
from bot.channels.chat_session import ChatSession
from bot.channels.origins import Origins
from bot.conversations import Author
from bot.protocol import BadFrame, Frame, Say, read_frame, read_rate, read_say
from bot.visitors import Visitors

if TYPE_CHECKING:
    from bot.app import Service

logger = logging.getLogger(__name__)

HELLO_WITHIN_S = 15
LARGEST_FRAME = 256 * 1024
HEARTBEAT_S = 45
SOCKETS_A_MINUTE = 120  # from one address
SAYS_A_MINUTE = 40  # of one visitor
WAITING_SAYS = 100


def setup(app: web.Application, service: "Service") -> None:
    """Add the socket."""
    origins = Origins(service.settings.allowed_origins)
    visitors = Visitors(service.engine, service.shop.now, service.settings.shop_key)
    arrivals, says = RateLimit(SOCKETS_A_MINUTE), RateLimit(SAYS_A_MINUTE)
    open_sockets: set[web.WebSocketResponse] = set()

    async def socket(request: web.Request) -> web.StreamResponse:
        if not origins.allows(request):
            raise web.HTTPForbidden(text="Add this page's origin to SAVIA_ALLOWED_ORIGINS.")
        if not arrivals.allows(request.remote or ""):
            raise web.HTTPTooManyRequests(headers={"Retry-After": "60"})
        response = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LARGEST_FRAME)
        await response.prepare(request)
        open_sockets.add(response)
        try:
            await _Line(service, visitors, says, response).run()
        finally:
            open_sockets.discard(response)
        return response

    async def close_sockets(_: web.Application) -> None:
        for each in tuple(open_sockets):
            await each.close(code=1001, message=b"the service stops")

    app.router.add_get("/api/v1/chat/socket", socket)
    app.on_shutdown.append(close_sockets)


class _Line:
    """One open socket: reads frames, hands messages on one after the other, sends what the hub announces."""

    def __init__(self, service: "Service", visitors: Visitors, says: RateLimit, socket: web.WebSocketResponse) -> None:
        self._service, self._visitors, self._says, self._socket = service, visitors, says, socket
        self._to_say: asyncio.Queue[Say] = asyncio.Queue(WAITING_SAYS)
        self._sent, self._sending = 0, asyncio.Lock()

    async def run(self) -> None:
        """Serve the socket until it closes."""
        hello = await self._hello()
        if hello is None:
            return
        token, visitor = await self._visitors.arrive(hello.get("token"), hello.get("user"))
        self._session = ChatSession(self._service, self._visitors, visitor)
        self._session.note_page(hello.get("page"))
        if token == hello.get("token") and isinstance(hello.get("after"), int):
            self._sent = max(0, hello["after"])
        async with self._service.hub.listening(self._session.conversation) as events:
            await self._send(await self._session.welcome(token))
            await self._catch_up()
            await self._send(await self._session.state())
            await self._session.presence(id(self), True)
            try:
                async with _together(self._say_in_turn(), self._tell(events)):
                    await self._read()
            finally:
                await self._session.presence(id(self), False)

    async def _hello(self) -> Frame | None:
        """Return the first frame; None, the socket closed, when it is not a hello."""
        try:
            message = await self._socket.receive(timeout=HELLO_WITHIN_S)
            frame = read_frame(message.data) if message.type is WSMsgType.TEXT else None
        except (TimeoutError, BadFrame):
            frame = None
        if frame is None or frame["type"] != "hello":
            await self._socket.close(code=1002, message=b"the first frame is hello")
            return None
        return frame

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                await self._take(read_frame(message.data))
            except BadFrame as error:
                await self._send(error.as_frame())

    async def _take(self, frame: Frame) -> None:
        match frame["type"]:
            case "say":
                say = read_say(frame)
                if self._to_say.full() or not self._says.allows(self._session.conversation):
                    raise BadFrame("too_fast", say.client_id)
                self._to_say.put_nowait(say)
            case "typing":
                await self._session.typing(frame["on"] is True)
            case "read" if isinstance(frame["seq"], int):
                await self._session.read(min(frame["seq"], self._sent))
            case "rate":
                rating = read_rate(frame)
                await self._session.rate(rating)
                await self._send({"type": "ack", "client_id": rating.client_id, "seq": 0})
            case "ping":
                await self._send({"type": "pong"})
                await self._catch_up()
            case _:
                raise BadFrame("malformed")

    async def _say_in_turn(self) -> None:
        """Hand messages on in their order; first the one that an earlier stop of the service left unanswered."""
        await self._safely(self._session.resume())
        while True:
            say = await self._to_say.get()
            # A shopper who leaves the page while the answer is made finds it on the next page.
            await asyncio.shield(asyncio.ensure_future(self._safely(self._say(say), say.client_id)))

    async def _say(self, say: Say) -> None:
        message = await self._session.say(say)
        await self._catch_up()
        await self._send({"type": "ack", "client_id": say.client_id, "seq": message.seq})

    async def _safely(self, work: Any, client_id: str | None = None) -> None:
        """A message that fails is told to the shopper; the socket and the next messages go on."""
        try:
            await work
        except BadFrame as error:
            await self._send(error.as_frame())
        except ConnectionError:
            pass
        except Exception:
            logger.exception("a message of %s could not be answered", self._session.conversation)
            await self._catch_up()
            await self._send(BadFrame("unavailable", client_id).as_frame())

    async def _tell(self, events: "asyncio.Queue[dict[str, Any]]") -> None:
        while True:
            event = await events.get()
            match event:
                case {"kind": "message"}:
                    await self._catch_up()
                case {"kind": "state", "state": state, "position": position, "estimate_minutes": minutes}:
                    estimate = {} if minutes is None else {"estimate_minutes": minutes}
                    await self._send({"type": "state", "state": state, "position": position, **estimate})
                case {"kind": "state"}:
                    await self._send(await self._session.state())
                case {"kind": "typing", "author": author, "on": on} if author != Author.SHOPPER:
                    await self._send({"type": "typing", "author": author, "on": on})
                case {"kind": "read", "author": Author.SHOPPER | Author.PERSON as author, "seq": seq}:
                    await self._send({"type": "read", "seq": seq, "author": str(author)})

    async def _catch_up(self) -> None:
        """Send the messages this socket has not sent yet, each once and in order."""
        async with self._sending:
            for frame in await self._session.frames_after(self._sent):
                await self._send(frame)
                self._sent = frame["seq"]

    async def _send(self, frame: Frame) -> None:
        if not self._socket.closed:
            await self._socket.send_json(frame)


@asynccontextmanager
async def _together(*work: Any) -> AsyncIterator[None]:
    """Run tasks beside the block and end them with it."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception) and not isinstance(result, ConnectionError):
                logger.error("a chat socket ended badly", exc_info=result)

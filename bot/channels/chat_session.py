"""What one visitor may do in the chat, whether through a socket or through plain HTTP requests.

It hands messages to the reception and reads them back from the transcripts; it knows neither Rasa nor the tables.
"""

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from actions.store.questions.conversations import Draft, Message
from actions.store.questions.uploads import rate_conversation, uploads_of
from actions.store.questions.visitors import Visitor
from bot.conversations import Author, State
from bot.protocol import NOTICE, BadFrame, Frame, Rate, Say, message_frame
from bot.reception import Incoming
from bot.visitors import Visitors

if TYPE_CHECKING:
    from bot.app import Service

logger = logging.getLogger(__name__)

CHANNEL = "chat"
LONGEST_PAGE = 2000  # characters of what the page says of itself
FILE_RECEIVED = (
    "Merci, j'ai bien reçu votre fichier\u00a0: il est joint à votre demande. "
    "Que souhaitez-vous me dire à son sujet\u00a0?"
)


class ChatSession:
    """One visitor and the conversation that is theirs."""

    def __init__(self, service: "Service", visitors: Visitors, visitor: Visitor) -> None:
        self._service, self._visitors, self.visitor = service, visitors, visitor
        self._page: Any = None

    @property
    def conversation(self) -> str:
        """The identifier of the conversation."""
        return self.visitor.conversation_id

    def note_page(self, page: object) -> None:
        """Keep what the page says of itself (address, product, order); it goes along with the next messages."""
        if isinstance(page, dict) and len(str(page)) <= LONGEST_PAGE:
            self._page = page

    async def welcome(self, token: str) -> Frame:
        """Return how the conversation stands."""
        found = await self._service.transcripts.find(self.conversation)
        return {
            "type": "welcome",
            "token": token,
            "conversation": self.conversation,
            "seq": found.last_seq if found else 0,
            "read": self.visitor.read_seq,
            "state": found.state if found else str(State.ASSISTANT),
            "notice": NOTICE,
        }

    async def frames_after(self, seq: int) -> list[Frame]:
        """Return every message above `seq`, as the page receives it."""
        frames: list[Frame] = []
        while found := await self._service.transcripts.after(self.conversation, seq):
            frames += [message_frame(message) for message in found]
            seq = found[-1].seq
        return frames

    async def state(self) -> Frame:
        """Return who has the conversation, with the place in the queue while it waits."""
        found = await self._service.transcripts.find(self.conversation)
        state = found.state if found else str(State.ASSISTANT)
        before = await self._visitors.waiting_before(self.visitor) if state == State.WAITING else None
        return {"type": "state", "state": state} | ({} if before is None else {"position": before + 1})

    async def say(self, say: Say) -> Message:
        """Keep a message and have it answered; a message sent twice is kept and answered once. Raises BadFrame."""
        files = await self._files(say)
        await self._show_typing(Author.ASSISTANT, True)
        try:
            payload = {"files": files} if files else {}
            received = await self._service.reception.receive(self._incoming(say.client_id, say.text, payload))
        finally:
            await self._show_typing(Author.ASSISTANT, False)
        message, *answers = received
        if files and not say.text.strip() and not answers and message.is_new:
            await self._thank_for_files(message)
        return message

    async def resume(self) -> None:
        """Have the last message answered when the service stopped before it could."""
        found = await self._service.transcripts.find(self.conversation)
        if found is None or found.state != State.ASSISTANT or found.last_seq == 0:
            return
        last = (await self._service.transcripts.after(self.conversation, found.last_seq - 1))[-1]
        if last.author == Author.SHOPPER and last.client_id is not None:
            await self._service.reception.receive(self._incoming(last.client_id, last.text, last.payload))

    async def typing(self, on: bool) -> None:
        """Tell the desk that the shopper writes, or has stopped."""
        await self._show_typing(Author.SHOPPER, on)

    async def presence(self, page: int, on: bool) -> None:
        """Tell the desk that a page of the shopper opened or closed: who leaves while waiting is not waited for."""
        await self._publish({"kind": "presence", "page": page, "on": on})

    async def read(self, seq: int) -> None:
        """Remember that the shopper has read up to a message, and tell the other tabs and the desk."""
        if await self._visitors.note_read(self.visitor, seq):
            await self._publish({"kind": "read", "author": str(Author.SHOPPER), "seq": seq})

    async def rate(self, rate: Rate) -> None:
        """Keep a rating."""
        if await self._service.transcripts.find(self.conversation) is None:
            return
        now = self._service.shop.now()
        await asyncio.to_thread(
            rate_conversation,
            self._service.engine, self.conversation, rate.client_id, rate.score, rate.comment, now,
        )  # fmt: skip
        await self._publish({"kind": "rating", "score": rate.score})

    async def transcript(self) -> str:
        """Return the whole conversation as plain text."""
        lines = [NOTICE, ""]
        seq = 0
        while found := await self._service.transcripts.after(self.conversation, seq):
            lines += [_as_lines(message, self._service.shop.now()) for message in found]
            seq = found[-1].seq
        return "\n".join(lines)

    def _incoming(self, client_id: str, text: str, payload: dict[str, Any]) -> Incoming:
        if self._page is not None:
            payload = {**payload, "page": self._page}
        return Incoming(self.conversation, CHANNEL, text, client_id, payload)

    async def _files(self, say: Say) -> list[dict[str, Any]]:
        if not say.files:
            return []
        found = await asyncio.to_thread(uploads_of, self._service.engine, self.conversation, say.files)
        if len(found) != len(say.files):
            raise BadFrame("unknown_file", say.client_id)
        return [upload.as_json() for upload in found]

    async def _thank_for_files(self, message: Message) -> None:
        """A photo without a word says nothing the assistant can understand: say that it arrived."""
        found = await self._service.transcripts.find(self.conversation)
        if found is not None and found.state == State.ASSISTANT:
            thanks = Draft(Author.ASSISTANT, FILE_RECEIVED, {"answers": message.seq})
            await self._service.transcripts.add(self.conversation, thanks, only_while=(State.ASSISTANT,))

    async def _show_typing(self, author: Author, on: bool) -> None:
        await self._publish({"kind": "typing", "author": str(author), "on": on})

    async def _publish(self, event: dict[str, Any]) -> None:
        await self._service.hub.publish(self.conversation, event)
        await self._service.hub.publish("desk", {"conversation": self.conversation, **event})


def _as_lines(message: Message, now: datetime) -> str:
    who = {
        Author.SHOPPER: "Vous",
        Author.ASSISTANT: "Assistant automatique",
        Author.PERSON: f"{message.author_name or 'Conseiller'} (conseiller)",
        Author.NOTICE: "Information",
    }[Author(message.author)]
    at = message.at.astimezone(now.tzinfo)
    names = "".join(f"\n  [fichier joint\u00a0: {each['name']}]" for each in message.payload.get("files", []))
    return f"{at:%d/%m/%Y %H:%M} - {who}\u00a0: {message.text}{names}\n"

"""The API of the desk for conversations: read one, act on it, write, note, search, export, delete."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from aiohttp import web

from actions.store.questions.conversations import Conversation, messages_after
from actions.store.questions.desk_administration import log
from actions.store.questions.desk_agents import Agent, all_agents
from actions.store.questions.desk_history import events_of, ratings_of
from actions.store.questions.desk_queue import customers_of
from actions.store.questions.desk_search import delete_conversation, search
from actions.store.questions.desk_writing import Note, notes_on
from actions.store.questions.identification import unlock
from actions.store.questions.uploads import uploads_of
from bot.desk.access import Access, Refused, body_of, text_in
from bot.desk.casework import REASONS, UNKNOWN, Casework
from bot.desk.dossier import dossier_of, everything_said, plain
from bot.desk.overview import one_case, with_assistant
from bot.desk.sockets import message_as_json

MESSAGES_SHOWN = 200
LATELY = timedelta(minutes=30)


class SuggestedReplies(Protocol):
    """What a channel suggests to an agent."""

    def __call__(self, tickets: Sequence[str], /) -> list[dict[str, Any]]:
        """Return, for some tickets, what was asked, why it was not answered and a reply; latest first; blocking."""


def nothing_suggested(_: Sequence[str], /) -> list[dict[str, Any]]:
    """Suggest nothing: no channel of the house does."""
    return []


class ConversationsApi:
    """The addresses under /desk/api/conversations and beside."""

    def __init__(
        self,
        casework: Casework,
        access: Access,
        uploads: Path,
        now: Callable[[], datetime],
        suggested: SuggestedReplies = nothing_suggested,
    ) -> None:
        self._casework, self._access, self._uploads, self._now = casework, access, uploads, now
        self._engine, self._suggested = casework.engine, suggested

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        wanted, one = self._access.wanted, "/desk/api/conversations/{id}"
        app.router.add_get("/desk/api/search", wanted(self.search))
        app.router.add_get("/desk/api/with-assistant", wanted(self.with_assistant))
        app.router.add_get(one, wanted(self.read))
        app.router.add_get(f"{one}/messages", wanted(self.earlier))
        app.router.add_get(f"{one}/export", wanted(self.export))
        app.router.add_get(f"{one}/files/{{file}}", wanted(self.file))
        app.router.add_delete(one, wanted(self.delete, administrator=True))
        app.router.add_post(f"{one}/messages", wanted(self.say))
        app.router.add_post(f"{one}/notes", wanted(self.note))
        for action in ("take", "release", "transfer", "return", "close"):
            app.router.add_post(f"{one}/{action}", wanted(getattr(self, action if action != "return" else "give_back")))
        app.router.add_post("/desk/api/unlock", wanted(self.unlock))

    async def search(self, request: web.Request, _: Agent) -> web.Response:
        """Return the conversations where some words were said, or that bear a number or an e-mail."""
        words = request.query.get("q", "")[:200]
        found = await asyncio.to_thread(search, self._engine, words, state=request.query.get("state") or None)
        names = await asyncio.to_thread(customers_of, self._engine, [each.conversation_id for each in found])
        shown = [
            {"customer": names.get(each.conversation_id)} | {name: plain(value) for name, value in asdict(each).items()}
            for each in found
        ]
        return web.json_response({"found": shown})

    async def with_assistant(self, _: web.Request, __: Agent) -> web.Response:
        """Return the conversations that go on with the assistant."""
        found = await asyncio.to_thread(with_assistant, self._engine, self._now() - LATELY)
        return web.json_response({"found": found})

    async def read(self, request: web.Request, _: Agent) -> web.Response:
        """Return a conversation with its last messages, notes, changes of state and all the assistant knows."""
        conversation = await self._find(request)
        return web.json_response(await asyncio.to_thread(self._whole, conversation))

    async def earlier(self, request: web.Request, _: Agent) -> web.Response:
        """Return the messages before the one numbered `before`."""
        conversation = await self._find(request)
        given = request.query.get("before", "")
        before = int(given) if given.isdecimal() and len(given) < 10 else 0
        said = await asyncio.to_thread(self._before, conversation.id, before)
        return web.json_response({"messages": said})

    async def take(self, request: web.Request, agent: Agent) -> web.Response:
        """Take the conversation."""
        await self._casework.take(agent, request.match_info["id"])
        return web.json_response({})

    async def release(self, request: web.Request, agent: Agent) -> web.Response:
        """Put it back in the queue."""
        await self._casework.release(agent, request.match_info["id"])
        return web.json_response({})

    async def transfer(self, request: web.Request, agent: Agent) -> web.Response:
        """Hand it to a colleague."""
        body = await body_of(request, to=str)
        await self._casework.transfer(agent, request.match_info["id"], body.get("to", ""))
        return web.json_response({})

    async def give_back(self, request: web.Request, agent: Agent) -> web.Response:
        """Give it back to the assistant."""
        await self._casework.give_back(agent, request.match_info["id"])
        return web.json_response({})

    async def close(self, request: web.Request, agent: Agent) -> web.Response:
        """Close it."""
        body = await body_of(request, reason=str)
        await self._casework.close(agent, request.match_info["id"], body.get("reason", ""))
        return web.json_response({})

    async def say(self, request: web.Request, agent: Agent) -> web.Response:
        """Write to the shopper."""
        body = await body_of(request, text=str, client_id=str)
        client_id = text_in(body, "client_id", "un identifiant de message", 100)
        # Identifiers are the page's own: the agent's name before keeps them from meeting a shopper's.
        said = await self._casework.say(
            agent, request.match_info["id"], body.get("text", ""), f"{agent.id}:{client_id}"
        )
        return web.json_response({"message": message_as_json(said)})

    async def note(self, request: web.Request, agent: Agent) -> web.Response:
        """Write a private note."""
        body = await body_of(request, text=str)
        note = await self._casework.note(agent, request.match_info["id"], body.get("text", ""))
        return web.json_response({"note": _note(note)})

    async def export(self, request: web.Request, agent: Agent) -> web.Response:
        """Return all that is kept of a conversation, as a file; noted in the audit log."""
        conversation = await self._find(request)
        whole = await asyncio.to_thread(self._whole, conversation, everything=True)
        await self._log("conversation_exported", agent, request, conversation.id)
        name = f"attachment; filename*=UTF-8''{quote(f'conversation-{conversation.id}.json')}"
        return web.json_response(whole, headers={"Content-Disposition": name})

    async def delete(self, request: web.Request, agent: Agent) -> web.Response:
        """Delete a conversation; noted in the audit log."""
        conversation = await self._find(request)
        await asyncio.to_thread(delete_conversation, self._engine, conversation.id)
        await self._log("conversation_deleted", agent, request, conversation.id)
        await self._casework.transcripts.announce(conversation.id, {"kind": "state", "state": "deleted"})
        return web.json_response({})

    async def file(self, request: web.Request, _: Agent) -> web.StreamResponse:
        """Return a file that the shopper sent."""
        asked = [request.match_info["file"]]
        found = await asyncio.to_thread(uploads_of, self._engine, request.match_info["id"], asked)
        if not found or not (self._uploads / found[0].id).is_file():
            raise Refused("Ce fichier n'est plus disponible.", 404)
        headers = {
            "Content-Type": found[0].type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found[0].name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return web.FileResponse(self._uploads / found[0].id, headers=headers)

    async def unlock(self, request: web.Request, agent: Agent) -> web.Response:
        """Open an order number locked by wrong e-mails, for an agent who has checked the shopper otherwise."""
        number = text_in(await body_of(request, number=str), "number", "un numéro de commande", 100)
        await asyncio.to_thread(unlock, self._engine, number)
        await self._log("order_unlocked", agent, request, number)
        return web.json_response({})

    async def _find(self, request: web.Request) -> Conversation:
        found = await self._casework.transcripts.find(request.match_info["id"])
        if found is None:
            raise Refused(UNKNOWN, 404)
        return found

    def _whole(self, conversation: Conversation, *, everything: bool = False) -> dict[str, Any]:
        first = 0 if everything else max(0, conversation.last_seq - MESSAGES_SHOWN)
        said = everything_said(self._engine, conversation.id, first)
        names = {agent.id: agent.name for agent in all_agents(self._engine, with_disabled=True)}
        dossier = dossier_of(self._engine, conversation)
        return {
            "case": one_case(self._engine, conversation.id),
            "messages": [message_as_json(message) for message in said],
            "notes": [_note(note) for note in notes_on(self._engine, conversation.id)],
            "events": [_event(event, names) for event in events_of(self._engine, conversation.id)],
            "ratings": [
                {name: plain(value) for name, value in each.items()}
                for each in ratings_of(self._engine, conversation.id)
            ],
            "dossier": dossier,
            "suggestions": self._suggested([ticket["number"] for ticket in dossier["tickets"]]),
        }

    def _before(self, conversation: str, before: int) -> list[dict[str, Any]]:
        said = messages_after(self._engine, conversation, max(0, before - 1 - MESSAGES_SHOWN), MESSAGES_SHOWN)
        return [message_as_json(message) for message in said if message.seq < before]

    async def _log(self, action: str, agent: Agent, request: web.Request, subject: str) -> None:
        await asyncio.to_thread(
            lambda: log(
                self._engine,
                action,
                self._now(),
                agent_id=agent.id,
                agent_name=agent.name,
                subject=subject,
                address=request.remote,
            )
        )


def _note(note: Note) -> dict[str, Any]:
    return {"id": note.id, "author": note.agent_name, "text": note.text, "at": note.at.isoformat()}


def _event(event: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "from": event["from_state"],
        "to": event["to_state"],
        "cause": event["cause"],
        "cause_text": REASONS.get(event["cause"]),
        "author": event["author"],
        "agent": names.get(event["agent"]),
        "holder": names.get(event["holder"]),
        "at": event["at"].isoformat(),
    }

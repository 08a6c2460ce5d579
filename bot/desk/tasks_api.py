"""The API of the desk for tasks: messages left while nobody answered, and the other tickets to settle."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from aiohttp import web
from sqlalchemy.engine import Engine

from actions.store.questions.desk_agents import Agent
from actions.store.questions.desk_tasks import OPEN, Task, hold_ticket, tasks
from actions.store.questions.tickets import KINDS, find_ticket, set_ticket_status
from bot.desk.access import Access, Refused
from bot.desk.dossier import ticket_as_json
from bot.hub import Hub

SETTLED = ("done", "cancelled")


class TasksApi:
    """The addresses under /desk/api/tasks."""

    def __init__(self, engine: Engine, access: Access, hub: Hub, now: Callable[[], datetime]) -> None:
        self._engine, self._access, self._hub, self._now = engine, access, hub, now

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        app.router.add_get("/desk/api/tasks", self._access.wanted(self.list))
        app.router.add_post("/desk/api/tasks/{number}/{action}", self._access.wanted(self.act))

    async def list(self, request: web.Request, _: Agent) -> web.Response:
        """Return the tickets to settle, or those settled with `?settled=1`; of one kind with `?kind=message`."""
        kind = request.query.get("kind") or None
        if kind is not None and kind not in KINDS:
            raise Refused(f"Ce genre de dossier n'existe pas. Genres possibles\u00a0: {', '.join(KINDS)}.", 400)
        statuses = SETTLED if request.query.get("settled") else OPEN
        found = await asyncio.to_thread(lambda: tasks(self._engine, statuses=statuses, kind=kind))
        return web.json_response({"tasks": [_task(task) for task in found]})

    async def act(self, request: web.Request, agent: Agent) -> web.Response:
        """Take care of a ticket, leave it, settle it or open it again."""
        number, action = request.match_info["number"], request.match_info["action"]
        ticket = await asyncio.to_thread(find_ticket, self._engine, number)
        if ticket is None:
            raise Refused("Ce dossier n'existe pas.", 404)
        match action:
            case "take":
                await self._set(number, agent.id, "in_progress")
            case "leave":
                await self._set(number, None, "open")
            case "settle":
                await self._set(number, agent.id, "done")
            case "reopen":
                await self._set(number, None, "open")
            case _:
                raise Refused("Cette action n'existe pas.", 404)
        event = {"kind": "ticket", "conversation": ticket.conversation_id or ""}
        await self._hub.publish("desk", event)
        if ticket.conversation_id:
            await self._hub.publish(ticket.conversation_id, event)
        return web.json_response({})

    async def _set(self, number: str, agent_id: str | None, status: str) -> None:
        await asyncio.to_thread(hold_ticket, self._engine, number, agent_id, self._now())
        await asyncio.to_thread(set_ticket_status, self._engine, number, status, self._now())


def _task(task: Task) -> dict[str, object]:
    return {**ticket_as_json(task.ticket), "agent": task.agent_id, "channel": task.channel}

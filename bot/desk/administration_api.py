"""The API of administrators: agents, hours and rules, canned replies, the audit log. Every change is in that log."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from aiohttp import web
from sqlalchemy.engine import Engine

from actions.store.questions import desk_administration as administration
from actions.store.questions import desk_agents, desk_sessions, desk_writing
from actions.store.questions.desk_agents import Agent
from bot.desk import passwords, replies
from bot.desk.access import Access, Refused, body_of, text_in
from bot.desk.availability import Availability
from bot.desk.house_rules import BadRules, HouseRules
from bot.hub import Hub

EMAIL_TAKEN = "Un autre conseiller a déjà cette adresse e-mail."


class AdministrationApi:
    """The addresses of administration, and the canned replies that every agent reads."""

    def __init__(
        self, engine: Engine, access: Access, availability: Availability, hub: Hub, now: Callable[[], datetime]
    ) -> None:
        self._engine, self._access, self._availability = engine, access, availability
        self._hub, self._now = hub, now

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        wanted = self._access.wanted
        app.router.add_get("/desk/api/replies", wanted(self.replies))
        for method, path, handler in (
            ("GET", "/desk/api/agents", self.agents),
            ("POST", "/desk/api/agents", self.add_agent),
            ("PATCH", "/desk/api/agents/{id}", self.change_agent),
            ("POST", "/desk/api/agents/{id}/password", self.reset_password),
            ("GET", "/desk/api/house", self.house),
            ("PUT", "/desk/api/house", self.set_house),
            ("POST", "/desk/api/replies", self.add_reply),
            ("PUT", "/desk/api/replies/{id}", self.change_reply),
            ("DELETE", "/desk/api/replies/{id}", self.delete_reply),
            ("GET", "/desk/api/audit", self.audit),
        ):
            app.router.add_route(method, path, wanted(handler, administrator=True))

    async def agents(self, _: web.Request, __: Agent) -> web.Response:
        """Return everybody, disabled people too."""
        everybody = await asyncio.to_thread(lambda: desk_agents.all_agents(self._engine, with_disabled=True))
        presences = await asyncio.to_thread(self._availability.presences)
        return web.json_response(
            {"agents": [{**_agent(each), "presence": presences.get(each.id, "offline")} for each in everybody]}
        )

    async def add_agent(self, request: web.Request, agent: Agent) -> web.Response:
        """Add an agent; the answer holds their first password, shown once."""
        body = await body_of(request, name=str, email=str, role=str, capacity=int)
        values = {**self._checked(body), "name": text_in(body, "name", "un nom", 80), "email": _email(body)}
        rules = await asyncio.to_thread(self._availability.rules)
        password = passwords.new_password()
        password_hash = await asyncio.to_thread(passwords.hash_password, password)
        values = {"role": "agent", "capacity": rules.default_capacity, **values}
        try:
            added = await asyncio.to_thread(
                lambda: desk_agents.add_agent(self._engine, password_hash=password_hash, now=self._now(), **values)
            )
        except desk_agents.EmailTaken as error:
            raise Refused(EMAIL_TAKEN, 409, field="email") from error
        await self._log("agent_added", agent, request, added.name, {"role": added.role})
        return web.json_response({"agent": _agent(added), "password": password})

    async def change_agent(self, request: web.Request, agent: Agent) -> web.Response:
        """Change an agent, disable or enable them; the last administrator stays one."""
        body = await body_of(request, name=str, email=str, role=str, capacity=int, is_disabled=bool)
        agent_id = request.match_info["id"]
        changes = self._checked(body)
        if (body.get("is_disabled") or changes.get("role") == "agent") and await asyncio.to_thread(
            desk_agents.is_last_administrator, self._engine, agent_id
        ):
            raise Refused("C'est le dernier administrateur\u00a0: nommez-en un autre d'abord.")
        if "is_disabled" in body:
            changes["disabled_at"] = self._now() if body["is_disabled"] else None
        try:
            changed = await asyncio.to_thread(desk_agents.change_agent, self._engine, agent_id, changes)
        except desk_agents.EmailTaken as error:
            raise Refused(EMAIL_TAKEN, 409, field="email") from error
        if changed is None:
            raise Refused("Ce conseiller n'existe pas.", 404)
        if body.get("is_disabled"):
            await asyncio.to_thread(desk_sessions.close_sessions_of, self._engine, agent_id)
        await self._hub.publish("desk", {"kind": "people"})
        await self._log("agent_changed", agent, request, changed.name, {name: body[name] for name in body})
        return web.json_response({"agent": _agent(changed)})

    async def reset_password(self, request: web.Request, agent: Agent) -> web.Response:
        """Give an agent a new password, shown once, without one-time codes; their sessions end."""
        password, agent_id = passwords.new_password(), request.match_info["id"]
        password_hash = await asyncio.to_thread(passwords.hash_password, password)
        changes = {"password_hash": password_hash, "totp_secret": None, "totp_step": None}
        changed = await asyncio.to_thread(desk_agents.change_agent, self._engine, agent_id, changes)
        if changed is None:
            raise Refused("Ce conseiller n'existe pas.", 404)
        await asyncio.to_thread(desk_sessions.close_sessions_of, self._engine, agent_id)
        await self._log("password_reset", agent, request, changed.name)
        return web.json_response({"password": password})

    async def house(self, _: web.Request, __: Agent) -> web.Response:
        """Return the rules of the desk, the hours in force and the days of closure."""
        rules = await asyncio.to_thread(self._availability.rules)
        hours = await asyncio.to_thread(self._availability.hours)
        closures = await asyncio.to_thread(administration.read_closures, self._engine)
        return web.json_response(
            {
                "rules": rules.as_json(),
                "hours": hours.as_text(),
                "closures": [{"day": day.isoformat(), "label": label} for day, label in closures.items()],
                "is_open": hours.are_open(self._now()),
            }
        )

    async def set_house(self, request: web.Request, agent: Agent) -> web.Response:
        """Set the rules and the days of closure."""
        body = await body_of(request, rules=dict, closures=list)
        try:
            rules = HouseRules.read(body.get("rules", {}))
        except BadRules as error:
            raise Refused("Certains réglages sont à corriger.", 400, fields=error.mistakes) from error
        closures = dict(_closure(each) for each in body.get("closures", []))
        await asyncio.to_thread(administration.write_settings, self._engine, rules.as_json())
        await asyncio.to_thread(administration.write_closures, self._engine, closures)
        await self._hub.publish("desk", {"kind": "people"})
        days = [day.isoformat() for day in closures]
        await self._log("house_changed", agent, request, None, {**rules.as_json(), "closures": days})
        return await self.house(request, agent)

    async def replies(self, _: web.Request, __: Agent) -> web.Response:
        """Return the canned replies and the variables they may hold."""
        found = await asyncio.to_thread(desk_writing.all_replies, self._engine)
        return web.json_response({"replies": [_reply(each) for each in found], "variables": replies.VARIABLES})

    async def add_reply(self, request: web.Request, agent: Agent) -> web.Response:
        """Add a canned reply."""
        return await self._save_reply(request, agent, None)

    async def change_reply(self, request: web.Request, agent: Agent) -> web.Response:
        """Change a canned reply."""
        return await self._save_reply(request, agent, _number(request))

    async def delete_reply(self, request: web.Request, agent: Agent) -> web.Response:
        """Delete a canned reply."""
        if not await asyncio.to_thread(desk_writing.delete_reply, self._engine, _number(request)):
            raise Refused("Cette réponse n'existe pas.", 404)
        await self._log("reply_deleted", agent, request, request.match_info["id"])
        return web.json_response({})

    async def audit(self, request: web.Request, _: Agent) -> web.Response:
        """Return the audit log, newest first; `?before=` an entry's id for the older ones."""
        before = request.query.get("before", "")
        entries = await asyncio.to_thread(
            lambda: administration.read_log(
                self._engine,
                before=int(before) if before.isdecimal() and len(before) < 18 else None,
                action=request.query.get("action") or None,
            )
        )
        shown = [
            {
                "id": entry.id,
                "at": entry.at.isoformat(),
                "agent": entry.agent_name,
                "action": entry.action,
                "subject": entry.subject,
                "address": entry.address,
                "details": entry.details,
            }
            for entry in entries
        ]
        return web.json_response({"entries": shown})

    async def _save_reply(self, request: web.Request, agent: Agent, reply_id: int | None) -> web.Response:
        body = await body_of(request, shortcut=str, title=str, text=str)
        shortcut = text_in(body, "shortcut", "un raccourci", 30)
        title, text = text_in(body, "title", "un titre", 80), text_in(body, "text", "le texte de la réponse", 4000)
        try:
            replies.check(shortcut, text)
            saved = await asyncio.to_thread(
                lambda: desk_writing.save_reply(
                    self._engine, shortcut=shortcut, title=title, text=text, now=self._now(), reply_id=reply_id
                )
            )
        except replies.BadReply as error:
            raise Refused(str(error), 400) from error
        except desk_writing.ShortcutTaken as error:
            raise Refused("Une autre réponse a déjà ce raccourci.", 409, field="shortcut") from error
        if saved is None:
            raise Refused("Cette réponse n'existe pas.", 404)
        await self._log("reply_saved", agent, request, shortcut)
        return web.json_response({"reply": _reply(saved)})

    def _checked(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return what is given of an agent, each field right; raises Refused."""
        values: dict[str, Any] = {}
        if "name" in body:
            values["name"] = text_in(body, "name", "un nom", 80)
        if "email" in body:
            values["email"] = _email(body)
        if "role" in body:
            if body["role"] not in desk_agents.ROLES:
                raise Refused("Choisissez conseiller ou administrateur.", 400, field="role")
            values["role"] = body["role"]
        if "capacity" in body:
            if not 1 <= body["capacity"] <= 50:
                raise Refused("Écrivez un nombre de conversations de 1 à 50.", 400, field="capacity")
            values["capacity"] = body["capacity"]
        return values

    async def _log(
        self, action: str, agent: Agent, request: web.Request, subject: str | None, details: Any = None
    ) -> None:
        await asyncio.to_thread(
            lambda: administration.log(
                self._engine,
                action,
                self._now(),
                agent_id=agent.id,
                agent_name=agent.name,
                subject=subject,
                address=request.remote,
                details=details,
            )
        )


def _agent(agent: Agent) -> dict[str, Any]:
    return {
        "id": agent.id,
        "name": agent.name,
        "email": agent.email,
        "role": agent.role,
        "capacity": agent.capacity,
        "has_codes": agent.has_totp,
        "is_disabled": agent.disabled_at is not None,
        "created_at": agent.created_at.isoformat(),
    }


def _reply(reply: desk_writing.CannedReply) -> dict[str, Any]:
    return {"id": reply.id, "shortcut": reply.shortcut, "title": reply.title, "text": reply.text}


def _email(body: dict[str, Any]) -> str:
    email = text_in(body, "email", "une adresse e-mail", 200)
    name, _, domain = email.partition("@")
    if not name or "." not in domain or " " in email:
        raise Refused("Écrivez une adresse e-mail, par exemple claire@maboutique.fr.", 400, field="email")
    return email


def _closure(given: Any) -> tuple[date, str]:
    try:
        return date.fromisoformat(given["day"]), str(given.get("label") or "Fermeture")[:80]
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("Écrivez chaque jour de fermeture sous la forme 2026-12-24.", 400, field="closures") from error


def _number(request: web.Request) -> int:
    given = request.match_info["id"]
    return int(given) if given.isdecimal() and len(given) < 18 else 0

"""Signing in and out, and what an agent changes of their own: password, one-time codes, presence."""

import asyncio
import math
from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy.engine import Engine

from actions.store.folding import fold_email
from actions.store.questions import desk_sessions
from actions.store.questions.desk_administration import log
from actions.store.questions.desk_agents import (
    PRESENCES,
    Agent,
    Credentials,
    change_agent,
    find_credentials,
    use_totp_step,
)
from bot.desk import passwords
from bot.desk.access import COOKIE, Access, Refused, body_of, check_origin, csrf_of, hashed
from bot.hub import Hub

# Wrong passwords in a quarter of an hour: for an account from one address, from one address, for an account from any.
# The last is loose, so that nobody keeps an agent out by failing in their name.
ALLOWED = (5, 30, 100)
LOCK = timedelta(minutes=15)
WRONG = "Adresse e-mail ou mot de passe inconnus."
WRONG_CODE = "Ce code n'est pas le bon. Prenez celui qu'affiche votre application en ce moment."


class SignIn:
    """The addresses by which an agent comes in, goes out and looks after their own account."""

    def __init__(self, engine: Engine, access: Access, hub: Hub, now: Callable[[], datetime], shop: str) -> None:
        self._engine, self._access, self._hub, self._now, self._shop = engine, access, hub, now, shop

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        wanted = self._access.wanted
        app.router.add_post("/desk/api/session", self.sign_in)
        app.router.add_delete("/desk/api/session", wanted(self.sign_out))
        app.router.add_get("/desk/api/me", wanted(self.me))
        app.router.add_put("/desk/api/me/presence", wanted(self.choose_presence))
        app.router.add_post("/desk/api/me/password", wanted(self.change_password))
        app.router.add_post("/desk/api/me/codes", wanted(self.propose_codes))
        app.router.add_put("/desk/api/me/codes", wanted(self.confirm_codes))
        app.router.add_delete("/desk/api/me/codes", wanted(self.stop_codes))

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Open a session for a right e-mail, password and, when the account wants one, code."""
        try:
            check_origin(request)
            body = await body_of(request, email=str, password=str, code=str)
            email, password, code = (body.get(name, "") for name in ("email", "password", "code"))
            agent = await asyncio.to_thread(self._check, email, password, code, request.remote or "")
        except Refused as refusal:
            return refusal.as_response()
        response = web.json_response({"name": agent.name})
        await self._access.open(request, response, agent)
        return response

    async def sign_out(self, request: web.Request, agent: Agent) -> web.Response:
        """End the session."""
        response = web.json_response({})
        await self._access.close(request, response)
        await asyncio.to_thread(self._log, "sign_out", agent, request.remote)
        return response

    async def me(self, request: web.Request, agent: Agent) -> web.Response:
        """Tell the page who it works for."""
        return web.json_response(
            {
                "id": agent.id,
                "name": agent.name,
                "email": agent.email,
                "role": agent.role,
                "capacity": agent.capacity,
                "presence": agent.presence,
                "has_codes": agent.has_totp,
                "csrf": csrf_of(request.cookies.get(COOKIE, "")),
                "shop": self._shop,
            }
        )

    async def choose_presence(self, request: web.Request, agent: Agent) -> web.Response:
        """Change what the agent chose to be."""
        presence = (await body_of(request, presence=str)).get("presence")
        if presence not in PRESENCES:
            raise Refused("Choisissez en ligne, occupé ou absent.", 400)
        await asyncio.to_thread(change_agent, self._engine, agent.id, {"presence": presence})
        await self._hub.publish("desk", {"kind": "people"})
        return web.json_response({"presence": presence})

    async def change_password(self, request: web.Request, agent: Agent) -> web.Response:
        """Change the password for one who knows the present one; every other session of theirs ends."""
        body = await body_of(request, password=str, new_password=str)
        known = await asyncio.to_thread(self._check_password, agent, body.get("password", ""))
        try:
            password_hash = await asyncio.to_thread(passwords.hash_password, body.get("new_password", ""))
        except passwords.WeakPassword as error:
            raise Refused(str(error), 400) from error
        await asyncio.to_thread(change_agent, self._engine, known.agent.id, {"password_hash": password_hash})
        mine = hashed(request.cookies.get(COOKIE, ""))
        await asyncio.to_thread(lambda: desk_sessions.close_sessions_of(self._engine, agent.id, except_hash=mine))
        await asyncio.to_thread(self._log, "password_changed", agent, request.remote)
        return web.json_response({})

    async def propose_codes(self, _: web.Request, agent: Agent) -> web.Response:
        """Return a new secret for one-time codes; nothing is kept before a code of it is given."""
        secret = passwords.new_secret()
        return web.json_response(
            {"secret": secret, "address": passwords.secret_address(secret, agent.email, self._shop)}
        )

    async def confirm_codes(self, request: web.Request, agent: Agent) -> web.Response:
        """Ask for codes at each sign-in from now on, for one who shows a right code and the password."""
        body = await body_of(request, secret=str, code=str, password=str)
        await asyncio.to_thread(self._check_password, agent, body.get("password", ""))
        secret = body.get("secret", "")
        is_whole = len(secret) == passwords.SECRET_LENGTH and secret.isascii()
        step = passwords.step_of(secret, body.get("code", ""), self._now().timestamp()) if is_whole else None
        if step is None:
            raise Refused(WRONG_CODE, 400)
        changes = {"totp_secret": secret, "totp_step": step}
        await asyncio.to_thread(change_agent, self._engine, agent.id, changes)
        await asyncio.to_thread(self._log, "codes_started", agent, request.remote)
        return web.json_response({})

    async def stop_codes(self, request: web.Request, agent: Agent) -> web.Response:
        """Ask for codes no more, for one who knows the password."""
        body = await body_of(request, password=str)
        await asyncio.to_thread(self._check_password, agent, body.get("password", ""))
        await asyncio.to_thread(change_agent, self._engine, agent.id, {"totp_secret": None, "totp_step": None})
        await asyncio.to_thread(self._log, "codes_stopped", agent, request.remote)
        return web.json_response({})

    def _check(self, email: str, password: str, code: str, address: str) -> Agent:
        """Return the agent of a right e-mail, password and code. Raises Refused."""
        subjects = _subjects(email, address)
        self._count_attempt(subjects)
        known = find_credentials(self._engine, email)
        is_right = passwords.is_password(password, known.password_hash if known else None)
        if known is None or not is_right or known.agent.disabled_at is not None:
            log(self._engine, "sign_in_failed", self._now(), subject=email[:200], address=address)
            raise Refused(WRONG, 401)
        if known.totp_secret is not None and not code.strip():
            raise Refused("Entrez le code à six chiffres de votre application.", 401, wants_code=True)
        if known.totp_secret is not None and not self._is_code(known, code):
            log(self._engine, "sign_in_failed", self._now(), subject=email[:200], address=address)
            raise Refused(WRONG_CODE, 401, wants_code=True)
        desk_sessions.forgive(self._engine, subjects)
        self._log("sign_in", known.agent, address)
        return known.agent

    def _is_code(self, known: Credentials, code: str) -> bool:
        assert known.totp_secret is not None
        step = passwords.step_of(known.totp_secret, code, self._now().timestamp())
        return step is not None and use_totp_step(self._engine, known.agent.id, step)

    def _check_password(self, agent: Agent, password: str) -> Credentials:
        """Want the present password once more; raises Refused."""
        subjects = (f"account:{agent.id}",)
        self._count_attempt(subjects)
        known = find_credentials(self._engine, agent.email)
        if known is None or not passwords.is_password(password, known.password_hash):
            raise Refused("Ce n'est pas votre mot de passe actuel.", 403)
        desk_sessions.forgive(self._engine, subjects)
        return known

    def _count_attempt(self, subjects: tuple[str, ...]) -> None:
        now = self._now()
        until = desk_sessions.locked_until(self._engine, subjects, now)
        if until is None:
            counted = [
                desk_sessions.count_attempt(self._engine, subject, now, allowed=allowed, lock=LOCK)
                for subject, allowed in zip(subjects, ALLOWED, strict=False)
            ]
            until = max(filter(None, counted), default=None)
        if until is not None:
            minutes = max(1, math.ceil((until - now).total_seconds() / 60))
            raise Refused(f"Trop d'essais. Réessayez dans {minutes}\u00a0min.", 429)

    def _log(self, action: str, agent: Agent, address: str | None) -> None:
        log(self._engine, action, self._now(), agent_id=agent.id, agent_name=agent.name, address=address)


def _subjects(email: str, address: str) -> tuple[str, str, str]:
    account = fold_email(email)[:200]
    return f"pair:{address} {account}", f"address:{address}", f"email:{account}"

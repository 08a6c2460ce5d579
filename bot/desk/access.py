"""Who may do what at the desk: sessions by cookie, roles, and requests that other sites cannot make in an agent's name.

Every address of the desk but the sign-in goes through `Access.wanted`.
"""

import asyncio
import functools
import hashlib
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy.engine import Engine

from actions.store.questions import desk_sessions
from actions.store.questions.desk_agents import Agent, find_agent

COOKIE = "savia_desk"
CSRF_HEADER = "X-Savia-CSRF"
SESSION_LASTS = timedelta(hours=12)
IDLE_FOR = timedelta(hours=4)
READING = ("GET", "HEAD")

Handler = Callable[[web.Request, Agent], Awaitable[web.StreamResponse]]


class Refused(Exception):
    """Something an agent asked that cannot be done; the sentence is for them, the status for HTTP."""

    def __init__(self, sentence: str, status: int = 409, **more: Any) -> None:
        super().__init__(sentence)
        self.status, self.more = status, more

    def as_response(self) -> web.Response:
        """Return the answer to the page."""
        return web.json_response({"error": str(self), **self.more}, status=self.status)


class Access:
    """Checks who asks."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now

    async def open(self, request: web.Request, response: web.StreamResponse, agent: Agent) -> str:
        """Open a session for an agent, put its cookie on the response and return what the page must send back."""
        token, now = secrets.token_urlsafe(32), self._now()
        await asyncio.to_thread(
            lambda: desk_sessions.open_session(
                self._engine,
                hashed(token),
                agent.id,
                address=request.remote or "",
                now=now,
                expires_at=now + SESSION_LASTS,
            )
        )
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(SESSION_LASTS.total_seconds()),
            path="/desk",
            httponly=True,
            samesite="Strict",
            secure=is_secure(request),
        )
        return csrf_of(token)

    async def close(self, request: web.Request, response: web.StreamResponse) -> None:
        """End the session of a request."""
        await asyncio.to_thread(desk_sessions.close_session, self._engine, hashed(request.cookies.get(COOKIE, "")))
        response.del_cookie(COOKIE, path="/desk", httponly=True, samesite="Strict", secure=is_secure(request))

    async def agent_of(self, request: web.Request) -> Agent | None:
        """Return the agent whose session a request shows, None without one."""
        token = request.cookies.get(COOKIE, "")
        if not token:
            return None
        return await asyncio.to_thread(self._find, hashed(token))

    def wanted(self, handler: Handler, *, administrator: bool = False) -> Callable[[web.Request], Any]:
        """Return a handler that wants a session, the role, and for a change the page's own proof of origin."""

        @functools.wraps(handler)
        async def checked(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request, await self._checked(request, administrator=administrator))
            except Refused as refusal:
                return refusal.as_response()

        return checked

    async def _checked(self, request: web.Request, *, administrator: bool) -> Agent:
        """Return the agent who asks, when they may; raises Refused."""
        is_change = request.method not in READING
        if is_change:
            check_origin(request)
        agent = await self.agent_of(request)
        if agent is None:
            raise Refused("Votre session est terminée\u00a0: connectez-vous de nouveau.", 401)
        if is_change:
            _check_csrf(request)
        if administrator and not agent.is_administrator:
            raise Refused("Cette page est réservée aux administrateurs.", 403)
        return agent

    def _find(self, token_hash: str) -> Agent | None:
        agent_id = desk_sessions.session_agent_id(self._engine, token_hash, self._now(), IDLE_FOR)
        return find_agent(self._engine, agent_id) if agent_id is not None else None


def hashed(token: str) -> str:
    """Return what is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """Return what a page of the session must send with every change: only a page of ours can have read it."""
    return hmac.digest(token.encode(), b"csrf", "sha256").hex()


def check_origin(request: web.Request) -> None:
    """Want that the request comes from a page of the desk itself; raises Refused."""
    origin = request.headers.get("Origin")
    if origin is None or urlsplit(origin).netloc.lower() != request.host.lower():
        raise Refused("Cette demande ne vient pas du bureau des conseillers.", 403)


def is_secure(request: web.Request) -> bool:
    """Tell whether the browser speaks HTTPS, to us or to the proxy before us."""
    return request.secure or request.headers.get("X-Forwarded-Proto", "").lower() == "https"


async def body_of(request: web.Request, **kinds: type) -> dict[str, Any]:
    """Return the JSON object of a request with these fields and no other; raises Refused naming what is wrong."""
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise Refused("La demande n'est pas du JSON.", 400) from error
    if not isinstance(body, dict):
        raise Refused("La demande doit être un objet JSON.", 400)
    for name, value in body.items():
        if name not in kinds:
            raise Refused(f"Champ inconnu\u00a0: {name}.", 400)
        if not isinstance(value, kinds[name]) or (isinstance(value, bool) and kinds[name] is int):
            raise Refused(f"Le champ {name} n'a pas la forme attendue.", 400)
    return body


def text_in(body: dict[str, Any], name: str, what: str, longest: int = 200) -> str:
    """Return a text of a body without surrounding spaces; raises Refused when it is missing, blank or too long."""
    value = body.get(name)
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > longest:
        raise Refused(f"Écrivez {what} (de 1 à {longest} caractères).", 400, field=name)
    return text


def _check_csrf(request: web.Request) -> None:
    wanted = csrf_of(request.cookies.get(COOKIE, ""))
    if not hmac.compare_digest(wanted.encode(), request.headers.get(CSRF_HEADER, "").encode()):
        raise Refused("Rechargez la page du bureau, puis réessayez.", 403)

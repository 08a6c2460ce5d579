"""Serves the desk's page as written: the sign-in to anybody, the rest to agents who are signed in."""

from pathlib import Path

from aiohttp import web

from bot.desk.access import Access, is_secure

PAGE = Path(__file__).parent / "page"
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
# What the sign-in needs; it knows nothing of the shop or its shoppers.
OPEN = frozenset({"sign-in.js", "dom.js", "api.js", "desk.css", "icon.svg"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


class Pages:
    """The addresses of the page."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        app.router.add_get("/desk", self.desk)
        app.router.add_get("/desk/", self.desk)
        app.router.add_get("/desk/sign-in", self.sign_in)
        app.router.add_get("/desk/page/{name}", self.module)
        app.on_response_prepare.append(_protect)

    async def desk(self, request: web.Request) -> web.StreamResponse:
        """Return the page, or lead to the sign-in."""
        if await self._access.agent_of(request) is None:
            raise web.HTTPSeeOther("/desk/sign-in")
        return _file("index.html")

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Return the sign-in, or lead to the page who is signed in already."""
        if await self._access.agent_of(request) is not None:
            raise web.HTTPSeeOther("/desk")
        return _file("sign-in.html")

    async def module(self, request: web.Request) -> web.StreamResponse:
        """Return a file of the page."""
        name = request.match_info["name"]
        if name not in OPEN and await self._access.agent_of(request) is None:
            raise web.HTTPUnauthorized
        if not (PAGE / name).is_file() or name.startswith(".") or Path(name).suffix not in TYPES:
            raise web.HTTPNotFound
        return _file(name)


def _file(name: str) -> web.FileResponse:
    kind = f"{TYPES[Path(name).suffix]}; charset=utf-8"
    return web.FileResponse(PAGE / name, headers={"Content-Type": kind, "Cache-Control": "no-cache"})


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    """Keep everything of the desk out of frames, caches and other sites' hands."""
    if not (request.path == "/desk" or request.path.startswith("/desk/")):
        return
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if is_secure(request):
        response.headers["Strict-Transport-Security"] = "max-age=31536000"

"""Which pages may talk to the service from a browser: its own and those of the shop (SAVIA_ALLOWED_ORIGINS)."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

if TYPE_CHECKING:
    from bot.app import Service

# What pages of the shop call or load; nothing else answers across origins.
PUBLIC = (
    "/widget/",
    "/api/v1/chat/",
    "/api/v1/warranty/",
    "/api/v1/recalls/",
    "/api/v1/withdrawals",
    "/api/v1/answers",
)
PREFLIGHT_S = 3600
EXPOSED = "Retry-After"


class Origins:
    """The origins of the shop's pages."""

    def __init__(self, allowed: str) -> None:
        """Read origins separated by spaces, such as `https://boutique.exemple.fr`."""
        self._allowed = {each.rstrip("/").lower() for each in allowed.split()}

    def allows(self, request: web.Request) -> bool:
        """Tell whether the page that asks may; a request that names no origin does not come from another site."""
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        return urlsplit(origin).netloc.lower() == request.host.lower() or origin.lower() in self._allowed


def setup(app: web.Application, service: "Service") -> None:
    """Answer the browser's questions about origins, on the public addresses only."""
    origins = Origins(service.settings.allowed_origins)

    async def say_who_may(request: web.Request, response: web.StreamResponse) -> None:
        origin = request.headers.get("Origin")
        if not request.path.startswith(PUBLIC) or origin is None:
            return
        response.headers["Vary"] = "Origin"
        # The files of the widget hold nothing personal: any page may load them, and an ES module must be allowed to.
        if request.path.startswith("/widget/") or origins.allows(request):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = EXPOSED

    async def preflight(request: web.Request) -> web.Response:
        allowed = {
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": str(PREFLIGHT_S),
        }
        return web.Response(status=204, headers=allowed if origins.allows(request) else {})

    app.on_response_prepare.append(say_who_may)
    app.router.add_options("/api/v1/{tail:.*}", preflight)

"""A failure is one line in the log with an identifier, which the caller gets too; never a traceback at a user."""

import logging
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 500 with an identifier when a handler fails."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:
        incident = secrets.token_hex(4)
        logger.error("%s %s failed, incident %s: %s", request.method, request.path, incident, one_line(error))
        logger.debug("incident %s", incident, exc_info=True)
        message = f"Un incident empêche de répondre (référence {incident}). Réessayez dans un instant."
        return web.json_response({"error": message, "incident": incident}, status=500)


def one_line(error: Exception) -> str:
    """Return the kind of an error and the first line of what it says, without the values a query carried."""
    cause = getattr(error, "orig", None) or error
    first = (str(cause).strip() or "no message").splitlines()[0]
    return f"{type(error).__name__}: {first[:300]}"

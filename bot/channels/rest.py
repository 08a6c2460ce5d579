"""The REST webhook, in the shape of Rasa's own REST channel, and understanding alone."""

import hmac
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from actions.store.questions.conversations import Message
from bot.reception import PASSED_ON, Incoming

if TYPE_CHECKING:
    from bot.app import Service

LONGEST_SENDER = 200


def setup(app: web.Application, service: "Service") -> None:
    """Add the two addresses."""

    async def webhook(request: web.Request) -> web.Response:
        _check_caller(request, service.settings.rest_token)
        body = await _body(request, {"sender": str, "message": str})
        sender = body["sender"]
        if not sender.strip() or len(sender) > LONGEST_SENDER:
            raise bad_request(f"`sender` must be a text of 1 to {LONGEST_SENDER} characters.")
        incoming = Incoming(conversation=f"rest:{sender}", channel="rest", text=body["message"])
        messages = await service.reception.receive(incoming)
        return web.json_response(_shown(sender, body["message"], messages[1:]))

    async def parse(request: web.Request) -> web.Response:
        _check_caller(request, service.settings.rest_token)
        body = await _body(request, {"text": str})
        return web.json_response(await service.assistant.understand(body["text"]))

    app.router.add_post("/webhooks/rest/webhook", webhook)
    app.router.add_post("/model/parse", parse)


def _shown(sender: str, said: str, answers: list[Message]) -> list[dict[str, Any]]:
    if not answers and said.strip():
        return [{"recipient_id": sender, "text": PASSED_ON}]
    shown = []
    for answer in answers:
        message: dict[str, Any] = {"recipient_id": sender, "text": answer.text}
        if answer.payload.get("buttons"):
            message["buttons"] = answer.payload["buttons"]
        if answer.payload.get("facts"):
            message["custom"] = {"facts": answer.payload["facts"]}
        shown.append(message)
    return shown


def _check_caller(request: web.Request, token: str) -> None:
    """Want the token when one is set, a caller on this machine otherwise."""
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), token.encode()):
            raise _error(web.HTTPUnauthorized, "Send the header `Authorization: Bearer …` with the REST token.")
    elif request.remote not in ("127.0.0.1", "::1", None):
        raise _error(web.HTTPForbidden, "Set SAVIA_REST_TOKEN to call this address from another machine.")


async def _body(request: web.Request, wanted: dict[str, type]) -> dict[str, Any]:
    """Return the JSON object of a request, its keys checked; 400 with what is wrong."""
    body = await json_body(request)
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    for name, kind in wanted.items():
        if not isinstance(body.get(name), kind):
            raise bad_request(f"`{name}` must be a text.")
    return body


async def json_body(request: web.Request) -> Any:
    """Return what the JSON of a request says, its lone surrogates replaced; 400 when it is no JSON in UTF-8."""
    try:
        text = (await request.read()).decode()
        return json.loads(text) if "\\ud" not in text.lower() else _without_surrogates(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise bad_request("The body must be a JSON object in UTF-8.") from error


def _without_surrogates(value: Any) -> Any:
    """Lone halves of a character cannot be written anywhere: each becomes a replacement character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(each) for name, each in value.items()}
    return [_without_surrogates(each) for each in value] if isinstance(value, list) else value


def bad_request(reason: str) -> web.HTTPException:
    """Return a 400 whose body says why."""
    return _error(web.HTTPBadRequest, reason)


def _error(kind: type[web.HTTPException], reason: str) -> web.HTTPException:
    return kind(text=json.dumps({"error": reason}), content_type="application/json")

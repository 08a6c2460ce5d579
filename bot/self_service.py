"""What a shopper does without talking: check a recall, look a frequent answer up. Open to all, so limited in rate."""

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from actions.law.recalls import RecallFacts, assess_recall
from actions.store.questions.recalls import RecallCheck, check_recalls
from actions.store.records import Recall
from bot.answers import AnswerSearch
from bot.assessment import RateLimit

if TYPE_CHECKING:
    from bot.app import Service

ALLOWED = 120  # requests a minute from one address
MARKS = ("brand", "model", "gtin", "batch")
LONGEST_MARK = 200
LONGEST_QUESTION = 200


def setup(app: web.Application, service: "Service") -> None:
    """Add the two addresses."""
    limit = RateLimit(ALLOWED)
    search = AnswerSearch.of(service)

    async def recalls(request: web.Request) -> web.Response:
        if not limit.allows(request.remote or ""):
            return too_many()
        marks, errors = _marks(await request.read())
        if errors:
            return web.json_response({"errors": errors}, status=422)
        check = await asyncio.to_thread(check_recalls, service.engine, **marks)
        return web.json_response(_as_json(check, service))

    async def answers(request: web.Request) -> web.Response:
        if not limit.allows(request.remote or ""):
            return too_many()
        found = await search.find(request.query.get("q", "")[:LONGEST_QUESTION])
        return web.json_response({"answers": found}, headers={"Cache-Control": "public, max-age=60"})

    app.router.add_post("/api/v1/recalls/check", recalls)
    app.router.add_get("/api/v1/answers", answers)


def too_many() -> web.Response:
    """Return what a caller in too great a hurry is told."""
    error = {"error": "Trop de demandes en peu de temps. Patientez une minute, puis réessayez."}
    return web.json_response(error, status=429, headers={"Retry-After": "60"})


def _marks(body: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return what is known of the product and every mistake of the request."""
    try:
        given = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        return {}, [_error("", 'Envoyez un objet JSON, par exemple {"brand": "Bellorne", "model": "MK-1"}.')]
    errors = [
        _error(name, f"Champ inconnu. Champs possibles\u00a0: {', '.join(MARKS)}.")
        for name in given
        if name not in MARKS
    ]
    marks = {name: given[name] for name in MARKS if given.get(name) not in (None, "")}
    for name, value in marks.items():
        if not isinstance(value, str) or len(value) > LONGEST_MARK:
            errors.append(_error(name, f"Écrivez un texte de {LONGEST_MARK} caractères au plus."))
    if not marks and not errors:
        errors.append(_error("brand", "Indiquez au moins la marque et le modèle, le code-barres ou le numéro de lot."))
    return marks, errors


def _error(field: str, message: str) -> dict[str, str]:
    return {"field": field, "message": message}


def _as_json(check: RecallCheck, service: "Service") -> dict[str, Any]:
    recalls = [_recall(match.recall) for match in (check.recalled or check.matches)][:5]
    day = service.shop.today
    steps: tuple[str, ...] = ()
    if check.recalled:
        first = check.recalled[0].recall
        steps = assess_recall(RecallFacts(first.published_on, first.remedies), day).steps
    return {"status": check.status, "recalls": recalls, "steps": list(steps)}


def _recall(recall: Recall) -> dict[str, Any]:
    return {
        "reference": recall.reference,
        "brand": recall.brand,
        "models": list(recall.models),
        "batches": list(recall.batches),
        "risk": recall.risk,
        "remedies": list(recall.remedies),
        "published_on": recall.published_on.isoformat(),
        "url": recall.url,
    }

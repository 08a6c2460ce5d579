"""Runs the actions inside the service: no second server, no HTTP between the dialogue and what it knows.

An action gets a copy of the conversation (a mutation would corrupt it), a bounded time and, when it blocks, a thread.
When one fails the shopper gets an apology, an identifier and the offer of a person, and the conversation goes on.
"""

import asyncio
import dataclasses
import inspect
import itertools
import json
import logging
import secrets
from collections.abc import Callable
from typing import Any

import orjson
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

logger = logging.getLogger(__name__)

LONGEST_ACTION_S = 10.0
EVENTS_SHOWN = 15


class InProcessActions(EndpointConfig):
    """What Rasa takes for its action server."""

    def __init__(self, executor: ActionExecutor) -> None:
        super().__init__(url="in-process")
        self._executor = executor
        executor.actions = {name: _off_the_loop(run) for name, run in executor.actions.items()}

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> dict[str, Any]:
        """Run the action Rasa names; shape of call and result as between Rasa and its action server."""
        call = _copied(json or {})
        name = call.get("next_action")
        try:
            return await asyncio.wait_for(self._executor.run(call), LONGEST_ACTION_S) or {}
        except ActionExecutionRejection as rejection:
            raise ClientResponseError(400, "rejected", _rejection(rejection)) from rejection
        except ActionNotFoundException as missing:
            raise ClientResponseError(404, f"no action is called {name}", "{}") from missing
        except Exception:  # noqa: BLE001 - whatever an action does, the conversation goes on
            return failure(name)


def _off_the_loop(run: Callable[..., Any]) -> Callable[..., Any]:
    """Let an action that blocks (on the database) run in a thread."""

    async def threaded(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return await asyncio.to_thread(run, dispatcher, tracker, domain)

    return run if inspect.iscoroutinefunction(run) else threaded


def failure(name: str | None) -> dict[str, Any]:
    """Log a failed action with an identifier and return the apology that carries it."""
    identifier = secrets.token_hex(4)
    logger.exception("action %s failed, incident %s", name, identifier)
    return {
        "events": [
            {"event": "slot", "name": "handoff_cause", "value": "failure"},
            {"event": "slot", "name": "offer", "value": "person"},
        ],
        "responses": [
            {"response": "utter_failure", "incident": identifier},
            {"custom": {"facts": {"incident": identifier, "handoff": {"status": "offered"}}}},
        ],
    }


def _copied(call: dict[str, Any]) -> dict[str, Any]:
    """Return a copy that an action may change."""
    copied: dict[str, Any] = orjson.loads(orjson.dumps(call))
    return copied


def _rejection(rejection: ActionExecutionRejection) -> str:
    return json.dumps({"error": str(rejection), "action_name": rejection.action_name})


def _call(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """Return what an action is called with: the shape of Rasa's, the latest events only (no action looks further)."""
    events = itertools.islice(reversed(tracker.events), EVENTS_SHOWN)
    message = tracker.latest_message
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": {
            "sender_id": tracker.sender_id,
            "slots": tracker.current_slot_values(),
            "latest_message": message.parse_data if message is not None else {},
            "latest_action_name": tracker.latest_action_name,
            "active_loop": dataclasses.asdict(tracker.active_loop) if tracker.active_loop is not None else {},
            "paused": tracker.is_paused(),
            "latest_input_channel": tracker.get_latest_input_channel(),
            "events": [event.as_dict() for event in events][::-1],
        },
    }


def install() -> None:
    """Let Rasa call an action with what it reads, and believe its own process.

    Rasa sends the whole conversation and compiles the schema of the result again at each call, which costs 20 ms; the
    conversations of the tests run with that check.
    """
    RemoteAction._action_call_format = _call
    RemoteAction._validate_action_result = lambda *_: True

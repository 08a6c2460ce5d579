"""The lists of the desk as every agent sees them: the queue, who has what, who is there, how many tasks wait."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine

from actions.store.questions.desk_queue import (
    Case,
    assistant_cases,
    customers_of,
    find_case,
    held_cases,
    waiting_cases,
)
from actions.store.questions.desk_tasks import count_messages_left
from bot.desk.availability import Availability
from bot.desk.presence import is_open
from bot.desk.routing import People
from bot.desk.summary import CAUSES

LONGEST_PREVIEW = 140


class Overview:
    """Reckons the lists at most once for all the pages that want them after one event."""

    def __init__(self, engine: Engine, availability: Availability) -> None:
        self._engine, self._availability = engine, availability
        self._lock = asyncio.Lock()
        self._made_at, self._lists = float("-inf"), dict[str, Any]()

    async def since(self, moment: float, now: datetime) -> dict[str, Any]:
        """Return the lists as they were at `moment` (of time.monotonic) or later."""
        async with self._lock:
            if self._made_at < moment:
                begun = time.monotonic()
                self._lists = await asyncio.to_thread(self._read, now)
                self._made_at = begun
            return self._lists

    def _read(self, now: datetime) -> dict[str, Any]:
        waiting, held = waiting_cases(self._engine), held_cases(self._engine)
        people = self._availability.people()
        counts = Counter(case.agent for case in held)
        names = customers_of(self._engine, [case.id for case in (*waiting, *held)])
        return {
            "waiting": [case_as_json(case, names) for case in waiting],
            "held": [case_as_json(case, names) for case in held],
            "agents": [
                {
                    "id": agent.id,
                    "name": agent.name,
                    "presence": presence,
                    "held": counts[agent.id],
                    "capacity": agent.capacity,
                }
                for agent, presence, _ in people
            ],
            "viewers": viewers(people, now),
            "messages_left": count_messages_left(self._engine),
            "people_answer": self._availability.people_answer(),
        }


def one_case(engine: Engine, conversation: str) -> dict[str, Any] | None:
    """Return a conversation as the lists show it; blocking."""
    case = find_case(engine, conversation)
    return case_as_json(case, customers_of(engine, [conversation])) if case is not None else None


def with_assistant(engine: Engine, after: datetime) -> list[dict[str, Any]]:
    """Return the conversations that go on with the assistant since a moment; blocking."""
    cases = assistant_cases(engine, after)
    names = customers_of(engine, [case.id for case in cases])
    return [case_as_json(case, names) for case in cases]


def viewers(people: People, now: datetime) -> dict[str, list[str]]:
    """Return who looks at which conversation, by the agents' ids."""
    looking: defaultdict[str, set[str]] = defaultdict(set)
    for agent, _, pages in people:
        for page in pages:
            if page.viewing is not None and is_open(page, now):
                looking[page.viewing].add(agent.id)
    return {conversation: sorted(agents) for conversation, agents in looking.items()}


def case_as_json(case: Case, names: dict[str, str]) -> dict[str, Any]:
    """Return a line of a list."""
    preview = " ".join((case.last_text or "").split())
    return {
        "id": case.id,
        "channel": case.channel,
        "state": case.state,
        "cause": case.cause,
        "cause_text": CAUSES.get(case.called_for or "", case.called_for),
        "is_back": case.state == "waiting" and case.cause in ("released", "agent_gone"),
        "agent": case.agent,
        "customer": names.get(case.id),
        "email": case.email,
        "last_seq": case.last_seq,
        "last_author": case.last_author,
        "preview": preview[:LONGEST_PREVIEW],
        **_moments(case, ("opened_at", "updated_at", "since", "unanswered_since")),
    }


def _moments(case: Case, names: Iterable[str]) -> dict[str, str | None]:
    moments = {name: getattr(case, name) for name in names}
    return {name: moment.isoformat() if moment is not None else None for name, moment in moments.items()}

"""Keeps the queue moving: assigns, takes back from agents who disappeared, ends waits that are too long, tells places.

What is to be done is reckoned by `queue` and `presence`; it is done here, every few seconds and at each event. Several
processes may do it at once: each change is atomic, so the second one finds it done.
"""

import asyncio
import contextlib
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from actions.store.questions.conversations import Change, Draft
from actions.store.questions.desk_agents import Agent
from actions.store.questions.desk_presence import Connection
from actions.store.questions.desk_queue import Case, durations_with_people, held_cases, waiting_cases
from bot import notices, waiting
from bot.conversations import Author, State
from bot.desk.access import Refused
from bot.desk.availability import Availability
from bot.desk.casework import Casework
from bot.desk.house_rules import HouseRules
from bot.desk.presence import Presence, has_disappeared
from bot.desk.queue import (
    Limits,
    Patience,
    Seat,
    Waiting,
    assignments,
    estimate_minutes,
    patience,
    places,
)
from bot.hub import Hub

logger = logging.getLogger(__name__)

EVERY_S = 5.0
SETTLE_S = 0.3  # events come in bursts: one look answers them all
TOLD_AGAIN_AFTER = timedelta(seconds=20)
NOBODY_AFTER = timedelta(minutes=2)
SEEN_FOR = timedelta(days=7)
LEFT_KEPT_FOR = timedelta(hours=8)  # longer than any wait

People = list[tuple[Agent, Presence, list[Connection]]]

# How a wait ends when no agent ends it: the cause that is kept, the sentence, and the form that begins.
ENDS = {
    Patience.EXPIRE: ("expired", "wait_expired", "contact_form"),
    Patience.NOBODY_LEFT: ("nobody_left", "everyone_left", "contact_form"),
    Patience.ABANDONED: ("abandoned", "abandoned", None),
}


class Routing:
    """The work that nobody asks for."""

    def __init__(self, casework: Casework, availability: Availability, hub: Hub, now: Callable[[], datetime]) -> None:
        self._casework, self._availability, self._hub, self._now = casework, availability, hub, now
        self._engine = casework.engine
        self._started_at = now()
        self._pages: defaultdict[str, set[int]] = defaultdict(set)
        self._left_at: dict[str, datetime] = {}
        self._told: dict[str, tuple[tuple[int, int | None], datetime]] = {}

    async def run(self) -> None:
        """Work until cancelled; an error is logged and the next look goes on."""
        async with self._hub.listening("desk") as events:
            while True:
                try:
                    await self.look()
                except Exception:
                    logger.exception("the queue could not be looked after")
                await self._next_event(events)

    async def look(self) -> None:
        """Do all that is to be done now."""
        rules = await asyncio.to_thread(self._availability.rules)
        # In this order: an agent who signs in and takes a conversation in between must not look absent.
        held = await asyncio.to_thread(held_cases, self._engine)
        people = await asyncio.to_thread(self._availability.people)
        for case in _orphans(held, people, self._now(), self._started_at, rules):
            await self._take_back(case)
        people_answer = await asyncio.to_thread(self._availability.people_answer)
        waiting_now = await asyncio.to_thread(waiting_cases, self._engine)
        recently = self._now() - LEFT_KEPT_FOR
        self._left_at = {each: at for each, at in self._left_at.items() if at > recently}
        cases = [case for case in waiting_now if not await self._has_ended(case, rules, people_answer)]
        seats = _seats(people, held)
        if rules.automatic_assignment:
            cases = await self._assign(cases, seats, {agent.id: agent.name for agent, _, _ in people})
        await self._tell_places(cases, seats)

    def note_shopper(self, conversation: str, page: int, *, is_there: bool) -> None:
        """Remember that a shopper opened or closed a page; without any they have left. A new page is told its place."""
        pages = self._pages[conversation]
        if is_there:
            pages.add(page)
            self._left_at.pop(conversation, None)
            self._told.pop(conversation, None)
            return
        pages.discard(page)
        if not pages:
            del self._pages[conversation]
            self._left_at[conversation] = self._now()

    async def _next_event(self, events: "asyncio.Queue[dict[str, Any]]") -> None:
        """Wait for something to happen or for the next look, and take note of shoppers who come and go."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(EVERY_S):
                while not self._matters(await events.get()):
                    pass
                await asyncio.sleep(SETTLE_S)
        while not events.empty():
            self._matters(events.get_nowait())

    def _matters(self, event: dict[str, Any]) -> bool:
        """Tell whether an event can change the queue; take note of shoppers who come and go."""
        if event["kind"] == "presence":
            self.note_shopper(event["conversation"], event["page"], is_there=bool(event["on"]))
        return event["kind"] in ("state", "people", "message", "presence")

    async def _take_back(self, case: Case) -> None:
        """Return to the queue a conversation whose agent disappeared."""
        change = Change(State.PERSON, State.WAITING, "agent_gone", Author.NOTICE, held_by=case.agent)
        told = Draft(Author.NOTICE, notices.text("agent_gone"), {})
        await self._casework.transcripts.change(case.id, change, told)

    async def _has_ended(self, case: Case, rules: HouseRules, people_answer: bool) -> bool:
        """End a wait that is too long, or offer to; tell whether it ended."""
        now = self._now()
        left_at = self._left_at.get(case.id)
        limits = Limits(rules.offer_after, rules.expire_after, NOBODY_AFTER, rules.abandon_after)
        away = now - left_at if left_at is not None else None
        due = patience(now - case.waits_from, limits, people_answer=people_answer, away=away)
        if due in ENDS:
            await self._end_wait(case, due)
            return True
        if due is Patience.OFFER_MESSAGE:
            await self._offer_message(case)
        return False

    async def _end_wait(self, case: Case, due: Patience) -> None:
        cause, notice, form = ENDS[due]
        change = Change(State.WAITING, State.ASSISTANT, cause, Author.NOTICE)
        self._left_at.pop(case.id, None)
        async with self._casework.lock.lock(case.id):
            await self._casework.assistant.start_afresh(case.id, form)
            await self._casework.transcripts.change(case.id, change, Draft(Author.NOTICE, notices.text(notice), {}))

    async def _offer_message(self, case: Case) -> None:
        """Offer once per wait: the number given to the message makes a second one the first."""
        buttons = waiting.buttons(waiting.Choice.MESSAGE, waiting.Choice.WAIT, waiting.Choice.LEAVE)
        offer = Draft(
            Author.NOTICE,
            notices.text("wait_is_long"),
            {"buttons": buttons},
            client_id=f"offer:{case.waits_from.isoformat()}",
        )
        await self._casework.transcripts.add(case.id, offer, only_while=(State.WAITING,))

    async def _assign(self, cases: list[Case], seats: Sequence[Seat], names: dict[str, str]) -> list[Case]:
        """Give conversations to agents who can take them; return those still waiting."""
        given = {each.conversation: each.agent for each in assignments(_queue(cases), seats)}
        for conversation, agent in given.items():
            change = Change(State.WAITING, State.PERSON, "assigned", Author.NOTICE, agent)
            with contextlib.suppress(Refused):
                await self._casework.give(change, conversation, names[agent], "taken")
        return [case for case in cases if case.id not in given]

    async def _tell_places(self, cases: Sequence[Case], seats: Sequence[Seat]) -> None:
        """Tell each shopper their place and estimate, when they change and now and then for pages that just came."""
        now = self._now()
        durations = await asyncio.to_thread(durations_with_people, self._engine, now - SEEN_FOR)
        told, self._told = self._told, {}
        for conversation, place in places(_queue(cases)).items():
            minutes = estimate_minutes(place, seats, durations)
            before, at = told.get(conversation, (None, now))
            if before == (place, minutes) and now - at < TOLD_AGAIN_AFTER:
                self._told[conversation] = (place, minutes), at
                continue
            self._told[conversation] = (place, minutes), now
            event = {"kind": "state", "state": str(State.WAITING), "position": place, "estimate_minutes": minutes}
            await self._hub.publish(conversation, event)


def _queue(cases: Sequence[Case]) -> list[Waiting]:
    return [Waiting(case.id, case.since) for case in cases]


def _seats(people: People, held: Sequence[Case]) -> list[Seat]:
    counts = Counter(case.agent for case in held)
    return [
        Seat(agent.id, counts[agent.id], agent.capacity, presence is Presence.ONLINE, agent.assigned_at)
        for agent, presence, _ in people
    ]


def _orphans(
    held: Sequence[Case], people: People, now: datetime, started_at: datetime, rules: HouseRules
) -> list[Case]:
    """Return the conversations whose agent disappeared, is disabled, or fell silent while the shopper waits."""
    pages: defaultdict[str | None, Sequence[Connection]] = defaultdict(tuple)
    presences: dict[str | None, Presence] = {}
    for agent, presence, connections in people:
        pages[agent.id], presences[agent.id] = connections, presence
    return [
        case
        for case in held
        if case.agent not in presences
        or has_disappeared(pages[case.agent], now, started_at, rules.gone_after)
        or _is_left_waiting(case, presences[case.agent], pages[case.agent], now, rules)
    ]


def _is_left_waiting(
    case: Case, presence: Presence, pages: Sequence[Connection], now: datetime, rules: HouseRules
) -> bool:
    """Tell whether a shopper has written and waited as long as their agent has been silent at an open page."""
    if presence is not Presence.AWAY or case.unanswered_since is None:
        return False
    touched = max((page.active_at for page in pages), default=now)
    return now - touched > rules.away_after and now - case.unanswered_since > rules.away_after

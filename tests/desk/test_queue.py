"""The queue, the states and presence: pure, so each case is read in queue.yml or in a line."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from bot.conversations import IllegalChange, State, assistant_may_speak, check_change
from bot.desk.presence import Presence, has_disappeared, presence_of
from bot.desk.queue import Limits, Seat, Waiting, assignments, estimate_minutes, patience, places
from bot.waiting import Choice, choice_of

CASES = yaml.safe_load((Path(__file__).parent / "queue.yml").read_text(encoding="utf-8"))
OPENING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LIMITS = Limits(*(timedelta(minutes=minutes) for minutes in (5, 20, 2, 10)))


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases]


def after(minutes: float) -> datetime:
    return OPENING + timedelta(minutes=minutes)


def queue(waiting: dict[str, int]) -> list[Waiting]:
    return [Waiting(conversation, after(minutes)) for conversation, minutes in waiting.items()]


@pytest.mark.parametrize("case", named(CASES["places"]))
def test_places_in_the_queue(case: dict[str, Any]) -> None:
    assert places(queue(case["waiting"])) == case["places"]


@pytest.mark.parametrize("case", named(CASES["estimates"]))
def test_the_wait_announced(case: dict[str, Any]) -> None:
    seats = [Seat(f"agent {place}", takes_new=True, **seat) for place, seat in enumerate(case["seats"])]
    assert estimate_minutes(case["place"], seats, [60 * each for each in case["durations"]]) == case["minutes"]


@pytest.mark.parametrize("case", named(CASES["assignments"]))
def test_who_gets_whom(case: dict[str, Any]) -> None:
    seats = [
        Seat(agent, seat["held"], seat["capacity"], seat.get("takes_new", True), after(seat.get("assigned", 0)))
        for agent, seat in case["seats"].items()
    ]
    given = {each.conversation: each.agent for each in assignments(queue(case["waiting"]), seats)}
    assert given == case["given"]


@pytest.mark.parametrize("case", CASES["patience"], ids=str)
def test_what_a_wait_leads_to(case: dict[str, Any]) -> None:
    away = timedelta(minutes=case["away"]) if "away" in case else None
    waited = timedelta(minutes=case["waited"])
    assert patience(waited, LIMITS, people_answer=case["people_answer"], away=away) == case["outcome"]


@pytest.mark.parametrize(("before", "after_"), product(State, State), ids=str)
def test_only_the_changes_listed_are_allowed(before: State, after_: State) -> None:
    if after_ in CASES["changes"][before]:
        check_change(before, after_)
    else:
        with pytest.raises(IllegalChange, match=f"from {before} to {after_}"):
            check_change(before, after_)


def test_the_assistant_speaks_only_when_it_has_the_conversation_or_nobody_has() -> None:
    assert [state for state in State if assistant_may_speak(state)] == [State.ASSISTANT, State.WAITING]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("Laisser un message", Choice.MESSAGE),
        (" laisser un MESSAGE. ", Choice.MESSAGE),
        ("continuer d’attendre", Choice.WAIT),
        ("Ne plus attendre !", Choice.LEAVE),
        ("laisser un message à ma voisine", None),
        ("", None),
    ],
)
def test_what_a_waiting_shopper_chooses(text: str, choice: Choice | None) -> None:
    assert choice_of(text) is choice


def page(seen: float, active: float | None = None, closed: float | None = None) -> Any:
    """A page: minutes after the opening at which it was last heard of, touched, closed."""
    touched = after(seen if active is None else active)
    return SimpleNamespace(seen_at=after(seen), active_at=touched, closed_at=None if closed is None else after(closed))


@pytest.mark.parametrize(
    ("chosen", "pages", "presence"),
    [
        ("online", [], Presence.OFFLINE),
        ("online", [page(seen=30)], Presence.ONLINE),
        ("busy", [page(seen=30)], Presence.BUSY),
        ("online", [page(seen=29)], Presence.OFFLINE),  # not heard of for a minute
        ("online", [page(seen=30, closed=30)], Presence.OFFLINE),
        ("online", [page(seen=30, active=19)], Presence.AWAY),  # not touched for 11 minutes
        ("online", [page(seen=30, active=20)], Presence.ONLINE),
        ("online", [page(seen=30, active=5), page(seen=30, active=29)], Presence.ONLINE),
        ("away", [page(seen=30)], Presence.AWAY),
    ],
)
def test_presence_half_an_hour_after_the_opening(chosen: str, pages: list[Any], presence: Presence) -> None:
    assert presence_of(chosen, pages, after(30), away_after=timedelta(minutes=10)) is presence


@pytest.mark.parametrize(
    ("pages", "started", "has_gone"),
    [
        ([page(seen=30)], 0, False),
        ([page(seen=29, closed=29)], 0, False),  # a minute ago: reloading the page
        ([page(seen=27, closed=27)], 0, True),
        ([page(seen=20)], 29, False),  # the service has just started again
        ([], 0, True),
    ],
)
def test_an_agent_has_disappeared_after_two_minutes_without_a_page(
    pages: list[Any], started: float, has_gone: bool
) -> None:
    assert has_disappeared(pages, after(30), after(started), timedelta(minutes=2)) is has_gone

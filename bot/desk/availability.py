"""Whether people answer now: opening hours, public holidays, days of closure, and somebody at the desk.

Blocking: actions ask it from their thread.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Engine

from actions.store.questions.desk_administration import read_closures, read_settings
from actions.store.questions.desk_agents import Agent, all_agents
from actions.store.questions.desk_presence import Connection, connections
from bot.desk.house_rules import HouseRules
from bot.desk.presence import Presence, presence_of
from bot.opening import OpeningHours

ANSWERING = (Presence.ONLINE, Presence.BUSY)


class Availability:
    """What the desk knows of its hours and of who is there; `human_service` is SAVIA_HUMAN_SERVICE."""

    def __init__(self, engine: Engine, default_hours: str, human_service: str, now: Callable[[], datetime]) -> None:
        self._engine, self._default_hours, self._human_service, self._now = engine, default_hours, human_service, now

    def rules(self) -> HouseRules:
        """Return what administrators have set."""
        return HouseRules.read(read_settings(self._engine))

    def hours(self) -> OpeningHours:
        """Return the opening hours with the days of closure."""
        hours = OpeningHours.read(self.rules().opening_hours or self._default_hours)
        return replace(hours, closures=frozenset(read_closures(self._engine)))

    def people_answer(self) -> bool:
        """Tell whether a person can be called now."""
        if self._human_service != "auto":
            return self._human_service == "open"
        return self.hours().are_open(self._now()) and self.someone_is_there()

    def someone_is_there(self) -> bool:
        """Tell whether at least one agent is at the desk and not away."""
        return any(presence in ANSWERING for presence in self.presences().values())

    def presences(self) -> dict[str, Presence]:
        """Return where each agent stands."""
        return {agent.id: presence for agent, presence, _ in self.people()}

    def people(self) -> list[tuple[Agent, Presence, list[Connection]]]:
        """Return the agents by name, where each stands, and their pages."""
        away_after, now = self.rules().away_after, self._now()
        pages: defaultdict[str, list[Connection]] = defaultdict(list)
        for page in connections(self._engine):
            pages[page.agent_id].append(page)
        return [
            (agent, presence_of(agent.presence, pages[agent.id], now, away_after), pages[agent.id])
            for agent in all_agents(self._engine)
        ]

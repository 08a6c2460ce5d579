"""What an action is given: the database, the clock, and how the shop can be reached. Made by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Contact:
    """How shoppers know and reach the shop; an empty text is not said."""

    name: str = "La Maison Claire"
    url: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    mediator: str = ""
    opening_hours: str = ""


def _now() -> datetime:
    return datetime.now(PARIS)


@dataclass(frozen=True)
class Shop:
    """One shop, as its actions see it."""

    engine: Engine
    contact: Contact = field(default_factory=Contact)
    now: Callable[[], datetime] = _now
    people_answer: Callable[[], bool] = lambda: False
    lock_for: timedelta = timedelta(minutes=30)

    @property
    def today(self) -> date:
        """The day in Paris."""
        return self.now().astimezone(PARIS).date()

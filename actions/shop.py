"""What an action is given: the database, the clock, and how the shop can be reached. Made by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from actions.store.questions.catalogue import version

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

    def figures(self) -> dict[str, str]:
        """Return what sentences are filled with, a plain word standing for what the shop did not give."""
        return {
            "shop_name": self.name,
            "shop_phone": self.phone or "non renseigné",
            "shop_email": self.email or "non renseigné",
            "shop_address": self.address or "non renseignée",
            "shop_hours": self.opening_hours or "non renseignés",
            "shop_mediator": self.mediator or "non renseigné",
            "shop_url": self.url or "le site de la boutique",
        }


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
    read_version: Callable[[], int] | None = None  # the number of the shop's data, when somebody keeps it at hand

    @property
    def version(self) -> int:
        """The number of the shop's data: it grows with each import."""
        return self.read_version() if self.read_version else version(self.engine)

    @property
    def today(self) -> date:
        """The day in Paris."""
        return self.now().astimezone(PARIS).date()

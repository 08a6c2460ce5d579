"""What administrators set for the whole desk: each with its default, its limits, and what a wrong value is told."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import timedelta
from typing import Any

from bot.opening import OpeningHours
from bot.settings import SettingError


class BadRules(ValueError):
    """Settings that cannot be used: `mistakes` tells administrators, field by field, what to write."""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {mistake}" for name, mistake in mistakes.items()))
        self.mistakes = dict(mistakes)


def _number(default: int, least: int, most: int) -> Any:
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True)
class HouseRules:
    """The settings of the desk; an empty `opening_hours` means those of SAVIA_OPENING_HOURS."""

    opening_hours: str = ""
    automatic_assignment: bool = False
    default_capacity: int = _number(4, 1, 50)
    away_after_minutes: int = _number(10, 1, 240)
    gone_after_seconds: int = _number(120, 30, 3600)
    offer_after_minutes: int = _number(5, 1, 240)
    expire_after_minutes: int = _number(20, 2, 480)
    abandon_after_minutes: int = _number(10, 1, 240)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "HouseRules":
        """Return the rules with what was given; raises BadRules with every mistake."""
        known = {rule.name: rule for rule in fields(cls)}
        mistakes = {name: "réglage inconnu" for name in given if name not in known}
        for name, value in given.items():
            if name in known and (mistake := _mistake(known[name], value)):
                mistakes[name] = mistake
        if mistakes:
            raise BadRules(mistakes)
        rules = cls(**given)
        if rules.expire_after_minutes <= rules.offer_after_minutes:
            raise BadRules({"expire_after_minutes": "écrivez une durée plus longue que celle de la proposition"})
        return rules

    def as_json(self) -> dict[str, Any]:
        """Return every setting by name."""
        return asdict(self)

    @property
    def away_after(self) -> timedelta:
        """How long without a touch makes an agent away."""
        return timedelta(minutes=self.away_after_minutes)

    @property
    def gone_after(self) -> timedelta:
        """How long without a page makes an agent's conversations return to the queue."""
        return timedelta(seconds=self.gone_after_seconds)

    @property
    def offer_after(self) -> timedelta:
        """The wait after which leaving a message is offered."""
        return timedelta(minutes=self.offer_after_minutes)

    @property
    def abandon_after(self) -> timedelta:
        """How long after leaving the page a shopper who waits is taken to have given up."""
        return timedelta(minutes=self.abandon_after_minutes)

    @property
    def expire_after(self) -> timedelta:
        """The wait after which a message is taken instead."""
        return timedelta(minutes=self.expire_after_minutes)


def _mistake(rule: Any, value: Any) -> str | None:
    if rule.name == "opening_hours":
        try:
            OpeningHours.read(value if isinstance(value, str) else "?")
        except SettingError:
            return "écrivez par exemple «\u00a0mon-fri 09:00-12:30, mon-fri 14:00-18:00, sat 10:00-16:00\u00a0»"
        return None
    if rule.name == "automatic_assignment":
        return None if isinstance(value, bool) else "répondez par oui ou par non"
    least, most = rule.metadata["least"], rule.metadata["most"]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        return f"écrivez un nombre entier de {least} à {most}"
    return None

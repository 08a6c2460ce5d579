"""Takes typed values out of a JSON object and notes each mistake in French. Not here: which fields a request has."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST_YEAR, LAST_YEAR = 1950, 2150
MOST_MONTHS = 600
MOST_ENTRIES = 100
LONGEST_NAME = 200

Choice = TypeVar("Choice", bound=StrEnum)
Entry = TypeVar("Entry")


class FieldError(NamedTuple):
    """One mistake: the field, written `repairs[0].returned` inside a list, and a French sentence."""

    field: str
    message: str


class JsonReader:
    """Takes typed values out of one JSON object and notes each mistake under the full name of its field."""

    def __init__(self, data: Mapping[str, object], prefix: str, errors: list[FieldError]) -> None:
        """Read `data`, whose fields are named `prefix` + key; mistakes go to `errors`."""
        self.data = data
        self.prefix = prefix
        self.errors = errors
        self.seen_days: dict[str, date] = {}

    def refuse(self, key: str, message: str) -> None:
        """Note a mistake."""
        self.errors.append(FieldError(self.prefix + key, _french(message)))

    def has_mistake(self, *keys: str) -> bool:
        """Whether one of these fields was already refused."""
        return any(error.field == self.prefix + key for error in self.errors for key in keys)

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Refuses by name the keys that are not known."""
        for key in self.data:
            if key not in known:
                self.refuse(str(key)[:LONGEST_NAME], f"Ce champ est inconnu. Champs possibles : {', '.join(known)}.")

    def day(self, key: str) -> date | None:
        """Return an ISO day, or None when unknown."""
        raw = self.data.get(key)
        if raw is None:
            return None
        try:
            if not (isinstance(raw, str) and ISO_DAY.fullmatch(raw)):
                raise ValueError
            day = date.fromisoformat(raw)
        except ValueError:
            self.refuse(key, "Écrivez la date sous la forme AAAA-MM-JJ, par exemple 2026-03-02.")
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.refuse(key, f"L'année doit être comprise entre {FIRST_YEAR} et {LAST_YEAR}.")
            return None
        self.seen_days[key] = day
        return day

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """One of the names of `choices`, or None when unknown."""
        raw = self.data.get(key)
        if raw is None:
            return None
        if isinstance(raw, str) and raw in list(choices):
            return choices(raw)
        self.refuse(key, f"Valeur inconnue. Valeurs possibles : {', '.join(choices)}.")
        return None

    def required_choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """Return the same, but refused when unknown."""
        if self.data.get(key) is None:
            self.refuse(key, f"Ce champ est nécessaire. Valeurs possibles : {', '.join(choices)}.")
            return None
        return self.choice(key, choices)

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false, `default` when unknown."""
        raw = self.data.get(key)
        if raw is None or isinstance(raw, bool):
            return default if raw is None else raw
        self.refuse(key, "Écrivez true ou false.")
        return default

    def months(self, key: str) -> int | None:
        """Return a whole number of months, or None when unknown."""
        raw = self.data.get(key)
        if raw is None or (type(raw) is int and 1 <= raw <= MOST_MONTHS):
            return raw
        self.refuse(key, f"Écrivez un nombre entier de mois, de 1 à {MOST_MONTHS}, par exemple 60.")
        return None

    def text(self, key: str) -> str | None:
        """Return some text, or None when unknown."""
        raw = self.data.get(key)
        if raw is None or (isinstance(raw, str) and len(raw) <= LONGEST_NAME):
            return raw
        self.refuse(key, f"Écrivez un texte d'au plus {LONGEST_NAME} caractères.")
        return None

    def entries(self, key: str, read: Callable[["JsonReader"], Entry | None]) -> tuple[Entry, ...]:
        """Return the objects of a list, each read by `read`."""
        raw = self.data.get(key)
        if raw is None:
            return ()
        if not isinstance(raw, list) or len(raw) > MOST_ENTRIES:
            self.refuse(key, f"Écrivez une liste d'au plus {MOST_ENTRIES} éléments.")
            return ()
        found = [self._entry(f"{key}[{rank}]", entry, read) for rank, entry in enumerate(raw)]
        return tuple(entry for entry in found if entry is not None)

    def _entry(self, name: str, raw: object, read: Callable[["JsonReader"], Entry | None]) -> Entry | None:
        if isinstance(raw, Mapping):
            return read(JsonReader(raw, f"{self.prefix}{name}.", self.errors))
        self.refuse(name, "Écrivez un objet JSON.")
        return None


def _french(message: str) -> str:
    """Non-breaking spaces where French wants them."""
    for mark in (":", ";", "?", "!", "»"):
        message = message.replace(f" {mark}", f"\N{NO-BREAK SPACE}{mark}")
    return message.replace("« ", "«\N{NO-BREAK SPACE}")

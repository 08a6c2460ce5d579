"""Checks the cells of a law file one by one, and says what a good one looks like. Not here: the shape of the file."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from actions.law.legal_value import Certainty, LegalDataError, Step, Value
from actions.law.product_types import PRODUCT_TYPES

NUMBER_UNITS = ("days", "working_days", "months", "years", "percent", "points", "euros", "count")
OTHER_UNITS = ("text", "names", "steps")
SNAKE_CASE = re.compile(r"[a-z][a-z0-9_]*")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
GOOD_STEPS = "value: [[14, 10], [30, 20], [null, 50]] (up to 14 days late 10 percent, up to 30 days 20, beyond 50)"
CELLS_PER_STEP = 2


def refuse_wrong_name(where: str, key: str) -> None:
    """Refuse a key that is not snake_case."""
    if not SNAKE_CASE.fullmatch(key):
        raise LegalDataError(f"{where}: a key is snake_case English, for example liability_months:")


def read_mapping(
    where: str, body: object, required: tuple[str, ...], optional: tuple[str, ...], example: str
) -> Mapping[str, object]:
    """Return a mapping that has all the required keys and none but the known ones."""
    if not isinstance(body, Mapping):
        raise LegalDataError(f"{where}: keys and values are expected here. Write for example:\n{example}")
    known = required + optional
    unknown = [str(key) for key in body if key not in known]
    if unknown:
        names = ", ".join(known)
        raise LegalDataError(f"{where}: unknown key '{unknown[0]}'. Known keys: {names}. For example:\n{example}")
    missing = [key for key in required if body.get(key) is None]
    if missing:
        raise LegalDataError(f"{where}: '{missing[0]}' is missing. Write for example:\n{example}")
    return body


def read_text(where: str, name: str, raw: object, example: str) -> str:
    """Return some text that is not blank."""
    if not isinstance(raw, str) or not raw.strip():
        raise LegalDataError(f"{where}: '{name}' is some text, not {raw!r}. Write for example {name}: {example}")
    return raw


def read_flag(where: str, name: str, raw: object) -> bool:
    """Return true or false."""
    if not isinstance(raw, bool):
        raise LegalDataError(f"{where}: '{name}' is true or false, not {raw!r}. Write for example {name}: true")
    return raw


def read_day(where: str, name: str, raw: object) -> date:
    """Return a day written YYYY-MM-DD."""
    if isinstance(raw, str) and ISO_DAY.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass  # the 30th of February and the like: told below
    raise LegalDataError(f"{where}: '{name}' is {raw!r}, which is not a day. Write for example {name}: 2022-01-01")


def read_url(where: str, raw: object) -> str:
    """Return a full address."""
    url = read_text(where, "url", raw, "https://www.legifrance.gouv.fr/…")
    if not url.startswith("https://"):
        raise LegalDataError(
            f"{where}: 'url' is '{url}', not a full address. Write for example url: https://www.legifrance.gouv.fr/…"
        )
    return url


def read_unit(where: str, raw: object) -> str:
    """Return a known unit."""
    known = NUMBER_UNITS + OTHER_UNITS
    if raw not in known:
        names = ", ".join(known)
        raise LegalDataError(f"{where}: unknown unit {raw!r}. Known units: {names}. For example unit: months")
    return str(raw)


def read_certainty(where: str, raw: object) -> Certainty:
    """Return a known degree of certainty."""
    if isinstance(raw, str) and raw in list(Certainty):
        return Certainty(raw)
    names = ", ".join(Certainty)
    raise LegalDataError(f"{where}: unknown certainty {raw!r}. Known: {names}. For example certainty: read")


def read_product_types(where: str, raw: object) -> tuple[str, ...]:
    """Return product types that the project knows."""
    if not isinstance(raw, list):
        raise LegalDataError(f"{where}: 'product_types' is a list. Write for example product_types: [laptop, tablet]")
    unknown = [name for name in raw if name not in PRODUCT_TYPES]
    if unknown:
        raise LegalDataError(
            f"{where}: unknown product type {unknown[0]!r}. Add it to actions/law/product_types.py, or write one that "
            "is there, for example product_types: [laptop]"
        )
    return tuple(raw)


def read_value(where: str, unit: str, raw: object) -> Value:
    """Return a value of the kind its unit asks for."""
    if unit in NUMBER_UNITS:
        return _number(where, unit, raw)
    if unit == "text":
        return read_text(where, "value", raw, "ordonnance 2021-1247")
    return _names(where, raw) if unit == "names" else _steps(where, raw)


def _number(where: str, unit: str, raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        message = f"{where}: 'value' is {raw!r}; with unit {unit} it is a whole number. Write for example value: 24"
        raise LegalDataError(message)
    return raw


def _names(where: str, raw: object) -> tuple[str, ...]:
    if isinstance(raw, list) and raw and all(isinstance(name, str) and SNAKE_CASE.fullmatch(name) for name in raw):
        return tuple(raw)
    raise LegalDataError(f"{where}: 'value' is a list of snake_case names. Write for example value: [repair, refund]")


def _steps(where: str, raw: object) -> tuple[Step, ...]:
    if not isinstance(raw, list) or not raw or not all(_is_step(step) for step in raw):
        raise LegalDataError(f"{where}: 'value' is a list of steps. Write for example {GOOD_STEPS}")
    steps: tuple[Step, ...] = tuple((limit, percent) for limit, percent in raw)
    for (sooner, _), (later, _) in pairwise(steps):
        if sooner is None or (later is not None and later <= sooner):
            raise LegalDataError(f"{where}: the steps do not grow. Write for example {GOOD_STEPS}")
    return steps


def _is_step(raw: object) -> bool:
    if not isinstance(raw, list) or len(raw) != CELLS_PER_STEP:
        return False
    return all(cell is None or type(cell) is int for cell in raw)

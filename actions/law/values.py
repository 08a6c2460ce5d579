"""Reads the dated legal values of `<topic>.yml` and refuses a badly written file. Not here: any reasoning.

A file maps a key to `description`, `unit`, `checked_on` and `values`, newest first; each value has `since`, `value`,
`article`, `url` and may have `certainty` and `note`. A key may also have `product_types`, `scope`, and `start_unknown`
when the day its oldest value entered into force is not recorded: that value then answers for earlier days too.
"""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from actions.law.legal_value import DatedValue, LegalDataError, LegalValue, LegalValues
from actions.law.value_cells import (
    read_certainty,
    read_day,
    read_flag,
    read_mapping,
    read_product_types,
    read_text,
    read_unit,
    read_url,
    read_value,
    refuse_wrong_name,
)

LAW_FOLDER = Path(__file__).parent
REQUIRED_KEYS = ("description", "unit", "checked_on", "values")
OPTIONAL_KEYS = ("product_types", "scope", "start_unknown")
REQUIRED_VALUE_KEYS = ("since", "value", "article", "url")
OPTIONAL_VALUE_KEYS = ("certainty", "note")

GOOD_VALUE = '- {since: 2022-01-01, value: 24, article: L217-3, url: "https://www.legifrance.gouv.fr/…"}'
GOOD_KEY = (
    "liability_months:\n  description: Durée de la garantie légale\n  unit: months\n  checked_on: 2026-11-22\n"
    f"  values:\n    {GOOD_VALUE}"
)


class _Loader(yaml.SafeLoader):
    """Refuses duplicate keys and leaves days as text, so that a wrong day is told in our own words."""


def _mapping_without_duplicates(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key_node, _ in node.value:
        if key_node.value in seen:
            where = f"line {key_node.start_mark.line + 1}, key '{key_node.value}'"
            raise LegalDataError(f"{where}: it is written twice. Keep one, for example:\n{GOOD_KEY}")
        seen.add(key_node.value)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_duplicates)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


@cache
def legal_values(topic: str) -> LegalValues:
    """Return the values of `actions/law/<topic>.yml`, read once; `LegalDataError` when the file is badly written."""
    return read_values(LAW_FOLDER / f"{topic}.yml")


def read_values(path: Path) -> LegalValues:
    """Read one file; `LegalDataError` tells the file, the key, the mistake and an example of a good line."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except yaml.YAMLError as mistake:
        raise LegalDataError(f"{path.name}: this is not YAML: {mistake}\nWrite for example:\n{GOOD_KEY}") from mistake
    except LegalDataError as mistake:
        raise LegalDataError(f"{path.name}, {mistake}") from None
    if not isinstance(raw, dict) or not raw:
        raise LegalDataError(f"{path.name}: there is no key. Write for example:\n{GOOD_KEY}")
    return LegalValues(path.stem, {str(key): _read_key(path.name, str(key), body) for key, body in raw.items()})


def _read_key(file: str, key: str, raw: object) -> LegalValue:
    where = f"{file}, key '{key}'"
    refuse_wrong_name(where, key)
    body = read_mapping(where, raw, REQUIRED_KEYS, OPTIONAL_KEYS, GOOD_KEY)
    unit = read_unit(where, body["unit"])
    return LegalValue(
        key=key,
        description=read_text(where, "description", body["description"], "Durée de la garantie légale"),
        unit=unit,
        checked_on=read_day(where, "checked_on", body["checked_on"]),
        values=_read_history(where, unit, body["values"]),
        product_types=read_product_types(where, body.get("product_types", [])),
        scope=None if body.get("scope") is None else read_text(where, "scope", body["scope"], "door_gaskets"),
        start_unknown=read_flag(where, "start_unknown", body.get("start_unknown", False)),
    )


def _read_history(where: str, unit: str, raw: object) -> tuple[DatedValue, ...]:
    if not isinstance(raw, list) or not raw:
        raise LegalDataError(f"{where}: 'values' is a list of one value or more. Write for example:\n{GOOD_VALUE}")
    history = tuple(_read_dated_value(f"{where}, value {rank}", unit, body) for rank, body in enumerate(raw, 1))
    for newer, older in pairwise(history):
        if newer.since <= older.since:
            raise LegalDataError(
                f"{where}: values go from the newest to the oldest, each day once; {newer.since} is written above "
                f"{older.since}. Put the newest first, for example:\n{GOOD_VALUE}"
            )
    return history


def _read_dated_value(where: str, unit: str, raw: object) -> DatedValue:
    body = read_mapping(where, raw, REQUIRED_VALUE_KEYS, OPTIONAL_VALUE_KEYS, GOOD_VALUE)
    return DatedValue(
        since=read_day(where, "since", body["since"]),
        value=read_value(where, unit, body["value"]),
        article=read_text(where, "article", body["article"], "L217-3"),
        url=read_url(where, body["url"]),
        certainty=read_certainty(where, body.get("certainty", "read")),
        note=None if body.get("note") is None else read_text(where, "note", body["note"], "Montant indicatif."),
    )

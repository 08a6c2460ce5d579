"""The objects of a JSON file one by one, whatever list or wrapper holds them; any length takes little memory."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

from actions.store.shop_file import MalformedShopFile
from actions.store.sources.text_files import open_text, open_utf8

# Where shops and public data sets put their objects: alone, in a list, or in a list under a name.
_LISTS = ("orders", "products", "items", "data", "results", "records", "customers", "addresses", "order_states",
          "order_histories", "order_carriers", "carriers", "recalls", "parts")  # fmt: skip
_PLACES = frozenset(("item", "order", "product", "data", *(f"{name}.item" for name in _LISTS)))
# Beyond that a broken file is not read again to find the line that is wrong.
_LARGEST_LOCATED = 64 << 20


def first_object(path: Path) -> tuple[str, dict[str, Any]] | None:
    """Return where the objects of the file are (a path of ijson) and the first of them; None when there is none."""
    try:
        with open_utf8(path) as stream:
            return _first(stream)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise _located(path, error) from error


def top_names(path: Path) -> list[str]:
    """Return the first names of the object the file is; none when it is a list."""
    names: list[str] = []
    try:
        with open_utf8(path) as stream:
            for prefix, event, value in ijson.parse(stream):
                if prefix == "" and event == "map_key":
                    names.append(value)
                if len(names) == 20 or (event == "start_array" and not names):
                    break
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise _located(path, error) from error
    return names


def objects(path: Path, prefix: str) -> Iterator[Any]:
    """Yield what stands at that place of the file, numbers with a point as `Decimal`; raises `MalformedShopFile`."""
    try:
        with open_utf8(path) as stream:
            yield from ijson.items(stream, prefix)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise _located(path, error) from error


def _first(stream: Any) -> tuple[str, dict[str, Any]] | None:
    """Return the first object found at one of the known places."""
    building: ijson.ObjectBuilder | None = None
    place = ""
    for prefix, event, value in ijson.parse(stream):
        if building is not None:
            building.event(event, value)
            if prefix == place and event == "end_map":
                return place, building.value
        elif event == "start_map" and prefix in _PLACES:
            place, building = prefix, ijson.ObjectBuilder()
            building.event(event, value)
    return None


def _located(path: Path, error: Exception) -> MalformedShopFile:
    """Return the error with the line it is at, when the file is short enough to look for it."""
    if isinstance(error, RecursionError):
        return MalformedShopFile("is not JSON we can read: objects are nested too deep")
    advice = "export it again, or repair it there"
    if path.stat().st_size <= _LARGEST_LOCATED:
        try:
            with open_text(path) as text:
                json.loads(text.read().removeprefix("\ufeff"))
        except json.JSONDecodeError as exact:
            return MalformedShopFile(f"is not JSON at line {exact.lineno}: {exact.msg.lower()}; {advice}")
        except (ValueError, RecursionError):
            pass
    reason = str(error).splitlines()[0] if str(error) else "it is cut"
    return MalformedShopFile(f"is not JSON: {reason}; {advice}")

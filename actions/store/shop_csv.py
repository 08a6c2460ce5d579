"""Give the shop's data back as CSV files, one row for each line of an order; `sources/` reads them again exactly.

A cell that a spreadsheet would take for a formula gets an apostrophe before it; the items of a list are joined by `|`.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TextIO

from sqlalchemy.engine import Engine

from actions.store.shop_export import export_shop
from actions.store.shop_fields import ListOf, Shape
from actions.store.shop_file import read_items
from actions.store.shop_shapes import SHAPES

UNKNOWN = "unknown"
REPAIRS = "repairs"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def export_csv(engine: Engine, folder: Path) -> tuple[Path, ...]:
    """Write `orders.csv`, `repairs.csv`, `products.csv`, `recalls.csv` and `parts.csv`, and return their paths.

    A section without anything gets no file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, _Writer] = {}
    try:
        for section, item in _items(engine):
            for name, row in _rows(section, item):
                if name not in writers:
                    writers[name] = _Writer(folder / f"{name}.csv", columns_of(name))
                writers[name].write(row)
    finally:
        for writer in writers.values():
            writer.close()
    return tuple(writer.path for writer in writers.values())


def _items(engine: Engine) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the items of the JSON export, which waits in a temporary file."""
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as waiting:
        waiting.writelines(export_shop(engine))
        waiting.flush()
        for section, place, item in read_items(Path(waiting.name)):
            if place is not None:
                yield section, item


def columns_of(name: str) -> tuple[str, ...]:
    """Return the columns of a file: the fields of the section; `repairs` has the order's number first."""
    if name == REPAIRS:
        repairs = SHAPES["orders"].fields[REPAIRS].read
        assert isinstance(repairs, ListOf)
        assert isinstance(repairs.read_item, Shape)
        return ("number", *(f"{REPAIRS}.{field}" for field in repairs.read_item.fields))
    return tuple(_columns(SHAPES[name]))


def cell(value: Any) -> str:
    """Return a value as a cell that no spreadsheet runs."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "|".join(str(item).replace("\\", "\\\\").replace("|", "\\|") for item in value)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def bare(text: str) -> str:
    """Return the text of a cell of ours without the apostrophe that keeps spreadsheets from running it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def split_list(text: str, separator: str = "|") -> list[str]:
    """Return the items of a cell that holds a list; a separator after a backslash belongs to its item."""
    parts, current, place = [], "", 0
    while place < len(text):
        if text[place] == "\\" and text[place + 1 : place + 2] in ("\\", separator):
            current += text[place + 1]
            place += 2
        elif text.startswith(separator, place):
            parts.append(current)
            current = ""
            place += len(separator)
        else:
            current += text[place]
            place += 1
    return [part.strip() for part in (*parts, current) if part.strip()]


def _columns(shape: Shape, before: str = "") -> Iterator[str]:
    for name, field in shape.fields.items():
        inner = field.read
        if isinstance(inner, ListOf) and isinstance(inner.read_item, Shape):
            if name != REPAIRS:
                yield from _columns(inner.read_item, f"{before}{name}.")
        elif isinstance(inner, Shape):
            yield from _columns(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def _rows(section: str, item: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of an item, each with the name of its file."""
    if section != "orders":
        yield section, dict(item)
        return
    head = {name: value for name, value in item.items() if not isinstance(value, Mapping | list)}
    for inner in ("customer", "shipment", "refund"):
        if isinstance(item.get(inner), Mapping):
            part = item[inner]
            if inner != "customer" and "status" not in part:
                part = {**part, "status": UNKNOWN}
            head |= {f"{inner}.{name}": value for name, value in part.items()}
    for line in item["lines"]:
        yield section, head | {f"lines.{name}": value for name, value in line.items()}
    for repair in item.get(REPAIRS, ()):
        yield REPAIRS, {"number": item["number"], **{f"{REPAIRS}.{name}": value for name, value in repair.items()}}


class _Writer:
    """One CSV file, readable by the usual French spreadsheets: a mark for UTF-8, cells between semicolons."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        self.path = path
        self._columns = tuple(columns)
        self._stream: TextIO = path.open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._stream, delimiter=";")
        self._csv.writerow(self._columns)

    def write(self, row: Mapping[str, Any]) -> None:
        self._csv.writerow(cell(row.get(name)) for name in self._columns)

    def close(self) -> None:
        self._stream.close()

"""The rows of a table, CSV or spreadsheet, one by one as texts by column, with the line each stands on."""

import csv
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from actions.store.shop_file import MalformedShopFile
from actions.store.sources.text_files import open_text

DELIMITERS = ";,\t|"
# A spreadsheet that unpacks to more than that is not a shop's list of orders.
_LARGEST_UNPACKED = 1 << 30
_MOST_COLUMNS = 2000

Row = tuple[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table, and its rows with their lines; a row may be taken once."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def is_spreadsheet(path: Path) -> bool:
    """Tell whether a file is an .xlsx spreadsheet, by its content."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def open_table(path: Path, sheet: str | None = None) -> Table:
    """Open a CSV file of any usual separator and encoding, or a sheet of an .xlsx file; raises `MalformedShopFile`."""
    numbered = _sheet_lines(path, sheet) if is_spreadsheet(path) else _csv_lines(path)
    first = next(numbered, None)
    if first is None:
        raise MalformedShopFile("is empty; give a table whose first line names the columns")
    columns = tuple(name.strip().lstrip("\ufeff") for name in first[1])
    _check_columns(columns)
    return Table(columns, _rows(columns, numbered))


def _check_columns(columns: tuple[str, ...]) -> None:
    named = [name for name in columns if name]
    if not named or len(columns) > _MOST_COLUMNS:
        raise MalformedShopFile("does not begin with a line that names its columns")
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise MalformedShopFile(f'has two columns named "{twice[0][:60]}"; rename or remove one')


def _rows(columns: tuple[str, ...], numbered: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    for line, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(columns) or any(cell.strip() for cell in cells[len(columns) :]):
            raise MalformedShopFile(
                f"line {line} has {len(cells)} cells where the first line has {len(columns)}; "
                f"the file is cut or a cell is not between quotes: export it again"
            )
        yield line, {name: cell for name, cell in zip(columns, cells, strict=False) if name}


def _csv_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    with open_text(path) as stream:
        line = 1
        try:
            head = stream.readline(1 << 20)
            stream.seek(0)
            reader = csv.reader(stream, delimiter=_delimiter(head), strict=True)
            for cells in reader:
                line = reader.line_num
                yield line, cells
        except csv.Error as error:
            raise MalformedShopFile(
                f"is not a table after line {line}: {error}; the file is cut or a quote is not closed"
            ) from error
        except UnicodeDecodeError as error:
            raise MalformedShopFile(f"is not {error.encoding} text throughout; save it again as UTF-8") from error


def _delimiter(head: str) -> str:
    """Return the separator that is most often outside quotes in the first line."""
    outside = "".join(head.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _sheet_lines(path: Path, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise MalformedShopFile("is not a spreadsheet we can read; save it again as .xlsx or as CSV") from error
    if unpacked > _LARGEST_UNPACKED:
        raise MalformedShopFile("is too large a spreadsheet; save the sheet as CSV")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        pages = {page.title: page for page in book.worksheets}
    except Exception as error:  # a damaged spreadsheet makes the library fail in any of its parts
        raise MalformedShopFile("is not a spreadsheet we can read; save it again as .xlsx or as CSV") from error
    if not pages or (sheet is not None and sheet not in pages):
        raise MalformedShopFile(f"has no sheet {sheet!r}; its sheets are {', '.join(pages)}")
    yield from _cells(pages[sheet] if sheet is not None else next(iter(pages.values())))


def _cells(page: Any) -> Iterator[tuple[int, list[str]]]:
    lines = enumerate(page.iter_rows(values_only=True), start=1)
    width = 0
    while True:
        try:
            line, values = next(lines)
        except StopIteration:
            return
        except Exception as error:  # as above: the sheet is unpacked as it is read
            raise MalformedShopFile("is a damaged spreadsheet; save it again as .xlsx or as CSV") from error
        written = [_written(value) for value in values]
        # The first line may go on with empty cells, and the others may stop before it.
        width = width or max((place for place, text in enumerate(written, start=1) if text), default=0)
        yield line, written[:width] + [""] * (width - len(written)) + [text for text in written[width:] if text]


def _written(value: Any) -> str:
    """Return a cell as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        exact = Decimal(repr(value))
        return str(exact.to_integral_value()) if exact == exact.to_integral_value() else str(exact)
    return str(value)

"""Which column of a shop's own table holds which field of the shop data: read from a file, or guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from actions.store.folding import fold_words
from actions.store.shop_data import InvalidShopData
from actions.store.shop_fields import ListOf, Shape
from actions.store.shop_shapes import SHAPES

_KEYS = ("column", "format", "values", "always", "separator")
_EXAMPLE = 'orders: {number: "N° commande", email: "E-mail", …}'


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a field comes from: a column (with the format of its days, the meaning of its words) or a fixed value."""

    column: str | None = None
    format: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    always: Any = None
    separator: str = "|"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The section of the shop data that a table holds, and where each of its fields comes from.

    An exact one is that of our own CSV export: its values stand as they are.
    """

    section: str
    cells: Mapping[str, Cell]
    sheet: str | None = None
    is_exact: bool = False


def field_names(section: str) -> tuple[str, ...]:
    """Return the fields of a section as a map names them: `number`, `lines.sku`, `shipment.status`."""
    return tuple(_flattened(SHAPES[section]))


def required_names(section: str) -> tuple[str, ...]:
    """Return the fields without which no item can be read."""
    return tuple(_flattened(SHAPES[section], required=True))


def read_map(path: Path, columns: Iterable[str]) -> ColumnMap:
    """Read a map and compare it with the columns of the table; raises `InvalidShopData` with every mistake."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0]
        raise InvalidShopData([f"{path.name} is not a map: {reason}; write e.g. {_EXAMPLE}"]) from error
    mistakes: list[str] = []
    map_ = _read_content(content, tuple(columns), mistakes)
    if map_ is None or mistakes:
        raise InvalidShopData([f"{path.name}: {mistake}" for mistake in mistakes])
    return map_


def guess(columns: Sequence[str]) -> ColumnMap | None:
    """Return the likeliest map of a table with these columns; None when none of its sections can be recognised."""
    known = yaml.safe_load(Path(__file__).with_name("column_names.yml").read_text(encoding="utf-8"))
    found = [_guess_section(section, names, columns) for section, names in known.items()]
    complete = [map_ for map_ in found if len(_lacking(map_)) < len(required_names(map_.section)) / 2]
    return max(complete, key=lambda map_: len(map_.cells) - 3 * len(_lacking(map_)), default=None)


def identity(columns: Sequence[str]) -> ColumnMap | None:
    """Return the map of a table whose columns bear the very names of the fields, as our own CSV export writes them."""
    for section in SHAPES:
        if set(columns) <= set(field_names(section)) and set(required_names(section)) <= set(columns):
            return ColumnMap(section, {name: Cell(column=name) for name in columns}, is_exact=True)
    return None


def written(map_: ColumnMap, columns: Sequence[str]) -> str:
    """Return a map as the text of its file, with the columns it does not use in a comment."""
    lines = ["# Which column holds which field. Correct it, then give it with --map.", f"{map_.section}:"]
    lines += [f"  {name}: {_quoted(cell.column or '')}" for name, cell in map_.cells.items()]
    lines += [f"  # {name}: missing, and needed: write the column that holds it" for name in _lacking(map_)]
    used = {cell.column for cell in map_.cells.values()}
    unused = [column for column in columns if column and column not in used]
    if unused:
        lines.append(f"# Columns not used: {', '.join(unused)}".replace("\n", " "))
    free = [name for name in field_names(map_.section) if name not in map_.cells]
    if free:
        lines.append(f"# Fields without a column: {', '.join(free)}")
    return "\n".join(lines) + "\n"


def _flattened(shape: Shape, before: str = "", *, required: bool = False) -> Iterable[str]:
    for name, each in shape.fields.items():
        if required and not each.required:
            continue
        inner = each.read
        if isinstance(inner, ListOf) and isinstance(inner.read_item, Shape):
            inner = inner.read_item
        if isinstance(inner, Shape):
            yield from _flattened(inner, f"{before}{name}.", required=required)
        else:
            yield f"{before}{name}"


def _lacking(map_: ColumnMap) -> list[str]:
    return [name for name in required_names(map_.section) if name not in map_.cells]


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, default_style='"', width=10_000).strip()


def _read_content(content: Any, columns: tuple[str, ...], mistakes: list[str]) -> ColumnMap | None:
    if not isinstance(content, Mapping):
        mistakes.append(f"is not a map; write e.g. {_EXAMPLE}")
        return None
    sections = [name for name in content if name in SHAPES]
    unknown = [str(name) for name in content if name not in (*SHAPES, "sheet")]
    if unknown:
        mistakes.append(f"unknown key {unknown[0]}; the keys are {', '.join(SHAPES)} and sheet")
    if len(sections) != 1 or not isinstance(content[sections[0]], Mapping):
        mistakes.append(f"names {len(sections)} sections; a table holds one of them: write e.g. {_EXAMPLE}")
        return None
    section = sections[0]
    cells = {}
    for name, told in content[section].items():
        if name not in field_names(section):
            mistakes.append(_unknown_field(section, str(name)))
        elif (cell := _read_cell(f"{section}.{name}", told, columns, mistakes)) is not None:
            cells[name] = cell
    map_ = ColumnMap(section, cells, content.get("sheet"))
    mistakes += [
        f"{section}.{name}: missing; write the column that holds it" for name in _lacking(map_) if not mistakes
    ]
    return map_


def _unknown_field(section: str, name: str) -> str:
    near = get_close_matches(name, field_names(section), n=1)
    advice = f"write {near[0]}" if near else f"the fields are {', '.join(field_names(section))}"
    return f"{section}: unknown field {name}; {advice}"


def _read_cell(path: str, told: Any, columns: tuple[str, ...], mistakes: list[str]) -> Cell | None:
    given = {"column": told} if isinstance(told, str | int | float) else told
    if not isinstance(given, Mapping) or set(given) - set(_KEYS) or not given:
        mistakes.append(
            f'{path}: write a column, or e.g. {{column: "Date", format: "%d/%m/%Y"}}; keys: {", ".join(_KEYS)}'
        )
        return None
    values = given.get("values") or {}
    if not isinstance(values, Mapping):
        mistakes.append(f'{path}.values: write what each word means, e.g. {{"Livrée": delivered}}')
        return None
    column = None if given.get("column") is None else str(given["column"]).strip()
    if column is None and "always" not in given:
        mistakes.append(f"{path}: names neither a column nor a value for always")
        return None
    if column is not None and column not in columns:
        near = get_close_matches(column, columns, n=1, cutoff=0.5)
        mistakes.append(f'{path}: the table has no column "{column}"' + (f'; write "{near[0]}"' if near else ""))
        return None
    return Cell(
        column,
        None if given.get("format") is None else str(given["format"]),
        {_folded(str(word)): meaning for word, meaning in values.items()},
        given.get("always"),
        str(given.get("separator") or "|"),
    )


def _folded(name: str) -> str:
    return " ".join(fold_words(name))


def fold_column(name: str) -> str:
    """Return the name of a column, or a word in it, folded as they are compared."""
    return _folded(name)


def _guess_section(section: str, names: Mapping[str, Sequence[str]], columns: Sequence[str]) -> ColumnMap:
    """Return the columns whose names are known, then those that are nearly so; each column is used once."""
    free = {_folded(column): column for column in reversed(columns) if column}
    cells: dict[str, Cell] = {}
    for is_close in (False, True):
        for name, known in names.items():
            column = None if name in cells else _named(free, [_folded(each) for each in known], is_close)
            if column is not None:
                cells[name] = Cell(column=free.pop(column))
    return ColumnMap(section, {name: cells[name] for name in names if name in cells})


def _named(free: Mapping[str, str], known: Sequence[str], is_close: bool) -> str | None:
    if not is_close:
        return next((name for name in known if name in free), None)
    near = (get_close_matches(name, list(free), n=1, cutoff=0.88) for name in known if len(name) > 3)
    return next((matches[0] for matches in near if matches), None)

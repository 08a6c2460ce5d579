"""Recognise what a file holds by its content, whoever exported it, and take it in."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from actions.store.prestashop_files import import_prestashop
from actions.store.recall_notices import EVERYTHING, Chosen, RecallReport, import_recalls
from actions.store.shop_csv import REPAIRS, columns_of
from actions.store.shop_data import InvalidShopData, ShopReport, import_shop
from actions.store.shop_file import MalformedShopFile
from actions.store.shop_shapes import SHAPES
from actions.store.source_import import Placed, Source, import_source, placed
from actions.store.sources import (
    column_map,
    json_items,
    magento,
    prestashop,
    rappelconso,
    rows,
    shopify,
    spreadsheet,
    woocommerce,
)
from actions.store.sources.column_map import ColumnMap
from actions.store.sources.file_kinds import KNOWN, kind_of
from actions.store.sources.translation import Translation

_NO_GUESS = (
    "no column is called like an order number, an e-mail, a reference or a name of product; "
    "write a map by hand, e.g. orders: {number: …, email: …, ordered_on: …, lines.sku: …, lines.name: …}"
)
_TRANSLATORS: tuple[tuple[str, str, Callable[[Mapping[str, Any]], bool], Any], ...] = (
    ("Shopify", "orders", shopify.is_order, shopify.order),
    ("Shopify", "products", shopify.is_product, shopify.products),
    ("WooCommerce", "orders", woocommerce.is_order, woocommerce.order),
    ("WooCommerce", "products", woocommerce.is_product, woocommerce.product),
    ("Magento", "orders", magento.is_order, magento.order),
    ("Magento", "products", magento.is_product, magento.product),
)


def import_files(
    engine: Engine, paths: Sequence[Path], *, map_path: Path | None = None, statuses: Mapping[str, str] | None = None
) -> ShopReport:
    """Write one file, or the several files of one export (PrestaShop's resources, a folder of our CSV files).

    Raises `InvalidShopData` with every mistake; then nothing was written.
    """
    files = tuple(_unfolded(paths))
    translation = Translation(dict(statuses or {}))
    try:
        if len(files) == 1:
            return _import_one(engine, files[0], map_path, translation)
        return _import_several(engine, files, translation)
    except MalformedShopFile as error:
        raise InvalidShopData([f"{files[0].name} {error}"]) from error


def import_recall_file(engine: Engine, path: Path, chosen: Chosen = EVERYTHING, **options: bool) -> RecallReport:
    """Write the recalls of a file of RappelConso, CSV or JSON of either data set; raises `InvalidShopData`."""
    try:
        read, unit = recall_reader(path)
    except MalformedShopFile as error:
        raise InvalidShopData([f"{path.name} {error}"]) from error
    try:
        return import_recalls(engine, path.name, read, chosen=chosen, unit=unit, **options)
    except MalformedShopFile as error:  # found while its versions were read
        raise InvalidShopData([f"{path.name} {error}"]) from error


def recall_reader(path: Path) -> tuple[Callable[[], Iterable[tuple[int, Mapping[str, Any]]]], str]:
    """Return what reads the recalls of a file from its beginning, and what its places count.

    Raises `MalformedShopFile` when the file holds no recalls of RappelConso, or not all of their columns.
    """
    if kind_of(path) == "json":
        found = json_items.first_object(path)
        fields = rappelconso.fields_of(found[1]) if found is not None else {}
        _check_recalls(list(fields))
        place = found[0] if found is not None else "item"
        return (lambda: enumerate(json_items.objects(path, place), start=1)), "record"
    _check_recalls(rows.open_table(path).columns)
    return (lambda: rows.open_table(path).rows), "line"


def propose_map(path: Path) -> str:
    """Return the first guess of a map for a table, as the text of its file; raises `InvalidShopData`."""
    try:
        columns = rows.open_table(path).columns
    except MalformedShopFile as error:
        raise InvalidShopData([f"{path.name} {error}"]) from error
    guessed = column_map.guess(columns)
    if guessed is None:
        raise InvalidShopData([f"{path.name}: {_NO_GUESS}"])
    return column_map.written(guessed, columns)


def _unfolded(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith("."))
        else:
            yield path


def _check_recalls(names: Sequence[str]) -> None:
    if not rappelconso.is_recall(names):
        raise MalformedShopFile(f"holds no recalls of RappelConso; take the export from {rappelconso.EXPORT_PAGE}")
    if (lacking := rappelconso.missing_columns(names)) is not None:
        raise MalformedShopFile(lacking)


def _import_one(engine: Engine, path: Path, map_path: Path | None, translation: Translation) -> ShopReport:
    kind = "table" if map_path is not None else kind_of(path)
    if kind == "json":
        return _import_json(engine, path, translation)
    if kind == "xml":
        return import_prestashop(engine, [path], translation)
    return _import_table(engine, path, map_path, translation)


def _import_json(engine: Engine, path: Path, translation: Translation) -> ShopReport:
    found = json_items.first_object(path)
    if found is None:
        names = json_items.top_names(path)
        if names and not set(names) & set(SHAPES):
            raise MalformedShopFile(f"holds {', '.join(names[:6])}: this is none of the known exports. {KNOWN}")
        return import_shop(engine, path)
    place, first = found
    if rappelconso.is_recall(rappelconso.fields_of(first)):
        return import_recall_file(engine, path).shop
    if prestashop.is_order(first) or prestashop.is_product(first):
        return import_prestashop(engine, [path], translation)
    for format_, section, is_one, translate in _TRANSLATORS:
        if is_one(first):
            records = enumerate(json_items.objects(path, place), start=1)
            items = placed(path.name, "record", records, lambda record, made=translate: made(record, translation))
            return import_source(engine, Source(path.name, format_, {section: items}, translation))
    section = place.partition(".")[0]
    if section in SHAPES and len(set(first) & set(SHAPES[section].fields)) * 2 >= len(first):
        return import_shop(engine, path)
    raise MalformedShopFile(
        f"holds objects with {', '.join(list(first)[:6])}: this is none of the known exports. {KNOWN}"
    )


def _import_table(engine: Engine, path: Path, map_path: Path | None, translation: Translation) -> ShopReport:
    table = rows.open_table(path)
    if map_path is not None:
        map_ = column_map.read_map(map_path, table.columns)
        table = rows.open_table(path, map_.sheet)
        map_ = column_map.read_map(map_path, table.columns)
        return import_source(engine, _mapped(path, table.rows, map_, translation))
    if set(shopify.CSV_COLUMNS) <= set(table.columns):
        groups = shopify.csv_orders(table.rows)
        items = placed(path.name, "line", groups, lambda group: shopify.csv_order(group, translation))
        return import_source(engine, Source(path.name, "Shopify", {"orders": items}, translation, "line"))
    if rappelconso.is_recall(table.columns):
        return import_recall_file(engine, path).shop
    exact = column_map.identity(table.columns)
    if exact is not None:
        return import_source(engine, _mapped(path, table.rows, exact, translation))
    raise MalformedShopFile(_unmapped(path, table.columns))


def _unmapped(path: Path, columns: Sequence[str]) -> str:
    if "id_unique" in columns and any(name.startswith("note_") for name in columns):
        return f'holds repairability or durability indices; import it with "savia indices import {path.name}"'
    if column_map.guess(columns) is None:
        return (
            f"has the columns {', '.join(list(columns)[:6])[:200]}, in which no order or product is recognised. {KNOWN}"
        )
    return (
        f"is a table of the shop's own; say which column is which with a map: "
        f'"savia import {path.name} --propose-map map.yml" writes a first guess, then --map map.yml'
    )


def _mapped(path: Path, found: Iterable[rows.Row], map_: ColumnMap, translation: Translation) -> Source:
    read = spreadsheet.orders if map_.section == "orders" else spreadsheet.items
    items: Placed = read(found, map_, translation)
    return Source(path.name, "table", {map_.section: items}, translation, "line", completes=not map_.is_exact)


def _import_several(engine: Engine, files: Sequence[Path], translation: Translation) -> ShopReport:
    if not files:
        raise InvalidShopData(["The folder holds no file."])
    if all(kind_of(path) == "table" for path in files):
        return _import_own_csv(engine, files, translation)
    return import_prestashop(engine, files, translation)


def _import_own_csv(engine: Engine, files: Sequence[Path], translation: Translation) -> ShopReport:
    """Write the files of our own CSV export together, as one source."""
    sections: dict[str, Placed] = {}
    repairs: dict[str, list[dict[str, Any]]] = {}
    for path in files:
        table = rows.open_table(path)
        exact = column_map.identity(table.columns)
        if table.columns == columns_of(REPAIRS):
            repairs = _repairs(table.rows, translation)
        elif exact is not None and exact.section not in sections:
            sections |= _mapped(path, table.rows, exact, translation).sections
        else:
            raise InvalidShopData([f"{path.name} is not a file of Savia's CSV export; give it alone"])
    if "orders" in sections:
        sections["orders"] = _with_repairs(sections["orders"], repairs)
    name = files[0].parent.name or "CSV"
    return import_source(engine, Source(name, "CSV", sections, translation, "line", completes=False))


def _repairs(found: Iterable[rows.Row], translation: Translation) -> dict[str, list[dict[str, Any]]]:
    map_ = ColumnMap("orders", {name: column_map.Cell(column=name) for name in columns_of(REPAIRS)}, is_exact=True)
    repairs: dict[str, list[dict[str, Any]]] = {}
    for _, values in spreadsheet.items(found, map_, translation):
        number = str(values.pop("number", ""))
        repairs.setdefault(number, []).append({name.partition(".")[2]: value for name, value in values.items()})
    return repairs


def _with_repairs(orders: Placed, repairs: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for place, order in orders:
        yield place, {**order, REPAIRS: repairs.get(str(order["number"]), [])}

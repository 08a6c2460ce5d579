"""Take a shop's orders, products, recalls and parts in, all or nothing.

Everything is checked before anything is written, and what is checked waits in a temporary file: memory stays flat
and the database is held only for the writing. Giving it all back is in `shop_export.py`.
"""

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy.engine import Engine

from actions.store.engine import writing
from actions.store.folding import fold_order_number, has_right_check_digit
from actions.store.shop_fields import Shape, told
from actions.store.shop_file import Item, MalformedShopFile, document_items, read_items
from actions.store.shop_rows import (
    BATCH,
    Row,
    raise_version,
    refresh_unlisted,
    write_orders,
    write_parts,
    write_products,
    write_recalls,
)
from actions.store.shop_shapes import NAMES, SHAPES

MOST_WARNINGS = 100


class InvalidShopData(Exception):
    """The shop data hold mistakes and nothing was written; `mistakes` has one sentence for each."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


@dataclass(frozen=True, slots=True)
class ShopReport:
    """How many items of each kind were written, and sentences on what was kept though it looks odd (the first 100)."""

    orders: int = 0
    products: int = 0
    recalls: int = 0
    parts: int = 0
    warnings: tuple[str, ...] = ()


def import_shop(engine: Engine, path: Path) -> ShopReport:
    """Write the shop data of a JSON file; giving the same file again changes nothing.

    Orders, products, recalls and parts replace whole those of the same number, sku or reference; tickets, withdrawals
    and legal answers stay. Raises `InvalidShopData` with every mistake: then nothing was written.
    """
    return _import(engine, read_items(path), path.name)


def import_document(engine: Engine, document: Mapping[str, Any], source: str) -> ShopReport:
    """Write shop data of the same shape from memory; `source` names them in the sentences on mistakes.

    A section may be an iterator. Amounts are `Decimal`, days are text, as in the file.
    """
    return _import(engine, document_items(document), source)


def _import(engine: Engine, items: Iterable[Item], source: str) -> ShopReport:
    check = _Check(source)
    with TemporaryFile() as spool:
        for section, batch in _in_batches(check.accepted(items)):
            # Once there is a mistake nothing will be written: the rest is only read for its mistakes.
            if not check.mistakes:
                pickle.dump((section, batch), spool, pickle.HIGHEST_PROTOCOL)
        if check.mistakes:
            raise InvalidShopData(check.mistakes)
        spool.seek(0)
        _write(engine, spool)
    return ShopReport(**check.counts, warnings=tuple(check.warnings))


def _in_batches(items: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, list[Row]]]:
    """Yield the items in lists of one section, in the order they come."""
    waiting: list[Row] = []
    current = ""
    for section, item in items:
        if waiting and (section != current or len(waiting) == BATCH):
            yield current, waiting
            waiting = []
        current = section
        waiting.append(item)
    if waiting:
        yield current, waiting


def _write(engine: Engine, spool: IO[bytes]) -> None:
    """Write all the batches of the spool in one transaction."""
    write = {"products": write_products, "recalls": write_recalls, "parts": write_parts}
    skus: set[str] = set()
    with writing(engine) as connection:
        raise_version(connection)
        for section, batch in _batches_of(spool):
            if section == "orders":
                skus |= write_orders(connection, batch)
            else:
                write[section](connection, batch)
        refresh_unlisted(connection, skus)


def _batches_of(spool: IO[bytes]) -> Iterator[tuple[str, list[Row]]]:
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 - our own file, which nobody else can open
        except EOFError:
            return


@dataclass
class _Check:
    """The reading of one source: what it holds, its mistakes, and what is odd in it."""

    source: str
    mistakes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _sections: set[str] = field(default_factory=set)
    _places: dict[tuple[str, str], int] = field(default_factory=dict)

    def accepted(self, items: Iterable[Item]) -> Iterator[tuple[str, Row]]:
        """Yield each item without mistake; the mistakes of the others are kept."""
        try:
            for section, place, value in items:
                if place is None:
                    self._begin(section, value)
                elif section in SHAPES:
                    yield from self._item(section, place, value)
        except MalformedShopFile as error:
            self.mistakes.append(f"{self.source} {error}")

    def _begin(self, section: str, value: Any) -> None:
        if section not in SHAPES:
            self._refuse(f"unknown section {told(section)}; the sections are {', '.join(SHAPES)}")
        elif section in self._sections:
            self._refuse(f"the section {section} is there twice; put its items in one list")
        elif value is not None and value != []:
            self._refuse(f'{section}: {told(value)} is not a list; write e.g. "{section}": []')
        self._sections.add(section)

    def _item(self, section: str, place: int, value: Any) -> Iterator[tuple[str, Row]]:
        path = f"{section}[{place}]"
        shape: Shape = SHAPES[section]
        mistakes: list[str] = []
        item = shape.read(value, path, mistakes)
        if name := item.get(NAMES[section]):
            mistakes.extend(self._repetition(section, place, name))
        for mistake in mistakes:
            self._refuse(mistake)
        if mistakes:
            return
        self.counts[section] += 1
        for oddity in _oddities(section, item):
            if len(self.warnings) < MOST_WARNINGS:
                self.warnings.append(f"{self.source}: {path}{oddity}")
        yield section, item

    def _repetition(self, section: str, place: int, name: str) -> Iterator[str]:
        """Yield a sentence when an earlier item of the section has the same name."""
        key = fold_order_number(name) if section == "orders" else name
        first = self._places.setdefault((section, key), place)
        if first != place:
            yield f"{section}[{place}].{NAMES[section]}: {told(name)} is already {section}[{first}]; keep one of them"

    def _refuse(self, sentence: str) -> None:
        self.mistakes.append(f"{self.source}: {sentence}")


def _oddities(section: str, item: Row) -> Iterator[str]:
    """Yield what is probably not meant, each with the end of its path."""
    if section == "orders":
        if item["delivered_on"] is not None and item["delivered_on"] < item["ordered_on"]:
            yield ".delivered_on: before ordered_on"
        for place, repair in enumerate(item["repairs"]):
            if repair["opened_on"] and repair["closed_on"] and repair["closed_on"] < repair["opened_on"]:
                yield f".repairs[{place}].closed_on: before opened_on"
    elif section == "recalls" and not (item["models"] or item["gtins"] or item["batches"]):
        yield ": no model, GTIN or batch, so no product can be found in it for sure"
    elif section == "products" and item["gtin"] and not has_right_check_digit(item["gtin"]):
        yield f".gtin: the check digit of {item['gtin']} is wrong"

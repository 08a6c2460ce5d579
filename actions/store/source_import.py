"""Take a source in, all or nothing, with sentences that say the line or the record of each mistake."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Engine

from actions.store.shop_data import InvalidShopData, ShopReport, import_document
from actions.store.shop_fields import told
from actions.store.shop_file import MalformedShopFile
from actions.store.sources.completion import complete_orders, complete_products
from actions.store.sources.records import Unusable
from actions.store.sources.translation import Translation

Item = dict[str, Any]
# Each item with where it stands in its source: a line, or the rank of a record from 1.
Placed = Iterable[tuple[int, Item]]

_PLACE = re.compile(r"\b(orders|products|recalls|parts)\[(\d+)\]")
MOST_MISTAKES = 200


@dataclass
class Source:
    """What was found in a file: its format, its sections as placed items, and the translation they go through."""

    name: str
    format: str
    sections: Mapping[str, Placed]
    translation: Translation = field(default_factory=Translation)
    unit: str = "record"
    completes: bool = True


def import_source(engine: Engine, source: Source) -> ShopReport:
    """Write a source; raises `InvalidShopData` with every mistake (the first 200), then nothing was written."""
    places: dict[str, array[int]] = {section: array("q") for section in source.sections}
    once = {
        section: _once(items, source.translation) if section == "products" and source.completes else items
        for section, items in source.sections.items()
    }
    document = {section: _Section(items, places[section]) for section, items in once.items()}
    completed = {section: _completed(engine, section, items, source.completes) for section, items in document.items()}
    try:
        report = import_document(engine, completed, source.name)
    except InvalidShopData as error:
        sentences = [_located(line, places, source.unit) for each in error.mistakes for line in each.split("\n")]
        raise InvalidShopData(sentences[:MOST_MISTAKES]) from error
    warnings = (*source.translation.remarks.sentences(), *report.warnings)
    return ShopReport(report.orders, report.products, report.recalls, report.parts, warnings)


def placed(
    name: str, unit: str, records: Iterable[tuple[int, Any]], translate: Any, mistakes_allowed: int = MOST_MISTAKES
) -> Iterator[tuple[int, Item]]:
    """Yield what `translate` makes of each record (an item, several, or None); the unusable ones are told together.

    They are told at the end by one `MalformedShopFile`, so that nothing is written when there is any.
    """
    mistakes: list[str] = []
    for place, record in records:
        try:
            made = translate(_checked(record))
            for item in () if made is None else (made,) if isinstance(made, dict) else made:
                yield place, item
        except Unusable as error:
            mistakes.append(f": {unit} {place}: {error}")
            if len(mistakes) >= mistakes_allowed:
                break
    if mistakes:
        raise MalformedShopFile(f"\n{name}".join(mistakes))


def _checked(record: Any) -> Any:
    """Return a record that is an object, or several rows of one order; raises `Unusable` for another."""
    rows = record if isinstance(record, list) and record else [record]
    if not all(isinstance(row, Mapping) for row in rows):
        raise Unusable(f"{told(record)} is not an object")
    return record


def _once(products: Placed, translation: Translation) -> Iterator[tuple[int, Item]]:
    """Yield the first product of each sku: shops give one sku to several variants."""
    seen: set[Any] = set()
    for place, product in products:
        sku = product.get("sku")
        if sku in seen and isinstance(sku, str):
            translation.remarks.add("product(s) with the sku of another one were left out", sku)
            continue
        seen.add(sku if isinstance(sku, str) else None)
        yield place, product


class _Section:
    """Items that leave their places behind as they pass."""

    def __init__(self, items: Placed, places: "array[int]") -> None:
        self._items, self._places = items, places

    def __iter__(self) -> Iterator[Item]:
        for place, item in self._items:
            self._places.append(place)
            yield item


def _completed(engine: Engine, section: str, items: Iterable[Item], wanted: bool) -> Iterable[Item]:
    if wanted and section == "orders":
        return complete_orders(engine, items)
    if wanted and section == "products":
        return complete_products(engine, items)
    return items


def _located(sentence: str, places: Mapping[str, "array[int]"], unit: str) -> str:
    """Return a sentence that says `line 42` where it said `orders[17]`."""

    def place(match: re.Match[str]) -> str:
        known, rank = places.get(match[1], ()), int(match[2])
        return f"{unit} {known[rank]} ({match[1].removesuffix('s')})" if rank < len(known) else match[0]

    return _PLACE.sub(place, sentence).replace(" : ", ": ")

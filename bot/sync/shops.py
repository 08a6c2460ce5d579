"""Bring what changed in the shop's software into the database, page by page; an interrupted sync goes on where it was.

A page is written in one transaction and the place is kept after it: stopped in between, the page is written again and
nothing changes. An order that cannot be used is told and left out, so that it does not stop the others.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.engine import Engine

from actions.store.questions.sync_state import cursor_of, keep_cursor, note_changes, outdated
from actions.store.shop_data import InvalidShopData, ShopReport
from actions.store.source_import import Source, import_source, placed
from actions.store.sources import prestashop, shopify, woocommerce
from actions.store.sources.translation import Translation, read_statuses
from bot.settings import SettingError, Settings
from bot.sync.changes import Batch, Item
from bot.sync.client import Client
from bot.sync.prestashop import PAUSE as PRESTASHOP_PAUSE
from bot.sync.prestashop import PrestaShop
from bot.sync.woocommerce import PAUSE as WOOCOMMERCE_PAUSE
from bot.sync.woocommerce import WooCommerce

# Shops write an order some moments before it can be read, and not always in the order of its date.
OVERLAP = timedelta(minutes=10)

Progress = Callable[[str, int], None]


class Connector(Protocol):
    """A shop's software, read live."""

    name: str
    sections: tuple[str, ...]

    def changes(self, section: str, since: str | None) -> AsyncIterator[Batch]:
        """Yield what changed since a moment of the shop's clock."""

    async def prepare(self, section: str, items: list[Item]) -> None:
        """Fetch what is needed besides to translate these items."""

    def translate(self, section: str, item: Item, translation: Translation) -> Any:
        """Return the shop data of an item; raises `Unusable`."""


@dataclass
class SyncReport:
    """What a sync wrote, the sentences on what stays unknown, and those on what could not be used."""

    source: str
    orders: int = 0
    products: int = 0
    refused: list[str] = field(default_factory=list)
    remarks: tuple[str, ...] = ()


def statuses_of(settings: Settings) -> dict[str, str]:
    """Return what the shop says its own statuses mean; raises `SettingError`."""
    try:
        return read_statuses(settings.order_statuses)
    except ValueError as error:
        raise SettingError(f"SAVIA_ORDER_STATUSES: {error}.") from error


def clients(settings: Settings) -> dict[str, Callable[[], tuple[Client, Connector]]]:
    """Return, for each shop that is set, what makes its client and its connector; raises `SyncFailed`."""
    made: dict[str, Callable[[], tuple[Client, Connector]]] = {}
    if (woocommerce_at := WooCommerce.address(settings)) is not None:
        made[WooCommerce.name] = lambda: _connected(Client(woocommerce_at, pause=WOOCOMMERCE_PAUSE), WooCommerce)
    if (prestashop_at := PrestaShop.address(settings)) is not None:
        made[PrestaShop.name] = lambda: _connected(Client(prestashop_at, pause=PRESTASHOP_PAUSE), PrestaShop)
    return made


async def sync_shop(
    engine: Engine, connector: Connector, translation: Translation, progress: Progress = lambda *_: None
) -> SyncReport:
    """Bring in all that changed since the last time; raises `SyncFailed` with what was read so far kept."""
    report = SyncReport(connector.name)
    for section in connector.sections:
        cursor = await asyncio.to_thread(cursor_of, engine, f"{connector.name}:{section}")
        async for batch in connector.changes(section, _earlier(cursor.position)):
            await connector.prepare(section, batch.items)
            written = await asyncio.to_thread(
                _write, engine, connector, section, batch, translation=translation, report=report
            )
            cursor = replace(cursor, position=_later(cursor.position, batch.position))
            await asyncio.to_thread(keep_cursor, engine, cursor)
            progress(section, written)
        await asyncio.to_thread(keep_cursor, engine, replace(cursor, finished_at=datetime.now(UTC)))
    report.remarks = translation.remarks.sentences()
    return report


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes items of one section of a source, translated by `translate` (which raises `Unusable`)."""

    engine: Engine
    source: str
    section: str
    translate: Callable[[Item], Any]
    translation: Translation

    def write(self, items: Sequence[Item]) -> tuple[ShopReport, list[str]]:
        """Write some items together, or those that can be when some cannot; return the report and the refusals."""
        found = placed(self.source, "record", enumerate(items, start=1), self.translate)
        try:
            return import_source(
                self.engine, Source(self.source, self.source, {self.section: found}, self.translation)
            ), []
        except InvalidShopData as error:
            if len(items) == 1:
                return ShopReport(), list(error.mistakes)
        orders = products = 0
        refused: list[str] = []
        for item in items:
            report, mistakes = self.write([item])
            orders, products = orders + report.orders, products + report.products
            refused += [f"{mistake} ({_told(item)})" for mistake in mistakes]
        return ShopReport(orders=orders, products=products), refused


def write_pushed_order(engine: Engine, source: str, item: Item, translation: Translation) -> tuple[bool, list[str]]:
    """Write an order a shop pushed, unless a newer state of it is known; return whether it was, and the refusals."""
    module = shopify if source == "shopify" else woocommerce
    made: dict[str, str] = {}

    def translate(order: Item) -> Any:
        read = module.order(order, translation)
        moment = module.changed_at(order)
        if read is not None and moment is not None and isinstance(read.get("number"), str):
            if outdated(engine, source, {read["number"]: moment}):
                return None
            made[read["number"]] = moment
        return read

    report, refused = Writer(engine, source, "orders", translate, translation).write([item])
    if report.orders:
        note_changes(engine, source, made)
    return bool(report.orders), refused


def _connected(client: Client, kind: Callable[[Client], Connector]) -> tuple[Client, Connector]:
    return client, kind(client)


def _write(
    engine: Engine, connector: Connector, section: str, batch: Batch, *, translation: Translation, report: SyncReport
) -> int:
    made: dict[str, str] = {}

    def translate(item: Item) -> Any:
        read = connector.translate(section, item, translation)
        moment = _changed_at(connector.name, item)
        if section == "orders" and isinstance(read, dict) and isinstance(read.get("number"), str) and moment:
            made[read["number"]] = moment
        return read

    items = list({str(item.get("id")): item for item in batch.items}.values())
    written, refused = Writer(engine, connector.name, section, translate, translation).write(items)
    note_changes(engine, connector.name, made)
    report.orders += written.orders
    report.products += written.products
    report.refused += refused
    return len(items)


def _changed_at(source: str, item: Item) -> str | None:
    return prestashop.changed_at(item) if source == PrestaShop.name else woocommerce.changed_at(item)


def _told(item: Item) -> str:
    return f"id {str(item.get('id'))[:40]}"


def _earlier(position: str | None) -> str | None:
    """Return a moment some minutes before, written as it was."""
    if position is None:
        return None
    return (datetime.fromisoformat(position) - OVERLAP).isoformat(sep="T" if "T" in position else " ")


def _later(one: str | None, other: str | None) -> str | None:
    return max(filter(None, (one, other)), default=None)

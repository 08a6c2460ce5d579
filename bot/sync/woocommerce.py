"""What changed in a WooCommerce shop, by its REST API v3."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.store.sources import woocommerce
from actions.store.sources.translation import Translation
from bot.settings import Settings
from bot.sync.changes import Batch, Item, changes
from bot.sync.client import Address, Client, SyncFailed

SIZE = 100
PAUSE = 0.2
NAME = "WooCommerce"


class WooCommerce:
    """A shop and its key."""

    name = "woocommerce"
    sections: tuple[str, ...] = ("products", "orders")

    def __init__(self, client: Client) -> None:
        self._client = client

    @staticmethod
    def address(settings: Settings) -> Address | None:
        """Return where the shop is, or None when it is not set."""
        if not settings.woocommerce_url:
            return None
        if not (settings.woocommerce_key and settings.woocommerce_secret):
            raise SyncFailed(
                "WooCommerce: set SAVIA_WOOCOMMERCE_KEY and SAVIA_WOOCOMMERCE_SECRET (a key that may read)."
            )
        return Address(
            NAME,
            f"{settings.woocommerce_url.rstrip('/')}/wp-json/wc/v3",
            "SAVIA_WOOCOMMERCE_URL, SAVIA_WOOCOMMERCE_KEY and SAVIA_WOOCOMMERCE_SECRET",
            settings.woocommerce_key,
            settings.woocommerce_secret,
        )

    def changes(self, section: str, since: str | None) -> AsyncIterator[Batch]:
        """Yield the orders or products changed since a moment (UTC)."""

        async def fetch(moment: str | None, offset: int) -> list[Item]:
            page = await self._client.get_json(section, _params(section, moment, offset))
            if not isinstance(page, list) or not all(isinstance(item, Mapping) for item in page):
                raise SyncFailed(
                    f"WooCommerce answers something else than a list of {section}; check SAVIA_WOOCOMMERCE_URL."
                )
            return page

        return changes(fetch, woocommerce.changed_at, since, SIZE, NAME)

    async def prepare(self, section: str, items: list[Item]) -> None:
        """Nothing more is needed: an order holds all."""

    def translate(self, section: str, item: Item, translation: Translation) -> Any:
        """Return the shop data of an item."""
        make = woocommerce.order if section == "orders" else woocommerce.product
        return make(item, translation)


def _params(section: str, moment: str | None, offset: int) -> dict[str, str]:
    params = {
        "per_page": str(SIZE),
        "page": str(offset // SIZE + 1),
        "orderby": "modified",
        "order": "asc",
        "dates_are_gmt": "true",
    }
    if section == "orders":
        params["status"] = "any"
    if moment is not None:
        # The shop leaves out what changed at that very second.
        params["modified_after"] = (datetime.fromisoformat(moment) - timedelta(seconds=1)).isoformat()
    return params

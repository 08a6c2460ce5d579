"""What changed in a PrestaShop shop, by its webservice: orders with the resources they are spread over."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from actions.store.sources import prestashop
from actions.store.sources.prestashop import SIDES, Sides
from actions.store.sources.translation import Translation
from bot.settings import Settings
from bot.sync.changes import Batch, Item, changes
from bot.sync.client import Address, Client, SyncFailed

SIZE = 50
PAUSE = 0.2
NAME = "PrestaShop"
_END = "9999-12-31 23:59:59"
# A longer list of numbers makes an address that some servers refuse.
_MOST_IDS = 100
_SHOWN = {"customers": "[id,email,firstname,lastname]", "addresses": "[id,postcode,firstname,lastname]"}


class PrestaShop:
    """A shop and its webservice key."""

    name = "prestashop"
    sections: tuple[str, ...] = ("products", "orders")

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sides = Sides()
        self._states_read = False

    @staticmethod
    def address(settings: Settings) -> Address | None:
        """Return where the shop is, or None when it is not set."""
        if not settings.prestashop_url:
            return None
        if not settings.prestashop_key:
            raise SyncFailed(
                "PrestaShop: set SAVIA_PRESTASHOP_KEY (a webservice key that may read orders and customers)."
            )
        url = f"{settings.prestashop_url.rstrip('/')}/api"
        return Address(NAME, url, "SAVIA_PRESTASHOP_URL and SAVIA_PRESTASHOP_KEY", settings.prestashop_key)

    def changes(self, section: str, since: str | None) -> AsyncIterator[Batch]:
        """Yield the orders or products changed since a moment (the shop's own clock)."""

        async def fetch(moment: str | None, offset: int) -> list[Item]:
            params = {"display": "full", "sort": "[date_upd_ASC,id_ASC]", "limit": f"{offset},{SIZE}"}
            if moment is not None:
                params |= {"filter[date_upd]": f"[{moment},{_END}]", "date": "1"}
            return await self._list(section, params)

        return changes(fetch, prestashop.changed_at, since, SIZE, NAME)

    async def prepare(self, section: str, items: list[Item]) -> None:
        """Fetch the buyers, addresses, carriers, history and parcels of some orders."""
        if section != "orders":
            return
        if not self._states_read:
            self._keep("order_states", await self._list("order_states", {"display": "full"}))
            self._states_read = True
        states = self._sides.found["order_states"]
        self._sides = Sides(numbered=self._sides.numbered)
        self._sides.found["order_states"] = states
        await self._fetch("order_histories", "id_order", _values(items, "id"))
        await self._fetch("order_carriers", "id_order", _values(items, "id"))
        await self._fetch("customers", "id", _values(items, "id_customer"))
        await self._fetch("addresses", "id", _values(items, "id_address_delivery"))
        parcels = [parcel for kept in self._sides.found["order_carriers"].values() for parcel in kept]
        await self._fetch("carriers", "id", _values([*items, *parcels], "id_carrier"))

    def translate(self, section: str, item: Item, translation: Translation) -> Any:
        """Return the shop data of an item whose resources were fetched."""
        if section == "orders":
            return prestashop.order(item, self._sides, translation)
        return prestashop.product(item, translation)

    async def _fetch(self, resource: str, field: str, wanted: list[str]) -> None:
        for start in range(0, len(wanted), _MOST_IDS):
            ids = "|".join(wanted[start : start + _MOST_IDS])
            params = {"display": _SHOWN.get(resource, "full"), f"filter[{field}]": f"[{ids}]"}
            self._keep(resource, await self._list(resource, params))

    def _keep(self, resource: str, found: Iterable[Item]) -> None:
        assert resource in SIDES
        for item in found:
            self._sides.add(resource, item)

    async def _list(self, resource: str, params: Mapping[str, str]) -> list[Item]:
        """Return the objects of a resource; PrestaShop answers an empty list instead of an object when it has none."""
        answer = await self._client.get_json(resource, {"output_format": "JSON", **params})
        found = answer.get(resource, []) if isinstance(answer, Mapping) else answer
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            raise SyncFailed(
                f"PrestaShop answers something else than a list of {resource}; check SAVIA_PRESTASHOP_URL."
            )
        return found


def _values(items: Iterable[Item], name: str) -> list[str]:
    """Return the different numbers under this name, without the 0 that stands for none."""
    numbers = (str(item.get(name) or "") for item in items)
    return list(dict.fromkeys(number for number in numbers if number.isdecimal() and number != "0"))

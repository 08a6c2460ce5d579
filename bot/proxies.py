"""Whose address a request comes from when a reverse proxy stands before the service: the visitor's, not the proxy's.

Without it every visitor of a shop would share one limit, and callers from afar would pass for this machine.
"""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.settings import SettingError, variable

HEADER = "X-Forwarded-For"


class Proxies:
    """The proxies whose word is believed."""

    def __init__(self, trusted: str) -> None:
        """Read addresses and networks separated by spaces; raises SettingError on anything else."""
        try:
            self._networks = [ip_network(each) for each in trusted.split()]
        except ValueError as error:
            message = f"{variable('proxies')}={trusted!r}: write addresses or networks, for instance 10.0.0.0/8."
            raise SettingError(message) from error

    def visitor(self, peer: str, forwarded: Iterable[str]) -> str:
        """Return the address of the visitor: the first, from the nearest on, that is not one of the proxies.

        Each proxy appends whom it heard from. What stands further than the first stranger may be made up, and nothing
        is read past what is no address.
        """
        named = [each.strip() for line in forwarded for each in line.split(",")]
        nearest = peer
        for address in reversed(named):
            if not self._trusts(nearest) or not _is_address(address):
                break
            nearest = address
        return nearest

    def _trusts(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def addresses(trusted: str) -> Middleware:
    """Return what gives each request the address of its visitor."""
    proxies = Proxies(trusted)

    @web.middleware
    async def addressed(request: web.Request, handler: Handler) -> web.StreamResponse:
        forwarded = request.headers.getall(HEADER, [])
        if not forwarded or request.remote is None:
            return await handler(request)
        return await handler(request.clone(remote=proxies.visitor(request.remote, forwarded)))

    return addressed

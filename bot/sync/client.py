"""Requests to a shop's API or to a public one: paced, tried again when it makes sense, explained when it does not.

Which addresses to ask is in the connectors.
"""

import asyncio
import email.utils
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.commands import CannotRun

# Public sites refuse the name of a bare HTTP library.
USER_AGENT = "Mozilla/5.0 (compatible; Savia)"
LARGEST_PAGE = 64 << 20
LONGEST_WAIT = 120.0
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

Sleep = Callable[[float], Awaitable[None]]


class SyncFailed(CannotRun):
    """A source cannot be read; the message says which, why and what to do. No key is ever in it."""

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status


class PassingTrouble(Exception):
    """An answer that another try may better; `after` is how long the source asks to wait, in seconds."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


@dataclass(frozen=True, slots=True)
class Address:
    """Where a source is, how it is told who asks, and the settings that say so."""

    name: str
    url: str
    settings: str
    login: str = ""
    password: str = ""

    def check(self) -> None:
        """Raise `SyncFailed` when the address is none, or would send a key in clear over the network."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SyncFailed(f"{self.name}: {self.settings} is not an address; write e.g. https://boutique.exemple.fr")
        if self.login and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise SyncFailed(f"{self.name}: {self.settings} begins with http:, which would show the key; write https:")


class Client:
    """Asks one source, one request at a time."""

    def __init__(
        self,
        address: Address,
        *,
        pause: float = 0.0,
        seconds: float = 60.0,
        tries: int = 6,
        first_wait: float = 1.0,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`pause` is the least time between two requests, `seconds` how long an answer may take."""
        address.check()
        self.address = address
        self._pause, self._tries, self._first_wait, self._sleep = pause, tries, first_wait, sleep
        self._next_at = 0.0
        auth = aiohttp.BasicAuth(address.login, address.password, "utf-8") if address.login else None
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=seconds)
        self._session = aiohttp.ClientSession(auth=auth, timeout=timeout, headers={"User-Agent": USER_AGENT})

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def get_json(self, path: str, params: Mapping[str, str]) -> Any:
        """Return the JSON of an address below the source's, amounts as `Decimal`; raises `SyncFailed`."""

        async def read(response: aiohttp.ClientResponse) -> Any:
            return _parsed(await _limited(response))

        return await self.get(path, params, dict, read)

    async def get(
        self,
        path: str,
        params: Mapping[str, str],
        headers: Callable[[], Mapping[str, str]],
        read: Callable[[aiohttp.ClientResponse], Awaitable[Any]],
    ) -> Any:
        """Ask, and return what `read` makes of the answer; tries again on passing trouble, then raises `SyncFailed`.

        `headers` are asked for at each try. Answers 200, 206, 304 and 416 go to `read`; it raises `PassingTrouble` for
        an answer worth another try.
        """
        for attempt in range(1, self._tries + 1):
            await self._wait_for_turn()
            try:
                url = f"{self.address.url.rstrip('/')}/{path}".rstrip("/")
                async with self._session.get(url, params=params, headers=headers(), allow_redirects=False) as response:
                    self._check(response)
                    return await read(response)
            except PassingTrouble as error:
                trouble, after = str(error), error.after
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                trouble, after = _why(error), None
            if attempt == self._tries:
                break
            await self._sleep(self._wait(attempt, after))
        raise SyncFailed(f"{self.address.name} does not answer as it should ({trouble}), {self._tries} times in a row.")

    async def _wait_for_turn(self) -> None:
        wait = self._next_at - time.monotonic()
        if wait > 0:
            await self._sleep(wait)
        self._next_at = time.monotonic() + self._pause

    def _wait(self, attempt: int, after: float | None) -> float:
        """Return how long to wait: what the source asks, else longer each time, not in step with other clients."""
        if after is not None:
            if after > LONGEST_WAIT:
                raise SyncFailed(
                    f"{self.address.name} asks to wait {after / 60:.0f} minutes: its limit of requests is reached. "
                    f"Sync again later; what was read is kept."
                )
            return after
        longest = min(self._first_wait * 2.0 ** (attempt - 1), LONGEST_WAIT)
        return longest * random.uniform(0.5, 1.0)

    def _check(self, response: aiohttp.ClientResponse) -> None:
        """Let good answers through; raise the one sentence that tells what to do otherwise."""
        name, settings, status = self.address.name, self.address.settings, response.status
        if status in PASSING:
            raise PassingTrouble(f"answer {status}", _retry_after(response))
        if status in (200, 206, 304, 416):
            return
        if status in (401, 403):
            told = f"{name} refuses the key (answer {status}); check {settings} and that the key may read orders."
        elif 300 <= status < 400:
            target = urlsplit(response.headers.get("Location", ""))
            told = f"{name} has moved to {target.scheme}://{target.netloc}; write that address in {settings}."
        elif status == 404:
            told = f"{name} has no API at that address (answer 404); check {settings} and that its API is switched on."
        else:
            told = f"{name} answers {status} to our request; check {settings}."
        raise SyncFailed(told, status)


async def _limited(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > LARGEST_PAGE:
            raise SyncFailed("An answer is larger than 64 MiB, which no page of orders is.")
    return bytes(body)


def _parsed(body: bytes) -> Any:
    """Return the JSON of an answer; what shops print before it (a mark, PHP's warnings) is skipped when it can be."""
    text = body.decode("utf-8-sig", "replace").strip()
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        if text.startswith("<"):
            raise PassingTrouble("a page of HTML instead of data") from error
        raise PassingTrouble("data that are cut or are not JSON") from error


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    """Return the seconds the source asks to wait, given as a number or as a moment."""
    written = response.headers.get("Retry-After", "").strip()
    if written.isdecimal():
        return float(written)
    try:
        moment = email.utils.parsedate_to_datetime(written)
    except (ValueError, TypeError):
        return None
    return max(moment.timestamp() - time.time(), 0.0)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "no connection"
    return "the connection broke" if isinstance(error, aiohttp.ClientError) else type(error).__name__

"""Read a shop file item by item, so that a file of any length takes the memory of one item; no item is judged here."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TextIO

# Characters read at a time, and the longest item: an order is some thousand characters.
_CHUNK = 1 << 18
_LONGEST_ITEM = 1 << 24
_SPACE = re.compile(r"[ \t\r\n]*")

# Which section, the place in it (None for the section as a whole) and what is there.
Item = tuple[str, int | None, Any]


class MalformedShopFile(Exception):
    """The file cannot be read to its end; the message says where and what to write instead."""


class RepeatedKeys(dict[str, Any]):
    """An object that has some key twice: `repeated` names them, the last value stands."""

    repeated: tuple[str, ...] = ()


def read_items(path: Path) -> Iterator[Item]:
    """Yield the items of each section in the order of the file; numbers with a point come as `Decimal`.

    Each section begins with a place of None: its value is an empty list when a list follows, else what was written.
    Raises `MalformedShopFile`.
    """
    try:
        with path.open(encoding="utf-8-sig") as stream:
            yield from _Reader(stream).sections()
    except OSError as error:
        raise MalformedShopFile(f"cannot be opened: {error.strerror}; give the path of a JSON file") from error
    except UnicodeDecodeError as error:
        raise MalformedShopFile("is not UTF-8 text; save it again as UTF-8") from error


def document_items(document: Mapping[str, Any]) -> Iterator[Item]:
    """Yield the items of a document in memory as `read_items` does; a section may be any iterable but text."""
    for section, value in document.items():
        if value is None or isinstance(value, str | bytes | Mapping | int | float):
            yield section, None, value
            continue
        yield section, None, []
        for place, item in enumerate(value):
            yield section, place, item


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs, noting the keys that come twice."""
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    names = [name for name, _ in pairs]
    marked = RepeatedKeys(plain)
    marked.repeated = tuple(sorted({name for name in names if names.count(name) > 1}))
    return marked


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number JSON knows")


class _Reader:
    """A window on the text that slides forward as values are taken from it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._is_whole = False
        self._lines_before = 0
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_object, parse_float=Decimal, parse_constant=_refuse_constant
        )

    def sections(self) -> Iterator[Item]:
        """Yield the sections of the one object the file is."""
        if self._next() != "{":
            self._refuse('a shop file is one object; write e.g. {"orders": [], "products": []}')
        self._at += 1
        if self._next() == "}":
            self._at += 1
        else:
            yield from self._pairs()
        if self._next():
            self._refuse("something follows the end of the object; remove it")

    def _pairs(self) -> Iterator[Item]:
        while True:
            section = self._value() if self._next() == '"' else self._refuse('expected a section such as "orders"')
            self._take(":")
            if self._next() == "[":
                yield section, None, []
                yield from self._list(section)
            else:
                yield section, None, self._value()
            if self._take(",}") == "}":
                return

    def _list(self, section: str) -> Iterator[Item]:
        self._at += 1
        if self._next() == "]":
            self._at += 1
            return
        place = 0
        while True:
            yield section, place, self._value()
            place += 1
            if self._take(",]") == "]":
                return

    def _value(self) -> Any:
        """Take one whole value, reading on while the window ends inside it."""
        self._next()
        wanted = _CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if self._is_whole or len(self._text) - self._at > _LONGEST_ITEM:
                    self._refuse_because(error)
            else:
                # A number that touches the end of the window may go on after it.
                if end < len(self._text) or self._is_whole:
                    self._at = end
                    return value
            self._read_on(wanted)
            wanted *= 2

    def _next(self) -> str:
        """Return the next character that is not a space, without taking it; nothing at the end of the file."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # it matches always
            if self._at < len(self._text):
                return self._text[self._at]
            if self._is_whole:
                return ""
            self._read_on(_CHUNK)

    def _take(self, allowed: str) -> str:
        character = self._next()
        if not character or character not in allowed:
            self._refuse(f"expected {' or '.join(allowed)}" + ("" if character else ", but the file ends"))
        self._at += 1
        return character

    def _read_on(self, characters: int) -> None:
        self._lines_before += self._text.count("\n", 0, self._at)
        more = self._stream.read(characters)
        self._text, self._at, self._is_whole = self._text[self._at :] + more, 0, not more

    def _refuse(self, problem: str) -> NoReturn:
        line = self._lines_before + self._text.count("\n", 0, self._at) + 1
        raise MalformedShopFile(f"is not JSON at line {line}: {problem}")

    def _refuse_because(self, error: Exception) -> NoReturn:
        if isinstance(error, json.JSONDecodeError):
            self._at = error.pos
            self._refuse(error.msg[0].lower() + error.msg[1:])
        self._refuse("objects are nested too deep" if isinstance(error, RecursionError) else str(error))

"""Ways in which files go wrong on their way: fields dropped, types changed, encodings mixed, ends cut off."""

import csv
import io
import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

Mutate = Callable[[bytes, Random], bytes]

ODD_VALUES: tuple[Any, ...] = (
    None,
    "",
    " ",
    0,
    -1,
    1.5,
    1e300,
    True,
    False,
    [],
    {},
    [None],
    [[]],
    {"a": {}},
    "\x00",
    "\u00e9" * 400,
    "x" * 5000,
    "0000-00-00",
    "2026-02-31",
    "2026-13-01T25:61:61",
    "NaN",
    "Infinity",
    "-1e9999",
    "12,50",
    "=1+1",
    "<b>",
    "lise@",
    "\ud83d\ude00",
    "’",
    10**30,
)


def cut(body: bytes, random: Random) -> bytes:
    """Cut the end off."""
    return body[: random.randrange(len(body))]


def flip_bytes(body: bytes, random: Random) -> bytes:
    """Change some bytes into any others."""
    changed = bytearray(body)
    for _ in range(random.randint(1, 8)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def remove_bytes(body: bytes, random: Random) -> bytes:
    """Lose some bytes in the middle."""
    start = random.randrange(len(body))
    return body[:start] + body[start + random.randint(1, 60) :]


def double(body: bytes, random: Random) -> bytes:
    """Repeat a part."""
    start = random.randrange(len(body))
    return body[:start] + body[start : start + random.randint(1, 400)] + body[start:]


def reencode(body: bytes, random: Random) -> bytes:
    """Write the text in another encoding."""
    encoding = random.choice(("utf-16", "cp1252", "utf-8-sig", "mac_roman", "utf-32", "latin-1", "cp437"))
    return body.decode("utf-8", "replace").encode(encoding, "replace")


def mix_encodings(body: bytes, random: Random) -> bytes:
    """Put a piece of another encoding in."""
    place = random.randrange(len(body))
    return body[:place] + "é€ü".encode(random.choice(("cp1252", "utf-16", "utf-8"))) + body[place:]


def change_json(body: bytes, random: Random) -> bytes:
    """Drop, rename or replace some values anywhere in a JSON document."""
    try:
        document = json.loads(body)
    except ValueError:
        return change_text(body, random)
    for _ in range(random.randint(1, 3)):
        holder = random.choice([each for each in _holders(document) if each] or [[None]])
        key = random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        match random.randrange(3):
            case 0:
                del holder[key]
            case 1:
                holder[key] = random.choice(ODD_VALUES)
            case _ if isinstance(holder, dict):
                holder[f"{key}_"] = holder.pop(key)
            case _:
                holder.append(random.choice(ODD_VALUES))
    return json.dumps(document, allow_nan=True).encode("utf-8", "surrogatepass")


def _holders(value: Any) -> list[Any]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return ([value] if isinstance(value, dict | list) else []) + [each for item in inner for each in _holders(item)]


def change_table(body: bytes, random: Random) -> bytes:
    """Drop a column, change cells, shorten a row or write another separator."""
    text = body.decode("utf-8", "replace")
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        rows = []
    if not rows:
        return change_text(body, random)
    match random.randrange(4):
        case 0:
            place = random.randrange(len(rows[0]))
            rows = [row[:place] + row[place + 1 :] for row in rows]
        case 1:
            for _ in range(3):
                row = random.choice(rows)
                row[random.randrange(len(row))] = str(random.choice(ODD_VALUES))
        case 2:
            row = random.choice(rows)
            del row[random.randrange(len(row)) :]
        case _:
            delimiter = random.choice("|\t,;")
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def change_text(body: bytes, random: Random) -> bytes:
    """Drop or change a piece of markup or a word."""
    text = body.decode("utf-8", "replace")
    pieces = [match.span() for match in re.finditer(r"<[^>]*>|[\w@.\-]+", text)]
    if not pieces:
        return body
    start, end = random.choice(pieces)
    return (text[:start] + random.choice(("", str(random.choice(ODD_VALUES)), "&unknown;", "<a>")) + text[end:]).encode(
        "utf-8", "replace"
    )


BY_KIND: dict[str, tuple[Mutate, ...]] = {
    ".json": (change_json, change_json, change_json, change_text),
    ".csv": (change_table, change_table, change_table, change_text),
    ".xml": (change_text, change_text, change_text),
    ".xlsx": (),
}
EVERY_KIND: tuple[Mutate, ...] = (cut, flip_bytes, remove_bytes, double, reencode, mix_encodings)


def mutated(body: bytes, kind: str, random: Random) -> bytes:
    """Return a file gone wrong in one or two ways."""
    for _ in range(random.randint(1, 2)):
        body = random.choice((*BY_KIND[kind] * 2, *EVERY_KIND))(body, random) or b" "
    return body

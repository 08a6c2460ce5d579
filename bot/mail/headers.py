"""Headers of a mail as people wrote them and programs broke them: decoded whatever their state. Nothing raises."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses

LONGEST = 2000  # characters of one header that are read
IDENTIFIER = re.compile(r"<[^<>\s]{1,500}>")
# One address with or without a name before it; anything more inventive is not believed (see `is_plain_sender`).
PLAIN_SENDER = re.compile(
    r'(?:[^<>]*<\s*([^<>\s\0-\x1f\x7f"(),;:]+@[^<>\s\0-\x1f\x7f"(),;:@]+)\s*>'
    r'|\s*([^<>\s\0-\x1f\x7f"(),;:@]+@[^<>\s\0-\x1f\x7f"(),;:@]+))\s*'
)


def decoded(value: str) -> str:
    """Return a header in readable characters, on one line: encoded words read, raw bytes as UTF-8 or Windows-1252."""
    flat = re.sub(r"[\r\n]+[ \t]*", " ", as_text(value))[:LONGEST]
    if "=?" not in flat:
        return _clean(flat)
    try:
        return _clean("".join(_piece(part, charset) for part, charset in decode_header(flat)))
    except (HeaderParseError, ValueError):
        return _clean(flat)


def as_text(value: str) -> str:
    """Return a header whose raw bytes were kept as surrogates, read as UTF-8 or else Windows-1252."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return best_text(value.encode("ascii", "surrogateescape") if value.isascii() else _bytes(value), None)
    return value


def best_text(content: bytes, charset: str | None) -> str:
    """Decode bytes by the declared charset; a wrong one gives way to UTF-8, then Windows-1252. Never raises."""
    named = (charset or "").strip().lower().strip("'\"")
    if named in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "iso8859-1", "iso-8859-15", "x-unknown"):
        # What calls itself so is very often Windows-1252 or UTF-8.
        candidates = ["utf-8"] if named != "iso-8859-15" else ["utf-8", "iso-8859-15"]
    else:
        candidates = [named, "utf-8"] if named else ["utf-8"]
    for candidate in candidates:
        try:
            return content.decode(candidate).lstrip("\ufeff")
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def identifiers(*values: str) -> tuple[str, ...]:
    """Return the message identifiers in some headers, in order, each once."""
    return tuple(dict.fromkeys(found for value in values for found in IDENTIFIER.findall(value)))


def addresses(*values: str) -> tuple[str, ...]:
    """Return the addresses of some headers, in lower case; none when comments in them are nested without end."""
    try:
        found = getaddresses([decoded(value) for value in values])
    except RecursionError:
        return ()
    return tuple(address.strip().lower() for _, address in found if "@" in address)


def sender_of(value: str) -> tuple[str | None, str, bool]:
    """Return the address of a From header, its name, and whether it is written in the one plain way.

    What is not plain is read as well as can be, and must not be believed: two programs may read it differently.
    """
    flat = decoded(value)
    raw = re.sub(r"\s+", " ", as_text(value)).strip()
    plain = PLAIN_SENDER.fullmatch(raw)
    address = (plain[1] or plain[2]).lower() if plain is not None else ""
    if plain is not None and raw.count("<") <= 1 and "=?" not in address:
        name = flat.rpartition("<")[0].strip(" \"'") if plain[1] else ""
        return address, name, True
    found = addresses(value)
    return (found[0] if found else None), "", False


def _piece(part: bytes | str, charset: str | None) -> str:
    return part if isinstance(part, str) else best_text(part, charset)


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")


def _clean(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() or letter == " " else " " for letter in text).split())

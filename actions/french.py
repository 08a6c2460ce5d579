"""French text: folded for comparison; days, amounts, durations and lists as a reader expects them. Pure functions."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

NBSP = "\u00a0"
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "‘": "'", "ʼ": "'", "`": "'"})


def fold(text: str) -> str:
    """Return the text in lower case without accents, with plain apostrophes and single spaces."""
    letters = unicodedata.normalize("NFKD", text.translate(LIGATURES).lower())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def key(text: str) -> str:
    """Return letters and digits only, folded: `MK-1`, `mk 1` and `mk1` are one."""
    return re.sub(r"[^a-z0-9]+", "", fold(text))


def day(value: date) -> str:
    """Return `1er mars 2025`, with non-breaking spaces."""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}{NBSP}{MONTHS[value.month - 1]}{NBSP}{value.year}"


def euros(amount: Decimal) -> str:
    """Return `1 234,50 €`; whole euros too keep their cents, as prices do."""
    whole, _, cents = f"{amount:,.2f}".partition(".")
    return f"{whole.replace(',', NBSP)},{cents}{NBSP}€"


def months(count: int) -> str:
    """Return `2 ans`, `18 mois` or `1 an`."""
    if count and count % 12 == 0:
        years = count // 12
        return f"{years}{NBSP}an{'s' if years > 1 else ''}"
    return f"{count}{NBSP}mois"


def days(count: int) -> str:
    """Return `14 jours` or `1 jour`."""
    return f"{count}{NBSP}jour{'s' if count > 1 else ''}"


def listing(items: Iterable[str], word: str = "et") -> str:
    """Return `a, b et c`."""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def measured(value: object, unit: str) -> str | None:
    """Return a legal value with its unit in words; None for a list or a table, which no sentence holds whole."""
    if isinstance(value, int):
        worded = {
            "months": months(value),
            "years": months(value * 12),
            "days": days(value),
            "working_days": f"{value}{NBSP}jours ouvrables",
            "percent": f"{value}{NBSP}%",
            "euros": f"{value}{NBSP}€",
        }
        return worded.get(unit, str(value))
    return value if isinstance(value, str) else None

"""French numbers as shoppers type them, in figures or in words, Belgian and Swiss ones too: a pattern and its value.

All here works on text folded by `french.fold_in_place`: no accents, no capitals. Pure functions.
"""

import re
from decimal import Decimal

WORDS = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "deu": 2, "trois": 3, "troi": 3, "quatre": 4, "quatres": 4, "cinq": 5,
    "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14,
    "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90, "cent": 100, "cents": 100, "mille": 1000,
}  # fmt: skip

_WORD = "(?:" + "|".join(sorted(WORDS, key=len, reverse=True)) + r")\b"
IN_WORDS = rf"{_WORD}(?:(?:\s|-)(?:et(?:\s|-))?{_WORD}){{0,6}}"
_LETTERS = re.compile(r"[a-z]+")


def value(text: str) -> Decimal:
    """Return the value of a folded number: `2,5`, `1 800`, `quatre-vingt-dix-neuf`, `cent vingt`, `septante`."""
    figures = re.sub(r"[\s']", "", text)
    if figures[:1].isdigit():
        return Decimal(figures.replace(",", "."))
    return Decimal(_in_words(_LETTERS.findall(text)))


def _in_words(words: list[str]) -> int:
    total = group = 0
    for word in words:
        number = WORDS.get(word, 0)
        if number == 1000:
            total, group = total + (group or 1) * 1000, 0
        elif number == 100:
            group = (group or 1) * 100
        elif number == 20 and group % 100 == 4:
            group += 76  # quatre-vingt
        else:
            group += number
    return total + group

"""Lets spaCy's French load in a tenth of its time.

Its list of words that stay whole (`saut-de-ski`, `faux-vampire`) is one pattern of 1.4 million characters: it spells
out the letters of every alphabet four hundred times, and takes two seconds to compile. "Any letter" says the same.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Any
from unittest import mock

from spacy.lang.char_classes import ALPHA, ALPHA_LOWER

LETTER = r"[^\W\d_]"
LONG = 100_000  # characters


@contextlib.contextmanager
def short_patterns() -> Iterator[None]:
    """Compile the long patterns shortened, while the block lasts."""
    compiled = re.compile

    def shortly(pattern: Any, flags: Any = 0) -> Any:
        is_long = isinstance(pattern, str) and len(pattern) > LONG
        return compiled(shortened(pattern) if is_long else pattern, flags)

    with mock.patch.object(re, "compile", shortly):
        yield


def shortened(pattern: str) -> str:
    """Return the pattern with `any letter` in place of the letters spelt out."""
    for letters in (ALPHA_LOWER, ALPHA):
        among_others = rf"\[([^\[\]]*){re.escape(letters)}([^\[\]]*)\]"
        pattern = pattern.replace(f"[{letters}]", LETTER)
        pattern = re.sub(among_others, rf"(?:[\g<1>\g<2>]|{LETTER.replace(chr(92), chr(92) * 2)})", pattern)
    return pattern

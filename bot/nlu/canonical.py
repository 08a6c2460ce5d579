"""The one form behind what was typed: `tel` is a smartphone, `boch` is Bosch, `mk 1` is the shop's MK-1.

Pure functions on a span and on the known phrases found in the same text.
"""

import re
from collections.abc import Iterable

from bot.nlu import french
from bot.nlu.vocabulary import Match

_WORD = re.compile(r"[a-z0-9]+")


def canonical(entity: str, typed: str, matches: Iterable[Match]) -> str:
    """Return the canonical form of a span; `matches` are those of its entity that overlap it.

    The longest match decides, the shop's own spelling first. Without one: snake_case for a product type, letters and
    digits in upper case for a model, the typed words in lower case for a part or a symptom, as typed for a brand.
    """
    if best := _best(entity, matches):
        return best.term.canonical
    if entity == "model":
        return french.key(typed).upper()
    if entity == "product_type":
        return "_".join(_WORD.findall(french.fold(typed))) or typed.lower()
    if entity == "brand":
        return typed.title() if typed.islower() else typed
    return " ".join(typed.lower().split())


def _best(entity: str, matches: Iterable[Match]) -> Match | None:
    """Return the match that decides. A range such as `iPhone` is not a whole model; rules name types as lookups do."""
    own = [match for match in matches if match.term.entity == entity and (match.term.is_live or entity != "model")]
    shop_first = entity != "product_type"
    return max(
        own, key=lambda match: (match.end - match.start, match.term.is_live == shop_first, match.is_exact), default=None
    )

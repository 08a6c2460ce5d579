"""Tells the references of models by their shape alone: letters and digits mixed, as on a rating plate.

Sizes, voltages, capacities, order numbers, articles of law and phone shorthand have that shape too and are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlu import french

SHORTEST_SURE = 5  # letters and digits of a reference that needs no word around it to be one

_CHUNK = re.compile(r"[a-z0-9]+(?:[-/.][a-z0-9]+)*")
_UNITS = (
    "k?g|gr|mg|[kcm]?m|[cm]?l|k?w|kwh|wh|k?v|volts?|watts?|[gmk]?hz|[gmtk]o|[gmt]b|m?ah|amperes?|pouces?|pcs?|h|hr|heures?|mn|min|"
    "minutes?|sec|s|j|jr|jrs|jours?|sem|semaines?|mois|m|ans?|annees?|e|eu|eur|euros?|balles|k|p|i|d|fois|x|er|ere|re|e|eme|ieme|emes|"
    "nd|nde|c|f|db|lm|lumens|mpx|mp|px|fps|bars?|m2|m3|pers|personnes?|places?|couverts|tr|trs|tours|ct|cts|gens?|pieces?|ko|go|st|th|g"
)
_QUANTITY = re.compile(rf"(?:\d+(?:[.,/x-]\d+)*(?:{_UNITS}))+\d*|(?:\d+x)+\d+\w?|\d+h\d*(?:/\d+h?)?|\d+j/\d+j?")
_ORDER = re.compile(
    r"(?:cmd|cde|com|fr|bc|sav|sv|ref|no|n|num|order|fac|fact|inv|re|rma)[-./]?\d{3,}(?:[-./]\d+)*|[a-z]{1,3}-?20[12]\d-\d+"
)
_LAW = re.compile(r"(?:art|article)?[lrd]\.?\d{3}-\d+(?:-\d+)*")
_TECHNOLOGY = re.compile(
    r"mp[34]|h26\d|usb\d?(?:[.-]\d)?|wifi\d?|[2345]g|[48]k|[23]d|hdmi\d?|ddr\d|covid-?19|a[345]|t[1-6]|bt\d|ip\d\d|cat\d|7.1|5.1|24/7|g20|co2|h2o|ff?p2|b2[bc]|\d+/\d+"
)
# Phone shorthand: `b1` is « bien », `2m1` « demain », `koi2` « quoi de ».
_SHORTHAND = re.compile(
    r"(?:2m1|b1|bi1|qq1|qqn1|c1|g1|k7|a2m1|koi29?|d1|2mande|2pui|2puis|mer6|r1|oqp|1posible|x1|(?:c|g|j|d|l|t|s|m|ya|y|de|du|les?|des|en)\d{1,2}(?:ans?|mois|jours?|e|h|m|min))"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A stretch of text shaped like a model's reference; a sure one needs no word around it."""

    start: int
    end: int
    is_sure: bool


def references(text: str) -> Iterator[Reference]:
    """Yield the stretches of a text shaped like the reference of a model, in order."""
    for chunk in _CHUNK.finditer(french.fold_in_place(text)):
        if looks_like_reference(chunk[0]):
            yield Reference(chunk.start(), chunk.end(), _is_sure(chunk[0]))


def looks_like_reference(chunk: str) -> bool:
    """Tell whether a folded word mixes letters and digits as a reference does."""
    if not (any(sign.isdigit() for sign in chunk) and any(sign.isalpha() for sign in chunk)) or len(chunk) > 30:
        return False
    others = (_QUANTITY, _ORDER, _LAW, _TECHNOLOGY, _SHORTHAND)
    return not any(shape.fullmatch(chunk) for shape in others)


def _is_sure(chunk: str) -> bool:
    letters, digits = sum(sign.isalpha() for sign in chunk), sum(sign.isdigit() for sign in chunk)
    longest_word = max(len(run) for run in re.findall(r"[a-z]+", chunk))
    return letters + digits >= SHORTEST_SURE and letters >= 2 and digits >= 2 and longest_word <= 5

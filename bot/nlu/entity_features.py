"""What the entity tagger sees of each word: its letters, its shape, the lists it is on, and the same of its neighbours.

A word never met in training shows its place and its ending only, so that unknown products are judged by what is said
of them. Which words are entities is learnt in bot/nlu/entity_tagger.py.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.nlu import french
from bot.nlu.model_references import references
from bot.nlu.vocabulary import Match

LONGEST = 1500  # characters; a longer message is tagged up to there
EDGE = "#"  # what stands before the first word and after the last

_WORD = re.compile("\\w+|[^\\w\\s\ud800-\udfff]")  # half characters cannot be written, hence not tagged
_CODES = {"product_type": "t", "brand": "b", "model": "m", "part": "p", "defect": "d", "merchant": "x"}
_SHAPES = (
    (re.compile(r"[^\W\d_]*[A-ZÀ-ÖØ-Þ][^\W\d_]*"), "X"),
    (re.compile(r"[a-zß-öø-ÿœæ]+"), "x"),
    (re.compile(r"\d+"), "d"),
)


@dataclass(slots=True)
class Word:
    """A word or a sign of a message, folded, with what lists and shapes say of it."""

    start: int
    end: int
    text: str
    folded: str
    shape: str
    lists: str = "-"  # lists it is on: `Bt` (begins a product type), `Ip~` (goes on with a part, misspelt)
    reference: str = ""  # `S` or `W`: surely or maybe the reference of a model
    is_seen: bool = True


def read(text: str, matches: Iterable[Match], is_seen: Callable[[str], bool]) -> list[Word]:
    """Return the words of a message; `is_seen` tells of a folded word whether training sentences had it."""
    text = text[:LONGEST]
    is_shouted = _is_shouted(text)
    row = [_word(found, is_shouted) for found in _WORD.finditer(text)]
    codes: list[list[str]] = [[] for _ in row]
    for match in matches:
        code = _CODES[match.term.entity] + ("" if match.is_exact else "~")
        for place, position in enumerate(_within(row, match.start, match.end)):
            codes[position].append(("I" if place else "B") + code)
    for reference in references(text):
        for position in _within(row, reference.start, reference.end):
            row[position].reference = "S" if reference.is_sure else "W"
    for word, lists in zip(row, codes, strict=True):
        word.lists = "+".join(dict.fromkeys(lists)) or "-"
        word.is_seen = not word.text.isalpha() or is_seen(word.folded)
    return row


def features(row: list[Word]) -> list[list[str]]:
    """Return the features of each word."""
    around = [[EDGE], [EDGE], *(_as_neighbour(word) for word in row), [EDGE], [EDGE]]
    return [
        [
            *_of(word),
            *("-1" + each for each in around[place + 1]),
            *("+1" + each for each in around[place + 3]),
            *("-2" + each for each in around[place][:3]),
            *("+2" + each for each in around[place + 4][:3]),
            *_of_pairs(row, place),
        ]
        for place, word in enumerate(row)
    ]


def _of(word: Word) -> list[str]:
    folded, lists = word.folded, word.lists
    own = [
        "*",
        f"l={lists}",
        f"s2={folded[-2:]}",
        f"s3={folded[-3:]}",
        f"s4={folded[-4:]}",
        f"p3={folded[:3]}",
        f"h={word.shape}",
    ]
    own += [f"l:{code}" for code in lists.split("+")]
    if word.reference:
        own.append(f"r={word.reference}")
    if word.is_seen:
        return [*own, f"w={folded}", f"p4={folded[:4]}", f"p5={folded[:5]}"]
    return [*own, "new", f"new={lists}"]


def _as_neighbour(word: Word) -> list[str]:
    seen = f"w={word.folded}" if word.is_seen else "new"
    return [
        seen,
        f"l={word.lists}",
        f"p={word.folded[:4]}",
        f"s={word.folded[-3:]}",
        f"h={word.shape}",
        f"r={word.reference}",
    ]


def _of_pairs(row: list[Word], place: int) -> list[str]:
    word, pairs = row[place], []
    own = word.folded if word.is_seen else "new"
    if place:
        before = row[place - 1]
        pairs += [f"-w={before.folded}|{own}", f"-l={before.lists}|{word.lists}"]
    if place + 1 < len(row):
        after = row[place + 1]
        pairs += [f"+w={own}|{after.folded}", f"+l={word.lists}|{after.lists}"]
    return pairs


def _word(found: re.Match[str], is_shouted: bool) -> Word:
    text = found[0]
    return Word(found.start(), found.end(), text, french.fold(text), _shape(text.lower() if is_shouted else text))


def _shape(text: str) -> str:
    for pattern, sign in _SHAPES:
        text = pattern.sub(sign, text)
    return text[:4]


def _is_shouted(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return sum(sign.isupper() for sign in letters) > 0.7 * len(letters)


def _within(row: list[Word], start: int, end: int) -> list[int]:
    return [place for place, word in enumerate(row) if word.start < end and start < word.end]

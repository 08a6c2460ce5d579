"""Finds known words in a message: a prefix tree over folded pieces of text, with tolerance for small typos.

A piece is a run of letters or of digits, so `MK-1`, `mk 1` and `mk1` are the same two pieces. Nothing here knows where
the words come from (bot/nlu/lookups.py) or which of them are entities in a given sentence (bot/nlu/entity_tagger.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.nlu import french

SHORTEST_TYPO = 6  # letters: shorter words are too close to one another to be corrected
LONGEST_PHRASE = 200  # characters of a surface form; a longer one is a sentence, not a name

_PIECE = re.compile(r"[a-z]+|[0-9]+")
_ARTICLES = frozenset(("la", "le", "l"))
_NEGATIONS = frozenset(("ne", "n"))
# Spellings of small words that do not change what a phrase names.
_SAME_WORD = {"du": "de", "des": "de", "d": "de", "au": "a", "aux": "a", "pu": "plu"}


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase names: an entity and its canonical form; `is_live` when it comes from the shop's own catalogue."""

    entity: str
    canonical: str
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters or digits of a text, folded and without the mark of the plural, and where it stands."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A known phrase in a text, from `start` to `end` (excluded); `is_exact` when no typo was corrected."""

    start: int
    end: int
    term: Term
    is_exact: bool = True


class _Node:
    __slots__ = ("children", "terms")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.terms: tuple[Term, ...] = ()


def pieces(text: str) -> list[Piece]:
    """Cut a text into folded pieces; positions are those of the text as given."""
    folded = text.lower() if text.isascii() else french.fold_in_place(text)
    return [Piece(_same_word(run[0]), run.start(), run.end()) for run in _PIECE.finditer(folded)]


def words(phrase: str) -> tuple[str, ...]:
    """Return the pieces of a phrase without their positions: what two spellings of one name have in common."""
    return tuple(piece.word for piece in pieces(phrase))


class Vocabulary:
    """Phrases and what they name. Built once, then only read: safe to share between threads."""

    def __init__(
        self, phrases: Iterable[tuple[str, Term]], is_ordinary: Callable[[str], bool] = lambda word: False
    ) -> None:
        """Index phrases; `is_ordinary` tells of a folded word that it is correct French, hence no typo of a name."""
        self._root = _Node()
        self._known: set[str] = set()
        self._near: dict[str, list[str]] = {}
        self._is_ordinary = is_ordinary
        for phrase, term in phrases:
            for spelling in _spellings(phrase):
                self._add(spelling, term)

    def find(self, text: str) -> list[Match]:
        """Return the longest match of each entity at each place, in order; matches of two entities may overlap."""
        row = pieces(text)
        corrections = {piece.word: self._correction(piece.word) for piece in row}
        return list(self._matches(row, corrections))

    def terms(self, phrase: str) -> tuple[Term, ...]:
        """Return what a whole phrase names, typos of single words included."""
        row = pieces(phrase)
        if not row:
            return ()
        found = [match for match in self.find(phrase) if (match.start, match.end) == (row[0].start, row[-1].end)]
        return tuple(match.term for match in found)

    def _matches(self, row: list[Piece], corrections: dict[str, str | None]) -> Iterator[Match]:
        reached: dict[str, int] = {}
        for first in range(len(row)):
            longest: dict[str, tuple[int, Term, bool]] = {}
            for last, node, is_exact in self._walk(row, first, corrections):
                longest.update((term.entity, (last, term, is_exact)) for term in reversed(node.terms))
            for entity, (last, term, is_exact) in longest.items():
                if last > reached.get(entity, -1):
                    reached[entity] = last
                    yield Match(row[first].start, row[last].end, term, is_exact)

    def _walk(
        self, row: list[Piece], first: int, corrections: dict[str, str | None]
    ) -> Iterator[tuple[int, _Node, bool]]:
        node, is_exact = self._root, True
        for place in range(first, len(row)):
            word = row[place].word
            child = node.children.get(word)
            if child is None and (correction := corrections[word]):
                child, is_exact = node.children.get(correction), False
            if child is None:
                if place > first and word in _ARTICLES and row[place - 1].word in ("de", "a"):
                    continue  # `joint de la porte` is the `joint de porte`
                return
            node = child
            if node.terms:
                yield place, node, is_exact

    def _add(self, spelling: tuple[str, ...], term: Term) -> None:
        node = self._root
        for word in spelling:
            node = node.children.setdefault(word, _Node())
            self._know(word)
        if term not in node.terms:
            node.terms += (term,)

    def _know(self, word: str) -> None:
        if word in self._known:
            return
        self._known.add(word)
        if len(word) >= SHORTEST_TYPO and word.isalpha():
            for key in _without_a_letter(word):
                self._near.setdefault(key, []).append(word)

    def _correction(self, word: str) -> str | None:
        """Return the known word one slip away from an unknown one, or None."""
        if len(word) < SHORTEST_TYPO or word in self._known or not word.isalpha() or self._is_ordinary(word):
            return None
        for key in _without_a_letter(word):
            for known in self._near.get(key, ()):
                if _is_one_slip_away(word, known):
                    return known
        return None


def _same_word(word: str) -> str:
    """Return a folded word without the marks of plural, feminine and third person that French puts at its end."""
    if len(word) > 3 and word[-1] in "sx":
        word = word[:-1]
    if len(word) > 4 and word[-2:] in ("ee", "ue"):
        word = word[:-1]
    elif len(word) > 5 and word.endswith("ent"):
        word = word[:-2]
    return _SAME_WORD.get(word, word)


def _spellings(phrase: str) -> set[tuple[str, ...]]:
    """Return the rows of pieces under which a phrase is looked up."""
    if len(phrase) > LONGEST_PHRASE:
        return set()
    rows = {words(phrase), words(french.fold(phrase))}  # `œuf` is typed `oeuf` too
    rows = {row[1:] if len(row) > 1 and row[0] in _NEGATIONS else row for row in rows if row}
    glued = {("".join(row),) for row in rows if len(row) > 1 and all(word.isalpha() for word in row)}
    return rows | {(_same_word(word),) for (word,) in glued if len(word) >= SHORTEST_TYPO}


def _without_a_letter(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _is_one_slip_away(typed: str, known: str) -> bool:
    """Tell whether one letter was added, left out, changed or swapped with its neighbour."""
    if abs(len(typed) - len(known)) > 1:
        return False
    head = 0
    while head < min(len(typed), len(known)) and typed[head] == known[head]:
        head += 1
    rest, whole = typed[head:], known[head:]
    if len(rest) == len(whole):
        return rest[1:] == whole[1:] or (rest[:2] == whole[1::-1] and rest[2:] == whole[2:])
    return rest[1:] == whole if len(rest) > len(whole) else rest == whole[1:]

"""Which words are correct French, accents apart: one fingerprint a word, so that 200,000 of them take one megabyte.

Read from the tables of spaCy's lemmatizer when the model is trained; serving needs the fingerprints only.
"""

import itertools
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import spacy

from bot.nlu import french
from bot.nlu.tokenizer import MODEL
from bot.nlu.vocabulary import pieces

FILE = "ordinary_words.npy"
_WORD = re.compile(r"[a-z]{3,}")


class OrdinaryWords:
    """A set of folded words without the mark of the plural; one word in 20,000 not in it is taken for one of it."""

    def __init__(self, fingerprints: np.ndarray) -> None:
        self._fingerprints = fingerprints

    @classmethod
    def of(cls, words: Iterable[str]) -> "OrdinaryWords":
        """Keep the words of three plain letters or more."""
        folded = {piece.word for word in words for piece in pieces(french.fold(word)) if _WORD.fullmatch(piece.word)}
        return cls(np.unique(np.fromiter((_fingerprint(word) for word in folded), dtype=np.uint32)))

    @classmethod
    def of_french(cls) -> "OrdinaryWords":
        """Keep the lemmas and the inflected forms of spaCy's small model, proper names left out; two seconds."""
        language = spacy.load(MODEL, exclude=["tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "ner"])
        lookups = language.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
        tables = (*lookups.get_table("lemma_index").values(), *lookups.get_table("lemma_exc").values())
        return cls.of(form for form in itertools.chain.from_iterable(tables) if form.isalpha() and form.islower())

    @classmethod
    def read(cls, folder: Path) -> "OrdinaryWords":
        """Read what `write` wrote."""
        return cls(np.load(folder / FILE, allow_pickle=False))

    def write(self, folder: Path) -> None:
        """Write the fingerprints as one array."""
        np.save(folder / FILE, self._fingerprints, allow_pickle=False)

    def __contains__(self, word: str) -> bool:
        fingerprint = np.uint32(_fingerprint(word))
        place = int(np.searchsorted(self._fingerprints, fingerprint))
        return place < len(self._fingerprints) and bool(self._fingerprints[place] == fingerprint)

    def __len__(self) -> int:
        return len(self._fingerprints)


def _fingerprint(word: str) -> int:
    return zlib.crc32(word.encode())

"""Finds in a message the words of the lookups and those of the shop's own catalogue, as it is at that moment.

What is found is left on the message for the tagger, which decides from the sentence; the shop's own names that can
mean nothing else are entities at once. An import is taken into account within a second.
"""

import functools
import hashlib
import inspect
import json
import logging
import time
from collections.abc import Callable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import lookups, ordinary_words, vocabulary
from bot.nlu.lookups import Catalogue
from bot.nlu.ordinary_words import OrdinaryWords
from bot.nlu.vocabulary import Match, Term, Vocabulary, words

MATCHES = "vocabulary_matches"  # the property of a message that holds what was found in it
EXTRACTOR = "VocabularyExtractor"
LOOKED_AT_EVERY_S = 1.0
LONGEST = 2000  # characters; a longer message is read up to there

log = logging.getLogger(__name__)

_source: Callable[[], Catalogue] | None = None


def set_catalogue(source: Callable[[], Catalogue] | None) -> None:
    """Say where the shop's words are read, or that there are none.

    `source` is called at each message and must be quick: see `watched`. Its words are indexed again when their
    `version` changes; should it raise, the words known before are kept.
    """
    global _source  # noqa: PLW0603 - components are made by Rasa, which passes them nothing of ours
    _source = source


def watched(
    version: Callable[[], int], read: Callable[[], Catalogue], clock: Callable[[], float] = time.monotonic
) -> Callable[[], Catalogue]:
    """Return a source that asks for the `version` once a second and reads the whole catalogue when it is another."""
    kept: list[tuple[Catalogue, float]] = []

    def source() -> Catalogue:
        if kept and clock() - kept[0][1] < LOOKED_AT_EVERY_S:
            return kept[0][0]
        catalogue = kept[0][0] if kept and kept[0][0].version == version() else read()
        kept[:] = [(catalogue, clock())]
        return catalogue

    return source


@functools.lru_cache(maxsize=1)
def lookup_vocabulary() -> tuple[Vocabulary, OrdinaryWords]:
    """Return the lookups indexed and the words of correct French, for training; two seconds, then kept."""
    ordinary = OrdinaryWords.of_french()
    return Vocabulary(lookups.read_phrases(), ordinary.__contains__), ordinary


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class VocabularyExtractor(GraphComponent):
    """Leaves the known phrases of each message under `MATCHES`, and adds the shop's sure ones to the entities."""

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        self._storage, self._resource = storage, resource
        self._lookups = Vocabulary(())
        self._ordinary = OrdinaryWords.of(())
        self._catalogue = Vocabulary(())
        self._followed: tuple[Callable[[], Catalogue], int] | None = None  # the source and version that are indexed

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "VocabularyExtractor":
        return cls(model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return a digest of the lookups and of the code that reads them, so that a change of either trains again."""
        code = [inspect.getsource(module) for module in (lookups, vocabulary, ordinary_words)]
        files = [file.read_text(encoding="utf-8") for file in sorted(lookups.FOLDER.glob("*.yml"))]
        return hashlib.sha256("\0".join(code + files).encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the lookups and the words of French with the model, which then needs no other file."""
        self._lookups, self._ordinary = lookup_vocabulary()
        rows = [(phrase, term.entity, term.canonical) for phrase, term in lookups.read_phrases()]
        with self._storage.write_to(self._resource) as folder:
            (folder / "lookups.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
            self._ordinary.write(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "VocabularyExtractor":
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            rows = json.loads((folder / "lookups.json").read_text(encoding="utf-8"))
            component._ordinary = OrdinaryWords.read(folder)
        phrases = [(phrase, Term(entity, canonical)) for phrase, entity, canonical in rows]
        component._lookups = Vocabulary(phrases, component._ordinary.__contains__)
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave what is found on each message."""
        self._follow_catalogue()
        for message in messages:
            if text := (message.get(TEXT) or "")[:LONGEST]:
                matches = self.matches(text)
                message.set(MATCHES, matches)
                sure = [_entity(text, match) for match in matches if self._is_sure(text, match)]
                message.set(ENTITIES, [*message.get(ENTITIES, []), *sure], add_to_output=True)
        return messages

    def matches(self, text: str) -> list[Match]:
        """Return the known phrases of a text, those of the shop first."""
        return [*self._catalogue.find(text), *self._lookups.find(text)]

    def _follow_catalogue(self) -> None:
        if _source is None:
            self._catalogue, self._followed = Vocabulary(()), None
            return
        try:
            catalogue = _source()
            if self._followed != (_source, catalogue.version):
                phrases = lookups.catalogue_phrases(catalogue, self._lookups)
                self._catalogue = Vocabulary(phrases, self._ordinary.__contains__)
                self._followed = (_source, catalogue.version)
        except Exception:  # whatever the source is made of: a shop's database being away must not cost the answer
            log.warning("The words of the catalogue could not be read; those known before are kept.", exc_info=True)

    def _is_sure(self, text: str, match: Match) -> bool:
        """Tell whether a match of the catalogue can be nothing but a name: a figure, a word of no dictionary or two
        full words (« filtre à charbon »), but not one ordinary word (« Action »).
        """
        row = words(text[match.start : match.end])
        is_name = any(word.isdigit() or (len(word) > 2 and word not in self._ordinary) for word in row)
        return match.term.is_live and match.is_exact and (is_name or sum(len(word) > 3 for word in row) > 1)


def _entity(text: str, match: Match) -> dict[str, Any]:
    return {
        "entity": match.term.entity,
        "start": match.start,
        "end": match.end,
        "value": text[match.start : match.end],
        "normalized": match.term.canonical,
        "extractor": EXTRACTOR,
    }

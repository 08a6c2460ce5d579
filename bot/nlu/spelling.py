"""Reads a misspelt word as the known word one letter away, or that sounds the same: features stay the same under typos.

Only features read the corrected text; entities and transcripts keep what was typed.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import french

READING = "reading"  # the property of a message that holds its text folded, written out and corrected
LONGEST = 2000
SHORTEST_WORD = 4  # shorter words have too many neighbours
KNOWN_FROM = 2  # a word seen that often in the training sentences is right as it is
CORRECTION_FROM = 3  # a word seen that often may stand for a misspelt one
WORD = re.compile(r"[a-z]+")


def folded(text: str) -> str:
    """Return the text with shorthand written out and folded, cut to 2,000 characters."""
    return french.fold(french.written_out(french.without_surrogates(text)))[:LONGEST]


# A word as it is heard, so that those who write by ear are read: `retourné`, `retourner`, `retournez`.
_HEARD = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"eau|au", "o"), (r"ph", "f"), (r"qu?|ck|c(?![eiyh])", "k"), (r"c(?=[eiy])|ss", "s"), (r"g(?=[eiy])", "j"),
        (r"je(?=[ao])", "j"), (r"(?<!c)h", ""), (r"(?<=..)(?:ait|ais|aient|er|ez|ees|ee|es|e)$", "e"), (r"ai|ei", "e"),
        (r"y", "i"), (r"em|en|am(?=[bp])", "an"), (r"(.)\1+", r"\1"), (r"(?<=..)[tdspxe]+$", ""),
    )
)  # fmt: skip


def heard(word: str) -> str:
    """Return how a folded word sounds, roughly."""
    for pattern, sound in _HEARD:
        word = pattern.sub(sound, word)
    return word


class Lexicon:
    """The words of the training sentences and how often each was seen."""

    def __init__(self, seen: dict[str, int]) -> None:
        self.seen = seen
        self._usual = {word for word, times in seen.items() if times >= CORRECTION_FROM and len(word) >= SHORTEST_WORD}
        self._shortened: dict[str, list[str]] = {}
        for word in self._usual:
            for shorter in _without_one_letter(word):
                self._shortened.setdefault(shorter, []).append(word)

        self._sounding: dict[str, str] = {}
        for word in sorted(self._usual, key=lambda each: (seen[each], each)):
            self._sounding[heard(word)] = word  # the commonest comes last

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Lexicon":
        """Return the lexicon of folded texts."""
        return cls(dict(Counter(word for text in texts for word in WORD.findall(text))))

    def corrected(self, text: str) -> str:
        """Return a folded text with each unknown word replaced by its commonest neighbour, if it has one."""
        return WORD.sub(lambda word: self._corrected_word(word[0]), text)

    def _corrected_word(self, word: str) -> str:
        if len(word) < SHORTEST_WORD or len(word) > 30 or self.seen.get(word, 0) >= KNOWN_FROM:
            return word
        nearest = max(self._neighbours(word), key=lambda each: (self.seen[each], each), default=None)
        return nearest or self._sounding.get(heard(word), word)

    def _neighbours(self, word: str) -> set[str]:
        """Words one insertion, deletion, substitution or swap away (all share a form with one letter less)."""
        found = set(self._shortened.get(word, ()))
        for shorter in _without_one_letter(word):
            if shorter in self._usual:
                found.add(shorter)
            found.update(self._shortened.get(shorter, ()))
        return found


def _without_one_letter(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class Spelling(GraphComponent):
    """Adds the corrected reading to each message; goes before the features."""

    def __init__(self, storage: ModelStorage, resource: Resource, lexicon: Lexicon | None = None) -> None:
        self._storage, self._resource = storage, resource
        self._lexicon = lexicon or Lexicon({})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Spelling":
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words."""
        self._lexicon = Lexicon.of(folded(each.get(TEXT)) for each in training_data.intent_examples if each.get(TEXT))
        with self._storage.write_to(self._resource) as folder:
            (folder / "lexicon.json").write_text(json.dumps(self._lexicon.seen), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "Spelling":
        with model_storage.read_from(resource) as folder:
            seen = json.loads((folder / "lexicon.json").read_text(encoding="utf-8"))
        return cls(model_storage, resource, Lexicon(seen))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the reading of each message that has a text."""
        for message in messages:
            if message.get(TEXT):
                message.set(READING, self._lexicon.corrected(folded(message.get(TEXT))))
        return messages

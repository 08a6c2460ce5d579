"""Finds products, brands, models, parts and symptoms from what is said around them: a conditional random field.

Trained on the annotations of the sentences; what it sees of a word is in bot/nlu/entity_features.py, and how it was
chosen in bench/entities.md. The model is crfsuite's own file and a list of words: nothing is unpickled.
"""

import inspect
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycrfsuite
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import entity_features, invented_names, model_references
from bot.nlu.entity_features import Word, features, read
from bot.nlu.invented_names import InventedNames, Sentence, Span
from bot.nlu.lookups import read_phrases
from bot.nlu.vocabulary import Match
from bot.nlu.vocabulary_extractor import MATCHES, VocabularyExtractor, lookup_vocabulary

KINDS = ("product_type", "brand", "model", "part", "defect")
EXTRACTOR = "EntityTagger"
OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Hiding:
    """Which words of a sentence are shown as never met, so that the field learns what an unknown word may be."""

    once: float  # probability for a word that the sentences have once
    rare: float  # the same for one that they have at most `rarest` times
    rarest: int

    def hides(self, times: int, draw: random.Random) -> bool:
        """Tell whether a word met that many times is hidden."""
        if times > self.rarest:
            return False
        return times == 0 or draw.random() < (self.once if times == 1 else self.rare)


REAL = Hiding(once=0.5, rare=0.1, rarest=5)
# Beside an invented name the other rare words are hidden too: else all that is unknown would look like a name.
RETOLD = Hiding(once=1.0, rare=0.6, rarest=20)


class Tagger:
    """The trained field: words of a message in, spans out."""

    def __init__(self, model: bytes, seen: frozenset[str]) -> None:
        self._model, self._seen = model, seen
        self._field = pycrfsuite.Tagger()
        self._field.open_inmemory(model)

    @classmethod
    def read(cls, folder: Path) -> "Tagger":
        """Read what `write` wrote."""
        seen = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
        return cls((folder / "field.crfsuite").read_bytes(), frozenset(seen))

    def write(self, folder: Path) -> None:
        """Write the field and the words it has seen."""
        (folder / "field.crfsuite").write_bytes(self._model)
        (folder / "seen.json").write_text(json.dumps(sorted(self._seen), ensure_ascii=False), encoding="utf-8")

    def spans(self, text: str, matches: Iterable[Match]) -> list[Span]:
        """Return the entities of a message as (start, end, entity), in order and apart."""
        row = read(text, matches, self._seen.__contains__)
        return _spans(row, self._field.tag(pycrfsuite.ItemSequence(features(row)))) if row else []


def fit(sentences: Sequence[Sentence], find: Callable[[str], list[Match]], config: dict[str, Any]) -> Tagger:
    """Train a tagger on sentences and their spans; `find` gives the known phrases of a text."""
    draw = random.Random(config["seed"])
    times = Counter(word.folded for text, _ in sentences for word in read(text, (), lambda _: True))
    retold = InventedNames(read_phrases(), config["seed"]).retold(sentences, config["retold"], config["replaced"])
    trainer = pycrfsuite.Trainer(verbose=False)
    for hiding, told in ((REAL, sentences), (RETOLD, retold)):
        for text, spans in told:
            matches = [match for match in find(text) if draw.random() >= config["hidden_matches"]]
            row = read(text, matches, lambda word: not hiding.hides(times[word], draw))  # noqa: B023  # read at once
            if row:
                trainer.append(pycrfsuite.ItemSequence(features(row)), _labels(row, spans))
    trainer.select("pa")
    trainer.set_params({"max_iterations": config["iterations"], "c": 0.1, "feature.possible_transitions": True})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "field.crfsuite"
        trainer.train(str(file))
        return Tagger(file.read_bytes(), frozenset(times))


def _labels(row: list[Word], spans: Iterable[Span]) -> list[str]:
    labels = [OUTSIDE] * len(row)
    for start, end, entity in spans:
        if entity in KINDS:
            inside = [place for place, word in enumerate(row) if word.start < end and start < word.end]
            for place in inside:
                labels[place] = ("B-" if place == inside[0] else "I-") + entity
    return labels


def _spans(row: list[Word], labels: list[str]) -> list[Span]:
    spans: list[Span] = []
    before = OUTSIDE
    for word, label in zip(row, labels, strict=True):
        if label != OUTSIDE:
            entity = label[2:]
            if label[0] == "I" and before[2:] == entity:
                spans[-1] = (spans[-1][0], word.end, entity)
            else:
                spans.append((word.start, word.end, entity))
        before = label
    return spans


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityTagger(GraphComponent):
    """Adds what the field finds to the entities of each message; goes after VocabularyExtractor."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage, self._resource = storage, resource
        self._tagger: Tagger | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EntityTagger":
        return cls(config, model_storage, resource)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings measured in bench/entities.md."""
        return {
            "iterations": 10,
            "seed": 0,
            "retold": 0.5,  # share of the sentences with a name that are told again with invented ones
            "replaced": 0.6,  # probability of each name in them to be invented
            "hidden_matches": 0.08,  # probability of a known phrase to be taken for an unknown one
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["pycrfsuite"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return a digest of the lookups and of the code that the field depends on: a change of either trains again."""
        code = [inspect.getsource(module) for module in (entity_features, invented_names, model_references)]
        return "".join([*code, VocabularyExtractor.fingerprint_addon(config) or ""])

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the field on the annotated sentences, those without an entity included."""
        examples = [example for example in training_data.nlu_examples if example.get(TEXT)]
        sentences = [(example.get(TEXT), _annotated(example)) for example in examples]
        self._tagger = fit(sentences, lookup_vocabulary()[0].find, self._config)
        with self._storage.write_to(self._resource) as folder:
            self._tagger.write(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "EntityTagger":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._tagger = Tagger.read(folder)
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the spans found to the entities already there."""
        for message in messages:
            text = message.get(TEXT)
            if text and self._tagger:
                found = [
                    {"entity": entity, "start": start, "end": end, "value": text[start:end], "extractor": EXTRACTOR}
                    for start, end, entity in self._tagger.spans(text, message.get(MATCHES, []))
                ]
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


def _annotated(example: Message) -> list[Span]:
    return [(each["start"], each["end"], each["entity"]) for each in example.get(ENTITIES, [])]

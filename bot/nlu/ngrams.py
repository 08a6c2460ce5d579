"""Word and character n-grams of folded text, weighted by rarity: what makes typos and lost accents harmless."""

import json
from collections import Counter
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.spelling import READING

KINDS: dict[str, dict[str, Any]] = {
    "words": {"analyzer": "word", "ngram_range": (1, 3), "token_pattern": r"[a-z0-9]+|\?", "min_df": 2},
    "letters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
    "runs": {"analyzer": "char", "ngram_range": (2, 6), "min_df": 3},
}


def _vectorizer(kind: str) -> TfidfVectorizer:
    return TfidfVectorizer(**KINDS[kind], sublinear_tf=True, lowercase=False, dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeatures(GraphComponent):
    """Adds one sparse sentence feature a kind of n-gram."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._vectorizers: dict[str, TfidfVectorizer] = {}
        self._analyzers = {kind: _vectorizer(kind).build_analyzer() for kind in KINDS}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NgramFeatures":
        return cls(config, model_storage, resource)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the vocabulary and the weight of each n-gram."""
        texts = [example.get(READING) for example in training_data.intent_examples if example.get(READING)]
        with self._storage.write_to(self._resource) as folder:
            for kind in KINDS:
                self._vectorizers[kind] = vectorizer = _vectorizer(kind).fit(texts)
                terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
                (folder / f"{kind}.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
                np.save(folder / f"{kind}.npy", vectorizer.idf_, allow_pickle=False)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "NgramFeatures":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            for kind in KINDS:
                vectorizer = _vectorizer(kind)
                terms = json.loads((folder / f"{kind}.json").read_text(encoding="utf-8"))
                vectorizer.vocabulary_ = {term: place for place, term in enumerate(terms)}
                vectorizer.idf_ = np.load(folder / f"{kind}.npy", allow_pickle=False)
                component._vectorizers[kind] = vectorizer
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to each message that has a text."""
        with_text = [message for message in messages if message.get(READING)]
        if not with_text:
            return messages
        for message in with_text:
            for kind, vectorizer in self._vectorizers.items():
                row = _row(vectorizer, self._analyzers[kind](message.get(READING)))
                message.add_features(Features(row, "sentence", TEXT, f"NgramFeatures_{kind}"))
        return messages


def _row(vectorizer: TfidfVectorizer, terms: list[str]) -> scipy.sparse.csr_matrix:
    """Return what `vectorizer.transform` gives for one text, in a third of its time."""
    known = Counter(place for place in map(vectorizer.vocabulary_.get, terms) if place is not None)
    places = np.fromiter(known.keys(), dtype=np.int32, count=len(known))
    values = (1 + np.log(np.fromiter(known.values(), dtype=np.float32, count=len(known)))) * vectorizer.idf_[places]
    values /= np.linalg.norm(values) or 1.0
    shape = (1, len(vectorizer.vocabulary_))
    return scipy.sparse.csr_matrix((values.astype(np.float32), places, [0, len(places)]), shape=shape)

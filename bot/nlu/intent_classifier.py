"""What the shopper wants: a linear model on the sentence's features, its confidence calibrated, its doubt said.

The titles of the buttons are known by heart. Under the threshold the name is `nlu_fallback`; the guess stays in the
ranking. Kinds of model compared and chosen in bench/understanding.
"""

from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.choices import intent_of_title
from bot.nlu.linear import LinearModel

FALLBACK = "nlu_fallback"
NOTHING = "out_of_scope"
RANKED = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Chooses the intent."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage, self._resource = storage, resource
        self._model: LinearModel | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentClassifier":
        return cls(config, model_storage, resource)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"kind": "margin", "strength": 1.0, "threshold": 0.4}

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model and its calibration on the intents of the training sentences."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        names = [str(example.get(INTENT)) for example in examples]
        self._model = LinearModel.fit(
            sentence_features(examples), names, self._config["kind"], self._config["strength"]
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.write(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "IntentClassifier":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = LinearModel.read(folder)
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message."""
        for message in messages:
            ranking = self._ranking(message)
            message.set(INTENT, _decided(ranking, self._config["threshold"]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[:RANKED], add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        text = message.get(TEXT) or ""
        if title := intent_of_title(text):
            return [{"name": title, "confidence": 1.0}]
        if self._model is None or not any(letter.isalnum() for letter in text):
            return [{"name": NOTHING, "confidence": 1.0}]
        confidences = self._model.confidences(sentence_features([message]))[0]
        order = np.argsort(-confidences)
        return [{"name": self._model.names[place], "confidence": float(confidences[place])} for place in order]


def _decided(ranking: list[dict[str, Any]], threshold: float) -> dict[str, Any]:
    best = ranking[0]
    if best["confidence"] >= threshold:
        return dict(best)
    return {"name": FALLBACK, "confidence": 1.0 - best["confidence"]}


def sentence_features(messages: list[Message]) -> scipy.sparse.csr_matrix:
    """Return one row a message: its sentence features side by side, in the order of the pipeline."""
    kinds = [_of_sentences(message) for message in messages]
    if len(kinds) == 1:
        return _side_by_side(kinds[0])
    columns = [
        scipy.sparse.vstack([scipy.sparse.csr_matrix(each) for each in kind]) for kind in zip(*kinds, strict=True)
    ]
    return scipy.sparse.hstack(columns).tocsr()


def _of_sentences(message: Message) -> list[Any]:
    return [each.features for each in message.features if each.attribute == TEXT and each.type == "sentence"]


def _side_by_side(features: list[Any]) -> scipy.sparse.csr_matrix:
    """Return the features of one sentence in one row (scipy's own stacking takes ten times longer)."""
    values, places, width = [], [], 0
    for each in features:
        if scipy.sparse.issparse(each):
            values.append(each.data)
            places.append(each.indices + width)
        else:
            values.append(each[0])
            places.append(np.arange(width, width + each.shape[1]))
        width += each.shape[1]
    data, columns = np.concatenate(values), np.concatenate(places)
    return scipy.sparse.csr_matrix((data, columns, [0, len(data)]), shape=(1, width))

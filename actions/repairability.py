"""The repairability or durability index of a product of ours, or what these indices are."""

from decimal import Decimal

from actions.questions import answer_question
from actions.store.questions.catalogue import products_by_model
from actions.store.records import Product
from actions.turn import Topic, Turn


class ActionShowIndex(Topic):
    """Answers `repairability_index`."""

    def answer(self, turn: Turn) -> None:
        """Tell the index of the model named in this message; explain the index otherwise."""
        turn.speak_of("index")
        named = any(entity["entity"] == "model" for entity in turn.entities)
        products = products_by_model(turn.shop.engine, turn.slots["model"]) if named else ()
        rated = next((each for each in products if _index(each) is not None), None)
        if rated is not None:
            name, index = _index(rated) or ("", Decimal(0))
            turn.tell("index", model=rated.model, kind=name, value=str(index))
            turn.say(f"utter_index_{name}", product=rated.name, index=f"{index.normalize():f}".replace(".", ","))
        elif products:
            turn.say("utter_index_unknown", product=products[0].name)
        else:
            answer_question(turn, "repairability_index")


def _index(product: Product) -> tuple[str, Decimal] | None:
    if product.durability_index is not None:
        return "durability", product.durability_index
    if product.repairability_index is not None:
        return "repairability", product.repairability_index
    return None

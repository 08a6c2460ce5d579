"""The repairability or durability index of a product, two products compared on it, or what these indices are."""

import re

from actions import french
from actions.comparison import models_named
from actions.identification import identified_order, known_order
from actions.index_sentences import comparison_facts, comparison_figures, index_facts, index_figures, marks_of
from actions.law.repairability import IndexKind
from actions.law.repairability import index_of as index_due
from actions.lines import chosen_line
from actions.questions import OVERVIEW, answer_question, figures
from actions.store.questions.catalogue import products_by_model
from actions.store.questions.indices import ModelIndex, compare, index_of
from actions.store.records import Order, Product
from actions.topic import Topic
from actions.turn import Turn

# A product of the shopper's, or the one just spoken of: then its index is wanted, not what an index is.
OWN = re.compile(r"\b(mon|ma|mes|notre|nos|son|sa|ce|cet|cette|celui-ci|celle-ci|lui|du mien|de la mienne)\b")
# The general answers that are chosen for want of a product in the message; the others answer a question of their own.
FOR_WANT_OF_A_PRODUCT = ("", OVERVIEW, "categories", "where_to_see", "missing", "other_products")
MOST_TOLD = 4


class ActionShowIndex(Topic):
    """Answers `repairability_index`."""

    def answer(self, turn: Turn) -> None:
        """Compare the models named; tell the index of the one named or of the line spoken of; else explain indices."""
        turn.speak_of("index")
        models = models_named(turn)
        if len(models) > 1:
            _compare(turn, models)
        elif models:
            _tell_model(turn, str(turn.slots["model"]), turn.slots.get("brand"))
        elif turn.is_fresh and not _wants_own(turn):
            answer_question(turn, "repairability_index")
        else:
            _tell_own(turn)


def _chosen_answer(turn: Turn) -> str:
    return str((turn.parse.get("answer") or {}).get("name", "")).partition("/")[2]


def _wants_own(turn: Turn) -> bool:
    return _chosen_answer(turn) in FOR_WANT_OF_A_PRODUCT and bool(OWN.search(french.fold(turn.text)))


def _tell_own(turn: Turn) -> None:
    """Tell the index of the line of the order that is meant, else of the model spoken of before; else ask the model."""
    order = known_order(turn)
    if order is None and turn.slots.get("order_number"):
        order = identified_order(turn)
        if order is None:
            return
    if order is not None and not _is_about_something_else(turn, order):
        line = chosen_line(turn, order)
        if line is not None and line.model:
            turn.remember(model=line.model)
            _tell_model(turn, line.model, line.brand)
        elif line is not None:
            _tell_unknown(turn, line.name, line.product_type)
    elif turn.slots.get("model"):
        _tell_model(turn, str(turn.slots["model"]), turn.slots.get("brand"))
    else:
        turn.tell("verdict", status="needs_model")
        turn.ask_for("model")


def _is_about_something_else(turn: Turn, order: Order) -> bool:
    """Tell whether the product spoken of is not of the order: another model, or another kind."""
    model, kind = turn.slots.get("model"), turn.slots.get("product_type")
    if model:
        return french.key(str(model)) not in {french.key(line.model or "") for line in order.lines}
    return bool(kind) and kind not in {line.product_type for line in order.lines}


def _tell_model(turn: Turn, model: str, brand: str | None) -> None:
    """Tell every index known of a model: the marks of each criterion and the maker's page when it declared them."""
    product = _product(turn, model)
    indices = _indices(turn, model, brand)
    if not indices and product is None and turn.is_fresh and _chosen_answer(turn) not in FOR_WANT_OF_A_PRODUCT:
        answer_question(turn, "repairability_index")
    elif not indices:
        _tell_unknown(turn, product.name if product else model, product.product_type if product else None)
    else:
        turn.tell("index", **index_facts(indices[0]))
    for index in indices:
        turn.say(f"utter_index_{index.kind}", **index_figures(index, product))
        if marks := marks_of(index):
            turn.say("utter_index_marks", marks=marks)
        if index.details_url:
            turn.say("utter_index_details", url=index.details_url)


def _product(turn: Turn, model: str) -> Product | None:
    return next(iter(products_by_model(turn.shop.engine, model)), None)


def _indices(turn: Turn, model: str, brand: str | None) -> tuple[ModelIndex, ...]:
    """Return the indices of a model; a brand that its maker does not write narrows nothing."""
    return index_of(turn.shop.engine, model, brand) or index_of(turn.shop.engine, model)


def _tell_unknown(turn: Turn, product: str, kind: str | None) -> None:
    """Say that the index is not known; a kind that shows the European label instead is told of it."""
    turn.tell("verdict", status="not_found")
    turn.say("utter_index_unknown", product=product)
    due = index_due(kind, turn.today).current if kind else None
    if due is not None and due.kind is IndexKind.EU_LABEL:
        turn.say("utter_repairability_index/smartphones_label", **figures(turn))


def _compare(turn: Turn, models: list[str]) -> None:
    """Compare two models on the index both have; more than two, or two without one in common, are told one by one."""
    compared = compare(turn.shop.engine, models[0], models[1]) if len(models) == 2 else None
    if compared is None:
        _tell_one_by_one(turn, models[:MOST_TOLD])
        turn.say("utter_index_not_compared" if len(models) == 2 else "utter_index_two_at_a_time")
        return
    turn.tell("index", **comparison_facts(compared))
    told = comparison_figures(compared, _product(turn, models[0]), _product(turn, models[1]))
    turn.say("utter_index_compared_equal" if compared.difference == 0 else "utter_index_compared", **told)
    if told["criteria"]:
        turn.say("utter_index_compared_marks", **told)
    if len({compared.first.product_type, compared.second.product_type} - {None}) > 1:
        turn.say("utter_index_other_category")


def _tell_one_by_one(turn: Turn, models: list[str]) -> None:
    told = []
    for model in models:
        product, indices = _product(turn, model), _indices(turn, model, None)
        told += [index_facts(index) for index in indices]
        for index in indices:
            turn.say(f"utter_index_{index.kind}", **index_figures(index, product))
        if not indices:
            turn.say("utter_index_unknown", product=product.name if product else model)
    turn.tell("index", compared=told)

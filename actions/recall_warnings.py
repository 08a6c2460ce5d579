"""A recall outranks every other answer: it is told before it, once a conversation, whatever was asked.

An action only says which lines of an order, or which named product, its answer is about (`Turn.speak_of_lines`,
`Turn.speak_of`). Here, at the end of each turn, their recalls are looked up and said ahead of the rest.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from sqlalchemy.engine import Engine

from actions.memory import REFERENCE
from actions.recall_sentences import (
    POSSIBLE,
    RECALLED,
    check_named,
    recall_facts,
    recall_figures,
    remember_told,
    rights_response,
)
from actions.store.questions.recalls import RecallCheck, RecallMatch, check_lines, latest_recalls
from actions.store.records import OrderLine, Recall
from actions.turn import Turn

CHECK = "action_check_recall"  # tells recalls itself
# What is said of a product rather than of an order: a model named before, of no order, is looked up too.
OF_A_PRODUCT = ("warranty", "repair", "part", "index")


def warn_of_recalls(turn: Turn) -> None:
    """Say the recalls of what this turn speaks of that were not told yet, ahead of its answer; ask for a batch.

    Nothing is asked of the database when the shop has no recall, or when these products were looked up already.
    """
    if turn.action == CHECK or not (turn.lines or _names_a_product(turn)):
        return
    if not _any_recall(turn.shop.engine, turn.shop.version):
        return
    found = sorted(_found(turn), key=lambda each: len(each[1].missing))  # the sure ones first
    told = [match.recall for product, match in found if _warn(turn, match, product)]
    if told:
        _tell_facts(turn, told)
    if turn.is_over and any(turn.slots["recalls_told"][each.reference] == POSSIBLE for each in told):
        turn.remember(needed=["batch"], pending_action=[CHECK])


def _found(turn: Turn) -> Iterator[tuple[str | None, RecallMatch]]:
    """Give the recalls of what is spoken of and was not looked up yet, with the name of the line that each concerns."""
    engine, batch = turn.shop.engine, turn.slots.get("batch")
    lines, is_named = _not_checked_yet(turn)
    is_only_line = len(turn.lines) == 1
    if lines:
        for line, check in check_lines(engine, lines, batch=batch if is_only_line else None):
            yield from ((line.name, match) for match in _concerning(check))
    if lines and batch and not is_only_line:
        # Of several lines, a batch makes a recall sure and rules none out: it may be of another line.
        for line, check in check_lines(engine, lines, batch=batch):
            yield from ((line.name, match) for match in check.recalled)
    if is_named:
        yield from ((None, match) for match in _concerning(check_named(turn)))
    if turn.lines and POSSIBLE in _told(turn).values() and REFERENCE.fullmatch(turn.text.strip()):
        # The batch that was asked a while ago; when it is none, it is whatever else it was taken for.
        for line, check in check_lines(engine, turn.lines, batch=turn.text.strip()):
            yield from ((line.name, match) for match in check.recalled)


def _names_a_product(turn: Turn) -> bool:
    """Tell whether a product is known by its model or bar code, and is what is answered or was named just now."""
    is_spoken_of = turn.subject in OF_A_PRODUCT or bool(turn.news & {"model", "gtin"})
    return is_spoken_of and bool(turn.slots.get("model") or turn.slots.get("gtin"))


def _not_checked_yet(turn: Turn) -> tuple[list[OrderLine], bool]:
    """Return the lines, and whether there is a named product, to look up; they are remembered as looked up."""
    slots, batch = turn.slots, turn.slots.get("batch")
    version, *known = slots.get("recalls_checked") or [turn.shop.version]
    known = known if version == turn.shop.version else []
    lines = [line for line in turn.lines if _marks(line, batch) not in known]
    named = [slots.get("brand"), slots.get("model"), slots.get("gtin"), batch]
    is_new = _names_a_product(turn) and named not in known
    if lines or is_new:
        marks = [_marks(line, batch) for line in lines] + ([named] if is_new else [])
        turn.remember(recalls_checked=[turn.shop.version, *known, *marks])
    return lines, is_new


def _marks(line: OrderLine, batch: str | None) -> list[str | None]:
    return [line.brand, line.model, line.gtin, batch]


@lru_cache(maxsize=8)
def _any_recall(engine: Engine, version: int) -> bool:
    """Tell whether the shop knows any recall, asked once for each state of its data."""
    return bool(latest_recalls(engine, 1))


def _concerning(check: RecallCheck) -> Iterator[RecallMatch]:
    """Give what may be told unasked: the sure ones, and those of this very model or bar code that lack the batch alone.

    A recall of the whole brand, or of a model whose brand is not known, would frighten for nothing.
    """
    for match in check.matches:
        is_the_product = "gtin" in match.matched or {"brand", "model"} <= set(match.matched)
        if not match.missing or (match.missing == ("batch",) and is_the_product):
            yield match


def _warn(turn: Turn, match: RecallMatch, product: str | None) -> bool:
    """Say a recall ahead, unless it was told already and nothing more is known since; tell whether it was said."""
    recall, status = match.recall, POSSIBLE if match.missing else RECALLED
    if _told(turn).get(recall.reference) in (RECALLED, status):
        return False
    figures = recall_figures(turn, recall)
    figures["product"] = product or figures["recalled"]
    if status == POSSIBLE:
        turn.say_ahead("utter_recall_ahead_possible", **figures)
    else:
        turn.say_ahead("utter_recall_ahead", **figures)
        turn.say_ahead(rights_response(recall, turn.today), **figures)
    remember_told(turn, recall, status)
    return True


def _told(turn: Turn) -> dict[str, str]:
    return turn.slots.get("recalls_told") or {}


def _tell_facts(turn: Turn, told: Iterable[Recall]) -> None:
    first, *others = told
    turn.tell("recall", **recall_facts(first, turn.slots["recalls_told"][first.reference], turn.today))
    if others:
        turn.tell("recall", others=[each.reference for each in others])

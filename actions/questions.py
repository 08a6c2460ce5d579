"""Frequent questions: the answer chosen by `bot.nlu.answer_selector` among those of the intent, figures filled in."""

from typing import Any

from actions import french
from actions.choices import TITLES, TOPICS
from actions.comparison import compares_repairability
from actions.law.values import legal_values
from actions.topic import Topic
from actions.turn import Turn

OVERVIEW = "overview"
LAW_TOPICS = (
    "warranty returns delivery refunds recalls repairs parts repairability recourse hidden_defects "
    "commercial_guarantee privacy"
).split()


class ActionAnswerQuestion(Topic):
    """Answers every intent that asks how something works."""

    def answer(self, turn: Turn) -> None:
        """Say the chosen answer; one on what is owed for a defect leads to a request.

        Advice between two models on how well they are repaired is a comparison of their indices.
        """
        if turn.guess == "product_advice" and compares_repairability(turn):
            turn.go_on_with("action_show_index")
            return
        answer_question(turn, turn.guess)
        if turn.guess == "warranty_remedy" and turn.form is None:
            turn.remember(offer="repair")
            turn.offer_choices("utter_propose_repair", [TITLES["repair_request"]])


def answer_question(turn: Turn, intent: str) -> None:
    """Say the answer chosen for this intent, or its overview."""
    chosen = turn.parse.get("answer") or {}
    name = chosen.get("name", "")
    key = name.partition("/")[2] if name.startswith(f"{intent}/") else OVERVIEW
    if intent in TOPICS:
        turn.speak_of(TOPICS[intent])
    turn.tell("answer", name=f"{intent}/{key}")
    turn.say(f"utter_{intent}/{key}", **figures(turn))


def answered_in_general(turn: Turn) -> bool:
    """Answer a question on how things work, when the message is one and needs no order; tell whether it was."""
    name = (turn.parse.get("answer") or {}).get("name", "")
    if not turn.is_fresh or not name.startswith(f"{turn.guess}/") or name.endswith("/"):
        return False
    answer_question(turn, turn.guess)
    return True


def figures(turn: Turn) -> dict[str, Any]:
    """Return every value of the law in force, as sentences are filled with them."""
    return {name: value for topic in LAW_TOPICS for name, value in _values(topic, turn).items()}


def _values(topic: str, turn: Turn) -> dict[str, str]:
    """Return the values of one topic that are a number or a text, in words."""
    in_force = {name: value for name, value in legal_values(topic).by_key.items() if value.is_in_force(turn.today)}
    worded = {name: french.measured(value.on(turn.today).value, value.unit) for name, value in in_force.items()}
    return {f"{topic}_{name}": words for name, words in worded.items() if words}

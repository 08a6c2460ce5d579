"""What a machine may answer by mail without a person. Pure: what was understood in, yes or the reason of no out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.french import fold
from actions.memory import PROFESSIONAL

# Intents that ask for nothing; every other one is a request.
COURTESY = frozenset("greet goodbye thank affirm deny inform cancel_flow help bot_challenge".split())
NOT_UNDERSTOOD = frozenset(("nlu_fallback", "out_of_scope", "None"))
FOR_A_PERSON = {"talk_to_human": "person_asked", "complaint": "anger"}
# Answers that state the rights of consumers: a business that buys has others (L217-1, L221-3, L611-3). The question
# whether a product is covered is not here: its answer asks who bought.
RIGHTS_OF_CONSUMERS = frozenset(
    "warranty_info warranty_remedy warranty_proof mediation_info return_request order_cancel delivery_not_received "
    "delivery_damaged_or_wrong".split()
)
OFF_TOPIC = 0.6  # an advertisement asks when it may call, too: one foreign sentence is enough for a person to look
LONGEST = 1900  # characters the assistant reads of one turn, less what is added to them
COURTEOUS_QUESTION = re.compile(
    r"^(?:(?:est-ce que vous |vous )?(?:pouvez|pourriez|pourrais|peux)[- ]?(?:vous|tu|je)?\s?"
    r"(?:svp |s'il vous plait )?"
    r"(?:m'aider|m'eclairer|me repondre|me renseigner|me dire ce qu'il en est|m'indiquer la marche a suivre|"
    r"faire (?:le|un) (?:necessaire|point)|me tenir (?:au courant|informe)|regarder|verifier|"
    r"avoir (?:une reponse|de l'aide)).*"
    r"|que (?:dois|puis)-je faire.*|comment (?:faire|proceder).{0,20}|qu'en pensez-vous.*|d'accord|merci d'avance.*)\?$"
)
# Statuses of a verdict that are an answer although a person is offered with it: a plain no, said with its reason.
ANSWERING_VERDICTS = frozenset("covered expired not_applicable recalled not_recalled available discontinued".split())
IDENTIFYING = frozenset("needs_identification identification_failed locked".split())


@dataclass(frozen=True, slots=True)
class Understood:
    """A text and what it was understood as; `confidence` from 0 to 1.

    `answer` is the frequent answer chosen for it, `marks` the order, product and days it names.
    """

    text: str
    intent: str
    confidence: float
    answer: str = ""
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shop allows: intents that may be answered alone, and from which confidence on."""

    subjects: frozenset[str]
    confidence: float


def is_request(intent: str) -> bool:
    """Tell whether an intent asks for something."""
    return intent not in COURTESY and intent not in NOT_UNDERSTOOD


def is_courtesy(sentence: str) -> bool:
    """Tell whether a sentence is a question in form only: `Pouvez-vous m'aider ?`."""
    return COURTEOUS_QUESTION.match(fold(sentence)) is not None


def is_only_thanks(spoken: Sequence[Understood], confidence: float) -> bool:
    """Tell whether a letter says thanks and nothing else: it wants no reply and no person."""
    return (
        bool(spoken)
        and len(spoken) <= 2
        and all(
            each.intent in ("thank", "goodbye") and each.confidence >= confidence and len(each.text) < 120
            for each in spoken
        )
    )


def why_not_alone(
    turns: Sequence[Understood], unclear: Sequence[str], spoken: Sequence[Understood], rules: Rules
) -> str | None:
    """Return why a letter goes to a person before anything is tried; None when it may be answered."""
    for each in (*spoken, *turns):
        if each.intent in FOR_A_PERSON and each.confidence >= rules.confidence:
            return FOR_A_PERSON[each.intent]
    if any(each.intent == "out_of_scope" and each.confidence >= OFF_TOPIC for each in spoken):
        return "off_topic"
    if not turns or all(not is_request(turn.intent) for turn in turns):
        return "not_understood" if any(turn.intent in NOT_UNDERSTOOD for turn in turns) else "nothing_asked"
    if any(len(turn.text) > LONGEST for turn in turns):
        return "too_long"
    if any(turn.intent in NOT_UNDERSTOOD or turn.intent in COURTESY for turn in turns):
        return "not_understood"
    if any(turn.intent not in rules.subjects for turn in turns):
        return "subject"
    if any(turn.confidence < rules.confidence for turn in turns):
        return "confidence"
    return "unclear_question" if unclear else None


def why_not_these_facts(text: str, turns: Sequence[Understood], numbers: Sequence[str]) -> str | None:
    """Return why what a letter tells keeps it from being answered alone: several orders, or a business that buys."""
    if len(numbers) > 1:
        return "several_orders"
    is_business = PROFESSIONAL.search(fold(text)) is not None
    return "professional" if is_business and any(turn.intent in RIGHTS_OF_CONSUMERS for turn in turns) else None


def kind_of(facts: Sequence[Mapping[str, Any]]) -> tuple[str, str | None]:
    """Return what the assistant's answers are, by their facts: `answer`, `question` or `desk` with its reason.

    A question about identity has the reason `identification`, one about another detail the reason `detail`.
    """
    kinds = [_kind(each) for each in facts]
    if not kinds:
        return "desk", "failure"
    for wanted in ("desk", "question"):
        found = [kind for kind in kinds if kind[0] == wanted]
        if found:
            # Identity comes first: the other details are asked once it is known whose order it is.
            return next((kind for kind in found if kind[1] == "identification"), found[0])
    return "answer", None


def _kind(facts: Mapping[str, Any]) -> tuple[str, str | None]:
    handoff = facts.get("handoff", {}).get("status")
    verdict = str(facts.get("verdict", {}).get("status") or "")
    if "incident" in facts:
        return "desk", "failure"
    if handoff in ("queued", "connected", "message_left"):
        return "desk", "person_asked"
    if verdict in IDENTIFYING:
        return "question", "identification"
    if verdict in ("needs_review", "not_found"):
        return "desk", "open_point"
    if verdict.startswith("needs_"):
        return "question", "detail"
    if handoff == "offered" and not _is_answered(facts, verdict):
        return "desk", "open_point"
    return "answer", None


def _is_answered(facts: Mapping[str, Any], verdict: str) -> bool:
    """Tell whether an answer that offers a person is complete without one."""
    flags = {str(each.get("code")) for each in facts.get("verdict", {}).get("overlays") or []}
    if verdict in ANSWERING_VERDICTS:
        return "ESCALATE_HUMAN" not in flags
    return facts.get("withdrawal", {}).get("status") == "closed" or bool(facts.get("order", {}).get("status"))

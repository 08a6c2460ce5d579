"""What a letter asks: its requests, each as a text for the assistant, and the questions that were not understood.

A letter tells a story around its question: the whole is tried first, then the sentences that ask, with those that give
details. Questions that have different answers are asked apart. Nothing is answered here.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.mail.paragraphs import sentences
from bot.mail.policy import COURTESY, Understood, is_courtesy, is_request
from bot.requests import FAMILY_OF, split_requests

Parse = dict[str, Any]
Understand = Callable[[str], Awaitable[Parse]]

SHORTEST = 4  # characters
MOST_SENTENCES = 30
# What makes two questions of one intent two questions: each wants its own answer.
DISTINGUISHING = frozenset(("order_number", "product_type", "brand", "model", "part", "date", "duration"))
NOT_DETAILS = COURTESY - {"inform", "affirm", "deny"}


@dataclass(frozen=True, slots=True)
class Requests:
    """The turns to take in order, what is cited, what was asked but not understood, and every sentence.

    `is_whole` is false for a letter so long that its end was not read.
    """

    turns: tuple[Understood, ...]
    cited: tuple[str, ...]
    unclear: tuple[str, ...]
    spoken: tuple[Understood, ...]
    is_whole: bool = True


async def read_requests(text: str, understand: Understand, least: float) -> Requests:
    """Find the requests of a letter's body; `least` is the confidence from which a sentence is a plain request."""
    every = [piece for piece in sentences(text) if len(piece) >= SHORTEST]
    pieces = every[:MOST_SENTENCES]
    spoken = [await _understood(piece, understand) for piece in pieces]
    plain = [each for each in spoken if is_request(each.intent) and each.confidence >= least]
    asked = _asked(plain)
    groups = _groups(asked)
    if len(groups) > 1:
        turns = [await _turn_of(own, spoken if own is groups[0] else (), understand, least) for own in groups]
    else:
        turns = await _turns_of_one(text, asked, spoken, understand, least)
    answered = [turn for turn in turns if is_request(turn.intent) and turn.confidence >= least]
    families = {family(each) for each in (*plain, *answered)}
    unclear = [each.text for each in spoken if _is_unclear(each, families, least)]
    cited = tuple(each.text for each in asked) or tuple(pieces)
    return Requests(tuple(turns), cited, tuple(unclear), tuple(spoken), len(every) == len(pieces))


def family(understood: Understood) -> str:
    """Return the family of an intent: requests of one family explain each other."""
    return FAMILY_OF.get(understood.intent, understood.intent)


def _asked(plain: Sequence[Understood]) -> list[Understood]:
    """Return the sentences that ask: the questions, and the requests of which no question speaks."""
    questions = [each for each in plain if each.text.endswith("?")]
    spoken_of = {family(each) for each in questions}
    return [each for each in plain if each in questions or family(each) not in spoken_of]


def _groups(asked: Sequence[Understood]) -> list[list[Understood]]:
    """Put together the sentences that one answer serves: same intent, same answer, and marks that do not differ."""
    groups: list[list[Understood]] = []
    for each in asked:
        own = next((group for group in groups if all(_is_same(each, other) for other in group)), None)
        if own is None:
            groups.append([each])
        else:
            own.append(each)
    return groups


def _is_same(one: Understood, other: Understood) -> bool:
    nested = one.marks <= other.marks or other.marks <= one.marks
    return nested and (one.intent, one.answer) == (other.intent, other.answer)


async def _turns_of_one(
    text: str, asked: Sequence[Understood], spoken: Sequence[Understood], understand: Understand, least: float
) -> list[Understood]:
    """Return the whole letter when it is understood as what its sentences ask, else the sentences alone."""
    whole = await _split(text, understand)
    wanted = {each.intent for each in asked}
    if not wanted or _are_plain(whole, wanted, least):
        return whole
    return await _narrowed(" ".join(each.text for each in asked), wanted, spoken, understand, least)


def _are_plain(turns: Sequence[Understood], wanted: set[str], least: float) -> bool:
    return all(turn.confidence >= least and (turn.intent in wanted or _is_about_one(turn, wanted)) for turn in turns)


def _is_about_one(turn: Understood, wanted: set[str]) -> bool:
    """Tell whether a general question about the guarantee is one about a product, whose order or day is given."""
    days_or_order = ("date=", "duration=", "order_number=")
    named = any(mark.startswith(days_or_order) for mark in turn.marks)
    return named and turn.intent == "warranty_coverage" and "warranty_info" in wanted


async def _turn_of(
    own: Sequence[Understood], spoken: Sequence[Understood], understand: Understand, least: float
) -> Understood:
    """Return the turn of one question among several; the details given anywhere, `spoken`, come with the first."""
    text = " ".join(each.text for each in own)
    turns = await _narrowed(text, {own[0].intent}, spoken, understand, least)
    return turns[0] if len(turns) == 1 else await _understood(text, understand)


async def _narrowed(
    text: str, wanted: set[str], spoken: Sequence[Understood], understand: Understand, least: float
) -> list[Understood]:
    """Return the turns of some sentences after those that give details, or without them when they confuse."""
    details = " ".join(each.text for each in spoken if _gives_details(each) and each.text not in text)
    if details:
        turns = await _split(f"{details} {text}", understand)
        if _are_plain(turns, wanted, least):
            return turns
    return await _split(text, understand)


def _gives_details(sentence: Understood) -> bool:
    return not sentence.text.endswith("?") and sentence.intent not in NOT_DETAILS


async def _split(text: str, understand: Understand) -> list[Understood]:
    """Return the turns that the assistant would take for a text."""
    parse = await understand(text)
    return [_as_understood(piece, each) for piece, each in await split_requests(text, parse, understand)]


async def _understood(text: str, understand: Understand) -> Understood:
    return _as_understood(text, await understand(text))


def _as_understood(text: str, parse: Parse) -> Understood:
    intent = parse["intent"]
    marks = frozenset(
        f"{each['entity']}={each.get('normalized') or each['value']}"
        for each in parse.get("entities") or []
        if each["entity"] in DISTINGUISHING
    )
    answer = str((parse.get("answer") or {}).get("name") or "")
    return Understood(text, str(intent.get("name")), float(intent.get("confidence") or 0), answer, marks)


def _is_unclear(sentence: Understood, families: set[str], least: float) -> bool:
    """Tell whether a sentence asks something that none of the requests found answers."""
    if not sentence.text.endswith("?") or is_courtesy(sentence.text):
        return False
    if is_request(sentence.intent) and sentence.confidence >= least:
        return False
    return family(sentence) not in families and sentence.intent not in COURTESY

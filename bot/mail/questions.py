"""What a letter asks: its requests, each as a text for the assistant, and the questions that were not understood.

A letter tells a story around its question: the whole is tried first, then the sentences that ask, with those that give
details. Nothing is answered here.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.mail.paragraphs import sentences
from bot.mail.policy import COURTESY, Understood, is_courtesy, is_request
from bot.requests import FAMILY_OF, split_requests

Parse = dict[str, Any]
Understand = Callable[[str], Awaitable[Parse]]

SHORTEST = 8  # characters
MOST_SENTENCES = 30


@dataclass(frozen=True, slots=True)
class Requests:
    """The turns to take in order, what they were cited from, and what was asked but not understood."""

    turns: tuple[Understood, ...]
    cited: tuple[str, ...]
    unclear: tuple[str, ...]
    spoken: tuple[Understood, ...]


async def read_requests(text: str, understand: Understand, least: float) -> Requests:
    """Find the requests of a letter's body; `least` is the confidence from which a sentence is a plain request."""
    pieces = [piece for piece in sentences(text) if len(piece) >= SHORTEST][:MOST_SENTENCES]
    spoken = [await _understood(piece, understand) for piece in pieces]
    plain = [each for each in spoken if is_request(each.intent) and each.confidence >= least]
    families = list(dict.fromkeys(family(each) for each in plain))
    unclear = [each.text for each in spoken if _is_unclear(each, families, least)]
    if len(families) > 1:
        turns = await _turns_by_family(families, plain, spoken, understand)
    else:
        turns = await _turns_of_one(text, plain, spoken, understand)
    asked = [each.text for each in plain if each.text.endswith("?")] or [each.text for each in plain]
    return Requests(tuple(turns), tuple(asked or pieces), tuple(unclear), tuple(spoken))


def family(understood: Understood) -> str:
    """Return the family of an intent: requests of one family explain each other."""
    return FAMILY_OF.get(understood.intent, understood.intent)


async def _turns_of_one(
    text: str, plain: Sequence[Understood], spoken: Sequence[Understood], understand: Understand
) -> list[Understood]:
    """Return the whole letter when it is understood as what its sentences ask, else the sentences alone."""
    whole = await _split(text, understand)
    asked = [each for each in plain if each.text.endswith("?")] or list(plain)
    wanted = {each.intent for each in asked}
    if not wanted or any(turn.intent in wanted for turn in whole):
        return whole
    narrow = await _split(_text_of(asked, spoken), understand)
    return narrow if all(turn.intent in wanted for turn in narrow) else whole


async def _turns_by_family(
    families: Sequence[str], plain: Sequence[Understood], spoken: Sequence[Understood], understand: Understand
) -> list[Understood]:
    """Return one turn a family; the details given anywhere come with the first."""
    turns: list[Understood] = []
    for place, name in enumerate(families):
        own = [each for each in plain if family(each) == name]
        asked = [each for each in own if each.text.endswith("?")] or own
        text = _text_of(asked, spoken if place == 0 else ())
        turns.append(await _understood(text, understand))
    return turns


def _text_of(asked: Sequence[Understood], spoken: Sequence[Understood]) -> str:
    """Return the sentences that ask, after those that only give details."""
    details = [each.text for each in spoken if each.intent == "inform" and each not in asked]
    return " ".join([*details, *(each.text for each in asked)])


async def _split(text: str, understand: Understand) -> list[Understood]:
    """Return the turns that the assistant would take for a text."""
    parse = await understand(text)
    return [_as_understood(piece, each) for piece, each in await split_requests(text, parse, understand)]


async def _understood(text: str, understand: Understand) -> Understood:
    return _as_understood(text, await understand(text))


def _as_understood(text: str, parse: Parse) -> Understood:
    intent = parse["intent"]
    return Understood(text, str(intent.get("name")), float(intent.get("confidence") or 0))


def _is_unclear(sentence: Understood, families: Sequence[str], least: float) -> bool:
    """Tell whether a sentence asks something that none of the requests found answers."""
    if not sentence.text.endswith("?") or is_courtesy(sentence.text):
        return False
    if is_request(sentence.intent) and sentence.confidence >= least:
        return False
    return family(sentence) not in families and sentence.intent not in COURTESY

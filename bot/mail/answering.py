"""What the assistant has to say to a mail: who writes is checked first, then each request is a turn of the dialogue.

By mail an order is shown only when its e-mail is the sender's, the receiving server vouches for the sender, and the
mail or its thread gives the number. Addresses written in the text prove nothing and are not read.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy.engine import Engine

from actions.declarations import is_withdrawal
from actions.french import fold
from actions.shop import Shop
from actions.store.questions.identification import Identified, identify
from actions.store.questions.mail import Thread, forget_verified_orders
from actions.store.questions.verified_orders import verify_order
from bot.assistant import Reply
from bot.mail import policy
from bot.mail.authenticity import Belief
from bot.mail.composition import bare_subject, paragraphs_of
from bot.mail.paragraphs import after_body, body_of, without_addresses
from bot.mail.policy import Rules, Understood
from bot.mail.questions import Requests, read_requests
from bot.mail.reading import Mail
from bot.mail.texts import text as written

CHANNEL = "mail"
LONGEST_READ = 8_000  # characters of a mail; a longer one goes to a person
MOST_NUMBERS = 2  # order numbers tried of one mail; more would be guessing
# Intents whose actions write nothing: what is suggested to an agent may be made with them.
HARMLESS = frozenset(
    "warranty_coverage warranty_info hidden_defect_info commercial_warranty_info warranty_remedy warranty_proof "
    "recall_check recall_list recall_procedure repair_status repairability_index repair_bonus spare_part_availability "
    "order_status refund_status store_info product_advice payment_problem mediation_info".split()
)

Search = Callable[[str], Awaitable[list[dict[str, str]]]]


class Dialogue(Protocol):
    """The assistant, as far as this room knows it."""

    async def understand(self, text: str) -> dict[str, Any]:
        """Return what a text is understood as."""

    async def answer(self, conversation: str, text: str, channel: str) -> list[Reply]:
        """Answer a text in a conversation."""

    async def start_afresh(self, conversation: str, form: str | None = None) -> None:
        """Forget what was under way in a conversation."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to become of a mail: `answer`, `question`, `thanks` or `desk`; `reason` says why it is no answer."""

    kind: str
    reason: str | None = None
    paragraphs: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    facts: tuple[dict[str, Any], ...] = ()
    order_number: str | None = None
    has_number: bool = False
    text: str = ""


class Memory:
    """What the texts of one mail were understood as: each is parsed once."""

    def __init__(self, assistant: Dialogue) -> None:
        self._assistant, self._known = assistant, dict[str, dict[str, Any]]()

    async def understand(self, text: str) -> dict[str, Any]:
        """Return what a text is understood as."""
        if text not in self._known:
            self._known[text] = await self._assistant.understand(text)
        return self._known[text]


class Answering:
    """Takes the turns of one mail; the caller holds the lock of its conversation."""

    def __init__(self, shop: Shop, assistant: Dialogue, search: Search, rules: Rules) -> None:
        self._shop, self._assistant, self._search, self._rules = shop, assistant, search, rules

    @property
    def _engine(self) -> Engine:
        return self._shop.engine

    async def answer(self, mail: Mail, thread: Thread, belief: Belief) -> Outcome:
        """Answer a mail of a thread, or say why it is for a person. Taking it again after a crash is harmless."""
        memory = Memory(self._assistant)
        text, requests, reason = await self._read(mail, thread, memory)
        if thread.pending is None and policy.is_only_thanks(requests.spoken, self._rules.confidence):
            return Outcome("thanks", "thanks", text=text)
        numbers = await self._numbers(mail, thread, text, memory)
        proven = await self._prove(thread.conversation_id, numbers, mail.sender or "", belief)
        outcome = Outcome(
            "desk", reason, cited=requests.cited, order_number=proven, has_number=bool(numbers), text=text
        )
        reason = reason or policy.why_not_these_facts(text, requests.turns, numbers)
        if reason is not None:
            # A declaration of withdrawal counts from the day it is sent, however it is understood.
            named = "declaration" if is_withdrawal(text) else reason
            return await self._with_suggestion(replace(outcome, reason=named), requests, thread)
        replies = await self._take_turns(thread.conversation_id, requests.turns, proven or next(iter(numbers), None))
        facts = tuple(reply.facts for reply in replies if reply.facts)
        kind, reason = policy.kind_of(facts)
        if reason == "identification" and is_withdrawal(text):
            # A declaration of withdrawal counts from the day it is sent: a person sees to it, whoever sent it.
            return replace(outcome, reason="declaration", paragraphs=(_asking_who(outcome),))
        return replace(outcome, kind=kind, reason=reason, paragraphs=tuple(paragraphs_of(replies)), facts=facts)

    async def _read(self, mail: Mail, thread: Thread, memory: Memory) -> tuple[str, Requests, str | None]:
        """Return what is read, what it asks and why it is for a person; the subject helps a body that is not enough."""
        subject = without_addresses(bare_subject(mail.subject))
        body = question_of(mail, thread)
        text, requests, reason = await self._understood(body, memory)
        if mail.is_forward and not body:
            return text, requests, "forwarded"
        if len(mail.new_text) > LONGEST_READ:
            return text, requests, reason or "too_long"
        if reason in ("not_understood", "nothing_asked", "confidence") and subject and not thread.pending:
            end = "" if subject.endswith(("?", "!", ".", "…")) else "."
            text_too, found, why = await self._understood(f"{subject}{end}\n\n{body}".strip(), memory)
            if why is None:
                return text_too, replace(found, cited=tuple(each.text for each in found.spoken)), None
        return text, requests, reason

    async def _understood(self, text: str, memory: Memory) -> tuple[str, Requests, str | None]:
        requests = await read_requests(text, memory.understand, self._rules.confidence)
        reason = policy.why_not_alone(requests.turns, requests.unclear, requests.spoken, self._rules)
        return text, requests, reason or (None if requests.is_whole else "too_long")

    async def _numbers(self, mail: Mail, thread: Thread, text: str, memory: Memory) -> list[str]:
        """Return the order numbers given: in the text, else the subject, else the signature, else the thread."""
        for place in (
            text,
            bare_subject(mail.subject),
            without_addresses(after_body(mail.new_text[:LONGEST_READ], names_of(mail)))[:500],
        ):
            found = (await memory.understand(place))["entities"] if place else []
            numbers = [
                str(each.get("normalized") or each["value"]) for each in found if each["entity"] == "order_number"
            ]
            if numbers:
                return list(dict.fromkeys(numbers))[:MOST_NUMBERS]
        return [thread.order_number] if thread.order_number else []

    async def _prove(self, conversation: str, numbers: Sequence[str], sender: str, belief: Belief) -> str | None:
        """Return the number of the order this mail may be told about; what an earlier mail proved is forgotten."""
        await asyncio.to_thread(forget_verified_orders, self._engine, conversation)
        if belief is not Belief.PROVEN:
            return None
        for number in numbers:
            outcome = await asyncio.to_thread(
                identify, self._engine, number, sender, self._shop.now(), lock=self._shop.lock_for
            )
            if isinstance(outcome, Identified):
                await asyncio.to_thread(verify_order, self._engine, conversation, outcome.order.key, self._shop.now())
                return outcome.order.number
        return None

    async def _take_turns(self, conversation: str, turns: Sequence[Understood], number: str | None) -> list[Reply]:
        await self._assistant.start_afresh(conversation)
        replies: list[Reply] = []
        for turn in turns:
            text = turn.text if number is None or number in turn.text else f"{turn.text} (commande {number})"
            replies += await self._assistant.answer(conversation, text, CHANNEL)
        return replies

    async def _with_suggestion(self, outcome: Outcome, requests: Requests, thread: Thread) -> Outcome:
        """Add what an agent may start from: what the assistant would say, else the nearest frequent answer."""
        turns = [turn for turn in requests.turns if turn.intent not in policy.FOR_A_PERSON]
        if not turns and requests.turns:
            return outcome
        if turns and all(turn.intent in HARMLESS for turn in turns):
            replies = await self._take_turns(thread.conversation_id, turns, outcome.order_number)
            if policy.kind_of([reply.facts for reply in replies if reply.facts]) == ("question", "identification"):
                return replace(outcome, paragraphs=(_asking_who(outcome),))
            return replace(outcome, paragraphs=tuple(paragraphs_of(replies)))
        found = await self._search(outcome.text[:300]) if outcome.text else []
        return replace(outcome, paragraphs=(found[0]["text"],) if found else ())


def _asking_who(outcome: Outcome) -> str:
    return written("ask_match" if outcome.has_number else "ask_number")


def names_of(mail: Mail) -> frozenset[str]:
    """Return the words of the name of who writes, folded: those beside the address and those in it."""
    local = (mail.sender or "").partition("@")[0]
    return frozenset(re.findall(r"[^\W\d_]{2,}", fold(f"{mail.sender_name} {local}")))


def question_of(mail: Mail, thread: Thread) -> str:
    """Return what the assistant reads: the new text's body, after the question it completes, without addresses."""
    body = without_addresses(body_of(mail.new_text[:LONGEST_READ], names_of(mail)))
    return f"{thread.pending}\n\n{body}".strip() if thread.pending else body

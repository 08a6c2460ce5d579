"""Works on the mails received, one at a time: decides, has it answered, writes it all down in one transaction.

Killed anywhere, it begins the same mail again and comes to the same end once.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from actions.store.folding import fold_email
from actions.store.questions import mail as stored
from actions.store.questions.conversations import Draft
from actions.store.questions.mail import StoredMail, Thread
from actions.store.questions.mail_outbox import mark_bounced
from actions.store.questions.mail_settling import Letter, Limits, Settled, Settlement, Suggestion, settle
from bot.conversations import Author
from bot.engine.lock import ConversationLock
from bot.mail import guards, headers
from bot.mail.answering import Answering, Outcome
from bot.mail.authenticity import Belief, belief
from bot.mail.composition import (
    REPLY_PREFIX,
    Answered,
    Sender,
    automatic_reply,
    bare_subject,
    new_message_id,
    ticket_in,
)
from bot.mail.guards import Treatment
from bot.mail.reading import Mail, Unreadable, read
from bot.mail.texts import text
from bot.mail.watch import RECEIVED
from bot.transcripts import Transcripts

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3  # then the mail goes to a person without the assistant
LOOK_EVERY_S = 2.0
OUTCOMES = {"answer": "answered", "question": "asked"}
LONGEST_SAID = 10_000


@dataclass(frozen=True, slots=True)
class House:
    """What the clerk knows of the shop: who writes, our addresses, whose word counts, the limits, the hours."""

    sender: Sender
    ours: frozenset[str]
    auth_server: str
    limits: Limits
    largest: int
    acknowledges: bool
    opening: Callable[[datetime], str | None]


class Clerk:
    """Settles mails."""

    def __init__(
        self, engine: Engine, transcripts: Transcripts, lock: ConversationLock, answering: Answering, house: House,
        now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._engine, self._transcripts, self._lock = engine, transcripts, lock
        self._answering, self._house, self._now = answering, house, now
        self._new = asyncio.Event()

    def wake(self) -> None:
        """Tell that a mail has come; from the loop's own thread."""
        self._new.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                worked = await self.work()
            except Exception:
                logger.exception("mails could not be worked on")
                worked = 0
            if not worked:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._new.wait(), LOOK_EVERY_S)
                self._new.clear()

    async def work(self) -> int:
        """Settle what is due; return how many mails were."""
        now = self._now()
        claimed = await asyncio.to_thread(stored.claim_mails, self._engine, now, now + LEASE)
        for mail in claimed:
            try:
                await self._settle(mail)
            except Exception:
                logger.exception("mail %s could not be settled, attempt %s", mail.id, mail.attempts)
        return len(claimed)

    async def _settle(self, kept: StoredMail) -> None:
        if kept.attempts > 2 * MOST_ATTEMPTS:
            logger.error("mail %s is left aside after %s attempts: `savia mail show`", kept.id, kept.attempts)
            await self._write(Settlement(kept, "refused", "it could not be worked on"))
            return
        try:
            mail = await asyncio.to_thread(read, kept.raw or b"", self._house.largest)
        except Unreadable as error:
            logger.warning("mail %s was refused: %s", kept.id, error)
            await self._write(Settlement(kept, "refused", str(error)))
            return
        trust = belief(mail.sender, mail.all("authentication-results"), self._house.auth_server)
        guard = guards.guard_of(mail, kept.return_path, self._house.ours, trust)
        if guard is not None and guard.treatment is Treatment.SET_ASIDE:
            await self._set_aside(kept, mail, guard.name)
            return
        thread = await asyncio.to_thread(self._thread, kept, mail)
        async with self._lock.lock(thread.conversation_id):
            if mail.header("x-savia-oversized"):
                await self._to_desk(kept, mail, thread, Outcome("desk", "oversized"), acknowledges=False)
            elif guard is not None:
                await self._to_desk(kept, mail, thread, Outcome("desk", guard.name), acknowledges=False)
            elif await self._is_held(thread):
                await self._write(Settlement(kept, "passed_on", None, thread, said=_said(kept, mail)))
            else:
                await self._answer(kept, mail, thread, trust)

    async def _answer(self, kept: StoredMail, mail: Mail, thread: Thread, trust: Belief) -> None:
        outcome = Outcome("desk", "failure")
        if kept.attempts <= MOST_ATTEMPTS:
            try:
                outcome = await self._answering.answer(mail, thread, trust)
            except Exception:
                logger.exception("mail %s could not be answered; it goes to a person", kept.id)
        if outcome.kind == "thanks":
            await self._write(Settlement(kept, "noted", outcome.reason, thread, said=_said(kept, mail)))
            return
        if outcome.kind in OUTCOMES:
            settled = await self._write(self._reply(kept, mail, thread, outcome))
            if settled.declined is None:
                return
            outcome = replace(outcome, kind="desk", reason=settled.declined)
        await self._to_desk(kept, mail, thread, outcome, acknowledges=self._house.acknowledges)

    def _reply(self, kept: StoredMail, mail: Mail, thread: Thread, outcome: Outcome) -> Settlement:
        """Return what sends the assistant's answer, or its question: the question then waits in the thread."""
        paragraphs = list(outcome.paragraphs)
        if outcome.kind == "question":
            if outcome.reason == "identification":
                paragraphs = [text("ask_match" if outcome.has_number else "ask_number")]
            else:
                paragraphs.append(text("ask_detail"))
        letter = self._letter(mail, outcome.kind, paragraphs, outcome.cited, "automatic")
        payload: dict[str, object] = {"mail": {"kind": outcome.kind}}
        if outcome.facts:
            payload["facts"] = {name: known for facts in outcome.facts for name, known in facts.items()}
        return Settlement(
            mail=kept,
            outcome=OUTCOMES[outcome.kind],
            reason=outcome.reason,
            thread=replace(
                thread,
                order_number=outcome.order_number or thread.order_number,
                pending=outcome.text if outcome.kind == "question" else None,
            ),
            said=_said(kept, mail),
            letter=letter,
            answer=Draft(Author.ASSISTANT, "\n\n".join(paragraphs), payload),
            ticket_status="done",
            contact=mail.sender,
        )

    async def _to_desk(
        self, kept: StoredMail, mail: Mail, thread: Thread, outcome: Outcome, *, acknowledges: bool
    ) -> None:
        """Leave the mail to a person, with a reply to start from; acknowledge it when that is still allowed."""
        said = _said(kept, mail)
        settlement = Settlement(
            mail=kept,
            outcome="task",
            reason=outcome.reason,
            thread=replace(thread, order_number=outcome.order_number or thread.order_number, pending=None),
            said=said,
            letter=self._acknowledgement(mail) if acknowledges and mail.sender else None,
            ticket_status="open",
            contact=mail.sender,
            suggestion=Suggestion(said.text, outcome.reason or "", self._suggested(outcome)),
        )
        if settlement.letter is not None:
            words = self._acknowledging_words()
            settlement = replace(
                settlement, answer=Draft(Author.ASSISTANT, words, {"mail": {"kind": "acknowledgement"}})
            )
        settled = await self._write(settlement)
        if settled.declined is not None:
            await self._write(replace(settlement, letter=None, answer=None))

    def _suggested(self, outcome: Outcome) -> str:
        shop = self._house.sender.shop
        if not outcome.paragraphs:
            return text("suggestion_blank", shop=shop)
        return text("suggestion", answer="\n\n".join(outcome.paragraphs), shop=shop)

    def _acknowledging_words(self) -> str:
        opening = self._house.opening(self._now())
        return text("acknowledgement") if opening is None else text("acknowledgement_closed", opening=opening)

    def _acknowledgement(self, mail: Mail) -> Letter:
        return self._letter(mail, "acknowledgement", [self._acknowledging_words()], (), "acknowledgement_automatic")

    def _letter(self, mail: Mail, kind: str, paragraphs: list[str], cited: tuple[str, ...], closing: str) -> Letter:
        assert mail.sender is not None
        house, at, message_id = self._house, self._now(), new_message_id(self._house.sender)
        answered = Answered(mail.sender, mail.subject, mail.message_id, mail.references)

        def compose(ticket: str) -> bytes:
            return automatic_reply(house.sender, answered, message_id, at, ticket, paragraphs, cited, closing=closing)

        return Letter(kind, mail.sender, message_id, compose)

    async def _set_aside(self, kept: StoredMail, mail: Mail, reason: str) -> None:
        if guards.is_bounce(mail):
            ids = headers.identifiers((kept.raw or b"").decode("ascii", "replace"))
            ours = tuple(each for each in ids if each.startswith("<savia."))
            count = await asyncio.to_thread(mark_bounced, self._engine, ours, mail.subject[:200])
            if count:
                logger.warning("mail %s reports that a mail of ours came back", kept.id)
        await self._write(Settlement(kept, "set_aside", reason))

    async def _is_held(self, thread: Thread) -> bool:
        found = await self._transcripts.find(thread.conversation_id)
        return found is not None and found.state in ("person", "waiting")

    def _thread(self, kept: StoredMail, mail: Mail) -> Thread:
        """Return the thread a mail goes on with, by what it answers or by the ticket in its subject; else a new one."""
        sender = fold_email(mail.sender or "")
        found = stored.thread_of_references(self._engine, mail.references, sender) if mail.references else None
        number = ticket_in(mail.subject)
        if found is None and number:
            found = stored.thread_of_ticket(self._engine, stored.read_ticket_number(number), sender)
        subject = bare_subject(mail.subject).casefold()[:200]
        if found is None and subject and sender:
            since = self._now() - self._house.limits.period
            replies = mail.references or REPLY_PREFIX.match(mail.subject)
            found = stored.thread_of_subject(self._engine, subject, sender, since) if replies else None
        name = kept.key[:24]
        return found or Thread(name, f"mail:{name}", sender, subject)

    async def _write(self, settlement: Settlement) -> Settled:
        """Write a settlement and tell who listens; the breaker is told to the log when it trips."""
        settled = await asyncio.to_thread(settle, self._engine, settlement, self._house.limits, self._now())
        if settled.declined == "breaker_tripped":
            logger.error("mail: automatic replies are stopped, their rate is abnormal; see `savia mail status`")
            return replace(settled, declined="breaker")
        if settled.declined is not None:
            return settled
        RECEIVED.labels(settlement.outcome).inc()
        for message in settled.messages:
            await self._transcripts.announce_message(message)
        if settlement.thread is not None:
            if settled.change is not None:
                await self._transcripts.announce_change(settlement.thread.conversation_id, settled.change)
            await self._transcripts.announce(settlement.thread.conversation_id, {"kind": "ticket"})
        return settled


def _said(kept: StoredMail, mail: Mail) -> Draft:
    """Return what the shopper wrote, as the conversation keeps it; written twice, it is one message."""
    words = mail.new_text.strip()[:LONGEST_SAID]
    if mail.is_forward:
        words = f"{words}\n\n{text('forwarded')}\n{mail.quoted_text[:LONGEST_SAID]}".strip()
    names = ", ".join(each.name or each.type for each in mail.attachments)
    if names:
        words = f"{words}\n\n{text('attachments', names=names)}".strip()
    payload = {"mail": {"id": kept.id, "from": mail.sender, "subject": mail.subject}}
    return Draft(Author.SHOPPER, words or text("no_text"), payload, client_id=kept.key)

"""Works on the mails received, one at a time: decides, has it answered, writes it all down in one transaction.

Killed anywhere, it begins the same mail again and comes to the same end once.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from actions.store.questions import mail as stored
from actions.store.questions.mail import StoredMail, Thread
from actions.store.questions.mail_outbox import mark_bounced
from actions.store.questions.mail_settling import Settled, Settlement, settle
from bot.engine.lock import ConversationLock
from bot.mail import guards, headers
from bot.mail.answering import Answering, Outcome
from bot.mail.attachments import FileRoom
from bot.mail.authenticity import Belief, belief
from bot.mail.guards import Treatment
from bot.mail.papers import OUTCOMES, Case, House, Papers
from bot.mail.reading import Mail, Unreadable, headers_alone, read
from bot.mail.retelling import said_in
from bot.mail.threads import Threads
from bot.mail.watch import RECEIVED
from bot.transcripts import Transcripts

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
# Each attempt after a failure or a kill does less: first all of it, then no assistant, then only the headers go to a
# person in silence; in the end the mail is left aside.
WITH_ASSISTANT, WITH_TEXT, MOST_ATTEMPTS = 3, 4, 6
LOOK_EVERY_S = 2.0


class Clerk:
    """Settles mails."""

    def __init__(
        self, engine: Engine, transcripts: Transcripts, lock: ConversationLock, answering: Answering, house: House,
        files: FileRoom, now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._engine, self._transcripts, self._lock = engine, transcripts, lock
        self._answering, self._house, self._files, self._now = answering, house, files, now
        self._papers, self._threads = Papers(house, now), Threads(engine, house.limits.period)
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
        """Settle one mail that is due; return how many were. One at a time: a kill costs the others no attempt."""
        now = self._now()
        claimed = await asyncio.to_thread(stored.claim_mails, self._engine, now, now + LEASE, 1)
        for mail in claimed:
            try:
                await self._settle(mail)
            except Exception:
                logger.exception("mail %s could not be settled, attempt %s", mail.id, mail.attempts)
        return len(claimed)

    async def _settle(self, kept: StoredMail) -> None:
        if kept.attempts > MOST_ATTEMPTS:
            logger.error("mail %s is left aside after %s attempts: `savia mail show`", kept.id, kept.attempts)
            await self._write(Settlement(kept, "refused", "it could not be worked on"))
            return
        try:
            mail = await asyncio.to_thread(self._read, kept)
        except Unreadable as error:
            logger.warning("mail %s was refused: %s", kept.id, error)
            await self._write(Settlement(kept, "refused", str(error)))
            return
        trust = belief(mail.sender, mail.all("authentication-results"), self._house.auth_server)
        guard = guards.guard_of(mail, kept.return_path, self._house.ours, trust)
        if guard is not None and guard.treatment is Treatment.SET_ASIDE:
            await self._set_aside(kept, mail, guard.name)
            return
        thread = await asyncio.to_thread(self._threads.thread_of, kept, mail, self._now())
        async with self._lock.lock(thread.conversation_id):
            case = await asyncio.to_thread(self._case, kept, mail, thread)
            if mail.header("x-savia-oversized"):
                await self._to_desk(case, Outcome("desk", "oversized"), acknowledges=False)
            elif guard is not None:
                await self._to_desk(case, Outcome("desk", guard.name), acknowledges=False)
            elif await self._is_held(thread):
                passed_on = replace(case.settlement("passed_on", None), ticket_status="open", contact=mail.sender)
                await self._write(passed_on)
            elif kept.attempts > WITH_ASSISTANT:
                acknowledges = self._house.acknowledges and kept.attempts <= WITH_TEXT
                await self._to_desk(case, Outcome("desk", "failure"), acknowledges=acknowledges)
            else:
                await self._answer(case, trust)

    def _read(self, kept: StoredMail) -> Mail:
        """Read a mail; when that has failed as it never should, only its headers, for a person. Raises Unreadable."""
        raw = kept.raw or b""
        return read(raw if kept.attempts <= WITH_TEXT else headers_alone(raw), self._house.largest)

    def _case(self, kept: StoredMail, mail: Mail, thread: Thread) -> Case:
        files = self._files.keep(thread.conversation_id, mail.attachments, self._now())
        return Case(kept, mail, thread, said_in(kept, mail, files), files.kept)

    async def _answer(self, case: Case, trust: Belief) -> None:
        try:
            outcome = await self._answering.answer(case.mail, case.thread, trust)
        except Exception:
            logger.exception("mail %s could not be answered; it goes to a person", case.kept.id)
            outcome = Outcome("desk", "failure")
        if outcome.kind == "thanks":
            await self._write(case.settlement("noted", outcome.reason))
            return
        if outcome.kind in OUTCOMES:
            settled = await self._write(self._papers.reply(case, outcome))
            if settled.declined is None:
                return
            outcome = replace(outcome, kind="desk", reason=settled.declined)
        await self._to_desk(case, outcome, acknowledges=self._house.acknowledges)

    async def _to_desk(self, case: Case, outcome: Outcome, *, acknowledges: bool) -> None:
        """Leave the mail to a person, with a reply to start from; acknowledge it when that is still allowed."""
        settlement = await asyncio.to_thread(
            lambda: self._papers.for_the_desk(case, outcome, acknowledges=acknowledges)
        )
        settled = await self._write(settlement)
        if settled.declined is not None:
            await self._write(replace(settlement, letter=None, answer=None))

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

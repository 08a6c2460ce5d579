"""Sends what the outbox holds, with back-off, and brings agents' replies to it.

A server that cannot be used stops all of it and costs no mail an attempt; a mail refused for now is tried again later.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from actions.store.questions import mail as stored
from actions.store.questions import mail_outbox as outbox
from actions.store.questions.conversations import Message
from actions.store.questions.mail import Thread
from actions.store.questions.mail_outbox import Outgoing
from bot.channels.mail import LetterRefused, ServerTrouble, SmtpSender, Unconfirmed
from bot.hub import Hub
from bot.mail.composition import Answered, Sender, new_message_id, person_reply
from bot.mail.watch import SENT, Watch

logger = logging.getLogger(__name__)

EVERY_S = 5.0
LOOK_EVERY = timedelta(minutes=2)
LEASE = timedelta(minutes=5)
# After each refusal for now; the last one ends it, two days later.
WAITS = [timedelta(seconds=each) for each in (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)]
FIRST_OUTAGE_S, LONGEST_OUTAGE_S = 2.0, 300.0
REPLIES_LOOKED_FOR = timedelta(days=2)


class Postman:
    """The work of sending; several processes may do it at once."""

    def __init__(
        self, engine: Engine, hub: Hub, sender: Sender, smtp: SmtpSender, watch: Watch, now: Callable[[], datetime],
        waits: list[timedelta] = WAITS,
    ) -> None:  # fmt: skip
        self._engine, self._hub, self._sender, self._smtp = engine, hub, sender, smtp
        self._watch, self._now, self._waits = watch, now, waits
        self._outage_s = FIRST_OUTAGE_S
        self._answered_at: datetime | None = None

    async def run(self) -> None:
        """Work until cancelled; wakes when something happens in a conversation."""
        async with self._hub.listening("desk") as events:
            while True:
                outage = None
                try:
                    await asyncio.to_thread(self.collect_replies)
                    outage = await self.send_due()
                    if outage is None and self._was_long_ago():
                        outage = await self.look_at_server()
                except Exception:
                    logger.exception("mails could not be sent")
                if outage is not None:
                    await asyncio.sleep(outage)
                    continue
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(EVERY_S):
                        while (await events.get())["kind"] not in ("ticket", "message"):
                            pass
                while not events.empty():
                    events.get_nowait()

    async def send_due(self) -> float | None:
        """Send all that is due; return how many seconds to leave the server alone when it cannot be used, else None."""
        now = self._now()
        while due := await asyncio.to_thread(outbox.claim_letters, self._engine, now, now + LEASE):
            for place, letter in enumerate(due):
                try:
                    await asyncio.to_thread(self.send_one, letter)
                except ServerTrouble as error:
                    return await self._pause(due[place:], str(error))
                except Unconfirmed as error:
                    logger.error("mail: letter %s was handed over and not confirmed; it stays so", letter.id)
                    return await self._pause(due[place + 1 :], str(error))
                except Exception:  # of one mail; the others must not wait for it
                    logger.exception("mail: letter %s could not be worked on", letter.id)
            now = self._now()
        return None

    async def look_at_server(self) -> float | None:
        """Find out that the server cannot be used before there is a mail to send; return as `send_due` does."""
        try:
            await asyncio.to_thread(self._smtp.check)
        except ServerTrouble as error:
            return await self._pause([], str(error))
        self._note_answer()
        return None

    def send_one(self, letter: Outgoing) -> None:
        """Attempt one mail and note what became of it; blocking. Raises ServerTrouble or Unconfirmed."""
        try:
            was_sent = self._smtp.send(
                self._sender.address, letter.recipient, letter.content,
                lambda: outbox.mark_handed(self._engine, letter.id),
            )  # fmt: skip
        except LetterRefused as error:
            self._note_refusal(letter, error)
            was_sent = False
        self._note_answer()
        if was_sent:
            outbox.mark_sent(self._engine, letter.id, self._now())
            SENT.labels("sent").inc()

    def _note_answer(self) -> None:
        self._outage_s, self._answered_at = FIRST_OUTAGE_S, self._now()
        self._watch.fine("smtp")

    def _was_long_ago(self) -> bool:
        return self._answered_at is None or self._now() - self._answered_at >= LOOK_EVERY

    def collect_replies(self) -> int:
        """Bring what agents wrote in conversations by mail to the outbox; blocking. Return how many were new."""
        since = self._now() - REPLIES_LOOKED_FOR
        return sum(self._post(*each) for each in outbox.unsent_replies(self._engine, since))

    def close(self) -> None:
        """Close the connection to the server."""
        self._smtp.close()

    def _post(self, message: Message, thread: Thread) -> bool:
        ids, subject = stored.last_received(self._engine, thread.id)
        answered = Answered(thread.sender_key, subject, ids[-1] if ids else None, ids[:-1])
        message_id = new_message_id(self._sender)
        content = person_reply(
            self._sender, answered, message_id, self._now(), thread.ticket_number or "", message.text
        )
        return outbox.post_reply(self._engine, message, thread, message_id, content, self._now())

    def _note_refusal(self, letter: Outgoing, error: LetterRefused) -> None:
        if error.is_final or letter.attempts > len(self._waits):
            logger.error("mail: letter %s cannot be delivered: %s", letter.id, error)
            outbox.give_up(self._engine, letter.id, str(error))
            SENT.labels("failed").inc()
            return
        wait = self._waits[letter.attempts - 1]
        logger.warning("mail: letter %s is refused for now (%s); trying again in %s", letter.id, error, wait)
        outbox.defer(self._engine, letter.id, self._now() + wait, str(error))
        SENT.labels("deferred").inc()

    async def _pause(self, letters: list[Outgoing], reason: str) -> float:
        """Put off what was not sent, tell of the trouble, and return how long to wait: twice as long each time."""
        self._watch.trouble("smtp", reason)
        SENT.labels("server_trouble").inc()
        for letter in letters:
            await asyncio.to_thread(outbox.defer, self._engine, letter.id, self._now(), reason, is_counted=False)
        wait, self._outage_s = self._outage_s, min(self._outage_s * 2, LONGEST_OUTAGE_S)
        return wait

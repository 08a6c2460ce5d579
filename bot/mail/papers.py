"""The papers of a mail: the settlement that sends an answer, and the one that leaves the mail to a person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from actions.store.questions.conversations import Draft
from actions.store.questions.mail import StoredMail, Thread
from actions.store.questions.mail_settling import Letter, Limits, Settlement, Suggestion
from actions.store.questions.uploads import Upload
from bot.conversations import Author
from bot.mail.answering import Outcome
from bot.mail.composition import Answered, Sender, automatic_reply, new_message_id
from bot.mail.reading import Mail
from bot.mail.texts import text

OUTCOMES = {"answer": "answered", "question": "asked"}


@dataclass(frozen=True, slots=True)
class House:
    """What the clerk knows of the shop: who writes, our addresses, whose word counts, the limits, the hours.

    `opening` tells when advisers answer again, None while they do; blocking.
    """

    sender: Sender
    ours: frozenset[str]
    auth_server: str
    limits: Limits
    largest: int
    acknowledges: bool
    opening: Callable[[datetime], str | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A mail with its thread, as the conversation keeps it."""

    kept: StoredMail
    mail: Mail
    thread: Thread
    said: Draft
    files: tuple[Upload, ...] = ()

    def settlement(self, outcome: str, reason: str | None) -> Settlement:
        """Return what writes the mail in its conversation and nothing else."""
        return Settlement(self.kept, outcome, reason, self.thread, said=self.said, files=self.files)


class Papers:
    """Makes settlements; blocking."""

    def __init__(self, house: House, now: Callable[[], datetime]) -> None:
        self._house, self._now = house, now

    def reply(self, case: Case, outcome: Outcome) -> Settlement:
        """Return what sends the assistant's answer, or its question: the question then waits in the thread."""
        paragraphs = list(outcome.paragraphs)
        if outcome.kind == "question":
            if outcome.reason == "identification":
                paragraphs = [text("ask_match" if outcome.has_number else "ask_number")]
            else:
                paragraphs.append(text("ask_detail"))
        payload: dict[str, object] = {"mail": {"kind": outcome.kind}}
        if outcome.facts:
            payload["facts"] = {name: known for facts in outcome.facts for name, known in facts.items()}
        return replace(
            case.settlement(OUTCOMES[outcome.kind], outcome.reason),
            thread=replace(
                case.thread,
                order_number=outcome.order_number or case.thread.order_number,
                pending=outcome.text if outcome.kind == "question" else None,
            ),
            letter=self._letter(case.mail, outcome.kind, paragraphs, outcome.cited, "automatic"),
            answer=Draft(Author.ASSISTANT, "\n\n".join(paragraphs), payload),
            ticket_status="done",
            contact=case.mail.sender,
        )

    def for_the_desk(self, case: Case, outcome: Outcome, *, acknowledges: bool) -> Settlement:
        """Return what leaves the mail to a person with a reply to start from, and acknowledges it when wanted."""
        thread = case.thread
        settlement = replace(
            case.settlement("task", outcome.reason),
            thread=replace(thread, order_number=outcome.order_number or thread.order_number, pending=None),
            ticket_status="open",
            contact=case.mail.sender,
            suggestion=Suggestion(case.said.text, outcome.reason or "", self._suggested(outcome)),
        )
        if not acknowledges or not case.mail.sender:
            return settlement
        words = self._acknowledging_words()
        return replace(
            settlement,
            letter=self._letter(case.mail, "acknowledgement", [words], (), "acknowledgement_automatic"),
            answer=Draft(Author.ASSISTANT, words, {"mail": {"kind": "acknowledgement"}}),
        )

    def _suggested(self, outcome: Outcome) -> str:
        shop = self._house.sender.shop
        if not outcome.paragraphs:
            return text("suggestion_blank", shop=shop)
        return text("suggestion", answer="\n\n".join(outcome.paragraphs), shop=shop)

    def _acknowledging_words(self) -> str:
        opening = self._house.opening(self._now())
        return text("acknowledgement") if opening is None else text("acknowledgement_closed", opening=opening)

    def _letter(self, mail: Mail, kind: str, paragraphs: list[str], cited: tuple[str, ...], closing: str) -> Letter:
        assert mail.sender is not None
        house, at, message_id = self._house, self._now(), new_message_id(self._house.sender)
        answered = Answered(mail.sender, mail.subject, mail.message_id, mail.references)

        def compose(ticket: str) -> bytes:
            return automatic_reply(house.sender, answered, message_id, at, ticket, paragraphs, cited, closing=closing)

        return Letter(kind, mail.sender, message_id, compose)

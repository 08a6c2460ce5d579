"""Mails, threads, letters and the breaker, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions import mail as stored
from actions.store.questions import mail_outbox as outbox
from actions.store.questions.conversations import Draft, find_conversation, messages_after
from actions.store.questions.mail import NewMail, StoredMail, Thread
from actions.store.questions.mail_desk import resume_automatic_replies, suggestions_for, tripped_breaker
from actions.store.questions.mail_settling import Letter, Limits, Settled, Settlement, Suggestion, settle
from actions.store.questions.tickets import find_ticket, tickets_with_status

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)
LIMITS = Limits(period=timedelta(hours=24), per_sender=3, per_hour=4)


def new_mail(number: int, raw: bytes = b"From: a@exemple.fr\r\n\r\nx\0") -> NewMail:
    """Return a mail as it arrives."""
    return NewMail(f"key{number}", f"<{number}@exemple.fr>", "a@exemple.fr", "Sujet", None, "lmtp", len(raw), raw)


def claimed(engine: Engine, number: int) -> StoredMail:
    """Keep a mail and take it to work on."""
    stored.keep_mail(engine, new_mail(number), NOW)
    return next(each for each in stored.claim_mails(engine, NOW, LATER) if each.key == f"key{number}")


def thread(number: int, sender: str = "a@exemple.fr") -> Thread:
    """Return a thread not written yet."""
    return Thread(f"thread{number}", f"mail:thread{number}", sender, "sujet")


def answered(mail: StoredMail, own: Thread, kind: str = "answer") -> Settlement:
    """Return what answers a mail."""
    letter = Letter(kind, own.sender_key, f"<savia.{mail.key}@m.example>", lambda ticket: ticket.encode())
    said = Draft("shopper", "Bonjour", {}, client_id=mail.key)
    return Settlement(
        mail, "answered", None, own, said, letter, Draft("assistant", "Voilà", {}), "done", "a@exemple.fr"
    )


def settled(engine: Engine, number: int, own: Thread, at: datetime = NOW) -> Settled:
    """Settle a new mail with an answer."""
    return settle(engine, answered(claimed(engine, number), own), LIMITS, at)


def test_a_mail_is_kept_once(engine: Engine) -> None:
    assert [stored.keep_mail(engine, new_mail(1), NOW) for _ in range(2)] == [True, False]
    (mail,) = stored.claim_mails(engine, NOW, LATER)
    assert mail.raw == b"From: a@exemple.fr\r\n\r\nx\0"
    assert stored.raw_mail(engine, mail.id) == mail.raw


def test_a_mail_is_worked_on_by_one_process_until_it_is_given_back(engine: Engine) -> None:
    stored.keep_mail(engine, new_mail(1), NOW)
    assert len(stored.claim_mails(engine, NOW, LATER)) == 1
    assert stored.claim_mails(engine, NOW, LATER) == []
    stored.release_mails(engine, NOW)
    assert [each.attempts for each in stored.claim_mails(engine, NOW, LATER)] == [2]
    assert [each.attempts for each in stored.claim_mails(engine, LATER, LATER)] == [3]


def test_all_that_a_mail_leads_to_is_written_together_and_once(engine: Engine) -> None:
    mail = claimed(engine, 1)
    first = settle(engine, answered(mail, thread(1)), LIMITS, NOW)
    assert first.ticket_number is not None
    assert settle(engine, answered(mail, thread(1)), LIMITS, NOW) == Settled()
    (letter,) = outbox.claim_letters(engine, NOW, LATER)
    assert letter.content == first.ticket_number.encode()
    assert [each.text for each in messages_after(engine, "mail:thread1", 0)] == ["Bonjour", "Voilà"]
    found, ticket = find_conversation(engine, "mail:thread1"), find_ticket(engine, first.ticket_number)
    assert found is not None and found.channel == "mail"
    assert ticket is not None and (ticket.status, ticket.kind) == ("done", "message")


def test_a_letter_that_may_not_leave_leaves_nothing_behind(engine: Engine) -> None:
    settled(engine, 1, thread(1))
    assert settled(engine, 2, thread(1)).declined == "thread_limit"
    assert len(messages_after(engine, "mail:thread1", 0)) == 2
    assert stored.count_mails(engine) == {"answered": 1, "received": 1}


def test_a_question_allows_one_answer_more(engine: Engine) -> None:
    mail = claimed(engine, 1)
    settle(engine, answered(mail, thread(1), "question"), LIMITS, NOW)
    assert settle(engine, answered(claimed(engine, 2), thread(1), "question"), LIMITS, NOW).declined == "thread_limit"
    assert settled(engine, 3, thread(1)).declined is None
    assert settled(engine, 4, thread(1)).declined == "thread_limit"


def test_a_sender_has_a_limit_and_the_shop_a_breaker(engine: Engine) -> None:
    assert [settled(engine, number, thread(number)).declined for number in range(4)] == [None] * 3 + ["sender_limit"]
    others = [thread(number, f"client{number}@exemple.fr") for number in range(10, 13)]
    assert [settled(engine, 10 + place, own).declined for place, own in enumerate(others)] == [
        None, "breaker_tripped", "breaker",
    ]  # fmt: skip
    tripped = tripped_breaker(engine)
    assert tripped is not None and tripped[1] == "4 automatic replies in an hour"
    assert resume_automatic_replies(engine, NOW) is True
    assert tripped_breaker(engine) is None
    assert settled(engine, 20, thread(20, "b@exemple.fr"), NOW + timedelta(seconds=1)).declined is None


def test_what_goes_to_a_person_is_an_open_ticket_with_its_suggestions(engine: Engine) -> None:
    for number, words in enumerate(("Première", "Seconde")):
        draft = Draft("shopper", words, {}, client_id=f"key{number}")
        suggestion = Suggestion(words, "subject", f"Réponse {number}")
        left = Settlement(
            claimed(engine, number), "task", "subject", thread(1), draft, None, None, "open", "a@exemple.fr", suggestion
        )
        settle(engine, left, LIMITS, NOW)
    (ticket,) = tickets_with_status(engine, "open")
    assert ticket.message == "Seconde"
    assert [(each.question, each.suggestion) for each in suggestions_for(engine, ticket.number)] == [
        ("Seconde", "Réponse 1"), ("Première", "Réponse 0"),
    ]  # fmt: skip


def test_a_thread_is_found_by_what_was_received_or_sent_for_its_own_sender(engine: Engine) -> None:
    number = settled(engine, 1, thread(1)).ticket_number or ""
    for ids in (["<1@exemple.fr>"], ["<savia.key1@m.example>"], ["<other@x>", "<1@exemple.fr>"]):
        found = stored.thread_of_references(engine, ids, "a@exemple.fr")
        assert found is not None and found.id == "thread1"
        assert stored.thread_of_references(engine, ids, "curieux@ailleurs.example") is None
    assert stored.thread_of_ticket(engine, stored.read_ticket_number(number.lower()), "a@exemple.fr") is not None
    assert stored.thread_of_ticket(engine, number, "curieux@ailleurs.example") is None
    assert stored.thread_of_subject(engine, "sujet", "a@exemple.fr", NOW) is not None
    assert stored.thread_of_subject(engine, "sujet", "a@exemple.fr", LATER) is None


def test_a_letter_is_attempted_deferred_handed_over_and_sent(engine: Engine) -> None:
    settled(engine, 1, thread(1))
    (letter,) = outbox.claim_letters(engine, NOW, LATER)
    outbox.defer(engine, letter.id, LATER, "451")
    assert outbox.claim_letters(engine, NOW, LATER) == []
    (again,) = outbox.claim_letters(engine, LATER, LATER)
    assert again.attempts == 2
    assert [outbox.mark_handed(engine, letter.id) for _ in range(2)] == [True, False]
    assert outbox.retry_letters(engine, LATER) == 0
    outbox.mark_sent(engine, letter.id, LATER)
    assert outbox.count_letters(engine) == {"sent": 1}
    assert outbox.mark_bounced(engine, [letter.message_id], "parti") == 1


@pytest.mark.parametrize("seq", [2, 12])
def test_agents_messages_are_found_by_their_number(engine: Engine, seq: int) -> None:
    from actions.store.questions.conversations import append_messages

    settled(engine, 1, thread(1))
    fillers = [Draft("notice", "…", {}) for _ in range(seq)]
    append_messages(engine, "mail:thread1", [*fillers, Draft("person", "Bonjour", {})], NOW)
    ((message, own),) = outbox.unsent_replies(engine, NOW)
    assert outbox.post_reply(engine, message, own, "<savia.p@m.example>", b"x", NOW) is True
    assert outbox.unsent_replies(engine, NOW) == []
    assert outbox.post_reply(engine, message, own, "<savia.q@m.example>", b"x", NOW) is False


def test_old_mails_are_forgotten_with_what_came_of_them(engine: Engine) -> None:
    settled(engine, 1, thread(1))
    (letter,) = outbox.claim_letters(engine, NOW, LATER)
    outbox.mark_handed(engine, letter.id)
    outbox.mark_sent(engine, letter.id, NOW)
    stored.keep_mail(engine, new_mail(2), NOW)
    stored.forget_mails(engine, LATER)
    assert stored.count_mails(engine) == {"received": 1}
    assert outbox.count_letters(engine) == {}
    assert stored.thread_of_conversation(engine, "mail:thread1") is None

"""What becomes of a mail: answered, asked for what is missing, left to a person; and what its reply says."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from actions.store.mail_tables import mail_outbox, mail_suggestions, mail_threads, mails
from actions.store.questions.conversations import Change, find_conversation, messages_after
from actions.store.questions.mail import thread_of_conversation
from actions.store.questions.mail_desk import suggestions_for
from actions.store.questions.tickets import find_ticket
from tests.mail.conftest import Clock, Office

MAIL_TABLES = (mails, mail_outbox, mail_suggestions, mail_threads)
WARRANTY = "Bonjour,\n\nCombien de temps dure la garantie ?\n\nCordialement,\nLise"
ORDER = "Bonjour,\n\nOù en est ma commande FR-2026-7731 ?\n"


async def test_a_common_question_is_answered_with_all_a_reply_must_say(office: Office) -> None:
    assert await office.outcome(WARRANTY, subject="La garantie") == ("answered", None)

    (letter,), text = office.letters(), office.last_letter()
    (ticket,) = office.tickets("done")
    assert "> Combien de temps dure la garantie ?" in text
    assert "La garantie légale dure deux ans (article L217-3 du code de la consommation)." in text
    assert f"Votre dossier : {ticket.number}" in text
    assert "Cette réponse est automatique." in text
    assert "écrivant « conseiller » ou appelez le 01 02 03 04 05" in text
    assert letter["Subject"] == f"Re: La garantie [{ticket.number}]"
    assert letter["To"] == "lise.moreau@exemple.fr"
    assert letter["From"] == "La Maison Claire <sav@maison-claire.example>"


async def test_a_reply_carries_what_keeps_machines_from_answering(office: Office) -> None:
    message_id = office.deliver(WARRANTY, References="<earlier@exemple.fr>")
    await office.work()
    (letter,) = office.letters()
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["Content-Language"] == "fr"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter["In-Reply-To"] == message_id
    assert letter["References"] == f"<earlier@exemple.fr> {message_id}"
    assert letter["Message-ID"].endswith("@maison-claire.example>")


async def test_an_order_is_told_to_its_own_address_when_the_server_vouches_for_it(office: Office) -> None:
    assert await office.outcome(ORDER) == ("answered", None)
    assert "Votre commande FR-2026-7731 (Aspirateur Tornix VX2) est livrée." in office.last_letter()


@pytest.mark.parametrize(
    ("text", "sender", "proven"),
    [
        (ORDER, "lise.moreau@exemple.fr", False),
        (ORDER, "paul.roche@exemple.fr", True),
        (ORDER, "inconnu@ailleurs.example", True),
        (ORDER.replace("7731", "0000"), "lise.moreau@exemple.fr", True),
        (ORDER + "Mon adresse est lise.moreau@exemple.fr", "inconnu@ailleurs.example", True),
        (ORDER + "Mon adresse est lise.moreau@exemple.fr", "inconnu@ailleurs.example", False),
    ],
    ids=[
        "not vouched for",
        "another customer",
        "a stranger",
        "unknown number",
        "address in the text",
        "the same, not vouched for",
    ],
)
async def test_otherwise_the_reply_asks_and_reveals_nothing(
    office: Office, text: str, sender: str, proven: bool
) -> None:
    assert await office.outcome(text, sender, proven=proven) == ("asked", "identification")
    letter = office.last_letter()
    assert "Aspirateur" not in letter
    assert "livrée" not in letter
    assert "Avec ce message, nous n'avons pas pu le vérifier." in letter


async def test_what_is_asked_is_the_same_whatever_is_wrong(office: Office) -> None:
    said = set()
    for text, sender, proven in (
        (ORDER, "lise.moreau@exemple.fr", False),
        (ORDER, "paul.roche@exemple.fr", True),
        (ORDER.replace("7731", "0000"), "marc@exemple.fr", True),
    ):
        await office.outcome(text, sender, proven=proven)
        body = office.last_letter().split("? ", 1)[1]
        said.add(body.replace(office.tickets("done")[0].number, "SAV"))
    assert len({each.partition("Votre dossier")[0] for each in said}) == 1


async def test_the_number_that_was_asked_for_completes_the_question(office: Office, clock: Clock) -> None:
    office.deliver("Où en est ma commande ?", message_id="<q@exemple.fr>")
    await office.work()
    assert "il nous faut votre numéro de commande" in office.last_letter()
    clock.move(minutes=3)
    reply_to = office.letters()[-1]["Message-ID"]
    quoted = "Le mar. 24 nov. 2026 à 10:00, La Maison Claire <sav@maison-claire.example> a écrit :\n> Bonjour"
    text = f"C'est la FR-2026-7731.\n\n{quoted}"
    assert await office.outcome(text, subject="Re: Question", In_Reply_To=reply_to) == ("answered", None)
    assert "Votre commande FR-2026-7731 (Aspirateur Tornix VX2) est livrée." in office.last_letter()


async def test_a_proven_thread_proves_nothing_for_a_later_mail_that_is_not(office: Office, clock: Clock) -> None:
    await office.outcome(ORDER)
    reply_to = office.letters()[-1]["Message-ID"]
    clock.move(days=2)
    outcome = await office.outcome("Et où en est ma commande ?", In_Reply_To=reply_to, proven=False)
    assert outcome == ("asked", "identification")
    assert "Aspirateur" not in office.last_letter()


async def test_another_sender_who_knows_the_references_gets_a_thread_of_their_own(
    office: Office, engine: Engine
) -> None:
    await office.outcome(ORDER)
    reply_to = office.letters()[-1]["Message-ID"]
    ticket = office.tickets("done")[0].number
    outcome = await office.outcome(
        "Où en est ma commande ?", "curieux@ailleurs.example", f"Re: Question [{ticket}]", In_Reply_To=reply_to
    )
    assert outcome == ("asked", "identification")
    with engine.connect() as connection:
        assert connection.execute(select(func.count(mails.c.thread_id.distinct()))).scalar_one() == 2


@pytest.mark.parametrize("number", ["SAV", "folded"])
async def test_a_thread_is_followed_by_the_ticket_in_the_subject(office: Office, engine: Engine, number: str) -> None:
    await office.outcome(WARRANTY)
    ticket = office.tickets("done")[0].number
    written = ticket if number == "SAV" else ticket.replace("-", " ").lower()
    await office.outcome("Je veux parler à un conseiller", subject=f"Ma question {written}")
    assert [each.number for each in office.tickets("open")] == [ticket]


async def test_all_the_questions_of_a_mail_are_answered(office: Office) -> None:
    text = "Bonjour, combien de temps dure la garantie ? Et quels sont vos horaires ?"
    assert await office.outcome(text) == ("answered", None)
    letter = office.last_letter()
    assert "deux ans" in letter
    assert "du lundi au vendredi" in letter


async def test_or_the_mail_goes_to_a_person_when_one_is_not_understood(office: Office) -> None:
    text = "Bonjour, combien de temps dure la garantie ? Et le zorglub est-il compatible ?"
    assert await office.outcome(text) == ("task", "unclear_question")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Je veux parler à un conseiller.", "person_asked"),
        ("Vous êtes des voleurs ! Et ma garantie ?", "anger"),
        ("La garantie, peut-être ?", "confidence"),
        ("Je voudrais ma facture svp", "subject"),
        ("Blabla incompréhensible", "not_understood"),
        ("FR-2026-7731", "nothing_asked"),
    ],
)
async def test_the_rest_goes_to_the_desk_with_a_suggested_reply_and_is_acknowledged(
    office: Office, engine: Engine, text: str, reason: str
) -> None:
    assert await office.outcome(text, subject="Re: ") == ("task", reason)
    (ticket,) = office.tickets("open")
    assert ticket.kind == "message"
    assert ticket.contact == "lise.moreau@exemple.fr"
    (suggested,) = suggestions_for(engine, ticket.number)
    assert suggested.reason == reason
    assert suggested.question == text
    assert (suggested.suggestion or "").startswith("Bonjour,")
    letter = office.last_letter()
    assert "une personne de notre équipe le lira à la reprise, le" in letter
    assert "Cet accusé de réception est automatique." in letter
    assert ticket.number in letter


async def test_during_opening_hours_the_acknowledgement_says_so(engine: Engine, clock: Clock) -> None:
    office = Office(engine, clock, human_service="auto", opening_hours="mon-fri 09:00-18:00")
    await office.outcome("Je veux parler à un conseiller.")
    assert "Une personne de notre équipe va le lire et vous répondre." in office.last_letter()


async def test_an_acknowledgement_is_never_sent_besides_an_answer(office: Office) -> None:
    await office.outcome(WARRANTY, subject="A")
    reply_to = office.letters()[-1]["Message-ID"]
    assert await office.outcome("Je veux parler à un conseiller", subject="Re: A", In_Reply_To=reply_to) == (
        "task",
        "person_asked",
    )
    assert len(office.letters()) == 1


async def test_thanks_want_neither_a_reply_nor_a_person(office: Office) -> None:
    await office.outcome(WARRANTY)
    assert await office.outcome("Merci beaucoup !", subject="Re: Question") == ("noted", "thanks")
    assert len(office.letters()) == 1
    assert not office.tickets("open")


async def test_what_was_said_is_a_conversation_of_the_desk(office: Office, engine: Engine) -> None:
    await office.outcome(ORDER)
    conversation = office.tickets("done")[0].conversation_id or ""
    said = messages_after(engine, conversation, 0)
    assert [each.author for each in said] == ["shopper", "assistant"]
    assert said[0].text == ORDER.strip()
    found = find_conversation(engine, conversation)
    assert found is not None
    assert (found.channel, found.email) == ("mail", "lise.moreau@exemple.fr")
    thread = thread_of_conversation(engine, conversation)
    assert thread is not None
    assert thread.order_number == "FR-2026-7731"


async def test_a_mail_in_a_conversation_that_a_person_has_is_passed_on_in_silence(office: Office) -> None:
    await office.outcome(WARRANTY)
    conversation = office.tickets("done")[0].conversation_id or ""
    change = Change("assistant", "person", "stepped_in", "person", agent="claire", by="claire")
    await office.service.transcripts.change(conversation, change)
    reply_to = office.letters()[-1]["Message-ID"]
    assert await office.outcome(WARRANTY, In_Reply_To=reply_to) == ("passed_on", None)
    assert len(office.letters()) == 1


async def test_an_agents_message_leaves_as_a_mail_of_the_thread_once(office: Office) -> None:
    from actions.store.questions.conversations import Draft
    from bot.channels.mail import SmtpSender, read_server
    from bot.mail.postman import Postman

    asked = office.deliver("Je veux parler à un conseiller.", subject="Aide")
    await office.work()
    ticket = office.tickets("open")[0]
    change = Change("assistant", "person", "stepped_in", "person", agent="claire", by="claire")
    await office.service.transcripts.change(ticket.conversation_id or "", change)
    draft = Draft("person", "Bonjour, je m'occupe de vous.", {}, author_name="Claire")
    await office.service.transcripts.add(ticket.conversation_id or "", draft)
    smtp = SmtpSender(read_server("X", "smtp://127.0.0.1:9", ("smtps", "smtp")))
    postman = Postman(
        office.engine, office.service.hub, office.post.house.sender, smtp, office.post.watch, office.clock
    )
    assert [postman.collect_replies(), postman.collect_replies()] == [1, 0]
    letter = next(each for each in office.letters() if "je m'occupe" in each.get_content())
    assert letter["Auto-Submitted"] is None
    assert letter["In-Reply-To"] == asked
    assert letter["Subject"] == f"Re: Aide [{ticket.number}]"


async def test_when_the_assistant_fails_the_mail_goes_to_a_person(office: Office) -> None:
    office.service.assistant.is_broken = True  # type: ignore[attr-defined]
    assert await office.outcome(WARRANTY) == ("task", "failure")


async def test_a_mail_delivered_twice_is_one(office: Office) -> None:
    office.deliver(WARRANTY, message_id="<same@exemple.fr>")
    office.deliver(WARRANTY, message_id="<same@exemple.fr>")
    await office.work()
    assert len(office.letters()) == 1


async def test_the_same_message_id_from_another_sender_is_another_mail(office: Office) -> None:
    office.deliver(WARRANTY, message_id="<same@exemple.fr>")
    office.deliver(WARRANTY, "paul.roche@exemple.fr", message_id="<same@exemple.fr>")
    await office.work()
    assert len(office.letters()) == 2


async def test_the_cited_question_carries_no_link_and_no_address_to_a_stranger(office: Office) -> None:
    await office.outcome("Combien dure la garantie, voir http://piege.example/x ou ecrire a cible@piege.example ?")
    assert "piege.example" not in office.last_letter()


async def test_a_subject_cannot_add_a_header(office: Office) -> None:
    await office.outcome(WARRANTY, subject="=?utf-8?Q?Garantie=0D=0ABcc:_tous@exemple.fr?=")
    (letter,) = office.letters()
    assert letter["Bcc"] is None


async def test_the_clerk_takes_up_where_a_killed_one_left(office: Office, clock: Clock, engine: Engine) -> None:
    from actions.store.questions.mail import claim_mails, release_mails

    office.deliver(WARRANTY)
    claim_mails(engine, clock(), clock() + office_lease())
    await office.work()
    assert not office.letters()
    release_mails(engine, clock())
    await office.work()
    assert len(office.letters()) == 1
    assert find_ticket(engine, office.tickets("done")[0].number) is not None


def office_lease():  # type: ignore[no-untyped-def]
    """Return how long a claimed mail is kept from others."""
    from bot.mail.clerk import LEASE

    return LEASE


async def test_a_question_asked_in_the_subject_alone_is_answered_and_cited(office: Office) -> None:
    assert await office.outcome("Envoyé de mon iPhone", subject="Quels sont vos horaires ?") == ("answered", None)
    assert "> Quels sont vos horaires ? Nous répondons" in office.last_letter()


async def test_a_body_that_completes_the_subject_is_cited_with_it(office: Office) -> None:
    assert await office.outcome("C'est la FR-2026-7731.", subject="Ma commande") == ("answered", None)
    assert "> Ma commande. C'est la FR-2026-7731." in office.last_letter()


async def test_a_subject_left_empty_is_answered_under_one(office: Office) -> None:
    await office.outcome(WARRANTY, subject="")
    assert office.letters()[0]["Subject"] == f"Re: votre message [{office.tickets('done')[0].number}]"

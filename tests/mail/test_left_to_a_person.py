"""Mails that a person must answer whatever they ask: too long, several orders, a business, a declaration, a failure."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import Engine

from actions.store.mail_tables import mail_outbox, mail_suggestions, mail_threads, mails
from actions.store.questions.desk_search import delete_conversation
from actions.store.questions.mail_desk import suggestions_for
from bot.mail.quotes import Parts
from tests.mail.conftest import Clock, Office
from tests.mail.test_answering import WARRANTY

MAIL_TABLES = (mails, mail_outbox, mail_suggestions, mail_threads)


async def test_a_letter_too_long_to_be_read_whole_goes_to_a_person(office: Office) -> None:
    story = "Il y a un bruit. " * 40
    assert await office.outcome(f"{WARRANTY}\n\n{story}") == ("task", "too_long")
    assert await office.outcome(f"Combien dure la garantie ?\n{'x' * 9000}") == ("task", "too_long")


async def test_two_orders_in_one_letter_go_to_a_person(office: Office) -> None:
    text = "Où en est ma commande FR-2026-7731 ? Et où en est ma commande FR-2026-9900 ?"
    assert await office.outcome(text) == ("task", "several_orders")
    assert "Téléviseur" not in str(suggestions_for(office.engine, office.tickets("open")[0].number))


async def test_a_business_that_buys_is_not_told_the_rights_of_consumers(office: Office) -> None:
    text = "Nous avons acheté dix aspirateurs pour notre société. Combien de temps dure la garantie ?"
    assert await office.outcome(text) == ("task", "professional")


@pytest.mark.parametrize("proven", [True, False])
async def test_a_declaration_of_withdrawal_that_is_not_understood_is_told_as_what_it_is(
    office: Office, proven: bool
) -> None:
    text = "Je vous notifie ma rétractation du contrat. Le zorglub est-il compatible avec moi."
    assert await office.outcome(text, proven=proven) == ("task", "declaration")


async def test_who_wants_a_person_gets_no_frequent_answer_suggested(office: Office) -> None:
    await office.outcome("Conseiller svp, merci")
    (suggested,) = suggestions_for(office.engine, office.tickets("open")[0].number)
    assert "{votre_reponse}" in (suggested.suggestion or "")


async def test_what_is_suggested_to_whom_nobody_vouches_for_asks_who_it_is(office: Office) -> None:
    text = "Où en est ma commande FR-2026-7731 ? Je veux aussi parler à un conseiller."
    assert await office.outcome(text, proven=False) == ("task", "person_asked")
    (suggested,) = suggestions_for(office.engine, office.tickets("open")[0].number)
    assert "nous ouvrons une commande seulement quand" in (suggested.suggestion or "")


async def test_a_mail_whose_body_makes_the_reader_fail_still_reaches_a_person(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.mail import reading

    office.deliver("piège", subject="Ma question")
    monkeypatch.setattr(reading, "split_reply", lambda text: 1 / 0 if text.strip() else Parts("", "", False))
    for _ in range(6):
        await office.work()
        clock.move(minutes=3)
    (ticket,) = office.tickets("open")
    assert ticket.contact == "lise.moreau@exemple.fr"
    assert suggestions_for(office.engine, ticket.number)[0].subject == "Ma question"
    assert office.letters() == []


async def test_deleting_a_conversation_deletes_its_mails(office: Office, engine: Engine) -> None:
    await office.outcome("Je veux parler à un conseiller.")
    conversation = office.tickets("open")[0].conversation_id or ""
    with engine.begin() as connection:
        connection.execute(update(mail_outbox).values(status="sent"))
    assert delete_conversation(engine, conversation)
    with engine.connect() as connection:
        left = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in MAIL_TABLES]
    assert left == [0, 0, 0, 0]

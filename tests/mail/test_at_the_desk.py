"""A mail left to a person, seen from the desk: the question, why it waits, a reply to start from, and the answer."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.channels.mail import SmtpSender, read_server
from bot.mail.postman import Postman
from tests.desk.conftest import Desk, Page
from tests.mail.conftest import Clock, Office
from tests.mail.test_attachments import JPEG, mail_with

INVOICE = "Bonjour,\n\nJe voudrais ma facture <b>svp</b>.\n\nLise"


@pytest.fixture
async def desk(office: Office, clock: Clock) -> AsyncIterator[Desk]:
    """The whole service of the office, with its desk; its mails are worked on by the test alone."""
    settings = replace(office.service.settings, mail_address="")
    server = TestServer(make_app(replace(office.service, settings=settings)))
    await server.start_server()
    assistant: Any = office.service.assistant
    made = Desk(office.service, server, clock, assistant, [])  # type: ignore[arg-type]
    yield made
    for client in made.clients:
        await client.session.close()
    await server.close()


async def opened(office: Office, page: Page) -> dict[str, Any]:
    """Return the conversation of the newest task, as the desk's page reads it."""
    conversation = office.tickets("open")[0].conversation_id
    found: dict[str, Any] = await page.get(f"conversations/{conversation}")
    return found


async def test_the_desk_shows_what_was_asked_why_it_waits_and_a_reply_to_start_from(office: Office, desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await office.outcome(INVOICE, subject="Ma facture")
    (suggested,) = (await opened(office, claire))["suggestions"]
    assert suggested["subject"] == "Ma facture"
    assert suggested["question"] == INVOICE
    assert suggested["reason"] == "sujet réservé à une personne"
    assert suggested["reply"] == (
        "Bonjour,\n\nVoici comment obtenir votre facture.\n\nBien cordialement,\nLa Maison Claire"
    )


async def test_the_latest_mail_of_a_conversation_comes_first(office: Office, desk: Desk, clock: Clock) -> None:
    claire = await desk.signed_in("Claire")
    asked = office.deliver(INVOICE, subject="Ma facture")
    await office.work()
    clock.move(hours=1)
    await office.outcome("Toujours rien, je veux un conseiller.", subject="Re: Ma facture", In_Reply_To=asked)
    reasons = [each["reason"] for each in (await opened(office, claire))["suggestions"]]
    assert reasons == ["le client demande une personne", "sujet réservé à une personne"]


async def test_without_anything_to_suggest_the_reply_has_a_hole_that_the_desk_wants_filled(
    office: Office, desk: Desk
) -> None:
    claire = await desk.signed_in("Claire")
    await office.outcome("Zorglub bulgroz.")
    (suggested,) = (await opened(office, claire))["suggestions"]
    assert "{votre_reponse}" in suggested["reply"]


async def test_nothing_is_suggested_in_a_conversation_of_the_chat(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "Quels sont vos horaires ?")
    assert (await claire.get("conversations/c1"))["suggestions"] == []


async def test_a_task_tells_that_it_came_by_mail(office: Office, desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await office.outcome(INVOICE)
    (task,) = (await claire.get("tasks?kind=message"))["tasks"]
    assert (task["channel"], task["status"]) == ("mail", "open")


async def test_what_an_agent_answers_at_the_desk_leaves_by_mail_in_the_same_thread(office: Office, desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    first = office.deliver(INVOICE, subject="Ma facture")
    await office.work()
    second = office.deliver("Je veux un conseiller.", subject="Re: Ma facture", References=first)
    await office.work()
    ticket = office.tickets("open")[0]
    address = f"conversations/{ticket.conversation_id}"
    await claire.post(f"{address}/take")
    for _ in range(2):  # sent again after a cut, it is one mail
        said = {"text": "Bonjour,\n\nLa voici.\n\nClaire", "client_id": "reply-1"}
        await claire.post(f"{address}/messages", said)
    smtp = SmtpSender(read_server("X", "smtp://127.0.0.1:9", ("smtps", "smtp")))
    house = office.post.house
    postman = Postman(office.engine, office.service.hub, house.sender, smtp, office.post.watch, office.clock)
    assert [postman.collect_replies(), postman.collect_replies()] == [1, 0]
    letter = next(each for each in office.letters() if "La voici." in each.get_content())
    assert letter["To"] == "lise.moreau@exemple.fr"
    assert letter["Subject"] == f"Re: Ma facture [{ticket.number}]"
    assert letter["In-Reply-To"] == second
    assert letter["References"] == f"{first} {second}"
    assert letter["Auto-Submitted"] is None
    assert letter.get_content().replace("\r\n", "\n") == "Bonjour,\n\nLa voici.\n\nClaire\n"


async def test_a_mail_in_a_conversation_that_a_person_has_opens_its_task_again(office: Office, desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    asked = office.deliver(INVOICE)
    await office.work()
    ticket = office.tickets("open")[0]
    await claire.post(f"conversations/{ticket.conversation_id}/take")
    await claire.post(f"tasks/{ticket.number}/settle")
    assert await office.outcome("Et la garantie ?", In_Reply_To=asked) == ("passed_on", None)
    assert [each.number for each in office.tickets("open")] == [ticket.number]


async def test_the_desk_gives_the_photo_of_a_mail_as_it_gives_those_of_the_chat(office: Office, desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    office.post.intake.take(mail_with(("casse.jpg", "image/jpeg", JPEG)), "test")
    await office.work()
    whole = await opened(office, claire)
    (file,) = whole["messages"][0]["files"]
    answer = await claire.client.get(f"/desk/api/conversations/{whole['case']['id']}/files/{file['id']}")
    assert (answer.status, answer.content_type) == (200, "image/jpeg")
    assert await answer.read() == JPEG
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''casse.jpg"

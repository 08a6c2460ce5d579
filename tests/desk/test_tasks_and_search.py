"""What waits when nobody answered, and finding a past conversation again."""

import pytest

from actions.store.questions.tickets import TicketRequest, open_ticket
from actions.store.questions.verified_orders import verify_order
from tests.desk.conftest import Desk


def leave_message(desk: Desk, conversation: str = "c1") -> str:
    """Leave a message as the dialogue does, and return its number."""
    request = TicketRequest(
        kind="message",
        message="Mon colis est livré mais je n'ai rien reçu.",
        contact="lise@exemple.fr",
        conversation_id=conversation,
        order_number="FR-2026-7731",
    )
    return open_ticket(desk.engine, request, desk.clock()).number


async def test_a_message_left_while_nobody_answered_is_a_task_until_it_is_settled(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    number = leave_message(desk)
    (task,) = (await claire.get("tasks?kind=message"))["tasks"]
    assert (task["number"], task["contact"], task["agent"]) == (number, "lise@exemple.fr", None)
    assert task["message"] == "Mon colis est livré mais je n'ai rien reçu."
    await claire.post(f"tasks/{number}/take")
    (task,) = (await claire.get("tasks"))["tasks"]
    assert (task["status"], task["agent"]) == ("in_progress", claire.agent.id)
    await claire.post(f"tasks/{number}/settle")
    assert (await claire.get("tasks"))["tasks"] == []
    assert [task["number"] for task in (await claire.get("tasks?settled=1"))["tasks"]] == [number]
    await claire.post(f"tasks/{number}/reopen")
    assert [task["status"] for task in (await claire.get("tasks"))["tasks"]] == ["open"]


async def test_the_number_of_messages_left_is_told_to_every_page_at_once(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    number = leave_message(desk)
    socket = await claire.socket()
    lists = await socket.receive_json(timeout=5)
    assert (lists["type"], lists["messages_left"]) == ("lists", 1)
    await claire.post(f"tasks/{number}/settle")
    while lists["messages_left"] or lists["type"] != "lists":
        lists = await socket.receive_json(timeout=5)
    await socket.close()


async def test_an_unknown_task_and_an_unknown_kind_are_told_in_a_sentence(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    assert (await claire.post("tasks/SAV-999999/take", status=404))["error"] == "Ce dossier n'existe pas."
    assert "Genres possibles" in (await claire.get("tasks?kind=cadeau", status=400))["error"]


@pytest.fixture
async def archive(desk: Desk) -> Desk:
    """Three conversations and a ticket."""
    await desk.says("washing", "Ma machine à laver fuit par l'évacuation, réparez-la")
    await desk.says("parcel", "Où est mon colis FR-2026-7731 ?")
    await desk.says("oeuvre", "Le manuel parle d'un cœur de chauffe ÉLECTRIQUE")
    verify_order(desk.engine, "parcel", "FR20267731", desk.clock())
    leave_message(desk, "washing")
    return desk


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("evacuation", ["washing"]),
        ("ÉVACUATION", ["washing"]),
        ("repare machine", ["washing"]),
        ("machine colis", []),  # both words, but in two conversations
        ("electrique", ["oeuvre"]),
        ("fr 2026 7731", ["parcel", "washing"]),
        ("lise@exemple.fr", ["washing"]),
        ("100%", []),
        ("_", []),
        ("", ["oeuvre", "parcel", "washing"]),
    ],
)
async def test_a_past_conversation_is_found_by_words_number_or_e_mail(
    archive: Desk, words: str, found: list[str]
) -> None:
    claire = await archive.signed_in("Claire")
    answer = await claire.get(f"search?q={words.replace('%', '%25')}")
    assert sorted(each["conversation_id"] for each in answer["found"]) == found


async def test_a_search_can_be_narrowed_to_a_state(archive: Desk) -> None:
    claire = await archive.signed_in("Claire")
    await archive.says("parcel", "un conseiller svp")
    answer = await claire.get("search?q=&state=waiting")
    assert [each["conversation_id"] for each in answer["found"]] == ["parcel"]

"""What the desk does by itself: assigns, takes back, ends waits that are too long, tells places."""

import asyncio
from typing import Any

import pytest

from actions.store.questions import desk_presence
from actions.store.questions.desk_administration import write_closures, write_settings
from bot.desk.availability import Availability
from bot.desk.casework import Casework
from bot.desk.routing import Routing
from tests.desk.conftest import OPENING, Desk


@pytest.fixture
def routing(desk: Desk, human_service: str) -> Routing:
    """The routing of the service, moved by hand."""
    service = desk.service
    availability = Availability(desk.engine, service.settings.opening_hours, human_service, desk.clock)
    casework = Casework(desk.engine, service.transcripts, desk.assistant, service.lock, desk.clock)
    return Routing(casework, availability, service.hub, desk.clock)


def open_page(desk: Desk, agent_id: str, page: str = "p1") -> None:
    """Let an agent open the desk."""
    desk_presence.connect(desk.engine, page, agent_id, desk.clock())


def keep_page(desk: Desk, page: str = "p1", *, is_active: bool = True) -> None:
    desk_presence.keep_alive(desk.engine, page, desk.clock(), is_active=is_active)


async def wait_for_a_person(desk: Desk, conversation: str = "c1") -> None:
    await desk.says(conversation, "un conseiller svp")
    assert (await desk.state(conversation))[0] == "waiting"


async def test_the_conversations_of_an_agent_who_disappears_return_to_the_queue(desk: Desk, routing: Routing) -> None:
    claire = await desk.signed_in("Claire")
    open_page(desk, claire.agent.id)
    await wait_for_a_person(desk)
    await claire.post("conversations/c1/take")
    desk.clock.move(seconds=100)
    await routing.look()
    assert await desk.state("c1") == ("person", claire.agent.id)
    desk.clock.move(seconds=30)
    await routing.look()
    assert await desk.state("c1") == ("waiting", None)
    assert (await desk.texts("c1"))[-1].startswith("notice: Votre conseiller a été déconnecté.")


async def test_an_agent_whose_page_lives_keeps_their_conversations(desk: Desk, routing: Routing) -> None:
    claire = await desk.signed_in("Claire")
    open_page(desk, claire.agent.id)
    await wait_for_a_person(desk)
    await claire.post("conversations/c1/take")
    for _ in range(20):
        desk.clock.move(seconds=20)
        keep_page(desk)
    await routing.look()
    assert await desk.state("c1") == ("person", claire.agent.id)


async def test_a_shopper_unanswered_by_an_agent_who_fell_silent_returns_to_the_queue(
    desk: Desk, routing: Routing
) -> None:
    claire = await desk.signed_in("Claire")
    open_page(desk, claire.agent.id)
    for conversation in ("answered", "left"):
        await wait_for_a_person(desk, conversation)
        await claire.post(f"conversations/{conversation}/take")
    await desk.says("left", "vous êtes là ?")
    desk.clock.move(minutes=11)
    keep_page(desk, is_active=False)
    await routing.look()
    assert await desk.state("left") == ("waiting", None)
    assert await desk.state("answered") == ("person", claire.agent.id)


async def test_the_conversations_of_a_disabled_agent_return_to_the_queue(desk: Desk, routing: Routing) -> None:
    claire = await desk.signed_in("Claire")
    nadia = await desk.signed_in("Nadia", role="administrator")
    open_page(desk, claire.agent.id)
    await wait_for_a_person(desk)
    await claire.post("conversations/c1/take")
    await nadia.send("PATCH", f"agents/{claire.agent.id}", {"is_disabled": True})
    await routing.look()
    assert await desk.state("c1") == ("waiting", None)


async def test_nothing_is_assigned_unless_the_house_wants_it(desk: Desk, routing: Routing) -> None:
    claire = await desk.signed_in("Claire")
    open_page(desk, claire.agent.id)
    await wait_for_a_person(desk)
    await routing.look()
    assert await desk.state("c1") == ("waiting", None)
    write_settings(desk.engine, {"automatic_assignment": True})
    await routing.look()
    assert await desk.state("c1") == ("person", claire.agent.id)
    assert (await desk.texts("c1"))[-1] == "notice: Claire a rejoint la conversation et va vous répondre."


async def test_automatic_assignment_spares_busy_agents_and_full_ones(desk: Desk, routing: Routing) -> None:
    write_settings(desk.engine, {"automatic_assignment": True})
    claire = await desk.signed_in("Claire", capacity=1)
    paul = await desk.signed_in("Paul")
    open_page(desk, claire.agent.id, "p1")
    open_page(desk, paul.agent.id, "p2")
    await paul.send("PUT", "me/presence", {"presence": "busy"})
    await wait_for_a_person(desk, "first")
    desk.clock.move(seconds=1)
    await wait_for_a_person(desk, "second")
    await routing.look()
    assert await desk.state("first") == ("person", claire.agent.id)
    assert await desk.state("second") == ("waiting", None)


async def test_a_message_is_offered_once_when_the_wait_is_long(desk: Desk, routing: Routing) -> None:
    await wait_for_a_person(desk)
    desk.clock.move(minutes=5)
    for _ in range(3):
        await routing.look()
        desk.clock.move(seconds=5)
    offers = [text for text in await desk.texts("c1") if "plus longue que prévu" in text]
    assert len(offers) == 1
    last = (await desk.service.transcripts.after("c1", 0))[-1]
    assert [button["title"] for button in last.payload["buttons"]] == [
        "Laisser un message",
        "Continuer d'attendre",
        "Ne plus attendre",
    ]


@pytest.mark.parametrize(
    ("choice", "state", "afresh", "answer"),
    [
        ("Laisser un message", "assistant", [("c1", "contact_form")], "Quel message souhaitez-vous laisser"),
        ("Continuer d'attendre", "waiting", [], "vous gardez votre place"),
        ("Ne plus attendre", "assistant", [("c1", None)], "vous n'êtes plus en attente"),
    ],
)
async def test_what_a_waiting_shopper_chooses_is_done(
    desk: Desk, choice: str, state: str, afresh: list[Any], answer: str
) -> None:
    await wait_for_a_person(desk)
    await desk.says("c1", choice)
    assert (await desk.state("c1"))[0] == state
    assert desk.assistant.begun_afresh == afresh
    assert answer in (await desk.texts("c1"))[-1]


async def test_a_wait_that_expires_takes_a_message_instead(desk: Desk, routing: Routing) -> None:
    await wait_for_a_person(desk)
    desk.clock.move(minutes=20)
    await routing.look()
    assert await desk.state("c1") == ("assistant", None)
    assert desk.assistant.begun_afresh == [("c1", "contact_form")]
    assert (await desk.texts("c1"))[-1].startswith("notice: Aucun conseiller n'a pu se libérer")


async def test_a_conversation_given_back_to_the_queue_is_not_expired_at_once(desk: Desk, routing: Routing) -> None:
    claire = await desk.signed_in("Claire")
    open_page(desk, claire.agent.id)
    await wait_for_a_person(desk)
    await claire.post("conversations/c1/take")
    for _ in range(90):
        desk.clock.move(seconds=20)
        keep_page(desk)
    await claire.post("conversations/c1/release")
    await routing.look()
    assert await desk.state("c1") == ("waiting", None)


async def test_a_shopper_who_left_the_page_is_waited_for_ten_minutes(desk: Desk, routing: Routing) -> None:
    await wait_for_a_person(desk)
    for page in (1, 2):
        routing.note_shopper("c1", page, is_there=True)
    routing.note_shopper("c1", 1, is_there=False)
    desk.clock.move(minutes=4)
    routing.note_shopper("c1", 2, is_there=False)  # the last page
    desk.clock.move(minutes=9)
    await routing.look()
    assert (await desk.state("c1"))[0] == "waiting"
    desk.clock.move(minutes=1)
    await routing.look()
    assert await desk.state("c1") == ("assistant", None)
    assert desk.assistant.begun_afresh == [("c1", None)]
    claire = await desk.signed_in("Claire")
    assert (await claire.get("conversations/c1"))["events"][-1]["cause"] == "abandoned"


async def test_places_are_told_to_shoppers_and_move_up(desk: Desk, routing: Routing) -> None:
    claire = await desk.signed_in("Claire")
    for turn in range(3):  # three conversations of ten minutes, so that an estimate can be honest
        await wait_for_a_person(desk, f"seen{turn}")
        await claire.post(f"conversations/seen{turn}/take")
        desk.clock.move(minutes=10)
        await claire.post(f"conversations/seen{turn}/close", {"reason": "solved"})
    open_page(desk, claire.agent.id)
    await wait_for_a_person(desk, "first")
    desk.clock.move(seconds=1)
    await wait_for_a_person(desk, "second")
    async with desk.service.hub.listening("second") as events:
        await routing.look()
        told = await asyncio.wait_for(events.get(), 2)
        assert (told["position"], told["estimate_minutes"]) == (2, 1)
        await claire.post("conversations/first/take")
        await routing.look()
        told = await asyncio.wait_for(events.get(), 2)
        assert told["position"] == 1


class TestByOpeningHours:
    """With SAVIA_HUMAN_SERVICE=auto."""

    @pytest.fixture
    def human_service(self) -> str:
        return "auto"

    def available(self, desk: Desk) -> Availability:
        return Availability(desk.engine, "mon-fri 09:00-18:00", "auto", desk.clock)

    async def test_people_answer_in_opening_hours_when_one_is_there(self, desk: Desk) -> None:
        claire = await desk.signed_in("Claire")
        assert not self.available(desk).people_answer()
        open_page(desk, claire.agent.id)
        assert self.available(desk).people_answer()
        await claire.send("PUT", "me/presence", {"presence": "away"})
        assert not self.available(desk).people_answer()

    @pytest.mark.parametrize(
        ("hours", "is_open"),
        [
            pytest.param(0, True, id="Tuesday at 10"),
            pytest.param(8, False, id="Tuesday at 18, the closing"),
            pytest.param(4 * 24, False, id="Saturday at 10"),
            pytest.param(31 * 24, False, id="Friday 25 December at 10, a public holiday"),
        ],
    )
    async def test_nobody_answers_outside_opening_hours_and_on_public_holidays(
        self, desk: Desk, hours: int, is_open: bool
    ) -> None:
        claire = desk.add("Claire")
        desk.clock.move(hours=hours)
        open_page(desk, claire.id)
        assert self.available(desk).people_answer() is is_open

    async def test_nobody_answers_on_a_day_of_closure(self, desk: Desk) -> None:
        claire = desk.add("Claire")
        open_page(desk, claire.id)
        write_closures(desk.engine, {OPENING.date(): "Inventaire"})
        assert not self.available(desk).people_answer()

    async def test_the_hours_set_at_the_desk_win_over_the_setting(self, desk: Desk) -> None:
        claire = desk.add("Claire")
        open_page(desk, claire.id)
        write_settings(desk.engine, {"opening_hours": "tue 14:00-18:00"})
        assert not self.available(desk).people_answer()

    async def test_when_the_last_agent_leaves_who_waits_leaves_a_message(self, desk: Desk, routing: Routing) -> None:
        claire = await desk.signed_in("Claire")
        open_page(desk, claire.agent.id)
        await wait_for_a_person(desk)
        desk_presence.disconnect(desk.engine, "p1", desk.clock())
        await routing.look()
        assert (await desk.state("c1"))[0] == "waiting"
        desk.clock.move(minutes=2)
        await routing.look()
        assert await desk.state("c1") == ("assistant", None)
        assert desk.assistant.begun_afresh == [("c1", "contact_form")]
        assert (await desk.texts("c1"))[-1].startswith("notice: Nos conseillers ne sont plus disponibles")

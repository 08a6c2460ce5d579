"""The chat by WebSocket: kept, answered once, resumed by number, and open only to who holds the token."""

import asyncio
import hashlib

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from sqlalchemy import select

from actions.store.chat_tables import ratings, visitors
from actions.store.engine import reading
from actions.store.questions.conversations import Change, Draft
from bot.conversations import Author, State
from tests.channels.conftest import SHOP, Chat

pytestmark = pytest.mark.asyncio


async def test_a_newcomer_is_told_first_that_a_machine_answers(chat: Chat) -> None:
    shopper = await chat.open()
    assert "assistant automatique" in shopper.welcome["notice"]
    assert shopper.welcome["state"] == "assistant"


async def test_a_message_comes_back_numbered_with_its_answer_and_who_wrote_each(chat: Chat) -> None:
    shopper = await chat.open()
    await shopper.say("Bonjour", "a1")
    said, answer = await shopper.until_ack("a1")
    assert (said["seq"], said["author"], said["client_id"]) == (1, "shopper", "a1")
    assert (answer["seq"], answer["author"], answer["text"]) == (2, "assistant", "J'ai lu : Bonjour")


async def test_the_same_message_sent_twice_is_kept_and_answered_once(chat: Chat) -> None:
    shopper = await chat.open()
    await shopper.say("Bonjour", "a1")
    await shopper.until_ack("a1")
    await shopper.say("Bonjour", "a1")
    assert await shopper.until_ack("a1") == []
    assert chat.heard == ["Bonjour"]


async def test_messages_sent_in_a_hurry_are_answered_in_their_order(chat: Chat) -> None:
    shopper = await chat.open()
    for number in range(5):
        await shopper.say(f"message {number}", f"a{number}")
    messages = await shopper.until_ack("a4")
    assert [each["text"] for each in messages if each["author"] == "shopper"] == [f"message {n}" for n in range(5)]
    assert [each["seq"] for each in messages] == sorted(each["seq"] for each in messages)


async def test_a_tab_that_comes_back_gets_only_what_it_has_not_seen(chat: Chat) -> None:
    first = await chat.open()
    await first.say("un", "a1")
    await first.until_ack("a1")
    await first.socket.close()
    again = await chat.open(first.token, after=1)
    assert again.welcome["seq"] == 2
    assert (await again.frame("message"))["seq"] == 2


async def test_two_tabs_show_the_same_conversation(chat: Chat) -> None:
    first = await chat.open()
    second = await chat.open(first.token)
    await first.say("Bonjour", "a1")
    assert (await second.frame("message"))["text"] == "Bonjour"
    assert (await second.frame("message"))["author"] == "assistant"


async def test_a_message_left_unanswered_by_a_stop_is_answered_on_return(chat: Chat) -> None:
    shopper = await chat.open()
    conversation = shopper.welcome["conversation"]
    await chat.service.transcripts.open(conversation, "chat")
    await chat.service.transcripts.add(conversation, Draft(Author.SHOPPER, "Ma garantie ?", {}, client_id="a1"))
    await shopper.socket.close()
    again = await chat.open(shopper.token)
    assert (await again.frame("message"))["author"] == "shopper"
    assert (await again.frame("message"))["author"] == "assistant"
    assert chat.heard == ["Ma garantie ?"]


async def test_an_answer_under_way_is_finished_when_the_shopper_leaves(chat: Chat) -> None:
    shopper = await chat.open()
    await shopper.say("lentement", "a1")
    await shopper.frame("message")
    await shopper.socket.close()
    await asyncio.sleep(2)
    again = await chat.open(shopper.token)
    assert again.welcome["seq"] == 2
    assert chat.heard == ["lentement"]


async def test_only_the_hash_of_a_token_is_kept(chat: Chat) -> None:
    shopper = await chat.open()
    with reading(chat.service.engine) as connection:
        kept = connection.execute(select(visitors.c.token_hash)).scalars().all()
    assert kept == [hashlib.sha256(shopper.token.encode()).hexdigest()]


async def test_an_unknown_token_opens_a_new_conversation_and_nothing_else(chat: Chat) -> None:
    first = await chat.open()
    other = await chat.open("x" * 43)
    assert other.token not in ("x" * 43, first.token)
    assert other.welcome["conversation"] != first.welcome["conversation"]


async def test_opening_the_chat_without_a_word_leaves_no_conversation(chat: Chat) -> None:
    shopper = await chat.open()
    assert await chat.service.transcripts.find(shopper.welcome["conversation"]) is None


@pytest.mark.parametrize("origin", ["https://ailleurs.exemple", "null", "https://boutique.exemple.fr.ailleurs.exemple"])
async def test_a_page_of_another_site_cannot_open_a_socket(chat: Chat, origin: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refusal:
        await chat.client.ws_connect("/api/v1/chat/socket", headers={"Origin": origin})
    assert refusal.value.status == 403


async def test_a_page_of_the_shop_can_open_a_socket(chat: Chat) -> None:
    socket = await chat.client.ws_connect("/api/v1/chat/socket", headers={"Origin": SHOP})
    await socket.send_json({"type": "hello"})
    assert (await socket.receive_json(timeout=5))["type"] == "welcome"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{", "malformed"),
        ("[]", "malformed"),
        ('{"type": "nothing"}', "malformed"),
        ('{"type": "say", "text": "sans identifiant"}', "malformed"),
        ('{"type": "say", "client_id": "a", "text": 3}', "malformed"),
        ('{"type": "say", "client_id": "a", "text": "  "}', "empty"),
        ('{"type": "say", "client_id": "a", "text": "' + "é" * 20_000 + '"}', "too_long"),
        ('{"type": "say", "client_id": "a", "text": "x", "files": ["1", "2", "3", "4", "5", "6"]}', "too_many_files"),
        ('{"type": "say", "client_id": "a", "text": "x", "files": ["inconnu"]}', "unknown_file"),
        ('{"type": "rate", "client_id": "a", "score": 9}', "score"),
        ('{"type": "read", "seq": "x"}', "malformed"),
    ],
)
async def test_a_bad_frame_is_told_in_french_and_the_conversation_goes_on(chat: Chat, sent: str, code: str) -> None:
    shopper = await chat.open()
    await shopper.socket.send_str(sent)
    error = await shopper.frame("error")
    assert error["code"] == code
    assert error["text"][0].isupper() and error["text"][-1] in ".!"
    await shopper.say("Toujours là ?", "a9")
    assert len(await shopper.until_ack("a9")) == 2


async def test_a_socket_that_does_not_say_hello_is_closed(chat: Chat) -> None:
    socket: ClientWebSocketResponse = await chat.client.ws_connect("/api/v1/chat/socket")
    await socket.send_json({"type": "ping"})
    assert (await socket.receive(timeout=5)).type is WSMsgType.CLOSE


@pytest.mark.parametrize(
    "text", ["👍🏽🇫🇷", "שלום", "<b onclick=x>gras</b>", "moitié \ud83d de caractère", "nul \0 octet"]
)
async def test_whatever_is_written_is_kept_as_text(chat: Chat, text: str) -> None:
    shopper = await chat.open()
    await shopper.say(text, "a1")
    said, _ = await shopper.until_ack("a1")
    assert said["text"] == text.replace("\0", "").encode("utf-8", "ignore").decode()


async def test_an_assistant_that_fails_is_told_and_the_next_message_is_answered(chat: Chat) -> None:
    shopper = await chat.open()
    await shopper.say("panne", "a1")
    assert (await shopper.frame("error"))["code"] == "unavailable"
    await shopper.say("Encore", "a2")
    assert [each["author"] for each in await shopper.until_ack("a2")][-1] == "assistant"


async def test_who_waits_for_a_person_is_told_the_place_in_the_queue(chat: Chat) -> None:
    places = []
    for client_id in ("a1", "b1"):
        shopper = await chat.open()
        await shopper.frame("state")
        await shopper.say("un conseiller", client_id)
        places.append((await shopper.frame("state"))["position"])
    assert places == [1, 2]


async def test_a_person_takes_over_and_is_named(chat: Chat) -> None:
    shopper = await chat.open()
    await shopper.say("un conseiller", "a1")
    await shopper.until_ack("a1")
    conversation = shopper.welcome["conversation"]
    change = Change(State.WAITING, State.PERSON, cause="taken", author=Author.PERSON, agent="Nadia")
    await chat.service.transcripts.change(conversation, change)
    assert (await shopper.frame("state"))["state"] in ("waiting", "person")
    await chat.service.transcripts.add(
        conversation, Draft(Author.PERSON, "Bonjour, c'est Nadia.", {}, author_name="Nadia")
    )
    message = await shopper.frame("message")
    assert (message["author"], message["author_name"]) == ("person", "Nadia")


async def test_typing_and_reading_are_told_to_the_desk_and_not_back_to_the_shopper(chat: Chat) -> None:
    shopper = await chat.open()
    await shopper.say("Bonjour", "a1")
    await shopper.until_ack("a1")
    async with chat.service.hub.listening("desk") as events:
        await shopper.socket.send_json({"type": "typing", "on": True})
        await shopper.socket.send_json({"type": "read", "seq": 2})
        told = [await asyncio.wait_for(events.get(), 5) for _ in range(2)]
    assert [(each["kind"], each["author"]) for each in told] == [("typing", "shopper"), ("read", "shopper")]
    again = await chat.open(shopper.token)
    assert again.welcome["read"] == 2


async def test_nobody_can_have_read_what_was_not_sent(chat: Chat) -> None:
    shopper = await chat.open()
    await shopper.say("Bonjour", "a1")
    await shopper.until_ack("a1")
    await shopper.socket.send_json({"type": "read", "seq": 999})
    await shopper.socket.send_json({"type": "ping"})
    await shopper.frame("pong")
    assert (await chat.open(shopper.token)).welcome["read"] == 2


async def test_a_rating_sent_twice_is_one_rating(chat: Chat) -> None:
    shopper = await chat.open()
    await shopper.say("Merci", "a1")
    await shopper.until_ack("a1")
    for _ in range(2):
        await shopper.socket.send_json({"type": "rate", "client_id": "r1", "score": 4, "comment": "Très bien"})
        await shopper.frame("ack")
    with reading(chat.service.engine) as connection:
        kept = connection.execute(select(ratings.c.score, ratings.c.comment)).all()
    assert kept == [(4, "Très bien")]


async def test_what_the_page_shows_goes_along_with_the_message(chat: Chat) -> None:
    shopper = await chat.open(page={"url": "https://boutique.exemple.fr/aspirateur", "model": "V40"})
    await shopper.say("Bonjour", "a1")
    await shopper.until_ack("a1")
    (said, *_) = await chat.service.transcripts.after(shopper.welcome["conversation"], 0)
    assert said.payload["page"]["model"] == "V40"


async def test_too_many_messages_in_a_minute_are_slowed_down(chat: Chat) -> None:
    shopper = await chat.open()
    for number in range(45):
        await shopper.say("x", f"a{number}")
    assert (await shopper.frame("error"))["code"] == "too_fast"

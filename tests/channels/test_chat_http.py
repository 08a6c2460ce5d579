"""The chat by plain requests: the same conversation, for networks that let no socket through."""

import asyncio

import pytest

from actions.store.questions.conversations import Draft
from bot.conversations import Author
from tests.channels.conftest import SHOP, Chat

pytestmark = pytest.mark.asyncio


async def arrive(chat: Chat) -> str:
    status, welcome = await chat.post("chat/session", {})
    assert status == 200
    return str(welcome["token"])


async def test_a_message_posted_returns_its_answer(chat: Chat) -> None:
    token = await arrive(chat)
    status, body = await chat.post("chat/messages", {"client_id": "a1", "text": "Bonjour"}, token)
    assert status == 200
    assert body["ack"] == {"type": "ack", "client_id": "a1", "seq": 1}
    assert [each["author"] for each in body["messages"]] == ["shopper", "assistant"]


async def test_the_same_message_posted_twice_is_answered_once(chat: Chat) -> None:
    token = await arrive(chat)
    for _ in range(2):
        await chat.post("chat/messages", {"client_id": "a1", "text": "Bonjour"}, token)
    assert chat.heard == ["Bonjour"]
    _, body = await chat.get("chat/messages?after=0", token)
    assert len(body["messages"]) == 2


async def test_waiting_ends_as_soon_as_somebody_writes(chat: Chat) -> None:
    token = await arrive(chat)
    _, body = await chat.post("chat/messages", {"client_id": "a1", "text": "Bonjour"}, token)
    _, welcome = await chat.post("chat/session", {"token": token})
    waiting = asyncio.create_task(chat.get(f"chat/messages?after={body['messages'][-1]['seq']}&wait=20", token))
    await asyncio.sleep(0.3)
    await chat.service.transcripts.add(welcome["conversation"], Draft(Author.PERSON, "Me voici.", {}))
    _, news = await asyncio.wait_for(waiting, 3)
    assert [each["text"] for each in news["messages"]] == ["Me voici."]


async def test_a_conversation_begun_by_requests_goes_on_by_socket(chat: Chat) -> None:
    token = await arrive(chat)
    await chat.post("chat/messages", {"client_id": "a1", "text": "Bonjour"}, token)
    shopper = await chat.open(token)
    assert shopper.welcome["seq"] == 2


@pytest.mark.parametrize("header", [None, "faux"])
async def test_nothing_is_read_without_the_token(chat: Chat, header: str | None) -> None:
    await arrive(chat)
    for path in ("chat/messages?after=0", "chat/transcript", "chat/files/x"):
        status, body = await chat.get(path, header)
        assert status == 401
        assert "session" in body["error"]


async def test_the_token_is_not_read_from_the_address(chat: Chat) -> None:
    token = await arrive(chat)
    assert (await chat.get(f"chat/messages?after=0&token={token}"))[0] == 401


async def test_a_bad_message_is_refused_with_a_sentence(chat: Chat) -> None:
    token = await arrive(chat)
    status, body = await chat.post("chat/messages", {"client_id": "a1", "text": "x" * 5000}, token)
    assert status == 400
    assert body["code"] == "too_long"


async def test_the_transcript_tells_who_wrote_what_and_that_a_machine_answered(chat: Chat) -> None:
    token = await arrive(chat)
    await chat.post("chat/messages", {"client_id": "a1", "text": "Bonjour"}, token)
    async with chat.client.get("/api/v1/chat/transcript", headers={"Authorization": f"Bearer {token}"}) as response:
        text = await response.text()
        assert response.content_type == "text/plain"
    assert text.startswith("Vous échangez avec un assistant automatique")
    assert "Vous\u00a0: Bonjour" in text
    assert "Assistant automatique\u00a0: J'ai lu : Bonjour" in text


async def test_a_page_of_the_shop_may_read_answers_and_another_site_may_not(chat: Chat) -> None:
    for origin, allowed in ((SHOP, SHOP), ("https://ailleurs.exemple", None)):
        async with chat.client.options("/api/v1/chat/messages", headers={"Origin": origin}) as response:
            assert response.headers.get("Access-Control-Allow-Origin") == allowed
    async with chat.client.post(
        "/api/v1/chat/session", json={}, headers={"Origin": "https://ailleurs.exemple"}
    ) as response:
        assert response.status == 403


@pytest.mark.parametrize("path", ["/api/v1/desk/me", "/model/parse", "/healthz", "/"])
async def test_what_is_not_for_shop_pages_answers_no_other_origin(chat: Chat, path: str) -> None:
    async with chat.client.get(path, headers={"Origin": SHOP}) as response:
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("path", ["/api/v1/answers?q=garantie", "/widget/savia.js"])
async def test_what_shop_pages_load_answers_them(chat: Chat, path: str) -> None:
    async with chat.client.get(path, headers={"Origin": SHOP}) as response:
        assert response.headers["Access-Control-Allow-Origin"] == SHOP


async def test_too_many_new_sessions_from_one_address_are_slowed_down(chat: Chat) -> None:
    statuses = [(await chat.post("chat/session", {}))[0] for _ in range(65)]
    assert statuses[0] == 200
    assert statuses[-1] == 429

"""What the pages of agents are told as it happens."""

import asyncio
from typing import Any

from tests.desk.conftest import Desk


async def until(socket: Any, wanted: Any, seconds: float = 5) -> Any:
    """Read frames until one is wanted, and return it."""
    async with asyncio.timeout(seconds):
        while True:
            frame = await socket.receive_json()
            if wanted(frame):
                return frame


def is_kind(kind: str) -> Any:
    return lambda frame: frame["type"] == kind


async def test_every_page_sees_the_queue_change(desk: Desk) -> None:
    claire, paul = await desk.signed_in("Claire"), await desk.signed_in("Paul")
    sockets = [await claire.socket(), await paul.socket()]
    await desk.says("c1", "un conseiller svp")
    for socket in sockets:
        lists = await until(socket, lambda frame: frame["type"] == "lists" and frame["waiting"])
        assert [(case["id"], case["cause_text"]) for case in lists["waiting"]] == [("c1", "a demandé un conseiller")]
    await claire.post("conversations/c1/take")
    lists = await until(sockets[1], lambda frame: frame["type"] == "lists" and frame["held"])
    assert [(case["id"], case["agent"]) for case in lists["held"]] == [("c1", claire.agent.id)]
    assert lists["waiting"] == []


async def test_an_open_page_makes_an_agent_present_and_closing_it_absent(desk: Desk) -> None:
    claire, paul = await desk.signed_in("Claire"), await desk.signed_in("Paul")

    def presence(lists: Any) -> Any:
        return {agent["name"]: agent["presence"] for agent in lists.get("agents", [])}

    paul_socket = await paul.socket()
    claire_socket = await claire.socket()
    await until(paul_socket, lambda frame: presence(frame) == {"Claire": "online", "Paul": "online"})
    await claire_socket.close()
    await until(paul_socket, lambda frame: presence(frame) == {"Claire": "offline", "Paul": "online"})


async def test_a_page_that_shows_a_conversation_gets_its_messages_from_where_it_was(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "un")
    await desk.says("c1", "deux")
    socket = await claire.socket()
    await socket.send_json({"type": "view", "conversation": "c1", "after": 2})
    frame = await until(socket, is_kind("messages"))
    assert [message["text"] for message in frame["messages"]] == ["deux", "Vous dites : deux"]
    await desk.says("c1", "trois")
    frame = await until(socket, is_kind("messages"))
    assert frame["messages"][0]["text"] == "trois"


async def test_typing_is_seen_both_ways(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    socket = await claire.socket()
    await socket.send_json({"type": "view", "conversation": "c1", "after": 99})
    await until(socket, is_kind("lists"))
    await asyncio.sleep(0.2)
    await desk.service.hub.publish("c1", {"kind": "typing", "author": "shopper", "on": True})
    assert await until(socket, is_kind("typing")) == {"type": "typing", "author": "shopper", "on": True}
    async with desk.service.hub.listening("c1") as shopper:
        await socket.send_json({"type": "typing", "on": True})
        event = await asyncio.wait_for(shopper.get(), 2)
    assert event == {"topic": "c1", "kind": "typing", "author": "person", "on": True}


async def test_an_agent_who_only_looks_does_not_seem_to_write(desk: Desk) -> None:
    claire, paul = await desk.signed_in("Claire"), await desk.signed_in("Paul")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    socket = await paul.socket()
    await socket.send_json({"type": "view", "conversation": "c1", "after": 0})
    await until(socket, is_kind("messages"))
    async with desk.service.hub.listening("c1") as shopper:
        await socket.send_json({"type": "typing", "on": True})
        await socket.send_json({"type": "ping", "active": True})
        await until(socket, is_kind("pong"))
        assert shopper.empty()


async def test_who_else_looks_at_a_conversation_is_seen(desk: Desk) -> None:
    claire, paul = await desk.signed_in("Claire"), await desk.signed_in("Paul")
    await desk.says("c1", "un conseiller svp")
    claire_socket, paul_socket = await claire.socket(), await paul.socket()
    await paul_socket.send_json({"type": "view", "conversation": "c1", "after": 0})
    lists = await until(claire_socket, lambda frame: frame.get("viewers"))
    assert lists["viewers"] == {"c1": [paul.agent.id]}
    await paul_socket.send_json({"type": "view", "conversation": None})
    await until(claire_socket, lambda frame: frame["type"] == "lists" and not frame["viewers"])


async def test_the_socket_of_an_ended_session_closes_by_itself(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    socket = await claire.socket()
    await socket.send_json({"type": "ping", "active": True})
    await until(socket, is_kind("pong"))
    await claire.send("DELETE", "session")
    await socket.send_json({"type": "ping", "active": True})
    async with asyncio.timeout(5):
        async for _ in socket:
            pass
    assert socket.close_code == 4401


async def test_frames_that_make_no_sense_are_passed_over(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    socket = await claire.socket()
    for nonsense in ("", "[", "[]", '"view"', '{"type": "view", "conversation": 3}', '{"type": "typing", "on": "yes"}'):
        await socket.send_str(nonsense)
    await socket.send_json({"type": "ping", "active": False})
    assert await until(socket, is_kind("pong")) == {"type": "pong"}

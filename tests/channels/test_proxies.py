"""Behind a reverse proxy each visitor has a limit of their own, and nobody passes for another by writing a header."""

import pytest

from bot.proxies import Proxies
from bot.settings import SettingError
from tests.channels.conftest import Chat

VISITOR, OTHER = "203.0.113.5", "198.51.100.7"


@pytest.mark.parametrize(
    ("peer", "forwarded", "visitor"),
    [
        pytest.param(OTHER, [VISITOR], OTHER, id="a stranger's header is not believed"),
        pytest.param("127.0.0.1", [], "127.0.0.1", id="a direct call from this machine"),
        pytest.param("127.0.0.1", [VISITOR], VISITOR, id="one proxy"),
        pytest.param("::1", ["2001:db8::5"], "2001:db8::5", id="one proxy, IPv6"),
        pytest.param("10.0.0.2", [f"{VISITOR}, 10.0.0.9"], VISITOR, id="two proxies in one line"),
        pytest.param("10.0.0.2", [VISITOR, "10.0.0.9"], VISITOR, id="two proxies in two lines"),
        pytest.param("127.0.0.1", [f"127.0.0.1, {VISITOR}"], VISITOR, id="the visitor made the first one up"),
        pytest.param("127.0.0.1", [f"{OTHER}, {VISITOR}"], VISITOR, id="the visitor names another"),
        pytest.param("127.0.0.1", ["unknown"], "127.0.0.1", id="what is no address"),
        pytest.param("127.0.0.1", [f"{VISITOR}, unknown"], "127.0.0.1", id="nothing is read past what is no address"),
    ],
)
def test_the_visitor_is_the_first_who_is_not_a_proxy(peer: str, forwarded: list[str], visitor: str) -> None:
    assert Proxies("127.0.0.1 ::1 10.0.0.0/8").visitor(peer, forwarded) == visitor


def test_a_wrong_setting_is_told_with_a_good_one() -> None:
    with pytest.raises(SettingError, match=r"SAVIA_PROXIES='caddy'.*10\.0\.0\.0/8"):
        Proxies("caddy")


@pytest.mark.asyncio
async def test_a_crowd_behind_the_proxy_does_not_use_up_the_limit_of_the_next_visitor(chat: Chat) -> None:
    async def arrive(address: str) -> int:
        headers = {"X-Forwarded-For": address}
        async with chat.client.post("/api/v1/chat/session", json={}, headers=headers) as response:
            return response.status

    assert [await arrive(VISITOR) for _ in range(65)][-1] == 429
    assert await arrive(OTHER) == 200


@pytest.mark.asyncio
async def test_a_socket_opens_through_the_proxy(chat: Chat) -> None:
    socket = await chat.client.ws_connect("/api/v1/chat/socket", headers={"X-Forwarded-For": VISITOR})
    await socket.send_json({"type": "hello"})
    assert (await socket.receive_json(timeout=5))["type"] == "welcome"
    await socket.close()


@pytest.mark.asyncio
async def test_a_caller_from_afar_does_not_pass_for_this_machine(chat: Chat) -> None:
    asked = {"sender": "x", "message": "Bonjour"}
    async with chat.client.post("/webhooks/rest/webhook", json=asked, headers={"X-Forwarded-For": VISITOR}) as far:
        assert far.status == 403
    async with chat.client.post("/webhooks/rest/webhook", json=asked) as near:
        assert near.status == 200

"""The real service with the fake assistant, reached through real sockets."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.app import Service, make_app
from bot.settings import Settings
from tests.chat_service import FakeAssistant, make_test_service

SHOP = "https://boutique.exemple.fr"


@dataclass
class Shopper:
    """A browser tab with an open socket."""

    socket: ClientWebSocketResponse
    welcome: dict[str, Any]

    @property
    def token(self) -> str:
        """The token this tab was given."""
        return str(self.welcome["token"])

    async def say(self, text: str, client_id: str, **more: Any) -> None:
        """Send a message."""
        await self.socket.send_json({"type": "say", "client_id": client_id, "text": text, **more})

    async def frame(self, kind: str) -> dict[str, Any]:
        """Return the next frame of a kind, passing over the others."""
        while True:
            frame: dict[str, Any] = await self.socket.receive_json(timeout=5)
            if frame["type"] == kind:
                return frame

    async def until_ack(self, client_id: str) -> list[dict[str, Any]]:
        """Return the messages received until a message is acknowledged."""
        messages = []
        while True:
            frame = await self.socket.receive_json(timeout=5)
            if frame["type"] == "message":
                messages.append(frame)
            if frame["type"] == "ack" and frame["client_id"] == client_id:
                return messages


@dataclass
class Chat:
    """What a test works with."""

    service: Service
    client: TestClient[Any, Any]
    settings: Settings

    @property
    def heard(self) -> list[str]:
        """What the assistant was asked."""
        assistant = self.service.assistant
        assert isinstance(assistant, FakeAssistant)
        return assistant.heard

    async def open(self, token: str | None = None, after: int = 0, **more: Any) -> Shopper:
        """Open a socket and say hello."""
        socket = await self.client.ws_connect("/api/v1/chat/socket")
        await socket.send_json({"type": "hello", "token": token, "after": after, **more})
        welcome = await socket.receive_json(timeout=5)
        assert welcome["type"] == "welcome"
        return Shopper(socket, welcome)

    async def post(self, path: str, body: dict[str, Any], token: str | None = None) -> tuple[int, dict[str, Any]]:
        """Post JSON and return the status and the answer."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.client.post(f"/api/v1/{path}", json=body, headers=headers) as response:
            return response.status, await response.json()

    async def get(self, path: str, token: str | None = None) -> tuple[int, dict[str, Any]]:
        """Get JSON and return the status and the answer."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.client.get(f"/api/v1/{path}", headers=headers) as response:
            return response.status, await response.json()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings on a fresh folder; a test module may replace them."""
    return Settings(
        database_url=f"sqlite:///{tmp_path}/savia.db",
        uploads=str(tmp_path / "uploads"),
        allowed_origins=SHOP,
        shop_key="clé partagée",
    )


@pytest_asyncio.fixture
async def chat(settings: Settings) -> AsyncIterator[Chat]:
    """A running service."""
    service = make_test_service(settings)
    client: TestClient[Any, Any] = TestClient(TestServer(make_app(service)))
    async with client:
        yield Chat(service, client, settings)


Restart = Callable[[], Any]

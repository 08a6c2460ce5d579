"""The desk of a service on a fresh database, with a fake assistant and a clock that the test moves."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.engine import Engine

from actions.shop import Shop
from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.questions import desk_agents
from actions.store.questions.desk_agents import Agent
from actions.store.questions.desk_sessions import open_session
from actions.store.questions.dialogue import Remembered
from bot import standing
from bot.app import Service
from bot.assistant import Reply
from bot.desk import office, passwords
from bot.desk.access import COOKIE, SESSION_LASTS, csrf_of, hashed
from bot.desk.availability import Availability
from bot.engine.lock import ConversationLock
from bot.hub import Hub
from bot.reception import Incoming, Reception
from bot.settings import Settings
from bot.transcripts import Transcripts

PASSWORD = "claire-et-le-bureau"
PASSWORD_HASH = passwords.hash_password(PASSWORD)
OPENING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, 10 in the morning in Paris


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.moment = OPENING

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**by)


@dataclass
class FakeAssistant:
    """Echoes; calls a person when the shopper writes `conseiller`."""

    begun_afresh: list[tuple[str, str | None]] = field(default_factory=list)
    delay: float = 0

    async def answer(self, conversation: str, text: str, channel: str) -> list[Reply]:
        await asyncio.sleep(self.delay)
        if "conseiller" in text.lower():
            return [Reply("Je vous mets en relation.", [], {"handoff": {"status": "queued", "cause": "asked"}})]
        return [Reply(f"Vous dites : {text}")] if text.strip() else []

    async def answer_from(
        self, conversation: str, text: str, channel: str, position: int
    ) -> tuple[list[Reply], Remembered]:
        return await self.answer(conversation, text, channel), Remembered(position, ())

    async def start_afresh(self, conversation: str, form: str | None = None) -> None:
        self.begun_afresh.append((conversation, form))


@dataclass
class Desk:
    """What a test works with."""

    service: Service
    server: TestServer
    clock: Clock
    assistant: FakeAssistant
    clients: list[TestClient]

    @property
    def engine(self) -> Engine:
        return self.service.engine

    def add(self, name: str, role: str = "agent", capacity: int = 4) -> Agent:
        """Add a person of the desk; their e-mail is their name at exemple.fr."""
        return desk_agents.add_agent(
            self.engine,
            name=name,
            email=f"{name.lower()}@exemple.fr",
            role=role,
            password_hash=PASSWORD_HASH,
            capacity=capacity,
            now=self.clock(),
        )

    async def page(self) -> "Page":
        """Open a browser that nobody has signed in."""
        client = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
        self.clients.append(client)
        return Page(client)

    async def signed_in(self, name: str, role: str = "agent", capacity: int = 4) -> "Page":
        """Add a person and sign them in."""
        page = await self.page()
        page.agent = self.add(name, role, capacity)
        # A session of its own: checking a password takes long on purpose, and test_access.py does it.
        token, now = secrets.token_urlsafe(32), self.clock()
        expires_at = now + SESSION_LASTS
        open_session(self.engine, hashed(token), page.agent.id, address="", now=now, expires_at=expires_at)
        page.client.session.cookie_jar.update_cookies({COOKIE: token}, page.client.make_url("/desk"))
        page.csrf = csrf_of(token)
        return page

    async def says(self, conversation: str, text: str, client_id: str | None = None) -> list[Any]:
        """Let a shopper write."""
        return await self.service.reception.receive(Incoming(conversation, "chat", text, client_id))

    async def state(self, conversation: str) -> tuple[str, str | None]:
        """Return the state of a conversation and who has it."""
        found = await self.service.transcripts.find(conversation)
        assert found is not None
        return found.state, found.agent

    async def texts(self, conversation: str) -> list[str]:
        """Return all that was said, as `author: text`."""
        said = await self.service.transcripts.after(conversation, 0)
        return [f"{message.author}: {message.text}" for message in said]


class Page:
    """A browser at the desk, without its screen."""

    agent: Agent

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.csrf = ""

    @property
    def origin(self) -> str:
        return str(self.client.make_url("/")).rstrip("/")

    async def sign_in(self, name: str, password: str = PASSWORD, code: str = "") -> int:
        """Sign in and return the status of the answer."""
        body = {"email": f"{name.lower()}@exemple.fr", "password": password, "code": code}
        answer = await self.client.post("/desk/api/session", json=body, headers={"Origin": self.origin})
        if answer.status == 200:
            self.csrf = (await self.get("me"))["csrf"]
        return answer.status

    async def get(self, path: str, status: int = 200) -> Any:
        """Ask for something and want a status."""
        answer = await self.client.get(f"/desk/api/{path}")
        assert answer.status == status, await answer.text()
        return await answer.json()

    async def send(self, method: str, path: str, body: Any = None, status: int | None = 200) -> Any:
        """Ask for a change as the page does and want a status."""
        headers = {"Origin": self.origin, "X-Savia-CSRF": self.csrf}
        answer = await self.client.request(method, f"/desk/api/{path}", json=body or {}, headers=headers)
        assert status in (None, answer.status), f"{answer.status} {await answer.text()}"
        return {"status": answer.status, **await answer.json()}

    async def post(self, path: str, body: Any = None, status: int | None = 200) -> Any:
        """Post as the page does."""
        return await self.send("POST", path, body, status)

    async def socket(self) -> Any:
        """Open the page's socket."""
        return await self.client.ws_connect("/desk/api/socket", headers={"Origin": self.origin})


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables."""
    path: Path = tmp_path_factory.mktemp("desk") / "savia.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def engine(empty_database: Path, tmp_path: Path) -> Any:
    """A database of the test's own."""
    path = tmp_path / "savia.db"
    path.write_bytes(empty_database.read_bytes())
    made = open_engine(f"sqlite:///{path}")
    yield made
    made.dispose()


@pytest.fixture
def human_service() -> str:
    """SAVIA_HUMAN_SERVICE; a test that needs another value overrides it."""
    return "open"


@pytest.fixture
def make_service(engine: Engine, clock: Callable[[], datetime], human_service: str, tmp_path: Path) -> Any:
    """Return a service on the test's database."""

    def make(assistant: FakeAssistant) -> Service:
        settings = Settings(human_service=human_service, uploads=str(tmp_path / "uploads"))
        availability = Availability(engine, settings.opening_hours, human_service, clock)
        shop = Shop(engine=engine, now=clock, people_answer=availability.people_answer)
        hub, lock = Hub(), ConversationLock()
        transcripts = Transcripts(engine, hub, now=clock)
        reception = Reception(assistant, transcripts, lock)  # type: ignore[arg-type]
        return Service(settings, engine, shop, assistant, hub, transcripts, reception, lock)  # type: ignore[arg-type]

    return make


@pytest.fixture
async def desk(make_service: Callable[[FakeAssistant], Service], clock: Clock) -> AsyncIterator[Desk]:
    """A running service."""
    assistant = FakeAssistant()
    service = make_service(assistant)
    app = web.Application()
    app[standing.WORKS] = []
    office.setup(app, service)
    standing.begin(app, are_ours=True)
    server = TestServer(app)
    await server.start_server()
    made = Desk(service, server, clock, assistant, [])
    yield made
    for client in made.clients:
        await client.session.close()
    await server.close()

"""A post office on a fresh database, with the rule assistant and a clock that the test moves."""

import email
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from actions.store.engine import open_engine
from actions.store.mail_tables import mail_outbox
from actions.store.migrations import upgrade
from actions.store.questions.mail import latest_mails
from actions.store.questions.tickets import tickets_with_status
from actions.store.records import Ticket
from actions.store.shop_data import import_document
from bot.mail.post_office import PostOffice
from tests.mail.mail_service import SERVER, make_mail_service, settings_for

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ORDERS = {
    "orders": [
        {
            "number": number, "email": address, "ordered_on": "2026-02-03", "delivered_on": "2026-02-06",
            "lines": [{"sku": sku, "name": name, "price": None}],
        }
        for number, address, sku, name in (
            ("FR-2026-7731", "lise.moreau@exemple.fr", "AS-VX2", "Aspirateur Tornix VX2"),
            ("FR-2026-9900", "paul.roche@exemple.fr", "TV-55", "Téléviseur Vega 55"),
        )
    ]
}  # fmt: skip


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.moment = TUESDAY

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**by)


class Office:
    """What a test works with: mails are delivered, the clerk works, and what came of it is looked at."""

    def __init__(self, engine: Engine, clock: Clock, **settings: Any) -> None:
        self.engine, self.clock = engine, clock
        self.folder = Path(engine.url.database or "").parent / "uploads"
        known = settings_for("sqlite://", **({"uploads": str(self.folder)} | settings))
        self.service = make_mail_service(known, engine, clock)
        self.post = PostOffice(self.service)
        self._numbers = itertools.count(1)

    def deliver(
        self, text: str, sender: str = "lise.moreau@exemple.fr", subject: str = "Question", *, proven: bool = True,
        **headers: str,
    ) -> str:  # fmt: skip
        """Deliver a mail and return its Message-ID; `proven` when the receiving server vouches for its sender."""
        message_id = headers.pop("message_id", f"<{next(self._numbers)}@exemple.fr>")
        mail = EmailMessage()
        if proven:
            domain = sender.rpartition("@")[2].strip(">")
            mail["Authentication-Results"] = f"{SERVER}; dmarc=pass header.from={domain}"
        mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
            sender,
            "sav@maison-claire.example",
            subject,
            message_id,
        )
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        self.post.intake.take(mail.as_bytes(), "test")
        return message_id

    async def work(self) -> None:
        """Let the clerk settle all that is due."""
        while await self.post.clerk.work():
            pass

    async def outcome(self, text: str, *args: Any, **kwargs: Any) -> tuple[str | None, str | None]:
        """Deliver a mail, settle it, and return its outcome and the reason."""
        self.deliver(text, *args, **kwargs)
        await self.work()
        line = latest_mails(self.engine, limit=1)[0]
        return line.outcome, line.reason

    def letters(self) -> list[EmailMessage]:
        """Return what waits in the outbox, the oldest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(mail_outbox).order_by(mail_outbox.c.created_at, mail_outbox.c.id)).all()
        return [email.message_from_bytes(row.content, policy=policy.default) for row in rows]  # type: ignore[misc]

    def last_letter(self) -> str:
        """Return the text of the newest letter, its lines put back together."""
        body = self.letters()[-1].get_content()
        return " ".join(body.replace("\u00a0", " ").split())

    def tickets(self, status: str) -> tuple[Ticket, ...]:
        """Return the tickets in a status."""
        return tickets_with_status(self.engine, status)


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with two orders."""
    path: Path = tmp_path_factory.mktemp("mail") / "savia.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    import_document(engine, ORDERS, source="test")
    engine.dispose()
    return path


@pytest.fixture
def database(filled_database: Path, tmp_path: Path) -> str:
    """The address of a database of the test's own."""
    (tmp_path / "savia.db").write_bytes(filled_database.read_bytes())
    return f"sqlite:///{tmp_path / 'savia.db'}"


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """A database of the test's own."""
    made = open_engine(database)
    yield made
    made.dispose()


@pytest.fixture
def office(engine: Engine, clock: Clock) -> Office:
    """A post office."""
    return Office(engine, clock)

"""No mail loop ever starts: limits by thread and by sender, the breaker, and a second Savia writing to the first."""

import email
from email import policy

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.engine import Engine

from actions.store.questions.mail import latest_mails
from actions.store.questions.mail_desk import resume_automatic_replies
from bot.app import make_app
from bot.mail.authenticity import Belief, belief
from tests.mail.conftest import Clock, Office

QUESTION = "Combien de temps dure la garantie ?"


async def test_a_sender_gets_one_automatic_reply_in_a_thread_and_period(office: Office, clock: Clock) -> None:
    await office.outcome(QUESTION, subject="Garantie")
    for _ in range(3):
        clock.move(hours=1)
        assert await office.outcome(QUESTION, subject="Re: Garantie") == ("task", "thread_limit")
    assert len(office.letters()) == 1
    clock.move(hours=24)
    assert await office.outcome(QUESTION, subject="Re: Garantie") == ("answered", None)


async def test_new_threads_of_one_sender_are_limited_too(office: Office) -> None:
    outcomes = [await office.outcome(QUESTION, subject=f"Question {number}") for number in range(7)]
    assert outcomes == [("answered", None)] * 5 + [("task", "sender_limit")] * 2
    assert len(office.letters()) == 5


async def test_a_question_opens_one_more_reply_and_only_for_its_answer(office: Office) -> None:
    await office.outcome("Où en est ma commande ?", subject="Colis")
    assert await office.outcome("Je ne sais plus, ma commande est perdue", subject="Re: Colis") == (
        "task",
        "thread_limit",
    )
    assert await office.outcome("FR-2026-7731", subject="Re: Colis") == ("answered", None)
    assert await office.outcome("Où en est ma commande FR-2026-7731 ?", subject="Re: Colis") == ("task", "thread_limit")
    assert len(office.letters()) == 2


async def test_the_breaker_stops_all_automatic_replies_and_alerts(
    engine: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(engine, clock, mail_breaker=3)
    outcomes = [await office.outcome(QUESTION, f"client{number}@exemple.fr") for number in range(6)]
    assert outcomes == [("answered", None)] * 3 + [("task", "breaker")] * 3
    assert len(office.letters()) == 3
    assert len(office.tickets("open")) == 3
    assert "automatic replies are stopped, their rate is abnormal" in caplog.text
    clock.move(hours=5)
    assert await office.outcome(QUESTION, "plus.tard@exemple.fr") == ("task", "breaker")
    async with TestClient(TestServer(make_app(office.service))) as client:
        ready = await (await client.get("/readyz")).json()
    assert ready["ready"] is True
    assert "automatic replies stopped since 2026-11-24T09:00:00+00:00" in str(ready["mail"]["alerts"])
    assert resume_automatic_replies(engine, clock()) is True
    assert await office.outcome(QUESTION, "encore@exemple.fr") == ("answered", None)


@pytest.mark.parametrize("subject", ["Échec de la remise de mon colis", "Non remis en main propre"])
async def test_a_subject_that_a_shopper_may_write_too_goes_to_a_person_in_silence(office: Office, subject: str) -> None:
    assert await office.outcome(QUESTION, subject=subject) == ("task", "autoreply_subject")
    assert office.letters() == []


class Exchange:
    """Two Savias that write to each other; what one posts, the other receives, with or without its headers."""

    def __init__(self, first: Office, second: Office, keeps_headers: bool) -> None:
        self.offices = (first, second)
        self.keeps_headers = keeps_headers
        self._carried = [0, 0]

    async def go_on(self) -> int:
        """Carry what was posted since, let both work, and return how many mails were carried."""
        carried = 0
        for place, office in enumerate(self.offices):
            other = self.offices[1 - place]
            for letter in office.letters()[self._carried[place] :]:
                self._carried[place] += 1
                if letter["To"] == other.post.house.sender.address:
                    other.post.intake.take(self._as_received(letter.as_bytes()), "test")
                    carried += 1
        for office in self.offices:
            await office.work()
        return carried

    def _as_received(self, content: bytes) -> bytes:
        message = email.message_from_bytes(content, policy=policy.default)
        if not self.keeps_headers:
            for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "References", "In-Reply-To"):
                del message[name]
        return message.as_bytes()


@pytest.fixture
def second(filled_database: object, tmp_path: object, clock: Clock) -> Office:
    """Another Savia, of another shop."""
    from actions.store.engine import open_engine

    path = tmp_path / "second.db"  # type: ignore[operator]
    path.write_bytes(filled_database.read_bytes())  # type: ignore[attr-defined]
    return Office(open_engine(f"sqlite:///{path}"), clock, mail_address="sav@autre.example", shop_name="L'Autre")


@pytest.mark.parametrize("keeps_headers", [True, False], ids=["headers kept", "headers lost on the way"])
@pytest.mark.parametrize("text", [QUESTION, "Où en est ma commande ?", "Je veux parler à un conseiller."])
async def test_a_second_savia_writing_to_the_first_stops_after_one_reply_each(
    office: Office, second: Office, keeps_headers: bool, text: str
) -> None:
    office.deliver(text, sender="sav@autre.example", subject="Bonjour", proven=False)
    await office.work()
    exchange = Exchange(office, second, keeps_headers)
    rounds = 0
    while await exchange.go_on():
        rounds += 1
        assert rounds < 10
    assert len(office.letters()) == 1
    assert len(second.letters()) <= 1
    if keeps_headers:
        assert [line.outcome for line in latest_mails(second.engine)] == ["set_aside"]


async def test_a_machine_that_starts_a_new_thread_each_time_is_stopped_too(office: Office) -> None:
    for number in range(30):
        office.deliver(QUESTION, sender="robot@ailleurs.example", subject=f"Ticket {number}", proven=False)
    await office.work()
    assert len(office.letters()) == 5


VOUCHED = "mx.maison-claire.example; "


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([VOUCHED + "dmarc=pass header.from=exemple.fr"], Belief.PROVEN),
        ([VOUCHED + "dkim=pass header.d=exemple.fr"], Belief.PROVEN),
        ([VOUCHED + "dkim=pass header.i=@exemple.fr"], Belief.PROVEN),
        ([VOUCHED + "spf=pass smtp.mailfrom=lise@exemple.fr"], Belief.PROVEN),
        (["MX.Maison-Claire.example 1; dkim=pass (2048 bits; dkim=fail) header.d=EXEMPLE.FR"], Belief.PROVEN),
        ([VOUCHED + "dkim=none", VOUCHED + "spf=pass smtp.mailfrom=lise@exemple.fr"], Belief.PROVEN),
        ([], Belief.UNKNOWN),
        ([VOUCHED + "none"], Belief.UNKNOWN),
        (["autre.example; dmarc=pass header.from=exemple.fr"], Belief.UNKNOWN),
        (["mx.maison-claire.example.pirate.net; dkim=pass header.d=exemple.fr"], Belief.UNKNOWN),
        ([VOUCHED + "dkim=pass header.d=pirate.net"], Belief.UNKNOWN),
        ([VOUCHED + "dkim=pass header.d=faux-exemple.fr"], Belief.UNKNOWN),
        ([VOUCHED + "dkim=pass header.d=fr"], Belief.UNKNOWN),
        ([VOUCHED + "dkim=pass header.d=mail.exemple.fr"], Belief.UNKNOWN),
        ([VOUCHED + "dkim=fail header.d=exemple.fr"], Belief.UNKNOWN),
        ([VOUCHED + "spf=pass smtp.helo=exemple.fr"], Belief.UNKNOWN),
        ([VOUCHED + "spf=softfail smtp.mailfrom=lise@exemple.fr"], Belief.UNKNOWN),
        ([VOUCHED + "dmarc=pass header.from=pirate.net"], Belief.UNKNOWN),
        ([VOUCHED + 'dkim=pass reason="x; dmarc=pass header.from=exemple.fr" header.d=pirate.net'], Belief.UNKNOWN),
        ([VOUCHED + "dkim=pass header.d=pirate.net", VOUCHED + "dkim=pass header.d=exemple.fr"], Belief.UNKNOWN),
        ([VOUCHED + "dmarc=fail header.from=exemple.fr; spf=pass smtp.mailfrom=a@pirate.net"], Belief.FORGED),
        (["spf=pass smtp.mailfrom=exemple.fr; dkim=pass header.d=exemple.fr"], Belief.UNKNOWN),
        # DMARC passes by DKIM or SPF: a word of its own below what our server wrote came with the mail.
        (
            [
                VOUCHED + "dkim=pass header.d=pirate.net; spf=pass smtp.mailfrom=pirate.net",
                VOUCHED + "dmarc=pass header.from=exemple.fr",
            ],
            Belief.UNKNOWN,
        ),
        ([VOUCHED + "dkim=none; spf=none; dmarc=pass header.from=exemple.fr"], Belief.UNKNOWN),
        (
            [VOUCHED + "dkim=pass header.d=mail.exemple.fr; spf=none; dmarc=pass header.from=exemple.fr"],
            Belief.PROVEN,
        ),
        (["(" * 3000 + VOUCHED + "dmarc=pass header.from=exemple.fr"], Belief.UNKNOWN),
        (["\x00\xff;;;==pass"], Belief.UNKNOWN),
    ],
)
def test_a_sender_is_believed_only_on_the_word_of_our_own_server(results: list[str], expected: Belief) -> None:
    assert belief("lise@exemple.fr", results, "mx.maison-claire.example") is expected


def test_nobody_is_believed_while_the_server_has_no_name() -> None:
    assert belief("lise@exemple.fr", ["; dmarc=pass header.from=exemple.fr"], "") is Belief.UNKNOWN

"""Sending to real servers: taken, refused for now, refused for good, unreachable, wrong password, encrypted."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from sqlalchemy import select
from sqlalchemy.engine import Engine

from actions.store.mail_tables import mail_outbox
from actions.store.questions import mail_outbox as outbox
from bot.channels.mail import ServerTrouble, SmtpSender, read_server
from bot.mail.postman import WAITS, Postman
from bot.settings import SettingError
from tests.mail.conftest import Clock, Office
from tests.mail.smtp_server import Mute, Sink, started

PORT = 8258
QUESTION = "Combien de temps dure la garantie ?"


@pytest.fixture
def sink() -> Sink:
    """What the server does and took."""
    return Sink()


@pytest.fixture
def server(sink: Sink) -> Iterator[Sink]:
    """A server that is up."""
    controller = started(sink, PORT)
    yield sink
    controller.stop()


def postman_of(office: Office, address: str = f"smtp://127.0.0.1:{PORT}") -> Postman:
    """Return a postman that sends to a server of this machine."""
    smtp = SmtpSender(read_server("SAVIA_MAIL_SMTP_URL", address, ("smtps", "smtp")), timeout=5)
    house = office.post.house
    return Postman(office.engine, office.service.hub, house.sender, smtp, office.post.watch, office.clock)


def status(engine: Engine) -> list[tuple[str, int]]:
    """Return status and attempts of every letter."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(mail_outbox.c.status, mail_outbox.c.attempts).order_by(mail_outbox.c.created_at)
        )
        return [(row.status, row.attempts) for row in rows]


async def test_a_reply_reaches_the_server_whole(office: Office, server: Sink) -> None:
    await office.outcome(QUESTION)
    assert await postman_of(office).send_due() is None
    ((sender, recipients, content),) = server.taken
    assert (sender, recipients) == ("sav@maison-claire.example", ["lise.moreau@exemple.fr"])
    assert content.replace(b"\r\n", b"\n") == office.letters()[0].as_bytes().replace(b"\r\n", b"\n")
    assert status(office.engine) == [("sent", 1)]


async def test_lines_that_begin_with_a_dot_arrive_as_they_were(office: Office, server: Sink) -> None:
    postman = postman_of(office)
    postman._smtp.send("sav@maison-claire.example", "lise@exemple.fr", b"Subject: x\n\n.\n..deux\nfin", lambda: True)
    assert server.taken[0][2] == b"Subject: x\r\n\r\n.\r\n..deux\r\nfin\r\n"


async def test_several_mails_leave_over_one_connection(office: Office, server: Sink) -> None:
    for number in range(5):
        await office.outcome(QUESTION, f"client{number}@exemple.fr")
    await postman_of(office).send_due()
    assert sorted(to[0] for _, to, _ in server.taken) == [f"client{number}@exemple.fr" for number in range(5)]


@pytest.mark.parametrize("where", ["refuse_recipient", "refuse_text"])
async def test_a_mail_refused_for_now_is_sent_later(office: Office, server: Sink, clock: Clock, where: str) -> None:
    await office.outcome(QUESTION)
    setattr(server, where, ["451 4.7.1 Greylisted, try again"])
    postman = postman_of(office)
    await postman.send_due()
    assert status(office.engine) == [("pending", 1)]
    await postman.send_due()
    assert not server.taken
    clock.move(seconds=WAITS[0].total_seconds())
    await postman.send_due()
    assert status(office.engine) == [("sent", 2)]
    assert len(server.taken) == 1


@pytest.mark.parametrize("where", ["refuse_recipient", "refuse_text"])
async def test_a_mail_refused_for_good_is_kept_and_told(
    office: Office, server: Sink, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    await office.outcome(QUESTION)
    setattr(server, where, ["550 5.1.1 No such user"])
    await postman_of(office).send_due()
    assert status(office.engine) == [("failed", 1)]
    assert "550 5.1.1 No such user" in caplog.text
    assert "1 mails failed" in str(office.post.watch.report())
    assert outbox.retry_letters(office.engine, office.clock()) == 1
    await postman_of(office).send_due()
    assert status(office.engine) == [("sent", 1)]


async def test_an_unreachable_server_is_tried_again_with_longer_and_longer_waits_and_costs_no_attempt(
    office: Office, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    await office.outcome(QUESTION)
    postman = postman_of(office)
    assert [await postman.send_due() for _ in range(4)] == [2, 4, 8, 16]
    assert status(office.engine) == [("pending", 0)]
    assert "smtp since" in str(office.post.watch.report()["alerts"])
    assert caplog.text.count("smtp cannot be used") == 1
    controller = started(sink, PORT)
    try:
        assert await postman.send_due() is None
    finally:
        controller.stop()
    assert status(office.engine) == [("sent", 1)]
    assert office.post.watch.report() == {"outbox": 0}


async def test_a_server_that_dies_before_the_end_of_a_mail_gets_it_again(office: Office, sink: Sink) -> None:
    await office.outcome(QUESTION)
    postman = postman_of(office)
    sink.refuse_text = ["421 4.3.2 Shutting down"]
    controller = started(sink, PORT)
    try:
        assert await postman.send_due() is not None
        assert status(office.engine) == [("pending", 0)]
        assert await postman.send_due() is None
    finally:
        controller.stop()
    assert len(sink.taken) == 1


async def test_a_sender_killed_after_handing_over_is_shown_and_never_sends_twice(office: Office, server: Sink) -> None:
    await office.outcome(QUESTION)
    (letter,) = outbox.claim_letters(office.engine, office.clock(), office.clock())

    def killed() -> bool:
        outbox.mark_handed(office.engine, letter.id)
        raise KeyboardInterrupt

    postman = postman_of(office)
    with pytest.raises(KeyboardInterrupt):
        postman._smtp.send("sav@maison-claire.example", letter.recipient, letter.content, killed)
    assert await postman_of(office).send_due() is None
    assert not server.taken
    assert "1 not confirmed" in str(office.post.watch.report())


async def test_a_mail_taken_whole_and_never_confirmed_is_shown_and_never_sent_twice(office: Office) -> None:
    await office.outcome(QUESTION)
    await office.outcome(QUESTION, "paul.roche@exemple.fr")
    server = Mute(PORT)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        postman = postman_of(office)
        assert await postman.send_due() == 2
        assert sorted(status(office.engine)) == [("handed", 1), ("pending", 0)]
        assert server.taken == 1
        assert "1 not confirmed" in str(office.post.watch.report())
        assert "smtp since" in str(office.post.watch.report())
    finally:
        server.shutdown()
        server.server_close()


async def test_an_address_that_the_server_cannot_take_does_not_keep_the_other_mails_waiting(
    office: Office, sink: Sink
) -> None:
    office.post.intake.take(f"From: élise@exemple.fr\nMessage-ID: <é@exemple.fr>\n\n{QUESTION}\n".encode(), "test")
    await office.outcome(QUESTION, "paul.roche@exemple.fr")
    assert len(office.letters()) == 2
    controller = started(sink, PORT, enable_SMTPUTF8=False)
    try:
        assert await postman_of(office).send_due() is None
    finally:
        controller.stop()
    assert [to for _, to, _ in sink.taken] == [["paul.roche@exemple.fr"]]
    assert sorted(status(office.engine)) == [("failed", 1), ("sent", 1)]


async def test_a_mail_that_cannot_be_worked_on_does_not_keep_the_others_waiting(
    office: Office, server: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.outcome(QUESTION)
    await office.outcome(QUESTION, "paul.roche@exemple.fr")
    postman = postman_of(office)
    send = postman.send_one
    monkeypatch.setattr(postman, "send_one", lambda letter: send(letter) if "paul" in letter.recipient else 1 / 0)
    await postman.send_due()
    assert [to for _, to, _ in server.taken] == [["paul.roche@exemple.fr"]]


async def test_an_unreachable_server_is_told_before_there_is_a_mail_to_send(
    office: Office, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    postman = postman_of(office)
    assert await postman.look_at_server() == 2
    assert "smtp since" in str(office.post.watch.report()["alerts"])
    assert "smtp cannot be used (" in caplog.text
    controller = started(sink, PORT)
    try:
        assert await postman.look_at_server() is None
    finally:
        controller.stop()
    assert "alerts" not in office.post.watch.report()


@pytest.mark.parametrize("address", ["lise..moreau@exemple.fr", ".lise@exemple.fr", "lise.@exemple.fr"])
async def test_an_address_outside_the_grammar_that_people_really_have_is_answered(
    office: Office, server: Sink, address: str
) -> None:
    raw = f"From: {address}\nTo: sav@maison-claire.example\nSubject: x\nMessage-ID: <odd@exemple.fr>\n\n{QUESTION}\n"
    office.post.intake.take(raw.encode(), "test")
    await office.work()
    await postman_of(office).send_due()
    assert [to for _, to, _ in server.taken] == [[address]]


async def test_a_server_that_wants_a_password_and_encryption_gets_both(
    office: Office, sink: Sink, tmp_path: Path
) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")

    def knows(_server: object, _session: object, _envelope: object, _mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.login == b"sav" and data.password == b"p@ss:w%rd", handled=False)

    controller = started(
        sink, PORT, tls_context=context, require_starttls=True, authenticator=knows, auth_required=True
    )
    try:
        await office.outcome(QUESTION)
        wrong = postman_of(office, f"smtp://sav:faux@127.0.0.1:{PORT}")
        assert await wrong.send_due() is not None
        assert "535" in str(office.post.watch.report()["alerts"])
        assert await postman_of(office, f"smtp://sav:p%40ss%3Aw%25rd@127.0.0.1:{PORT}").send_due() is None
    finally:
        controller.stop()
    assert len(sink.taken) == 1


def test_a_server_far_away_is_never_spoken_to_in_clear() -> None:
    controller = started(Sink(), PORT)
    try:
        server = read_server("X", f"smtp://127.0.0.1:{PORT}", ("smtps", "smtp"))
        object.__setattr__(server, "host", "0.0.0.0")  # this machine, by a name that is not known to be it
        with pytest.raises(ServerTrouble, match="STARTTLS"):
            SmtpSender(server).send("a@exemple.fr", "b@exemple.fr", b"x", lambda: True)
    finally:
        controller.stop()


@pytest.mark.parametrize("given", ["mail.exemple.fr", "http://mail.exemple.fr", "smtp://", "smtp://host:port"])
def test_a_wrong_address_is_told_with_an_example_and_without_the_password(given: str) -> None:
    with pytest.raises(
        SettingError, match="SAVIA_MAIL_SMTP_URL is not an address of a mail server; write e.g. smtps://"
    ):
        read_server("SAVIA_MAIL_SMTP_URL", given, ("smtps", "smtp"))


def test_a_password_is_in_no_description_of_a_server() -> None:
    assert "secret" not in repr(read_server("X", "smtps://sav:secret@mail.exemple.fr", ("smtps", "smtp")))


async def test_a_bounce_marks_the_mail_that_came_back(office: Office, server: Sink) -> None:
    await office.outcome(QUESTION)
    await postman_of(office).send_due()
    ours = office.letters()[0]["Message-ID"]
    bounce = (Path(__file__).parent / "shelf" / "bounce_dsn.eml").read_bytes()
    old = b"<savia.00112233445566778899aabbccddeeff@maison-claire.example>"
    office.post.intake.take(bounce.replace(old, ours.encode()), "test", "")
    await office.work()
    assert status(office.engine) == [("bounced", 1)]

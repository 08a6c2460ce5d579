"""Reading mails in the shapes of real programs: each file of the shelf against what shelf.yml says of it."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.french import fold
from actions.store.questions.mail import Thread
from bot.mail.answering import question_of
from bot.mail.authenticity import belief
from bot.mail.guards import Treatment, guard_of
from bot.mail.paragraphs import body_of, sentences
from bot.mail.reading import Mail, Unreadable, read

HERE = Path(__file__).parent
SHELF: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "shelf.yml").read_text(encoding="utf-8"))
SIGNATURES: list[dict[str, str]] = yaml.safe_load((HERE / "signatures.yml").read_text(encoding="utf-8"))
OURS = frozenset(("sav@maison-claire.example",))
LARGEST = 25 * 1024 * 1024


def mail_of(name: str) -> Mail:
    """Read a mail of the shelf."""
    return read((HERE / "shelf" / f"{name}.eml").read_bytes(), LARGEST)


def test_the_shelf_has_forty_mails_and_each_is_described() -> None:
    files = {path.stem for path in (HERE / "shelf").glob("*.eml")}
    assert files == set(SHELF)
    assert len(files) >= 40


@pytest.mark.parametrize("name", SHELF)
def test_a_mail_is_read_as_described(name: str) -> None:
    mail, expected = mail_of(name), SHELF[name]
    seen = {
        "sender": mail.sender,
        "subject": mail.subject,
        "new": mail.new_text,
        "body": body_of(mail.new_text),
        "attachments": [each.name for each in mail.attachments],
    }
    described = {key: value for key, value in expected.items() if key in seen}
    assert {key: seen[key] for key in described} == described
    assert expected.get("contains", "") in mail.new_text
    assert mail.is_forward == expected.get("forward", False)


@pytest.mark.parametrize("name", SHELF)
def test_a_mail_is_guarded_as_described(name: str) -> None:
    mail, expected = mail_of(name), SHELF[name]
    trust = belief(mail.sender, mail.all("authentication-results"), "mx.maison-claire.example")
    guard = guard_of(mail, None, OURS, trust)
    assert (guard.name if guard else None) == expected.get("guard")
    assert (guard is not None and guard.treatment is Treatment.SET_ASIDE) == expected.get("aside", False)


def nested(depth: int) -> bytes:
    """Nest multiparts in one another."""
    mail = "From: a@exemple.fr\nSubject: x\n"
    for number in range(depth):
        mail += f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n'
    return (mail + "Content-Type: text/plain\n\nfin\n").encode()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "it is empty"),
        (b"\r\n\r\n", "it is empty"),
        (b"From: a@exemple.fr\n\n" + b"x" * LARGEST, "it is larger than 25 MB"),
        (b"X-Long: " + b"y" * 300_000 + b"\n\nfin", "its headers are too long"),
        (nested(5000), "it has too many parts"),
        (nested(60), "it has too many parts"),
        (b"From: a@exemple.fr\n" + b"Content-Type: message/rfc822\n\n" * 500, "it has too many parts"),
        (b"no header here at all", "it has no headers"),
    ],
    ids=["nothing", "blank", "too large", "long headers", "5,000 nested", "60 nested", "nested mails", "no header"],
)
def test_a_mail_made_to_be_costly_or_meaningless_is_refused_with_a_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(raw, LARGEST)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@exemple.fr\nContent-Type: multipart/mixed\n\ntext without boundary",
        b'From: a@exemple.fr\nContent-Type: multipart/mixed; boundary=""\n\n--\n\n----\n',
        b"From: a@exemple.fr\nContent-Type: text/html\n\n" + b"<div>" * 20_000 + b"fin",
        b"From: a@exemple.fr\nContent-Type: text/html\n\n<!--" + b"<" * 50_000,
        b"From: <<<>>>@@@,,;;\nTo: \xff\xfe\nSubject: =?utf-8?B?%%%?=\n\n\x00\x01\x02",
        b'From: a@exemple.fr\nContent-Type: text/plain; charset="utf\nContent-Transfer-Encoding: uuencode\n\nbegin',
        b"From: a@exemple.fr\nContent-Type: text/plain; charset*=utf-8''%ff; name*0*=x\n\nok",
        b"From: a@exemple.fr\n\n" + b"> " * 30_000 + b"\n" + b"Le 1 a \xc3\xa9crit :\n" * 3_000,
        b"From: a@exemple.fr\n\n" + b"De : a\n" * 20_000,
    ],
)
def test_a_broken_mail_never_makes_the_reader_fail(raw: bytes) -> None:
    assert read(raw, LARGEST).headers


@pytest.mark.parametrize("written", [pytest.param(each, id=each["case"]) for each in SIGNATURES])
def test_a_signature_is_not_part_of_what_is_asked(written: dict[str, str]) -> None:
    assert body_of(written["letter"], fold(written.get("from", "")).split()) == written["left"]


LONG = 60_000


@pytest.mark.parametrize(
    "text",
    ["a" * LONG, "a." * LONG, "M. " * LONG, "\t" * LONG + "x", "\n" * LONG + "x", "De : a\n" * LONG, "A b " * LONG,
     "Le 1 a écrit :\n" * LONG, "Bonjour et " * LONG, "merci " * LONG, "http://" * LONG, "a@" * LONG],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_no_mail_keeps_the_service_busy_for_long(text: str, kind: str) -> None:
    begun = time.process_time()
    mail = read(f"From: a@exemple.fr\nContent-Type: text/{kind}; charset=utf-8\n\n{text}".encode(), LARGEST)
    thread = Thread("t", "mail:t", "a@exemple.fr", "")
    sentences(question_of(mail, thread))
    assert time.process_time() - begun < 3


def test_comments_nested_without_end_in_an_address_are_no_address() -> None:
    mail = read(b"From: " + b"(" * 5000 + b"\nReply-To: " + b"(" * 5000 + b"\n\nBonjour", LARGEST)
    assert mail.sender is None
    assert guard_of(mail, None, OURS, belief(None, [], "mx.maison-claire.example")) is not None


def test_sentences_end_where_they_end_and_abbreviations_do_not() -> None:
    body = "Ma cmd n. 4512 de M. Durand est en retard. Où est-elle ?\n- Et la facture ?"
    assert sentences(body) == ["Ma cmd n. 4512 de M. Durand est en retard.", "Où est-elle ?", "Et la facture ?"]

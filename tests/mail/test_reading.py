"""Reading mails in the shapes of real programs: each file of the shelf against what shelf.yml says of it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.mail.authenticity import belief
from bot.mail.guards import Treatment, guard_of
from bot.mail.paragraphs import body_of, sentences
from bot.mail.reading import Mail, Unreadable, read

HERE = Path(__file__).parent
SHELF: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "shelf.yml").read_text(encoding="utf-8"))
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


def test_sentences_end_where_they_end_and_abbreviations_do_not() -> None:
    body = "Ma cmd n. 4512 de M. Durand est en retard. Où est-elle ?\n- Et la facture ?"
    assert sentences(body) == ["Ma cmd n. 4512 de M. Durand est en retard.", "Où est-elle ?", "Et la facture ?"]

"""The photos and PDF files of a mail are files of its conversation; the others are named there, with the reason."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.store.chat_tables import uploads
from actions.store.questions.conversations import Message, messages_after
from actions.store.questions.mail import latest_mails
from bot.channels.uploads import MOST_IN_A_CONVERSATION
from bot.protocol import LARGEST_FILE
from tests.mail.conftest import Office

JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 4000
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"capture" * 4000
PDF = b"%PDF-1.7\n" + b"facture" * 10
LOGO = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"logo"
BRINGS = "Je veux parler à un conseiller, voir mes documents."


def mail_with(*files: tuple[str, str, bytes], text: str = BRINGS, number: int = 1, **headers: str) -> bytes:
    """Return a mail with files: (name, type that it claims, content)."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "lise.moreau@exemple.fr", "sav@maison-claire.example", "Photo"
    mail["Message-ID"] = f"<files-{number}@exemple.fr>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


async def said(office: Office, raw: bytes) -> Message:
    """Bring a mail, and return the shopper's last message in its conversation."""
    office.post.intake.take(raw, "test")
    await office.work()
    ticket = office.tickets("open")[0]
    found = messages_after(office.engine, ticket.conversation_id or "", 0)
    return [each for each in found if each.author == "shopper"][-1]


async def test_photos_and_pdf_files_are_files_of_the_conversation(office: Office) -> None:
    files = [
        ("casse.jpg", "image/jpeg", JPEG),
        ("écran.png", "image/png", PNG),
        ("facture.pdf", "application/pdf", PDF),
    ]
    message = await said(office, mail_with(*files))
    assert message.text == BRINGS
    shown = message.payload["files"]
    assert [(each["name"], each["type"], each["size"]) for each in shown] == [
        ("casse.jpg", "image/jpeg", len(JPEG)),
        ("écran.png", "image/png", len(PNG)),
        ("facture.pdf", "application/pdf", len(PDF)),
    ]
    assert [(office.folder / each["id"]).read_bytes() for each in shown] == [JPEG, PNG, PDF]
    with office.engine.connect() as connection:
        known = connection.execute(select(uploads.c.id, uploads.c.conversation_id)).all()
    assert {(row.id, row.conversation_id) for row in known} == {(each["id"], message.conversation_id) for each in shown}


@pytest.mark.parametrize(
    ("name", "claims", "content", "told"),
    [
        ("contrat.docx", "application/msword", b"PK\x03\x04" + b"x" * 99, "contrat.docx (ni photo ni PDF)"),
        ("piege.jpg", "image/jpeg", b"<script>alert(1)</script>" * 9, "piege.jpg (ni photo ni PDF)"),
        ("dessin.svg", "image/svg+xml", b"<svg onload='x()'/>", "dessin.svg (ni photo ni PDF)"),
        ("archive.zip", "application/zip", b"PK\x03\x04" + b"\0" * 99, "archive.zip (ni photo ni PDF)"),
        ("vide.pdf", "application/pdf", b"", "vide.pdf (fichier vide)"),
        ("film.jpg", "image/jpeg", JPEG + b"\0" * LARGEST_FILE, "film.jpg (plus de 10 Mo)"),
        ("../../etc/passwd", "text/csv", b"a;b", "passwd (ni photo ni PDF)"),
    ],
)
async def test_another_file_is_named_with_the_reason(
    office: Office, name: str, claims: str, content: bytes, told: str
) -> None:
    message = await said(office, mail_with((name, claims, content)))
    assert "files" not in message.payload
    assert message.text.replace("\u00a0", " ") == f"{BRINGS}\n\n[Pièces jointes non affichées : {told}]"
    assert not office.folder.exists() or not list(office.folder.iterdir())


async def test_a_logo_within_the_text_is_named_and_a_photo_within_it_is_kept(office: Office) -> None:
    raw = (
        b"From: lise.moreau@exemple.fr\nTo: sav@maison-claire.example\nSubject: x\nMessage-ID: <logo-1@exemple.fr>\n"
        b'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n\n'
        b"<p>Je veux un conseiller.</p><img src='cid:logo'><img src='cid:photo'>\n"
    )
    for name, content in (("logo", LOGO), ("photo", PNG)):
        encoded = EmailMessage()
        encoded.set_content(content, maintype="image", subtype="png", cid=f"<{name}>", filename=f"{name}.png")
        encoded.replace_header("Content-Disposition", f'inline; filename="{name}.png"')
        raw += b"--b\n" + encoded.as_bytes()
    message = await said(office, raw + b"\n--b--\n")
    assert [each["name"] for each in message.payload["files"]] == ["photo.png"]
    assert "logo.png (image de mise en page)" in message.text


async def test_a_mail_that_is_only_a_photo_goes_to_a_person_with_it(office: Office) -> None:
    message = await said(office, mail_with(("IMG_1.jpeg", "image/jpeg", JPEG), text=""))
    assert (message.text, len(message.payload["files"])) == ("", 1)
    assert [line.outcome for line in latest_mails(office.engine)] == ["task"]


async def test_a_mail_in_a_mail_and_broken_code_are_named_and_nothing_fails(office: Office) -> None:
    inner = EmailMessage()
    inner["Subject"] = "Ancien"
    inner.set_content("Bonjour")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "lise.moreau@exemple.fr", "sav@maison-claire.example", "<m@x.fr>"
    mail.set_content(BRINGS)
    mail.add_attachment(inner, filename="ancien.eml")
    broken = mail.as_bytes().replace(b"\n--", b"\n--", 1)
    boundary = mail.get_boundary() or ""
    part = (
        f"\n--{boundary}\nContent-Type: image/jpeg; name*=utf-8''%ff%fe.jpg\nContent-Transfer-Encoding: base64\n\n"
        f"@@@@ not base64 at all é\n--{boundary}--\n"
    )
    raw = broken.replace(f"\n--{boundary}--".encode(), part.encode())
    message = await said(office, raw)
    assert "ancien.eml (message joint)" in message.text
    assert message.text.count("(") == 2


async def test_the_same_file_sent_again_is_kept_once_and_a_conversation_holds_so_many(office: Office) -> None:
    await said(office, mail_with(("a.jpg", "image/jpeg", JPEG)))
    again = {"In_Reply_To": "<files-1@exemple.fr>"}
    message = await said(office, mail_with(("b.jpg", "image/jpeg", JPEG), number=2, **again))
    assert len(message.payload["files"]) == 1
    assert len(list(office.folder.iterdir())) == 1
    many = [(f"{place}.jpg", "image/jpeg", JPEG + bytes([place])) for place in range(MOST_IN_A_CONVERSATION)]
    message = await said(office, mail_with(*many, number=3, **again))
    assert len(message.payload["files"]) == MOST_IN_A_CONVERSATION - 1
    assert "19.jpg (déjà 20\u00a0fichiers dans la conversation)" in message.text


async def test_a_disk_that_is_full_loses_no_mail(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    message = await said(office, mail_with(("a.jpg", "image/jpeg", JPEG)))
    assert message.text == f"{BRINGS}\n\n[Pièces jointes non affichées\u00a0: a.jpg (n'a pas pu être enregistré)]"
    assert not list(office.folder.iterdir())

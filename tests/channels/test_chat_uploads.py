"""Files sent in the chat: known by their content, kept away from what is served, given back to who sent them."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData

from actions.store.questions.uploads import known_uploads
from bot.channels.file_types import type_of
from bot.channels.uploads import shown_name, sweep
from tests.channels.conftest import Chat

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n" + b" " * 100
PROGRAM = b"MZ\x90\x00" + b"\x00" * 200
PAGE = b"<!doctype html><script>alert(1)</script>" + b" " * 100


PICTURES = {
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 200,
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 200,
    "webp": b"RIFF\x00\x01\x00\x00WEBPVP8 " + b"\x00" * 200,
}


async def send(
    chat: Chat, token: str, content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg"
) -> tuple[int, Any]:
    form = FormData()
    form.add_field("file", content, filename=name, content_type=kind)
    async with chat.client.post(
        "/api/v1/chat/files", data=form, headers={"Authorization": f"Bearer {token}"}
    ) as response:
        return response.status, await response.json()


@pytest.mark.asyncio
@pytest.mark.parametrize(("kind", "type_"), [("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp")])
async def test_a_photo_is_taken_and_told_by_its_content(chat: Chat, kind: str, type_: str) -> None:
    shopper = await chat.open()
    status, body = await send(chat, shopper.token, PICTURES[kind], f"IMG_2041.{kind}", "application/octet-stream")
    assert status == 200
    assert (body["name"], body["type"]) == (f"IMG_2041.{kind}", type_)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (PROGRAM, "photo.jpg", 415, "file_type"),
        (PAGE, "facture.pdf", 415, "file_type"),
        (b"GIF89a" + b"\x00" * 100, "photo.png", 415, "file_type"),
        (b"\xff\xd8\xff" + b"\x00" * (30 * 1024 * 1024), "photo.jpg", 413, "file_too_large"),
        (b"", "photo.jpg", 400, "empty_file"),
        (b"\xff", "photo.jpg", 415, "file_type"),
    ],
    ids=["renamed executable", "page named .pdf", "another image", "30 MB photo", "empty", "one byte"],
)
async def test_what_is_not_a_photo_or_a_pdf_is_refused_with_a_sentence(
    chat: Chat, content: bytes, name: str, status: int, code: str
) -> None:
    shopper = await chat.open()
    answered, body = await send(chat, shopper.token, content, name)
    assert (answered, body["code"]) == (status, code)
    assert body["error"].endswith(".")
    assert list(Path(chat.settings.uploads).glob("*")) == []


@pytest.mark.asyncio
async def test_a_file_goes_along_with_a_message_and_comes_back_as_a_download(chat: Chat) -> None:
    shopper = await chat.open()
    _, upload = await send(chat, shopper.token, PDF, "facture.pdf")
    await shopper.say("Voici la facture", "a1", files=[upload["id"]])
    said, _ = await shopper.until_ack("a1")
    assert said["files"] == [upload]
    headers = {"Authorization": f"Bearer {shopper.token}"}
    async with chat.client.get(f"/api/v1/chat/files/{upload['id']}", headers=headers) as response:
        assert await response.read() == PDF
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.asyncio
async def test_a_file_without_a_word_is_acknowledged_once(chat: Chat) -> None:
    shopper = await chat.open()
    _, upload = await send(chat, shopper.token, PDF, "facture.pdf")
    for _ in range(2):
        await shopper.say("", "a1", files=[upload["id"]])
        await shopper.until_ack("a1")
    messages = await chat.service.transcripts.after(shopper.welcome["conversation"], 0)
    assert [each.author for each in messages] == ["shopper", "assistant"]
    assert "bien reçu votre fichier" in messages[1].text


@pytest.mark.asyncio
async def test_the_file_of_another_conversation_can_neither_be_read_nor_sent(chat: Chat) -> None:
    owner, other = await chat.open(), await chat.open()
    _, upload = await send(chat, owner.token, PDF)
    assert (
        await chat.client.get(f"/api/v1/chat/files/{upload['id']}", headers={"Authorization": f"Bearer {other.token}"})
    ).status == 404
    await other.say("à moi", "a1", files=[upload["id"]])
    assert (await other.frame("error"))["code"] == "unknown_file"


@pytest.mark.asyncio
async def test_no_address_serves_the_folder_of_files(chat: Chat) -> None:
    shopper = await chat.open()
    _, upload = await send(chat, shopper.token, PDF)
    for path in (
        f"/uploads/{upload['id']}",
        f"/var/uploads/{upload['id']}",
        f"/widget/{upload['id']}",
        "/widget/..%2Fsavia.db",
    ):
        assert (await chat.client.get(path)).status == 404


@pytest.mark.asyncio
async def test_a_conversation_takes_twenty_files_at_most(chat: Chat) -> None:
    shopper = await chat.open()
    answers = [await send(chat, shopper.token, PDF) for _ in range(21)]
    assert answers[19][0] == 200
    assert answers[20][0] == 429


@pytest.mark.asyncio
async def test_the_sweep_deletes_old_files_that_no_conversation_holds(chat: Chat) -> None:
    shopper = await chat.open()
    _, upload = await send(chat, shopper.token, PDF)
    folder = Path(chat.settings.uploads)
    long_ago = time.time() - 7200
    for name in (upload["id"], "orphelin"):
        (folder / name).write_bytes(PDF)
        os.utime(folder / name, (long_ago, long_ago))
    (folder / "tout-juste-arrivé").write_bytes(PDF)
    assert sweep(chat.service, folder) == 1
    assert sorted(each.name for each in folder.iterdir()) == sorted([upload["id"], "tout-juste-arrivé"])
    assert known_uploads(chat.service.engine) == {upload["id"]}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("IMG 2041.jpg", "IMG 2041.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\panne.png", "panne.png"),
        ('a"<b>\r\n.pdf', "a b .pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("", "fichier.pdf"),
        (None, "fichier.pdf"),
        ("é" * 300 + ".pdf", "é" * 96 + ".pdf"),
    ],
)
def test_the_name_of_a_file_is_shown_without_what_could_deceive(given: str | None, shown: str) -> None:
    assert shown_name(given, "application/pdf") == shown


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "image/heic"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", None),
        (b"%PDF-1.4", "application/pdf"),
        (b"%PDX-1.4", None),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, expected: str | None) -> None:
    assert type_of(head) == expected

"""Joining a photo or a PDF, and saying whether one is satisfied."""

from pathlib import Path

import pytest
from sqlalchemy import select

from actions.store.chat_tables import ratings
from actions.store.engine import open_engine
from tests.widget.conftest import Shopper

PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 40_000
PROGRAM = b"MZ\x90\x00" + b"\x00" * 200


def join(shopper: Shopper, name: str, content: bytes) -> None:
    folder = shopper.server.folder / "chosen"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    shopper.find("input[type=file]").set_input_files(folder / name)


def test_a_photo_goes_along_with_a_message(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    join(shopper, "panne.jpg", PHOTO)
    shopper.find(".joined .file:has-text('panne.jpg (41\u00a0Ko)')").wait_for()
    shopper.say("Voici la panne")
    shopper.answered("J'ai lu : Voici la panne")
    assert shopper.find("li.shopper .file").inner_text() == "panne.jpg (41\u00a0Ko)"
    assert shopper.find(".joined .file").count() == 0


def test_a_photo_without_a_word_is_acknowledged(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    join(shopper, "panne.jpg", PHOTO)
    shopper.find(".joined .file").wait_for()
    shopper.find("button.send").click()
    shopper.answered("bien reçu votre fichier")


def test_a_file_can_be_taken_away_before_it_is_sent(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    join(shopper, "panne.jpg", PHOTO)
    shopper.find("button[aria-label='Retirer panne.jpg']").click()
    assert shopper.find(".joined .file").count() == 0
    assert shopper.focused().startswith("textarea")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("photo.jpg", b"\xff\xd8\xff" + b"\x00" * (30 * 1024 * 1024), "dépasse 10"),
        ("photo.jpg", PROGRAM, "ni une photo"),
        ("vide.pdf", b"", "est vide"),
    ],
    ids=["a 30 MB photo", "a renamed executable", "an empty file"],
)
def test_a_file_that_cannot_be_taken_is_told_why_and_the_conversation_goes_on(
    shopper: Shopper, name: str, content: bytes, told: str
) -> None:
    shopper.visit()
    shopper.open()
    join(shopper, name, content)
    shopper.find(f".composer .problem:has-text('{told}')").wait_for()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    shopper.complaints.clear()  # the browser writes every refusal in its console


def test_a_file_cannot_be_joined_without_the_network_and_that_is_told(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    shopper.find("[data-tile=recall]").evaluate("(tile) => tile.click()")  # brings the part that joins files
    shopper.find("[name=brand]").wait_for()
    shopper.page.context.set_offline(True)
    shopper.page.wait_for_timeout(100)
    join(shopper, "panne.jpg", PHOTO)
    shopper.find(".composer .problem").filter(has_text="n'a pas pu être envoyé").wait_for(state="attached")
    shopper.complaints.clear()


def test_satisfaction_is_asked_after_a_farewell_and_kept_once(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("merci, au revoir")
    shopper.find("form.rating").wait_for()
    shopper.find("form.rating button.main").click()
    assert shopper.find("form.rating .problem").inner_text() == "Choisissez une note de 1 à 5."
    shopper.find("form.rating label:has-text('Plutôt oui')").click()
    shopper.find("form.rating textarea").fill("Rapide")
    shopper.find("form.rating button.main").click()
    shopper.find(".thanks").wait_for()
    shopper.page.wait_for_timeout(300)
    with open_engine(f"sqlite:///{shopper.server.folder / 'savia.db'}").connect() as connection:
        assert (4, "Rapide") in connection.execute(select(ratings.c.score, ratings.c.comment)).all()
    shopper.say("au revoir")
    shopper.find("li.assistant:has-text('Au revoir')").nth(1).wait_for()
    assert shopper.find("form.rating").count() == 0


def test_the_shopper_may_end_and_rate_at_any_time(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    shopper.find("summary.icon").click()
    shopper.find("button:has-text('Terminer et donner mon avis')").click()
    shopper.find("form.rating").wait_for()
    shopper.page.keyboard.press("ArrowRight")
    assert shopper.find("form.rating input:checked").count() == 1


def test_the_question_of_satisfaction_can_be_put_away_and_asked_for_again(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("merci, au revoir")
    shopper.find("form.rating").wait_for()
    shopper.find("button[aria-label='Ne pas donner mon avis']").click()
    assert shopper.find("form.rating").count() == 0
    assert shopper.focused().startswith("textarea")
    shopper.say("au revoir")
    shopper.find("li.assistant:has-text('Au revoir')").nth(1).wait_for()
    assert shopper.find("form.rating").count() == 0
    shopper.find("summary.icon").click()
    shopper.find("button:has-text('Terminer et donner mon avis')").click()
    shopper.find("form.rating").wait_for()


def test_files_are_kept_outside_what_is_served(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    join(shopper, "panne.jpg", PHOTO)
    shopper.find(".joined .file").wait_for()
    kept = list(Path(shopper.server.folder / "uploads").iterdir())
    assert kept and all("panne" not in each.name and each.suffix == "" for each in kept)

"""The whole of it: a real browser, the real service, the trained model, the demonstration shop."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import model
from bot.settings import ROOT, Settings
from tests.widget.conftest import Server, Shopper, free_port

PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 40_000


class Savia(Server):
    """The service as `savia serve --demonstration` starts it, on a database of the tests."""

    def command(self) -> list[str]:
        """Return what starts it."""
        return [sys.executable, "-W", "ignore", "-m", "bot.cli", "serve", "--demonstration"]

    def environment(self) -> dict[str, str]:
        """Return the settings."""
        return {
            "SAVIA_PORT": str(self.port),
            "SAVIA_DATABASE_URL": f"sqlite:///{self.folder}/savia.db",
            "SAVIA_UPLOADS": str(self.folder / "uploads"),
            "SAVIA_HUMAN_SERVICE": "open",
        }


@pytest.fixture(scope="module")
def savia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real service."""
    try:
        model.latest(ROOT / Settings().model)
    except model.ModelMissing:
        pytest.skip("no trained model: run `make train`")
    started = Savia(free_port(), tmp_path_factory.mktemp("savia"))
    started.start()
    yield started
    started.kill()


@pytest.fixture
def shopper(shoppers: Callable[..., Shopper], savia: Server) -> Iterator[Shopper]:
    """A shopper on the order page."""
    made = shoppers(savia)
    made.visit("/commande")
    made.open()
    yield made
    assert made.complaints == []


def identify(shopper: Shopper, number: str, email: str) -> None:
    shopper.say(f"Bonjour, ma commande est {number} et mon e-mail {email}")
    shopper.find("li.assistant").nth(1).wait_for()


def test_a_guarantee_asked_in_the_chat_after_identification(shopper: Shopper) -> None:
    shopper.say("Mon aspirateur ne charge plus, est-il encore garanti ?")
    shopper.find("li.assistant:has-text('numéro de commande')").wait_for()
    assert "V40" not in " ".join(shopper.texts()[1:]), "nothing of the order before it is proven"
    shopper.say("SV-1001")
    shopper.find("li.assistant:has-text('e-mail')").wait_for()
    shopper.say("camille.perrin@exemple.fr")
    shopper.find(".card.covered").wait_for()
    assert "L217-3" in shopper.find(".card.covered").inner_text()


def test_a_repair_with_a_photo_ends_with_a_ticket(shopper: Shopper, savia: Server) -> None:
    photo = Path(savia.folder / "panne.jpg")
    photo.write_bytes(PHOTO)
    identify(shopper, "SV-1001", "camille.perrin@exemple.fr")
    shopper.find("input[type=file]").set_input_files(photo)
    shopper.find(".joined .file").wait_for()
    shopper.say("Mon aspirateur V40 ne charge plus du tout, je voudrais demander une réparation")
    for _ in range(6):
        shopper.page.wait_for_timeout(700)
        if shopper.find(".card.ticket").count():
            break
        choice = shopper.find("button.reply").first
        if choice.count():
            choice.click()
        else:
            shopper.say("La batterie ne charge plus du tout")
    assert re.search(r"\d{3}", shopper.find(".card.ticket dd").first.inner_text())
    assert shopper.find("li.shopper .file").first.inner_text().startswith("panne.jpg")


def test_a_recall_is_told_with_its_card(shopper: Shopper) -> None:
    shopper.say("Est-ce que la cafetière Cafélune CL-2 est rappelée ?")
    shopper.find(".card.recalled").wait_for()
    assert "Cessez" in " ".join(shopper.texts())


def test_a_wrong_email_shows_nothing_of_the_order(shopper: Shopper) -> None:
    shopper.say("Où en est ma commande SV-1015 ? mon mail est quelqu.un@exemple.fr")
    shopper.find("li.assistant").nth(1).wait_for()
    shopper.page.wait_for_timeout(500)
    shown = " ".join(shopper.texts()[1:])
    assert "Tablette" not in shown and "route" not in shown


def test_asking_for_a_person_puts_the_conversation_in_the_queue(shopper: Shopper) -> None:
    shopper.say("Je veux parler à un conseiller")
    shopper.find(".status:has-text('Un conseiller va vous répondre')").wait_for()

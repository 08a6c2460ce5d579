"""The most common questions, answered or routed rightly by the trained assistant, end to end without a network."""

import os
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.shop import PARIS
from actions.store.demonstration import demonstration_shop
from actions.store.questions.mail import latest_mails
from actions.store.shop_data import import_document
from bot import model
from bot.app import Service, make_service
from bot.mail.post_office import PostOffice
from tests.mail.conftest import Office
from tests.mail.mail_service import SERVER, settings_for

QUESTIONS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("common_questions.yml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The whole service with the trained model and the demonstration shop; skipped aloud without a model."""
    settings = settings_for(f"sqlite:///{tmp_path_factory.mktemp('common')}/savia.db", mail_breaker=10_000)
    try:
        made = make_service(settings)
    except (model.ModelMissing, model.ModelUnusable) as error:
        if "model" in os.environ.get("SAVIA_TEST_REQUIRE", ""):
            pytest.fail(f"the trained model is required: {error}")
        pytest.skip(f"no trained model: {error}")
    import_document(made.engine, demonstration_shop(datetime.now(PARIS).date()), source="demonstration")
    yield made
    made.engine.dispose()


class RealOffice(Office):
    """The post office of the whole service."""

    def __init__(self, service: Service) -> None:
        self.service, self.engine = service, service.engine
        self.post = PostOffice(service)

    def bring(self, place: int, written: dict[str, Any]) -> None:
        """Deliver one of the questions."""
        mail = EmailMessage()
        if written.get("vouched", True):
            mail["Authentication-Results"] = f"{SERVER}; dmarc=pass header.from={written['from'].partition('@')[2]}"
        mail["From"], mail["To"], mail["Subject"] = written["from"], "sav@maison-claire.example", written["subject"]
        mail["Message-ID"] = f"<common-{place}@exemple.fr>"
        mail.set_content(written["text"])
        self.post.intake.take(mail.as_bytes(), "test")


@pytest.fixture(scope="module")
def real(service: Service) -> RealOffice:
    """The post office of the whole service; one sender may write often here."""
    office = RealOffice(service)
    from dataclasses import replace

    office.post.clerk._house = replace(office.post.house, limits=replace(office.post.house.limits, per_sender=1000))
    return office


def test_there_are_thirty_of_them() -> None:
    assert len(QUESTIONS) >= 30


@pytest.mark.parametrize(("place", "written"), enumerate(QUESTIONS), ids=[each["question"] for each in QUESTIONS])
async def test_a_common_question_is_answered_or_routed_rightly(
    real: RealOffice, place: int, written: dict[str, Any]
) -> None:
    before = len(real.letters())
    real.bring(place, written)
    await real.work()
    line = latest_mails(real.engine, limit=1)[0]
    assert (line.subject, line.outcome) == (written["subject"], written["outcome"]), line.reason
    assert len(real.letters()) == before + 1
    letter = real.last_letter()
    for words in written.get("says", []):
        assert words in letter
    for words in written.get("never", []):
        assert words not in letter

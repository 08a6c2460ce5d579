"""What a shopper does without talking: recalls, frequent answers, and the withdrawal function of the law."""

import json
import re
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from actions.store.engine import reading
from actions.store.mail_tables import mail_outbox
from actions.store.questions.withdrawals import withdrawals_about
from actions.store.shop_data import import_document
from bot.answers import ANSWERS, QUESTIONS, read_entries
from bot.app import make_app
from tests.channels.conftest import Chat

pytestmark = pytest.mark.asyncio

RECALL = {
    "reference": "2026-11-0042", "brand": "Bellorne", "models": ["MK-1"], "gtins": ["3254567890247"],
    "batches": ["L2408"], "risk": "Risque de brûlure", "published_on": "2026-11-10",
    "remedies": ["refund", "replacement"], "url": "https://rappel.conso.gouv.fr/fiche-rappel/42/interne",
}  # fmt: skip
DECLARED = {"name": "Lise Moreau", "order_number": "FR-2026-7731", "email": "lise.moreau@exemple.fr"}
SEARCHES = json.loads(Path(__file__).with_name("searches.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("marks", "status"),
    [
        ({"brand": "Bellorne", "model": "mk 1", "batch": "L2408"}, "recalled"),
        ({"gtin": "3254567890247", "batch": "lot L2408"}, "recalled"),
        ({"brand": "Bellorne", "model": "MK-1"}, "needs_batch"),
        ({"brand": "Bellorne", "model": "MK-2"}, "not_recalled"),
        ({"brand": "Tornix", "model": "VX2"}, "not_recalled"),
    ],
)
async def test_a_recall_is_found_by_its_marks(chat: Chat, marks: dict[str, str], status: str) -> None:
    import_document(chat.service.engine, {"recalls": [RECALL]}, "test")
    answered, body = await chat.post("recalls/check", marks)
    assert (answered, body["status"]) == (200, status)
    if status == "recalled":
        assert body["steps"][0] == "stop_using"
        assert body["recalls"][0]["url"] == RECALL["url"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "brand"),
        ({"brand": ""}, "brand"),
        ({"brand": 3}, "brand"),
        ({"colour": "red"}, "colour"),
        ([], ""),
        ({"model": "x" * 300}, "model"),
    ],
)
async def test_a_recall_question_that_cannot_be_used_says_which_field(chat: Chat, sent: Any, field: str) -> None:
    answered, body = await chat.post("recalls/check", sent)
    assert answered == 422
    assert [each["field"] for each in body["errors"]] == [field]


@pytest.mark.parametrize("search", SEARCHES, ids=lambda search: search["asked"])
async def test_a_search_finds_the_frequent_answer(chat: Chat, search: dict[str, str]) -> None:
    _, body = await chat.get(f"answers?q={search['asked']}")
    assert search["finds"] in [each["name"] for each in body["answers"]]


async def test_an_answer_has_its_figures_and_a_question_written_as_one(chat: Chat) -> None:
    _, body = await chat.get("answers?q=durée de la garantie légale")
    for answer in body["answers"]:
        assert not re.search(r"\{\w+\}", answer["text"])
        assert answer["question"][0].isupper()


async def test_every_frequent_answer_can_be_searched() -> None:
    assert len(read_entries(QUESTIONS, ANSWERS)) > 100


@pytest.mark.parametrize("asked", ["", "   ", "de la", "xyzzy", "%00", "a" * 5000])
async def test_a_search_for_nothing_finds_nothing(chat: Chat, asked: str) -> None:
    status, body = await chat.get(f"answers?q={asked}")
    assert (status, body) == (200, {"answers": []})


async def test_declaring_shows_what_will_be_recorded_and_records_nothing(chat: Chat) -> None:
    status, body = await chat.post("withdrawals", {"step": "declare", **DECLARED})
    assert status == 200
    assert "Lise Moreau" in body["statement"] and "FR-2026-7731" in body["statement"]
    assert withdrawals_about(chat.service.engine, "FR-2026-7731") == ()


async def test_confirming_records_the_declaration_and_acknowledges_it_with_day_and_hour(chat: Chat) -> None:
    status, body = await chat.post(
        "withdrawals", {"step": "confirm", "client_id": "w1", **DECLARED, "products": "Aspirateur"}
    )
    assert status == 200
    (kept,) = withdrawals_about(chat.service.engine, "fr 2026 7731")
    assert (kept.name, kept.contact) == ("Lise Moreau", "lise.moreau@exemple.fr")
    assert "Aspirateur" in kept.statement
    assert kept.acknowledged_at is not None and kept.acknowledgement == body["acknowledgement"]
    assert re.search(r"le \d+(er)?\u00a0\w+\u00a0\d{4} à \d+\u00a0h\u00a0\d\d", body["acknowledgement"])
    assert body["number"] in body["acknowledgement"]


async def test_the_acknowledgement_goes_by_mail_when_the_shop_sends_mail(chat: Chat) -> None:
    assert not (await chat.post("withdrawals", {"step": "confirm", "client_id": "w1", **DECLARED}))[1]["is_mailed"]
    settings = replace(chat.settings, mail_address="sav@exemple.fr", mail_smtp_url="smtp://127.0.0.1:1")
    async with TestClient(TestServer(make_app(replace(chat.service, settings=settings)))) as client:
        mailing = replace(chat, client=client)
        spam = {**DECLARED, "products": "gagnez sur https://piege.exemple"}
        answers = [
            await mailing.post("withdrawals", {"step": "confirm", "client_id": f"w{n}", **spam}) for n in range(2, 9)
        ]
    assert [body["is_mailed"] for _, body in answers] == [True] * 5 + [False] * 2
    with reading(chat.service.engine) as connection:
        content = connection.execute(select(mail_outbox.c.content)).scalars().first()
    letter = BytesParser(policy=policy.default).parsebytes(content)
    assert letter["To"] == DECLARED["email"]
    assert answers[0][1]["number"] in letter["Subject"]
    assert "notifie ma rétractation" in letter.get_content()
    assert "piege.exemple" not in letter.get_content()


async def test_confirming_twice_declares_once(chat: Chat) -> None:
    answers = [await chat.post("withdrawals", {"step": "confirm", "client_id": "w1", **DECLARED}) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(withdrawals_about(chat.service.engine, "FR-2026-7731")) == 1


async def test_an_order_the_shop_does_not_know_is_answered_as_one_it_knows(chat: Chat) -> None:
    known = {
        "number": "FR-1",
        "email": "lise@exemple.fr",
        "ordered_on": "2026-11-20",
        "lines": [{"sku": "A", "name": "Aspirateur"}],
    }
    import_document(chat.service.engine, {"orders": [known]}, "test")
    shapes = []
    for number in ("FR-1", "FR-2"):
        _, body = await chat.post(
            "withdrawals", {"step": "confirm", "client_id": number, **DECLARED, "order_number": number}
        )
        shapes.append(re.sub(r"\d+", "N", body["acknowledgement"]))
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"order_number": ""}, "order_number"),
        ({"email": "lise"}, "email"),
        ({"email": "a@b.fr, c@d.fr"}, "email"),
        ({"products": "x" * 1001}, "products"),
        ({"step": "force"}, "step"),
        ({"step": "confirm"}, "client_id"),
    ],
)
async def test_a_declaration_that_cannot_be_used_says_which_field(
    chat: Chat, change: dict[str, str], field: str
) -> None:
    status, body = await chat.post("withdrawals", {"step": "declare", **DECLARED, **change})
    assert status == 422
    assert [each["field"] for each in body["errors"]] == [field]
    assert withdrawals_about(chat.service.engine, DECLARED["order_number"]) == ()

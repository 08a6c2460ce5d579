"""What the side panel tells of a conversation."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from actions.law.claim import BuyerType, Claim, Condition, SellerType
from actions.law.warranty import assess
from actions.store.questions.conversations import Draft
from actions.store.questions.legal_answers import record_legal_answer
from actions.store.questions.verified_orders import verify_order
from actions.store.shop_data import import_document
from bot import notices
from bot.desk.summary import three_lines
from tests.desk.conftest import Desk

SUMMARIES = yaml.safe_load((Path(__file__).parent / "summaries.yml").read_text(encoding="utf-8"))
ORDER = {
    "number": "FR-2026-7731",
    "email": "lise.moreau@exemple.fr",
    "customer": {"first_name": "Lise", "last_name": "Moreau"},
    "ordered_on": "2026-02-03",
    "delivered_on": "2026-02-06",
    "lines": [
        {"sku": "AS-VX2", "name": "Aspirateur balai Tornix VX2", "brand": "Tornix", "model": "VX2", "quantity": 1,
         "price": Decimal("199.00"), "condition": "new"}
    ],
}  # fmt: skip


RECALL = {
    "reference": "2026-11-0200", "brand": "Orcane", "models": ["TR-8"], "batches": ["K2409"], "product_type": "scooter",
    "risk": "Risque de chute", "published_on": "2026-11-05", "remedies": ["repair", "refund"],
    "url": "https://rappel.conso.gouv.fr/fiche-rappel/200/interne",
}  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in SUMMARIES])
def test_a_conversation_in_three_lines(case: dict[str, Any]) -> None:
    said = [
        SimpleNamespace(author=each["author"], text=each["text"], payload={"facts": each.get("facts", {})})
        for each in case["said"]
    ]
    lines = three_lines(said, case["cause"], case["customer"], case.get("tickets", []))
    assert [line.replace("\u00a0", " ") for line in lines] == case["lines"]


async def test_an_order_is_shown_only_once_its_shopper_has_proven_it(desk: Desk) -> None:
    import_document(desk.engine, {"orders": [ORDER]}, "test")
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "ma commande est la FR-2026-7731")
    before = await claire.get("conversations/c1")
    assert before["dossier"]["orders"] == []
    assert "Moreau" not in str(before)
    verify_order(desk.engine, "c1", "FR20267731", desk.clock())
    (order,) = (await claire.get("conversations/c1"))["dossier"]["orders"]
    assert (order["name"], order["lines"][0]["price"], order["delivered_on"]) == ("Lise Moreau", "199.00", "2026-02-06")
    variables = (await claire.get("conversations/c1"))["dossier"]["variables"]
    assert (variables["prenom"], variables["produit"]) == ("Lise", "Aspirateur balai Tornix VX2")


@pytest.mark.parametrize(("status", "is_sure"), [("recalled", True), ("needs_batch", False)])
async def test_a_recall_is_sure_only_when_its_batch_is_known(desk: Desk, status: str, is_sure: bool) -> None:
    import_document(desk.engine, {"recalls": [RECALL]}, "test")
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "ma trottinette est garantie ?")
    facts = {"facts": {"recall": {"status": status, "reference": RECALL["reference"]}}}
    await desk.service.transcripts.add("c1", Draft("assistant", "Arrêtez de vous en servir.", facts))

    recall = (await claire.get("conversations/c1"))["dossier"]["recall"]

    assert (recall["brand"], recall["models"], recall["is_sure"]) == ("Orcane", ["TR-8"], is_sure)


async def test_a_legal_finding_comes_with_its_articles_its_rules_and_what_it_was_computed_from(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "est-ce garanti ?")
    claim = Claim(
        today=date(2026, 11, 24),
        seller_type=SellerType.PRO,
        buyer_type=BuyerType.CONSUMER,
        condition=Condition.NEW,
        contract_date=date(2026, 2, 3),
        delivery_date=date(2026, 2, 6),
        defect_date=date(2026, 11, 20),
    )
    found = assess(claim)
    record_legal_answer(
        desk.engine,
        topic="warranty",
        inputs=asdict(claim),
        finding=found.as_json(),
        trace=list(found.trace),
        rule_set=found.rule_set,
        as_of=found.as_of,
        answered_at=desk.clock(),
        conversation_id="c1",
    )
    (shown,) = (await claire.get("conversations/c1"))["dossier"]["findings"]
    assert shown["finding"]["citations"] == list(found.citations) != []
    assert shown["trace"] == list(found.trace) != []
    assert shown["inputs"]["delivery_date"] == "2026-02-06"
    assert shown["rule_set"] == found.rule_set


def test_every_notice_has_its_figures_and_french_typography() -> None:
    for name, sentence in notices._sentences().items():
        told = notices.text(name, agent="Claire")
        assert "{" not in told, name
        for mark in ":;?!»":
            assert f" {mark}" not in sentence, f"{name}: write a non-breaking space before {mark}"

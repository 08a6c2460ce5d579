"""A recall told before another answer: when, once, in which words, and what it asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import event
from sqlalchemy.engine import Engine

from actions.french import NBSP
from actions.orders import ActionTrackOrder
from actions.recall_sentences import recall_figures
from actions.repairability import ActionShowIndex
from actions.session import CARRIED_OVER
from actions.store.questions.recalls import find_recall
from actions.store.shop_data import import_document
from actions.store.source_files import import_recall_file
from actions.warranty import ActionCheckWarranty
from tests.actions.conversation import Dialogue, shop_with

ORDERS = """
- number: A-1000
  email: lise@exemple.fr
  ordered_on: "2026-01-02"
  delivered_on: "2026-01-05"
  lines:
    - {sku: LL, name: Lave-linge Valdor LX-700, brand: Valdor, model: LX-700, product_type: washing_machine}
    - {sku: GP, name: Grille-pain Orcane T20, brand: Orcane, model: T20, product_type: toaster}
"""
RECALLS = yaml.safe_load("""
toaster: {reference: 2026-10-0001, brand: Orcane, models: [T20], risk: Incendie, published_on: "2026-10-01",
          remedies: [refund, repair], url: "https://rappel.conso.gouv.fr/fiche-rappel/1/interne"}
older: {reference: 2026-09-0001, brand: Orcane, models: [T20], published_on: "2026-09-01", remedies: [refund]}
batch: {reference: 2026-10-0002, brand: Valdor, models: [LX-700], batches: [B77], published_on: "2026-10-02"}
whole brand: {reference: 2026-10-0003, brand: Valdor, published_on: "2026-10-03"}
brand and batch: {reference: 2026-10-0004, brand: Valdor, batches: [B88], published_on: "2026-10-04"}
another model: {reference: 2026-10-0005, brand: Valdor, models: [LX-900], published_on: "2026-10-05"}
""")
SURE = ["utter_recall_ahead", "utter_recall_rights"]
IDENTITY = {"order_number": "A-1000", "email": "lise@exemple.fr"}


@pytest.fixture
def dialogue(tmp_path: Path) -> Dialogue:
    return Dialogue(shop_with(ORDERS, tmp_path))


def recall(dialogue: Dialogue, *names: str) -> None:
    import_document(dialogue.shop.engine, {"recalls": [RECALLS[name] for name in names]}, source="test")


@contextmanager
def questions_about_recalls(engine: Engine) -> Iterator[list[str]]:
    """Gather the SQL that reads recalls."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM recall" in statement:
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_it_is_said_before_the_answer_and_told_to_machines(dialogue: Dialogue) -> None:
    recall(dialogue, "toaster")
    dialogue.run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)

    assert dialogue.said == [*SURE, "utter_order_delivered"]
    assert dialogue.facts["recall"] == {
        "status": "recalled",
        "reference": "2026-10-0001",
        "url": "https://rappel.conso.gouv.fr/fiche-rappel/1/interne",
        "remedies": ["refund", "repair"],
    }


def test_it_is_said_once_and_a_new_session_remembers_it(dialogue: Dialogue) -> None:
    recall(dialogue, "toaster")
    dialogue.run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)
    dialogue.run(ActionTrackOrder, "et maintenant", "order_status")
    assert dialogue.said == ["utter_order_delivered"]

    dialogue.slots = {name: value for name, value in dialogue.slots.items() if name in CARRIED_OVER}
    dialogue.run(ActionTrackOrder, "et maintenant", "order_status")
    assert dialogue.said == ["utter_order_delivered"]


def test_a_recall_that_comes_in_meanwhile_is_told_at_the_next_message(dialogue: Dialogue) -> None:
    recall(dialogue, "another model")
    dialogue.run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)
    assert dialogue.said == ["utter_order_delivered"]

    recall(dialogue, "toaster")
    dialogue.run(ActionTrackOrder, "et maintenant", "order_status")
    assert dialogue.said == [*SURE, "utter_order_delivered"]


def test_the_recalls_of_one_order_are_all_said_the_sure_ones_first_then_the_newest(dialogue: Dialogue) -> None:
    recall(dialogue, "older", "toaster", "batch")
    dialogue.run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)

    sure = [*SURE, "utter_recall_ahead", "utter_recall_right_single"]
    assert dialogue.said == [*sure, "utter_recall_ahead_possible", "utter_order_delivered"]
    assert dialogue.facts["recall"]["reference"] == "2026-10-0001"
    assert dialogue.facts["recall"]["others"] == ["2026-09-0001", "2026-10-0002"]


def test_a_batch_is_waited_for_only_when_nothing_else_is_asked(dialogue: Dialogue) -> None:
    recall(dialogue, "batch")
    dialogue.run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)
    assert dialogue.slots["needed"] == ["batch"]

    other = Dialogue(dialogue.shop, "c2")
    other.run(ActionCheckWarranty, "encore garanti ?", "warranty_coverage", **IDENTITY)
    assert other.said == ["utter_recall_ahead_possible"]  # then the form asks which line
    assert other.slots["needed"] == ["sku"]


def test_the_batch_turns_a_possible_recall_into_a_sure_one(dialogue: Dialogue) -> None:
    recall(dialogue, "batch")
    dialogue.run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)
    dialogue.run(ActionTrackOrder, "lot B77", "order_status")

    assert dialogue.said == [*SURE, "utter_order_delivered"]  # the notice offers nothing: the choice of the law
    assert dialogue.facts["recall"]["remedies"] == ["repair", "replacement", "refund"]


@pytest.mark.parametrize("name", ["whole brand", "brand and batch", "another model"])
def test_what_does_not_name_the_product_frightens_nobody_unasked(name: str, dialogue: Dialogue) -> None:
    recall(dialogue, name)
    dialogue.run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)

    assert dialogue.said == ["utter_order_delivered"]
    assert "recall" not in dialogue.facts


def test_a_model_named_of_no_order_is_looked_up(dialogue: Dialogue) -> None:
    recall(dialogue, "toaster")
    dialogue.run(ActionShowIndex, "l'indice du T20 ?", "repairability_index", model="T20", brand="Orcane")

    assert dialogue.said[:2] == SURE


def test_a_shop_without_recalls_asks_nothing_once_it_knows(dialogue: Dialogue) -> None:
    dialogue.run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)
    with questions_about_recalls(dialogue.shop.engine) as asked:
        dialogue.run(ActionTrackOrder, "et maintenant", "order_status")
        Dialogue(dialogue.shop, "c2").run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)

    assert asked == []


def test_lines_looked_up_in_this_conversation_are_not_looked_up_again(dialogue: Dialogue) -> None:
    recall(dialogue, "another model")
    with questions_about_recalls(dialogue.shop.engine) as asked:
        dialogue.run(ActionTrackOrder, "où est ma commande", "order_status", **IDENTITY)
    assert asked
    with questions_about_recalls(dialogue.shop.engine) as asked:
        dialogue.run(ActionTrackOrder, "et maintenant", "order_status")
    assert asked == []


def test_an_official_notice_brings_its_telephone_and_a_short_list_of_models(dialogue: Dialogue, tmp_path: Path) -> None:
    models = "¤".join(f"grille-pain deux fentes modèle t{number}" for number in range(20, 60))
    path = tmp_path / "recalls.csv"
    path.write_text(
        "numero_fiche;numero_version;categorie_produit;marque_produit;modeles_ou_references;identification_produits;"
        "risques_encourus;modalites_de_compensation;numero_contact;date_publication;rappel_guid\n"
        f"2026-11-0007;1;appareils électriques, outils;sans marque;{models};;incendie;remboursement;0800710770;"
        "2026-11-07T09:00:00+00:00;00000000-0000-4000-8000-000000000007\n",
        encoding="utf-8",
    )
    import_recall_file(dialogue.shop.engine, path)
    known = find_recall(dialogue.shop.engine, "2026-11-0007")
    assert known is not None
    figures = recall_figures(dialogue.turn(), known)

    assert figures["call"] == f"appelez le {NBSP.join(['08', '00', '71', '07', '70'])}, le numéro de la fiche, ou "
    assert figures["recalled"].startswith("grille-pain deux fentes modèle t20")
    assert figures["recalled"].endswith("…")
    assert len(figures["recalled"]) <= 82
    assert figures["remedies"] == "le remboursement"


def test_the_batch_of_one_line_does_not_clear_another_line(dialogue: Dialogue) -> None:
    recall(dialogue, "batch")
    dialogue.run(ActionTrackOrder, "où est ma commande, lot Z99", "order_status", **IDENTITY)

    assert dialogue.said == ["utter_recall_ahead_possible", "utter_order_delivered"]

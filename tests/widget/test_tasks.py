"""The tiles of the home: each does its task in the panel, or begins it in the chat."""

import re
from datetime import datetime

import pytest
from dateutil.relativedelta import relativedelta

from actions.french import day
from actions.shop import PARIS
from actions.store.engine import open_engine
from actions.store.questions.withdrawals import withdrawals_about
from actions.store.shop_data import import_document
from tests.widget.conftest import Server, Shopper

RECALL = {
    "reference": "2026-11-0042",
    "brand": "Bellorne",
    "models": ["MK-1"],
    "gtins": ["3254567890247"],
    "batches": ["L2408"],
    "risk": "Risque de brûlure",
    "published_on": "2026-11-10",
    "remedies": ["refund", "replacement"],
    "url": "https://rappel.conso.gouv.fr/fiche-rappel/42/interne",
}
TODAY = datetime.now(PARIS).date()


@pytest.fixture(scope="module", autouse=True)
def recall(server: Server) -> None:
    """The shop knows one recall."""
    import_document(open_engine(f"sqlite:///{server.folder / 'savia.db'}"), {"recalls": [RECALL]}, "test")


def choose(shopper: Shopper, tile: str, path: str = "/") -> None:
    shopper.visit(path)
    shopper.open()
    shopper.find(f"[data-tile={tile}]").click()


def test_the_guarantee_is_checked_by_the_day_of_delivery(shopper: Shopper) -> None:
    choose(shopper, "guarantee")
    delivered = TODAY - relativedelta(months=8)
    shopper.find("[name=delivery_date]").fill(delivered.isoformat())
    shopper.find("form:visible button.main").click()
    shopper.find(".result h3").wait_for()
    assert shopper.find(".result h3").inner_text() == "Sous garantie légale"
    assert shopper.focused().startswith("h3")
    assert shopper.find(".card dd").first.inner_text() == day(delivered + relativedelta(years=2))
    assert "L217-3" in shopper.find(".card").inner_text()
    shopper.find(".result button.main").click()
    shopper.find("li.shopper:has-text('je voudrais demander une réparation')").wait_for()


def test_a_guarantee_that_is_over_says_what_remains_possible(shopper: Shopper) -> None:
    choose(shopper, "guarantee")
    shopper.find("[name=delivery_date]").fill((TODAY - relativedelta(months=30)).isoformat())
    shopper.find("form:visible button.main").click()
    shopper.find(".result h3:has-text('Garantie légale terminée')").wait_for()
    assert "vices cachés" in shopper.find(".result").inner_text()
    assert "Un conseiller peut toujours la revoir" in shopper.find(".result").inner_text()
    shopper.find(".result button:has-text('Parler à un conseiller')").click()
    shopper.answered("Je vous passe un conseiller")


def test_a_repair_under_guarantee_moves_the_end(shopper: Shopper) -> None:
    choose(shopper, "guarantee")
    delivered = TODAY - relativedelta(months=12)
    shopper.find("[name=delivery_date]").fill(delivered.isoformat())
    shopper.find("[name=outcome]").select_option("repaired")
    shopper.find("[name=request]").fill((TODAY - relativedelta(months=6)).isoformat())
    shopper.find("[name=returned]").fill((TODAY - relativedelta(months=5)).isoformat())
    shopper.find("form:visible button.main").click()
    shopper.find(".card dd").first.wait_for()
    assert shopper.find(".card dd").first.inner_text() != day(delivered + relativedelta(years=2))


def test_mistakes_are_told_beside_their_field_and_the_first_gets_the_keyboard(shopper: Shopper) -> None:
    choose(shopper, "guarantee")
    shopper.find("form:visible button.main").click()
    problem = shopper.find("[data-name=delivery_date] .problem")
    assert problem.inner_text() == "Indiquez le jour où vous avez reçu le produit."
    assert shopper.find("[name=delivery_date]").get_attribute("aria-invalid") == "true"
    assert shopper.page.evaluate("document.querySelector('sav-chat').shadowRoot.activeElement.name") == "delivery_date"
    shopper.find("[name=delivery_date]").fill("2026-03-02")
    shopper.find("[name=defect_date]").fill("2026-03-01")
    shopper.find("form:visible button.main").click()
    shopper.find("[data-name=defect_date] .problem:has-text('avant la livraison')").wait_for()
    shopper.complaints.clear()  # the browser writes every 422 in its console


def test_a_recalled_product_is_told_to_stop_first(shopper: Shopper) -> None:
    choose(shopper, "recall")
    shopper.find("[name=brand]").fill("bellorne")
    shopper.find("[name=model]").fill("mk1")
    shopper.find("[name=batch]").fill("L2408")
    shopper.find("form:visible button.main").click()
    shopper.find(".result h3:has-text('Ce produit est rappelé')").wait_for()
    assert shopper.find(".result ol li").first.inner_text() == "Cessez d'utiliser le produit."
    assert shopper.find(f".card a[href='{RECALL['url']}']").count() == 1
    assert "remboursement, remplacement" in shopper.find(".card").inner_text()


def test_a_recall_of_some_batches_asks_for_the_batch(shopper: Shopper) -> None:
    choose(shopper, "recall")
    shopper.find("[name=gtin]").fill("3254567890247")
    shopper.find("form:visible button.main").click()
    shopper.find(".result:has-text('Indiquez le numéro de lot')").wait_for()
    shopper.find(".result button:has-text('Compléter ma demande')").click()
    assert shopper.page.evaluate("document.querySelector('sav-chat').shadowRoot.activeElement.name") == "batch"
    assert shopper.find("[name=gtin]").input_value() == "3254567890247", "what was said is kept"
    shopper.find("[name=batch]").fill("L2408")
    shopper.find("form:visible button.main").click()
    shopper.find(".result h3:has-text('Ce produit est rappelé')").wait_for()


def test_the_recall_form_knows_the_product_of_the_page(shopper: Shopper) -> None:
    choose(shopper, "recall")
    assert shopper.find("[name=brand]").input_value() == "Soufflard"
    assert shopper.find("[name=model]").input_value() == "V40"
    shopper.find("form:visible button.main").click()
    shopper.find(".result h3:has-text('Aucun rappel connu')").wait_for()


def test_an_order_is_followed_in_the_chat_which_alone_checks_who_asks(shopper: Shopper) -> None:
    choose(shopper, "order", "/commande")
    assert shopper.find("[name=number]").input_value() == "SV-1001"
    shopper.find("[name=email]").fill("camille.perrin@exemple.fr")
    shopper.find("form:visible button.main").click()
    shopper.answered("J'ai lu : Où en est ma commande SV-1001")


@pytest.mark.parametrize(("tile", "said"), [("repair", "réparation"), ("part", "pièce"), ("person", "conseiller")])
def test_the_other_tiles_begin_in_the_chat(shopper: Shopper, tile: str, said: str) -> None:
    choose(shopper, tile)
    shopper.find(".log li.assistant").nth(1).wait_for()
    assert said in shopper.texts()[0]
    assert shopper.focused().startswith("textarea")


def test_withdrawing_takes_two_steps_and_gives_a_dated_acknowledgement_to_keep(shopper: Shopper) -> None:
    choose(shopper, "withdrawal", "/commande")
    shopper.find("h2:has-text('Renoncer au contrat ici')").wait_for()
    shopper.find("[name=name]").fill("Camille Perrin")
    shopper.find("[name=email]").fill("camille.perrin@exemple.fr")
    shopper.find("form:visible button.main").click()
    engine = open_engine(f"sqlite:///{shopper.server.folder / 'savia.db'}")
    before = withdrawals_about(engine, "SV-1001")
    shopper.find("blockquote:has-text('notifie ma rétractation')").wait_for()
    assert withdrawals_about(engine, "SV-1001") == before, "nothing is recorded before it is confirmed"
    shopper.find("button:has-text('Confirmer la rétractation')").click()
    shopper.find("h3:has-text('est enregistrée')").wait_for()
    text = shopper.find("blockquote").inner_text()
    assert re.search(r"le \d+(er)?\s\w+\s\d{4} à \d+\sh\s\d\d", text)
    with shopper.page.expect_download() as download:
        shopper.find('button:has-text("Télécharger l\'accusé")').click()
    assert "RET-" in download.value.path().read_text("utf-8")
    (declared,) = withdrawals_about(engine, "SV-1001")[len(before) :]
    assert declared.number in text


def test_a_declaration_can_be_changed_before_it_is_confirmed(shopper: Shopper) -> None:
    choose(shopper, "withdrawal", "/commande")
    shopper.find("[name=name]").fill("Camille Perin")
    shopper.find("[name=email]").fill("camille.perrin@exemple.fr")
    shopper.find("form:visible button.main").click()
    shopper.find("button:has-text('Modifier')").click()
    assert shopper.find("[name=name]").input_value() == "Camille Perin"


def test_a_search_shows_frequent_answers(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.find("#search").fill("délai de rétractation")
    shopper.find(".answers details").first.wait_for()
    shopper.find(".answers summary").first.click()
    assert len(shopper.find(".answers details").first.inner_text()) > 100
    shopper.find("#search").fill("xyzzy")
    shopper.find("p:has-text('Aucune réponse toute faite')").wait_for()


def test_a_button_of_the_shop_opens_its_task(shopper: Shopper) -> None:
    shopper.visit("/commande")
    shopper.page.click("main [data-open=guarantee]")
    shopper.find("[name=delivery_date]").wait_for()
    assert shopper.find("[name=delivery_date]").input_value() == (TODAY - relativedelta(months=8)).isoformat()


def test_going_back_gives_the_keyboard_to_the_tile(shopper: Shopper) -> None:
    choose(shopper, "recall")
    shopper.find("[name=brand]").wait_for()
    shopper.find('button[aria-label="Retour à l\'accueil"]').click()
    assert "Vérifier un rappel" in shopper.focused()

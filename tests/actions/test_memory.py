"""What a message changes in what is remembered."""

from datetime import date
from typing import Any

import pytest

from actions.memory import remembered, says_only_broken

TODAY = date(2026, 11, 24)


def entity(name: str, value: str, text: str, **more: Any) -> dict[str, Any]:
    start = text.find(more.pop("typed", value))
    return {"entity": name, "value": value, "normalized": value, "start": start, "end": start + len(value), **more}


def changes(text: str, *entities: dict[str, Any], **slots: Any) -> dict[str, Any]:
    return remembered(text, list(entities), slots, TODAY)


def test_another_product_forgets_what_was_known_of_the_first() -> None:
    text = "et le sèche-linge ?"

    found = changes(
        text,
        entity("product_type", "tumble_dryer", text),
        product_type="washing_machine",
        model="LX-900",
        delivered_on="2025-01-01",
    )

    assert found["product_type"] == "tumble_dryer"
    assert found["model"] is None
    assert found["delivered_on"] is None


def test_the_same_product_said_otherwise_forgets_nothing() -> None:
    text = "le lx 900"

    found = changes(text, entity("model", "LX 900", text), model="LX-900", defect="fuit")

    assert "defect" not in found


def test_another_order_forgets_the_product_of_the_first() -> None:
    text = "et la commande B-2000 ?"

    found = changes(
        text,
        entity("order_number", "B-2000", text),
        order_number="A-1000",
        sku="X",
        defect_on="2026-01-01",
        product_type="oven",
    )

    assert found["order_number"] == "B-2000"
    assert found["sku"] is None
    assert found["defect_on"] is None


def test_the_first_order_keeps_what_was_told_of_the_product() -> None:
    text = "commande A-1000"

    assert changes(text, entity("order_number", "A-1000", text), defect="fuit") == {"order_number": "A-1000"}


def test_a_correction_of_the_product_while_booking_keeps_the_breakdown() -> None:
    text = "non, le sèche-linge"

    found = changes(
        text, entity("product_type", "tumble_dryer", text), product_type="washing_machine", requested_slot="confirmed",
        symptom="il fuit", sku="LL",
    )  # fmt: skip

    assert "symptom" not in found
    assert found["sku"] is None


def test_a_number_given_anew_goes_with_the_email_given_before() -> None:
    text = "pardon, A-1001"

    found = changes(
        text, entity("order_number", "A-1001", text), order_number="A-1000", email=None, contact="lise@exemple.fr"
    )

    assert found["email"] == "lise@exemple.fr"


def test_a_number_beside_an_email_is_the_order() -> None:
    text = "100562 lise@exemple.fr encore garanti ?"

    assert changes(text, entity("email", "lise@exemple.fr", text))["order_number"] == "100562"


@pytest.mark.parametrize("text", ["100562 ou 100563 lise@exemple.fr", "12 lise@exemple.fr", "lise@exemple.fr"])
def test_two_numbers_or_none_beside_an_email_are_no_order(text: str) -> None:
    assert "order_number" not in changes(text, entity("email", "lise@exemple.fr", text))


def test_a_word_given_when_the_batch_is_asked_is_the_batch_and_nothing_else() -> None:
    assert changes("K2409", entity("model", "K2409", "K2409"), requested_slot="batch") == {"batch": "K2409"}
    assert changes("K2409", entity("model", "K2409", "K2409"), needed=["batch"]) == {"batch": "K2409"}


@pytest.mark.parametrize(
    "text",
    ["lot K2409", "c'est le lot n° K2409", "lot: K2409", "lot numéro K2409", "le numéro de lot est K2409"],
)
def test_a_batch_is_read_anywhere_and_names_no_model(text: str) -> None:
    found = changes(text, entity("model", "K2409", text))

    assert found["batch"] == "K2409"
    assert "model" not in found


def test_a_lot_that_is_no_batch_is_not_read() -> None:
    assert "batch" not in changes("je renvoie le lot complet")


def test_a_bar_code_is_read_with_its_spaces() -> None:
    assert changes("le code 3 254560 000659")["gtin"] == "3254560000659"


@pytest.mark.parametrize(
    ("role", "slot"), [("delivery", "delivered_on"), ("purchase", "delivered_on"), ("defect", "defect_on")]
)
def test_a_day_goes_where_its_role_says(role: str, slot: str) -> None:
    text = "le 3 mars 2025"

    assert changes(text, entity("date", text, text, day="2025-03-03", role=role)) == {slot: "2025-03-03"}


def test_a_day_to_come_is_no_delivery() -> None:
    text = "le 3 mars 2027"

    assert changes(text, entity("date", text, text, day="2027-03-03", role="delivery")) == {}


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("acheté pour mon entreprise", "buyer_type", "professional"),
        ("je suis auto-entrepreneur", "buyer_type", "professional"),
        ("facturé au nom de ma société", "buyer_type", "professional"),
        ("un achat professionnel", "buyer_type", "professional"),
        ("notre association l'a acheté", "buyer_type", "non_professional"),
        ("acheté à un particulier", "seller_type", "private"),
        ("vu sur leboncoin", "seller_type", "private"),
        ("trouvé en vide-grenier", "seller_type", "private"),
        ("un aspirateur reconditionné", "condition", "second_hand"),
        ("pris d'occasion", "condition", "second_hand"),
    ],
)
def test_who_bought_from_whom_is_understood(text: str, slot: str, value: str) -> None:
    assert changes(text)[slot] == value


@pytest.mark.parametrize("text", ["je suis un particulier", "pour mon fils", "ma boîte aux lettres est pleine"])
def test_an_ordinary_shopper_is_a_consumer(text: str) -> None:
    assert changes(text) == {}


def test_the_breakdown_that_says_something_is_preferred() -> None:
    text = "il est en panne, il fuit"

    assert changes(text, entity("defect", "en panne", text), entity("defect", "fuit", text))["defect"] == "fuit"


@pytest.mark.parametrize("words", ["en panne", "HS", "ne marche plus", "il est cassé", "ne fonctionne pas du tout"])
def test_some_words_say_only_that_it_is_broken(words: str) -> None:
    assert says_only_broken(words)


@pytest.mark.parametrize("words", ["fuit", "ne chauffe plus", "fait du bruit"])
def test_other_words_say_what_happens(words: str) -> None:
    assert not says_only_broken(words)

"""Who may see an order, in a conversation."""

from pathlib import Path

import pytest

from actions.identification import identified_order, known_order, proven_email
from tests.actions.conversation import Dialogue, shop_with

ORDERS = """
- {number: A-1000, email: lise@exemple.fr, ordered_on: "2026-01-02", lines: [{sku: X, name: Four}]}
- {number: A-1001, email: Lise@exemple.fr, ordered_on: "2026-01-03", lines: [{sku: Y, name: Grille-pain}]}
- {number: B-2000, email: paul@exemple.fr, ordered_on: "2026-01-04", lines: [{sku: Z, name: Radio}]}
"""


@pytest.fixture
def dialogue(tmp_path: Path) -> Dialogue:
    return Dialogue(shop_with(ORDERS, tmp_path))


def test_number_and_email_together_open_the_order(dialogue: Dialogue) -> None:
    turn = dialogue.turn("", order_number="a 1000", email="LISE@exemple.fr")

    order = identified_order(turn)

    assert order is not None
    assert order.number == "A-1000"
    assert turn.slots["email"] is None, "another number has its own e-mail"


def test_a_number_alone_opens_nothing_and_the_email_is_asked(dialogue: Dialogue) -> None:
    turn = dialogue.turn("", order_number="A-1000")

    assert identified_order(turn) is None
    assert turn.slots["needed"] == ["order_number", "email"]


def test_a_wrong_email_and_an_unknown_number_are_told_alike(dialogue: Dialogue) -> None:
    wrong = dialogue.turn("", order_number="A-1000", email="autre@exemple.fr")
    unknown = Dialogue(dialogue.shop, "c2").turn("", order_number="Z-9999", email="autre@exemple.fr")

    assert identified_order(wrong) is None
    assert identified_order(unknown) is None
    assert wrong._dispatcher.messages == unknown._dispatcher.messages


def test_the_third_wrong_email_locks_and_the_right_one_then_opens_nothing(dialogue: Dialogue) -> None:
    for email in ("a@exemple.fr", "b@exemple.fr", "c@exemple.fr"):
        identified_order(dialogue.turn("", order_number="A-1000", email=email))
    turn = dialogue.turn("", order_number="A-1000", email="lise@exemple.fr")

    assert identified_order(turn) is None
    assert turn._facts["verdict"] == {"status": "locked"}
    assert turn._facts["handoff"] == {"status": "offered"}


def test_an_order_once_proven_is_known_without_its_email(dialogue: Dialogue) -> None:
    identified_order(dialogue.turn("", order_number="A-1000", email="lise@exemple.fr"))

    known = known_order(dialogue.turn(""))

    assert known is not None
    assert known.number == "A-1000"


def test_another_conversation_knows_nothing_of_it(dialogue: Dialogue) -> None:
    identified_order(dialogue.turn("", order_number="A-1000", email="lise@exemple.fr"))

    assert known_order(Dialogue(dialogue.shop, "c2").turn("", order_number="A-1000")) is None


def test_another_order_of_the_same_person_needs_no_email(dialogue: Dialogue) -> None:
    identified_order(dialogue.turn("", order_number="A-1000", email="lise@exemple.fr"))

    other = known_order(dialogue.turn("", order_number="A-1001"))

    assert other is not None
    assert other.number == "A-1001"


def test_the_order_of_someone_else_does(dialogue: Dialogue) -> None:
    identified_order(dialogue.turn("", order_number="A-1000", email="lise@exemple.fr"))

    assert known_order(dialogue.turn("", order_number="B-2000")) is None


def test_an_email_that_was_only_given_opens_no_other_order(dialogue: Dialogue) -> None:
    identified_order(dialogue.turn("", order_number="A-1000", email="paul@exemple.fr"))

    assert known_order(dialogue.turn("", order_number="B-2000")) is None


def test_a_locked_order_of_the_same_person_stays_locked(dialogue: Dialogue) -> None:
    for email in ("a@exemple.fr", "b@exemple.fr", "c@exemple.fr"):
        identified_order(Dialogue(dialogue.shop, "guess").turn("", order_number="A-1001", email=email))
    identified_order(dialogue.turn("", order_number="A-1000", email="lise@exemple.fr"))

    assert known_order(dialogue.turn("", order_number="A-1001")) is None


def test_the_email_to_write_to_is_the_one_given_else_the_one_of_the_order(dialogue: Dialogue) -> None:
    assert proven_email(dialogue.turn("")) is None
    identified_order(dialogue.turn("", order_number="A-1000", email="lise@exemple.fr"))
    assert proven_email(dialogue.turn("")) == "lise@exemple.fr"
    assert proven_email(dialogue.turn("", email="moi@exemple.fr")) == "moi@exemple.fr"

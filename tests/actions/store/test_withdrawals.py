"""Declarations of withdrawal: the moment and the words are kept, and the acknowledgement too."""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy.engine import Engine

from actions.store.questions.withdrawals import (
    WithdrawalRequest,
    acknowledge_withdrawal,
    declare_withdrawal,
    find_withdrawal,
    withdrawals_about,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
REQUEST = WithdrawalRequest(
    order_number="FR-2026-7731",
    statement="Je me rétracte de ma commande.",
    skus=("AS-VX2",),
    name="Lise Moreau",
    contact="lise.moreau@exemple.fr",
    conversation_id="c1",
    idempotency_key="c1:withdrawal",
)


def test_a_declaration_keeps_its_words_and_its_moment(engine: Engine) -> None:
    declared = declare_withdrawal(engine, REQUEST, NOON)
    assert re.fullmatch(r"RET-\d{6}", declared.number)
    kept = find_withdrawal(engine, declared.number.lower())
    assert kept is not None
    assert (kept.statement, kept.skus, kept.declared_at) == (REQUEST.statement, ("AS-VX2",), NOON)
    assert (kept.acknowledged_at, kept.acknowledgement) == (None, None)
    assert "Lise" not in repr(kept)


def test_declaring_again_keeps_the_first_moment(engine: Engine) -> None:
    first = declare_withdrawal(engine, REQUEST, NOON)
    again = declare_withdrawal(engine, REQUEST, LATER)
    assert (again.number, again.declared_at, first.is_new, again.is_new) == (first.number, NOON, True, False)
    assert len(withdrawals_about(engine, "fr 2026 7731")) == 1


def test_the_first_acknowledgement_stays(engine: Engine) -> None:
    declared = declare_withdrawal(engine, REQUEST, NOON)
    acknowledge_withdrawal(engine, declared.number, "Nous avons reçu votre rétractation.", NOON)
    kept = acknowledge_withdrawal(engine, declared.number, "Encore.", LATER)
    assert kept is not None
    assert (kept.acknowledged_at, kept.acknowledgement) == (NOON, "Nous avons reçu votre rétractation.")
    assert acknowledge_withdrawal(engine, "RET-1", "Rien.", NOON) is None


def test_a_declaration_may_be_of_the_whole_order(engine: Engine) -> None:
    declared = declare_withdrawal(engine, WithdrawalRequest("FR-1", "Je renonce."), NOON)
    assert declared.skus == ()
    assert [kept.number for kept in withdrawals_about(engine, "fr1")] == [declared.number]

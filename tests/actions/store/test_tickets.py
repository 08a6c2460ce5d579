"""Tickets: opened once, numbered so that people can read the number out, found again."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions import numbering
from actions.store.questions.tickets import (
    TicketRequest,
    find_ticket,
    open_ticket,
    set_ticket_status,
    tickets_about,
    tickets_in,
    tickets_with_status,
)
from actions.store.shop_data import import_document

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
REQUEST = TicketRequest(
    kind="repair",
    order_number="FR-2026-7731",
    sku="AS-VX2",
    remedy="repair",
    symptom="ne s'allume plus",
    contact="lise.moreau@exemple.fr",
    conversation_id="c1",
    idempotency_key="c1:repair:AS-VX2",
)


def test_a_ticket_keeps_what_it_was_opened_with(engine: Engine) -> None:
    ticket = open_ticket(engine, REQUEST, NOON)
    assert re.fullmatch(r"SAV-\d{6}", ticket.number)
    assert (ticket.kind, ticket.status, ticket.remedy, ticket.sku) == ("repair", "open", "repair", "AS-VX2")
    assert (ticket.order_number, ticket.conversation_id, ticket.created_at) == ("FR-2026-7731", "c1", NOON)
    assert ticket.is_new
    kept = find_ticket(engine, ticket.number)
    assert kept is not None
    assert (kept.symptom, kept.contact, kept.is_new) == ("ne s'allume plus", "lise.moreau@exemple.fr", False)
    assert "lise" not in repr(kept)


def test_asking_again_with_the_same_key_opens_nothing_new(engine: Engine) -> None:
    first = open_ticket(engine, REQUEST, NOON)
    again = open_ticket(engine, REQUEST, NOON + timedelta(hours=1))
    assert (again.number, again.created_at, again.is_new) == (first.number, NOON, False)
    assert len(tickets_about(engine, "fr 2026 7731")) == 1


def test_asking_at_once_with_the_same_key_opens_one_ticket(engine: Engine) -> None:
    with ThreadPoolExecutor(6) as threads:
        tickets = list(threads.map(lambda _: open_ticket(engine, REQUEST, NOON), range(12)))
    assert len({ticket.number for ticket in tickets}) == 1
    assert sum(ticket.is_new for ticket in tickets) == 1


def test_without_a_key_each_request_opens_a_ticket(engine: Engine) -> None:
    numbers = {open_ticket(engine, TicketRequest(kind="message", message="Bonjour"), NOON).number for _ in range(20)}
    assert len(numbers) == 20


def test_a_number_in_use_is_never_given_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    repair = {"ticket": "SAV-100002", "opened_on": "2026-11-02"}
    lines = [{"sku": "A", "name": "A"}]
    order = {"number": "1", "email": "a@b.fr", "ordered_on": "2026-01-01", "lines": lines, "repairs": [repair]}
    import_document(engine, {"orders": [order]}, "test")
    drawn = iter([100001, 100001, 100002, 100003])
    monkeypatch.setattr(numbering, "draw", lambda _digits: next(drawn))
    assert open_ticket(engine, TicketRequest(kind="message"), NOON).number == "SAV-100001"
    # 100001 is ours already and 100002 is a repair of the shop.
    assert open_ticket(engine, TicketRequest(kind="message"), NOON).number == "SAV-100003"


@pytest.mark.parametrize("digits", [6, 7, 12])
def test_a_drawn_number_has_its_digits(digits: int) -> None:
    assert {len(str(numbering.draw(digits))) for _ in range(200)} == {digits}


def test_a_ticket_is_found_however_its_number_is_written(engine: Engine) -> None:
    ticket = open_ticket(engine, REQUEST, NOON)
    digits = ticket.number.removeprefix("SAV-")
    found = [find_ticket(engine, written) for written in (f"sav {digits}", digits, f"n°{digits}", f"SAV{digits}")]
    assert [kept.number for kept in found if kept] == [ticket.number] * 4
    assert find_ticket(engine, "SAV-1") is None
    assert find_ticket(engine, "") is None


def test_tickets_are_listed_newest_first(engine: Engine) -> None:
    first = open_ticket(engine, REQUEST, NOON)
    second = open_ticket(engine, TicketRequest(kind="part", order_number="FR-2026-7731", conversation_id="c1"),
                         NOON + timedelta(minutes=1))  # fmt: skip
    open_ticket(engine, TicketRequest(kind="message", conversation_id="c2"), NOON)
    expected = [second.number, first.number]
    assert [ticket.number for ticket in tickets_about(engine, "FR-2026-7731")] == expected
    assert [ticket.number for ticket in tickets_in(engine, "c1")] == expected
    assert [ticket.number for ticket in tickets_with_status(engine, "open", limit=1)] == [second.number]


def test_a_ticket_moves_on(engine: Engine) -> None:
    ticket = open_ticket(engine, REQUEST, NOON)
    moved = set_ticket_status(engine, ticket.number, "done", NOON + timedelta(days=2))
    assert moved is not None
    assert (moved.status, moved.updated_at, moved.created_at) == ("done", NOON + timedelta(days=2), NOON)
    assert tickets_with_status(engine, "open") == ()
    assert set_ticket_status(engine, "SAV-1", "done", NOON) is None


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (TicketRequest(kind="réparation"), '"réparation" is not a kind of ticket; write one of repair, part'),
        (TicketRequest(kind="repair", remedy="gift"), '"gift" is not a remedy of ticket; write one of repair, rep'),
    ],
)
def test_an_unknown_word_is_refused_clearly(engine: Engine, request_: TicketRequest, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        open_ticket(engine, request_, NOON)


def test_whatever_a_shopper_types_can_be_kept(engine: Engine) -> None:
    typed = "Été 🙂 ' \" \\ <b>;-- \x00\ud800 fin"
    ticket = open_ticket(engine, TicketRequest(kind="message", message=typed, idempotency_key=typed), NOON)
    assert ticket.message == "Été 🙂 ' \" \\ <b>;--  fin"
    assert open_ticket(engine, TicketRequest(kind="message", idempotency_key=typed), NOON).number == ticket.number


def test_a_moment_without_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(Exception, match="has no time zone"):
        open_ticket(engine, REQUEST, datetime(2026, 11, 22, 12))  # the mistake under test

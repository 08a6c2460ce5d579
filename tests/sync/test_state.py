"""Where a sync is, and one process at a time in the loop of the service."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.engine import Engine

from actions.store.questions.sync_state import Cursor, cursor_of, keep_cursor, note_changes, outdated, take_lease

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
LASTING = timedelta(minutes=10)


def test_a_source_never_read_has_no_place_and_keeps_the_one_given(engine: Engine) -> None:
    assert cursor_of(engine, "x") == Cursor("x")
    cursor = Cursor("x", "2026-01-01T08:00:00", '"etag"', None, NOW)
    keep_cursor(engine, cursor)
    keep_cursor(engine, cursor)
    assert cursor_of(engine, "x") == cursor


def test_only_one_process_reads_a_source_until_its_turn_is_over(engine: Engine) -> None:
    assert take_lease(engine, "x", "first", NOW, LASTING)
    assert not take_lease(engine, "x", "second", NOW, LASTING)
    assert take_lease(engine, "x", "first", NOW + LASTING / 2, LASTING)
    assert not take_lease(engine, "x", "second", NOW + LASTING, LASTING)
    assert take_lease(engine, "x", "second", NOW + LASTING * 2, LASTING)


def test_an_order_known_in_a_newer_state_is_outdated(engine: Engine) -> None:
    note_changes(engine, "shopify", {"#1001": "2026-01-02 10:00:00"})
    assert outdated(engine, "shopify", {"1001": "2026-01-02 09:00:00"}) == {"1001"}
    assert outdated(engine, "shopify", {"1001": "2026-01-02 10:00:00"}) == frozenset()
    assert outdated(engine, "woocommerce", {"1001": "2026-01-01 09:00:00"}) == frozenset()
    note_changes(engine, "shopify", {"#1001": "2026-01-03 10:00:00"})
    assert outdated(engine, "shopify", {"1001": "2026-01-02 10:00:00"}) == {"1001"}

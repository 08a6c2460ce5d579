"""The figures of bench/load: percentiles of kept turns, ratios against their targets, what counts as a right answer."""

import pytest

from bench.load.conversation import IDENTITY, QUESTIONS, conversation, is_right
from bench.load.crowd import quantile, summary
from bench.load.report import Ratio


def test_a_percentile_is_a_turn_that_was_measured() -> None:
    hundred = [float(cost) for cost in range(1, 101)]
    assert [quantile(hundred, share) for share in (0.5, 0.95, 0.99)] == [50.0, 95.0, 99.0]
    assert quantile([7.0], 0.99) == 7.0


def test_turns_a_second_count_every_turn_of_the_window_and_wrong_ones_are_told() -> None:
    kept = {"turns": [{"ms": cost, "right": cost < 40} for cost in (10, 20, 30, 40)], "tool_share": 0.02}
    load = summary(kept, talks=8, seconds=2)
    assert (load.turns_per_s, load.wrong, load.p50_ms) == (2.0, 1, 20)


def test_a_load_without_a_turn_is_an_error_and_not_a_zero() -> None:
    with pytest.raises(RuntimeError, match="no turn ended"):
        summary({"turns": [], "tool_share": 0}, talks=8, seconds=2)


@pytest.mark.parametrize(
    ("more_is_better", "ratio", "is_met"),
    [(True, 5.0, True), (True, 4.9, False), (False, 0.25, True), (False, 0.3, False)],
)
def test_a_target_is_a_least_or_a_most(more_is_better: bool, ratio: float, is_met: bool) -> None:
    target = 5 if more_is_better else 0.25
    assert Ratio("turns", 1, ratio, ratio, target, more_is_better).is_met is is_met


def test_a_conversation_identifies_the_order_then_asks_about_it() -> None:
    assert list(conversation(5)) == [IDENTITY, *QUESTIONS, QUESTIONS[0]]


def test_an_answer_about_something_else_is_wrong() -> None:
    delivered = [{"text": "Votre commande SV-1001 a été livrée le 26 mars 2026 par Mondial Relay."}]
    assert is_right(IDENTITY, delivered)
    assert not is_right(QUESTIONS[1], delivered)
    assert not is_right(IDENTITY, [])

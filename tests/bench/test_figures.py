"""The figures of the comparisons, on cases worked out by hand."""

import pytest

from bench.understanding import figures
from bench.understanding.sentences import Sentence

NOTHING = figures.NOTHING


def said(intent: str, confidence: float, *, refused: bool = False, entities: tuple = ()) -> dict:
    spans = [{"entity": entity, "start": start, "end": end} for entity, start, end in entities]
    return {
        "intent": intent,
        "confidence": confidence,
        "refused": refused,
        "entities": spans,
        "ms": 1.0,
        "processor_ms": 1.0,
    }


def test_accuracy_counts_out_of_scope_as_an_intent():
    assert figures.accuracy(["greet", NOTHING, "thank"], ["greet", NOTHING, "greet"]) == pytest.approx(2 / 3)


def test_macro_f1_weighs_a_rare_intent_as_much_as_a_frequent_one():
    # a: 3 meant, 3 given, 3 right → 1; b: 1 meant, none given → 0
    assert figures.macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "c"]) == pytest.approx(0.5)


def test_a_system_that_is_always_less_sure_out_of_scope_has_an_area_of_one():
    meant = ["greet", "thank", NOTHING, NOTHING]
    told = [said("greet", 0.9), said("greet", 0.5), said("thank", 0.4), said(NOTHING, 0.3)]
    assert figures.area(figures.refusals(meant, told)) == pytest.approx(1.0)


def test_what_is_surely_named_out_of_scope_is_refused_before_what_is_hardly_so():
    meant = ["greet", NOTHING]
    told = [said(NOTHING, 0.9), said(NOTHING, 0.2)]  # the wrong one goes first
    assert figures.refusals(meant, told) == [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]
    assert figures.area(figures.refusals(meant, told)) == 0.0


def test_a_system_with_one_confidence_for_all_has_an_area_of_a_half():
    told = [said("greet", 0.5)] * 4
    assert figures.area(figures.refusals(["greet", NOTHING, "greet", NOTHING], told)) == pytest.approx(0.5)


def test_a_curve_keeps_its_corners_alone():
    steps = [(0.0, 0.0), (0.0, 0.5), (0.0, 1.0), (0.5, 1.0), (1.0, 1.0)]
    assert figures.corners(steps) == [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    assert figures.area(figures.corners(steps)) == figures.area(steps)


def test_the_default_refusal_tells_false_ones_first():
    meant = ["greet", "greet", NOTHING, NOTHING]
    told = [said("greet", 0.2, refused=True), said("greet", 1), said(NOTHING, 1, refused=True), said("greet", 1)]
    assert figures.default_refusal(meant, told) == (0.5, 0.5)


def test_the_calibration_error_is_the_gap_between_sureness_and_share_right_in_scope():
    # bin 0.9: two sentences, one right: gap 0.4; bin 0.5: one, right: gap 0.45; out of scope does not count
    meant = ["a", "a", "a", NOTHING]
    told = [said("a", 0.9), said("b", 0.9), said("a", 0.55), said("a", 0.99)]
    assert figures.calibration_error(meant, told) == pytest.approx((2 * 0.4 + 0.45) / 3)


@pytest.mark.parametrize(("exact", "f1"), [(False, 0.8), (True, 0.4)])
def test_an_entity_is_right_when_it_overlaps_or_is_exactly_the_one_meant(exact: bool, f1: float):
    # two meant; three given: one exact, one too long, one that is of another entity
    sentence = Sentence(
        "mon aspirateur Dyson acheté hier", "warranty_coverage", (("product_type", 4, 14), ("brand", 15, 20))
    )
    given = (("product_type", 4, 20), ("brand", 15, 20), ("date", 28, 32))
    assert figures.entity_f1([sentence], [said("a", 1, entities=given)], exact=exact) == pytest.approx(f1)


def test_only_mistakes_are_confusions():
    assert figures.confusions(["a", "a", "b"], ["a", "b", "a"]) == {("a", "b"): 1, ("b", "a"): 1}

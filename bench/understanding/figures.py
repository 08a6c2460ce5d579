"""The figures of a system on a set: pure functions of what was meant and what was predicted.

A prediction is as bench/understanding/peers says; sentences are those of bench/understanding/sentences.py.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bench.understanding.sentences import Sentence, Span

NOTHING = "out_of_scope"
BINS = 10  # of the calibration error
Prediction = dict[str, Any]
Point = tuple[float, float]  # shares of in-scope and of out-of-scope sentences refused


def figures(sentences: Sequence[Sentence], predictions: Sequence[Prediction]) -> dict[str, Any]:
    """Return every figure of the table, shares between 0 and 1."""
    meant, guessed = [each.intent for each in sentences], [each["intent"] for each in predictions]
    curve = refusals(meant, predictions)
    return {
        "accuracy": accuracy(meant, guessed),
        "macro_f1": macro_f1(meant, guessed),
        "refusal_area": area(curve),
        "refusal_default": default_refusal(meant, predictions),
        "refusal_curve": curve,
        "calibration_error": calibration_error(meant, predictions),
        "entities": {how: entity_f1(sentences, predictions, exact=how == "exact") for how in ("overlap", "exact")},
        "ms": median([each["ms"] for each in predictions]),
        "processor_ms": median([each["processor_ms"] for each in predictions]),
    }


def accuracy(meant: Sequence[str], guessed: Sequence[str]) -> float:
    """Return the share of sentences whose likeliest intent is the one meant, out of scope being one of them."""
    return sum(one == other for one, other in zip(meant, guessed, strict=True)) / len(meant)


def macro_f1(meant: Sequence[str], guessed: Sequence[str]) -> float:
    """Return the mean F1 of the intents that the set holds."""
    right = Counter(one for one, other in zip(meant, guessed, strict=True) if one == other)
    wanted, given = Counter(meant), Counter(guessed)
    return sum(2 * right[name] / (wanted[name] + given[name]) for name in wanted) / len(wanted)


def refusals(meant: Sequence[str], predictions: Sequence[Prediction]) -> list[Point]:
    """Return what each threshold refuses, from nothing to everything.

    First goes what the system names out of scope, the surest first; then the rest, the least sure first.
    """
    ranks = sorted((_scope(each), name == NOTHING) for name, each in zip(meant, predictions, strict=True))
    outside = sum(nothing for _, nothing in ranks)
    points, refused = [(0.0, 0.0)], Counter[bool]()
    for place, (score, nothing) in enumerate(ranks):
        refused[nothing] += 1
        if place + 1 == len(ranks) or ranks[place + 1][0] != score:
            points.append((refused[False] / (len(ranks) - outside), refused[True] / outside))
    return points


def _scope(prediction: Prediction) -> float:
    """Return how sure the system is that the sentence is for it, from -1 to 1."""
    return -prediction["confidence"] if prediction["intent"] == NOTHING else prediction["confidence"]


def corners(points: Sequence[Point]) -> list[Point]:
    """Return a curve of steps without the points that lie along a step."""
    inner = zip(points, points[1:], points[2:], strict=False)
    turns = [
        at for before, at, after in inner if not (before[0] == at[0] == after[0] or before[1] == at[1] == after[1])
    ]
    return [points[0], *turns, points[-1]]


def area(points: Sequence[Point]) -> float:
    """Return the area under a curve of refusals: 1 when all that is out of scope goes first, 0.5 when drawn by lot."""
    pairs = zip(points, points[1:], strict=False)
    return sum((right[0] - left[0]) * (right[1] + left[1]) / 2 for left, right in pairs)


def default_refusal(meant: Sequence[str], predictions: Sequence[Prediction]) -> Point:
    """Return the shares of in-scope and of out-of-scope sentences that the system refuses by its own rule."""
    refused = Counter((name == NOTHING, bool(each["refused"])) for name, each in zip(meant, predictions, strict=True))
    inside = refused[False, True] / (refused[False, True] + refused[False, False])
    return inside, refused[True, True] / (refused[True, True] + refused[True, False])


def calibration_error(meant: Sequence[str], predictions: Sequence[Prediction]) -> float:
    """Return the expected calibration error in scope: |confidence - share right|, in ten bins by confidence."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for name, each in zip(meant, predictions, strict=True):
        if name != NOTHING:
            place = min(int(each["confidence"] * BINS), BINS - 1)
            bins.setdefault(place, []).append((each["confidence"], each["intent"] == name))
    held = sum(len(each) for each in bins.values())
    gaps = (abs(sum(sure for sure, _ in each) - sum(right for _, right in each)) for each in bins.values())
    return sum(gaps) / held


def entity_f1(sentences: Sequence[Sentence], predictions: Sequence[Prediction], *, exact: bool) -> float:
    """Return the F1 of all entities together; a span is right when it overlaps, or is, one of the same entity."""
    found = wanted = right = hit = 0
    for sentence, prediction in zip(sentences, predictions, strict=True):
        given = [(each["entity"], each["start"], each["end"]) for each in prediction["entities"]]
        wanted, found = wanted + len(sentence.entities), found + len(given)
        right += sum(any(_same(one, other, exact) for other in sentence.entities) for one in given)
        hit += sum(any(_same(one, other, exact) for other in given) for one in sentence.entities)
    precision, recall = (right / found if found else 0.0), (hit / wanted if wanted else 0.0)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _same(one: Span, other: Span, exact: bool) -> bool:
    return one == other if exact else one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def confusions(meant: Iterable[str], guessed: Iterable[str]) -> Counter[tuple[str, str]]:
    """Return how often each intent was taken for another."""
    return Counter((one, other) for one, other in zip(meant, guessed, strict=True) if one != other)


def median(values: Iterable[float]) -> float:
    """Return the middle of the values."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2

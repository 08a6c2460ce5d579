"""One conversation alone, turn after turn: what its tenth, hundredth and three hundredth turns cost."""

import statistics
import time
from dataclasses import dataclass

from bench.load.conversation import QUESTIONS, Talk, conversation, is_right, said
from bench.load.crowd import quantile
from bench.load.servers import Running

PLACES = (10, 100, 300)
AROUND = 6  # turns before and after, over which the median is taken: four rounds of the three questions


@dataclass(frozen=True)
class Long:
    """Milliseconds around each place and of all turns, the ratio of last place to first, answers that were wrong."""

    at: dict[int, float]
    growth: float
    p50_ms: float
    p95_ms: float
    turns: int
    wrong: int


def long_conversation(side: Running) -> Long:
    """Hold one conversation as long as the last place needs."""
    talk = Talk(side.addresses[0], f"long {time.time()}")
    costs, wrong = [], 0
    for question in conversation(PLACES[-1] + AROUND):
        begin = time.perf_counter()
        answers = talk.say(question.text)
        costs.append((time.perf_counter() - begin) * 1000)
        wrong += not is_right(question, answers)
    talk.close()
    at = {place: statistics.median(costs[max(1, place - AROUND) : place + AROUND]) for place in PLACES}
    growth, warm = at[PLACES[-1]] / at[PLACES[0]], sorted(costs[AROUND:])
    return Long(at, growth, quantile(warm, 0.50), quantile(warm, 0.95), len(costs), wrong)


def transcript(side: Running) -> list[str]:
    """Return what a side answers to the identification and to each question once, to be compared word for word."""
    talk = Talk(side.addresses[0], f"transcript {time.time()}")
    texts = [said(talk.say(question.text)) for question in conversation(1 + len(QUESTIONS))]
    talk.close()
    return texts

"""Guess the e-mail of an order many times at once from this process, and print each answer; run by a test."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from actions.store.engine import open_engine
from actions.store.questions.identification import identify

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def guess(url: str, number: str, times: int) -> None:
    """Give so many wrong e-mails, five at a time."""
    engine = open_engine(url)
    with ThreadPoolExecutor(5) as threads:
        answers = [threads.submit(identify, engine, number, f"essai{time}@exemple.fr", NOW) for time in range(times)]
    for answer in answers:
        print(type(answer.result()).__name__)


if __name__ == "__main__":
    guess(sys.argv[1], sys.argv[2], int(sys.argv[3]))

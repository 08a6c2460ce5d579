"""Guess the e-mail of an order many times at once from this process, and print each answer; run by a test."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from actions.store.engine import open_engine
from actions.store.questions.identification import identify

url, number, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
engine = open_engine(url)
now = datetime(2026, 11, 22, 12, tzinfo=UTC)
with ThreadPoolExecutor(5) as threads:
    guesses = [threads.submit(identify, engine, number, f"essai{guess}@exemple.fr", now) for guess in range(times)]
for guess in guesses:
    print(type(guess.result()).__name__)

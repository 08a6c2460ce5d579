"""The users of the load tool: each holds one conversation after the other, without a pause, and checks every answer.

Locust runs this file in an environment of its own. Every turn is kept, unrounded, in the file $TURNS_FILE.
"""

import itertools
import json
import os
import time
from pathlib import Path
from typing import Any

from locust import FastHttpUser, events, task

from bench.load.conversation import TURNS, WEBHOOK, Question, conversation, is_right

ADDRESSES = os.environ["TURNS_ADDRESSES"].split()
FILE = Path(os.environ["TURNS_FILE"])
WARM_S = float(os.environ["TURNS_WARM_SECONDS"])
WINDOW_S = float(os.environ["TURNS_SECONDS"])

users = itertools.count()
turns: list[dict[str, Any]] = []
begun = {"at": 0.0, "cpu": 0.0}


class Shopper(FastHttpUser):
    """One shopper after the other at the same address."""

    host = ADDRESSES[0]

    def on_start(self) -> None:
        """Choose the address: the users are spread evenly."""
        self.number = next(users)
        self.address = ADDRESSES[self.number % len(ADDRESSES)]
        self.talks = itertools.count()

    @task
    def talk(self) -> None:
        """Hold a conversation."""
        sender = f"shopper {self.number} {next(self.talks)} {time.time()}"
        for question in conversation(TURNS):
            self._turn(sender, question)

    def _turn(self, sender: str, question: Question) -> None:
        body = {"sender": sender, "message": question.text}
        begin = time.perf_counter()
        with self.client.post(
            self.address + WEBHOOK, json=body, name=question.text[:25], catch_response=True
        ) as answer:
            milliseconds = (time.perf_counter() - begin) * 1000
            right = _is_right(question, answer)
            if not right:
                answer.failure("not the right answer")
        turns.append({"at": begin - begun["at"], "ms": milliseconds, "right": right})


def _is_right(question: Question, answer: Any) -> bool:
    try:
        return answer.status_code == 200 and is_right(question, answer.json())
    except ValueError:
        return False


@events.test_start.add_listener
def begin_counting(**_: Any) -> None:
    """Note the moment from which the turns are dated."""
    begun["at"], begun["cpu"] = time.perf_counter(), time.process_time()


@events.quitting.add_listener
def write_turns(**_: Any) -> None:
    """Write the turns that ended in the window after the warm-up, and what share of a core the tool itself took."""
    share = (time.process_time() - begun["cpu"]) / (time.perf_counter() - begun["at"])
    end = WARM_S + WINDOW_S
    kept = [turn for turn in turns if WARM_S <= turn["at"] + turn["ms"] / 1000 <= end]
    FILE.write_text(json.dumps({"turns": kept, "tool_share": share}), encoding="utf-8")

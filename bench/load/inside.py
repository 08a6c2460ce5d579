"""Where a turn of Savia spends its time, and the least any such turn can cost: `python -m bench.load.inside`.

The service is built in this process and given one turn after the other. Each part's time is its own: what it calls is
counted apart. The floor is what no answer can do without: understanding the sentence and one insert.
"""

import asyncio
import functools
import importlib
import inspect
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from bench.environments import ROOT
from bench.load import databases
from bench.load.conversation import QUESTIONS, conversation

TURNS, WARM, CONVERSATION = 240, 30, 9
CLASSIFIER = "IntentClassifier"  # the last component of the floor
REST = "the dialogue between them (Rasa)"
DATABASE = "database: statements and commits"


@dataclass
class Clock:
    """Adds up the time of each part, exclusive of the parts it calls: turns come one at a time."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _open: list[list[Any]] = field(default_factory=list)

    def begin(self, part: str) -> None:
        """Enter a part."""
        self._open.append([part, time.perf_counter(), 0.0])

    def end(self) -> None:
        """Leave the part entered last."""
        part, begun, within = self._open.pop()
        took = time.perf_counter() - begun
        self.spent[part] += took - within
        self.calls[part] += 1
        if self._open:
            self._open[-1][2] += took

    def around(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same function, timed."""

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            self.begin(part)
            try:
                return function(*arguments, **named)
            finally:
                self.end()

        @functools.wraps(function)
        async def timed_later(*arguments: Any, **named: Any) -> Any:
            self.begin(part)
            try:
                return await function(*arguments, **named)
            finally:
                self.end()

        return timed_later if inspect.iscoroutinefunction(function) else timed

    def watch(self, part: str, owner: Any, *names: str) -> None:
        """Time methods of a class or an object in place."""
        for name in names:
            setattr(owner, name, self.around(part, getattr(owner, name)))

    def forget(self) -> None:
        """Begin anew, after the warm-up."""
        self.spent.clear()
        self.calls.clear()


@dataclass(frozen=True)
class Inside:
    """Milliseconds: the floor and its parts, a turn, and what each part of it takes, in order of cost."""

    floor_ms: float
    floor_parts_ms: dict[str, float]
    turn_ms: float
    times_floor: float
    parts_ms: dict[str, float]
    statements: float
    commits: float


def pipeline() -> list[type]:
    """Return the classes of Savia's pipeline, in order."""
    configuration = yaml.safe_load((ROOT / "bot" / "config.yml").read_text(encoding="utf-8"))
    names = [each["name"].rpartition(".") for each in configuration["pipeline"]]
    return [getattr(importlib.import_module(module), name) for module, _, name in names]


def watched(clock: Clock, components: dict[str, Any]) -> None:
    """Time the parts of a turn; keep each component of the pipeline the first time it works."""
    import bot.engine  # noqa: F401  # first: Rasa cannot be imported without it

    # isort: split
    from rasa.core.policies.rule_policy import RulePolicy

    from bot.assistant import Sentences
    from bot.engine.action_runner import InProcessActions
    from bot.engine.tracker_store import SessionTrackerStore
    from bot.transcripts import Transcripts

    for kind in pipeline():
        process = kind.process

        def kept(self: Any, messages: Any, process: Any = process) -> Any:
            components.setdefault(type(self).__name__, self)
            return process(self, messages)

        kind.process = clock.around(f"understanding: {kind.__name__}", kept)
    clock.watch("what comes next: RulePolicy", RulePolicy, "predict_action_probabilities")
    clock.watch("the action", InProcessActions, "request")
    clock.watch("the dialogue's memory", SessionTrackerStore, "retrieve", "save")
    clock.watch("wording", Sentences, "generate")
    clock.watch("the transcript", Transcripts, *_coroutines(Transcripts))


def _coroutines(kind: type) -> list[str]:
    return [name for name, each in vars(kind).items() if inspect.iscoroutinefunction(each)]


def watch_database(clock: Clock, engine: Any) -> None:
    """Time the statements and the commits of an engine."""
    from sqlalchemy import event

    event.listen(engine, "before_cursor_execute", lambda *_: clock.begin(DATABASE))
    event.listen(engine, "after_cursor_execute", lambda *_: clock.end())
    engine.dialect.do_commit = clock.around("commit", engine.dialect.do_commit)


async def turns(service: Any, clock: Clock) -> list[float]:
    """Give the service its turns; return the milliseconds of each after the warm-up."""
    from bot.reception import Incoming

    costs: list[float] = []
    for number in range(0, WARM + TURNS, CONVERSATION):
        if number >= WARM and not costs:
            clock.forget()
        for question in conversation(CONVERSATION):
            begin = time.perf_counter()
            clock.begin(REST)
            answers = await service.reception.receive(Incoming(f"inside {number}", "rest", question.text))
            clock.end()
            said = " ".join(answer.text for answer in answers[1:])
            if not all(words in said for words in question.right):
                raise RuntimeError(f"not the right answer to {question.text!r}: {said!r}")
            if number >= WARM:
                costs.append((time.perf_counter() - begin) * 1000)
    return costs


def floor(components: dict[str, Any], engine: Any) -> tuple[float, dict[str, float]]:
    """Return the milliseconds of understanding a sentence as far as its intent, plus one insert; and of each part."""
    from rasa.shared.nlu.constants import TEXT
    from rasa.shared.nlu.training_data.message import Message

    from actions.store.questions.dialogue import DialogueLog

    names = [kind.__name__ for kind in pipeline()]
    needed = [components[name] for name in names[: names.index(CLASSIFIER) + 1]]
    log, parts, whole = DialogueLog(engine), defaultdict(list), []
    for number in range(WARM + TURNS):
        message = Message({TEXT: QUESTIONS[number % len(QUESTIONS)].text})
        first = before = time.perf_counter()
        for component in needed:
            component.process([message])
            before = _noted(parts[type(component).__name__], before)
        log.append("floor", number, [("user", json.dumps({"text": message.get(TEXT)}))])
        _noted(parts["one insert, committed"], before)
        whole.append((time.perf_counter() - first) * 1000)
    return statistics.median(whole[WARM:]), {name: statistics.median(costs[WARM:]) for name, costs in parts.items()}


def _noted(costs: list[float], before: float) -> float:
    now = time.perf_counter()
    costs.append((now - before) * 1000)
    return now


def main() -> None:
    """Measure and print one line of JSON, the last of the output."""
    clock, components = Clock(), {}
    watched(clock, components)
    from bot.app import make_service
    from bot.settings import Settings

    with databases.fresh() as (url, folder):
        address = url.render_as_string(hide_password=False)
        service = make_service(replace(Settings(), database_url=address, uploads=str(Path(folder) / "uploads")))
        watch_database(clock, service.engine)
        costs = asyncio.run(turns(service, clock))
        parts = {name: spent * 1000 / len(costs) for name, spent in clock.spent.items()}
        statements, commits = clock.calls[DATABASE] / len(costs), clock.calls["commit"] / len(costs)
        parts[DATABASE] = parts.pop(DATABASE) + parts.pop("commit")
        least, least_parts = floor(components, service.engine)
        service.engine.dispose()
    turn = statistics.median(costs)
    ordered = dict(sorted(parts.items(), key=lambda part: -part[1]))
    figures = Inside(least, least_parts, turn, turn / least, ordered, statements, commits)
    print(json.dumps(asdict(figures)))


if __name__ == "__main__":
    main()

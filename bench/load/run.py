"""One run of everything, one side after the other; each figure is kept as soon as it is known."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any

from bench.environments import ROOT
from bench.load import databases, machine, servers, solo
from bench.load.crowd import crowd
from bench.load.servers import Cores, Running

CROWDS = (1, 8, 32)
Opening = Callable[[Cores], AbstractContextManager[Running]]
Figures = dict[str, Any]


def everything(seconds: float, starts: int) -> Figures:
    """Measure both sides and Savia from inside; each load lasts `seconds`, each side is started `starts` times."""
    cores, one, beside = _cores()
    figures: Figures = {"machine": machine.describe(), "seconds": seconds, "cores": len(cores)}
    for name, opening in (("savia", servers.savia), ("rasa", servers.rasa)):
        figures[name] = _side(opening, cores, one, beside, seconds, starts)
    if databases.redis_answers():
        with servers.savia(cores, processes=len(cores)) as side:
            figures["savia_per_core"] = {"loads": _crowds(side, seconds, beside(cores)), "memory_mb": side.memory_mb()}
    figures["inside"] = inside()
    return figures


def inside() -> Figures:
    """Return what `bench.load.inside` measures, in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.load.inside"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"bench.load.inside failed: {run.stderr[-2000:]}")
    told: Figures = json.loads(run.stdout.splitlines()[-1])
    return told


def _side(
    opening: Opening, cores: Cores, one: Cores, beside: Callable[[Cores], Cores], seconds: float, starts: int
) -> Figures:
    ready = [_started(opening, cores) for _ in range(starts - 1)]
    with opening(cores) as side:
        _say(f"{side.name} answers after {side.ready_s:.1f} s")
        figures: Figures = {"name": side.name, "transcript": solo.transcript(side)}
        figures["loads"] = _crowds(side, seconds, beside(cores))
        figures["memory_mb"] = side.memory_mb()
        figures["long"] = asdict(solo.long_conversation(side))
        _say(f"{side.name}: turns of one conversation {figures['long']['at']}")
        figures["ready_s"] = statistics.median([*ready, side.ready_s])
    with opening(one) as side:
        figures["one_core"] = _crowds(side, seconds, beside(one), (8,))
    return figures


def _started(opening: Opening, cores: Cores) -> float:
    with opening(cores) as side:
        return side.ready_s


def _crowds(side: Running, seconds: float, tool: Cores, sizes: tuple[int, ...] = CROWDS) -> list[Figures]:
    loads = []
    for size in sizes:
        load = crowd(side, size, seconds, tool)
        _say(
            f"{side.name}, {size} at once: {load.turns_per_s:.1f} turns/s, p50 {load.p50_ms:.0f} ms, {load.wrong} wrong"
        )
        loads.append(asdict(load))
    return loads


def _cores() -> tuple[Cores, Cores, Callable[[Cores], Cores]]:
    """Return two cores for the sides, one of them, and which cores the load tool has beside some: others if any."""
    here = tuple(sorted(os.sched_getaffinity(0)))
    return here[:2], here[:1], lambda taken: tuple(core for core in here if core not in taken) or here


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

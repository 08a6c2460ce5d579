"""Latency and turns a second with several conversations at once, by Locust."""

import json
import math
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.environments import ROOT, locust
from bench.load.servers import Cores, Running, pinned

WARM_S = 4
LOCUSTFILE = Path(__file__).with_name("locustfile.py")


@dataclass(frozen=True)
class Load:
    """What one run gave: milliseconds of a turn, turns that ended in a second, answers that were not right."""

    talks: int
    seconds: float
    turns: int
    wrong: int
    turns_per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    tool_share: float  # of one core, taken by the load tool


def crowd(side: Running, talks: int, seconds: float, cores: Cores) -> Load:
    """Let `talks` conversations go on at once for `seconds` after a warm-up, the tool on `cores`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "turns.json"
        settings = {
            "PYTHONPATH": str(ROOT),
            "TURNS_ADDRESSES": " ".join(side.addresses),
            "TURNS_FILE": str(file),
            "TURNS_WARM_SECONDS": str(WARM_S),
            "TURNS_SECONDS": str(seconds),
        }
        run = subprocess.run(
            [*pinned(cores), str(locust()), "--locustfile", str(LOCUSTFILE), "--headless", "--only-summary",
             "--loglevel", "WARNING", "--users", str(talks), "--spawn-rate", str(talks),
             "--run-time", f"{math.ceil(WARM_S + seconds)}s"],
            env=os.environ | settings, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if not file.is_file():
            raise RuntimeError(f"Locust failed: {run.stderr[-2000:]}")
        return summary(json.loads(file.read_text(encoding="utf-8")), talks, seconds)


def summary(kept: dict, talks: int, seconds: float) -> Load:
    """Return the figures of the turns kept by the load tool."""
    costs = sorted(turn["ms"] for turn in kept["turns"])
    if not costs:
        raise RuntimeError(f"no turn ended in {seconds} s with {talks} conversations")
    return Load(
        talks=talks,
        seconds=seconds,
        turns=len(costs),
        wrong=sum(not turn["right"] for turn in kept["turns"]),
        turns_per_s=len(costs) / seconds,
        p50_ms=quantile(costs, 0.50),
        p95_ms=quantile(costs, 0.95),
        p99_ms=quantile(costs, 0.99),
        tool_share=kept["tool_share"],
    )


def quantile(ordered: list[float], share: float) -> float:
    """Return the value that this share of an ordered list does not exceed (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

"""Dates and durations: the figures of bench/dates.py, Savia's from here, the libraries' from their own environment."""

import json
import subprocess
import sys
from typing import Any

from bench.environments import ROOT, EnvironmentMissing, date_libraries


def shares() -> dict[str, dict[str, float]]:
    """Return the share right and the milliseconds a sentence of each that could be run, the best first."""
    told = {"Savia": _measured(sys.executable)["savia"]}
    try:
        told |= {name: each for name, each in _measured(str(date_libraries())).items() if name != "savia"}
    except EnvironmentMissing as reason:
        print(f"  libraries of dates left out: {reason}", flush=True)
    known = [(name, each) for name, each in told.items() if "right" in each]
    known.sort(key=lambda one: -one[1]["right"])
    return {name: {"right": each["right"], "ms": each["ms"]} for name, each in known}


def _measured(python: str) -> dict[str, Any]:
    asked = subprocess.run(
        [python, "-W", "ignore", "-m", "bench.dates", "--json"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if asked.returncode:
        raise EnvironmentMissing((asked.stderr.strip().splitlines() or ["bench.dates failed"])[-1])
    return json.loads(asked.stdout.strip().splitlines()[-1])

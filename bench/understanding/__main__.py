"""`python -m bench.understanding`: trains, predicts, and writes the table and the pictures of bench/results.

The first run makes the environments and trains everything: half an hour to an hour on two cores, most of it for the 20
epochs of each DIET (SAVIA_BENCH_EPOCHS=100 for as many as Rasa's own default). Later runs train again only what
changed. `--only PEER …` prints and writes nothing.
"""

import argparse
import json
import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.environments import EnvironmentMissing
from bench.understanding import dates, figures, noise, pictures, report, sentences, systems
from bench.understanding.sentences import Sentence

RESULTS = Path(__file__).parents[1] / "results"


def main() -> None:
    """Measure what is asked for, all by default; write the results when it is all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="PEER", choices=[each.peer for each in systems.SYSTEMS])
    wanted = parser.parse_args().only
    sets, training = sentences.sets(), sentences.training()
    rows, absent = {}, {}
    for system in systems.SYSTEMS:
        if wanted and system.peer not in wanted:
            continue
        print(f"{system.name} …", flush=True)
        try:
            rows[system.peer] = measured(system, sets, training)
        except EnvironmentMissing as reason:
            absent[system.name] = str(reason)
            print(f"  left out: {reason}", flush=True)
    whole = {"machine": machine(), "sets": {name: len(each) for name, each in sets.items()}, "systems": rows,
             "training_sentences": len(training), "absent": absent}  # fmt: skip
    print(report.table(whole))
    if not wanted:
        write({**whole, "dates": dates.shares()}, sets)


def measured(
    system: systems.System, sets: dict[str, list[Sentence]], training: Sequence[dict[str, str]]
) -> dict[str, Any]:
    """Return a system's row: what training took and weighs, and its figures by set."""
    trained = systems.trained(system, training)
    copies = [
        (name, level, [change(each.text) for each in said])
        for name, said in sets.items()
        for level, changes in noise.LEVELS.items()
        for change in changes
    ]
    told = systems.predicted(system, [text for *_, texts in copies for text in texts], trained["fingerprint"])
    row = {
        "name": system.name, "assistant": system.assistant, "entities": system.entities, "trained": trained,
        "peak_mb": told["peak_mb"], "load_seconds": told["load_seconds"], "sets": {name: {} for name in sets},
    }  # fmt: skip
    left = told["predictions"]
    right: dict[tuple[str, str], list[float]] = {}
    for name, level, texts in copies:
        predictions, left = left[: len(texts)], left[len(texts) :]
        meant = [each.intent for each in sets[name]]
        share = figures.accuracy(meant, [each["intent"] for each in predictions])
        right.setdefault((name, level), []).append(share)
        if level == next(iter(noise.LEVELS)):
            row["sets"][name] = figures.figures(sets[name], predictions)
            row["sets"][name]["guessed"] = [each["intent"] for each in predictions]
    for name in sets:
        row["sets"][name]["noise"] = {level: _mean(right[name, level]) for level in noise.LEVELS}
    return row


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    told = (line.partition(":") for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": next((model.strip() for name, _, model in told if name.strip() == "model name"), "unknown"),
        "cores": os.cpu_count(), "memory_gb": round(memory), "python": platform.python_version(),
        "day": datetime.now(UTC).date().isoformat(), "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def write(whole: dict[str, Any], sets: dict[str, list[Sentence]]) -> None:
    """Write understanding.md, understanding.json and the pictures."""
    RESULTS.mkdir(exist_ok=True)
    rows = whole["systems"]
    for name in sets:
        pictures.refusals(rows, name, RESULTS / f"understanding-refusals-{name}.png")
    pictures.noise(rows, list(noise.LEVELS), list(sets), RESULTS / "understanding-noise.png")
    if "savia" in rows:
        held_out = next(iter(sets))
        meant = [each.intent for each in sets[held_out]]
        guessed = rows["savia"]["sets"][held_out]["guessed"]
        pictures.confusion(meant, guessed, RESULTS / "understanding-confusion.png")
    for row in rows.values():
        for told in row["sets"].values():
            told.pop("guessed")
            told["refusal_curve"] = figures.corners(told["refusal_curve"])
    (RESULTS / "understanding.md").write_text(report.document(whole), encoding="utf-8")
    rounded = json.loads(json.dumps(whole), parse_float=lambda number: round(float(number), 4))
    lines = json.dumps(rounded, indent=1, ensure_ascii=False)
    short = re.sub(r"\[[\s\d.,]+\]", lambda point: "".join(point[0].split()), lines)  # a point on a line
    (RESULTS / "understanding.json").write_text(short + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

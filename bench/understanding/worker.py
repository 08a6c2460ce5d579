"""One system in a process of its own: trains it, or loads it and predicts; writes what that took.

`python -m bench.understanding.worker PEER fit TRAINING FOLDER`, then `… PEER predict FOLDER TEXTS PREDICTIONS`, with
PEER a module of bench/understanding/peers. Nothing of the project is imported here but that module.
"""

import importlib
import json
import resource
import sys
import time
from pathlib import Path

WARM = 20  # texts predicted before the clock counts


def fit(peer: str, training: str, folder: str) -> None:
    """Train and write fit.json: seconds by the clock, seconds of processor, peak of resident memory in MB."""
    began = time.perf_counter()
    importlib.import_module(f"bench.understanding.peers.{peer}").fit(Path(training), Path(folder))
    took = {"seconds": time.perf_counter() - began, "processor": _processor(), "peak_mb": _peak()}
    (Path(folder) / "fit.json").write_text(json.dumps(took), encoding="utf-8")


def predict(peer: str, folder: str, texts: str, predictions: str) -> None:
    """Predict each text alone; write the predictions, the milliseconds of each, and the process's peak in MB."""
    began = time.perf_counter()
    one = importlib.import_module(f"bench.understanding.peers.{peer}").load(Path(folder))
    loaded = time.perf_counter() - began
    every = json.loads(Path(texts).read_text(encoding="utf-8"))
    for text in every[:WARM]:
        one(text)
    told = []
    for text in every:
        began, used = time.perf_counter(), time.process_time()
        prediction = one(text)
        spent = {"ms": (time.perf_counter() - began) * 1000, "processor_ms": (time.process_time() - used) * 1000}
        told.append({**prediction, **spent})
    whole = {"load_seconds": loaded, "peak_mb": _peak(), "predictions": told}
    Path(predictions).write_text(json.dumps(whole), encoding="utf-8")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    {"fit": fit, "predict": predict}[sys.argv[2]](sys.argv[1], *sys.argv[3:])

"""The systems measured: how each is trained and asked in a process of its own, and what is kept of it under .bench/.

A model is trained again when its sentences or its own files change; its predictions are kept beside it for as long as
model and texts stay the same. `SAVIA_BENCH_KEEP=1` keeps a model trained on earlier sentences, and the table says so.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import environments
from bench.understanding import sentences
from bench.understanding.peers import rasa_stock

KEPT = environments.MADE / "understanding"
PEERS = Path(__file__).parent / "peers"
Command = Callable[[], list[str]]


@dataclass(frozen=True)
class System:
    """One row of the table: its module among peers/, its name for the reader, what runs it, what it is made of."""

    peer: str
    name: str
    command: Command  # what comes before `fit …` or `predict …`
    files: tuple[str, ...]  # its own, whose change trains it again
    entities: bool = False
    assistant: bool = False  # a shop can run it as it is; the others are libraries to build one with
    slow: bool = False  # trains for longer than a reader will wait without being told


def _here(peer: str) -> Command:
    return lambda: [sys.executable, "-m", "bench.understanding.worker", peer]


def _rasa(peer: str) -> Command:
    return lambda: [str(environments.rasa_with_tensorflow()), "-m", "bench.understanding.worker", peer]


def _node() -> list[str]:
    return ["node", str(PEERS / "nlpjs.mjs"), str(environments.nlpjs())]


SAVIA = System("savia", "Savia", _here("savia"), ("savia.py",), entities=True, assistant=True)
SYSTEMS = (
    SAVIA,
    System("linear", "TF-IDF, logistic regression (scikit-learn)", _here("linear"), ("linear.py",)),
    System("spacy_textcat", "spaCy textcat", _here("spacy_textcat"), ("spacy_textcat.py",)),
    System("nlpjs", "nlp.js", _node, ("nlpjs.mjs",), assistant=True),
    System(
        "rasa_default", "Rasa, default (DIET)", _rasa("rasa_default"), ("rasa_default.yml",),
        entities=True, assistant=True, slow=True,
    ),
    System(
        "rasa_spacy", "Rasa, spaCy + DIET", _rasa("rasa_spacy"), ("rasa_spacy.yml",),
        entities=True, assistant=True, slow=True,
    ),
)  # fmt: skip


def trained(system: System, training: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Return what training took, after training if need be: seconds, processor, peak_mb, sentences, fingerprint.

    Raises:
        EnvironmentMissing: when the system cannot be run here.

    """
    folder = KEPT / system.peer
    wanted = fingerprint(system)
    known = _read(folder / "trained.json")
    if known and _will_do(system, known, wanted):
        return {**known, "earlier": known["fingerprint"] != wanted}
    command = system.command()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    texts = folder / "training.json"
    texts.write_text(json.dumps(training, ensure_ascii=False), encoding="utf-8")
    _run(system, [*command, "fit", str(texts), str(folder)], folder)
    took = {**_read(folder / "fit.json"), "fingerprint": wanted, "sentences": len(training), "epochs": _epochs(system)}
    (folder / "trained.json").write_text(json.dumps(took), encoding="utf-8")
    return {**took, "earlier": False}


def predicted(system: System, texts: Sequence[str], model: str) -> dict[str, Any]:
    """Return the predictions of a trained system, with load_seconds and peak_mb; `model` is its fingerprint."""
    asked = json.dumps(list(texts), ensure_ascii=False)
    folder = KEPT / system.peer
    kept = folder / f"predictions-{hashlib.sha256((model + asked).encode()).hexdigest()[:16]}.json"
    if not kept.exists():
        for old in folder.glob("predictions-*.json"):
            old.unlink()
        wanted = folder / "texts.json"
        wanted.write_text(asked, encoding="utf-8")
        _run(system, [*system.command(), "predict", str(folder), str(wanted), str(kept)], folder)
    return _read(kept)


def fingerprint(system: System) -> str:
    """Return a digest of what a system is trained from; Savia's is that of all its sources."""
    if system is SAVIA:
        from bot import model

        return model.fingerprint()
    digest = hashlib.sha256()
    for file in (*sorted(sentences.TRAINING.glob("*.yml")), *(PEERS / name for name in system.files)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _will_do(system: System, known: dict[str, Any], wanted: str) -> bool:
    """Tell whether a trained model may serve: of the same sentences (or kept on demand), trained for long enough."""
    if not system.slow:
        return known["fingerprint"] == wanted
    same = known["fingerprint"] == wanted or bool(os.environ.get("SAVIA_BENCH_KEEP"))
    return same and known["epochs"] >= (_epochs(system) or 0)


def _epochs(system: System) -> int | None:
    return rasa_stock.epochs() if system.slow else None


def _run(system: System, command: list[str], folder: Path) -> None:
    """Run a worker with the project on its path and its words in a log; say its last line when it fails."""
    surroundings = {
        **os.environ, "PYTHONPATH": str(sentences.ROOT), "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }  # fmt: skip
    log = folder / ("fit.log" if "fit" in command else "predict.log")
    with log.open("w", encoding="utf-8") as said:
        ended = subprocess.run(command, cwd=folder, env=surroundings, stdout=said, stderr=said, check=False)
    if ended.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise environments.EnvironmentMissing(f"{system.name} failed, see {log}: {''.join(last)}")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

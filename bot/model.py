"""The trained model on disk: which one serves, whether it is older than its data, how it is trained.

A model names classes to load: it is treated as code. Its SHA-256 is written beside it when it is trained and checked
before it is loaded.
"""

import hashlib
import json
import os
from pathlib import Path

from bot.settings import ROOT

SOURCES = ("data", "bot/domain", "bot/config.yml", "bot/nlu")
STAMP = "savia-model.json"


class ModelUnusable(RuntimeError):
    """The trained model cannot be loaded; the message says what to do."""


class ModelMissing(RuntimeError):
    """There is no model that may serve; the message says what to do."""


def fingerprint() -> str:
    """Return a digest of everything a model is trained from."""
    digest = hashlib.sha256()
    for source in SOURCES:
        path = ROOT / source
        files = [path] if path.is_file() else sorted(path.rglob("*.*"))
        for file in files:
            if file.is_file() and file.suffix in (".yml", ".py"):
                digest.update(str(file.relative_to(ROOT)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def is_stale(folder: Path) -> bool:
    """Tell whether the model is missing or older than what it is trained from."""
    stamp = _stamp(folder)
    return stamp is None or stamp["sources"] != fingerprint() or not (folder / stamp["model"]).is_file()


def latest(folder: Path) -> Path:
    """Return the model that serves, its digest checked. Raises ModelMissing."""
    stamp = _stamp(folder)
    if stamp is None or not (folder / stamp["model"]).is_file():
        raise ModelMissing(f"There is no trained model in {folder}. Train it: make train.")
    path = folder / str(stamp["model"])
    if _digest(path) != stamp["sha256"]:
        raise ModelMissing(f"The model {path} is not the one that was trained. Train it again: make train.")
    return path


def train(folder: Path) -> Path:
    """Train on the files of the project and put the model in `folder`; a minute or two. Raises ModelMissing."""
    os.environ.setdefault("TQDM_DISABLE", "1")  # Rasa's progress bars drown what matters
    from bot.engine import training  # its package first: Rasa cannot be imported without it

    training.install()
    import rasa.model_training

    sources = fingerprint()
    folder.mkdir(parents=True, exist_ok=True)
    result = rasa.model_training.train(
        domain=str(ROOT / "bot/domain"),
        config=str(ROOT / "bot/config.yml"),
        training_files=[str(ROOT / "data")],
        output=str(folder),
        fixed_model_name="savia",
        force_training=True,
    )
    if result.code or result.model is None:
        raise ModelMissing("Training failed: the lines above say why.")
    path = Path(result.model)
    stamp = {"model": path.name, "sha256": _digest(path), "sources": sources}
    (folder / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    return path


def _stamp(folder: Path) -> dict[str, str] | None:
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return stamp if {"model", "sha256", "sources"} <= stamp.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

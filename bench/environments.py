"""The environments of what is measured beside Savia: each is made once, under .bench/, by the measurement itself.

Rasa with TensorFlow cannot live beside Savia's Rasa, and nlp.js is another language: neither is a dependency.
"""

import fcntl
import hashlib
import importlib.metadata
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE = ROOT / ".bench"  # git-ignored
RASA_LOCK = Path(__file__).parent / "rasa.lock.txt"
DATES_LOCK = Path(__file__).parent / "dates.lock.txt"
LOCUST = "locust==2.47.0"
NLPJS_MODULES = ("@nlpjs/basic@4.27.0", "@nlpjs/lang-fr@4.26.1")


class EnvironmentMissing(Exception):
    """An environment cannot be made here; the message says why, in a sentence for the reader of the table."""


def rasa_with_tensorflow() -> Path:
    """Return the Python (3.11) of an environment with stock Rasa 3.6.21, TensorFlow 2.12 and spaCy's small French.

    Made at the first call (about 2 GB, some minutes) and again when bench/rasa.lock.txt changes; a second process that
    asks meanwhile waits for the first.

    Raises:
        EnvironmentMissing: when uv is not found, or an installation fails.

    """
    return _locked("rasa", RASA_LOCK)


def date_libraries() -> Path:
    """Return the Python (3.11) of an environment with the libraries of dates that bench/dates.py compares.

    Raises:
        EnvironmentMissing: when uv is not found, or an installation fails.

    """
    return _locked("dates", DATES_LOCK)


def _locked(name: str, lock: Path) -> Path:
    """Return the Python of an environment made of what a file locks."""
    place = MADE / name
    python = place / "bin" / "python"
    with _made_once(place, hashlib.sha256(lock.read_bytes()).hexdigest()) as to_make:
        if to_make:
            _run([_uv(), "venv", "--quiet", "--python", "3.11", str(place)])
            _run([_uv(), "pip", "install", "--quiet", "--compile-bytecode", "--no-deps", "--python", str(python),
                  "-r", str(lock)])  # fmt: skip
    return python


def beside_rasa(*names: str) -> Path:
    """Return a folder of packages, in Savia's versions, that stock Rasa lacks and Savia's actions need.

    Raises:
        EnvironmentMissing: when uv is not found, or the installation fails.

    """
    place = MADE / "beside-rasa"
    wanted = [f"{name}=={importlib.metadata.version(name)}" for name in names]
    with _made_once(place, " ".join(wanted)) as to_make:
        if to_make:
            _run([_uv(), "pip", "install", "--quiet", "--compile-bytecode", "--no-deps", "--target", str(place),
                  "--python", str(MADE / "rasa" / "bin" / "python"), *wanted])  # fmt: skip
    return place


def locust() -> Path:
    """Return the command of the load tool.

    Raises:
        EnvironmentMissing: when uv is not found, or the installation fails.

    """
    place = MADE / "load"
    with _made_once(place, LOCUST) as to_make:
        if to_make:
            _run([_uv(), "venv", "--quiet", "--python", "3.11", str(place)])
            _run([_uv(), "pip", "install", "--quiet", "--compile-bytecode", "--python", str(place / "bin" / "python"),
                  LOCUST])  # fmt: skip
    return place / "bin" / "locust"


def nlpjs() -> Path:
    """Return the folder that holds node_modules with nlp.js and its French.

    Raises:
        EnvironmentMissing: when Node or npm is not there, or an installation fails.

    """
    place = MADE / "nlpjs"
    if not (shutil.which("node") and shutil.which("npm")):
        raise EnvironmentMissing("Node and npm are not on this machine")
    with _made_once(place, " ".join(NLPJS_MODULES)) as to_make:
        if to_make:
            place.mkdir(parents=True)
            _run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place), *NLPJS_MODULES])
    return place


@contextmanager
def _made_once(place: Path, wanted: str) -> Iterator[bool]:
    """Tell whether the place is still to be made, keep others waiting meanwhile, and mark it made of what is wanted."""
    MADE.mkdir(exist_ok=True)
    mark = place / "made-of"
    with (MADE / f"{place.name}.waiting").open("w") as turnstile:
        fcntl.flock(turnstile, fcntl.LOCK_EX)
        if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
            yield False
            return
        shutil.rmtree(place, ignore_errors=True)
        yield True
        mark.write_text(wanted, encoding="utf-8")


def _uv() -> str:
    own = ROOT / ".tools" / "bin" / "uv"
    found = shutil.which("uv") or (str(own) if own.exists() else None)
    if not found:
        raise EnvironmentMissing("uv is not found; `make install` puts it in .tools/")
    return found


def _run(command: list[str]) -> None:
    """Run an installer away from the project, whose own configuration of uv would meddle."""
    try:
        subprocess.run(command, check=True, cwd=tempfile.gettempdir(), capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or error.stdout or "no message").strip().splitlines()
        raise EnvironmentMissing(f"{Path(command[0]).name} failed: {lines[-1] if lines else 'no message'}") from error

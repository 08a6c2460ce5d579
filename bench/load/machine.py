"""The machine and the versions a run was made on."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from bench.environments import rasa_with_tensorflow
from bench.load import databases, stock

VERSIONS = "import importlib.metadata as m; print(*(m.version(n) for n in ('rasa', 'rasa-sdk', 'tensorflow')))"


def describe() -> dict[str, str]:
    """Return what a reader needs to compare: processor, cores, memory, systems, versions, what else was running."""
    asked = subprocess.run([str(rasa_with_tensorflow()), "-c", VERSIONS], capture_output=True, text=True, check=True)
    rasa, sdk, tensorflow = asked.stdout.split()
    return {
        "processor": f"{_first('/proc/cpuinfo', 'model name')}, {len(os.sched_getaffinity(0))} cores used",
        "memory": f"{int(_first('/proc/meminfo', 'MemTotal').split()[0]) / 1024**2:.0f} GB",
        "system": f"Linux {platform.release().split('-')[0]}, Python {platform.python_version()}",
        "load average when it began": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "database": databases.kind(),
        "stock Rasa": f"rasa {rasa}, rasa-sdk {sdk}, TensorFlow {tensorflow}, trained {stock.EPOCHS} epochs",
        "Savia": f"rasa {version('rasa')} without TensorFlow, `savia serve`",
    }


def _first(file: str, name: str) -> str:
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "unknown")

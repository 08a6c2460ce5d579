"""The sentences of notices.yml, with their figures filled in."""

import functools
from pathlib import Path

import yaml


def text(name: str, **figures: str) -> str:
    """Return a sentence; raises KeyError for a name that notices.yml does not have, or a figure not given."""
    sentence = _sentences()[name]
    for figure, value in figures.items():
        sentence = sentence.replace("{" + figure + "}", value)
    return sentence


@functools.cache
def _sentences() -> dict[str, str]:
    written: dict[str, str] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return written

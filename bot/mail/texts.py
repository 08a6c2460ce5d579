"""The sentences of texts.yml, with their figures filled in."""

import functools
from pathlib import Path
from typing import Any

import yaml


def text(name: str, **figures: str) -> str:
    """Return a sentence; raises KeyError for a name that texts.yml does not have."""
    sentence = str(_written()[name])
    for figure, value in figures.items():
        sentence = sentence.replace("{" + figure + "}", value)
    return sentence


def reason(name: str | None) -> str:
    """Return in French why a mail waits for an agent; the name itself when it has no sentence."""
    known: dict[str, str] = _written()["reasons"]
    return known.get(name or "", name or "")


def why_not_shown(name: str) -> str:
    """Return in French why a file of a mail is named only; raises KeyError for a name that has no sentence."""
    known: dict[str, str] = _written()["not_shown"]
    return known[name]


@functools.cache
def _written() -> dict[str, Any]:
    written: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return written

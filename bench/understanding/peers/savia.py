"""Savia: trained as `make train` does, loaded and asked as the service does."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

FALLBACK, NOTHING = "nlu_fallback", "out_of_scope"


def fit(training: Path, folder: Path) -> None:
    """Train dialogue and understanding on the project's own files."""
    from bot import model

    model.train(folder / "model")


def load(folder: Path) -> Callable[[str], dict[str, Any]]:
    from rasa_sdk.executor import ActionExecutor

    from bot import logs, model
    from bot.assistant import Assistant  # before Rasa, which it mends

    # isort: split
    from rasa.core.tracker_store import InMemoryTrackerStore

    logs.configure("ERROR")
    assistant = Assistant.load(model.latest(folder / "model"), ActionExecutor(), InMemoryTrackerStore(None))
    loop = asyncio.new_event_loop()

    def predict(text: str) -> dict[str, Any]:
        parse = loop.run_until_complete(assistant.understand(text))
        guess = parse["intent_ranking"][0]
        return {
            "intent": guess["name"],
            "confidence": guess["confidence"],
            "refused": parse["intent"]["name"] in (FALLBACK, NOTHING),
            "entities": [{name: each[name] for name in ("entity", "start", "end")} for each in parse["entities"]],
        }

    return predict

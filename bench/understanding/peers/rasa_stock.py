"""Rasa with TensorFlow, in its own environment: trained as `rasa train nlu` does, loaded as its server loads it."""

import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

SENTENCES = Path(__file__).parents[3] / "data" / "nlu"
FALLBACK, NOTHING = "nlu_fallback", "out_of_scope"
NO_WORD = {"name": FALLBACK, "confidence": 0.0}  # of a text in which the tokenizer finds no word
EPOCHS = 20  # of Rasa's own 100, which take five times as long: an hour or two on two cores


def epochs() -> int:
    """Return how many epochs DIET is trained: SAVIA_BENCH_EPOCHS, or 20."""
    return int(os.environ.get("SAVIA_BENCH_EPOCHS", EPOCHS))


def fit(config: Path, folder: Path) -> None:
    """Train on the project's sentences, epochs() times over."""
    from rasa.model_training import train_nlu

    own = folder / "config.yml"
    own.write_text(re.sub(r"epochs: \d+", f"epochs: {epochs()}", config.read_text(encoding="utf-8")), encoding="utf-8")
    if not train_nlu(str(own), str(SENTENCES), str(folder), fixed_model_name="model"):
        raise RuntimeError("Rasa did not train")


def load(folder: Path) -> Callable[[str], dict[str, Any]]:
    import logging

    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)  # else each text is logged, which takes time of its own
    agent = Agent.load(str(folder / "model.tar.gz"))
    loop = asyncio.new_event_loop()

    def predict(text: str) -> dict[str, Any]:
        parse = loop.run_until_complete(agent.parse_message(text))
        guess = next((each for each in parse["intent_ranking"] if each["name"] != FALLBACK), NO_WORD)
        return {
            "intent": guess["name"],
            "confidence": guess["confidence"],
            "refused": parse["intent"]["name"] in (FALLBACK, NOTHING),
            "entities": [{name: each[name] for name in ("entity", "start", "end")} for each in parse["entities"]],
        }

    return predict

"""Rasa 3.6 as `rasa init` leaves it: words, letters and DIET."""

from pathlib import Path

from bench.understanding.peers import rasa_stock

CONFIG = Path(__file__).with_suffix(".yml")


def fit(training: Path, folder: Path) -> None:
    rasa_stock.fit(CONFIG, folder)


load = rasa_stock.load

"""Savia and stock Rasa side by side under a load tool: `python -m bench.load`."""

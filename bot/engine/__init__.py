"""What Rasa 3.6 needs mended to serve shoppers: each module mends one thing, in one place."""

from bot.engine import bridge

bridge.install()

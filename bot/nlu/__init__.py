"""Rasa graph components of ours: how French after-sales messages are understood.

Each module holds one component, named in bot/config.yml by its path; none of them knows the dialogue or the store.
"""

import bot.engine  # noqa: F401  # first: Rasa cannot be imported without it

"""The assistant as a running service; `app.py` puts it together, `cli.py` starts it."""

import os

# Rasa is written for SQLAlchemy 1.4, and has it; SQLAlchemy reads this when it is first imported.
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

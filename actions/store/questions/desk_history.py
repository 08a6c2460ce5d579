"""What happened to a conversation besides its messages: its changes of state, and how the shopper rated it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from actions.store.chat_tables import ratings
from actions.store.conversation_tables import conversation_events
from actions.store.engine import reading


def events_of(engine: Engine, conversation_id: str) -> list[Mapping[str, Any]]:
    """Return the changes of state of a conversation, oldest first."""
    event = conversation_events.c
    chosen = select(conversation_events).where(event.conversation_id == conversation_id).order_by(event.position)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(chosen).mappings()]


def ratings_of(engine: Engine, conversation_id: str) -> list[Mapping[str, Any]]:
    """Return the ratings of a conversation, oldest first: `score` from 1 to 5, `comment`, `at`."""
    rating = ratings.c
    chosen = select(rating.score, rating.comment, rating.at).where(rating.conversation_id == conversation_id)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(chosen.order_by(rating.at)).mappings()]

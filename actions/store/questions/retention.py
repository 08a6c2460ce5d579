"""Forgetting: conversations past their time, with all that was said in them. Tickets and legal answers stay."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine

from actions.store.conversation_tables import conversations, tracker_events, verified_orders
from actions.store.engine import writing

AT_A_TIME = 500  # so that other writers are never kept waiting long
OVER = ("assistant", "closed")  # a conversation that waits for a person, or is with one, is kept


def forget_conversations(engine: Engine, before: datetime) -> int:
    """Erase the conversations untouched since `before`; return how many."""
    erased = 0
    while True:
        with writing(engine) as connection:
            old = (
                select(conversations.c.id)
                .where(conversations.c.updated_at < before, conversations.c.state.in_(OVER))
                .limit(AT_A_TIME)
            )
            names = list(connection.execute(old).scalars())
            for table in (tracker_events, verified_orders):
                connection.execute(delete(table).where(table.c.conversation_id.in_(names)))
            connection.execute(delete(conversations).where(conversations.c.id.in_(names)))
        erased += len(names)
        if len(names) < AT_A_TIME:
            return erased

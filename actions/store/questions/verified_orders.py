"""The orders a conversation has proven: number and e-mail both given. Disclosure looks here. Blocking."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from actions.store.conversation_tables import verified_orders
from actions.store.engine import reading, writing


def verify_order(engine: Engine, conversation_id: str, order_key: str, now: datetime) -> None:
    """Remember that the number and the e-mail of this order were both given in this conversation."""
    with writing(engine) as connection:
        known = connection.execute(_verified(conversation_id, order_key)).first()
        if known is None:
            connection.execute(
                insert(verified_orders).values(conversation_id=conversation_id, order_key=order_key, verified_at=now)
            )


def verified_order_keys(engine: Engine, conversation_id: str) -> list[str]:
    """Return the keys of the orders this conversation may see, the latest verified first."""
    chosen = (
        select(verified_orders.c.order_key)
        .where(verified_orders.c.conversation_id == conversation_id)
        .order_by(verified_orders.c.verified_at.desc())
    )
    with reading(engine) as connection:
        return [row.order_key for row in connection.execute(chosen)]


def _verified(conversation_id: str, order_key: str) -> Any:
    return select(verified_orders.c.order_key).where(
        verified_orders.c.conversation_id == conversation_id, verified_orders.c.order_key == order_key
    )

"""Who may see an order: its number and its e-mail together, and a lock after too many wrong e-mails.

What the caller gets tells nothing about whether the number exists: an unknown number is counted, locked and answered
exactly as a known one with a wrong e-mail, by the same statements.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from actions.store import tables
from actions.store.engine import writing
from actions.store.folding import fold_email, fold_order_number
from actions.store.questions.orders import load_orders
from actions.store.records import Order

ALLOWED_WRONG_EMAILS = 2
LOCK = timedelta(minutes=30)

_attempts = tables.identification_attempts


@dataclass(frozen=True, slots=True)
class Identified:
    """Number and e-mail match: the order may be shown."""

    order: Order


@dataclass(frozen=True, slots=True)
class NotMatched:
    """The number is unknown or the e-mail is wrong: which one is told to nobody."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many wrong e-mails were given for this number: nobody is identified with it before `until`."""

    until: datetime


Identification = Identified | NotMatched | Locked


def identify(engine: Engine, number: str, email: str, now: datetime, *, lock: timedelta = LOCK) -> Identification:
    """Compare an order number and an e-mail with the orders, and count a wrong pair.

    The third wrong e-mail for a number locks it for the duration `lock`; wrong e-mails older than `lock` are forgotten,
    and the right one, given in time, clears the count. A blank number or e-mail matches nothing and is not counted.
    Attempts on one number wait for each other, in all processes, so that guesses sent at once do not escape the count.
    """
    key, email_key = fold_order_number(number), fold_email(email)
    if not key or not email_key:
        return NotMatched()
    with writing(engine) as connection:
        state = _wait_for_turn(connection, key, now)
        is_right = _is_email_of(connection, key, email_key)
        if state.locked_until is not None and now < state.locked_until:
            return Locked(state.locked_until)
        if is_right:
            connection.execute(delete(_attempts).where(_attempts.c.order_key == key))
            return Identified(load_orders(connection, [key])[0])
        return _count_wrong(connection, state, now, lock)


def unlock(engine: Engine, number: str) -> None:
    """Forget the wrong e-mails given for this number, for an agent who has checked the shopper otherwise."""
    with writing(engine) as connection:
        connection.execute(delete(_attempts).where(_attempts.c.order_key == fold_order_number(number)))


def forget_attempts(engine: Engine, now: datetime, *, lock: timedelta = LOCK) -> int:
    """Delete what no longer counts and return how many numbers were forgotten; to be called now and then."""
    is_over = or_(_attempts.c.locked_until.is_(None), _attempts.c.locked_until <= now)
    with writing(engine) as connection:
        forgotten = connection.execute(delete(_attempts).where(_attempts.c.last_wrong_at < now - lock, is_over))
    return int(forgotten.rowcount)


def _wait_for_turn(connection: Connection, key: str, now: datetime) -> Any:
    """Return the row of this number, made if need be, once no other process is working on it."""
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(_attempts)
    row = insert.values(order_key=key, wrong_emails=0, last_wrong_at=now)
    # Writing the key over itself changes nothing and holds the row until the end of the transaction.
    connection.execute(row.on_conflict_do_update(index_elements=["order_key"], set_={"order_key": key}))
    return connection.execute(select(_attempts).where(_attempts.c.order_key == key)).one()


def _is_email_of(connection: Connection, key: str, email_key: str) -> bool:
    """Compare the e-mail with the order's in a time that depends on neither; an unknown order has no e-mail."""
    orders = tables.orders.c
    known = connection.execute(select(orders.email_key).where(orders.order_key == key)).scalar_one_or_none()
    return hmac.compare_digest((known or "\0").encode(), email_key.encode())


def _count_wrong(connection: Connection, state: Any, now: datetime, lock: timedelta) -> NotMatched | Locked:
    """Add a wrong e-mail to the count and lock the number when there are too many."""
    is_recent = state.locked_until is None and now - state.last_wrong_at <= lock
    wrong_emails = (state.wrong_emails if is_recent else 0) + 1
    until = now + lock if wrong_emails > ALLOWED_WRONG_EMAILS else None
    connection.execute(
        update(_attempts)
        .where(_attempts.c.order_key == state.order_key)
        .values(wrong_emails=wrong_emails, last_wrong_at=now, locked_until=until)
    )
    return NotMatched() if until is None else Locked(until)

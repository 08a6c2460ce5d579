"""Declarations of withdrawal: what was declared, when it was received, when and how it was acknowledged.

Whether the shopper may still withdraw is a question for the law; a declaration is kept in every case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from sqlalchemy.sql import Select

from actions.store import tables
from actions.store.engine import reading, writing
from actions.store.folding import fold_order_number, fold_reference
from actions.store.questions.numbering import insert_once
from actions.store.records import Withdrawal

PREFIX = "RET"

_withdrawals = tables.withdrawals


@dataclass(frozen=True, slots=True)
class WithdrawalRequest:
    """What is declared: the order, the lines by sku (none means all of it) and the shopper's own words.

    `idempotency_key` names the declaration: declaring again with it writes nothing new.
    """

    order_number: str
    statement: str
    skus: tuple[str, ...] = ()
    name: str | None = None
    contact: str | None = None
    conversation_id: str | None = None
    idempotency_key: str | None = None


def declare_withdrawal(engine: Engine, request: WithdrawalRequest, now: datetime) -> Withdrawal:
    """Keep a declaration received `now` and return it with its number, such as `RET-204511`.

    With an `idempotency_key` already used, return the declaration of then, with its first moment.
    """
    values = {name: getattr(request, name) for name in WithdrawalRequest.__slots__} | {
        "skus": list(request.skus),
        "order_key": fold_order_number(request.order_number),
        "declared_at": now,
    }
    with writing(engine) as connection:
        row, is_new = insert_once(connection, _withdrawals, values, PREFIX)
    return _withdrawal(row, is_new=is_new)


def acknowledge_withdrawal(engine: Engine, number: str, acknowledgement: str, now: datetime) -> Withdrawal | None:
    """Keep the acknowledgement sent to the shopper, text and moment, and return the declaration.

    The first acknowledgement stays; None when the number is unknown.
    """
    is_it = (_withdrawals.c.number_key == fold_reference(number), _withdrawals.c.acknowledged_at.is_(None))
    with writing(engine) as connection:
        connection.execute(
            update(_withdrawals).where(*is_it).values(acknowledged_at=now, acknowledgement=acknowledgement)
        )
    return find_withdrawal(engine, number)


def find_withdrawal(engine: Engine, number: str) -> Withdrawal | None:
    """Return the declaration with this number."""
    question = select(_withdrawals).where(_withdrawals.c.number_key == fold_reference(number))
    return next(iter(_read(engine, question)), None)


def withdrawals_about(engine: Engine, order_number: str) -> tuple[Withdrawal, ...]:
    """Return the declarations about an order, oldest first."""
    return _read(engine, select(_withdrawals).where(_withdrawals.c.order_key == fold_order_number(order_number)))


def _read(engine: Engine, question: Select) -> tuple[Withdrawal, ...]:
    with reading(engine) as connection:
        rows = connection.execute(question.order_by(_withdrawals.c.declared_at)).mappings().all()
    return tuple(_withdrawal(row) for row in rows)


def _withdrawal(row: Mapping[str, Any], *, is_new: bool = False) -> Withdrawal:
    values = {name: row[name] for name in Withdrawal.__slots__ if name != "is_new"} | {"skus": tuple(row["skus"])}
    return Withdrawal(**values, is_new=is_new)

"""The legal answers given to shoppers, kept whole so that each can be explained and checked later."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.sql import Select

from actions.store import tables
from actions.store.engine import reading, writing
from actions.store.folding import fold_order_number
from actions.store.records import LegalAnswer

_answers = tables.legal_answers


def record_legal_answer(
    engine: Engine,
    *,
    topic: str,
    inputs: Mapping[str, Any],
    finding: Mapping[str, Any],
    trace: Sequence[Any],
    rule_set: str,
    as_of: date,
    answered_at: datetime,
    conversation_id: str | None = None,
    order_number: str | None = None,
) -> int:
    """Keep an answer and return its id.

    `inputs`, `finding` and `trace` may hold days, decimals, enumerations and tuples: they are kept as JSON text.
    Raises `TypeError` for a value JSON cannot tell.
    """
    values = {
        "topic": topic,
        "inputs": _as_json(inputs),
        "finding": _as_json(finding),
        "trace": _as_json(trace),
        "rule_set": rule_set,
        "as_of": as_of,
        "answered_at": answered_at,
        "conversation_id": conversation_id,
        "order_number": order_number,
        "order_key": fold_order_number(order_number) if order_number else None,
    }
    with writing(engine) as connection:
        return int(connection.execute(insert(_answers).values(values)).inserted_primary_key[0])


def find_legal_answer(engine: Engine, answer_id: int) -> LegalAnswer | None:
    """Return the answer with this id."""
    return next(iter(_read(engine, select(_answers).where(_answers.c.id == answer_id))), None)


def legal_answers_in(engine: Engine, conversation_id: str) -> tuple[LegalAnswer, ...]:
    """Return the answers given in a conversation, oldest first."""
    return _read(engine, select(_answers).where(_answers.c.conversation_id == conversation_id))


def legal_answers_about(engine: Engine, order_number: str) -> tuple[LegalAnswer, ...]:
    """Return the answers given about an order, oldest first."""
    return _read(engine, select(_answers).where(_answers.c.order_key == fold_order_number(order_number)))


def _read(engine: Engine, question: Select) -> tuple[LegalAnswer, ...]:
    with reading(engine) as connection:
        rows = connection.execute(question.order_by(_answers.c.id)).mappings().all()
    return tuple(LegalAnswer(**{name: row[name] for name in LegalAnswer.__slots__}) for row in rows)


def _as_json(value: Any) -> Any:
    """Return the value with what JSON has no word for written as text."""
    if isinstance(value, Mapping):
        return {str(key): _as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(_as_json(item) for item in value)
    if isinstance(value, Enum):
        return _as_json(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON; give text, numbers, days, lists or mappings")

"""Tickets of after-sales: opened once however often they are asked for, found by number, order or conversation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from actions.store import tables
from actions.store.engine import reading, writing
from actions.store.folding import fold_order_number, fold_ticket_number
from actions.store.questions.numbering import insert_once
from actions.store.records import Ticket

PREFIX = "SAV"
KINDS = ("repair", "part", "return", "cancel", "change", "delivery", "refund", "invoice", "privacy", "message")
REMEDIES = ("repair", "replacement", "price_reduction", "refund")
STATUSES = ("open", "in_progress", "done", "cancelled")

_tickets = tables.tickets


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """What a ticket is opened with; `kind` and `remedy` are among `KINDS` and `REMEDIES`.

    `idempotency_key` names the wish (for instance conversation, kind and sku): asking again with it opens nothing new.
    """

    kind: str
    order_number: str | None = None
    sku: str | None = None
    remedy: str | None = None
    symptom: str | None = None
    message: str | None = None
    contact: str | None = None
    conversation_id: str | None = None
    idempotency_key: str | None = None


def open_ticket(engine: Engine, request: TicketRequest, now: datetime) -> Ticket:
    """Open a ticket and return it with its number, such as `SAV-204511`.

    With an `idempotency_key` already used, return the ticket opened then, whatever else the request says.
    Raises `ValueError` for an unknown kind or remedy.
    """
    _require("kind", request.kind, KINDS)
    if request.remedy is not None:
        _require("remedy", request.remedy, REMEDIES)
    values = {name: getattr(request, name) for name in TicketRequest.__slots__} | {
        "status": "open",
        "order_key": fold_order_number(request.order_number) if request.order_number else None,
        "created_at": now,
        "updated_at": now,
    }
    with writing(engine) as connection:
        row, is_new = insert_once(connection, _tickets, values, PREFIX, is_taken=_is_known_to_the_shop)
    return _ticket(row, is_new=is_new)


def find_ticket(engine: Engine, number: str) -> Ticket | None:
    """Return the ticket with this number; `sav 204511` and `204511` name `SAV-204511`."""
    is_it = _tickets.c.number_key == fold_ticket_number(number)
    return next(iter(read_tickets(engine, select(_tickets).where(is_it))), None)


def tickets_about(engine: Engine, order_number: str) -> tuple[Ticket, ...]:
    """Return the tickets about an order, newest first."""
    return read_tickets(engine, select(_tickets).where(_tickets.c.order_key == fold_order_number(order_number)))


def tickets_in(engine: Engine, conversation_id: str) -> tuple[Ticket, ...]:
    """Return the tickets opened in a conversation, newest first."""
    return read_tickets(engine, select(_tickets).where(_tickets.c.conversation_id == conversation_id))


def tickets_with_status(engine: Engine, status: str, limit: int = 100) -> tuple[Ticket, ...]:
    """Return the newest tickets in this status, at most `limit`."""
    _require("status", status, STATUSES)
    return read_tickets(engine, select(_tickets).where(_tickets.c.status == status).limit(limit))


def set_ticket_status(engine: Engine, number: str, status: str, now: datetime) -> Ticket | None:
    """Move a ticket to another status and return it; None when the number is unknown."""
    _require("status", status, STATUSES)
    key = fold_ticket_number(number)
    with writing(engine) as connection:
        connection.execute(update(_tickets).where(_tickets.c.number_key == key).values(status=status, updated_at=now))
    return find_ticket(engine, number)


def _require(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f'"{value}" is not a {what} of ticket; write one of {", ".join(known)}')


def _is_known_to_the_shop(connection: Connection, number_key: str) -> bool:
    """Tell whether the shop's own repairs bear this number already."""
    repairs = tables.repairs.c
    question = select(repairs.ticket_key).where(repairs.ticket_key == number_key).limit(1)
    return connection.execute(question).first() is not None


def read_tickets(engine: Engine, question: Select) -> tuple[Ticket, ...]:
    """Return the tickets a question chooses, newest first."""
    newest_first = question.order_by(_tickets.c.created_at.desc(), _tickets.c.number_key)
    with reading(engine) as connection:
        rows = connection.execute(newest_first).mappings().all()
    return tuple(_ticket(row) for row in rows)


def _ticket(row: Mapping[str, Any], *, is_new: bool = False) -> Ticket:
    return Ticket(**{name: row[name] for name in Ticket.__slots__ if name != "is_new"}, is_new=is_new)

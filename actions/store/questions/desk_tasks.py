"""Tickets as the tasks of the desk: what was left for the agents, and who takes care of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from actions.store.conversation_tables import conversations
from actions.store.desk_tables import ticket_holders
from actions.store.engine import reading, writing
from actions.store.folding import fold_ticket_number
from actions.store.questions.tickets import read_tickets
from actions.store.records import Ticket
from actions.store.tables import tickets

OPEN = ("open", "in_progress")


@dataclass(frozen=True, slots=True)
class Task:
    """A ticket, the agent who takes care of it, and the channel of its conversation; None without them."""

    ticket: Ticket
    agent_id: str | None
    channel: str | None


def tasks(engine: Engine, *, statuses: Sequence[str] = OPEN, kind: str | None = None, limit: int = 200) -> list[Task]:
    """Return the newest tickets in these statuses."""
    chosen = select(tickets).where(tickets.c.status.in_(statuses)).limit(limit)
    if kind is not None:
        chosen = chosen.where(tickets.c.kind == kind)
    found = read_tickets(engine, chosen)
    keys = [fold_ticket_number(ticket.number) for ticket in found]
    holder = ticket_holders.c
    with reading(engine) as connection:
        rows = connection.execute(select(holder.ticket_key, holder.agent_id).where(holder.ticket_key.in_(keys)))
        held = {row.ticket_key: row.agent_id for row in rows}
        names = {ticket.conversation_id for ticket in found if ticket.conversation_id}
        rows = connection.execute(
            select(conversations.c.id, conversations.c.channel).where(conversations.c.id.in_(names))
        )
        channels = {row.id: row.channel for row in rows}
    return [
        Task(ticket, held.get(key), channels.get(ticket.conversation_id or ""))
        for ticket, key in zip(found, keys, strict=True)
    ]


def count_messages_left(engine: Engine) -> int:
    """Return how many messages left for the agents nobody has settled."""
    question = select(func.count()).where(tickets.c.kind == "message", tickets.c.status.in_(OPEN))
    with reading(engine) as connection:
        return int(connection.execute(question).scalar_one())


def hold_ticket(engine: Engine, number: str, agent_id: str | None, now: datetime) -> None:
    """Give a ticket to an agent, or to nobody; who had it before has it no more."""
    key = fold_ticket_number(number)
    with writing(engine) as connection:
        if agent_id is None:
            connection.execute(delete(ticket_holders).where(ticket_holders.c.ticket_key == key))
            return
        insertion = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(ticket_holders)
        row = insertion.values(ticket_key=key, agent_id=agent_id, taken_at=now)
        given = {"agent_id": agent_id, "taken_at": now}
        connection.execute(row.on_conflict_do_update(index_elements=["ticket_key"], set_=given))

"""What people see of the mail channel: the reply suggested beside a ticket, and the breaker of automatic replies."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from actions.store.engine import reading, writing
from actions.store.folding import fold_ticket_number
from actions.store.mail_tables import mail_breaker, mail_suggestions


@dataclass(frozen=True, slots=True)
class MailSuggestion:
    """A mail that waits for an agent: what was asked, why it was not answered alone, and a reply to start from."""

    mail_id: int
    subject: str
    question: str
    reason: str
    suggestion: str | None
    at: datetime


def suggestions_for(engine: Engine, ticket_number: str) -> list[MailSuggestion]:
    """Return what is suggested for a ticket, the latest mail first; empty for a ticket that did not come by mail."""
    suggested = mail_suggestions.c
    names = [getattr(suggested, name) for name in MailSuggestion.__slots__]
    chosen = select(*names).where(suggested.ticket_key == fold_ticket_number(ticket_number))
    with reading(engine) as connection:
        return [MailSuggestion(**row._mapping) for row in connection.execute(chosen.order_by(suggested.mail_id.desc()))]


def tripped_breaker(engine: Engine) -> tuple[datetime, str] | None:
    """Return since when automatic replies are stopped, and why; None while they are allowed."""
    with reading(engine) as connection:
        row = connection.execute(select(mail_breaker)).first()
    return (row.tripped_at, row.reason or "") if row is not None and row.tripped_at is not None else None


def resume_automatic_replies(engine: Engine, now: datetime) -> bool:
    """Allow automatic replies again, counting from now; False when they were allowed."""
    with writing(engine) as connection:
        tripped = update(mail_breaker).where(mail_breaker.c.tripped_at.is_not(None))
        return bool(connection.execute(tripped.values(tripped_at=None, resumed_at=now)).rowcount)

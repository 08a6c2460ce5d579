"""Puts the acknowledgement of a withdrawal in the outbox, once, and not too often for one address. Blocking."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from actions.store.engine import writing
from actions.store.folding import fold_email
from actions.store.mail_tables import mail_outbox
from actions.store.questions.mail_outbox import PENDING

KIND = "acknowledgement"
A_DAY = timedelta(days=1)
MOST_A_DAY = 5  # to one address: anybody may declare, so nobody may have us write to somebody else without end

_letter = mail_outbox.c


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The mail that acknowledges the declaration `number`; `content` is complete, headers included."""

    number: str
    recipient: str = field(repr=False)
    message_id: str
    content: bytes = field(repr=False)


def post_acknowledgement(engine: Engine, mail: Acknowledgement, now: datetime) -> bool:
    """Put the mail in the outbox; True when it is there, now or since before, False when the address has had enough."""
    key = f"{KIND}:{mail.number}"
    with writing(engine) as connection:
        if connection.execute(select(_letter.id).where(_letter.key == key)).first() is not None:
            return True
        recent = (_letter.recipient_key == fold_email(mail.recipient)) & (_letter.created_at > now - A_DAY)
        count = select(func.count()).select_from(mail_outbox).where(_letter.kind == KIND, recent)
        if connection.execute(count).scalar_one() >= MOST_A_DAY:
            return False
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        values = {
            "id": mail.message_id.strip("<>").partition("@")[0],
            "key": key,
            "kind": KIND,
            "thread_id": "",
            "message_id": mail.message_id,
            "recipient": mail.recipient,
            "recipient_key": fold_email(mail.recipient),
            "content": mail.content,
            "status": PENDING,
            "attempts": 0,
            "due_at": now,
            "created_at": now,
        }
        connection.execute(dialect.insert(mail_outbox).values(values).on_conflict_do_nothing())
        return True

"""Which exchange a mail goes on with: by what it answers, the ticket in its subject, its subject; else a new one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from actions.store.folding import fold_email
from actions.store.questions import mail as stored
from actions.store.questions.mail import StoredMail, Thread
from bot.mail.composition import REPLY_PREFIX, bare_subject, ticket_in
from bot.mail.reading import Mail


@dataclass(frozen=True, slots=True)
class Threads:
    """Finds threads; a mail joins only those of its own sender. `period` is how long a subject alone is enough."""

    engine: Engine
    period: timedelta

    def thread_of(self, kept: StoredMail, mail: Mail, now: datetime) -> Thread:
        """Return the thread of a mail, not written yet when it is new; blocking."""
        sender = fold_email(mail.sender or "")
        found = stored.thread_of_references(self.engine, mail.references, sender) if mail.references else None
        number = ticket_in(mail.subject)
        if found is None and number:
            found = stored.thread_of_ticket(self.engine, stored.read_ticket_number(number), sender)
        subject = bare_subject(mail.subject).casefold()[:200]
        replies = mail.references or REPLY_PREFIX.match(mail.subject)
        if found is None and subject and sender and replies:
            found = stored.thread_of_subject(self.engine, subject, sender, now - self.period)
        name = kept.key[:24]
        return found or Thread(name, f"mail:{name}", sender, subject)

"""What an agent sees beside a mail that was not answered alone: the question, why, and a reply to start from."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Engine

from actions.store.questions.mail_desk import suggestions_for
from bot.mail.texts import reason


def suggested_replies(engine: Engine, tickets: Sequence[str]) -> list[dict[str, Any]]:
    """Return what waits for an agent in some tickets as JSON, the latest mail first; blocking.

    `reason` is a French sentence without its capital; `reply` is null when there is nothing to start from.
    """
    found = [each for number in tickets for each in suggestions_for(engine, number)]
    return [
        {
            "mail": each.mail_id,
            "subject": each.subject,
            "question": each.question,
            "reason": reason(each.reason),
            "reply": each.suggestion,
            "at": each.at.isoformat(),
        }
        for each in sorted(found, key=lambda each: each.mail_id, reverse=True)
    ]

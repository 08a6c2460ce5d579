"""Personal data in the assistant: until when they are kept and which rights a person has. Not here: erasing them."""

from datetime import date

from actions.law.dates import add_days, add_years
from actions.law.legal_value import Certainty
from actions.law.values import legal_values


def chat_erasure_day(closed_on: date) -> date:
    """Day after which a raw conversation is erased: 30 days after its end, a duration proposed, not set by the law."""
    return add_days(closed_on, legal_values("privacy").number("chat_days", closed_on))


def case_erasure_day(closed_on: date) -> date:
    """Day after which a closed case leaves the restricted archive: 5 years as in C. civ. 2224, a duration proposed."""
    return add_years(closed_on, legal_values("privacy").number("case_file_years", closed_on))


def rights(day: date) -> tuple[str, ...]:
    """Return the rights of a person over their data (RGPD), as names."""
    return legal_values("privacy").names("rights", day)


def retention_certainty(day: date) -> Certainty:
    """How sure the retention periods are: the controller chooses them."""
    return legal_values("privacy")["chat_days"].on(day).certainty


def has_disclosure_duty(day: date) -> bool:
    """Whether the assistant must say that it is automatic at the first exchange (règl. (UE) 2024/1689 art. 50)."""
    return legal_values("privacy")["ai_disclosure"].is_in_force(day)

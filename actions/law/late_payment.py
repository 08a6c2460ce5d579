"""How a sum grows when a seller refunds late, by steps of days. Not here: when it was due, which steps apply."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from actions.law.dates import add_days
from actions.law.legal_value import Step

FULL_PRICE = 100


@dataclass(frozen=True, slots=True)
class IncreaseStep:
    """`percent` more than the sum, until the end of `until`; None for no end, or for the legal interest rate."""

    until: date | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class LateRefund:
    """A sum due on `due_on`, seen on a day: how late it is, and what is added."""

    due_on: date
    days_late: int
    percent: int | None
    steps: tuple[IncreaseStep, ...]

    @property
    def is_late(self) -> bool:
        """Whether the last day to pay is past."""
        return self.days_late > 0

    @property
    def at_legal_interest(self) -> bool:
        """Whether the increase is the legal interest rate, which changes every half-year and is not known here."""
        return self.is_late and self.percent is None

    def increase(self, amount: Decimal) -> Decimal | None:
        """Return what is added to `amount` euros, to the cent; None while only the legal interest runs."""
        if self.percent is None:
            return None
        return (amount * self.percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def late_refund(due_on: date, day: date, steps: tuple[Step, ...], points_per_month: int = 0) -> LateRefund:
    """Return the increase due on `day` for a sum due on `due_on`.

    `steps` are `(up to days late, percent)`; percent None is the legal interest rate. Beyond a last bounded step, the
    percentage grows by `points_per_month` for each full period of 30 days, up to the price itself.
    """
    days_late = max(0, (day - due_on).days)
    dated = tuple(IncreaseStep(None if limit is None else add_days(due_on, limit), percent) for limit, percent in steps)
    return LateRefund(due_on, days_late, _percent(days_late, steps, points_per_month), dated)


def _percent(days_late: int, steps: tuple[Step, ...], points_per_month: int) -> int | None:
    if days_late == 0:
        return 0
    for limit, percent in steps:
        if limit is None or days_late <= limit:
            return percent
    last_limit, last_percent = steps[-1]
    months = (days_late - (last_limit or 0)) // 30
    return min(FULL_PRICE, (last_percent or 0) + points_per_month * months)

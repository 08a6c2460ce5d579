"""How long a legal guarantee runs: renewal, extension, suspension. Not here: what that means for the shopper."""

from dataclasses import dataclass, field, replace
from datetime import date

from actions.law.claim import Claim, Condition, DefectPart, ItemType, Outcome, Repair
from actions.law.dates import Interval, add_days_then_months, add_months, add_months_then_days, count_days
from actions.law.legal_value import LegalValues


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a legal guarantee, and what they were computed from."""

    base: date
    presumption_end: date
    end_base: date
    end: date
    end_days_first: date
    repairs: int = 0
    suspended_days: int = 0
    immobilised: bool = False
    provisional: bool = False
    end_under_review: date | None = None

    @property
    def doubtful_after(self) -> date:
        """The earlier of the two readings of D5: a defect after it, up to `doubtful_until`, is for a person."""
        return min(self.end, self.end_days_first)

    @property
    def doubtful_until(self) -> date:
        """The later of the two readings of D5."""
        return max(self.end, self.end_days_first)


@dataclass(frozen=True, slots=True)
class _Event:
    """A repair or a negotiation, from its start to the day the good came back or the talks stopped."""

    start: date
    stop: date
    repair: Repair | None
    open_ended: bool

    @property
    def renews(self) -> bool:
        return self.repair is not None and self.repair.outcome is Outcome.REPLACED_THOUGH_REPAIR_ASKED

    @property
    def extends(self) -> bool:
        return self.repair is not None and self.repair.outcome is Outcome.REPAIRED


@dataclass(frozen=True, slots=True)
class _Count:
    """What the events seen so far add up to."""

    base: date
    months: int
    months_per_repair: int
    repairs: int = 0
    suspended: tuple[Interval, ...] = ()
    immobilised: bool = False
    provisional: bool = False
    seen: tuple[str, ...] = field(default=())

    @property
    def total_months(self) -> int:
        return self.months + self.months_per_repair * self.repairs

    @property
    def days(self) -> int:
        return count_days(self.suspended)

    @property
    def end(self) -> date:
        return add_months_then_days(self.base, self.total_months, self.days)


def legal_period(claim: Claim, delivered_on: date, values: LegalValues) -> Period:
    """Return the legal guarantee of a good delivered on `delivered_on` (L217-3, L217-7, L217-13, L217-28).

    Repairs and negotiations count when they began on or before the end reached so far. A replacement made though repair
    was asked starts a new full period. Months first, then days (D5).
    """
    contract = claim.concluded_on or delivered_on
    count = _Count(
        base=delivered_on,
        months=values.number("liability_months", contract),
        months_per_repair=values.number("repair_extension_months", contract),
    )
    for event in _events(claim):
        if event.start <= count.end:
            count = _add(count, event)
    return _with_digital_supply(claim, delivered_on, _period(claim, count, contract, values))


def old_regime_period(claim: Claim, delivered_on: date, values: LegalValues) -> Period:
    """Return the two years from delivery of contracts made before 2022, which nothing extended (old L217-12)."""
    contract = claim.concluded_on or delivered_on
    return _period(claim, _Count(delivered_on, values.number("liability_months", contract), 0), contract, values)


def digital_period(claim: Claim, supplied_on: date, values: LegalValues) -> Period:
    """Return the liability for a digital supply alone: its length, or 24 months for a one-off (L224-25-12, -16)."""
    months = values.number("digital_liability_months", supplied_on)
    presumed = values.number("digital_presumption_months", supplied_on)
    if claim.item_type is ItemType.DIGITAL_CONTINUOUS:
        months = presumed = claim.supply_months or months
    end = add_months(supplied_on, months)
    return Period(supplied_on, add_months(supplied_on, presumed), end, end, end)


def _events(claim: Claim) -> list[_Event]:
    repairs = [
        _Event(repair.start, repair.returned or claim.today, repair, repair.is_pending)
        for repair in claim.legal_repairs
        if repair.immobilises
    ]
    talks = [_Event(talk.since, talk.until or claim.today, None, talk.until is None) for talk in claim.negotiations]
    return sorted(repairs + talks, key=lambda event: (event.start, event.stop))


def _add(count: _Count, event: _Event) -> _Count:
    if event.renews:
        base = max(count.base, event.stop)
        return replace(count, base=base, repairs=0, suspended=(), immobilised=False, provisional=False)
    if event.repair is not None and event.start < count.base and event.stop <= count.base:
        return count  # it concerned the good that was replaced since
    return replace(
        count,
        repairs=count.repairs + event.extends,
        suspended=(*count.suspended, (max(event.start, count.base), max(event.stop, count.base))),
        immobilised=count.immobilised or (event.open_ended and event.repair is not None),
        provisional=count.provisional or event.open_ended,
    )


def _period(claim: Claim, count: _Count, contract: date, values: LegalValues) -> Period:
    used = "presumption_months_second_hand" if claim.condition is Condition.SECOND_HAND else "presumption_months_new"
    return Period(
        base=count.base,
        presumption_end=add_months(count.base, values.number(used, contract)),
        end_base=add_months(count.base, count.months),
        end=count.end,
        end_days_first=add_days_then_months(count.base, count.total_months, count.days),
        repairs=count.repairs,
        suspended_days=count.days,
        immobilised=count.immobilised,
        provisional=count.provisional,
        end_under_review=_end_under_review(count, contract, values),
    )


def _end_under_review(count: _Count, contract: date, values: LegalValues) -> date | None:
    """Return the end if directive 2024/1799 applied: 12 months, one extension only, contracts since 31 July 2026."""
    under_review = values["repair_extension_months_under_review"]
    if not count.repairs or not under_review.is_in_force(contract):
        return None
    months = count.months + values.number("repair_extension_months_under_review", contract)
    return add_months_then_days(count.base, months, count.days)


def _with_digital_supply(claim: Claim, delivered_on: date, period: Period) -> Period:
    """Cover a defect of the digital part of a connected good as long as the supply lasts (L217-3 2°, L217-7 2°)."""
    concerned = claim.item_type is ItemType.GOOD_DIGITAL_CONTINUOUS and claim.defect_part is DefectPart.DIGITAL
    if not concerned or claim.supply_months is None:
        return period
    supply_end = add_months(delivered_on, claim.supply_months)
    if supply_end <= period.end_base:
        return period
    return replace(
        period,
        presumption_end=supply_end,
        end_base=supply_end,
        end=max(supply_end, period.end),
        end_days_first=max(supply_end, period.end_days_first),
    )

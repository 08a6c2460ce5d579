"""The warranty assessment: a claim in, a finding out. It adds flags, overlays and a trace to the verdict of the rules.

Not here: the rules themselves (`guarantee_rules.py`), the days (`guarantee_periods.py`), the overlays (`overlays.py`).
"""

from datetime import date

from actions.law.claim import Claim, ItemType
from actions.law.claim_request import ClaimErrors, parse_claim
from actions.law.dates import add_days, is_working_day
from actions.law.finding import Finding, Flag, OverlayCode, Remedy, Status
from actions.law.guarantee_periods import Period
from actions.law.guarantee_rules import Verdict, decide
from actions.law.json_reader import FieldError
from actions.law.overlays import overlay_citations, overlays_open
from actions.law.values import legal_values

__all__ = ["Claim", "ClaimErrors", "FieldError", "Finding", "assess", "parse_claim"]

# Convention D4: no guarantee rolls over, but a defect this near a non-working last day is for a person.
NON_WORKING_END_MARGIN_DAYS = 3

SECOND_TIER = (Remedy.PRICE_REDUCTION, Remedy.RESCISSION)


def assess(claim: Claim) -> Finding:
    """Return what the law says of `claim` on `claim.today`.

    Pure: the same claim always gives the same finding. A refusal is never final: callers offer a person beside it, and
    must when the overlay `ESCALATE_HUMAN` is there.
    """
    verdict = decide(claim)
    flags = _flags(claim, verdict)
    overlays = overlays_open(claim, verdict.status, flags)
    second_tier_open = any(overlay.code is OverlayCode.REMEDY_TIER2 for overlay in overlays)
    return Finding(
        status=verdict.status,
        rule_set=f"fr-{legal_values('warranty').checked_on().isoformat()}",
        as_of=claim.today,
        end_date=verdict.period.end if verdict.period else None,
        presumption_end=verdict.period.presumption_end if verdict.period else None,
        proof=verdict.proof,
        remedies=verdict.remedies + (SECOND_TIER if verdict.status.is_covered and second_tier_open else ()),
        citations=tuple(dict.fromkeys(verdict.citations + overlay_citations(overlays))),
        overlays=overlays,
        flags=flags,
        trace=(*_assumptions(claim), *_period_trace(verdict.period), _rule_trace(claim, verdict)),
    )


def _flags(claim: Claim, verdict: Verdict) -> tuple[Flag, ...]:
    """Return what makes the answer less sure, in the order of the enumeration."""
    period = verdict.period
    raised = {Flag.REVIEW_REBUTTAL} if claim.misuse_suspected else set()
    if period is not None and verdict.status is not Status.LGC_OLD_REGIME_EXPIRED:
        raised |= _period_flags(claim.appeared_on, period)
    return tuple(flag for flag in Flag if flag in raised)


def _period_flags(appeared_on: date, period: Period) -> set[Flag]:
    margin_end = add_days(period.end, NON_WORKING_END_MARGIN_DAYS)
    conditions = {
        Flag.RULE_UNDER_REVIEW: period.end_under_review is not None,
        Flag.CUMULATIVE_EXTENSIONS: period.repairs > 1,
        Flag.DATE_ORDER_MARGIN: period.doubtful_after < appeared_on <= period.doubtful_until,
        Flag.PROVISIONAL_END: period.provisional,
        Flag.END_ON_NON_WORKING_DAY: period.end < appeared_on <= margin_end and not is_working_day(period.end),
    }
    return {flag for flag, raised in conditions.items() if raised}


def _assumptions(claim: Claim) -> list[str]:
    """Return what was taken for granted because the claim does not say it."""
    assumed = []
    if claim.defect_date is None:
        assumed.append(f"defect_date unknown: {claim.today}")
    if claim.contract_date is None and claim.delivery_date is not None:
        assumed.append(f"contract_date unknown: {claim.delivery_date}")
    if claim.item_type is ItemType.GOOD_DIGITAL_CONTINUOUS and claim.defect_part is None:
        assumed.append("defect_part unknown: hardware")
    if claim.item_type is ItemType.DIGITAL_CONTINUOUS and claim.supply_months is None:
        assumed.append("supply_months unknown: the period of a one-off supply, as a minimum")
    return assumed


def _period_trace(period: Period | None) -> list[str]:
    if period is None:
        return []
    trace = [
        f"base {period.base}",
        f"legal repairs {period.repairs}, suspended days {period.suspended_days}",
        f"presumption_end {period.presumption_end}, end_base {period.end_base}, end {period.end}",
    ]
    if period.end != period.end_days_first:
        trace.append(f"end if days were counted first {period.end_days_first}")
    if period.end_under_review:
        trace.append(f"end if directive 2024/1799 applied {period.end_under_review}")
    return trace


def _rule_trace(claim: Claim, verdict: Verdict) -> str:
    return f"{verdict.rule}: {verdict.status} (defect {claim.appeared_on}, asked {claim.today})"

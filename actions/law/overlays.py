"""What is open beside the legal guarantee, whatever its status: always all computed. Not here: the status itself."""

from collections.abc import Iterator
from datetime import date

from actions.law.claim import Basis, BuyerType, Claim, ItemType, Outcome, SellerType
from actions.law.commercial_guarantee import end_with_suspension
from actions.law.finding import Flag, Overlay, OverlayCode, Status
from actions.law.hidden_defects import hidden_defect_deadline
from actions.law.recourse import mediation_deadline
from actions.law.repairs import repair_limit
from actions.law.returns import withdrawal_deadline

CITATIONS = {
    OverlayCode.WITHDRAWAL_OPEN: ("L221-18",),
    OverlayCode.REMEDY_TIER2: ("L217-10", "L217-14"),
    OverlayCode.GC_ACTIVE: ("L217-21",),
    OverlayCode.GVC_POSSIBLE: ("C. civ. 1641", "C. civ. 1648"),
    OverlayCode.MEDIATION: ("L612-1", "L612-2"),
}

# Statuses whose answer a person must look at, whatever the flags (rules R7, R8, R11, R11b).
FOR_A_PERSON = (
    Status.CLAIM_TIME_BARRED,
    Status.COVERED_SUSPENDED,
    Status.COVERED_EXTENSION,
    Status.RULE_UNDER_REVIEW,
)
FLAGS_FOR_A_PERSON = (
    Flag.RULE_UNDER_REVIEW,
    Flag.DATE_ORDER_MARGIN,
    Flag.END_ON_NON_WORKING_DAY,
    Flag.REVIEW_REBUTTAL,
)
NOT_AT_A_DISTANCE = (ItemType.JUDICIAL_SALE, ItemType.ATTENDED_AUCTION_SECOND_HAND)


def overlays_open(claim: Claim, status: Status, flags: tuple[Flag, ...]) -> tuple[Overlay, ...]:
    """Return the overlays open on `claim.today`, in the order of `OverlayCode`."""
    return tuple(_overlays(claim, status, flags))


def overlay_citations(overlays: tuple[Overlay, ...]) -> tuple[str, ...]:
    """Return the articles behind these overlays."""
    return tuple(article for overlay in overlays for article in CITATIONS.get(overlay.code, ()))


def _overlays(claim: Claim, status: Status, flags: tuple[Flag, ...]) -> Iterator[Overlay]:
    commercial_end, hidden_defect_end = _commercial_end(claim), _hidden_defect_end(claim)
    if last_day := _withdrawal_last_day(claim):
        yield Overlay(OverlayCode.WITHDRAWAL_OPEN, last_day)
    if limit := _second_tier_since(claim):
        yield Overlay(OverlayCode.REMEDY_TIER2, limit)
    if commercial_end:
        yield Overlay(OverlayCode.GC_ACTIVE, commercial_end)
    if hidden_defect_end and claim.today <= hidden_defect_end:
        yield Overlay(OverlayCode.GVC_POSSIBLE, hidden_defect_end)
    if status.is_expired and not commercial_end:
        yield Overlay(OverlayCode.BONUS_REPARATION)
    if _is_mediation_open(claim):
        yield Overlay(OverlayCode.MEDIATION)
    if status in FOR_A_PERSON or any(flag in FLAGS_FOR_A_PERSON for flag in flags) or _is_barred_vice(claim):
        yield Overlay(OverlayCode.ESCALATE_HUMAN)


def _withdrawal_last_day(claim: Claim) -> date | None:
    """Return the last day to change one's mind, while open: a consumer buying from a professional (L221-18)."""
    if claim.delivery_date is None or claim.item_type in NOT_AT_A_DISTANCE:
        return None
    if claim.buyer_type is not BuyerType.CONSUMER or claim.seller_type is SellerType.PRIVATE:
        return None
    last_day = withdrawal_deadline(claim.delivery_date, informed=claim.withdrawal_informed)
    return last_day if claim.today <= last_day else None


def _second_tier_since(claim: Claim) -> date | None:
    """Return the end of the seller's 30 days, once it is past or an attempt failed (L217-10, L217-14 2° and 4°)."""
    past = [repair_limit(day) for day in _unanswered_requests(claim) if repair_limit(day) < claim.today]
    failed = [repair_limit(repair.start) for repair in claim.legal_repairs if repair.outcome is Outcome.FAILED]
    return min(past + failed, default=None)


def _unanswered_requests(claim: Claim) -> list[date]:
    pending = [repair.request for repair in claim.legal_repairs if repair.is_pending]
    return [day for day in (claim.remedy_request_date, *pending) if day is not None]


def _commercial_end(claim: Claim) -> date | None:
    """Return the last day of the commercial guarantee, with its suspension, if it covers the defect (L217-21, -28)."""
    if claim.commercial is None or claim.commercial.end is None:
        return None
    away = [
        (repair.start, repair.returned or claim.today)
        for repair in claim.repairs
        if repair.basis is Basis.COMMERCIAL and repair.immobilises
    ]
    end = end_with_suspension(claim.commercial.end, away)
    return end if claim.appeared_on <= end else None


def _hidden_defect_end(claim: Claim) -> date | None:
    """Return the last day of the hidden-defect action; never after a judicial sale (C. civ. 1648, 1649, 2232)."""
    if claim.item_type is ItemType.JUDICIAL_SALE:
        return None
    return hidden_defect_deadline(claim.vice_discovered_on, claim.concluded_on)


def _is_barred_vice(claim: Claim) -> bool:
    """Tell a hidden defect named by the shopper but out of time: the period may have been suspended or interrupted."""
    deadline = _hidden_defect_end(claim)
    return claim.vice_discovered_date is not None and deadline is not None and claim.today > deadline


def _is_mediation_open(claim: Claim) -> bool:
    """Tell a consumer's request left unanswered for 30 days, made within the year (L612-1, L612-2)."""
    if claim.buyer_type is not BuyerType.CONSUMER or claim.seller_type is SellerType.PRIVATE:
        return False
    return any(repair_limit(day) < claim.today <= mediation_deadline(day) for day in _unanswered_requests(claim))

"""The rules R0 to R12 of the legal guarantee of conformity: the first that matches decides (L217-1 to L217-32).

Not here: the days of the guarantee (`guarantee_periods.py`), what is open beside it (`overlays.py`).
"""

from dataclasses import dataclass, replace
from datetime import date

from actions.law.claim import BuyerType, Claim, ItemType, SellerType
from actions.law.dates import add_years
from actions.law.finding import Proof, Remedy, Status
from actions.law.guarantee_periods import Period, digital_period, legal_period, old_regime_period
from actions.law.legal_value import LegalValues
from actions.law.values import legal_values

REPAIR_OR_REPLACE = (Remedy.REPAIR, Remedy.REPLACEMENT)
DIGITAL_REMEDIES = (Remedy.BRING_INTO_CONFORMITY, Remedy.PRICE_REDUCTION, Remedy.TERMINATION)
COVERED_CITATIONS = ("L217-3", "L217-7", "L217-9")
SUSPENDED_CITATIONS = (*COVERED_CITATIONS, "L217-10", "L217-28")
EXTENSION_CITATIONS = ("L217-3", "L217-9", "L217-13", "L217-28")
REVIEW_CITATIONS = ("L217-13", "dir. (UE) 2024/1799 art. 16")
EXCLUDED_ITEMS = (ItemType.ANIMAL, ItemType.JUDICIAL_SALE, ItemType.ATTENDED_AUCTION_SECOND_HAND)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule decided, before overlays and flags; `period` None when no date applies."""

    rule: str
    status: Status
    period: Period | None = None
    proof: Proof | None = None
    remedies: tuple[Remedy, ...] = ()
    citations: tuple[str, ...] = ()


def decide(claim: Claim) -> Verdict:
    """Return the verdict of the first rule that matches `claim`."""
    if claim.delivery_date is None or (claim.item_type.is_good and claim.condition is None):
        return Verdict("R0", Status.NEED_INFO, citations=("L216-1", "L217-3"))
    if claim.item_type in EXCLUDED_ITEMS:
        return Verdict("R2", Status.LGC_EXCLUDED, citations=("L217-2",))
    if claim.item_type.is_digital_only:
        return _digital_verdict(claim, claim.delivery_date, legal_values("warranty"))
    if claim.seller_type is SellerType.PRIVATE and not claim.prior_sale_by_pro:
        return Verdict("R4", Status.LGC_NA_PRIVATE_SELLER, citations=("L217-1", "C. civ. 1641"))
    if claim.buyer_type is BuyerType.PROFESSIONAL:
        return Verdict("R5", Status.LGC_NA_B2B, citations=("L217-1", "L217-32"))
    return _first_owner(claim, _dated_verdict(claim, claim.delivery_date, legal_values("warranty")))


def action_deadline(known_on: date, delivered_on: date) -> date:
    """Last day to go to court: 5 years from knowledge of the defect, 20 from delivery (C. civ. 2224, 2232)."""
    values = legal_values("warranty")
    return min(
        add_years(known_on, values.number("action_years", known_on)),
        add_years(delivered_on, values.number("action_ceiling_years", delivered_on)),
    )


def _dated_verdict(claim: Claim, delivered_on: date, values: LegalValues) -> Verdict:
    """R6 and R7, then where the defect falls."""
    if not values["conformity_regime"].is_in_force(claim.concluded_on or delivered_on):
        period = old_regime_period(claim, delivered_on, values)
        return Verdict("R6", Status.LGC_OLD_REGIME_EXPIRED, period, citations=("L217-12 (ancien)",))
    period = legal_period(claim, delivered_on, values)
    if claim.today > action_deadline(claim.known_on, period.base):
        return Verdict("R7", Status.CLAIM_TIME_BARRED, period, citations=("L217-3", "C. civ. 2224", "C. civ. 2232"))
    return _guarantee_verdict(claim, period)


def _digital_verdict(claim: Claim, supplied_on: date, values: LegalValues) -> Verdict:
    """R3: a digital content or service alone has its own regime (L224-25-12, L224-25-16)."""
    period = digital_period(claim, supplied_on, values)
    proof = _proof(claim.appeared_on, period)
    remedies = DIGITAL_REMEDIES if proof else ()
    return Verdict("R3", Status.DIGITAL_REGIME, period, proof, remedies, ("L224-25-12", "L224-25-16"))


def _proof(appeared_on: date, period: Period) -> Proof | None:
    """Return what is to be shown; None where the text is silent (extension zone) or nothing is owed (after the end)."""
    if appeared_on <= min(period.presumption_end, period.end):
        return Proof.EXISTENCE_ONLY
    if appeared_on <= period.end_base:
        return Proof.ANTERIORITY_BY_CONSUMER
    return None


def _guarantee_verdict(claim: Claim, period: Period) -> Verdict:
    """R8 to R12: where the defect falls."""
    appeared_on, proof = claim.appeared_on, _proof(claim.appeared_on, period)
    if period.immobilised:
        return Verdict("R8", Status.COVERED_SUSPENDED, period, proof, REPAIR_OR_REPLACE, SUSPENDED_CITATIONS)
    if proof is Proof.EXISTENCE_ONLY:
        return Verdict("R9", Status.COVERED_PRESUMED, period, proof, REPAIR_OR_REPLACE, COVERED_CITATIONS)
    if proof is Proof.ANTERIORITY_BY_CONSUMER:
        return Verdict("R10", Status.COVERED_PROOF, period, proof, REPAIR_OR_REPLACE, COVERED_CITATIONS)
    if appeared_on <= period.end:
        return Verdict("R11", Status.COVERED_EXTENSION, period, None, REPAIR_OR_REPLACE, EXTENSION_CITATIONS)
    if period.end_under_review and appeared_on <= period.end_under_review:
        return Verdict("R11b", Status.RULE_UNDER_REVIEW, period, citations=REVIEW_CITATIONS)
    return Verdict("R12", Status.LGC_EXPIRED, period, citations=("L217-3",))


def _first_owner(claim: Claim, verdict: Verdict) -> Verdict:
    """R4b: bought from a private person, but first sold by a professional: the first buyer's rights follow the good."""
    if claim.seller_type is SellerType.PRIVATE:
        return replace(verdict, rule=f"R4b {verdict.rule}", citations=(*verdict.citations, "L217-29"))
    return verdict

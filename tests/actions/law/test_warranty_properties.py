"""What must hold whatever the days: loops over deliveries, defects and repairs, no case by case."""

from datetime import date, timedelta
from itertools import product

import pytest

from actions.law.claim import Basis, BuyerType, Claim, Commercial, Condition, ItemType, Outcome, Repair, SellerType
from actions.law.dates import add_months
from actions.law.finding import Finding, OverlayCode, Proof, Status
from actions.law.warranty import assess

TODAY = date(2026, 11, 22)
DELIVERIES = [date(2022, 1, 3) + timedelta(days=13 * step) for step in range(137)]
DATED = (
    Status.COVERED_SUSPENDED,
    Status.COVERED_PRESUMED,
    Status.COVERED_PROOF,
    Status.COVERED_EXTENSION,
    Status.LGC_EXPIRED,
    Status.CLAIM_TIME_BARRED,
)


def repaired(request: date, days: int, outcome: Outcome = Outcome.REPAIRED, basis: Basis = Basis.LEGAL) -> Repair:
    return Repair(basis, outcome, request=request, returned=request + timedelta(days=days))


def sold(delivered_on: date, condition: Condition = Condition.NEW, **more: object) -> Claim:
    return Claim(today=TODAY, condition=condition, delivery_date=delivered_on, **more)  # type: ignore[arg-type]


def sample() -> list[tuple[Claim, Finding]]:
    """Claims of every delivery and condition, with several defects and repairs."""
    claims = []
    for delivered_on, condition, after, days in product(
        DELIVERIES, Condition, (0, 364, 366, 729, 732, 800), (None, 0, 3, 40)
    ):
        defect = delivered_on + timedelta(days=after)
        repair_day = delivered_on + timedelta(days=200)
        if defect > TODAY or (days is not None and repair_day + timedelta(days=days) > TODAY):
            continue
        repairs = () if days is None else (repaired(repair_day, days),)
        claim = sold(delivered_on, condition, defect_date=defect, repairs=repairs)
        claims.append((claim, assess(claim)))
    return claims


SAMPLE = sample()


def test_the_sample_is_wide_enough_to_mean_something() -> None:
    statuses = {finding.status for _, finding in SAMPLE}
    assert len(SAMPLE) > 3000
    assert {Status.COVERED_PRESUMED, Status.COVERED_PROOF, Status.COVERED_EXTENSION, Status.LGC_EXPIRED} <= statuses


def test_the_end_never_comes_before_the_presumption() -> None:
    for claim, finding in SAMPLE:
        assert finding.end_date is not None and finding.presumption_end is not None
        assert finding.end_date >= finding.presumption_end, claim


def test_new_goods_are_presumed_two_years_and_second_hand_ones_one() -> None:
    for claim, finding in SAMPLE:
        assert claim.delivery_date is not None
        months = 24 if claim.condition is Condition.NEW else 12
        assert finding.presumption_end == add_months(claim.delivery_date, months)


def test_a_defect_in_the_two_years_is_never_refused() -> None:
    for claim, finding in SAMPLE:
        assert claim.delivery_date is not None
        if claim.appeared_on <= add_months(claim.delivery_date, 24):
            assert finding.status.is_covered or finding.status is Status.CLAIM_TIME_BARRED, claim


def test_proof_goes_with_the_day_of_the_defect() -> None:
    for claim, finding in SAMPLE:
        assert finding.presumption_end is not None
        if finding.status is Status.COVERED_PRESUMED:
            assert finding.proof is Proof.EXISTENCE_ONLY and claim.appeared_on <= finding.presumption_end
        if finding.status is Status.COVERED_PROOF:
            assert finding.proof is Proof.ANTERIORITY_BY_CONSUMER and claim.condition is Condition.SECOND_HAND
        if finding.status in (Status.COVERED_EXTENSION, Status.LGC_EXPIRED, Status.CLAIM_TIME_BARRED):
            assert finding.proof is None


def test_remedies_are_offered_exactly_when_the_good_is_covered() -> None:
    for claim, finding in SAMPLE:
        assert bool(finding.remedies) == finding.status.is_covered, claim


def test_the_repair_bonus_is_told_only_when_no_guarantee_runs() -> None:
    for _, finding in SAMPLE:
        assert (finding.overlay(OverlayCode.BONUS_REPARATION) is not None) == (finding.status is Status.LGC_EXPIRED)


def test_a_refusal_within_the_margins_goes_to_a_person() -> None:
    for _, finding in SAMPLE:
        if finding.flags:
            assert finding.overlay(OverlayCode.ESCALATE_HUMAN) is not None


def test_a_legal_repair_never_shortens_the_guarantee() -> None:
    for delivered_on in DELIVERIES[:100]:
        ends = []
        for days in (None, 0, 1, 10, 60):
            repairs = () if days is None else (repaired(delivered_on + timedelta(days=30), days),)
            ends.append(assess(sold(delivered_on, repairs=repairs)).end_date)
        assert ends == sorted(ends, key=str) and ends[1] == add_months(delivered_on, 30)


def test_a_repair_under_the_commercial_guarantee_or_paid_changes_no_legal_date() -> None:
    for delivered_on, basis in product(DELIVERIES[:60], (Basis.COMMERCIAL, Basis.PAID)):
        plain = assess(sold(delivered_on))
        with_repair = assess(
            sold(delivered_on, repairs=(repaired(delivered_on + timedelta(days=30), 20, basis=basis),))
        )
        assert with_repair.end_date == plain.end_date
        assert with_repair.status is plain.status


def test_a_replacement_though_repair_was_asked_gives_two_years_from_its_delivery() -> None:
    for delivered_on in DELIVERIES[:100]:
        repair = repaired(delivered_on + timedelta(days=300), 12, Outcome.REPLACED_THOUGH_REPAIR_ASKED)
        finding = assess(sold(delivered_on, repairs=(repair,)))
        assert repair.returned is not None
        assert finding.end_date == finding.presumption_end == add_months(repair.returned, 24)


def test_the_order_in_which_repairs_are_listed_does_not_matter() -> None:
    for delivered_on in DELIVERIES[:60]:
        repairs = tuple(repaired(delivered_on + timedelta(days=start), 15) for start in (30, 40, 200, 600))
        findings = {assess(sold(delivered_on, repairs=order)).end_date for order in (repairs, repairs[::-1])}
        assert len(findings) == 1


def test_the_seller_and_the_buyer_decide_before_the_days() -> None:
    for seller, buyer in product(SellerType, BuyerType):
        finding = assess(sold(date(2026, 5, 5), seller_type=seller, buyer_type=buyer))
        dated = seller is not SellerType.PRIVATE and buyer is not BuyerType.PROFESSIONAL
        assert (finding.end_date is not None) == dated
        assert finding.status.is_covered == dated


@pytest.mark.parametrize("item_type", ItemType)
def test_no_kind_of_item_fails(item_type: ItemType) -> None:
    finding = assess(sold(date(2026, 5, 5), item_type=item_type, commercial=Commercial("Maker", date(2027, 1, 1))))
    assert finding.overlay(OverlayCode.GC_ACTIVE) is not None
    assert (finding.end_date is None) == (finding.status is Status.LGC_EXCLUDED)


def test_the_same_claim_always_gives_the_same_finding() -> None:
    for claim, finding in SAMPLE[:200]:
        assert assess(claim) == finding


def test_the_json_has_the_keys_of_the_contract_and_no_other() -> None:
    for _, finding in SAMPLE[:50]:
        assert list(finding.as_json()) == [
            "status", "end_date", "presumption_end", "proof", "remedies", "citations", "overlays", "flags", "trace",
            "rule_set", "as_of",
        ]  # fmt: skip

"""Reading a warranty question from JSON: every mistake is listed and names its field (`cases/claim_request.yml`)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from actions.law.claim import BuyerType, Claim, ItemType, SellerType
from actions.law.claim_request import CLAIM_KEYS, ClaimErrors, parse_claim

TODAY = date(2026, 11, 22)


def refused_fields(request: Any) -> list[str]:
    try:
        parse_claim(request, TODAY)
    except ClaimErrors as refused:
        return [error.field for error in refused.errors]
    return []


def test_every_mistake_names_its_field(case: Mapping[str, Any]) -> None:
    assert sorted(refused_fields(case["request"])) == sorted(case["refused"])


def test_every_message_is_a_french_sentence() -> None:
    with pytest.raises(ClaimErrors) as refused:
        parse_claim({"colour": 1, "today": "hier", "repairs": [{"basis": "x"}], "condition": "neuf"}, TODAY)
    assert len(refused.value.errors) >= 5
    for error in refused.value.errors:
        assert error.message[0].isupper() and error.message.endswith(".")
        assert " :" not in error.message, "a colon takes a non-breaking space before it"


def test_what_is_not_an_object_is_refused() -> None:
    assert refused_fields([1, 2]) == [""]
    assert refused_fields("bonjour") == [""]


def test_a_list_of_a_thousand_repairs_is_refused() -> None:
    assert refused_fields({"repairs": [{}] * 1000}) == ["repairs"]


def test_an_empty_request_takes_the_ordinary_sale_for_granted() -> None:
    claim = parse_claim({}, TODAY)
    assert claim == Claim(today=TODAY)
    assert (claim.seller_type, claim.buyer_type, claim.item_type) == (SellerType.PRO, BuyerType.CONSUMER, ItemType.GOOD)
    assert claim.withdrawal_informed and not claim.prior_sale_by_pro


def test_the_day_of_the_request_wins_over_the_clock() -> None:
    assert parse_claim({"today": "2025-01-02"}, TODAY).today == date(2025, 1, 2)


def test_every_field_of_the_claim_can_be_told() -> None:
    assert set(CLAIM_KEYS) == set(Claim.__dataclass_fields__)

"""The warranty assessment, case by case: `cases/warranty_*.yml`. Each claim is written as the endpoint takes it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.law.warranty import assess, parse_claim

TODAY = date(2026, 11, 22)


def test_the_law_answers(case: Mapping[str, Any]) -> None:
    claim = json.loads(json.dumps(case["claim"], default=date.isoformat))
    found = assess(parse_claim(claim, TODAY)).as_json()
    expected = json.loads(json.dumps(case["finding"], default=date.isoformat))
    found["overlays"] = {overlay["code"]: overlay["date"] for overlay in found["overlays"]}
    for code in expected.pop("open", []):
        assert code in found["overlays"], f"{code} should be open, not only {sorted(found['overlays'])}"
    for code in expected.pop("not_open", []):
        assert code not in found["overlays"], f"{code} should not be open"
    for article in expected.pop("cites", []):
        assert article in found["citations"]
    for text in expected.pop("traces", []):
        assert any(text in line for line in found["trace"]), found["trace"]
    assert {key: found[key] for key in expected} == expected

"""References of models by their shape: the cases are in model_references.yml."""

from pathlib import Path

import pytest
import yaml

from bot.nlu.model_references import references

CASES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("model_references.yml").read_text())


@pytest.mark.parametrize("reference", CASES["references"])
def test_a_reference_is_found_in_its_sentence(reference: str) -> None:
    for text in (f"mon {reference} ne marche plus", f"mon {reference.lower()}, svp", reference):
        assert [text[found.start : found.end].casefold() for found in references(text)] == [reference.casefold()]


@pytest.mark.parametrize("other", CASES["others"])
def test_a_size_a_date_a_number_or_shorthand_is_no_reference(other: str) -> None:
    assert list(references(f"il fait {other} je crois")) == []


def test_a_long_mixed_reference_is_sure_and_a_short_one_is_not() -> None:
    assert [found.is_sure for found in references("WW90T4540AE et V11")] == [True, False]

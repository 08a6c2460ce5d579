"""The lookup files: they are whole, they know what the law names, and a mistake in them is said clearly."""

from collections import Counter
from pathlib import Path

import pytest

import bot.engine.bridge  # noqa: F401  # before anything of Rasa

# isort: split
from actions.law.product_types import PRODUCT_TYPES
from bot.nlu.lookups import FOLDER, LookupMistake, read_phrases

FILES = ("product_types", "parts", "defects", "brands", "models", "merchants")


def copied(folder: Path, **changed: str) -> Path:
    """Copy the lookup files, some with another text."""
    for name in FILES:
        text = changed.get(name) or (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def test_every_family_of_a_shop_is_covered() -> None:
    canonical = Counter(entity for entity, _ in {(term.entity, term.canonical) for _, term in read_phrases()})
    assert canonical["product_type"] >= 220
    assert canonical["part"] >= 250
    assert canonical["brand"] >= 500
    assert canonical["defect"] >= 50


def test_each_type_that_law_names_can_be_typed() -> None:
    known = {term.canonical for _, term in read_phrases() if term.entity == "product_type"}
    assert PRODUCT_TYPES - known == set()


def test_a_spelling_names_one_product_type_only() -> None:
    owners: dict[str, set[str]] = {}
    for phrase, term in read_phrases():
        if term.entity == "product_type":
            owners.setdefault(phrase, set()).add(term.canonical)
    assert {phrase: types for phrase, types in owners.items() if len(types) > 1} == {}


def test_no_shop_or_carrier_is_listed_as_a_brand() -> None:
    names: dict[str, set[str]] = {"brand": set(), "merchant": set()}
    for phrase, term in read_phrases():
        if term.entity in names:
            names[term.entity].add(phrase.casefold())
    assert names["brand"] & names["merchant"] <= {"google", "apple store"}


def test_no_file_looks_like_training_data_to_rasa() -> None:
    for file in FOLDER.glob("*.yml"):
        first_words = {
            line.split(":")[0] for line in file.read_text(encoding="utf-8").splitlines() if line[:1].isalpha()
        }
        assert not first_words & {
            "rules",
            "intents",
            "nlu",
            "stories",
            "responses",
            "entities",
            "slots",
            "forms",
            "actions",
        }


def test_a_missing_section_says_which_and_where(tmp_path: Path) -> None:
    with pytest.raises(LookupMistake, match=r"brands\.yml: cannot read the section 'brands'"):
        read_phrases(copied(tmp_path, brands="marques: {}\n"))


def test_a_list_in_place_of_lines_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(LookupMistake, match=r"must hold lines such as `kettle: \[bouilloire\]`"):
        read_phrases(copied(tmp_path, parts="parts: [joint]\n"))


def test_a_number_without_quotes_says_so(tmp_path: Path) -> None:
    with pytest.raises(LookupMistake, match="500 is not text; put it between quotes"):
        read_phrases(copied(tmp_path, product_types="product_types:\n  kettle: [bouilloire, 500]\n"))

"""Products found by what people say of them, and the words of the shop that follow its data."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.catalogue import (
    find_product,
    products_by_brand,
    products_by_gtin,
    products_by_model,
    products_by_name,
    version,
    vocabulary,
)
from actions.store.shop_data import InvalidShopData, import_shop

EXAMPLE = Path(__file__).with_name("contract_example.json")


@pytest.fixture(autouse=True)
def shop(engine: Engine) -> None:
    import_shop(engine, EXAMPLE)


@pytest.mark.parametrize("model", ["MK-1", "mk1", "Mk 1", "mk.1"])
def test_a_model_is_found_whatever_its_punctuation(engine: Engine, model: str) -> None:
    assert [product.sku for product in products_by_model(engine, model)] == ["CA-MK1"]


def test_a_brand_narrows_a_model(engine: Engine, add: Callable[..., Any]) -> None:
    add(products=[{"sku": "X", "name": "X", "brand": "Zorbax", "model": "MK1"}])
    assert [product.sku for product in products_by_model(engine, "mk1")] == ["CA-MK1", "X"]
    assert [product.sku for product in products_by_model(engine, "mk1", "ZORBAX")] == ["X"]
    assert [product.sku for product in products_by_model(engine, "Bellorne MK-1", "Bellorne")] == ["CA-MK1"]


@pytest.mark.parametrize("gtin", ["3254567890247", "3 254567 890247", "03254567890247"])
def test_a_gtin_is_found_with_or_without_its_zeros_and_spaces(engine: Engine, gtin: str) -> None:
    assert [product.sku for product in products_by_gtin(engine, gtin)] == ["CA-MK1"]


def test_products_are_found_by_brand_type_name_and_sku(engine: Engine) -> None:
    assert [product.sku for product in products_by_brand(engine, "TORNIX")] == ["AS-VX2"]
    assert [product.sku for product in products_by_brand(engine, "Bellorne", "coffee_maker")] == ["CA-MK1"]
    assert products_by_brand(engine, "Bellorne", "kettle") == ()
    assert [product.sku for product in products_by_name(engine, "cafetiere bellorne mk1")] == ["CA-MK1"]
    product = find_product(engine, "AS-VX2")
    assert product is not None
    assert product.listed is False


@pytest.mark.parametrize(
    "ask", [products_by_model, products_by_gtin, products_by_brand, products_by_name, find_product]
)
@pytest.mark.parametrize("word", ["", "  ", "?!", "inconnu", "' OR 1=1 --", "\x00", "\ud800"])
def test_what_is_unknown_finds_nothing(engine: Engine, ask: Callable[..., Any], word: str) -> None:
    assert not ask(engine, word)


def test_the_vocabulary_has_the_words_of_products_recalls_and_parts(engine: Engine, add: Callable[..., Any]) -> None:
    long = "modèle décrit par une phrase entière comme on en trouve dans les rappels officiels"
    add(recalls=[{"reference": "R", "brand": "Flouvert", "models": ["ZQ-9", long], "published_on": "2026-01-01"}])
    words = vocabulary(engine)
    assert words.brands == ("Bellorne", "Flouvert", "Tornix")
    assert words.models == ("MK-1", "VX2", "ZQ-9")
    assert words.names == ("Aspirateur balai Tornix VX2", "Cafetière Bellorne MK-1")
    assert words.product_types == ("coffee_maker", "vacuum_cleaner")
    assert words.parts == ("Filtre",)
    assert words.version == version(engine)


def test_new_data_are_seen_by_the_version(engine: Engine, add: Callable[..., Any]) -> None:
    before = version(engine)
    add(products=[{"sku": "N", "name": "Nouveau", "brand": "Jamaisvu"}])
    assert version(engine) > before
    assert "Jamaisvu" in vocabulary(engine).brands


def test_data_that_are_refused_leave_the_version(engine: Engine, add: Callable[..., Any]) -> None:
    before = version(engine)
    with pytest.raises(InvalidShopData):
        add(products=[{"sku": "N"}])
    assert version(engine) == before

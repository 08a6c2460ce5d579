"""Real files that shops and the State gave out, beside the project: each comes in, or is refused with what to do."""

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from actions.store.index_import import import_indices
from actions.store.shop_data import InvalidShopData, ShopReport
from actions.store.shop_export import export_shop
from actions.store.source_files import import_files

SAMPLES = Path(__file__).resolve().parents[5] / "shared" / "data"
FOUND = sorted(path for path in SAMPLES.rglob("*.*") if path.is_file()) if SAMPLES.is_dir() else []
# What a refusal must say: what to give or to do instead.
ADVICE = ("export", "Savia reads", "savia import", "savia indices import", "give", "save it again")

COMING_IN = {
    "order.json": 1,
    "orders-load-all.json": 4,
    "order-fully-refunded.json": 1,
    "order-details-partially-refunded.json": 1,
    "order-with-attribution-info.json": 1,
    "admin_rest_order.json": 1,
    "v2_gtin_espaces_sample_20.json": 20,
    "v1_api_v2_sample_10.json": 10,
    "v1_rappelconso0_EXCERPT_13rows.csv": 13,
    "admin_rest_product.json": 4,
}

if not FOUND:
    pytestmark = pytest.mark.skip(reason="the samples (../shared/data) are not there")


@pytest.mark.parametrize("path", FOUND or [SAMPLES], ids=lambda path: path.name)
def test_a_sample_comes_in_or_is_refused_with_what_to_do(path: Path, engine: Engine) -> None:
    report, mistakes = imported(engine, path)
    if report is None:
        assert path.name not in COMING_IN, mistakes
        assert 0 < len(mistakes) <= 3
        assert any(words in " ".join(mistakes) for words in ADVICE), mistakes
        assert all(path.name in mistake for mistake in mistakes)
        return
    if path.name in COMING_IN:
        assert report.orders + report.products + report.recalls == COMING_IN[path.name]
    again = "".join(export_shop(engine))
    imported(engine, path)
    assert "".join(export_shop(engine)) == again


def imported(engine: Engine, path: Path) -> tuple[ShopReport | None, tuple[str, ...]]:
    """Import a file, and return the report, or the mistakes that refuse it."""
    try:
        return import_files(engine, [path]), ()
    except InvalidShopData as refused:
        return None, refused.mistakes


@pytest.mark.parametrize(
    "path", [path for path in FOUND if path.name.endswith("exemple-valide.csv")] or [SAMPLES], ids=lambda p: p.name
)
def test_the_official_examples_of_indices_come_in(path: Path, engine: Engine) -> None:
    assert import_indices(engine, path).indices == 3

"""Products of the shop, and the words of the shop that the language understanding looks up while it runs.

A product is listed by the shop or known from the lines of its orders; both answer here.
"""

from dataclasses import dataclass

from sqlalchemy import select, union
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import ColumnElement

from actions.store import tables
from actions.store.engine import reading
from actions.store.folding import fold_brand, fold_gtin, fold_model, fold_reference
from actions.store.records import Product
from actions.store.source_tables import product_indices

# Official recalls put whole sentences where a model is expected; nobody types those as a model.
LONGEST_WORD = 60

_products = tables.products


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The shop's own words, each once, in alphabetical order, at a `version` of its data.

    Brands and models are those of products, recalls and spare parts, models those of declared indices too; names and
    types are those of products; parts are the names of spare parts.
    """

    version: int
    brands: tuple[str, ...]
    models: tuple[str, ...]
    names: tuple[str, ...]
    product_types: tuple[str, ...]
    parts: tuple[str, ...]


def find_product(engine: Engine, sku: str) -> Product | None:
    """Return the product with this sku."""
    return next(iter(_find(engine, _products.c.sku == sku)), None)


def products_by_model(engine: Engine, model: str, brand: str | None = None) -> tuple[Product, ...]:
    """Return the products of this model whatever its punctuation, listed ones first; `brand` narrows when known."""
    key = fold_model(model, brand)
    if not key:
        return ()
    conditions = [_products.c.model_key == key]
    if brand:
        conditions.append(_products.c.brand_key == fold_brand(brand))
    return _find(engine, *conditions)


def products_by_gtin(engine: Engine, gtin: str) -> tuple[Product, ...]:
    """Return the products with this GTIN, of 8 to 14 digits, with or without its leading zeros."""
    key = fold_gtin(gtin)
    return () if key is None else _find(engine, _products.c.gtin_key == key)


def products_by_brand(engine: Engine, brand: str, product_type: str | None = None) -> tuple[Product, ...]:
    """Return the products of this brand, of one type when it is given."""
    key = fold_brand(brand)
    if not key:
        return ()
    conditions = [_products.c.brand_key == key]
    if product_type:
        conditions.append(_products.c.product_type == product_type)
    return _find(engine, *conditions)


def products_by_name(engine: Engine, name: str) -> tuple[Product, ...]:
    """Return the products with exactly this name, case, accents and punctuation apart."""
    key = fold_reference(name)
    return tuple(product for product in _find(engine) if fold_reference(product.name) == key) if key else ()


def version(engine: Engine) -> int:
    """Return the number of the shop's data: it grows with each import, and reading it costs one row."""
    with engine.connect() as connection:
        return _version(connection)


class DataVersion:
    """The number of the shop's data, read once at each message by its understanding and at hand for its answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: int | None = None

    def read(self) -> int:
        """Return the number as it is now."""
        self._known = version(self._engine)
        return self._known

    def at_hand(self) -> int:
        """Return the number read last."""
        return self.read() if self._known is None else self._known


def vocabulary(engine: Engine) -> Vocabulary:
    """Return all the words of the shop; keep it until `version` gives another number."""
    products, recalls = tables.products.c, tables.recalls.c
    with reading(engine) as connection:
        return Vocabulary(
            version=_version(connection),
            brands=_words(connection, products.brand, recalls.brand),
            models=_words(
                connection,
                products.model,
                tables.recall_models.c.model,
                tables.part_models.c.model,
                product_indices.c.model,
            ),
            names=_words(connection, products.name),
            product_types=_words(connection, products.product_type),
            parts=_words(connection, tables.parts.c.part),
        )


def _find(engine: Engine, *conditions: ColumnElement) -> tuple[Product, ...]:
    question = select(_products).where(*conditions).order_by(_products.c.listed.desc(), _products.c.sku)
    with reading(engine) as connection:
        rows = connection.execute(question).mappings().all()
    return tuple(Product(**{name: row[name] for name in Product.__slots__}) for row in rows)


def _version(connection: Connection) -> int:
    return int(connection.execute(select(tables.shop_version.c.version)).scalar_one())


def _words(connection: Connection, *columns: ColumnElement) -> tuple[str, ...]:
    """Return the different values of these columns that a person could type."""
    question = union(*(select(column.label("word")).where(column.is_not(None)) for column in columns))
    words = connection.execute(question).scalars()
    return tuple(sorted(word for word in words if 0 < len(word) <= LONGEST_WORD))

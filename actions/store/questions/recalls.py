"""Whether a product is recalled, told with what matched and with what is still missing to decide.

A false alarm frightens and a missed one burns, so only sure marks count: brand and model together, a GTIN, a batch.
A brand alone never matches, nor a batch of fewer than four characters by itself, nor a part of a model's name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, exists, or_, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from actions.store import tables
from actions.store.engine import reading
from actions.store.folding import fold_batch, fold_brand, fold_gtin, fold_model, is_shop_internal_gtin
from actions.store.records import OrderLine, Recall

SHORTEST_BATCH_ALONE = 4
MOST_OF_A_BRAND = 25

_recalls = tables.recalls


@dataclass(frozen=True, slots=True)
class RecallMatch:
    """A recall that concerns the product, or would with what is `missing`.

    `matched` is among `brand`, `model`, `gtin`, `batch`; `missing` is empty or one of these, or `notice` when the
    recall names no model, GTIN or batch, so that only its notice can tell.
    """

    recall: Recall
    matched: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecallCheck:
    """What the recalls say of one product, sure matches first, then newest first."""

    matches: tuple[RecallMatch, ...]

    @property
    def status(self) -> str:
        """`recalled`, `needs_batch`, `needs_brand`, `needs_model`, `needs_gtin`, `needs_notice` or `not_recalled`."""
        if any(not match.missing for match in self.matches):
            return "recalled"
        for missing in ("batch", "brand", "model", "gtin", "notice"):
            if any(missing in match.missing for match in self.matches):
                return f"needs_{missing}"
        return "not_recalled"

    @property
    def recalled(self) -> tuple[RecallMatch, ...]:
        """The matches that need nothing more."""
        return tuple(match for match in self.matches if not match.missing)


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is known of the product, folded; None or empty when unknown."""

    brand: str
    model: str
    gtin: str | None
    batch: str
    product_type: str | None


def check_recalls(
    engine: Engine,
    *,
    brand: str | None = None,
    model: str | None = None,
    gtin: str | None = None,
    batch: str | None = None,
    product_type: str | None = None,
) -> RecallCheck:
    """Compare what is known of a product with every recall.

    A model without its brand takes the brand of the catalogue when only one has that model.
    """
    with reading(engine) as connection:
        return _check(connection, brand, model, gtin, batch, product_type)


def check_lines(
    engine: Engine, lines: Iterable[OrderLine], batch: str | None = None
) -> tuple[tuple[OrderLine, RecallCheck], ...]:
    """Compare the lines of an order with every recall, in the order of the lines.

    `batch` is the one the shopper reads on the product; it only says something when the order has one line.
    """
    with reading(engine) as connection:
        return tuple(
            (line, _check(connection, line.brand, line.model, line.gtin, batch, line.product_type)) for line in lines
        )


def find_recall(engine: Engine, reference: str) -> Recall | None:
    """Return the recall with this reference."""
    with reading(engine) as connection:
        return next(iter(load_recalls(connection, select(_recalls).where(_recalls.c.reference == reference))), None)


def latest_recalls(engine: Engine, limit: int = 5, product_type: str | None = None) -> tuple[Recall, ...]:
    """Return the last recalls published, newest first, of one type of product when it is given."""
    question = select(_recalls).order_by(_recalls.c.published_on.desc(), _recalls.c.reference.desc()).limit(limit)
    if product_type:
        question = question.where(_recalls.c.product_type == product_type)
    with reading(engine) as connection:
        return tuple(load_recalls(connection, question))


def load_recalls(connection: Connection, question: Select) -> list[Recall]:
    """Return the recalls a question on the table of recalls selects, with their models, GTINs and batches."""
    rows = connection.execute(question).all()
    references = [row.reference for row in rows]
    models = _marks(connection, tables.recall_models, references)
    gtins = _marks(connection, tables.recall_gtins, references)
    batches = _marks(connection, tables.recall_batches, references)
    return [
        Recall(
            reference=row.reference,
            brand=row.brand,
            models=models.get(row.reference, ()),
            gtins=gtins.get(row.reference, ()),
            batches=batches.get(row.reference, ()),
            product_type=row.product_type,
            risk=row.risk,
            published_on=row.published_on,
            remedies=tuple(row.remedies),
            url=row.url,
        )
        for row in rows
    ]


def _marks(connection: Connection, table: Table, references: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the marks of one kind of these recalls, as they were written."""
    marks: dict[str, tuple[str, ...]] = {}
    question = select(table).where(table.c.reference.in_(references)).order_by(*table.primary_key.columns)
    for reference, _, mark, _ in connection.execute(question):
        marks[reference] = (*marks.get(reference, ()), mark)
    return marks


def _check(
    connection: Connection,
    brand: str | None,
    model: str | None,
    gtin: str | None,
    batch: str | None,
    product_type: str | None,
) -> RecallCheck:
    model_key = fold_model(model or "", brand)
    brand_key = fold_brand(brand or "") or _only_brand_with(connection, model_key)
    product = _Marks(brand_key, model_key, fold_gtin(gtin or ""), fold_batch(batch or ""), product_type)
    compared = (_compare(product, recall) for recall in load_recalls(connection, _that_may_match(product)))
    found = [match for match in compared if match is not None]
    found.sort(key=lambda match: (match.recall.published_on, match.recall.reference), reverse=True)
    return RecallCheck(tuple(sorted(found, key=lambda match: len(match.missing))))


def _only_brand_with(connection: Connection, model_key: str) -> str:
    """Return the folded brand that has this model when the catalogue knows exactly one."""
    if not model_key:
        return ""
    products = tables.products.c
    question = select(products.brand_key).where(products.model_key == model_key, products.brand_key.is_not(None))
    brands = connection.execute(question.distinct()).scalars().all()
    return brands[0] if len(brands) == 1 else ""


def _that_may_match(product: _Marks) -> Select:
    """Return the question for the recalls that share at least one mark with the product."""
    conditions = []
    if product.brand:
        conditions.append(_recalls.c.reference.in_(_of_brand(product)))
    for table, name, key in (
        (tables.recall_models, "model_key", product.model),
        (tables.recall_gtins, "gtin_key", product.gtin),
        (tables.recall_batches, "batch_key", product.batch),
    ):
        if key:
            conditions.append(_recalls.c.reference.in_(select(table.c.reference).where(table.c[name] == key)))
    return select(_recalls).where(or_(*conditions) if conditions else _recalls.c.reference.is_(None))


def _of_brand(product: _Marks) -> Select:
    """Return the question for the newest recalls of the brand that could be of this model: some brands have hundreds.

    A recall that names other models is of another product. Those that share a sure mark are found by that mark.
    """
    of_brand = select(_recalls.c.reference).where(_recalls.c.brand_key == product.brand)
    if product.model:
        models = tables.recall_models
        of_brand = of_brand.where(~exists().where(models.c.reference == _recalls.c.reference))
    return of_brand.order_by(_recalls.c.published_on.desc(), _recalls.c.reference.desc()).limit(MOST_OF_A_BRAND)


def _compare(product: _Marks, recall: Recall) -> RecallMatch | None:
    """Return how the recall concerns the product, or None when it does not."""
    same = _same_marks(product, recall)
    if _is_another_product(product, recall, same):
        return None
    missing = _missing(product, recall, same)
    if missing is None:
        return None
    return RecallMatch(recall, tuple(mark for mark in ("brand", "model", "gtin", "batch") if mark in same), missing)


def _same_marks(product: _Marks, recall: Recall) -> frozenset[str]:
    """Return the marks that are known of the product and equal in the recall."""
    same = set()
    if product.brand and product.brand == fold_brand(recall.brand):
        same.add("brand")
    if product.model and product.model in {fold_model(model, recall.brand) for model in recall.models}:
        same.add("model")
    if product.batch and product.batch in {fold_batch(batch) for batch in recall.batches}:
        same.add("batch")
    # Shops number loose goods among themselves: such a GTIN names a product only with its brand.
    is_telling = product.gtin is not None and ("brand" in same or not is_shop_internal_gtin(product.gtin))
    if is_telling and product.gtin in {fold_gtin(gtin) for gtin in recall.gtins}:
        same.add("gtin")
    return frozenset(same)


def _is_another_product(product: _Marks, recall: Recall, same: frozenset[str]) -> bool:
    """Tell whether a known mark of the product contradicts the recall; a GTIN in common silences brand and model."""
    if product.batch and recall.batches and "batch" not in same:
        return True
    if "gtin" in same:
        return False
    if product.brand and "brand" not in same:
        return True
    if product.model and recall.models and "model" not in same:
        return True
    other_type = product.product_type and recall.product_type and product.product_type != recall.product_type
    return bool(other_type) and "model" not in same


def _missing(product: _Marks, recall: Recall, same: frozenset[str]) -> tuple[str, ...] | None:
    """Return what must still be known for the recall to concern the product, or None when too little is in common."""
    if "gtin" in same or {"brand", "model"} <= same:
        return () if "batch" in same or not recall.batches else ("batch",)
    if "batch" in same and len(product.batch) >= SHORTEST_BATCH_ALONE:
        return ()
    if "model" in same:
        return ("brand",)
    if "brand" not in same:
        return None
    if recall.models:
        return ("model",)
    if recall.batches:
        return () if "batch" in same else ("batch",)
    if recall.gtins:
        return None if product.gtin else ("gtin",)
    return ("notice",)

"""Who bought what is recalled: every line of every order held against every recall, product by product.

A seller must tell them directly (règl. (UE) 2023/988 art. 35); what the notice says is not here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.engine import Connection, Engine, Row

from actions.store import tables
from actions.store.engine import reading
from actions.store.folding import fold_words, has_right_check_digit
from actions.store.questions.recalls import RecallMatch, check_recalls
from actions.store.records import Recall

_orders, _lines = tables.orders, tables.order_lines
_MARKS = ("brand", "model", "gtin", "product_type", "name")


@dataclass(frozen=True, slots=True)
class ConcernedCustomer:
    """A customer who bought a product a recall names, or may name.

    `missing` says what would settle it (`batch`: the recall is limited to some); empty when nothing is missing.
    `is_doubtful` when only a bar code with a wrong check digit is in common, which may be another product's batch.
    """

    order_number: str
    email: str = field(repr=False)
    first_name: str | None = field(repr=False)
    last_name: str | None = field(repr=False)
    ordered_on: date
    sku: str
    name: str
    brand: str | None
    model: str | None
    quantity: int
    recall: Recall
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    is_doubtful: bool


def concerned_customers(engine: Engine, *, with_unsure: bool = False) -> Iterator[ConcernedCustomer]:
    """Yield the customers concerned, recall by recall within each product, newest orders first.

    A recall limited to batches concerns all buyers of its model until each has read the batch. `with_unsure` adds the
    products that share only a brand, or a model without its brand.
    """
    with reading(engine) as connection:
        columns = [_lines.c[name] for name in _MARKS]
        products = connection.execute(select(*columns).distinct().order_by(*columns)).all()
    for product in products:
        found = (_with_named_brand(match, product.name) for match in _matches(engine, product))
        wanted = [match for match in found if with_unsure or match.missing in ((), ("batch",))]
        if wanted:
            with reading(engine) as connection:
                yield from _buyers(connection, product, wanted)


def _matches(engine: Engine, product: Row) -> list[RecallMatch]:
    check = check_recalls(
        engine, brand=product.brand, model=product.model, gtin=product.gtin, product_type=product.product_type
    )
    return list(check.matches)


def _with_named_brand(match: RecallMatch, name: str) -> RecallMatch:
    """Return a match that only lacked the brand as a sure one when the product's name says the brand."""
    if match.missing != ("brand",):
        return match
    brand, words = fold_words(match.recall.brand), fold_words(name)
    is_said = any(words[place : place + len(brand)] == brand for place in range(len(words)))
    if not is_said:
        return match
    missing = ("batch",) if match.recall.batches else ()
    return replace(match, matched=("brand", *match.matched), missing=missing)


def _buyers(connection: Connection, product: Row, matches: list[RecallMatch]) -> Iterator[ConcernedCustomer]:
    same = [_lines.c[name].is_not_distinct_from(product[place]) for place, name in enumerate(_MARKS)]
    question = (
        select(_orders, _lines)
        .join(_lines, _lines.c.order_key == _orders.c.order_key)
        .where(and_(*same))
        .order_by(_orders.c.ordered_on.desc(), _orders.c.order_key, _lines.c.position)
    )
    bought = connection.execute(question).all()
    for match in matches:
        for row in bought:
            yield ConcernedCustomer(
                order_number=row.number,
                email=row.email,
                first_name=row.first_name,
                last_name=row.last_name,
                ordered_on=row.ordered_on,
                sku=row.sku,
                name=row.name,
                brand=row.brand,
                model=row.model,
                quantity=row.quantity,
                recall=match.recall,
                matched=match.matched,
                missing=match.missing,
                is_doubtful=match.matched == ("gtin",) and not has_right_check_digit(row.gtin or ""),
            )

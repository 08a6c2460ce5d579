"""The repairability or durability index of a model, what it is made of, and the spare parts its maker promises.

An index is declared by the maker (the official files) or, failing that, known as a number from the shop's catalogue.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import ColumnElement

from actions.store.engine import reading
from actions.store.folding import fold_brand, fold_gtin, fold_model, fold_words
from actions.store.questions.catalogue import products_by_gtin, products_by_model
from actions.store.records import Product
from actions.store.source_tables import index_parts, product_indices

MAXIMUM = 10
# The four to whom the law wants a promise of parts; the first is whom a shopper is.
CHANNELS = ("consommateur", "distributeur", "reparateur", "producteur")
_LEAST_INSIDE = 4
_WORDS = re.compile(r"[\s,;()/]+")
_UNAVAILABLE = "Non disponible"

_indices, _parts = product_indices, index_parts


@dataclass(frozen=True, slots=True)
class Band:
    """A promise as the official files give it: `<3`, `13`, `>15` or `Non disponible`.

    `least` and `most` are the bounds it sets, both given when it is a number; both None when nothing is promised.
    `less than` and `more than` are strict.
    """

    text: str
    least: int | None
    most: int | None

    @property
    def is_promised(self) -> bool:
        """Whether something is promised at all."""
        return self.text != _UNAVAILABLE


@dataclass(frozen=True, slots=True)
class PromisedPart:
    """A spare part a maker promises to one channel: in how many working days, for how many years."""

    part: str
    channel: str
    delay: Band | None
    years: Band | None

    @property
    def is_promised(self) -> bool:
        """Whether the part is supplied: neither its delay nor its years are `Non disponible`."""
        return all(band is None or band.is_promised for band in (self.delay, self.years))


@dataclass(frozen=True, slots=True)
class ModelIndex:
    """The index of a model, out of ten; `id` is None, and details are absent, when only the catalogue knows it."""

    id: str | None
    kind: str
    score: Decimal
    model: str
    brand: str | None
    product_type: str | None
    calculated_on: date | None
    scores: dict[str, Decimal]
    details_url: str | None
    documentation: tuple[str, ...]
    disassembly: dict[str, str]


@dataclass(frozen=True, slots=True)
class IndexComparison:
    """Two models side by side on the same index; `criteria` are their marks in common, by official name."""

    kind: str
    first: ModelIndex
    second: ModelIndex
    criteria: tuple[tuple[str, Decimal, Decimal], ...]

    @property
    def difference(self) -> Decimal:
        """How much better the first is; below nothing when the second is better."""
        return self.first.score - self.second.score


def index_of(engine: Engine, model: str, brand: str | None = None, gtin: str | None = None) -> tuple[ModelIndex, ...]:
    """Return the newest index of each kind of this model, durability first; empty when none is known.

    A declaration is found by bar code (the one given, or those of the catalogue for this model) or by its model name;
    `brand` narrows when given.
    """
    products = products_by_gtin(engine, gtin) if gtin else products_by_model(engine, model, brand)
    with reading(engine) as connection:
        declared = _declared(connection, model, brand, gtin, products)
    found = {index.kind: index for index in reversed(declared)}
    for index in _of_catalogue(products):
        found.setdefault(index.kind, index)
    return tuple(found[kind] for kind in ("durability", "repairability") if kind in found)


def compare(engine: Engine, first: str, second: str) -> IndexComparison | None:
    """Return two models on the index both have, durability if they can; None when they have none in common."""
    ours = {index.kind: index for index in index_of(engine, first)}
    theirs = {index.kind: index for index in index_of(engine, second)}
    for kind in ("durability", "repairability"):
        if kind in ours and kind in theirs:
            one, other = ours[kind], theirs[kind]
            shared = [name for name in one.scores if name in other.scores]
            return IndexComparison(
                kind, one, other, tuple((name, one.scores[name], other.scores[name]) for name in shared)
            )
    return None


def promised_parts(
    engine: Engine, model: str, part: str | None = None, brand: str | None = None, channel: str | None = None
) -> tuple[PromisedPart, ...]:
    """Return the spare parts the maker of a model promises, to a shopper first; `part` in the shopper's words.

    Those of the newest declaration. `charbon` finds `Moteur et balais (ou charbons de moteur)`; empty when nothing is
    declared or nothing is called so.
    """
    declared = [index for index in index_of(engine, model, brand) if index.id is not None]
    if not declared:
        return ()
    question = select(_parts).where(_parts.c.id == declared[0].id).order_by(_parts.c.position)
    if channel is not None:
        question = question.where(_parts.c.channel == channel)
    with reading(engine) as connection:
        rows = connection.execute(question).all()
    wanted = set(fold_words(part)) if part else set()
    found = [
        PromisedPart(row.part, row.channel, band(row.delay), band(row.years))
        for row in rows
        if wanted <= set(fold_words(row.part))
    ]
    return tuple(
        sorted(found, key=lambda each: CHANNELS.index(each.channel) if each.channel in CHANNELS else len(CHANNELS))
    )


def suppliers_of(engine: Engine, model: str, part: str, brand: str | None = None) -> tuple[str, ...]:
    """Return who is promised this part of a model, the shopper first: `consommateur`, `distributeur` and so on."""
    promised = [each for each in promised_parts(engine, model, part, brand) if each.is_promised]
    return tuple(dict.fromkeys(each.channel for each in promised))


def band(text: str | None) -> Band | None:
    """Return a promise with the bounds it sets; None when nothing is written."""
    if text is None:
        return None
    match = re.fullmatch(r"([<>]?)(\d+)", text)
    if match is None:
        return Band(text, None, None)
    number = int(match[2])
    return Band(text, None if match[1] == "<" else number, None if match[1] == ">" else number)


def _declared(
    connection: Connection, model: str, brand: str | None, gtin: str | None, products: Iterable[Product]
) -> list[ModelIndex]:
    """Return the declarations of a model, newest first; by bar code, else by the same name, else by a name inside."""
    codes = {fold_gtin(code) for code in (gtin, *(product.gtin for product in products)) if code} - {None}
    key = "" if gtin else fold_model(model, brand)
    conditions = [_indices.c.gtin_key.in_(codes)] if codes else []
    if key:
        conditions.append(_of_brand(_indices.c.model_key == key, brand))
    found = _read(connection, or_(*conditions)) if conditions else []
    if not found and len(key) >= _LEAST_INSIDE and key.isascii():
        near = _read(connection, _of_brand(_indices.c.model_key.contains(key, autoescape=True), brand))
        found = [index for index in near if key in {fold_model(word) for word in _WORDS.split(index.model)}]
    return found


def _of_brand(condition: ColumnElement, brand: str | None) -> ColumnElement:
    """Return the condition narrowed to a brand, which makers write longer: `TORNIX FRANCE SAS`."""
    key = fold_brand(brand or "")
    return and_(condition, _indices.c.brand_key.contains(key, autoescape=True)) if key else condition


def _read(connection: Connection, condition: ColumnElement) -> list[ModelIndex]:
    question = select(_indices).where(condition).order_by(_indices.c.calculated_on.desc(), _indices.c.id.desc())
    return [
        ModelIndex(
            id=row.id,
            kind=row.kind,
            score=row.score,
            model=row.model,
            brand=row.brand,
            product_type=row.product_type,
            calculated_on=row.calculated_on,
            scores={name: Decimal(mark) for name, mark in row.scores.items()},
            details_url=row.details_url,
            documentation=tuple(row.documentation),
            disassembly=dict(row.disassembly),
        )
        for row in connection.execute(question)
    ]


def _of_catalogue(products: Iterable[Product]) -> Iterable[ModelIndex]:
    for product in products:
        numbers = {"durability": product.durability_index, "repairability": product.repairability_index}
        for kind, score in numbers.items():
            if score is not None:
                yield ModelIndex(
                    None,
                    kind,
                    score,
                    product.model or product.name,
                    product.brand,
                    product.product_type,
                    None,
                    {},
                    None,
                    (),
                    {},
                )

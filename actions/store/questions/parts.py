"""Spare parts by name and by model: price, stock, availability."""

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from actions.store import tables
from actions.store.engine import reading
from actions.store.folding import fold_model, fold_part, fold_words
from actions.store.records import Part

_parts, _models = tables.parts, tables.part_models


def find_parts(engine: Engine, part: str, model: str, brand: str | None = None) -> tuple[Part, ...]:
    """Return the spare parts called so for this model: the same name, else the names nearest to it, else none.

    `filtres` finds `Filtre`; without a part of that name it finds `Filtre à charbon` and `Filtre anticalcaire` (all the
    shopper's words), and `filtre à poussière` finds `Filtre` (all the shop's words). The brand only helps to read a
    model written with it.
    """
    wanted = set(fold_words(part))
    candidates = [(set(fold_words(known.part)), known) for known in parts_for_model(engine, model, brand)]
    if not wanted:
        return ()
    same = [known for words, known in candidates if words == wanted]
    more_precise = [known for words, known in candidates if words > wanted]
    less_precise = [known for words, known in candidates if words and words < wanted]
    return tuple(same or more_precise or less_precise)


def parts_for_model(engine: Engine, model: str, brand: str | None = None) -> tuple[Part, ...]:
    """Return all the spare parts for this model, available ones first."""
    key = fold_model(model, brand)
    if not key:
        return ()
    return _read(
        engine, select(_parts).where(_parts.c.sku.in_(select(_models.c.sku).where(_models.c.model_key == key)))
    )


def parts_named(engine: Engine, part: str) -> tuple[Part, ...]:
    """Return the spare parts with this very name for any model, to ask which model it is for."""
    return _read(engine, select(_parts).where(_parts.c.part_key == fold_part(part)))


def find_part(engine: Engine, sku: str) -> Part | None:
    """Return the spare part with this sku."""
    return next(iter(_read(engine, select(_parts).where(_parts.c.sku == sku))), None)


def load_parts(connection: Connection, question: Select) -> list[Part]:
    """Return the parts a question on the table of parts selects, with the models they fit."""
    rows = connection.execute(question).all()
    fits = select(_models).where(_models.c.sku.in_([row.sku for row in rows])).order_by(_models.c.position)
    models: dict[str, list[str]] = {}
    for fit in connection.execute(fits):
        models.setdefault(fit.sku, []).append(fit.model)
    return [
        Part(
            sku=row.sku,
            part=row.part,
            for_models=tuple(models.get(row.sku, ())),
            price=row.price,
            stock=row.stock,
            status=row.status,
            available_until=row.available_until,
        )
        for row in rows
    ]


def _read(engine: Engine, question: Select) -> tuple[Part, ...]:
    with reading(engine) as connection:
        found = load_parts(connection, question)
    return tuple(sorted(found, key=lambda part: (part.status == "discontinued", part.part, part.sku)))

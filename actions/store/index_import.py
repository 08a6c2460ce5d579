"""Take declared repairability and durability indices in, with the spare parts they promise; all of a file or none."""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import delete
from sqlalchemy.engine import Connection, Engine

from actions.store.bulk import insert_rows
from actions.store.engine import writing
from actions.store.folding import fold_brand, fold_gtin, fold_model, fold_part
from actions.store.shop_data import InvalidShopData
from actions.store.shop_file import MalformedShopFile
from actions.store.shop_rows import batches, raise_version
from actions.store.source_tables import index_parts, product_indices
from actions.store.sources import rows
from actions.store.sources.indices import (
    PAGE,
    IndexSchema,
    disassembly,
    nearest_schema,
    reader,
    schema_for,
    spare_parts,
)
from actions.store.sources.records import Unusable

MOST_MISTAKES = 200
_BATCH = 100

Declaration = dict[str, Any]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """How many declarations and promised parts were written, and the rows left out when that was asked."""

    schema: str
    indices: int
    parts: int
    left_out: tuple[str, ...] = ()


def import_indices(engine: Engine, path: Path, *, leaves_out_invalid: bool = False) -> IndexReport:
    """Write the declarations of a CSV file of one of the official schemas, in place of those with the same number.

    Raises `InvalidShopData` with every mistake; then nothing was written. `leaves_out_invalid` leaves the rows that do
    not keep to the schema out instead, and reports them.
    """
    mistakes: list[str] = []
    with TemporaryFile() as spool:
        try:
            table = rows.open_table(path)
            schema = _schema(table.columns)
            kept = _spool(schema, table.rows, spool, mistakes)
        except MalformedShopFile as error:
            raise InvalidShopData([f"{path.name} {error}"]) from error
        if mistakes and not (leaves_out_invalid and kept):
            raise InvalidShopData(f"{path.name}: {mistake}" for mistake in mistakes[:MOST_MISTAKES])
        if not kept:
            raise InvalidShopData([f"{path.name} holds no declaration; take the whole file from data.gouv.fr"])
        parts = _write(engine, spool)
    return IndexReport(schema.told["schema"], kept, parts, tuple(mistakes[:MOST_MISTAKES]))


def _schema(columns: tuple[str, ...]) -> IndexSchema:
    schema = schema_for(columns)
    if schema is not None:
        return schema
    nearest, lacking = nearest_schema(columns)
    if len(lacking) > len(nearest.columns) / 2:
        raise MalformedShopFile(f"is no file of repairability or durability indices; see the schemas on {PAGE}")
    raise MalformedShopFile(
        f"lacks {len(lacking)} columns of the schema {nearest.told['schema']} {nearest.told['version']}: "
        f"{', '.join(lacking[:5])}{', …' if len(lacking) > 5 else ''}; take the whole file, see {PAGE}"
    )


def _spool(schema: IndexSchema, found: Iterator[rows.Row], spool: IO[bytes], mistakes: list[str]) -> int:
    """Keep the declarations of the rows in the spool, and return how many there are."""
    read = reader(schema)
    lines: dict[str, int] = {}
    for line, row in found:
        try:
            values = read(row)
            _check_new(lines, values["id_unique"], line)
        except Unusable as error:
            mistakes.append(f"line {line}: {error}")
            continue
        pickle.dump(_declaration(schema, values), spool, pickle.HIGHEST_PROTOCOL)
    return len(lines)


def _check_new(lines: dict[str, int], number: str, line: int) -> None:
    first = lines.setdefault(number, line)
    if first != line:
        raise Unusable(f"id_unique: {number} is already on line {first}; keep one of them")


def _declaration(schema: IndexSchema, values: Mapping[str, Any]) -> Declaration:
    told = schema.told
    marks = [*told.get("out_of_20", ()), *told["out_of_10"], *told.get("optional_out_of_10", ())]
    is_gtin = values["referentiel_id_modele"] == "GTIN_EAN"
    brand, model = values["nom_metteur_sur_le_marche"], values["nom_modele"]
    return {
        # A model may have both indices, calculated on one day: their numbers are then the same.
        "id": f"{told['schema']}:{values['id_unique']}",
        "kind": told["kind"],
        "model_id": values["id_modele"],
        "gtin_key": fold_gtin(values["id_modele"]) if is_gtin else None,
        "model": model,
        "model_key": fold_model(model, brand) or None,
        "brand": brand,
        "brand_key": fold_brand(brand) or None,
        "category": values["categorie_produit"],
        "product_type": told["categories"][values["categorie_produit"]],
        "calculated_on": values["date_calcul"],
        "score": round(Decimal(values[told["score"]]), 2),
        "scores": {name: str(values[name]) for name in marks if values[name] is not None},
        "details_url": values["url_tableau_detail_notation"],
        "documentation": [values[name] for name in told["links"] if values[name]],
        "disassembly": disassembly(schema, values),
        "parts": list(spare_parts(schema, values)),
    }


def _write(engine: Engine, spool: IO[bytes]) -> int:
    """Write all the declarations of the spool in one transaction, and return how many parts they promise."""
    spool.seek(0)
    count = 0
    with writing(engine) as connection:
        for some in batches(_declarations(spool), _BATCH):
            count += _write_batch(connection, some)
        raise_version(connection)  # the models are words of the shop: running services read them again
    return count


def _declarations(spool: IO[bytes]) -> Iterator[Declaration]:
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301  # our own file, which nobody else can open
        except EOFError:
            return


def _write_batch(connection: Connection, some: list[Declaration]) -> int:
    parts = [
        {"id": each["id"], **part, "part_key": fold_part(part["part"])} for each in some for part in each.pop("parts")
    ]
    connection.execute(delete(product_indices).where(product_indices.c.id.in_([each["id"] for each in some])))
    insert_rows(connection, product_indices, some)
    insert_rows(connection, index_parts, parts)
    return len(parts)

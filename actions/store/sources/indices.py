"""Declared repairability and durability indices: the official Table Schemas, and the rows of a file held against them.

The schemas are built from `index_schemas.yml`; the check of each cell is the Table Schema library's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from frictionless import Schema

from actions.store.shop_fields import told
from actions.store.sources.records import Unusable, plain

PAGE = "https://schema.data.gouv.fr"
_URL = r"^(https?)://[^\s/$.?#].[^\s]*$"
_ADVICE = {
    "required": "is missing; write it",
    "type": "is not a {type}",
    "minimum": "is below {minimum}",
    "maximum": "is above {maximum}",
    "pattern": "is not written as it should be ({pattern})",
    "enum": "is not one of {enum}",
}

Field = dict[str, Any]
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IndexSchema:
    """One of the official schemas: its key in our file, what it says in short, and the full Table Schema."""

    key: str
    told: Mapping[str, Any]
    channels: tuple[str, ...]
    descriptor: Mapping[str, Any]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns a file must have."""
        return tuple(field["name"] for field in self.descriptor["fields"])


@cache
def index_schemas() -> tuple[IndexSchema, ...]:
    """Return the official schemas, repairability first."""
    content = yaml.safe_load(Path(__file__).with_name("index_schemas.yml").read_text(encoding="utf-8"))
    shared = {name: content.pop(name) for name in ("channels", "model_registers", "maker_registers")}
    channels = tuple(shared["channels"])
    return tuple(IndexSchema(key, told_, channels, _descriptor(told_, shared)) for key, told_ in content.items())


def schema_for(columns: Iterable[str]) -> IndexSchema | None:
    """Return the schema whose own columns are all there; other columns may be there too."""
    known = set(columns)
    fitting = [schema for schema in index_schemas() if set(schema.columns) <= known]
    # The schema of washing machines has all the columns of the one of televisions, and more.
    return max(fitting, key=lambda schema: len(schema.columns), default=None)


def nearest_schema(columns: Iterable[str]) -> tuple[IndexSchema, list[str]]:
    """Return the schema that a file comes nearest to, and the columns it lacks."""
    known = set(columns)
    schema = max(index_schemas(), key=lambda each: len(known & set(each.columns)) - len(set(each.columns) - known))
    return schema, [name for name in schema.columns if name not in known]


def reader(schema: IndexSchema) -> Callable[[Cells], dict[str, Any]]:
    """Return what reads the cells of a row into Python values; it raises `Unusable` with every cell that is wrong."""
    library = Schema.from_descriptor(dict(schema.descriptor))
    cells = {field.name: field.create_cell_reader() for field in library.fields}
    fields = {field["name"]: field for field in schema.descriptor["fields"]}

    def read(row: Cells) -> dict[str, Any]:
        values, mistakes = {}, []
        for name, read_cell in cells.items():
            value, notes = read_cell(plain(row.get(name, "")))
            if notes or getattr(value, "is_finite", _yes)() is False:
                mistakes.append(_mistake(name, row.get(name, ""), fields[name], next(iter(notes or {"type": ""}))))
            values[name] = value
        if mistakes:
            raise Unusable("; ".join(mistakes[:5]) + ("; …" if len(mistakes) > 5 else ""))
        return values

    return read


def spare_parts(schema: IndexSchema, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the promised spare parts of a declaration: the legal matrix of four channels."""
    for channel in schema.channels:
        for rank in range(1, schema.told["spare_parts"]["count"] + 1):
            part = values.get(f"nom_piece_detachee_{rank}_{channel}")
            if part:
                yield {
                    "channel": channel,
                    "position": rank,
                    "part": part,
                    "delay": values.get(f"delai_jours_piece_detachee_{rank}_{channel}") or None,
                    "years": values.get(f"nb_annees_disponibilite_piece_detachee_{rank}_{channel}") or None,
                }


def disassembly(schema: IndexSchema, values: Mapping[str, Any]) -> dict[str, str]:
    """Return in how many steps the parts that matter most come off: part, number of steps as declared."""
    told_ = schema.told.get("disassembly")
    if told_ is None:
        return {}
    pairs = (
        (values.get(f"nom_piece_{rank}_liste_2"), values.get(f"etape_demontage_piece_{rank}_liste_2"))
        for rank in range(1, told_["count"] + 1)
    )
    return {part: steps for part, steps in pairs if part and steps}


def _yes() -> bool:
    return True


def _mistake(name: str, written: str, field: Field, note: str) -> str:
    constraints = field.get("constraints", {})
    allowed = constraints.get("enum", [])
    known = {
        "type": field["type"],
        **constraints,
        "enum": ", ".join(map(str, allowed[:6])) + (", …" if len(allowed) > 6 else ""),
    }
    return f"{name}: {told(written)} {_ADVICE.get(note, 'is wrong').format(**known)}"


def _descriptor(told_: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Table Schema, its fields in the official order."""
    fields = [
        *_identity(told_, shared),
        *_scores(told_),
        *(_field(name, pattern=_URL) for name in told_["links"]),
        *_disassembly(told_),
        *_spare_parts(told_, shared["channels"]),
    ]
    return {"name": told_["schema"], "version": told_["version"], "primaryKey": "id_unique", "fields": fields}


def _field(name: str, type_: str = "string", *, required: bool = False, **constraints: Any) -> Field:
    return {"name": name, "type": type_, "constraints": {"required": required, **constraints}}


def _identity(told_: Mapping[str, Any], shared: Mapping[str, Any]) -> list[Field]:
    return [
        _field("id_unique", required=True, pattern=r"^[\w.]+-[\w]+-\d{4}-\d{2}-\d{2}$"),
        _field("id_modele", required=True, pattern=r"^[\w.]+$"),
        _field("referentiel_id_modele", required=True, enum=shared["model_registers"]),
        _field("nom_modele", required=True),
        _field("categorie_produit", required=True, enum=list(told_["categories"])),
        _field("id_metteur_sur_le_marche", required=True, pattern=r"^[\w]+$"),
        _field("referentiel_id_metteur_sur_marche", required=True, enum=shared["maker_registers"]),
        _field("nom_metteur_sur_le_marche", required=True),
        _field("date_calcul", "date", required=True),
        _field("url_tableau_detail_notation", pattern=_URL),
    ]


def _scores(told_: Mapping[str, Any]) -> list[Field]:
    marks = {name: _field(name, "number", required=True, minimum=0, maximum=20) for name in told_.get("out_of_20", ())}
    marks |= {name: _field(name, "number", required=True, minimum=0, maximum=10) for name in told_["out_of_10"]}
    optional = told_.get("optional_out_of_10", ())
    marks |= {name: _field(name, "number", minimum=0, maximum=10) for name in optional}
    first = told_["score"]
    ordered = [first, *told_.get("out_of_20", ()), *(name for name in told_["out_of_10"] if name != first), *optional]
    fields = [marks[name] for name in ordered]
    if "usage_counter" in told_:
        fields.append(_field(told_["usage_counter"], "number", required=True, enum=[0, 1, 2]))
    return fields


def _disassembly(told_: Mapping[str, Any]) -> Iterator[Field]:
    known = told_.get("disassembly", {"count": 0})
    for rank in range(1, known["count"] + 1):
        yield _field(f"nom_piece_{rank}_liste_2", enum=known["parts"])
        yield _field(f"etape_demontage_piece_{rank}_liste_2", enum=known["steps"])


def _spare_parts(told_: Mapping[str, Any], channels: Iterable[str]) -> Iterator[Field]:
    known = told_["spare_parts"]
    for channel in channels:
        for rank in range(1, known["count"] + 1):
            yield _field(f"nom_piece_detachee_{rank}_{channel}", enum=known["parts"])
            yield _field(f"delai_jours_piece_detachee_{rank}_{channel}", enum=known["delays"])
            yield _field(f"nb_annees_disponibilite_piece_detachee_{rank}_{channel}", enum=known["years"])

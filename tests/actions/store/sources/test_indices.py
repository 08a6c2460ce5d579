"""Declared indices: checked against the official schemas, and asked by model, by part and side by side."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.index_import import import_indices
from actions.store.questions.catalogue import version, vocabulary
from actions.store.questions.indices import band, compare, index_of, promised_parts, suppliers_of
from actions.store.shop_data import InvalidShopData, import_document
from actions.store.sources.indices import index_schemas, schema_for

WASHING = next(schema for schema in index_schemas() if schema.key == "washing_machine_durability")
REPAIR = index_schemas()[0]


def declaration(schema: Any, number: int = 1, **changes: str) -> dict[str, str]:
    """Return a row that keeps to a schema: full marks of 5, one spare part for each channel."""
    row = dict.fromkeys(schema.columns, "")
    for field in schema.descriptor["fields"]:
        constraints = field["constraints"]
        if field["type"] == "number":
            row[field["name"]] = "1" if "enum" in constraints else "5.0"
        elif constraints["required"] and "enum" in constraints:
            row[field["name"]] = constraints["enum"][0]
    code = f"320000000{number:04d}"
    row |= {
        "id_unique": f"{code}-300000000-2025-03-0{number}",
        "id_modele": code,
        "referentiel_id_modele": "GTIN_EAN",
        "nom_modele": f"WW9{number} Éco",
        "id_metteur_sur_le_marche": "300000000",
        "nom_metteur_sur_le_marche": "BRANDEL FRANCE SAS",
        "date_calcul": f"2025-03-0{number}",
    }
    parts = schema.told["spare_parts"]
    for channel in schema.channels:
        row |= {
            f"nom_piece_detachee_1_{channel}": parts["parts"][5],
            f"delai_jours_piece_detachee_1_{channel}": "<3",
            f"nb_annees_disponibilite_piece_detachee_1_{channel}": parts["years"][-2],
        }
    row["nb_annees_disponibilite_piece_detachee_1_consommateur"] = "Non disponible"
    return row | changes


def written(
    path: Path, *rows: dict[str, str], delimiter: str = ";", encoding: str = "utf-8", more: tuple[str, ...] = ()
) -> Path:
    with path.open("w", encoding=encoding, newline="") as out:
        table = csv.DictWriter(out, [*rows[0], *more], delimiter=delimiter, restval="x")
        table.writeheader()
        table.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("delimiter", "encoding", "more"),
    [(";", "utf-8", ()), (",", "utf-8-sig", ("source", "last_modified"))],
    ids=["as the official examples", "as the consolidated files, with columns of theirs"],
)
def test_a_declared_file_comes_in(
    delimiter: str, encoding: str, more: tuple[str, ...], engine: Engine, tmp_path: Path
) -> None:
    path = written(
        tmp_path / "x.csv",
        declaration(WASHING),
        declaration(WASHING, 2),
        delimiter=delimiter,
        encoding=encoding,
        more=more,
    )
    report = import_indices(engine, path)
    assert (report.indices, report.parts) == (2, 8)
    import_indices(engine, path)  # again: the same
    assert len(promised_parts(engine, "WW91 Éco")) == 4


def test_declared_models_are_words_of_the_shop_from_the_next_message_on(engine: Engine, tmp_path: Path) -> None:
    before = version(engine)
    import_indices(engine, written(tmp_path / "x.csv", declaration(WASHING)))
    assert version(engine) > before
    assert "WW91 Éco" in vocabulary(engine).models


def test_a_model_is_found_by_name_by_a_word_of_it_and_by_the_catalogue(engine: Engine, tmp_path: Path) -> None:
    import_indices(engine, written(tmp_path / "x.csv", declaration(WASHING, note_id="7.4")))
    assert index_of(engine, "ww91 eco")[0].score == Decimal("7.40")
    assert index_of(engine, "WW91-ECO", brand="Brandel")[0].kind == "durability"
    assert index_of(engine, "WW91-ECO", brand="Autre") == ()
    assert index_of(engine, "WW9") == ()  # too short to be looked for inside a name
    import_document(
        engine, {"products": [{"sku": "LL-1", "name": "Lave-linge", "model": "LL1", "gtin": "3200000000001"}]}, "test"
    )
    assert index_of(engine, "LL1")[0].product_type == "washing_machine"


def test_the_newest_declaration_counts(engine: Engine, tmp_path: Path) -> None:
    older = declaration(WASHING, note_id="4.0")
    newer = declaration(WASHING, 2, id_modele="3200000000001", nom_modele="WW91 Éco", note_id="8.0")
    import_indices(engine, written(tmp_path / "x.csv", newer, older))
    assert [index.score for index in index_of(engine, "WW91 Éco")] == [Decimal("8.00")]


def test_the_catalogue_answers_when_nothing_is_declared(engine: Engine) -> None:
    product = {"sku": "CA-1", "name": "Cafetière", "model": "MK-1", "repairability_index": Decimal("8.4")}
    import_document(engine, {"products": [product]}, "test")
    [index] = index_of(engine, "mk1")
    assert (index.kind, index.score, index.id) == ("repairability", Decimal("8.40"), None)


def test_parts_are_found_in_the_shoppers_words_with_who_supplies_them(engine: Engine, tmp_path: Path) -> None:
    import_indices(engine, written(tmp_path / "x.csv", declaration(WASHING)))
    parts = promised_parts(engine, "WW91 Éco", "charbon")
    assert [part.channel for part in parts] == ["consommateur", "distributeur", "reparateur", "producteur"]
    assert not parts[0].is_promised
    assert parts[1].part == "Moteur et balais (ou charbons de moteur)"
    assert (parts[1].years.least, parts[1].years.most) == (15, None)
    assert suppliers_of(engine, "WW91 Éco", "charbons") == ("distributeur", "reparateur", "producteur")
    assert promised_parts(engine, "WW91 Éco", "écran") == ()


def test_two_models_are_compared_on_the_index_both_have(engine: Engine, tmp_path: Path) -> None:
    import_indices(
        engine, written(tmp_path / "x.csv", declaration(WASHING, note_id="7.4"), declaration(WASHING, 2, note_id="6.1"))
    )
    import_indices(engine, written(tmp_path / "y.csv", declaration(REPAIR, 3)))
    found = compare(engine, "WW91 Éco", "WW92 Éco")
    assert found is not None
    assert (found.kind, found.difference) == ("durability", Decimal("1.30"))
    assert ("note_fiabilite", Decimal("5.0"), Decimal("5.0")) in found.criteria
    assert compare(engine, "WW91 Éco", "WW93 Éco") is None


MISTAKES = {
    "a mark above ten": ({"note_id": "11"}, 'note_id: "11" is above 10'),
    "a mark that is no number": ({"note_fiabilite": "bien"}, 'note_fiabilite: "bien" is not a number'),
    "a mark that is infinite": ({"note_fiabilite": "Infinity"}, "note_fiabilite"),
    "a category unknown": ({"categorie_produit": "Fusée"}, 'categorie_produit: "Fusée" is not one of Lave-linge'),
    "a day that is none": ({"date_calcul": "2025-02-30"}, 'date_calcul: "2025-02-30" is not a date'),
    "a name left out": ({"nom_modele": ""}, "nom_modele"),
    "a number wrongly written": ({"id_unique": "12"}, "id_unique"),
    "a delay unknown": ({"delai_jours_piece_detachee_1_reparateur": "<4"}, "is not one of <3, <5"),
}


@pytest.mark.parametrize(("changes", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_row_that_breaks_the_schema_refuses_the_file(
    changes: dict[str, str], sentence: str, engine: Engine, tmp_path: Path
) -> None:
    path = written(tmp_path / "x.csv", declaration(WASHING), declaration(WASHING, 2, **changes))
    with pytest.raises(InvalidShopData) as refused:
        import_indices(engine, path)
    assert "x.csv: line 3: " in str(refused.value)
    assert sentence in str(refused.value)
    assert index_of(engine, "WW91 Éco") == ()
    assert import_indices(engine, path, leaves_out_invalid=True).indices == 1


def test_a_file_of_another_kind_or_cut_is_refused(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(InvalidShopData, match="no file of repairability or durability indices"):
        import_indices(engine, path)
    row = declaration(WASHING)
    del row["note_B_c1"]
    with pytest.raises(
        InvalidShopData, match=r"lacks 1 columns of the schema indice-durabilite-lave-linge 0\.1\.1: note_B_c1"
    ):
        import_indices(engine, written(path, row))


def test_each_schema_is_recognised_by_its_own_columns() -> None:
    assert [schema_for(schema.columns).key for schema in index_schemas()] == [schema.key for schema in index_schemas()]


BANDS = {"<3": (None, 3, True), "13": (13, 13, True), ">15": (15, None, True), "Non disponible": (None, None, False)}


@pytest.mark.parametrize(("text", "expected"), BANDS.items())
def test_a_promise_gives_its_bounds(text: str, expected: tuple[int | None, int | None, bool]) -> None:
    promise = band(text)
    assert promise is not None
    assert (promise.least, promise.most, promise.is_promised) == expected

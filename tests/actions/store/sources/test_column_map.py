"""A shop's own table: the first guess of its map, the map itself, and the sentences on what is wrong in it."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.catalogue import find_product
from actions.store.questions.orders import find_order
from actions.store.questions.parts import find_part
from actions.store.shop_data import InvalidShopData
from actions.store.source_files import import_files, propose_map
from actions.store.sources.spreadsheet import read_amount, read_day

FILES = Path(__file__).parent / "files"
TABLE, MAP = FILES / "shop_table.csv", FILES / "shop_table.map.yml"


def refusal(engine: Engine, path: Path, map_path: Path | None = None) -> str:
    with pytest.raises(InvalidShopData) as refused:
        import_files(engine, [path], map_path=map_path)
    return str(refused.value)


def test_the_first_guess_finds_every_usual_column(engine: Engine, tmp_path: Path) -> None:
    proposed = propose_map(TABLE)
    for name, column in {
        "number": "N° commande",
        "email": "E-mail",
        "postcode": "CP",
        "ordered_on": "Date",
        "lines.sku": "Référence",
        "lines.name": "Désignation",
        "lines.price": "Prix TTC",
        "shipment.status": "Statut",
        "delivered_on": "Date de livraison",
    }.items():
        assert f'  {name}: "{column}"\n' in proposed
    assert "# Columns not used: Vendeur" in proposed
    map_path = tmp_path / "map.yml"
    map_path.write_text(proposed, encoding="utf-8")
    assert import_files(engine, [TABLE], map_path=map_path).orders == 2


def test_a_status_of_the_shop_alone_stays_unknown_and_is_said(engine: Engine, tmp_path: Path) -> None:
    map_path = tmp_path / "map.yml"
    map_path.write_text(propose_map(TABLE), encoding="utf-8")
    report = import_files(engine, [TABLE], map_path=map_path)
    assert find_order(engine, "C-78").status is None
    assert '"Au dépôt", which does not tell where the parcel is' in " ".join(report.warnings)


def test_a_spreadsheet_is_read_like_a_table(engine: Engine, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(
        ["N° commande", "E-mail", "Date", "Référence", "Désignation", "Quantité", "Prix TTC", "Code postal", None]
    )
    book.active.append(["C-79", "zoe@exemple.fr", date(2026, 2, 3), "AS-VX2", "Aspirateur VX2", 2.0, 199.9, 35000])
    book.create_sheet("Notes").append(["rien"])
    path = tmp_path / "commandes.xlsx"
    book.save(path)
    map_path = tmp_path / "map.yml"
    map_path.write_text(propose_map(path), encoding="utf-8")
    import_files(engine, [path], map_path=map_path)
    order = find_order(engine, "C-79")
    assert order is not None
    assert (order.ordered_on.isoformat(), order.postcode) == ("2026-02-03", "35000")
    assert (order.lines[0].quantity, str(order.lines[0].price)) == (2, "199.90")


def test_products_and_parts_have_maps_too(engine: Engine, tmp_path: Path) -> None:
    products = tmp_path / "produits.csv"
    products.write_text(
        "Référence;Nom;Marque;EAN;Prix\nCA-1;Cafetière;Bellorne;3254567890247;59,90\n", encoding="utf-8"
    )
    parts = tmp_path / "pieces.csv"
    parts.write_text("Référence,Pièce,Modèles compatibles,Stock\nPD-1,Filtre,VX2|VX3,4\n", encoding="utf-8")
    for path in (products, parts):
        map_path = tmp_path / f"{path.stem}.yml"
        map_path.write_text(propose_map(path), encoding="utf-8")
        import_files(engine, [path], map_path=map_path)
    assert find_product(engine, "CA-1").gtin == "3254567890247"
    assert find_part(engine, "PD-1").for_models == ("VX2", "VX3")


def test_a_table_without_a_map_is_told_how_to_get_one(engine: Engine) -> None:
    assert '"savia import shop_table.csv --propose-map map.yml"' in refusal(engine, TABLE)


WRONG_MAPS = {
    "a column that is not there": (
        'orders: {number: "No commande", email: "E-mail"}',
        'no column "No commande"; write "N° commande"',
    ),
    "a field that does not exist": (
        'orders: {number: "N° commande", e_mail: "E-mail"}',
        "unknown field e_mail; write email",
    ),
    "a needed field left out": ('orders: {number: "N° commande"}', "orders.email: missing"),
    "no section": ('commandes: {number: "x"}', "names 0 sections"),
    "not a map": ("- a\n- b\n", "is not a map"),
    "not YAML": ("orders: {", "is not a map"),
    "an unknown key of a column": ('orders: {number: {colonne: "x"}}', 'e.g. {column: "Date"'),
}


@pytest.mark.parametrize(("text", "sentence"), WRONG_MAPS.values(), ids=WRONG_MAPS)
def test_a_wrong_map_is_refused_with_what_to_write(text: str, sentence: str, engine: Engine, tmp_path: Path) -> None:
    map_path = tmp_path / "map.yml"
    map_path.write_text(text, encoding="utf-8")
    assert sentence in refusal(engine, TABLE, map_path)


def test_a_wrong_value_is_refused_with_its_line(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "commandes.csv"
    head = "N° commande;Date;E-mail;Référence;Désignation;Prix TTC\n"
    path.write_text(
        f"{head}C-1;31/02/2026;lise@exemple.fr;A;Aspirateur;199\nC-2;01/02/2026;lise;B;Balai;gratuit\n",
        encoding="utf-8",
    )
    map_path = tmp_path / "map.yml"
    map_path.write_text(propose_map(path), encoding="utf-8")
    told = refusal(engine, path, map_path)
    assert 'line 2 (order).ordered_on: "31/02/2026" is not a day' in told
    assert 'line 3 (order).email: "lise" is not an e-mail address' in told
    assert 'line 3 (order).lines[0].price: "gratuit" is not an amount' in told
    assert find_order(engine, "C-1") is None


def test_the_lines_of_an_order_that_do_not_follow_one_another_are_refused(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "commandes.csv"
    row = "{};01/02/2026;lise@exemple.fr;A;Aspirateur\n"
    rows = "".join(row.format(number) for number in ("C-1", "C-2", "C-1"))
    path.write_text(f"N° commande;Date;E-mail;Référence;Désignation\n{rows}", encoding="utf-8")
    map_path = tmp_path / "map.yml"
    map_path.write_text(propose_map(path), encoding="utf-8")
    assert '"C-1" is already line 2' in refusal(engine, path, map_path)


DAYS = {
    "03/02/2026": "2026-02-03",
    "2026-02-03T10:00:00Z": "2026-02-03",
    "03.02.26": "03.02.26",
    "03/02/26": "2026-02-03",
    "hier": "hier",
    "2026-02-03 10:00:00": "2026-02-03",
}


@pytest.mark.parametrize(("written", "day"), DAYS.items())
def test_days_are_read_the_iso_or_the_french_way(written: str, day: str) -> None:
    assert read_day(written) == day


AMOUNTS = {
    "1 234,56 €": "1234.56",
    "1,234.56": "1234.56",
    "1.234,56": "1234.56",
    "12": "12",
    "-3,5": "-3.5",
    "12,5 kg": "12,5 kg",
    "1 199,00 EUR": "1199.00",
}


@pytest.mark.parametrize(("written", "amount"), AMOUNTS.items())
def test_amounts_are_read_the_french_or_the_english_way(written: str, amount: str) -> None:
    assert str(read_amount(written)) == amount

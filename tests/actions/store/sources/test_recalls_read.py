"""What the records of RappelConso are read as: both data sets, their traps, and versions that supersede each other."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions.recall_notices import notice_of
from actions.store.questions.recalls import check_recalls, find_recall
from actions.store.recall_notices import Chosen
from actions.store.schema import metadata
from actions.store.shop_data import InvalidShopData
from actions.store.shop_export import export_shop
from actions.store.source_files import import_recall_file
from actions.store.sources.rappelconso import category_key
from actions.store.sources.recall_marks import batches_of, gtins_in, identified, models_of, named_gtins, told_freely

FILES = Path(__file__).parent / "files"
V2, V1 = FILES / "rappelconso_v2.json", FILES / "rappelconso_v1.csv"


def written(tmp_path: Path, *records: dict[str, Any]) -> Path:
    path = tmp_path / "recalls.json"
    path.write_text(json.dumps(list(records), ensure_ascii=False), encoding="utf-8")
    return path


def second_version_records() -> list[dict[str, Any]]:
    return list(json.loads(V2.read_text(encoding="utf-8"))["results"])


def test_only_the_newest_version_of_a_recall_is_kept(engine: Engine) -> None:
    report = import_recall_file(engine, V2)
    assert (report.shop.recalls, report.seen, report.last_published) == (3, 4, "2026-11-12")
    recall = find_recall(engine, "2026-11-0042")
    assert recall is not None
    assert recall.published_on == date(2026, 11, 12)
    assert recall.batches == ("l2408", "l2410")
    assert recall.gtins == ("3254567890247",)
    assert recall.remedies == ("refund",)
    assert recall.url == "https://rappel.conso.gouv.fr/fiche-rappel/42/interne"  # made of its number: none was given


def test_an_older_version_that_comes_later_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    import_recall_file(engine, V2)
    report = import_recall_file(engine, written(tmp_path, second_version_records()[0]))
    assert report.shop.recalls == 0
    assert find_recall(engine, "2026-11-0042").batches == ("l2408", "l2410")


def test_a_recall_that_gets_another_number_leaves_its_old_one(engine: Engine, tmp_path: Path) -> None:
    import_recall_file(engine, V2)
    newer = {**second_version_records()[1], "numero_fiche": "2026-11-0099", "numero_version": 3}
    import_recall_file(engine, written(tmp_path, newer))
    assert find_recall(engine, "2026-11-0042") is None
    assert notice_of(engine, "2026-11-0042") is None
    assert find_recall(engine, "2026-11-0099") is not None


def test_the_notice_says_what_to_do_and_whom_to_call(engine: Engine) -> None:
    import_recall_file(engine, V1)
    notice = notice_of(engine, "2021-03-0028")
    assert notice is not None
    assert notice.conducts == ("Ne plus utiliser le produit", "Rapporter le produit au point de vente")
    assert notice.contact == "0800710770"  # the first 0 was lost in the table
    assert notice.ends_on == date(2021, 9, 19)
    assert len(notice.images) == 2
    assert find_recall(engine, "2021-03-0028").remedies == ("refund", "replacement")
    assert find_recall(engine, "2021-03-0028").risk == "Blessures externes, incendie"


def test_a_month_without_a_day_is_said(engine: Engine) -> None:
    report = import_recall_file(engine, V1)
    assert find_recall(engine, "2021-03-0032").published_on == date(2021, 3, 1)
    assert "the 1st stands" in " ".join(report.shop.warnings)


def test_the_first_api_wraps_its_records_twice(engine: Engine, tmp_path: Path) -> None:
    fields = {
        "reference_fiche": "2022-03-0011", "ndeg_de_version": 1, "categorie_de_produit": "Sports-loisirs",
        "nom_de_la_marque_du_produit": "pafulo", "noms_des_modeles_ou_references": "pafulo x20\r\npafulo x30",
        "identification_des_produits": "00000000 00000000", "modalites_de_compensation": "Remboursement Echange",
        "risques_encourus_par_le_consommateur": "Blessures externes Choc électrique", "date_ref": "2022-03",
    }  # fmt: skip
    path = tmp_path / "v1.json"
    path.write_text(json.dumps({"total_count": 1, "records": [{"links": [], "record": {"fields": fields}}]}))
    import_recall_file(engine, path)
    recall = find_recall(engine, "2022-03-0011")
    assert recall.models == ("pafulo x20", "pafulo x30")
    assert recall.gtins == ()
    assert check_recalls(engine, brand="Pafulo", model="X-20").status == "recalled"


def test_only_the_wanted_categories_come_in(engine: Engine) -> None:
    report = import_recall_file(engine, V2, Chosen(without=frozenset({category_key("Alimentation")})))
    assert report.shop.recalls == 2
    assert find_recall(engine, "2026-09-0007") is None


def test_a_record_that_is_no_recall_refuses_the_file_or_is_left_out(engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path, *second_version_records(), {"numero_fiche": "sans numéro", "rappel_guid": "x"})
    with pytest.raises(InvalidShopData) as refused:
        import_recall_file(engine, path)
    assert "record 5: numero_fiche" in str(refused.value)
    assert find_recall(engine, "2026-11-0042") is None
    report = import_recall_file(engine, path, leaves_out_unusable=True)
    assert report.shop.recalls == 3


def test_a_model_inside_a_sentence_is_found(engine: Engine) -> None:
    import_recall_file(engine, V2)
    assert check_recalls(engine, brand="Armex", model="T-90101").status == "recalled"
    assert check_recalls(engine, brand="Armex", model="ASMB 22-6L").status == "recalled"
    assert check_recalls(engine, brand="Armex", model="7 litres").status == "not_recalled"
    assert check_recalls(engine, brand="Bellorne", model="mk1", batch="L2410").status == "recalled"


MODELS = [
    ("Design DSW 22-7L", ["Design DSW 22-7L", "DSW 22-7L"]),
    ("modèle AM2240 (4 litres et 7 litres)", ["modèle AM2240 (4 litres et 7 litres)", "AM2240"]),
    ("Bracelet RAFAELLA", ["Bracelet RAFAELLA", "RAFAELLA"]),
    ("Siège modèles 370 017   370 102", ["Siège modèles 370 017   370 102", "370 017", "370 102"]),
    ("Biberon 225ml vendu en 2021", ["Biberon 225ml vendu en 2021"]),
]


@pytest.mark.parametrize(("written_", "expected"), MODELS, ids=[text for text, _ in MODELS])
def test_references_are_drawn_from_the_text_and_measures_and_years_are_not(written_: str, expected: list[str]) -> None:
    assert models_of([written_], "Marque") == expected


def test_nothing_is_drawn_from_the_names_of_food() -> None:
    assert models_of(["boudin noir b12"], "sans marque", is_food=True) == ["boudin noir b12"]


BATCHES = [
    (
        "3760289220694$ken134f$non concerné$$|3760289220748$ken135f$$$",
        ["3760289220694", "3760289220748"],
        ["ken134f", "ken135f"],
    ),
    ("$40880036 / 41080093$date limite$2024-05-25$2024-07-06", [], ["40880036", "41080093"]),
    ("3254567890247$tous les lots$$$|3254567890248$l24$$$", ["3254567890247", "3254567890248"], []),
    ("00000000$voir la liste$non concerné$$", [], []),
    ("3 760289 220694$$$$", ["3760289220694"], []),
]


@pytest.mark.parametrize(("written_", "gtins", "batches"), BATCHES, ids=[text for text, _, _ in BATCHES])
def test_the_items_of_the_second_data_set_are_taken_apart(written_: str, gtins: list[str], batches: list[str]) -> None:
    assert identified(written_) == (gtins, batches)


def test_the_free_text_of_the_first_data_set_gives_bar_codes_and_batches() -> None:
    assert told_freely("3526170007023 L20200412 du 12/09/2020 250g") == (["3526170007023"], ["L20200412"])
    assert told_freely("5713795220915 Tous les lots  5713795220922 Tous les lots")[1] == []


@pytest.mark.parametrize(
    ("told", "gtins"),
    [
        ("Lampe solaire, code barre 26095981", ["26095981"]),
        ("Poêle 28 cm EAN13 : 3 760289 220694\nréf. 20210412", ["3760289220694"]),
        ("Modèle 26095981, lot 20210412", []),
        ("EAN\n20210412", []),
    ],
)
def test_a_bar_code_among_the_models_is_one_only_when_it_is_called_so(told: str, gtins: list[str]) -> None:
    assert named_gtins(told) == gtins


def test_a_bar_code_with_a_wrong_check_digit_is_kept() -> None:
    assert gtins_in("361240382116 et 00000000") == ["361240382116"]


def test_batches_that_say_nothing_are_none() -> None:
    assert batches_of(["non concerné", "n/a", "voir liste"]) == []


def test_the_csv_export_says_the_same_as_the_json_one(engine: Engine, tmp_path: Path) -> None:
    records = second_version_records()
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.DictWriter(out, sorted({name for record in records for name in record}), delimiter=";")
        table.writeheader()
        for record in records:
            row = {name: "|".join(value) if isinstance(value, list) else value for name, value in record.items()}
            table.writerow(row)
    import_recall_file(engine, V2)
    from_json = "".join(export_shop(engine))
    with engine.begin() as connection:
        for name in ("recalls", "recall_notices"):
            connection.execute(metadata.tables[name].delete())
    assert import_recall_file(engine, path).shop.recalls == 3
    assert "".join(export_shop(engine)) == from_json


def test_the_data_set_with_a_row_for_each_bar_code_gives_one_recall(engine: Engine, tmp_path: Path) -> None:
    record = second_version_records()[0]
    rows = [{**record, "gtin": 26095981}, {**record, "gtin": 3254567890247}]
    import_recall_file(engine, written(tmp_path, *rows))
    recall = find_recall(engine, "2026-11-0042")
    assert recall is not None
    assert check_recalls(engine, gtin="0000026095981").status == "needs_batch"

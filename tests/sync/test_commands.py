"""The commands as a shop types them, from the file to what is said."""

from pathlib import Path
from typing import Any

import pytest

from actions.store.engine import open_engine
from actions.store.questions.orders import find_order
from actions.store.questions.recalls import find_recall
from bot import cli

FILES = Path(__file__).resolve().parents[1] / "actions" / "store" / "sources" / "files"


@pytest.fixture
def savia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on a database of its own, and return its status, what it says and what it warns of."""
    monkeypatch.setenv("SAVIA_DATABASE_URL", f"sqlite:///{tmp_path / 'savia.db'}")

    def run(*arguments: Any) -> tuple[int, str, str]:
        status = cli.main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def engine_of(tmp_path: Path) -> Any:
    return open_engine(f"sqlite:///{tmp_path / 'savia.db'}")


def test_import_reads_the_export_of_any_shop_software(savia: Any, tmp_path: Path) -> None:
    status, said, warned = savia("import", FILES / "woocommerce_orders.json")
    assert (status, said) == (0, "Written: 3 orders.\n")
    assert "completed" in warned
    savia("import", *sorted((FILES / "prestashop").iterdir()))
    assert find_order(engine_of(tmp_path), "XKBKNABJK") is not None


def test_import_takes_what_the_shop_says_of_its_statuses(
    savia: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAVIA_ORDER_STATUSES", "completed=delivered")
    savia("import", FILES / "woocommerce_orders.json")
    assert find_order(engine_of(tmp_path), "2207").status == "delivered"
    monkeypatch.setenv("SAVIA_ORDER_STATUSES", "completed=arrived")
    status, _, warned = savia("import", FILES / "woocommerce_orders.json")
    assert status == 1
    assert 'SAVIA_ORDER_STATUSES: "completed=arrived" is not a status and its meaning' in warned


def test_a_map_is_proposed_then_used(savia: Any, tmp_path: Path) -> None:
    map_path = tmp_path / "map.yml"
    assert savia("import", FILES / "shop_table.csv")[0] == 1
    assert savia("import", FILES / "shop_table.csv", "--propose-map", map_path)[0] == 0
    assert savia("import", FILES / "shop_table.csv", "--map", map_path)[1] == "Written: 2 orders.\n"


def test_export_writes_csv_that_import_reads(savia: Any, tmp_path: Path) -> None:
    savia("import", FILES / "shopify_orders.csv")
    before = savia("export")[1]
    savia("export", "--csv", tmp_path / "csv")
    assert savia("import", tmp_path / "csv")[1] == "Written: 3 orders.\n"
    assert savia("export")[1] == before


def test_recalls_are_imported_then_matched_with_a_notice_for_each_customer(savia: Any, tmp_path: Path) -> None:
    savia("import", FILES / "shop_table.csv", "--map", FILES / "shop_table.map.yml")
    assert savia("recalls", "import", FILES / "rappelconso_v2.json")[1] == "3 recalls written of 4 read.\n"
    status, listed, warned = savia("recalls", "match", "--notices", tmp_path / "notices")
    assert status == 0
    assert "C-78;2026-02-05;noe@exemple.fr;Noé;Petit;CA-MK1;Cafetière MK-1;1;2026-11-0042" in listed
    assert "1 customers concerned" in warned
    notice = (tmp_path / "notices" / "C78-2026-11-0042.txt").read_text(encoding="utf-8")
    assert notice.startswith("Rappel de sécurité d’un produit\n")
    for words in ("Cafetière MK-1", "5 février 2026", "l2408, l2410", "Cessez de l’utiliser", "Brûlures",
                  "le remboursement",
                  "0800000001", "fiche-rappel/42/interne", "Ne plus utiliser le produit"):  # fmt: skip
        assert words in notice
    assert not any(word in notice.casefold() for word in ("volontaire", "précaution", "none"))


def test_only_some_categories_are_imported_when_asked(savia: Any, tmp_path: Path) -> None:
    savia("recalls", "import", FILES / "rappelconso_v2.json", "--categories", "Maison-Habitat")
    assert find_recall(engine_of(tmp_path), "2026-10-0100") is not None
    assert find_recall(engine_of(tmp_path), "2026-11-0042") is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("sync",), "No shop is set: write its address in SAVIA_WOOCOMMERCE_URL"),
        (("sync", "prestashop"), "SAVIA_PRESTASHOP_URL"),
        (("import", "nowhere.csv"), "nowhere.csv cannot be opened: No such file or directory"),
        (("recalls", "import", FILES / "shop_table.csv"), "holds no recalls of RappelConso"),
        (("indices", "import", FILES / "shop_table.csv"), "is no file of repairability or durability indices"),
    ],
    ids=["no shop", "another shop", "no file", "no recalls", "no indices"],
)
def test_what_cannot_be_done_is_said_in_a_line(arguments: tuple[Any, ...], sentence: str, savia: Any) -> None:
    status, _, warned = savia(*arguments)
    assert status == 1
    assert sentence in warned

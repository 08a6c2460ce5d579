"""Files made to harm, or that are something else: each is refused with a sentence and opens nothing outside."""

import zipfile
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from actions.store.shop_data import InvalidShopData
from actions.store.source_files import import_files

BILLION_LAUGHS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
<prestashop><orders><order><reference>&lol2;</reference></order></orders></prestashop>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>
<prestashop><orders><order><reference>&file;</reference></order></orders></prestashop>"""

HOSTILE = {
    "entities that multiply": ("x.xml", BILLION_LAUGHS.encode(), "declares XML entities"),
    "an entity that reads a file": ("x.xml", OUTSIDE.encode(), "declares XML entities"),
    "objects nested without end": ("x.json", b'[{"a":' * 20_000, "x.json is not JSON"),
    "a cell without end": ("x.csv", b'sku;name\n"' + b"x" * 200_000, "is not a table after line 1"),
    "thousands of columns": ("x.csv", b";".join(b"c%d" % place for place in range(5_000)) + b"\n", "names its columns"),
    "two columns of one name": ("x.csv", b"Name;Email;Name\na;b;c\n", 'two columns named "Name"'),
    "an old spreadsheet": ("x.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "save it as .xlsx or CSV"),
    "a PDF": ("commandes.csv", b"%PDF-1.7\n%\xe2\xe3", "is a document or a picture"),
    "nothing": ("x.json", b"", "is empty"),
    "blanks": ("x.json", b"\xef\xbb\xbf \n", "is empty"),
    "bytes": ("x.csv", bytes(range(256)) * 8, "x.csv"),
}


@pytest.mark.parametrize(("name", "body", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(
    name: str, body: bytes, sentence: str, engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(InvalidShopData) as refused:
        import_files(engine, [path])
    assert sentence in str(refused.value)


def test_a_spreadsheet_that_unpacks_without_end_is_refused(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sheet.xml", "w") as out:
        for _ in range(1_100):
            out.write(b"\0" * (1 << 20))
    with pytest.raises(InvalidShopData, match="too large a spreadsheet"):
        import_files(engine, [path])


def test_an_empty_folder_is_refused(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with pytest.raises(InvalidShopData, match="holds no file"):
        import_files(engine, [folder])

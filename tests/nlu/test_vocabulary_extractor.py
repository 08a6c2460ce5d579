"""The shop's own words: known from the message after an import on, kept when the shop's database is away, and fast."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bot.engine.bridge  # noqa: F401  # before anything of Rasa

# isort: split
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.vocabulary_extractor import MATCHES, VocabularyExtractor, set_catalogue, watched


@dataclass
class Shelf:
    """A catalogue that a test fills."""

    version: int = 1
    brands: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    product_types: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> VocabularyExtractor:
    """Return the extractor as a trained model holds it: written, then loaded."""
    storage, resource = LocalModelStorage(tmp_path_factory.mktemp("model")), Resource("vocabulary")
    VocabularyExtractor(storage, resource).train(TrainingData())
    return VocabularyExtractor.load({}, storage, resource, None)


@pytest.fixture(autouse=True)
def no_catalogue() -> Iterator[None]:
    yield
    set_catalogue(None)


def found(extractor: VocabularyExtractor, text: str) -> list[tuple[str, str, str]]:
    """Return the shop's sure names in a text: entity, words typed, canonical form."""
    message = Message(data={"text": text})
    extractor.process([message])
    return [(each["entity"], each["value"], each["normalized"]) for each in message.get("entities")]


def test_the_lookups_of_a_loaded_model_are_found(extractor: VocabularyExtractor) -> None:
    message = Message(data={"text": "mon lave-linge Bosch"})
    extractor.process([message])
    assert {match.term.canonical for match in message.get(MATCHES)} >= {"washing_machine", "Bosch"}
    assert message.get("entities") == []


def test_an_import_is_known_from_the_next_message_on(extractor: VocabularyExtractor) -> None:
    shelf = Shelf()
    set_catalogue(lambda: shelf)
    assert found(extractor, "ma Zorblax VX-2 grince") == []
    shelf.brands, shelf.models, shelf.version = ("Zorblax",), ("VX2",), 2
    assert found(extractor, "ma zorblax vx 2 grince") == [("brand", "zorblax", "Zorblax"), ("model", "vx 2", "VX2")]


def test_what_a_new_import_takes_out_is_forgotten(extractor: VocabularyExtractor) -> None:
    shelf = Shelf(brands=("Zorblax",))
    set_catalogue(lambda: shelf)
    assert found(extractor, "Zorblax") != []
    shelf.brands, shelf.version = (), 2
    assert found(extractor, "Zorblax") == []


@pytest.mark.parametrize(
    ("shelf", "text", "expected"),
    [
        (Shelf(models=("MK-1",), brands=("Bellorne",)), "le mk1 est mort", ("model", "mk1", "MK-1")),
        (Shelf(models=("Bellorne MK-1",), brands=("Bellorne",)), "le mk 1 est mort", ("model", "mk 1", "Bellorne MK-1")),
        (Shelf(models=("WW90T/EC",)), "lave-linge ww90t", ("model", "ww90t", "WW90T/EC")),
        (Shelf(models=("481010438414",)), "pièce 481010438414", ("model", "481010438414", "481010438414")),
        (Shelf(parts=("Turbulateur de cuve",)), "un turbulateur pour la cuve ? non, turbulateur de cuve",
         ("part", "turbulateur de cuve", "Turbulateur de cuve")),
        (Shelf(product_types=("hydrolaveur",)), "mon hydrolaveur goutte", ("product_type", "hydrolaveur", "hydrolaveur")),
        (Shelf(names=("Brumiflor Valdoria B2",), brands=("Valdoria",)), "mon brumiflor goutte",
         ("product_type", "brumiflor", "brumiflor")),
    ],
)  # fmt: skip
def test_the_shops_own_names_are_entities(
    extractor: VocabularyExtractor, shelf: Shelf, text: str, expected: tuple[str, str, str]
) -> None:
    set_catalogue(lambda: shelf)
    assert expected in found(extractor, text)


@pytest.mark.parametrize(
    ("shelf", "text"),
    [
        (Shelf(brands=("Action",)), "quelle action dois-je faire"),
        (Shelf(parts=("Porte",)), "le livreur attend à la porte"),
        (Shelf(models=("14", "M", "XL")), "acheté le 14, taille M ou XL"),
        (Shelf(brands=("Bellorne",)), "une belorne"),
    ],
)
def test_an_ordinary_word_a_short_mark_or_a_typo_is_left_to_the_tagger(
    extractor: VocabularyExtractor, shelf: Shelf, text: str
) -> None:
    set_catalogue(lambda: shelf)
    assert found(extractor, text) == []


def test_a_source_that_fails_leaves_the_words_known_before(
    extractor: VocabularyExtractor, caplog: pytest.LogCaptureFixture
) -> None:
    set_catalogue(lambda: Shelf(brands=("Zorblax",)))
    assert found(extractor, "Zorblax") != []

    def away() -> Shelf:
        raise OSError("the database is away")

    set_catalogue(away)
    assert found(extractor, "Zorblax") != []
    assert "those known before are kept" in caplog.text


def test_a_watched_source_looks_once_a_second_and_reads_the_catalogue_only_when_its_version_changes() -> None:
    asked: list[float] = []
    reads: list[int] = []
    shelf, moment = Shelf(), [10.0]

    def version() -> int:
        asked.append(moment[0])
        return shelf.version

    def read() -> Shelf:
        reads.append(shelf.version)
        return Shelf(version=shelf.version)

    source = watched(version, read, lambda: moment[0])
    assert source().version == 1
    shelf.version = 2
    moment[0] = 10.9
    assert source().version == 1
    moment[0] = 11.0
    assert source().version == 2
    moment[0] = 12.5
    assert source().version == 2
    assert (asked, reads) == ([11.0, 12.5], [1, 2])


@pytest.mark.parametrize(
    "text", ["", " ", "\u00a0", "\ud83d", "😂" * 500, "a" * 5000, "- " * 3000, "مرحبا", "0" * 3000]
)
def test_any_text_is_read(extractor: VocabularyExtractor, text: str) -> None:
    message = Message(data={"text": text})
    extractor.process([message])
    assert message.get("entities", []) == []


def test_a_message_is_read_in_a_millisecond_with_a_catalogue_of_twenty_thousand_models(
    extractor: VocabularyExtractor,
) -> None:
    draw = random.Random(0)
    models = tuple({f"{draw.choice('ABCDEFGH')}{draw.choice('KLMNP')}-{draw.randint(1, 10**6)}" for _ in range(20_000)})
    brands = tuple({"".join(draw.choice("abcdefghilmnoprstu") for _ in range(8)).title() for _ in range(2_000)})
    set_catalogue(lambda: Shelf(brands=brands, models=models))
    text = f"bonjour, mon aspirateur {brands[0].lower()} {models[0].lower()} n'aspire plus rien depuis hier, c'est garanti ?"
    assert [entity for entity, *_ in found(extractor, text)] == ["brand", "model"]
    times: list[float] = []
    for _ in range(50):
        began = time.perf_counter()
        extractor.matches(text)
        times.append(time.perf_counter() - began)
    assert sorted(times)[len(times) // 4] < 0.001


def test_the_model_is_trained_again_when_a_lookup_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = VocabularyExtractor.fingerprint_addon({})
    monkeypatch.setattr("bot.nlu.lookups.FOLDER", tmp_path)
    assert VocabularyExtractor.fingerprint_addon({}) != before


def test_an_entity_has_the_shape_rasa_expects(extractor: VocabularyExtractor) -> None:
    set_catalogue(lambda: Shelf(brands=("Zorblax",)))
    message = Message(data={"text": "ma zorblax", "entities": [{"entity": "date"}]})
    extractor.process([message])
    entities: list[dict[str, Any]] = message.get("entities")
    assert entities == [
        {"entity": "date"},
        {
            "entity": "brand", "start": 3, "end": 10, "value": "zorblax", "normalized": "Zorblax",
            "extractor": "VocabularyExtractor",
        },
    ]  # fmt: skip

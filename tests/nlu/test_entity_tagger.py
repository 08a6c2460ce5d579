"""The tagger trained on the project's own sentences: held-out sentences, names of no list, speed and safety."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml

import bot.engine.bridge  # noqa: F401  # before anything of Rasa

# isort: split
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entity_tagger import KINDS, EntityTagger
from bot.nlu.invented_names import Span
from bot.nlu.vocabulary_extractor import MATCHES, lookup_vocabulary

ROOT = Path(__file__).parents[2]
ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+)\)")
LEAST_F1 = {"product_type": 0.90, "brand": 0.90, "model": 0.85, "part": 0.72, "defect": 0.70}


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> EntityTagger:
    """Return the tagger as a trained model holds it: trained, written, then loaded."""
    storage, resource = LocalModelStorage(tmp_path_factory.mktemp("model")), Resource("tagger")
    began = time.process_time()
    EntityTagger({}, storage, resource).train(load_data(str(ROOT / "data" / "nlu")))
    assert time.process_time() - began < 60
    return EntityTagger.load({}, storage, resource, None)


def tagged(tagger: EntityTagger, text: str) -> list[Span]:
    message = Message(data={"text": text, MATCHES: lookup_vocabulary()[0].find(text)})
    tagger.process([message])
    return [(each["start"], each["end"], each["entity"]) for each in message.get("entities", [])]


def words(tagger: EntityTagger, text: str) -> set[tuple[str, str]]:
    return {(text[start:end], entity) for start, end, entity in tagged(tagger, text)}


def held_out() -> list[tuple[str, list[Span]]]:
    """Return the sentences of tests/sentences with their spans."""
    sentences = []
    for file in sorted((ROOT / "tests" / "sentences").glob("*.yml")):
        for intent in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            for line in intent["examples"].splitlines():
                text, spans, done = "", [], 2
                for found in ANNOTATION.finditer(line):
                    text += line[done : found.start()]
                    spans.append((len(text), len(text) + len(found[1]), found[2]))
                    text, done = text + found[1], found.end()
                sentences.append((text + line[done:], spans))
    return sentences


def test_the_entities_of_held_out_sentences_are_found(tagger: EntityTagger) -> None:
    right, found, expected = Counter[str](), Counter[str](), Counter[str]()
    for text, spans in held_out():
        mine = tagged(tagger, text)
        found.update(entity for *_, entity in mine)
        expected.update(entity for *_, entity in spans if entity in KINDS)
        right.update(
            entity
            for start, end, entity in spans
            if any(entity == kind and start < stop and begin < end for begin, stop, kind in mine)
        )
    f1 = {entity: 2 * right[entity] / (found[entity] + expected[entity]) for entity in KINDS}
    assert {entity: round(value, 3) for entity, value in f1.items() if value < LEAST_F1[entity]} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon girolaveur ne démarre plus", ("girolaveur", "product_type")),
        ("ma trémulette électrique est en panne", ("trémulette électrique", "product_type")),
        ("j'ai acheté un aspirateur Zorbinex hier", ("Zorbinex", "brand")),
        ("le lave-linge Hivernia WD80T4046BH fuit", ("WD80T4046BH", "model")),
        ("le lave-linge Hivernia WD80T4046BH fuit", ("Hivernia", "brand")),
        ("il me faut la bistoulette du four", ("bistoulette", "part")),
        ("vous avez la bistoulette de mon lave-linge en stock ?", ("bistoulette", "part")),
        ("mon iPhone 13 ne charge plus", ("iPhone 13", "model")),
        ("ma ps5 fait un bruit d'avion", ("ps5", "model")),
    ],
)
def test_what_no_list_holds_is_found_from_what_is_said_of_it(
    tagger: EntityTagger, text: str, expected: tuple[str, str]
) -> None:
    assert any(expected[0] in found and entity == expected[1] for found, entity in words(tagger, text))


def test_figures_that_are_no_model_are_left(tagger: EntityTagger) -> None:
    for text in ("une télé de 65 pouces en 220V", "commande 100245", "16Go de mémoire, wifi6", "je suis né le 3 mars"):
        assert not {entity for _, entity in words(tagger, text)} & {"model"}


@pytest.mark.parametrize(
    "text", ["", " ", "\u00a0", "\ud83d", "😂" * 300, "a" * 5000, "? ! .", "مرحبا", "\n\n", "[x](brand)"]
)
def test_any_text_is_read(tagger: EntityTagger, text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end, _ in tagged(tagger, text))


def test_a_sentence_takes_less_than_a_millisecond_and_a_half(tagger: EntityTagger) -> None:
    text = "bonjour, mon lave-vaisselle Bosch SMS46KI01E acheté il y a 18 mois ne vidange plus, est-ce garanti ?"
    message = Message(data={"text": text, MATCHES: lookup_vocabulary()[0].find(text)})
    times: list[float] = []
    for _ in range(60):
        began = time.process_time()
        tagger.process([message])
        times.append(time.process_time() - began)
        message.set("entities", [])
    assert sorted(times)[len(times) // 4] < 0.0015


def test_no_pickle_is_kept_in_the_model(tmp_path: Path, tagger: EntityTagger) -> None:
    assert tagger._tagger is not None
    tagger._tagger.write(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["field.crfsuite", "seen.json"]
    assert (tmp_path / "field.crfsuite").read_bytes()[:4] == b"lCRF"

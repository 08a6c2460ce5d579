"""The words known in advance (data/lookups/*.yml) and those of the shop's own catalogue, as phrases and terms.

Only the shape of the data is known here: matching is in bot/nlu/vocabulary.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import yaml

from bot.nlu.vocabulary import Term, Vocabulary, words

FOLDER = Path(__file__).parents[2] / "data" / "lookups"
MERCHANT = "merchant"  # shops and carriers: known so as never to be taken for a brand
SHORTEST_NUMBER = 4  # digits of a model made of digits alone: `14` or `250` are quantities first
LONGEST_KIND = 3  # words that name the kind of thing at the head of a product's name

Phrase = tuple[str, Term]


class Catalogue(Protocol):
    """The shop's own words at a `version` of its data, as actions.store.questions.catalogue.Vocabulary gives them."""

    @property
    def version(self) -> int: ...
    @property
    def brands(self) -> Sequence[str]: ...
    @property
    def models(self) -> Sequence[str]: ...
    @property
    def names(self) -> Sequence[str]: ...
    @property
    def product_types(self) -> Sequence[str]: ...
    @property
    def parts(self) -> Sequence[str]: ...


class LookupMistake(ValueError):
    """A lookup file is not written as it should be; the message says what, where and what to write instead."""


def read_phrases(folder: Path = FOLDER) -> list[Phrase]:
    """Return the phrases of all lookup files. Raises LookupMistake."""
    phrases: list[Phrase] = []
    for entity, file in (("product_type", "product_types"), ("part", "parts"), ("defect", "defects")):
        for canonical, spellings in _section(folder / f"{file}.yml", file).items():
            own = [] if entity == "product_type" else [canonical]
            phrases += [
                (spelling, Term(entity, canonical)) for spelling in own + _spellings(file, canonical, spellings)
            ]
    phrases += _names("brand", folder / "brands.yml", "brands")
    phrases += _names("model", folder / "models.yml", "models")
    phrases += _names(MERCHANT, folder / "merchants.yml", "merchants")
    for brand, spellings in _section(folder / "brands.yml", "spellings").items():
        phrases += [(spelling, Term("brand", brand)) for spelling in _spellings("brands", brand, spellings)]
    return phrases


def catalogue_phrases(catalogue: Catalogue, known: Vocabulary) -> list[Phrase]:
    """Return the phrases of a shop's catalogue; `known` tells what its product names already say.

    A type that is known under another spelling keeps the shop's spelling as its canonical form, as brands and parts do.
    """
    phrases = [(brand, Term("brand", brand, is_live=True)) for brand in catalogue.brands]
    phrases += [(part, Term("part", part, is_live=True)) for part in catalogue.parts]
    for kind in catalogue.product_types:
        phrases.append((kind, Term("product_type", kind, is_live=True)))
    brands = sorted({words(brand) for brand in catalogue.brands}, key=len, reverse=True)
    by_first = {brand[0]: brand for brand in reversed(brands) if brand}
    for model in catalogue.models:
        phrases += [(spelling, Term("model", model, is_live=True)) for spelling in _model_spellings(model, by_first)]
    phrases += _kinds_named(catalogue, known)
    return phrases


def _names(entity: str, file: Path, section: str) -> Iterator[Phrase]:
    for family, names in _section(file, section).items():
        for name in _spellings(section, family, names):
            yield name, Term(entity, name)


def _section(file: Path, name: str) -> dict[str, Any]:
    try:
        section = yaml.safe_load(file.read_text(encoding="utf-8"))[name]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise LookupMistake(
            f"{file}: cannot read the section {name!r} ({error}); write `{name}:` and its lines."
        ) from error
    if not isinstance(section, dict):
        raise LookupMistake(f"{file}: {name!r} must hold lines such as `kettle: [bouilloire]`, not {section!r}.")
    return section


def _spellings(file: str, canonical: Any, spellings: Any) -> list[str]:
    texts = spellings if isinstance(spellings, list) else [spellings]
    if wrong := next((text for text in [canonical, *texts] if not isinstance(text, str) or not text.strip()), None):
        raise LookupMistake(f"{file}.yml, {canonical!r}: {wrong!r} is not text; put it between quotes.")
    return texts


def _model_spellings(model: str, brands: dict[str, tuple[str, ...]]) -> Iterable[str]:
    """Return the ways a model is typed: whole, without its brand, without what follows a slash (`WW90T/EC`)."""
    row = words(model)
    brand = brands.get(row[0]) if row else None
    whole = {model, model.split("/", maxsplit=1)[0]}
    if brand and row[: len(brand)] == brand:
        whole.add(" ".join(row[len(brand) :]))
    return [spelling for spelling in whole if _is_telling(spelling)]


def _is_telling(model: str) -> bool:
    """Tell whether a model can be known by itself in a sentence: `M` or `14` cannot."""
    key = "".join(words(model))
    if key.isdigit():
        return len(key) >= SHORTEST_NUMBER
    return len(key) > 2 or (len(key) == 2 and not key.isalpha())


def _kinds_named(catalogue: Catalogue, known: Vocabulary) -> Iterator[Phrase]:
    """Yield the kinds of things that head the names of products and that no list knows: `Brumisateur` Valdoria B2."""
    proper = {words(name)[0] for name in (*catalogue.brands, *catalogue.models) if words(name)}
    heads = {_head(name, proper) for name in catalogue.names}
    for head in sorted(heads - {""}):
        if not any(match.term.entity == "product_type" for match in known.find(head)):
            yield head, Term("product_type", head.lower(), is_live=True)


def _head(name: str, proper: set[str]) -> str:
    """Return the words of a product's name before its brand, its model or a figure; nothing when they are many."""
    kind: list[str] = []
    for word in name.split():
        row = words(word)
        if not row or row[0] in proper or any(piece.isdigit() for piece in row):
            break
        kind.append(word)
    return " ".join(kind) if len(kind) <= LONGEST_KIND else ""

"""An index in words and in facts: its mark, its criteria by their official names, two models side by side."""

from decimal import Decimal
from typing import Any

from actions import french
from actions.store.questions.indices import IndexComparison, ModelIndex
from actions.store.records import Product

NAMES = {"durability": "l'indice de durabilité", "repairability": "l'indice de réparabilité"}
BEST = {"durability": "le plus durable", "repairability": "le plus facile à réparer"}
# The criteria as the official files number them; those of repairability are out of 20, those of durability out of 10.
OF_REPAIRABILITY = {
    "note_c1": "documentation",
    "note_c2": "démontage",
    "note_c3": "disponibilité des pièces",
    "note_c4": "prix des pièces",
    "note_c5": "critère propre à la catégorie",
}
OF_DURABILITY = {
    "note_reparabilite": "réparabilité",
    "note_fiabilite": "fiabilité",
    "note_A_c1": "documentation",
    "note_A_c2": "démontage",
    "note_A_c3": "disponibilité des pièces",
    "note_A_c4": "prix des pièces",
    "note_B_c1": "résistance à l'usure",
    "note_B_c2": "entretien",
    "note_B_c3": "garantie et qualité",
}
CRITERIA = {"repairability": (OF_REPAIRABILITY, 20), "durability": (OF_DURABILITY, 10)}


def french_number(value: Decimal) -> str:
    """Return `7,4` or `8`."""
    return _number(value).replace(".", ",")


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def index_facts(index: ModelIndex) -> dict[str, Any]:
    """Return an index for machines: marks as decimal text, `kind` `durability` or `repairability`; no unknown key."""
    marks = {name: str(index.scores[name]) for name in CRITERIA[index.kind][0] if name in index.scores}
    known = {
        "model": index.model,
        "kind": index.kind,
        "value": _number(index.score),
        "date": index.calculated_on.isoformat() if index.calculated_on else None,
        "criteria": marks or None,
        "url": index.details_url,
    }
    return {name: value for name, value in known.items() if value is not None}


def index_figures(index: ModelIndex, product: Product | None) -> dict[str, Any]:
    """Return what the sentence of an index is filled with."""
    day = index.calculated_on
    return {
        "product": product.name if product else index.model,
        "index": french_number(index.score),
        "calculated": f" (calcul du {french.day(day)})" if day else "",
    }


def marks_of(index: ModelIndex) -> str:
    """Return the marks of the criteria: `documentation 6,1 ; démontage 17,1 … (notes sur 20)`; nothing without any."""
    names, out_of = CRITERIA[index.kind]
    marks = [f"{words} {french_number(index.scores[name])}" for name, words in names.items() if name in index.scores]
    return f"{' ; '.join(marks)} (notes sur {out_of})".replace(" ;", "\u00a0;") if marks else ""


def comparison_facts(compared: IndexComparison) -> dict[str, Any]:
    """Return a comparison for machines; `best` is absent when both have the same score."""
    both = (compared.first, compared.second)
    best = None if compared.difference == 0 else max(both, key=lambda each: each.score).model
    return {
        "kind": compared.kind,
        "compared": [{"model": each.model, "value": _number(each.score)} for each in both],
        "best": best,
        "difference": _number(abs(compared.difference)),
    }


def comparison_figures(compared: IndexComparison, first: Product | None, second: Product | None) -> dict[str, Any]:
    """Return what the sentences of a comparison are filled with; `criteria` holds the marks that differ."""
    one, other = (first.name if first else compared.first.model), (second.name if second else compared.second.model)
    names, out_of = CRITERIA[compared.kind]
    marks = [
        f"{names[name]} {french_number(mine)} contre {french_number(theirs)}"
        for name, mine, theirs in compared.criteria
        if name in names and mine != theirs
    ]
    gap = abs(compared.difference)
    return {
        "first": one,
        "second": other,
        "first_index": french_number(compared.first.score),
        "second_index": french_number(compared.second.score),
        "name": NAMES[compared.kind],
        "best": one if compared.difference > 0 else other,
        "quality": BEST[compared.kind],
        "gap": f"{french_number(gap)}\u00a0point{'s' if gap >= 2 else ''}",
        "criteria": f"{' ; '.join(marks)} (notes sur {out_of})".replace(" ;", "\u00a0;") if marks else "",
    }

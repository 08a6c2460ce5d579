"""Recalls of the State's site RappelConso, both its first data set and the second, in the shape of the shop data.

The second one writes all in small letters, joins lists with `|` and lines with `¤`, and keeps an official misspelling.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.store.folding import fold_reference
from actions.store.sources.recall_marks import batches_of, gtins_in, identified, models_of, named_gtins, told_freely
from actions.store.sources.records import Record, Unusable
from actions.store.sources.translation import Translation

EXPORT_PAGE = "https://data.economie.gouv.fr/explore/dataset/rappelconso-v2-gtin-espaces/export/"
# First-version names of the second version's fields.
_FIRST_NAMES = {
    "numero_fiche": ("reference_fiche",),
    "numero_version": ("ndeg_de_version",),
    "categorie_produit": ("categorie_de_produit",),
    "sous_categorie_produit": ("sous_categorie_de_produit",),
    "marque_produit": ("nom_de_la_marque_du_produit",),
    "modeles_ou_references": ("noms_des_modeles_ou_references",),
    "identification_produits": ("identification_des_produits",),
    "motif_rappel": ("motif_du_rappel",),
    "risques_encourus": ("risques_encourus_par_le_consommateur",),
    "description_complementaire_risque": ("description_complementaire_du_risque",),
    "numero_contact": ("numero_de_contact",),
    "liens_vers_les_images": ("liens_vers_les_images", "lien_vers_la_liste_des_images"),
    "lien_vers_affichette_pdf": ("lien_vers_affichette_pdf", "lien_vers_l_affichette_pdf"),
    "rappel_guid": ("rappelguid",),
    "date_publication": ("date_de_publication", "date_ref"),
}
_HIGHEST_VERSION = 10_000
FOOD = "ALIMENTATION"
_REFERENCE = re.compile(r"\d{4}-\d{2}-\d{4}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre")  # fmt: skip
_FRENCH_DAY = re.compile(rf"(?:\w+ )?(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)}) (\d{{4}})", re.IGNORECASE)
_REMEDIES = (("rembours", "refund"), ("echange", "replacement"), ("échange", "replacement"), ("répar", "repair"),
             ("repar", "repair"))  # fmt: skip
# First-version lists are joined by spaces: a new item begins with a capital or with one of these words.
_CONDUCTS = re.compile(r"\s+(?=(?:ne plus|rapporter|contacter|d[ée]truire|autre)\b)", re.IGNORECASE)
_RISKS = re.compile(r"\s+(?=[A-ZÉÀÂ][a-zéèêà'’]+\b(?!\)))")


@dataclass(frozen=True, slots=True)
class Notice:
    """An official notice: the recall as shop data, and all that its page says besides."""

    recall: dict[str, Any]
    guid: str | None
    version: int
    details: dict[str, Any]

    @property
    def reference(self) -> str:
        """The number of the notice."""
        return str(self.recall["reference"])

    @property
    def identity(self) -> str:
        """What the versions of one recall have in common."""
        return self.guid or self.reference


def is_recall(names: Iterable[str]) -> bool:
    """Tell whether an object or a table with these names holds recalls of RappelConso."""
    known = set(names)
    return not known.isdisjoint(("numero_fiche", "reference_fiche", "marque_produit", "nom_de_la_marque_du_produit"))


def missing_columns(names: Iterable[str]) -> str | None:
    """Return the sentence that refuses a table cut down to a few columns, or None when the needed ones are there."""
    known = set(names)
    needed = ("numero_fiche", "marque_produit", "date_publication", "modeles_ou_references", "identification_produits")
    lacking = [name for name in needed if not known.intersection((name, *_FIRST_NAMES[name]))]
    if not lacking:
        return None
    return f"lacks the columns {', '.join(lacking)} of RappelConso; take the whole export from {EXPORT_PAGE}"


def fields_of(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields of a recall, which the first API wrapped twice."""
    inner = values.get("record", values)
    inner = inner.get("fields", inner) if isinstance(inner, Mapping) else values
    return inner if isinstance(inner, Mapping) else values


def notice(values: Mapping[str, Any], translation: Translation) -> Notice:
    """Return the notice of a record of either data set; raises `Unusable`."""
    is_second = "numero_fiche" in values or "marque_produit" in values
    record = Record({name: _first_known(values, name) for name in {*values, *_FIRST_NAMES}})
    reference = record.text("numero_fiche", 64)
    if reference is None or not _REFERENCE.fullmatch(reference):
        raise Unusable(f'numero_fiche: {reference!r} is not the number of a notice such as "2026-11-0042"')
    brand = record.text("marque_produit") or "sans marque"
    gtins, batches = _marks(record, is_second)
    gtins = list(dict.fromkeys([*gtins, *named_gtins("\n".join(_models(record, is_second)))]))
    recall = {
        "reference": reference,
        "brand": brand,
        "models": models_of(
            _models(record, is_second),
            brand,
            record.text("informations_complementaires", 2000) or "",
            is_food=category_key(record.text("categorie_produit")) == FOOD,
        ),
        "gtins": gtins,
        "batches": [batch[:300] for batch in batches],
        "risk": _sentence(_risks(record, is_second)),
        "published_on": _published_on(record, translation, reference),
        "remedies": _remedies(record),
        "url": _link(record),
    }
    if recall["published_on"] is None:
        raise Unusable('date_publication: missing; write e.g. "2026-11-10T09:00:00+00:00"')
    return Notice(recall, record.text("rappel_guid", 64), _version(record), _details(record, is_second))


def _version(record: Record) -> int:
    version = record.number("numero_version")
    if version is not None and not 0 <= version <= _HIGHEST_VERSION:
        raise Unusable(f"numero_version: {version} is not the number of a version")
    return 1 if version is None else int(version)


def _first_known(values: Mapping[str, Any], name: str) -> Any:
    names = (name, *_FIRST_NAMES.get(name, ()))
    return next((values[known] for known in names if values.get(known) not in (None, "", "NA")), None)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"¤+|\r?\n|\r", text) if line.strip()]


def _models(record: Record, is_second: bool) -> list[str]:
    parts = record.listed("modeles_ou_references", "¤") if is_second else (_raw(record, "modeles_ou_references"),)
    return [line for part in parts for line in _lines(part)] or _lines(record.text("libelle") or "")


def _raw(record: Record, name: str) -> str:
    """Return a text with its lines, or the items of a list joined by `|` as the other form of the data set has them."""
    value = record.values.get(name)
    if isinstance(value, list):
        return "|".join(record.listed(name, "|"))
    return value if isinstance(value, str) else record.text(name, 100_000) or ""


def _marks(record: Record, is_second: bool) -> tuple[list[str], list[str]]:
    text = _raw(record, "identification_produits")
    gtins, batches = identified(text) if is_second and "$" in text else told_freely(text)
    # The data set with one row for each bar code gives it as a number, without its leading zeros.
    own = record.text("gtin", 20)
    if own is not None:
        gtins = [*gtins_in(own.zfill(13)), *gtins]
    return list(dict.fromkeys(gtins)), batches_of(batches)


def _risks(record: Record, is_second: bool) -> list[str]:
    if is_second:
        return list(record.listed("risques_encourus", "|"))
    return [risk.strip() for risk in _RISKS.split(record.text("risques_encourus", 2000) or "") if risk.strip()]


def _conducts(record: Record, is_second: bool) -> list[str]:
    name = "conduites_a_tenir_par_le_consommateur"
    if is_second:
        return list(record.listed(name, "|"))
    return [part.strip() for part in _CONDUCTS.split(record.text(name, 2000) or "") if part.strip()]


def _sentence(items: list[str]) -> str | None:
    """Return a list as one sentence that begins with a capital."""
    text = ", ".join(item if place == 0 else item[:1].lower() + item[1:] for place, item in enumerate(items))
    return (text[:1].upper() + text[1:])[:4000] or None


def _published_on(record: Record, translation: Translation, reference: str) -> str | None:
    written = record.text("date_publication", 40)
    if written is not None and _MONTH.fullmatch(written):
        translation.remarks.add("recall(s) give the month of their publication, not its day: the 1st stands", reference)
        return f"{written}-01"
    return record.day("date_publication")


def _remedies(record: Record) -> list[str]:
    text = " ".join(record.listed("modalites_de_compensation", "|")).casefold()
    return list(dict.fromkeys(remedy for word, remedy in _REMEDIES if word in text))


def _link(record: Record) -> str | None:
    link = record.text("lien_vers_la_fiche_rappel", 4000)
    number = record.text("id", 20)
    if link is None and number is not None and number.isdigit():
        return f"https://rappel.conso.gouv.fr/fiche-rappel/{number}/interne"
    poster = record.text("lien_vers_affichette_pdf", 4000)
    found = re.search(r"affichettepdf/(\d+)/", poster or "", re.IGNORECASE)
    return link or (f"https://rappel.conso.gouv.fr/fiche-rappel/{found[1]}/interne" if found else None)


def _phone(written: str | None) -> str | None:
    """Return a telephone number with the 0 that tables drop: French numbers have ten digits, the first one 0."""
    digits = re.sub(r"[\s.\-]", "", written or "")
    return f"0{digits}" if re.fullmatch(r"[1-9]\d{8}", digits, re.ASCII) else written


def _ends_on(record: Record) -> str | None:
    written = record.text("date_de_fin_de_la_procedure_de_rappel", 60)
    match = _FRENCH_DAY.fullmatch(written or "")
    if match:
        return f"{match[3]}-{_MONTHS.index(match[2].casefold()) + 1:02d}-{int(match[1]):02d}"
    return None if written is None else record.day("date_de_fin_de_la_procedure_de_rappel")


def _details(record: Record, is_second: bool) -> dict[str, Any]:
    """Return what the page of the notice says besides: what to do, whom to call, pictures, where it was sold."""
    images = re.split(r"[|\s]+", _raw(record, "liens_vers_les_images").strip())
    return {
        "category": record.text("categorie_produit"),
        "subcategory": record.text("sous_categorie_produit"),
        "name": record.text("libelle"),
        "models_text": " ; ".join(_models(record, is_second))[:4000] or None,
        "reason": record.text("motif_rappel", 4000),
        "risk_details": record.text("description_complementaire_risque", 4000),
        "conducts": _conducts(record, is_second),
        "contact": _phone(record.text("numero_contact", 100)),
        "compensation": " ; ".join(record.listed("modalites_de_compensation", "|"))[:1000] or None,
        "more": record.text("informations_complementaires_publiques", 4000),
        "sellers": " ; ".join(_lines(_raw(record, "distributeurs")))[:4000] or None,
        "area": record.text("zone_geographique_de_vente", 4000),
        "images": [image for image in images if image.startswith("http")],
        "poster": record.text("lien_vers_affichette_pdf", 4000),
        "ends_on": _ends_on(record),
        "identification": _raw(record, "identification_produits")[:20_000] or None,
    }


def identity_of(values: Mapping[str, Any]) -> tuple[str, int]:
    """Return what the versions of one recall have in common, and which version this record is; raises `Unusable`."""
    record = Record({name: _first_known(values, name) for name in ("rappel_guid", "numero_fiche", "numero_version")})
    identity = record.text("rappel_guid", 64) or record.text("numero_fiche", 64)
    return identity or "", _version(record)


def category_key(category: str | None) -> str:
    """Return a category of products folded, as both data sets and the settings write it."""
    return fold_reference(category or "")


def category_of(values: Mapping[str, Any]) -> str:
    """Return the folded category of a record."""
    return category_key(Record({"": _first_known(values, "categorie_produit")}).text(""))

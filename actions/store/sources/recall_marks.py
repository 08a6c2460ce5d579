"""What an official recall is recognised by, drawn from the free text of RappelConso: models, bar codes, batches."""

import re
from collections.abc import Iterable

from actions.store.folding import fold_brand, fold_gtin, fold_model, fold_reference

_RUN = re.compile(r"(?<!\w)\d{8,14}(?!\w)", re.ASCII)
_NAMED_GTIN = re.compile(
    r"\b(?:codes?[ -]?barres?|ean(?:[ -]?(?:8|13))?|gtin|gencod)\b[^\w\n]{0,4}(\d(?:[\d .]{6,18})\d)(?!\w)",
    re.IGNORECASE,
)
# A measure is not a reference: 225ml, 22-7L, 4x100g, 12V, 2 x 500 mAh.
_MEASURE = re.compile(
    r"\d[\d.,x*/\-]*(?:ml|cl|dl|l|kg|mg|g|gr|mm|cm|m|km|v|w|kw|mah|ah|hz|khz|go|gb|to|mo|k|pcs|ans?|mois|jours?|h|min|"
    r"pi[eè]ces?|pouces?|litres?|grammes?|%|°c?|€|er|e|[eè]me)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}|(?:19|20)\d\d", re.ASCII)
_NAMED = re.compile(
    r"(?:r[ée]f(?:[ée]rences?|\.)?|mod[èe]les?|type|code|art(?:icle|\.)?)\s*(?:produits?|n°|no|:|°|-)*\s*[:°]?\s*"
    r"([\w][\w./\-]{2,29})",
    re.IGNORECASE,
)
# Letters then figures, written apart: `DSW 22-7L`, `NPL-DSC 2490`; and numbers written in threes: `370 017`.
_PAIR = re.compile(r"(?<![\w-])([a-z][a-z\-]{1,7}) (\d[\w.\-]*\w)", re.IGNORECASE)
_NOT_IN_PAIRS = re.compile(
    r"lots?|tailles?|refs?|mod|type|annee|ans?|de|du|des|par|et|ou|les?|la|en|aux?|entre|depuis|avec|sans|pour|sur|dlc|ddm|"
    r"dluo|mois|jours?|kg|page|no|num|numeros?|tome|code|pack|paquet|boite|carton|sachet|barre|ean|gtin",
    re.IGNORECASE,
)
_THREES = re.compile(r"(?<![\d])\d{3}(?: \d{3})+(?![\d])", re.ASCII)
_WORD = re.compile(r"[^\s,;:()\[\]«»\"“”|+&]+")
_ALL_BATCHES = re.compile(
    r"\b(?:tous|toutes|tout|all)\b(?:\s+les)?(?:\s+(?:lots?|batch\w*|num[ée]ros?|dates?|dlc|ddm))?", re.IGNORECASE
)
_NO_BATCH = re.compile(
    r"non concern[ée]|n/?a|-+|aucun\w*|sans(?: lot)?|non (?:lot\w*|connu\w*|renseign\w*)|inconnu\w*|voir\b.*|cf\b.*|"
    r"pas de\b.*|\.+|0+|multiples?|divers|plusieurs\b.*",
    re.IGNORECASE,
)
_BETWEEN_BATCHES = re.compile(r"\s+/\s+|[;\n¤]|,(?!\d{1,2}\b)|\s+et\s+")
_MOST_MODELS = 60
# What is drawn from inside a sentence has at least four characters, or three when letters and figures are mixed: MK-1.
_LEAST_KEY = 4
_LEAST_MIXED = 3


def models_of(entries: Iterable[str], brand: str, more: str = "", *, is_food: bool = False) -> list[str]:
    """Return the models as the notice writes them, then the references and names found inside these sentences.

    No measure, year or very short word is drawn from inside a sentence. `more` is text
    in which only references are looked for. Food has no references: its entries stand alone.
    """
    written = list(dict.fromkeys(entry.strip() for entry in entries if entry.strip()))
    found = list(written)
    if not is_food:
        for entry in written:
            found += [*references_in(entry, brand), *_short_names(entry, brand)]
        found += references_in(more, brand)
    seen: dict[str, str] = {}
    for model in found:
        seen.setdefault(fold_model(model, brand) or model, model)
    return list(seen.values())[:_MOST_MODELS]


def gtins_in(text: str) -> list[str]:
    """Return the digits in a text that can be a bar code; wrong check digits too: half of the official ones are."""
    return [digits for digits in dict.fromkeys(_RUN.findall(text)) if fold_gtin(digits)]


def named_gtins(text: str) -> list[str]:
    """Return the bar codes that a text calls so: `code barre 26095981`, `EAN : 3 760289 220694`."""
    return [digits for run in _NAMED_GTIN.findall(text) for digits in gtins_in(re.sub(r"\D", "", run))]


def batches_of(texts: Iterable[str]) -> list[str]:
    """Return the batches of a notice; none when it concerns all of them or names none."""
    batches: list[str] = []
    for text in texts:
        if _ALL_BATCHES.search(text):
            return []
        batches.extend(_BETWEEN_BATCHES.split(text))
    cleaned = (batch.strip(" .:-") for batch in batches)
    return [
        batch for batch in dict.fromkeys(cleaned)
        if fold_reference(batch) and not _NO_BATCH.fullmatch(batch) and not _MEASURE.fullmatch(batch)
    ]  # fmt: skip


def identified(text: str) -> tuple[list[str], list[str]]:
    """Return the bar codes and batches of the second version's `GTIN$lot$kind of date$from$to` items joined by `|`."""
    gtins: list[str] = []
    batches: list[str] = []
    is_all = False
    for item in text.split("|"):
        gtin, *others = item.split("$")
        gtins.extend(gtins_in(re.sub(r"(?<=\d)[ .\-](?=\d)", "", gtin)))
        batch = others[0].strip() if others else ""
        if _ALL_BATCHES.search(batch):
            is_all = True
        batches.extend([batch] if batch else [])
    return list(dict.fromkeys(gtins)), [] if is_all else batches_of(batches)


def told_freely(text: str) -> tuple[list[str], list[str]]:
    """Return the bar codes and batches of the first version's free text: bar codes, batches and dates after another."""
    gtins = gtins_in(text)
    if _ALL_BATCHES.search(text):
        return gtins, []
    rest = _RUN.sub("\n", text)
    words = (word.strip(" .,:;-") for word in _WORD.findall(rest))
    batches = [
        word for word in words
        if len(fold_reference(word)) >= _LEAST_KEY and re.search(r"\d", word)
        and not _DATE.fullmatch(word) and not _MEASURE.fullmatch(word)
    ]  # fmt: skip
    return gtins, list(dict.fromkeys(batches))


def references_in(entry: str, brand: str) -> list[str]:
    """Return the words of a sentence that look like a reference: letters with digits, or what follows `référence`."""
    named = [word for word in _NAMED.findall(entry) if re.search(r"\d", word)]
    mixed = [
        word for word in (word.strip(".-'’/") for word in _WORD.findall(entry))
        if re.search(r"\d", word) and (re.search(r"[^\W\d_]", word) or re.fullmatch(r"\d{6,}", word))
    ]  # fmt: skip
    pairs = [
        f"{letters} {figures}" for letters, figures in _PAIR.findall(entry)
        if not _NOT_IN_PAIRS.fullmatch(letters) and len(figures) > 2 and not _DATE.fullmatch(figures)
        and not re.fullmatch(r"\d{6,}", figures) and ("-" in figures or not _MEASURE.fullmatch(figures))
    ]  # fmt: skip
    return [word for word in (*named, *mixed, *pairs, *_THREES.findall(entry)) if _is_telling(word, brand)]


def _short_names(entry: str, brand: str) -> list[str]:
    """Return what remains of a short name without its first words: of `Bracelet Rafaella`, `Rafaella`."""
    words = entry.split()
    if not 1 < len(words) <= 3 or re.search(r"\d", entry):
        return []
    return [rest for start in range(1, len(words)) if _is_telling(rest := " ".join(words[start:]), brand)]


def _is_telling(word: str, brand: str) -> bool:
    key = fold_model(word, brand)
    is_mixed = re.search(r"\d", key) and not key.isdigit()
    return (
        len(key) >= (_LEAST_MIXED if is_mixed else _LEAST_KEY)
        and key != fold_brand(brand)
        and not _MEASURE.fullmatch(word)
        and not _DATE.fullmatch(word)
        and not word.casefold().startswith("n°")
    )

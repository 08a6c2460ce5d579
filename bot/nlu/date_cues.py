"""What the words around a day or a duration say of when it is: is it to come, does it count back from today.

What happened that day is in `date_roles.py`. Works on folded text; pure functions.
"""

import re

from bot.nlu.durations import Duration

# --- Is the day to come? ------------------------------------------------------------------------------------------

_AHEAD_BEFORE = re.compile(
    r"(?:\bpour|\bd'ici(?:\s+a)?|\bd ici|\bavant|\bjusqu'?\s?(?:a|au|en)?|\ba\s+partir\s+d[eu]?|\ba\s+partir|\bdes"
    r"|\ba\s+compter\s+d[eu]"
    r"|\bplus\s+tard|\bpr|\battendre|\b(?:repouss|decal|report|avanc|differ|prev|fix"
    r"|programm)\w*(?:\s+[\w'-]+){0,3}(?:\s+(?:a|au))?)"
    r"\s*(?:le|la|l'|a|au)?\s*$"
)
_FUTURE = re.compile(
    r"\b(?!camera|opera|para\b)\w+(?:er|ir|[dt]r|[vur]r)(?:ai|a|ons|ont)\b|\b\w+erez\b|\b(?:prevue?s?|ouverts?"
    r"|ouverte|ouvrez"
    r"|horaires?|rideau|fermez|fermes|prochaine?|je\s+passe|vais\s+\w+er|va\s+\w+er|devez\s+\w+er)\b"
)
_HAPPENED = re.compile(
    r"\b(?:achetee?s?|achat|recue?s?|livree?s?|eue?s?|pris|prise|offert\w*|commande\s+(?:pour|pr)"
    r"|command\w+\s+(?:pour|pr)|payee?s?"
    r"|arrivee?s?|devait|devais|devaient|etait|avait|avaient|avais|passee?)\b"
)
_SENTENCE_END = re.compile(r"[;!?\n…]|\.(?!\d)")


def sentence_before(folded: str, start: int, reach: int = 110) -> str:
    """Return what comes before a place in its own sentence."""
    window = folded[max(0, start - reach) : start]
    ends = [end.end() for end in _SENTENCE_END.finditer(window)]
    return window[ends[-1] :] if ends else window


def sentence_after(folded: str, end: int, reach: int = 80) -> str:
    """Return what comes after a place in its own sentence."""
    window = folded[end : end + reach]
    stop = _SENTENCE_END.search(window)
    return window[: stop.start()] if stop else window


def looks_ahead(folded: str, start: int, end: int, weekday: bool = False) -> bool:
    """Say whether the day typed there is to come: « pour samedi », « vous serez ouverts lundi », « avant Noël »."""
    before = sentence_before(folded, start, 60)
    if weekday and before.endswith((" a ", " d'ici ")):
        return True
    if _AHEAD_BEFORE.search(before):
        return weekday or not _HAPPENED.search(before)
    around = before + " " + sentence_after(folded, end, 40)
    return bool(_FUTURE.search(around)) and not _HAPPENED.search(before)


def has_happened(before: str) -> bool:
    """Say whether the words before a day tell of something done: bought, received, paid…"""
    return bool(_HAPPENED.search(before))


# --- Does the duration count back from today? -----------------------------------------------------------------------

_ABOUT = (
    r"(?:(?:environ|a peu pres|presque|plus de|moins de|pres de|bientot|deja|quasi|quasiment|bien|maintenant"
    r"|au moins|seulement"
    r"|juste|pile|meme pas|a peine|une?|bonne|bon|un peu|pas|tout juste|genre|que|dans les|au plus|max|pas loin de"
    r"|de)\s+)*"
)
_BACK = re.compile(
    r"(?:\b(?:il\s+)?y\s?'?\s?a(?:vait)?|\bilya|\b(?:ca|sa|cela|ce la)\s+(?:va\s+)?(?:fait|fai|faisait|fera|fe)"
    r"|^\s*fait|\bvoila"
    rf"|\bvoici|\bdepuis|\bdepui|\bdpuis|\bdps|\bremonte(?:nt)?\s+a|\bpassees?\s+de)\s+{_ABOUT}$"
)
_AGED = re.compile(rf"\b(?:age(?:e|s|es)?|vieux|vieille|vieilles)\s+(?:de\s+|d'){_ABOUT}$")
_HAS_AGE = re.compile(rf"\b(?:n'|en )?a\s+{_ABOUT}$")
_OF_A_THING = re.compile(
    r"(?:^\s*|\b(?:mon|ma|mes|notre|nos|ce|cet|cette|un|une|son|sa|leur|votre|l'|le|la|les|d'un|d'une)\s*)"
    r"(?P<thing>(?:[\w'-]+\s+){1,5})d(?:e\s+|'\s?)(?:a peine\s+|seulement\s+)?$"
)
# « garantie de 2 ans », « délai de 6 mois »: what lasts and is no product.
_NO_THING = re.compile(
    r"\b(?:garanti\w*|exten[st]ion\w*|delais?|durees?|periodes?|contrats?|abonnements?|attente|retards?|panne"
    r"|absence|prolong\w*"
    r"|engagement|credits?|bail|prets?|preavis|recul|usage|utilisation|experience|location|essai|forfait|bout|plus"
    r"|moins|pres"
    r"|lieu|cours|terme|reparation|immobilisation|conservation|pieces?|liste|rappels?|factures?|loi|anciennete|sav"
    r"|dispo\w*"
    r"|maximum|minimum|pendant|apres|sous|dans|en|legal\w*|brevet|version|suivi\w*|rappele\w*|rendez|courrier|mail"
    r"|alertes?|bilan|offres?|avant|economie\w*|passe\w*|pourquoi|parl\w*|entend\w*|dela|presomption|fidelite"
    r"|decouvert\w*|a)\b"
)
_IN_USE = re.compile(
    r"\s+(?:d'(?:utilisation|usage|age|existence)|de\s+(?:service|fonctionnement|vie)"
    r"|qu(?:e\s+)?(?:je|j'|on|nous|'on|il|elle)\s?(?:l'|les\s|l\s|l)?(?:ai|a|avons)\b)"
)
_AFTER_THE_EVENT = re.compile(
    rf"\b(?:apres|au[\s-]dela\s+de|au bout\s+(?:de|d')?|en|dans|sous|pendant|avant|durant)\s+(?:d')?{_ABOUT}$"
)
_LONE = re.compile(
    r"[\s.,!?:;'()~-]|\b(?:environ|exactement|tout|pile|je|crois|dirais|pense|moins|plus|pas|de|d|un|une|bonne|bon"
    r"|peu|a|pres"
    r"|presque|et|des|poussieres|quelques|seulement|ca|c|cest|est|etait|oui|non|bah|ben|euh|neuf|au|total|en gros"
    r"|deja|bonjour|svp"
    r"|merci)\b"
)
AGE, BACK = "age", "back"


def counts_back(folded: str, text: str, duration: Duration) -> str | None:
    """Say how a duration counts back from today: `age` of a product, `back` for what else, None when it does not."""
    before, after = sentence_before(folded, duration.start), sentence_after(folded, duration.end)
    if _BACK.search(before):
        return BACK
    if _AFTER_THE_EVENT.search(before):
        return None
    if duration.in_years_or_months and (_AGED.search(before) or is_of_a_thing(before)):
        return AGE
    if duration.in_years_or_months or "weeks" in duration.parts:
        if _IN_USE.match(after):
            return AGE
        typed = text[duration.start - len(before) : duration.start]
        has = _HAS_AGE.search(before)
        if has and "à" not in typed[has.start() :].lower() and not _NO_THING.search(before[: has.start()]):
            return AGE
    return BACK if not _LONE.sub("", folded[: duration.start] + " " + folded[duration.end :]) else None


def is_of_a_thing(before: str) -> bool:
    """« mon four de » 14 mois, « lave-linge Bosch de » 2016: the age or year of a product."""
    thing = _OF_A_THING.search(before)
    return thing is not None and not _NO_THING.search(thing["thing"])

"""What the words around a day or a duration say of it: is it to come, does it count back from today, and was it the day
of the purchase, of the delivery or of the defect. Works on folded text; pure functions.
"""

import re

from bot.nlu.durations import Duration

# --- Is the day to come? ------------------------------------------------------------------------------------------

_AHEAD_BEFORE = re.compile(
    r"(?:\bpour|\bd'ici(?:\s+a)?|\bd ici|\bavant|\bjusqu'?\s?(?:a|au|en)?|\ba\s+partir\s+d[eu]?|\ba\s+partir|\bdes|\ba\s+compter\s+d[eu]"
    r"|\bplus\s+tard|\bpr|\battendre|\b(?:repouss|decal|report|avanc|differ|prev|fix|programm)\w*(?:\s+[\w'-]+){0,3}(?:\s+(?:a|au))?)"
    r"\s*(?:le|la|l'|a|au)?\s*$"
)
_FUTURE = re.compile(
    r"\b(?!camera|opera|para\b)\w+(?:er|ir|[dt]r|[vur]r)(?:ai|a|ons|ont)\b|\b\w+erez\b|\b(?:prevue?s?|ouverts?|ouverte|ouvrez"
    r"|horaires?|rideau|fermez|fermes|prochaine?|je\s+passe|vais\s+\w+er|va\s+\w+er|devez\s+\w+er)\b"
)
_HAPPENED = re.compile(
    r"\b(?:achetee?s?|achat|recue?s?|livree?s?|eue?s?|pris|prise|offert\w*|commande\s+(?:pour|pr)|command\w+\s+(?:pour|pr)|payee?s?"
    r"|arrivee?s?|devait|devais|devaient|etait|cadeau|avait|avaient|avais|passee?)\b"
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
    if _AHEAD_BEFORE.search(before):
        return weekday or not _HAPPENED.search(before)
    around = before + " " + sentence_after(folded, end, 40)
    return bool(_FUTURE.search(around)) and not _HAPPENED.search(before)


# --- Does the duration count back from today? -----------------------------------------------------------------------

_ABOUT = (
    r"(?:(?:environ|a peu pres|presque|plus de|moins de|pres de|bientot|deja|quasi|quasiment|bien|maintenant|au moins|seulement"
    r"|juste|pile|meme pas|a peine|une?|bonne|bon|un peu|pas|tout juste|genre|que|dans les|au plus|max|pas loin de|de)\s+)*"
)
_BACK = re.compile(
    r"(?:\b(?:il\s+)?y\s?'?\s?a(?:vait)?|\bilya|\b(?:ca|sa|cela|ce la)\s+(?:va\s+)?(?:fait|fai|faisait|fera|fe)|^\s*fait|\bvoila"
    rf"|\bvoici|\bdepuis|\bdepui|\bdpuis|\bdps|\bremontent?\s+a|\bpassees?\s+de)\s+{_ABOUT}$"
)
_AGED = re.compile(rf"\b(?:age(?:e|s|es)?|vieux|vieille|vieilles)\s+(?:de\s+|d'){_ABOUT}$")
_HAS_AGE = re.compile(rf"\b(?:n'|en )?a(?:vait)?\s+{_ABOUT}$")
_OF_A_THING = re.compile(
    r"(?:^\s*|\b(?:mon|ma|mes|notre|nos|ce|cet|cette|un|une|son|sa|leur|votre|l'|le|la|les|d'un|d'une)\s*)"
    r"(?P<thing>(?:[\w'-]+\s+){1,5})d(?:e\s+|'\s?)(?:a peine\s+|seulement\s+)?$"
)
# « garantie de 2 ans », « délai de 6 mois »: what lasts and is no product.
_NO_THING = re.compile(
    r"\b(?:garanti\w*|extension\w*|delais?|durees?|periodes?|contrats?|abonnements?|attente|retards?|panne|absence|prolong\w*"
    r"|engagement|credits?|bail|prets?|preavis|recul|usage|utilisation|experience|location|essai|forfait|bout|plus|moins|pres"
    r"|lieu|cours|terme|reparation|immobilisation|conservation|pieces?|liste|rappels?|factures?|loi|anciennete|sav|dispo\w*"
    r"|maximum|minimum|pendant|apres|sous|dans|en|legal\w*|brevet|version|suivi\w*|rappele\w*|avant|economie\w*|passe\w*|a)\b"
)
_IN_USE = re.compile(
    r"\s+(?:d'(?:utilisation|usage|age|existence)|de\s+(?:service|fonctionnement|vie)"
    r"|qu(?:e\s+)?(?:je|j'|on|nous|'on|il|elle)\s?(?:l'|les\s|l\s|l)?(?:ai|a|avons)\b)"
)
_AFTER_THE_EVENT = re.compile(rf"\b(?:apres|au bout\s+(?:de|d')?|en|dans|sous|pendant|avant|durant)\s+(?:d')?{_ABOUT}$")
_LONE = re.compile(
    r"[\s.,!?:;'()~-]|\b(?:environ|exactement|tout|pile|je|crois|dirais|pense|moins|plus|pas|de|d|un|une|bonne|bon|peu|a|pres"
    r"|presque|et|des|poussieres|quelques|seulement|ca|c|cest|est|etait|oui|non|bah|ben|euh|neuf|au|total|en gros|deja|bonjour|svp"
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
    if duration.in_years_or_months or "weeks" in duration.parts:
        if _AGED.search(before) or is_of_a_thing(before) or _IN_USE.match(after):
            return AGE
        has = _HAS_AGE.search(before)
        if has and not _is_preposition(text, duration.start, before, has):
            return None if _NO_THING.search(before[: has.start()]) else AGE
    return BACK if not _LONE.sub("", folded[: duration.start] + " " + folded[duration.end :]) else None


def _is_preposition(text: str, start: int, before: str, has: re.Match[str]) -> bool:
    return "à" in text[start - len(before) + has.start() : start].lower()


def is_of_a_thing(before: str) -> bool:
    """« mon four de » 14 mois, « lave-linge Bosch de » 2016: the age or year of a product."""
    thing = _OF_A_THING.search(before)
    return bool(thing) and not _NO_THING.search(thing["thing"]) and not _CUES.search(thing["thing"])  # type: ignore[index]


# --- What happened that day? ----------------------------------------------------------------------------------------

PURCHASE, DELIVERY, DEFECT = "purchase", "delivery", "defect"

_OTHER_EVENT = (
    r"\bpri(?:se?s?|t)\s+(?:en\s+(?:charge|main)|rendez|rdv|contact|feu|note|la releve)"
    r"|\brecue?s?\s+(?:(?:un|une|votre|vos|le|la|mon|ma|ce)\s+)?(?:e-?mail|mail|courriel|courrier|sms|message|appel|lettre|avis"
    r"|rembours\w+|facture|notif\w*|reponse|recommande|virement|avoir|bon|code|confirmation|rien|de nouvelle)\w*"
    r"|\b(?:pas|jamais|rien|toujours|ni)\s+(?:encore\s+)?(?:ete\s+)?(?:recue?s?|livree?s?|eue?s?|arrivee?s?)\b"
    r"|\b(?:note|marque|declare|indique|affiche|repute|soi[\s-]disant|statut|annonce|dit)\w*\s+(?:comme\s+)?[«\"]?\s*livr\w+"
    r"|\bretours?\s+(?:bien\s+)?(?:recu|receptionn)\w*"
    r"|\b(?:retour|rembours|repar|renvoy|renvoi|echang|remplac|depos|expedi|annul|debit|prelev|appel|ecri|contacte|relanc|promi"
    r"|technicien|courri|mail|e-?mail|reclam|atelier|rappel|signal|demand|atten|jatten|declar|virement|transit|expir|prev|fix"
    r"|extension|repouss|report|decal|facture\s+annul|message|livreur|depann|interven|diagnos)\w*"
    r"|\b(?:envoye\w*|depot|sav|rdv|rendez[\s-]vous|partie?s?|rendue?s?|suivi|passe\s+(?:nous\s+)?voir|venue?s?|garantie?s?"
    r"|jusqu\w*|devait|devais|devaient|devrait|doit|aurait du|on est|nous sommes|avis|nouvelles?|reponse)\b"
)
_BOUGHT = (
    r"\b(?:re)?achet(?:e|ee|es|ees|ai)\b|\bachats?\b|\bacqui(?:s|se|ses|sition)\b|\bpri(?:s|se|ses)\b|\bpayee?s?\b"
    r"|\b(?:l'|les\s+|jl'?|l\s|j'l'?|que\s+j'|qu'on\s+|que\s+nous\s+)(?:ai|a|avons|ont)\s+eue?s?\b|\boffer(?:t|te|ts|tes)\b|\bcadeaux?\b"
    r"|\bfacturee?s?\b|\bfactures?\b|\btickets?\b|\bvendue?s?\b|\bcommandees?\b"
    r"|\b(?:ai|as|a|avons|avez|ont|avait|avais|avions|jai|ete|g)\s+(?:\w+\s+){0,2}?commander?\b"
    r"|\bcommand(?:es?|er)(?:\s+(?:passee?s?|faite?s?|effectuee?s?|validee?s?|chez vous|sur votre site|en ligne|sur le site|tel\w*))*"
    r"\s*(?:,\s*)?(?:depuis\s+|il y a\s+|y a\s+|ya\s+)?$"
    r"|\b(?:remont\w+|possed\w+|(?:m'en|s'en|me)\s+sers?|utilis\w+)\b"
    r"|(?:\bl'|\bl\s|\bj'?l'?|\bl)(?:ai|avons|ont)\b(?!\s+(?!depui)\w+(?:e|ee|es|i|ie|u|ue|us|is|ise|it|ite|ert|ait|er)\b)"
    r"|\bon\s+l'?\s?a\b(?!\s+(?!depui)\w+(?:e|ee|es|i|ie|u|ue|us|is|ise|it|ite|ert|ait)\b)"
)
_DELIVERED = (
    r"(?<!\bun )(?<!\ble )(?<!\bce )\blivr(?:e|ee|es|ees)\b|\brecue?s?\b|\breceptionn\w+|\breception\b|\brecuperee?s?\b"
    r"|\binstall(?:e|ee|es|ees|ation)\b|\bmise? en service\b|\blivraisons?\b|\barriv(?:ee|ees|e|es)\b"
)
_BROKEN = (
    r"\b(?:en\s+)?pannes?\b|\bh\.?s\b|\bcass(?:e|ee|es|ees|er)\b|\bfui(?:t|te|tes)\b|\blache(?:e|s|es)?\b|\bmort(?:e|s|es)?\b"
    r"|\bbruits?\b|\bs'?\s?est\s+(?:arret|etein|bloqu|mis|cass|fend|ouvert|detach|coup|dechir|decoll|fissur)\w*|\bbloque\w*|\bgrille\w*"
    r"|\bcesse\b|\bdefauts?\b|\bdisjonct\w+|\bdysfonction\w*|\bproblemes?\b|\bsoucis?\b|\bbugs?\b|\bplante\w*|\bfissur\w+|\bfendue?s?\b"
    r"|\bexplos\w+|\bbrul\w+|\bfume\w*|\berreurs?\b|\becran\s+(?:noir|bleu|blanc)|\bsurchauff\w*|\bgresill\w+|\bvibr\w+|\bgrinc\w+"
    r"|\bsiffl\w+|\bclignot\w+|\bcoul(?:e|ent|er)\b|\bsaute(?:nt)?\b|\bgonfl\w+|\brouill\w+|\bclaqu\w+|\brame\w*\b|\babime\w*|\bferaill\w*"
    r"|\b(?:marche|fonctionne|demarre|s?'?allume|charge|chauffe|tourne|essore|vidange|refroidit|aspire|lave|seche|repond|s'ouvre|ferme"
    r"|freine|avance|imprime|capte|fait|fait de|tient|sort)(?:nt)?\s+(?:plus|pu|pas|mal|rien)\b|\bplus\s+(?:de\s+|d')(?:son|image|froid"
    r"|courant|reseau|jus|voyant|assistance|lumiere|pression|eau|chaud|gaz|vapeur)\b|\brefuse\w*\s+de\b|\bveu(?:t|x)\s+(?:plus|pas)\b"
    r"|\brendu?\s+l'ame\b|\b(?:s'arrete|s'eteint|se\s+coupe|se\s+bloque|ne\s+\w+\s+(?:plus|pas|rien))\b|\bn'\w+\s+plus\b|\btombee?\s+en\b"
)
_CUES = re.compile(
    rf"(?P<other>{_OTHER_EVENT})|(?P<dates_from>\bdat(?:e|ent|ait|ant)\s+(?:bien\s+)?(?:d[eu']|$))|(?P<purchase>{_BOUGHT})"
    rf"|(?P<defect>{_BROKEN})|(?P<delivery>{_DELIVERED})"
)
_CLAUSE_END = re.compile(r"[,(){}«»\"]|\b(?:mais|puis|et|car|donc|alors|sauf)\b|\s[-–—]\s")
_PLANNED = re.compile(r"\b(?:prevue?s?|dev\w*|doit|annonc\w*|promis\w*|estim\w*|program\w*|planif\w*|attendu\w*|sera|seront|serai)\b")
_SINCE = re.compile(r"\b(?:depuis|depui|dpuis|dps|ca fait|sa fait|cela fait|voila)\s+(?:\w+\s+)?$")


def role(folded: str, start: int, end: int, floor: int = 0, ceiling: int | None = None) -> str | None:
    """Return what happened on the day typed between `start` and `end`: `purchase`, `delivery`, `defect` or None.

    `floor` and `ceiling` are where the day before ends and the day after begins: their words are not this day's.
    """
    before = sentence_before(folded, start)[-max(start - floor, 0) or len(folded) :] if start > floor else ""
    after = sentence_after(folded, end)[: None if ceiling is None else max(ceiling - end, 0)]
    ends = list(_CLAUSE_END.finditer(before))
    near = before[ends[-1].end() :] if ends else before
    if found := _last_event(near):
        return _said(found, near)
    stop = _CLAUSE_END.search(after, 2)
    if _SINCE.search(before) and (broken := [cue for cue in _CUES.finditer(after) if cue.lastgroup == DEFECT]):
        return DEFECT if broken else None
    if found := _CUES.search(after[: stop.start() if stop else None]):
        return _said(found, after)
    found = _last_event(before)
    return _said(found, before) if found else None


def _last_event(before: str) -> re.Match[str] | None:
    """Return the cue nearest to the day; in « reçu cassé » the delivery is what the day tells."""
    cues = list(_CUES.finditer(before))
    if len(cues) > 1 and cues[-1].lastgroup == DEFECT and cues[-2].lastgroup == DELIVERY:
        if cues[-1].start() - cues[-2].end() <= 4:
            return cues[-2]
    return cues[-1] if cues else None


def _said(cue: re.Match[str], around: str) -> str | None:
    if cue.lastgroup == "other":
        return None
    if cue.lastgroup == "dates_from":
        return DEFECT if any(one.lastgroup == DEFECT for one in _CUES.finditer(around)) else PURCHASE
    if cue.lastgroup == DELIVERY and _PLANNED.search(around):
        return None
    return cue.lastgroup

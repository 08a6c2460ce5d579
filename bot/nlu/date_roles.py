"""What happened on a day of a message, from the words around it: the purchase, the delivery or the defect.

The nearest event told in the same clause decides; an event that is none of the three (a repair, a letter, a refund…)
leaves the day without a role. Works on folded text; pure functions.
"""

import re

from bot.nlu.date_cues import sentence_after, sentence_before

PURCHASE, DELIVERY, DEFECT = "purchase", "delivery", "defect"

_LETTER = r"(?:e-?mail|mail|courriel|courrier|sms|message|appel|lettre|avis|notif\w*|reponse|recommande)"
_OTHER = (
    r"\bpri(?:se?s?|t)\s+(?:en\s+(?:charge|main)|rendez|rdv|contact|feu|note|conge|un\s+jour|la\s+releve)"
    rf"|\brecue?s?\s+(?:(?:un|une|votre|vos|le|la|mon|ma|ce)\s+)?(?:{_LETTER}|rembours\w+|facture|virement|avoir|bon"
    rf"|code|confirmation"
    rf"|rien|de nouvelle)\w*|\b{_LETTER}\s+(?:\w+\s+)?recue?s?\b|\brecue?s?\s+par\s+vous\b"
    rf"|\baccus\w+\s+(?:de\s+)?reception\b"
    r"|\b(?:depot|entrepot|atelier|sav|fabricant)\s+(?:l'|n')?(?:a|ont)\s+(?:bien\s+)?recue?s?\b"
    r"|\bvous\s+(?:l'\s?|me l'|les\s|nous l'|n'|lavez)?(?:avez|en avez)?\s?(?:mon|ma|mes|notre|bien\s+recue?|recue?"
    r"|repris\w*)\b"
    r"|\b(?:pas|jamais|rien|toujours|ni)\s+(?:encore\s+)?(?:ete\s+)?(?:recue?s?|livree?s?|eue?s?|arrivee?s?)\b"
    r"|\b(?:note|marque|declare|indique|affiche|repute|soi[\s-]disant|statut|annonce"
    r"|dit)\w*\s+(?:comme\s+)?[«\"]?\s*livr\w+"
    r"|\bretours?\s+(?:bien\s+)?(?:recu|receptionn)\w*|\b(?:cartes?|cheques?)\s+cadeaux?\b|\bsi\s+(?:je|j'|on|l'on"
    r"|vous)\s?(?:l'|les\s)?\w+"
    r"|\b(?:re)?(?:retour|rembours|repar|renvoy|renvoi|echang|remplac|depos|expedi|annul|debit|prelev|appel|ecri"
    r"|contacte|relanc|promi"
    r"|technicien|courri|mail|e-?mail|reclam|atelier|rappel|signal|demand|atten|jatten|declar|virement|transit|expir"
    r"|prevu|prevo|fix"
    r"|exten[st]ion|repouss|report|decal|message|livreur|depann|intervention|diagnos|abonn|conge|enlev)\w*"
    r"|\b(?:envoye\w*|envoi|depot|sav|rdv|rendez[\s-]vous|partie?s?|rendue?s?|suivi|venue?s?|garantie?s?|factures"
    r"|achats|cadeaux"
    r"|jusqu\w*|devait|devais|devaient|devrait|doit|aurait du|on est|nous sommes|avis|nouvelles?|reponse|valeur)\b"
)
_BOUGHT = (
    r"\b(?:re)?achet(?:e|ee|es|ees|ai)\b|\bachat\b|\bacqui(?:s|se|ses|sition)\b|\bpri(?:s|se|ses)\b|\bpayee?s?\b"
    r"|\b(?:l'|les\s+|jl'?|l\s|j'l'?|que\s+j'|qu'on\s+|que\s+nous\s+)(?:ai|a|avons|ont)\s+eue?s?\b|\bl'ai\s+eue?s?\b"
    r"|\boffer(?:t|te|ts|tes)\b|\bcadeau\b|\bvendue?s?\b|\bcommandees?\b|\bcommandes\s+chez\b"
    r"|\b(?:ai|as|a|avons|avez|ont|avait|avais|avions|jai|ete|g)\s+(?:\w+\s+){0,2}?command(?:e|er|es)\b"
    r"|\bcommand(?:es?|er)(?:\s+(?:passee?s?|faite?s?|effectuee?s?|validee?s?|chez vous|sur votre site|en ligne"
    r"|sur le site|pour|pr))*"
    r"\s*(?:,\s*)?(?:depuis\s+|il y a\s+|y a\s+|ya\s+)?$"
    r"|\b(?:ai|a|as|avons|avez|ont|jai|g|avais|avait)\s+(?:acheter|payer)\b|\bchez\s+(?:nous|moi)\b(?=\s+depui)"
    r"|\b(?:possed\w+|(?:m'en|s'en|me)\s+sers?|utilise[sr]?(?=\s+depuis))\b"
    r"|(?:\bl'|\bl\s|\bj'?l'?|\bl)(?:ai|avons|ont)\b(?!\s+(?!depui)\w+(?:e|ee|es|i|ie|u|ue|us|is|ise|it|ite|ert|ait"
    r"|er)\b)"
    r"|\bon\s+l'?\s?a\b(?!\s+(?!depui)\w+(?:e|ee|es|i|ie|u|ue|us|is|ise|it|ite|ert|ait)\b)"
    r"|\bj'?\s?ai\s+(?=(?:la|le|ce|cette|cet|mon|ma|un|une)\s+(?:[\w'-]+\s+){1,5}depui)|\bque\s+j'?\s?ai\s+(?:ce"
    r"|cette|cet|mon|ma|la|le)\b"
)
_DELIVERED = (
    r"(?<!\bun )(?<!\ble )(?<!\bce )\blivr(?:e|ee|es|ees)\b|\brecue?s?\b|\breceptionn\w+|\breception\b|\brecuperee?s?\b"
    r"|\binstall(?:e|ee|es|ees|ation)\b|\bmise? en service\b|\blivraisons?\b(?:\s+est\s+intervenue\b)?|\barriv(?:ee"
    r"|ees|e|es)\b"
)
_BROKEN = (
    r"\b(?:en\s+)?pannes?\b|\bh\.?s\b|\bcass(?:e|ee|es|ees|er)\b|\bfui(?:t|te|tes)\b|\blache(?:e|s|es)?\b|\bmort(?:e"
    r"|s|es)?\b"
    r"|\bbruits?\b|\bs'?\s?est\s+(?:arret|etein|bloqu|mis|cass|fend|ouvert|detach|coup|dechir|decoll|fissur)\w*"
    r"|\bbloque\w*|\bgrille\w*"
    r"|\bcesse\b|\bdefauts?\b|\bdisjonct\w+|\bdysfonction\w*|\bproblemes?\b|\bsoucis?\b|\bbugs?\b|\bplante\w*"
    r"|\bfissur\w+|\bfendue?s?\b"
    r"|\bexplos\w+|\bbrul\w+|\bfume\w*|\berreurs?\b|\becran\s+(?:noir|bleu|blanc)|\bsurchauff\w*|\bgresill\w+"
    r"|\bvibr\w+|\bgrinc\w+"
    r"|\bsiffl\w+|\bclignot\w+|\bcoul(?:e|ent|er)\b|\bsaute(?:nt)?\b|\bgonfl\w+|\brouill\w+|\bclaqu\w+|\brame\w*\b"
    r"|\babime\w*|\bferaill\w*"
    r"|\b(?:marche|fonctionne|demarre|s?'?allume|charge|chauffe|tourne|essore|vidange|refroidit|aspire|lave|seche"
    r"|repond|s'ouvre|ferme"
    r"|freine|avance|imprime|capte|fait|fait de|tient|sort|affiche)(?:nt)?\s+(?:plus|pu|pas|mal|rien)\b"
    r"|\bplus\s+(?:de\s+|d')(?:son|image"
    r"|froid|courant|reseau|jus|voyant|assistance|lumiere|pression|eau|chaud|gaz|vapeur)\b|\brefuse\w*\s+de\b"
    r"|\bveu(?:t|x)\s+(?:plus|pas)\b"
    r"|\brendu?\s+l'ame\b|\bs'arrete|\bs'eteint|\bse\s+(?:coupe|bloque)|\btombee?\s+en\b"
    r"|\bne\s+(?!suis|sais|peux|veux|vois|voudrais|comprends|serai|sera|sont|peut|vient|passe)\w+\s+(?:plus|pas|rien)\b"
    r"|\bn'(?!ai|a\b|as|avons|avez|ont|est|sont|etes)\w+\s+plus\b"
)
_CUES = re.compile(
    rf"(?P<other>{_OTHER})|(?P<told>(?<!\bla )(?<!\bune )\bdat(?:e|ent|ait|ant)\s+(?:bien\s+)?(?:d[eu']|$)"
    rf"|\bremont\w+)|(?P<purchase>{_BOUGHT})"
    r"|(?P<paper>\b(?:factures?|facturee?s?|tickets?(?:\s+de\s+caisse)?)\b(?:\s+(?:est|bien|porte\s+la"
    r"|la))*(?:\s+datee?)?\s*[:,]?\s*$)"
    rf"|(?P<defect>{_BROKEN})|(?P<delivery>{_DELIVERED})"
)
_CLAUSE_END = re.compile(r"[,(){}«»\"]|\b(?:mais|puis|et|car|donc|alors|sauf)\b|\s[-–—]\s")
_SINCE = re.compile(r"\bdepuis?\s+(?:\w+\s+)?$")
_PLANNED = re.compile(
    r"\b(?:prevue?s?|dev\w*|doit|annonc\w*|promis\w*|estim\w*|program\w*|planif\w*|attendu\w*|sera|seront|serai|etre"
    r"|supposons)\b"
)
_NO_APPLIANCE = re.compile(
    r"\b(?:colis|commande|livraison|transporteur|paquet|rembours\w+|conseiller|site|compte|garantie|rappel|label"
    r"|caisse|ascenseur)\b"
)
_DONE = re.compile(r"intervenue|eu lieu|effectuee|faite|realisee|a la livraison|date de livraison|bon de livraison")
_HAD_ARRIVED = re.compile(r"\b(?:est|sont|etait|etaient|sest|s'est)\s+(?:\w+\s+)?$")
_PRONOUN = re.compile(r"\b(?:il|elle|ils|elles|ca|sa|qui|n'|ne|on)\s+$")
_ON_PAPER = re.compile(r"d[ue]\s|d'|le\s|[0-9]|en\s")
_NOT_TAKEN = re.compile(
    r"\b(?:exten[st]ion|garantie|abonnement|credit|assurance|option)\s*\+?\s*(?:que\s+(?:\w+['\s])?\w+\s+)?$"
)


def role(folded: str, text: str, start: int, end: int, floor: int = 0, ceiling: int | None = None) -> str | None:
    """Return what happened on the day typed between `start` and `end`: `purchase`, `delivery`, `defect` or None.

    `floor` and `ceiling` are where the day before ends and the day after begins: their words are not this day's.
    """
    before = sentence_before(folded, start)
    before = before[max(0, len(before) - (start - floor)) :]
    beyond = sentence_after(folded, end)
    after = beyond[: None if ceiling is None else max(ceiling - end, 0)]
    ends = list(_CLAUSE_END.finditer(before))
    near = before[ends[-1].end() :] if ends else before
    if found := _last_event(near):
        return _said(found, near, text[start - len(near) : start], folded[start:end])
    if _SINCE.search(near) and any(cue.lastgroup == DEFECT for cue in _CUES.finditer(beyond)):
        return DEFECT
    opens = near == before and len(near.strip()) <= 12  # « Le 3 mars, j'ai acheté… »
    stop = _CLAUSE_END.search(after.replace(":", ","), 2 if opens else 0)
    ahead = after[: stop.start() if stop else None]
    if found := _CUES.search(ahead):
        return _said(found, ahead, text[end : end + len(ahead)], folded[start:end])
    if ends and len(near.strip()) <= 15 and ends[-1][0] in ",(":  # « la date d'achat, disons le 10 »
        wide = before[: ends[-1].start()]
        if found := _last_event(wide):
            offset = start - len(before)
            return _said(found, wide, text[offset : offset + len(wide)], folded[start:end])
    return None


def _last_event(before: str) -> re.Match[str] | None:
    """Return the cue nearest to the day; in « reçu cassé » the delivery is what the day tells."""
    cues = list(_CUES.finditer(before))
    if [cue.lastgroup for cue in cues[-2:]] == [DELIVERY, DEFECT] and cues[-1].start() - cues[-2].end() <= 4:
        return cues[-2]
    return cues[-1] if cues else None


def _said(cue: re.Match[str], around: str, typed: str, day: str) -> str | None:
    """Return the role that a cue gives; `typed` is `around` before folding, `day` the words of the day, folded."""
    kind, before = cue.lastgroup, around[: cue.start()]
    if kind == "told":  # « elle date de… », « la panne remonte à… »
        kinds = {one.lastgroup for one in _CUES.finditer(around)}
        return None if "other" in kinds else DEFECT if DEFECT in kinds else DELIVERY if DELIVERY in kinds else PURCHASE
    if kind == "paper":
        return PURCHASE if _ON_PAPER.match(day) else None
    if kind == DEFECT:
        return None if _NO_APPLIANCE.search(before) else DEFECT
    if kind == DELIVERY:
        return DELIVERY if _is_delivered(cue, around, typed, day) else None
    if kind == PURCHASE and cue[0].startswith("pri") and _NOT_TAKEN.search(before):
        return None
    return PURCHASE if kind == PURCHASE else None


def _is_delivered(cue: re.Match[str], around: str, typed: str, day: str) -> bool:
    """Not a delivery to come: « la livraison est prévue le 3 », « il arrive mardi »."""
    before = around[: cue.start()]
    if _PLANNED.search(around) or re.search(r"\bsuis\s+$", before):
        return False
    if cue[0].startswith("livraison"):
        return bool(_DONE.search(around)) or bool(re.match(r"d[ue]\s|en\s", day))
    if cue[0] in ("arrive", "arrives"):
        accented = any(letter in "éèàêçùÉÈÀ" for letter in typed)
        participle = typed[cue.start() : cue.end()].rstrip("sS").endswith(("é", "É"))
        return participle or bool(_HAD_ARRIVED.search(before)) or not (accented or _PRONOUN.search(before))
    return True

"""French text folded for comparison, and the shorthand of messages written out. Pure functions, no model."""

import re
import unicodedata

from actions.french import LIGATURES, fold, key

__all__ = ["fold", "fold_in_place", "key", "without_surrogates", "written_out"]

# What people type for short, written out so that it meets the words other people type.
SHORTHAND = {
    "g": "j'ai", "jai": "j'ai", "gt": "j'étais", "c": "c'est", "cest": "c'est", "ct": "c'était", "ca": "ça",
    "pk": "pourquoi", "pq": "pourquoi", "pkoi": "pourquoi", "koi": "quoi", "ke": "que", "ki": "qui", "kel": "quel",
    "kan": "quand", "kand": "quand", "qd": "quand", "pr": "pour", "ds": "dans", "tt": "tout", "ts": "tous",
    "svp": "s'il vous plaît", "stp": "s'il te plaît", "slt": "salut", "bjr": "bonjour", "bsr": "bonsoir",
    "cmd": "commande", "cde": "commande", "pb": "problème", "pbm": "problème", "tel": "téléphone", "rdv": "rendez-vous",
    "msg": "message", "mdp": "mot de passe", "qq": "quelque", "qqun": "quelqu'un", "qqn": "quelqu'un", "jms": "jamais",
    "tjr": "toujours", "tjs": "toujours", "tjrs": "toujours", "bcp": "beaucoup", "mtn": "maintenant",
    "auj": "aujourd'hui",
    "ajd": "aujourd'hui", "dc": "donc", "ns": "nous", "vs": "vous", "vou": "vous", "avk": "avec", "av": "avec",
    "ya": "il y a", "yavait": "il y avait", "chui": "je suis", "jsuis": "je suis", "jss": "je suis", "jpeux": "je peux",
    "jveux": "je veux", "jme": "je me", "jvous": "je vous", "jcomprends": "je comprends", "kelk": "quelque",
    "esq": "est-ce que", "eske": "est-ce que", "esk": "est-ce que", "dsl": "désolé", "mrc": "merci", "mci": "merci",
    "ok": "d'accord", "dac": "d'accord", "dacc": "d'accord", "rembourst": "remboursement", "livr": "livraison",
    "gar": "garantie", "garanti": "garantie", "frigo": "réfrigérateur", "aspi": "aspirateur", "num": "numéro",
    "k": "que", "keske": "qu'est-ce que", "keski": "qu'est-ce qui", "kelke": "quelque", "kels": "quels",
    "kelle": "quelle", "pck": "parce que", "pcq": "parce que", "parske": "parce que", "pask": "parce que",
    "cmt": "comment", "cb": "combien",
    "mnt": "maintenant", "ac": "avec", "tte": "toute", "ttes": "toutes", "dpi": "depuis", "dps": "depuis", "mm": "même",
    "tro": "trop", "ojd": "aujourd'hui", "ojrd": "aujourd'hui", "lgtps": "longtemps", "lgtmps": "longtemps",
    "ché": "chez", "veu": "veux", "fé": "fait", "lé": "les", "dé": "des", "mé": "mais", "sé": "c'est", "cé": "c'est",
    "jé": "j'ai", "chuis": "je suis", "jsp": "je sais pas", "jattend": "j'attends", "jattends": "j'attends",
    "jaimerai": "j'aimerais", "jvoudrai": "je voudrais", "jvoudrais": "je voudrais", "fo": "faut", "fau": "faut",
    "bi1": "bien", "ri1": "rien", "2m1": "demain", "dem1": "demain", "vrmt": "vraiment", "vrm": "vraiment", "nn": "non",
    "ui": "oui", "wi": "oui", "ouais": "oui", "rmb": "remboursement",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?", re.UNICODE)
_REPEATED = re.compile(r"(.)\1{2,}")
_NO_MORE = re.compile(r"(?<=\w )\+(?= |$)")  # « marche + »
_SURROGATES = re.compile("[\ud800-\udfff]")


def fold_in_place(text: str) -> str:
    """Fold keeping every position: one character out for each character in, so that spans stay valid."""
    folded = []
    for letter in text.lower() if len(text.lower()) == len(text) else text:
        base = unicodedata.normalize("NFD", letter.translate(LIGATURES))[:1]
        folded.append(base if len(letter.translate(LIGATURES)) == 1 else letter.translate(LIGATURES)[:1])
    return "".join(folded)


def written_out(text: str) -> str:
    """Return the text with shorthand written out and letters repeated three times or more cut to one or two."""
    text = _NO_MORE.sub("plus", _REPEATED.sub(r"\1\1", text.translate(LIGATURES)))
    return _WORD.sub(lambda word: SHORTHAND.get(word[0].lower(), word[0]), text)


def without_surrogates(text: str) -> str:
    """Return the text without lone surrogates, which neither spaCy nor UTF-8 can hold."""
    return _SURROGATES.sub("", text)

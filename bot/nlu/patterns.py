"""What a message holds that is recognised by its shape: e-mail addresses, order numbers, amounts and postcodes.

Pure functions; days and durations are in `dates.py`, the shapes of order numbers in `order_numbers.py`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.nlu import french, numbers, order_numbers


@dataclass(frozen=True)
class Found:
    """An entity as it stands in a message: `order_number`, `email`, `postcode` or `amount`."""

    entity: str
    start: int
    end: int
    normalized: str


def find(text: str, folded: str | None = None) -> list[Found]:
    """Return what is recognised by its shape, in order and apart from one another; positions are those of `text`.

    `folded` is the text folded in place, where the caller has it already.
    """
    folded = french.fold_in_place(text) if folded is None else folded
    found: list[Found] = []
    for finder in (_emails, _amounts, _order_numbers, _bare_amounts, _postcodes):
        for one in finder(text, folded):
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


# --- E-mail addresses -------------------------------------------------------------------------------------------------

_NAME = r"[a-z0-9][\w.+-]{0,63}"
_DOMAIN = r"(?:[a-z0-9][a-z0-9-]{0,62}\s?\.\s?){1,4}[a-z]{2,10}"
_EMAIL = re.compile(
    rf"(?<![\w.+-])(?P<name>{_NAME})\s?@\s?(?P<domain>(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}[a-z]{{2,10}})\b"
)
_ENDINGS = r"(?:fr|com|net|org|be|ch|eu|lu|ca|io|test|info|re)"
# As phones write it when one speaks: « jeanne point roux arobase exemple point fr ».
_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.+-])(?P<name>[a-z0-9][\w.+-]{{0,63}}(?:\s(?:point|tiret)\s[\w.+-]{{1,40}}){{0,3}})\s?"
    rf"(?:@|\(at\)|\[at\]|\sarobase\s|\sarobas\s|\sat\s(?=[\w-]+\s?(?:\.|\spoint\s)\s?{_ENDINGS}\b))\s?"
    rf"(?P<domain>[a-z0-9-]{{1,62}}(?:\s?(?:\.|\bpoint\b|\btiret\b)\s?[a-z0-9-]{{1,62}}){{0,3}}\s?(?:\."
    rf"|\bpoint\b)\s?{_ENDINGS})\b"
)
_MAIL = re.compile(r"\b(?:mail|e-mail|email|courriel|adresse|compte)\b")


def _emails(text: str, folded: str) -> list[Found]:
    found = [
        Found("email", *match.span(), re.sub(r"\s", "", text[match.start() : match.end()]).lower())
        for match in _EMAIL.finditer(folded)
    ]
    for match in _SPOKEN_EMAIL.finditer(folded):
        english = re.search(r"\sat\s", match[0])  # « look at this.com » is no address
        if not english or re.search(r"[0-9._]", match["name"]) or _MAIL.search(folded):
            found.append(Found("email", *match.span(), f"{_written(match['name'])}@{_written(match['domain'])}"))
    return found


def _written(spoken: str) -> str:
    return re.sub(r"\s", "", re.sub(r"\s?\btiret\b\s?", "-", re.sub(r"\s?\bpoint\b\s?", ".", spoken)))


# --- Amounts ----------------------------------------------------------------------------------------------------------

_FIGURES = r"(?:[0-9]{1,3}(?:[\s.'][0-9]{3}){1,2}|[0-9]{1,6})(?:[.,][0-9]{1,2})?(?![0-9])"
_EUROS = r"(?:€|(?:euros?|euors?|eur|balles?)\b)"
_AMOUNT = re.compile(
    rf"(?<![\w.,/-])(?:(?P<euros>{_FIGURES}|{numbers.IN_WORDS})\s{{0,2}}{_EUROS}"
    r"(?:\s?(?P<cents>[0-9]{2})(?![\w.,/]|\s?[0-9€%]))?"
    rf"|(?P<only_cents>[0-9]{{1,2}}|{numbers.IN_WORDS})\s(?:centimes|cts)\b|€\s?(?P<after>{_FIGURES}))"
)
_SHORT_AMOUNT = re.compile(rf"(?<![\w.,/%-])(?P<euros>{_FIGURES})e(?:uro)?s?\b(?!')")
_RANK = re.compile(
    r"\s+(?:fois|etages?|mensualites?|arrondissement|annees?|mois|jours?|commande|lot|siecle|rue|avenue|panne"
    r"|reparation|relance"
    r"|generation|semaine|envoi|colis|essai|et|main|message|mail|appel|demande|technicien|livreur|livraison)\b"
)
_PRICE_BEFORE = re.compile(r"\b(?:de|a|pour|paye[er]?|coute|prix|aide|vaut|c'est|seulement|fait)\s+$")
_THE = re.compile(r"\b(?:le|la|les|un|une|ce|cette|au|du|ma|mon|paris|lyon|marseille)\s+$")
_MODEL_BEFORE = re.compile(r"\b(?:iphone|ipad|galaxy|pixel|note|redmi|switch|pro|mini|windows|series?|ps|xbox|x)\s*$")
_PRICE_TALK = re.compile(
    r"\b(?:prix|etiquette|promo\w*|factur\w+|moins cher|cher|cout\w+|achet\w+|repar\w+|bonus|pay\w+|paiement|panier"
    r"|euros?|balles"
    r"|rembours\w+|budget|montant|debit\w*|prelev\w*|billet|releve|caisse|solde\w*|site|tarif|vend\w+|achat|veulent"
    r"|frais|payer)\b|€"
)
_BARE = re.compile(
    r"\b(?:a|au lieu d[eu]|de|pour|veulent|veut|demande(?:nt)?|paye[er]?|coute(?:nt|r)?|[cs]a fait|fait pas|vaut|c"
    r"|mis|facture[er]?|vois|dit|affiche"
    r"|indique|rembourser?|debite[er]?|prix|montant|total|c'est"
    r"|cest)\s+(?:que\s+)?(?P<euros>[0-9]{2,4}(?:[.,][0-9]{2})?)"
    r"(?=\s*(?:$|[.;:!?)»]|,(?![0-9]))|\s(?:et|ou|a|au|sur|de moins|de plus|max|maxi|mais|pour|en|avec|quand|il|elle"
    r"|vous|on|dc|donc"
    r"|maintenant|dans|chez|par|qui|que|le|c'est|est|sans|avant|alors|si|environ"
    r"|de main|de frais)\b)"
)
_CENTS = re.compile(rf"(?<![\w.,/-])(?P<euros>[0-9]{{1,4}},[0-9]{{2}})(?![\w.,/%]|{order_numbers.UNIT})")
_UP_TO = re.compile(rf"(?<![\w.,/-])(?P<euros>[0-9]{{1,4}}(?:,[0-9]{{2}})?)(?=\s(?:a|ou|et)\s{_FIGURES}\s?{_EUROS})")


def _euros(typed: str, cents: str | None = None) -> str:
    grouped = re.sub(r"(?<=[0-9])[\s.'](?=[0-9]{3}(?![0-9]))", "", typed)
    value = numbers.value(grouped) + (Decimal(cents) / 100 if cents else 0)
    return f"{value:.2f}"


def _amounts(text: str, folded: str) -> list[Found]:
    found = []
    for match in _AMOUNT.finditer(folded):
        start, euros = match.start(), match["euros"] or match["after"]
        if match[0] in ("une balle", "un balle"):  # « se tirer une balle dans le pied »
            continue
        if match["only_cents"]:
            found.append(Found("amount", start, match.end(), f"{numbers.value(match['only_cents']) / 100:.2f}"))
            continue
        first, _, rest = euros.partition(" ")
        if rest[:1].isdigit() and first.isdigit() and _MODEL_BEFORE.search(folded[max(0, start - 12) : start]):
            start, euros = start + len(first) + 1, rest  # « iphone 13 700 € »
        found.append(Found("amount", start, match.end(), _euros(euros, match["cents"])))
    for match in _SHORT_AMOUNT.finditer(folded):  # « 89e », but neither « 5e étage » nor « le 20e »
        before = folded[max(0, match.start() - 12) : match.start()]
        is_price = int(numbers.value(re.split(r"[\s.,']", match["euros"])[0])) >= 20 or _PRICE_BEFORE.search(before)
        if is_price and not _RANK.match(folded, match.end()) and not _THE.search(before):
            found.append(Found("amount", *match.span(), _euros(match["euros"])))
    return found


def _bare_amounts(text: str, folded: str) -> list[Found]:
    """« il demande 280 », « au lieu de 299 », « 6,90 »: figures that the talk shows to be a price."""
    patterns = [_UP_TO, _CENTS, _BARE] if _PRICE_TALK.search(folded) else [_CENTS]
    return [
        Found("amount", *match.span("euros"), _euros(match["euros"]))
        for pattern in patterns
        for match in pattern.finditer(folded)
        if not re.fullmatch(r"(?:19|20)[0-9]{2}", match["euros"])
    ]


# --- Order numbers and postcodes --------------------------------------------------------------------------------------


def _order_numbers(text: str, folded: str) -> list[Found]:
    return [
        Found("order_number", start, end, order_numbers.normalized(text[start:end]))
        for start, end in order_numbers.find(text, folded)
    ]


_POSTCODE = re.compile(
    r"(?<![\w.,/+#-])(?P<department>0[1-9]|[1-8][0-9]|9[0-578])(?P<gap>\s?)(?P<rest>[0-9]{3})(?![\w/€%@-]|[.,][0-9]"
    r"|\s[0-9])"
)
_OF = r"\s*(?:(?:postal|c'est|est|etait|cest|le|la|du|de|d'|:)\s*){0,3}"
_SURE_PLACE = re.compile(rf"(?:\b(?:code|postal|postale|cp|habit\w+|zone|secteur|departement|livr\w+|dans)\b{_OF})$")
_PLACE_BEFORE = re.compile(
    rf"(?:\b(?:au|a|pres|autour|chez|vers|de|du|en|relais|magasin|domicile|adresse|ville|region)\b{_OF}|[,(:]\s*)$"
)
_NOT_A_PLACE = re.compile(
    r"(?:\b(?:commandes?|cmd|cde|numero|num|n[°o]|ref\w*|dossier|serie|lot|modele|la|facture|prix|paye|plus de"
    r"|moins de|environ|sav)"
    r"\s*:?|#)\s*$"
)
_NOT_A_PLACE_AFTER = re.compile(rf"{order_numbers.UNIT}")
_AFTER_A_PLACE = re.compile(
    r"\s*(?:$|[.,;:!?)»…\n]|\s(?:et|ou|pas|mais|puis|svp|merci|en|pour|s'il|c'est|ou|idealement|cedex|au|a|de|il|je"
    r"|j')\b)"
)
_TOWNS = frozenset(  # towns as typed without a capital
    (
        "paris marseille lyon toulouse nice nantes montpellier strasbourg bordeaux lille rennes reims toulon grenoble "
        "dijon angers nimes villeurbanne clermont mans aix brest tours amiens limoges annecy perpignan boulogne metz "
        "besancon orleans rouen argenteuil montreuil mulhouse caen nancy roubaix tourcoing avignon poitiers pau "
        "calais colmar bourges quimper valence troyes lorient chambery niort saint ste sainte st la le les "
    ).split()
)


def _postcodes(text: str, folded: str) -> list[Found]:
    return [
        Found("postcode", *match.span(), match["department"] + match["rest"])
        for match in _POSTCODE.finditer(folded)
        if _is_postcode(text, folded, match)
    ]


def _is_postcode(text: str, folded: str, match: re.Match[str]) -> bool:
    """Five figures alone, after a word of place, or before a town; neither a number of something nor a quantity."""
    before, after = folded[max(0, match.start() - 30) : match.start()], folded[match.end() :]
    if _NOT_A_PLACE.search(before) or _NOT_A_PLACE_AFTER.match(after):
        return False
    if not re.search(r"[a-z0-9]", before) and not re.search(r"[a-z0-9]", after):
        return True
    if _SURE_PLACE.search(before):
        return True
    town = re.match(r"\s+(?:[àa]\s+)?(?P<town>[^\W\d_]+)", text[match.end() : match.end() + 30])
    shouted = not any(letter.islower() for letter in text)
    if town and (french.fold(town["town"]) in _TOWNS or (town["town"][0].isupper() and not shouted)):
        return True
    if match["gap"]:
        return bool(_PLACE_BEFORE.search(before))
    return bool(_AFTER_A_PLACE.match(after)) or (bool(_PLACE_BEFORE.search(before)) and not town)

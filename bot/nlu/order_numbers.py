"""Order numbers in a message, in all the shapes that shops give them: `CMD-2024-001234`, `fr 2026 7731`, `n° 100245`,
`#1001`, « commande 100992 ». Not the numbers of tickets, telephones, bar codes, products or days. Pure functions.
"""

import re

# Numbers that are something else, whatever stands before them (text folded).
_PHONE = (
    r"(?<![\w+])(?:\+|00)\s?[0-9]{2}[\s.-]?(?:\(0\)\s?)?[0-9](?:[\s.-]?[0-9]{2}){4}(?![0-9])"
    r"|(?<![\w.-])0\s?[1-9](?:[\s.-]?[0-9]{2}){4}(?![0-9])|(?<![\w.-])0\s?8[0-9]{2}(?:[\s.-]?[0-9]{3}){2}(?![0-9])"
)
_DAY = (
    r"(?<![\w-])(?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})|[0-9]{1,2}/[0-9]{4}|(?:19"
    r"|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(?![\w-])"
)
_ACCOUNT = r"\bfr\s?[0-9]{2}(?:\s?[0-9]{4}){5}|\bfr\s?[0-9]{2}\s?[0-9]{3}\s?[0-9]{3}\s?[0-9]{3}\b"  # IBAN, VAT number
_TICKET = r"\bsav\s?-?\s?[0-9][\w-]*"
_SOMETHING_ELSE = re.compile(f"{_PHONE}|{_DAY}|{_ACCOUNT}|{_TICKET}")
_BAR_CODE = re.compile(r"(?<![\w-])[0-9]{12,14}(?![\w-])")

# What a number is a number of, when it is not an order: the words just before it.
_OTHER_THING = (
    r"\b(?:serie|serial|lots?|suivi|tracking|modele|telephone|tel|portable|fixe|siret|siren|tva|gtin|ean|barres?"
    r"|client|adherent"
    r"|fidelite|carte|imei|article|produit|cheque|contrat|avoir|facture|rue|avenue|compte|ticket|postal|cp"
    r"|departement|page|etage"
    r"|appart\w*|batiment|bat|sku)\b"
)
_OF_SOMETHING_ELSE = re.compile(rf"{_OTHER_THING}[^.;!?\n(]{{0,14}}$")
_SIGN_OF_SOMETHING_ELSE = re.compile(rf"{_OTHER_THING}[\s:=,]*$")
_OTHER_TALK = re.compile(r"\b(?:rappel\w*|recall\w*|lots?|serie|modele|notice|danger\w*)\b")
UNIT = (
    r"\s*(?:(?:eur|euros?|balles|w|watts?|v|volts?|km|m|cm|mm|kg|g|l|litres?|mah|tours?|trs?|lumens?|btu|pieces?|go"
    r"|mo|to|h|ans?"
    r"|mois|jours?|semaines?|heures?|articles?|produits?|pouces|personnes?|fois|x|hz)\b|[€%])"
)
_UNIT_AFTER = re.compile(UNIT)

# A number as typed: figures, perhaps with letters, in groups joined by dashes; spaces only where a first short group
# or a year shows that they are inside the number.
_FIGURES = r"[0-9]+[a-z]?(?:[-_/][0-9a-z]+)*"
_NUMBER = (
    rf"(?:[0-9]{{2,3}}\s[0-9]{{3,4}}(?![0-9-])|[a-z]{{1,5}}[-_]{_FIGURES}|[0-9][a-z][0-9]+"
    rf"|[a-z]{{0,4}}{_FIGURES})(?![\w@-]|\.[a-z0-9])"
)
_SIGN = r"(?:n\s?[°º]\.?|n[o.]|n(?=\s[0-9]{4})|#)"
_SIGNED = re.compile(rf"(?<![\w&])(?P<number>{_SIGN}\s{{0,2}}:?\s?{_NUMBER})")
_PREFIXES = r"cmde?|cde|web|ord|order|fr|sv|so|bc|po|be"
_KNOWN = re.compile(
    rf"(?<![\w-])(?P<number>(?!sav\b)(?:(?:{_PREFIXES})\s20[0-9]{{2}}\s[0-9]{{3,}}"
    rf"|[a-z]{{1,5}}[-_](?:[0-9]{{4}})[-_][0-9]{{2,}}(?:[-_][0-9a-z]+)*"
    rf"|(?:{_PREFIXES})[-_][0-9]{{3,}}(?:[-_][0-9a-z]+)*|(?:{_PREFIXES})[0-9]{{6,}}(?:[-_][0-9a-z]+)*"
    rf"|[0-9]{{3}}-[0-9]{{7}}-[0-9]{{7}}))(?![\w@-])"
)
_ORDER = (
    r"\b(?:commandes?|comandes?|cmde?s?|cde|orders?|pedido|bestell(?:ung|nummer)|ordine|colis|dossier|expedition"
    r"|envoi|achat|talab"
    r"|prise en charge|intervention|statut)\b"
)
_LINK = (
    r"(?:\s*(?:[:=.,]|de\s+(?:commande|cde|cmd|achat|prise en charge)|d'achat|numeros?|num|number|no?|est|c'est|cest"
    r"|ce|c|le|la"
    r"|finit\s+par|etait|is|ref(?:erence)?|porte|nr|interne|suivant\w*|ici)(?![\w'])){0,6}\s*"
)
_AFTER_ORDER = re.compile(rf"(?:{_ORDER}|\b(?:numeros?|num)\b){_LINK}(?P<number>{_NUMBER})")
_AFTER_REFERENCE = re.compile(rf"\b(?:ref|reference|references)\b{_LINK}(?P<number>{_NUMBER})")
_SURE_ORDER = re.compile(r"\b(?:commandes?|cmde?s?|cde|orders?|dossier|colis|expedition|prise en charge)\b")
_THE = re.compile(r"\b(?:la|seconde,|premiere,)\s+(?P<number>[0-9]{4,9})(?![\w@/-]|[.,][0-9])")
_LONG = re.compile(r"(?<![\w./,+-])(?P<number>[0-9]{6,9})(?![\w@/-]|[.,][0-9])")
_ANY_ORDER = re.compile(rf"{_ORDER}|\bnumeros\b|\bannul\w+")
_PRESTASHOP = re.compile(
    r"(?i:\b(?:commande|référence|reference|réf|ref)\b[\s:,]*(?:n[°o]|numéro|numero|est"
    r"|c'est)?[\s:]*)(?P<number>[A-Z]{9})\b"
)

_ALONE = re.compile(
    r"(?<![\w@.+-])(?<![0-9]\s)(?P<number>[0-9]{3,4}|[0-9]{6,9}|(?:00|9[69])[0-9]{3}"
    r"|[a-z]{1,4}-[0-9]{4,}(?:-[0-9a-z]+)*)(?![\w@-]|[.,]\w)"
)
_NUMBER_OR_EMAIL = re.compile(r"(?<![\w.+-])(?:[\w.+-]{1,64}@\S{1,100}|[a-z]{1,8}-?[0-9]\S{0,40})")
_NOT_TALK = re.compile(
    r"\b(?:et|ou|le|la|mon|ma|c|cest|est|bonjour|bjr|salut|merci|svp|voila|voici|tenez|oui|ok|numero|num|code|postal"
    r"|cp|mail|email|avec)\b"
)


def find(text: str, folded: str) -> list[tuple[int, int]]:
    """Return where order numbers stand, `n°` and `#` included, in order and apart.

    `folded` is the text folded in place.
    """
    others = [match.span() for match in _SOMETHING_ELSE.finditer(folded)]
    others += [match.span() for match in _BAR_CODE.finditer(folded) if _is_bar_code(folded, match)]
    found: list[tuple[int, int]] = []
    for pattern in _patterns(folded):
        for match in pattern.finditer(folded):
            span = match.span("number")
            if not _overlaps(span, [*others, *found]) and _is_order_number(folded, match, pattern):
                found.append(span)
    if any(letter.islower() for letter in text):
        references = [match.span("number") for match in _PRESTASHOP.finditer(text)]
        found += [span for span in references if not _overlaps(span, found)]
    return sorted(found)


def normalized(typed: str) -> str:
    """Return the number in capitals, without spaces, `n°` nor `#`."""
    bare = re.sub(r"^(?:n\s?[°º]\.?|n[o.](?=\W|[0-9])|n(?=\s)|#)\s*:?", "", typed.strip(), flags=re.IGNORECASE)
    return re.sub(r"\s+", "", bare).upper()


def _patterns(folded: str) -> list[re.Pattern[str]]:
    patterns = [_KNOWN, _SIGNED, _AFTER_ORDER, _AFTER_REFERENCE]
    if _ANY_ORDER.search(folded):
        patterns += [_THE, _LONG]
    if not re.search(r"[a-z]{2,}", _NOT_TALK.sub("", _NUMBER_OR_EMAIL.sub("", folded))):
        patterns.append(_ALONE)
    return patterns


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _is_order_number(folded: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    number, (start, end) = match["number"], match.span("number")
    before = folded[max(0, start - 40) : start]
    if pattern is _KNOWN:
        return True
    if len(re.findall("[0-9]", number)) < 3 or not re.search("[1-9]", number) or _UNIT_AFTER.match(folded, end):
        return False
    if pattern is _SIGNED:
        return number.startswith("#") or not _SIGN_OF_SOMETHING_ELSE.search(before)
    if _OF_SOMETHING_ELSE.search(before) or re.fullmatch(r"(?:19|20)[0-9]{2}", number):
        return False
    if pattern is _AFTER_REFERENCE or match[0].startswith("num"):  # the reference of a product is no order
        said = bool(_SURE_ORDER.search(folded))
        return said or (len(number) < 10 and number.isdigit() and not _OTHER_TALK.search(folded))
    if pattern is _AFTER_ORDER and re.fullmatch("[0-9]{3}", number):
        return bool(re.fullmatch(r"\w+ [0-9]{3}", match[0]))
    return True


def _is_bar_code(folded: str, match: re.Match[str]) -> bool:
    """A GTIN by its check digit (GS1), unless it is said to be an order."""
    digits = [int(digit) for digit in match[0]]
    total = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits[:-1])))
    before = folded[max(0, match.start() - 30) : match.start()]
    return (total + digits[-1]) % 10 == 0 and not re.search(rf"{_ORDER}{_LINK}$", before)

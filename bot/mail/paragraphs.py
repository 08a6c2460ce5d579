"""The body of a letter: greeting, thanks in advance, closing and signature taken off, lines put back together. Pure."""

import re
from collections.abc import Collection

from actions.french import fold

SIGNATURE = re.compile(r"^-- ?$")
# What mail programs add by themselves.
ADDED = re.compile(
    r"^\s*(?:envoye(?:e)? (?:de|depuis|avec|a partir de) |envoye via |sent from |get outlook|telecharge[rz] outlook|"
    r"obtenez outlook|provenance : courrier|garanti sans virus|virus-free|l'absence de virus|\[?cid:|"
    r"ce (?:courriel|message|mail) a ete verifie|"
    r"cet? (?:e-?mail|courriel|message)(?: electronique)?(?: et (?:toutes )?(?:les|ses) pieces jointes)? "
    r"(?:est|sont|peu(?:t|vent)) (?:confidentiel|destine|contenir|etablis?)|"
    r"ce message et (?:toutes )?(?:les|ses) (?:eventuelles )?pieces jointes|"
    r"this (?:e-?mail|message) (?:and any|is confidential)|"
    r"avant d'imprimer|pensez a l'environnement|avertissement de confidentialite)"
)
CLOSING = re.compile(
    r"^\s*(?:(?:tres |bien )?cordialement|bien a vous|cdlt|cdt|bonne (?:journee|soiree|reception|fin de journee)|"
    r"(?:avec mes|mes|recevez mes|meilleures|sinceres) .{0,25}salutations|salutations|(?:bien )?sincerement|"
    r"(?:je vous prie|veuillez|nous vous prions|je vous remercie de bien vouloir) "
    r".{0,40}(?:agreer|recevoir|croire|salutations).*|"
    r"dans l'attente .{0,80}|en attente de votre .{0,60}|a bientot|respectueusement|"
    r"(?:en vous remerciant|merci) (?:d'avance|par avance|pour votre (?:aide|retour|reponse|comprehension)).{0,60}|"
    r"(?:d'avance |par avance )?merci(?: (?:beaucoup|bien|d'avance|par avance))?(?: (?:et|de|pour) .{0,60})?)[\s,.!;]*$"
)
GREETING = re.compile(
    r"^\s*(?:bonjour|bonsoir|hello|salut|coucou|madame|monsieur|mesdames|messieurs|cher(?:e|s)?|"
    r"chere?s? (?:madame|monsieur)|"
    r"a l'attention de|(?:service|equipe) (?:client|apres[- ]vente|sav))"
    r"(?:[\s,]+(?:a (?:tous|vous|toute l'equipe)|madame|monsieur|mesdames|messieurs|et|ou|le|la|l'equipe|service|"
    r"client(?:s|ele)?|sav|cher))*"
    r"(?:\s+(?!(?:j[e']|mon|ma|mes|les?|la|nous|on|vous|ils?|elles?|est|ou|quand|comment|pourquoi|combien|avez|puis|"
    r"c'est|suite|voici|merci|svp|pas|un|une|j'ai)\b)[a-z'-]+){0,2}\s*[,.!:;]*\s*$"
)
OPENING = re.compile(
    r"^\s*(?:bonjour|bonsoir|hello|salut)(?:\s+(?:a tous|a vous|madame|monsieur|mesdames|messieurs|,|et))*"
    r"\s*[,.!:;]+\s+",
    re.IGNORECASE,
)
BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)/]|[a-d]\))\s+")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^\s])")
ABBREVIATION = re.compile(r"(?:\b(?:M|Mme|Mlle|n|réf|ref|tel|tél|cf|ex|etc|art|St|av|bd)|\b[A-Z])\.$")
# A name alone at the end, as letters are signed without more ado, and what people write below it.
_WORD = r"[A-ZÀ-ÖØ-Ý][A-Za-zÀ-ÖØ-öø-ÿ'’-]*\.?"
NAME = re.compile(
    r"^(?:(?:M|Mr|Mme|Mlle|Monsieur|Madame)\.?\s+(?:(?:et|ou)\s+(?:Mme|M|Madame|Monsieur)\.?\s+)?)?"
    rf"{_WORD}(?:\s+(?:de |du |des |la |le |d['’])?{_WORD}){{0,2}}[\s.,!]*$"
)
BELOW_A_NAME = re.compile(
    r"^(?:(?:tel|telephone|port|portable|mobile|mob|fixe)?[\s.:]*(?:\+33|0)[\d\s.()/-]{8,18}"
    r"|\d{1,4}\s?(?:bis|ter)?,?\s+(?:rue|avenue|av|bd|boulevard|chemin|impasse|place|allee|route|quai|cours|square|"
    r"residence|lotissement)\b.{0,60}|\d{5}\s+[a-z].{1,40}|france)$"
)
NOT_NAMES = frozenset("merci urgent svp bonjour bonsoir non oui ok aucun aucune rien livre livree casse cassee".split())
LONGEST_LINE = 200  # characters; a greeting, a closing or a signature is no longer
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\".]{1,64}(?:\.[^\s@<>()\[\],;:\".]{1,64}){1,8}")


def body_of(text: str, names: Collection[str] = ()) -> str:
    """Return what a letter says, paragraphs separated by blank lines, without greeting, closing and signature.

    `names` are the names of who writes, folded: a line of them alone at the end is their signature.
    """
    lines = _until_signature(text.split("\n"))
    lines = [line for line in lines if not _matches(ADDED, line)]
    closing = _signed_from(lines, _closing(lines), names)
    kept = [line for line in lines[:closing] if not _matches(GREETING, line)]
    if not any(line.strip() for line in kept):
        # "Merci !" alone is what the letter says, not its end.
        kept = [line for line in lines[: _closing(lines) + 1] if not _matches(GREETING, line)]
    return "\n\n".join(_joined(paragraph) for paragraph in _paragraphs(kept))


def after_body(text: str, names: Collection[str] = ()) -> str:
    """Return the closing and the signature, where some people write their order number."""
    lines = text.split("\n")
    kept = _until_signature(lines)
    return "\n".join([*kept[_signed_from(kept, _closing(kept), names) :], *lines[len(kept) :]]).strip()


def sentences(body: str) -> list[str]:
    """Return the sentences of a body, in order."""
    found: list[str] = []
    for paragraph in body.split("\n"):
        for place, piece in enumerate(SENTENCE_END.split(OPENING.sub("", paragraph.strip()))):
            if found and place > 0 and ABBREVIATION.search(found[-1][-8:]):
                found[-1] = f"{found[-1]} {piece}"
            elif piece.strip():
                found.append(BULLET.sub("", piece).strip())
    return found


def without_addresses(text: str) -> str:
    """Return a text without the e-mail addresses in it: what a mail says of itself proves nothing."""
    return re.sub(r"[ \t]{2,}", " ", ADDRESS.sub("", text)).strip()


def _matches(pattern: re.Pattern[str], line: str) -> bool:
    return len(line) <= LONGEST_LINE and pattern.match(fold(line)) is not None


def _until_signature(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if SIGNATURE.match(line) and place > 0:
            return lines[:place]
    return lines


def _closing(lines: list[str]) -> int:
    """Return the line at which the letter takes its leave: the first such line with little after it."""
    for place, line in enumerate(lines):
        if _matches(CLOSING, line) and not _goes_on(lines[place + 1 :]):
            return place
    return len(lines)


def _signed_from(lines: list[str], closing: int, names: Collection[str]) -> int:
    """Return the line at which the name of who writes begins, above the closing or in its place; never the first."""
    place = closing
    while place > 0 and (not lines[place - 1].strip() or _matches(BELOW_A_NAME, lines[place - 1].strip())):
        place -= 1
    if place < 1 or not _is_name(lines[place - 1].strip(), names):
        return closing
    said = [line for line in lines[: place - 1] if line.strip() and not _matches(GREETING, line)]
    return place - 1 if said else closing


def _is_name(line: str, names: Collection[str]) -> bool:
    words = re.findall(r"[^\W\d_]+", fold(line[:LONGEST_LINE]))
    if not words or len(words) > 5 or any(word in NOT_NAMES for word in words):
        return False
    return all(word in names or len(word) == 1 for word in words) or NAME.match(line) is not None


def _goes_on(rest: list[str]) -> bool:
    """Tell whether a letter goes on after `merci`: a question, or a whole sentence."""
    return any(line.rstrip().endswith("?") or len(line.split()) > 9 for line in rest)


def _paragraphs(lines: list[str]) -> list[list[str]]:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _joined(lines: list[str]) -> str:
    """Put lines broken by the mail program back together; a list item or a finished sentence begins a new one."""
    joined = lines[0]
    for before, line in zip(lines, lines[1:], strict=False):
        is_new = BULLET.match(line) or (len(before) < 50 and re.search(r"[.!?:;,]$", before))
        joined += ("\n" if is_new else " ") + line
    return joined

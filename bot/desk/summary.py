"""What an agent must know before the first word, in three lines: who, what is wanted, what was found. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from actions.french import fold, key

# Words that say nothing of what a shopper wants when they make the whole message.
EMPTY_WORDS = frozenset(
    fold(
        "bonjour bonsoir salut hello coucou oui non merci ok d'accord svp s'il vous plaît un conseiller humain parler "
        "à quelqu'un personne je veux voudrais souhaite agent une la laisser message continuer attendre"
    ).split()
)
LONGEST_WISH = 160

CAUSES = {
    "asked": "a demandé un conseiller",
    "misunderstood": "deux incompréhensions de suite",
    "anger": "client mécontent",
    "lock": "commande verrouillée après trois e-mails faux",
    "open_point": "point à trancher par une personne",
    "refusal": "réponse négative contestée",
    "refund_late": "remboursement en retard",
    "part_unknown": "pièce introuvable",
    "failure": "une action a échoué",
}
VERDICTS = {
    "covered": "sous garantie légale",
    "expired": "garantie légale terminée",
    "not_applicable": "garantie légale non applicable",
    "needs_review": "garantie à examiner par une personne",
    "needs_date": "date de livraison à préciser",
    "needs_model": "modèle à préciser",
    "needs_product": "produit à préciser",
    "needs_batch": "numéro de lot à préciser",
    "needs_identification": "commande non identifiée",
    "identification_failed": "commande et e-mail ne correspondent pas",
    "locked": "numéro de commande verrouillé",
    "not_found": "rien trouvé",
    "recalled": "produit rappelé",
    "not_recalled": "aucun rappel trouvé",
    "available": "pièce disponible",
    "discontinued": "pièce plus disponible",
}


class Said(Protocol):
    """A message, as far as a summary reads it."""

    @property
    def author(self) -> str:
        """Who wrote it."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """Its facts among others."""


def three_lines(said: Sequence[Said], cause: str | None, customer: str, tickets: Iterable[str]) -> list[str]:
    """Return the summary; `customer` says who it is as far as it is proven."""
    reason = CAUSES.get(cause or "", cause or "conversation avec l'assistant")
    wish = wish_of(said)
    wanted = f"«\u00a0{wish}\u00a0» ({reason})" if wish else f"{reason[:1].upper()}{reason[1:]}"
    return [customer, wanted, found_of(said, tickets)]


def wish_of(said: Sequence[Said]) -> str:
    """Return the shopper's last message that says something, cut to a line; an empty text when there is none."""
    for message in reversed(said):
        if message.author == "shopper" and _says_something(message.text):
            text = " ".join(message.text.split())
            return text if len(text) <= LONGEST_WISH else f"{text[: LONGEST_WISH - 1].rstrip()}…"
    return ""


def found_of(said: Sequence[Said], tickets: Iterable[str]) -> str:
    """Return what the assistant found last: its verdict, a recall, the tickets."""
    facts = latest_facts(said)
    parts = []
    verdict = facts.get("verdict", {}).get("status")
    if verdict in VERDICTS:
        end = facts["verdict"].get("end_date")
        parts.append(VERDICTS[verdict] + (f" jusqu'au {_day(end)}" if end and verdict == "covered" else ""))
    if reference := facts.get("recall", {}).get("reference"):
        parts.append(f"fiche de rappel {reference}")
    parts += [f"dossier {number}" for number in tickets]
    if not parts:
        return "L'assistant n'a encore rien établi."
    line = ", ".join(parts)
    return f"{line[:1].upper()}{line[1:]}."


def latest_facts(said: Sequence[Said]) -> dict[str, Any]:
    """Return the facts told in a conversation, the latest of each topic."""
    facts: dict[str, Any] = {}
    for message in said:
        facts |= {topic: known for topic, known in message.payload.get("facts", {}).items() if isinstance(known, dict)}
    return facts


def _says_something(text: str) -> bool:
    words = fold(text).replace("?", " ").replace("!", " ").replace(",", " ").replace(".", " ").split()
    return any(word not in EMPTY_WORDS and key(word) for word in words)


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"

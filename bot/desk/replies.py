"""Canned replies: their shortcuts, and their variables filled with what is known of the conversation. Pure."""

import re
from collections.abc import Mapping

# What a reply may hold between braces, as agents write it, and what it stands for.
VARIABLES = {
    "prenom": "prénom du client, si sa commande est identifiée",
    "nom": "nom du client, si sa commande est identifiée",
    "commande": "numéro de la commande identifiée",
    "produit": "produit de la commande, s'il n'y en a qu'un",
    "dossier": "dernier numéro de dossier ouvert",
    "conseiller": "votre nom",
    "boutique": "nom de la boutique",
}
SHORTCUT = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
VARIABLE = re.compile(r"\{([a-z_]+)\}")


class BadReply(ValueError):
    """A reply that cannot be used; the message tells the administrator what to write, in French."""


def check(shortcut: str, text: str) -> None:
    """Raise BadReply for a shortcut or a variable that is none."""
    if not SHORTCUT.fullmatch(shortcut):
        raise BadReply("Le raccourci s'écrit en minuscules sans accent, chiffres et tirets, par exemple retour-colis.")
    for name in VARIABLE.findall(text):
        if name not in VARIABLES:
            known = ", ".join(f"{{{each}}}" for each in VARIABLES)
            raise BadReply(f"La variable {{{name}}} n'existe pas. Variables possibles\u00a0: {known}.")


def filled(text: str, known: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the text with its variables replaced, and the names of those that nothing is known of.

    Those stay as they are written, for the agent to see and complete.
    """
    missing = [name for name in dict.fromkeys(VARIABLE.findall(text)) if not known.get(name)]
    return VARIABLE.sub(lambda found: known.get(found[1]) or found[0], text), missing

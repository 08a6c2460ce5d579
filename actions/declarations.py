"""Sentences that have an effect in law by themselves: the declaration of withdrawal. Pure functions."""

import re

from actions.french import fold

# The shopper's own declaration, in the first person and the present: not a question about how it works.
WITHDRAWAL = re.compile(
    r"\b(je|j'|nous)\b[^.?!]{0,60}\b(me retracte|nous retractons|retracter|retractation|renonce|renoncons"
    r"|renoncer a (mon|cet|notre|l'?) ?(achat|commande|contrat))\b"
)
# A wish to know, or a doubt, declares nothing.
NOT_YET = re.compile(r"\?|\b(comment|si je|est-ce que|puis-je|savoir|pourrais|combien|hesite|peut-etre)\b")


def is_withdrawal(text: str) -> bool:
    """Tell whether a message is an unambiguous statement of withdrawal (L221-21)."""
    folded = fold(text)
    return bool(WITHDRAWAL.search(folded)) and not NOT_YET.search(folded)

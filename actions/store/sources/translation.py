"""What a translator of a foreign format is given, and the sentences it leaves on what it could not take over."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from actions.store.folding import fold_gtin, fold_words

SHIPMENT_STATUSES = ("preparing", "in_transit", "delivered", "returned", "cancelled")
UNKNOWN = "unknown"
_EXAMPLES = 5


class Remarks:
    """Sentences on what was left out or stays unknown, one for each reason with how often and which."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, list[str]]] = {}

    def add(self, reason: str, which: str | None) -> None:
        """Note one case; `reason` goes on after the number of cases."""
        count, examples = self._found.get(reason, (0, []))
        if which and len(examples) < _EXAMPLES:
            examples.append(which)
        self._found[reason] = (count + 1, examples)

    def sentences(self) -> tuple[str, ...]:
        """Return a sentence for each reason."""
        return tuple(
            f"{count} {reason}{_listed(examples, count)}." for reason, (count, examples) in self._found.items()
        )


def _listed(examples: list[str], count: int) -> str:
    if not examples:
        return ""
    return f": {', '.join(examples)}" + (", …" if count > len(examples) else "")


@dataclass
class Translation:
    """The reading of one source: what the shop says its own statuses mean, and the remarks."""

    statuses: Mapping[str, str] = field(default_factory=dict)
    remarks: Remarks = field(default_factory=Remarks)

    def status(self, written: str | None, known: Mapping[str, str | None], number: str | None) -> str | None:
        """Return the shipment status of a shop's own word: as the shop says, else as its software means, else unknown.

        A word whose meaning is not sure is remarked, never guessed.
        """
        if written is None:
            return None
        key = fold_status(written)
        if key in self.statuses:
            told = self.statuses[key]
            return None if told == UNKNOWN else told
        if key in known:
            return known[key]
        self.remarks.add(
            f'order(s) with the status "{written}", which does not tell where the parcel is: kept as unknown '
            f"(if it does tell, say so, e.g. SAVIA_ORDER_STATUSES='{written}=delivered')",
            number,
        )
        return None

    def gtin(self, written: str | None) -> str | None:
        """Return a GTIN that can name a product; another text is remarked and left out."""
        if written is None or fold_gtin(written) is not None:
            return written
        self.remarks.add("bar code(s) that are not a GTIN of 8 to 14 digits were left out", written[:20])
        return None

    def quantity(self, written: Decimal | None, number: str | None) -> int:
        """Return how many pieces: a whole number from 1; a fraction (goods by weight) counts as the next whole one."""
        if written is None or written <= 0:
            return 1
        count = math.ceil(written)
        if count != written:
            self.remarks.add("line(s) sold by weight or in fractions were counted as whole pieces", number)
        return count


def fold_status(written: str) -> str:
    """Return a status as its words without accents, case or plural: `Livrée`, `livré` and `LIVREE` are one."""
    words = " ".join(fold_words(written.removeprefix("wc-").replace("_", " ")))
    return words.replace("ee", "e")


def read_statuses(written: str) -> dict[str, str]:
    """Return what a shop says of its statuses: `completed=delivered, En main propre=delivered`.

    Raises ValueError with a sentence that says what to write.
    """
    meanings = {}
    for pair in filter(None, (part.strip() for part in written.split(","))):
        word, _, meaning = (side.strip() for side in pair.rpartition("="))
        if not word or meaning not in (*SHIPMENT_STATUSES, UNKNOWN):
            raise ValueError(
                f'"{pair}" is not a status and its meaning; write e.g. "completed=delivered" '
                f"with one of {', '.join((*SHIPMENT_STATUSES, UNKNOWN))}"
            )
        meanings[fold_status(word)] = meaning
    return meanings


def meanings(words: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the statuses of a shop software with their words folded; None when a word tells nothing of the parcel."""
    return {fold_status(word): meaning for word, meaning in words.items()}

"""What the warranty assessment answers: its statuses, overlays and flags. Not here: how they are decided."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Where the legal guarantee of conformity stands."""

    NEED_INFO = "NEED_INFO"
    LGC_EXCLUDED = "LGC_EXCLUDED"
    DIGITAL_REGIME = "DIGITAL_REGIME"
    LGC_NA_PRIVATE_SELLER = "LGC_NA_PRIVATE_SELLER"
    LGC_NA_B2B = "LGC_NA_B2B"
    LGC_OLD_REGIME_EXPIRED = "LGC_OLD_REGIME_EXPIRED"
    CLAIM_TIME_BARRED = "CLAIM_TIME_BARRED"
    COVERED_SUSPENDED = "COVERED_SUSPENDED"
    COVERED_PRESUMED = "COVERED_PRESUMED"
    COVERED_PROOF = "COVERED_PROOF"
    COVERED_EXTENSION = "COVERED_EXTENSION"
    RULE_UNDER_REVIEW = "RULE_UNDER_REVIEW"
    LGC_EXPIRED = "LGC_EXPIRED"

    @property
    def is_covered(self) -> bool:
        """Whether the seller owes repair or replacement under the legal guarantee."""
        return self.value.startswith("COVERED_")

    @property
    def is_expired(self) -> bool:
        """Whether the legal guarantee is over, whatever the regime."""
        return self in (Status.LGC_EXPIRED, Status.LGC_OLD_REGIME_EXPIRED)


class Proof(StrEnum):
    """What the shopper has to show."""

    EXISTENCE_ONLY = "existence_only"
    ANTERIORITY_BY_CONSUMER = "anteriority_by_consumer"


class OverlayCode(StrEnum):
    """What is open beside the legal guarantee, whatever its status."""

    WITHDRAWAL_OPEN = "WITHDRAWAL_OPEN"
    REMEDY_TIER2 = "REMEDY_TIER2"
    GC_ACTIVE = "GC_ACTIVE"
    GVC_POSSIBLE = "GVC_POSSIBLE"
    BONUS_REPARATION = "BONUS_REPARATION"
    MEDIATION = "MEDIATION"
    ESCALATE_HUMAN = "ESCALATE_HUMAN"


class Flag(StrEnum):
    """What makes the answer less sure, or its date provisional."""

    RULE_UNDER_REVIEW = "RULE_UNDER_REVIEW"
    CUMULATIVE_EXTENSIONS = "CUMULATIVE_EXTENSIONS"
    DATE_ORDER_MARGIN = "DATE_ORDER_MARGIN"
    PROVISIONAL_END = "PROVISIONAL_END"
    END_ON_NON_WORKING_DAY = "END_ON_NON_WORKING_DAY"
    REVIEW_REBUTTAL = "REVIEW_REBUTTAL"


class Remedy(StrEnum):
    """What may be asked of the seller."""

    REPAIR = "repair"
    REPLACEMENT = "replacement"
    PRICE_REDUCTION = "price_reduction"
    RESCISSION = "rescission"
    BRING_INTO_CONFORMITY = "bring_into_conformity"
    TERMINATION = "termination"


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay; `date` is its last day, or for `REMEDY_TIER2` the day the seller's 30 days end."""

    code: OverlayCode
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer: status, days, proof, remedies, articles, what else is open, and the rules applied."""

    status: Status
    rule_set: str
    as_of: datetime.date
    end_date: datetime.date | None = None
    presumption_end: datetime.date | None = None
    proof: Proof | None = None
    remedies: tuple[Remedy, ...] = ()
    citations: tuple[str, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    flags: tuple[Flag, ...] = ()
    trace: tuple[str, ...] = ()

    def overlay(self, code: OverlayCode) -> Overlay | None:
        """Return the overlay of that code when it is open."""
        return next((overlay for overlay in self.overlays if overlay.code == code), None)

    def as_json(self) -> dict[str, Any]:
        """Return the answer of `POST /api/v1/warranty/assess`, days in ISO."""
        return {
            "status": str(self.status),
            "end_date": _iso(self.end_date),
            "presumption_end": _iso(self.presumption_end),
            "proof": None if self.proof is None else str(self.proof),
            "remedies": _texts(self.remedies),
            "citations": list(self.citations),
            "overlays": [{"code": str(overlay.code), "date": _iso(overlay.date)} for overlay in self.overlays],
            "flags": _texts(self.flags),
            "trace": list(self.trace),
            "rule_set": self.rule_set,
            "as_of": self.as_of.isoformat(),
        }


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _texts(names: Iterable[StrEnum]) -> list[str]:
    return [str(name) for name in names]

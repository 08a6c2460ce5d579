"""A recalled product: what to do first, what is owed, whatever its age (règl. (UE) 2023/988 art. 35 to 37).

Not here: whether a product is recalled, which the shop's data tell.
"""

from dataclasses import dataclass
from datetime import date

from actions.law.legal_value import Certainty
from actions.law.values import legal_values

REFUND = "refund"


@dataclass(frozen=True, slots=True)
class RecallFacts:
    """A recall that concerns the shopper; `offered` are the remedies of the notice, empty when unknown."""

    published_on: date
    offered: tuple[str, ...] = ()
    remedy_late_or_inconvenient: bool = False
    accident: bool = False


@dataclass(frozen=True, slots=True)
class RecallFinding:
    """The answer, to be told before anything else; needs no guarantee date."""

    steps: tuple[str, ...]
    remedies: tuple[str, ...]
    is_choice_too_short: bool
    is_refund_owed: bool
    citations: tuple[str, ...]
    certainty: Certainty
    overrides_guarantee: bool = True


def assess_recall(facts: RecallFacts, day: date) -> RecallFinding:
    """Return what the shopper must do and may ask on `day`.

    Free remedy at the consumer's choice, between two at least (art. 37); a refund at least equal to the price is always
    owed when repair or replacement is late or a major inconvenience. Before 13 December 2024 only the notice's own
    remedies are told.
    """
    values = legal_values("recalls")
    steps = values.names("steps_for_the_consumer", day)
    if not values["safety_regulation"].is_in_force(day):
        return RecallFinding(steps, facts.offered, False, False, ("L423-3",), Certainty.REPORTED)
    remedies = facts.offered or values.names("remedies", day)
    owed = facts.remedy_late_or_inconvenient
    if owed and REFUND not in remedies:
        remedies = (*remedies, REFUND)
    return RecallFinding(
        steps=steps,
        remedies=remedies,
        is_choice_too_short=0 < len(set(facts.offered)) < values.number("least_choices", day),
        is_refund_owed=owed,
        citations=("règl. (UE) 2023/988 art. 36", "règl. (UE) 2023/988 art. 37"),
        certainty=Certainty.REPORTED,
    )


def recall_site(day: date) -> str:
    """Return the public site of recalls (since 1 April 2021)."""
    return str(legal_values("recalls")["public_site"].on(day).value)

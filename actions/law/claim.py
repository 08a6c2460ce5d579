"""The facts of a warranty question, as the assessment takes them. Not here: reading JSON (`claim_request.py`)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SellerType(StrEnum):
    """Who sold it."""

    PRO = "pro"
    MARKETPLACE_THIRD_PARTY_PRO = "marketplace_third_party_pro"
    PRIVATE = "private"


class BuyerType(StrEnum):
    """Who bought it; `non_professional` is a legal person not acting for business, an association for example."""

    CONSUMER = "consumer"
    NON_PROFESSIONAL = "non_professional"
    PROFESSIONAL = "professional"


class ItemType(StrEnum):
    """What was bought; `digital_*` alone is a content or service without a good."""

    GOOD = "good"
    GOOD_DIGITAL_CONTINUOUS = "good_digital_continuous"
    DIGITAL_ONEOFF = "digital_oneoff"
    DIGITAL_CONTINUOUS = "digital_continuous"
    ANIMAL = "animal"
    JUDICIAL_SALE = "judicial_sale"
    ATTENDED_AUCTION_SECOND_HAND = "attended_auction_second_hand"

    @property
    def is_good(self) -> bool:
        """Whether the ordinary guarantee of goods applies to it."""
        return self in (ItemType.GOOD, ItemType.GOOD_DIGITAL_CONTINUOUS)

    @property
    def is_digital_only(self) -> bool:
        """Whether it is a digital content or service without a good."""
        return self in (ItemType.DIGITAL_ONEOFF, ItemType.DIGITAL_CONTINUOUS)


class DefectPart(StrEnum):
    """Which part of a connected good fails."""

    HARDWARE = "hardware"
    DIGITAL = "digital"


class Condition(StrEnum):
    """State of the good when sold; a reconditioned good is second-hand."""

    NEW = "new"
    SECOND_HAND = "second_hand"


class Basis(StrEnum):
    """Under what a repair was done."""

    LEGAL = "legal"
    COMMERCIAL = "commercial"
    PAID = "paid"


class Outcome(StrEnum):
    """What came of a repair request."""

    REPAIRED = "repaired"
    REPLACED_THOUGH_REPAIR_ASKED = "replaced_though_repair_asked"
    REPLACED_AS_ASKED = "replaced_as_asked"
    FAILED = "failed"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair or replacement: asked on `request`, given on `handover`, the good or a new one back on `returned`."""

    basis: Basis
    outcome: Outcome
    request: date | None = None
    handover: date | None = None
    returned: date | None = None

    @property
    def start(self) -> date:
        """The request or the handover, whichever is earlier and so better for the consumer (L217-28 al. 2)."""
        days = [day for day in (self.request, self.handover) if day is not None]
        if not days:
            raise ValueError("A repair has a request day or a handover day.")
        return min(days)

    @property
    def is_pending(self) -> bool:
        """Whether nothing came of it yet."""
        return self.outcome is Outcome.PENDING

    @property
    def immobilises(self) -> bool:
        """Whether the good is or was away: returned since, or handed over and not back yet."""
        return self.handover is not None or not self.is_pending


@dataclass(frozen=True, slots=True)
class Negotiation:
    """An amicable negotiation; `until` None while it goes on (L217-28 al. 3)."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Commercial:
    """A commercial guarantee: who gives it and its last day as written in the contract."""

    guarantor: str | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Everything known of a warranty question on the day `today`; None means unknown."""

    today: date
    seller_type: SellerType = SellerType.PRO
    buyer_type: BuyerType = BuyerType.CONSUMER
    item_type: ItemType = ItemType.GOOD
    supply_months: int | None = None
    defect_part: DefectPart | None = None
    condition: Condition | None = None
    contract_date: date | None = None
    delivery_date: date | None = None
    defect_date: date | None = None
    known_date: date | None = None
    repairs: tuple[Repair, ...] = ()
    negotiations: tuple[Negotiation, ...] = ()
    commercial: Commercial | None = None
    prior_sale_by_pro: bool = False
    vice_discovered_date: date | None = None
    withdrawal_informed: bool = True
    remedy_request_date: date | None = None
    misuse_suspected: bool = False

    @property
    def appeared_on(self) -> date:
        """The day the defect first appeared; today when it is not said."""
        return self.defect_date or self.today

    @property
    def known_on(self) -> date:
        """The day the consumer knew of the defect, which starts the five years of C. civ. 2224."""
        return self.known_date or self.appeared_on

    @property
    def vice_discovered_on(self) -> date:
        """The day the hidden defect was discovered, which starts the two years of C. civ. 1648."""
        return self.vice_discovered_date or self.known_on

    @property
    def concluded_on(self) -> date | None:
        """The day of the contract; the delivery stands in for it when it is not said."""
        return self.contract_date or self.delivery_date

    @property
    def legal_repairs(self) -> tuple[Repair, ...]:
        """The repairs done or asked under the legal guarantee."""
        return tuple(repair for repair in self.repairs if repair.basis is Basis.LEGAL)

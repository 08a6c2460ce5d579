"""Is this product still covered? The order or a day of delivery in, the finding of `law.warranty` out in words."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from actions import french
from actions.identification import identified_order, known_order
from actions.law.claim import Basis, BuyerType, Claim, Condition, ItemType, Outcome, Repair, SellerType
from actions.law.finding import Finding, Flag, OverlayCode, Status
from actions.law.warranty import assess
from actions.lines import chosen_line, line_named
from actions.store import records
from actions.store.questions.legal_answers import record_legal_answer
from actions.topic import Topic
from actions.turn import Turn

VERDICTS = {
    Status.NEED_INFO: "needs_date",
    Status.LGC_EXCLUDED: "not_applicable",
    Status.LGC_NA_PRIVATE_SELLER: "not_applicable",
    Status.LGC_NA_B2B: "not_applicable",
    Status.LGC_OLD_REGIME_EXPIRED: "expired",
    Status.LGC_EXPIRED: "expired",
    Status.CLAIM_TIME_BARRED: "needs_review",
    Status.RULE_UNDER_REVIEW: "needs_review",
    Status.COVERED_SUSPENDED: "covered",
    Status.COVERED_PRESUMED: "covered",
    Status.COVERED_PROOF: "covered",
    Status.COVERED_EXTENSION: "covered",
}
# What is said after the verdict when it is open, in this order; the others are for machines and for the desk.
SAID_WHEN_OVER = (OverlayCode.GC_ACTIVE, OverlayCode.GVC_POSSIBLE)
SAID_WHEN_COVERED = (OverlayCode.REMEDY_TIER2,)


class ActionCheckWarranty(Topic):
    """Answers `warranty_coverage`."""

    def answer(self, turn: Turn) -> None:
        """Use the identified order; else a day of delivery; else ask for either."""
        turn.speak_of("warranty")
        order = known_order(turn)
        if order is not None and _is_about_something_else(turn, order):
            order = None
        elif order is None and turn.slots.get("order_number"):
            order = identified_order(turn)
            if order is None:
                return
        if order is not None:
            _answer_for_order(turn, order)
        elif turn.slots.get("delivered_on") or _is_decided_by_parties(turn):
            _answer_for_day(turn)
        else:
            turn.tell("verdict", status="needs_date")
            turn.say("utter_warranty_needs_order_or_date")
            turn.ask_for("order_number", "email")


def _is_about_something_else(turn: Turn, order: records.Order) -> bool:
    """Tell whether the product spoken of is not of the order: another kind, or dated by the shopper."""
    if "order_number" in turn.news:
        return False
    kind = turn.slots.get("product_type")
    kinds = {line.product_type for line in order.lines if line.product_type}
    is_another_kind = bool(kind and kinds and kind not in kinds and line_named(turn, order) is None)
    return is_another_kind or "delivered_on" in turn.news


def _answer_for_order(turn: Turn, order: records.Order) -> None:
    line = chosen_line(turn, order)
    if line is None:
        return
    claim = claim_of_order(order, line, turn)
    if claim.delivery_date is None:
        _answer_without_delivery(turn, order)
        return
    finding = assess(claim)
    _keep(turn, claim, finding, order.number)
    tell_finding(turn, finding, line.name)


def _answer_without_delivery(turn: Turn, order: records.Order) -> None:
    """The guarantee starts with the delivery: not delivered yet, or on a day the shop does not know."""
    turn.tell("verdict", status="needs_date", code=str(Status.NEED_INFO))
    if order.may_have_arrived:
        turn.ask_for("delivered_on")
    else:
        turn.tell("order", status=order.status)
        turn.say("utter_warranty_not_delivered_yet")


def _answer_for_day(turn: Turn) -> None:
    claim = _claim_of_day(turn)
    finding = assess(claim if claim.delivery_date else replace(claim, delivery_date=turn.today))
    _keep(turn, claim, finding, None)
    if finding.status is Status.LGC_EXPIRED:
        turn.say("utter_warranty_day_basis")
    tell_finding(turn, finding, None)


def _is_decided_by_parties(turn: Turn) -> bool:
    """Between private persons or for a business the guarantee does not apply, whatever the day."""
    return turn.slots.get("seller_type") == SellerType.PRIVATE or turn.slots.get("buyer_type") == BuyerType.PROFESSIONAL


def _claim_of_day(turn: Turn) -> Claim:
    """Return the claim on a product known by what the shopper says alone."""
    return Claim(
        today=turn.today,
        seller_type=SellerType(turn.slots.get("seller_type") or "pro"),
        buyer_type=BuyerType(turn.slots.get("buyer_type") or "consumer"),
        item_type=ItemType(turn.slots.get("item_type") or "good"),
        condition=Condition(turn.slots.get("condition") or "new"),
        delivery_date=turn.day("delivered_on"),
        defect_date=_defect_day(turn, turn.day("delivered_on")),
    )


def claim_of_order(order: records.Order, line: records.OrderLine, turn: Turn) -> Claim:
    """Return the claim on one line of an order, as the law module takes it."""
    delivered_on = order.delivered_on or (turn.day("delivered_on") if order.may_have_arrived else None)
    return Claim(
        today=turn.today,
        buyer_type=BuyerType(turn.slots.get("buyer_type") or "consumer"),
        condition=Condition.NEW if line.condition == "new" else Condition.SECOND_HAND,
        contract_date=order.ordered_on,
        delivery_date=delivered_on,
        defect_date=_defect_day(turn, delivered_on),
        repairs=tuple(
            _repair(repair) for repair in order.repairs if repair.sku in (None, line.sku) and repair.opened_on
        ),
    )


def _defect_day(turn: Turn, delivered_on: date | None) -> date | None:
    day = turn.day("defect_on")
    return day if day and (delivered_on is None or day >= delivered_on) else None


def _repair(repair: records.Repair) -> Repair:
    """A repair in progress has the product in the workshop; one whose basis is unknown counts as paid."""
    basis = Basis.LEGAL if repair.under_guarantee else Basis.PAID
    if repair.status != "done":
        return Repair(basis=basis, outcome=Outcome.PENDING, request=repair.opened_on, handover=repair.opened_on)
    return Repair(
        basis=basis,
        outcome=Outcome(repair.outcome or "repaired"),
        request=repair.opened_on,
        returned=repair.closed_on or repair.opened_on,
    )


def tell_finding(turn: Turn, finding: Finding, product: str | None) -> None:
    """Say a finding and what is open beside it; a no comes with the way to a person."""
    verdict = verdict_of(finding)
    figures = _figures(finding, product)
    turn.tell("verdict", status=verdict, code=str(finding.status), **_facts(finding))
    turn.say(_response(finding, turn.today), **figures)
    if Flag.PROVISIONAL_END in finding.flags:
        turn.say("utter_warranty_provisional", **figures)
    for code in SAID_WHEN_COVERED if verdict == "covered" else SAID_WHEN_OVER:
        overlay = finding.overlay(code)
        if overlay is not None:
            turn.say(f"utter_warranty_{code.lower()}", day=french.day(overlay.date) if overlay.date else "")
    _propose(turn, finding, verdict)


def verdict_of(finding: Finding) -> str:
    """Return the plain verdict of a finding."""
    if finding.status is Status.DIGITAL_REGIME:
        return "covered" if finding.proof is not None else "expired"
    return VERDICTS[finding.status]


def _response(finding: Finding, today: date) -> str:
    is_over = finding.end_date is not None and finding.end_date < today
    if is_over and finding.status.is_covered and finding.status is not Status.COVERED_SUSPENDED:
        return "utter_warranty_defect_in_time"
    return f"utter_warranty_{finding.status.lower()}"


def _figures(finding: Finding, product: str | None) -> dict[str, Any]:
    return {
        "product": f"«\u00a0{product}\u00a0»" if product else "Votre produit",
        "of_product": f"de «\u00a0{product}\u00a0»" if product else "de votre produit",
        "end": french.day(finding.end_date) if finding.end_date else "",
        "presumption_end": french.day(finding.presumption_end) if finding.presumption_end else "",
    }


def _facts(finding: Finding) -> dict[str, Any]:
    shown = finding.as_json()
    kept = ("end_date", "presumption_end", "proof", "remedies", "citations", "rule_set", "overlays", "flags")
    return {name: shown[name] for name in kept}


def _propose(turn: Turn, finding: Finding, verdict: str) -> None:
    """Offer the next step: repair when covered, a person when not or when the law is open."""
    if verdict == "covered" and finding.overlay(OverlayCode.ESCALATE_HUMAN) is None:
        turn.remember(offer="repair")
        turn.offer_choices("utter_propose_repair", ["Demander une réparation", "Quels sont mes droits ?"])
    else:
        turn.offer_person("open_point" if verdict in ("covered", "needs_review") else "refusal")


def _keep(turn: Turn, claim: Claim, finding: Finding, order_number: str | None) -> None:
    """Keep the answer with what it was computed from, so that a person can check it later."""
    shown = finding.as_json()
    record_legal_answer(
        turn.shop.engine,
        topic="warranty",
        inputs=asdict(claim),
        finding=shown,
        trace=shown["trace"],
        rule_set=finding.rule_set,
        as_of=finding.as_of,
        answered_at=turn.now,
        conversation_id=turn.conversation,
        order_number=order_number,
    )

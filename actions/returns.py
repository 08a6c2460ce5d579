"""Sending back a product that works: the withdrawal period, its last day, and the declaration itself.

A clear sentence of withdrawal is a valid declaration (L221-21): it is recorded as it was written, at once.
"""

from actions import french
from actions.declarations import is_withdrawal
from actions.identification import identified_order
from actions.law.returns import WithdrawalFacts, WithdrawalStatus, assess_withdrawal, return_limit
from actions.questions import answered_in_general
from actions.store.questions.withdrawals import WithdrawalRequest, declare_withdrawal
from actions.store.records import Order
from actions.topic import Topic
from actions.turn import Turn


class ActionRequestReturn(Topic):
    """Answers `return_request`."""

    def answer(self, turn: Turn) -> None:
        """Tell whether the period is open and until when; record a declaration that is already one."""
        if not is_withdrawal(turn.text) and answered_in_general(turn):
            return
        turn.speak_of("return")
        if turn.is_fresh:
            turn.remember(message=turn.text[:1000] if is_withdrawal(turn.text) else None)
        order = identified_order(turn)
        if order is None:
            return
        received_on = order.delivered_on or (turn.day("delivered_on") if order.may_have_arrived else None)
        if received_on is None:
            _answer_undelivered(turn, order)
            return
        finding = assess_withdrawal(WithdrawalFacts(received_on=received_on), turn.today)
        figures = {"number": order.number, "last_day": french.day(finding.last_day) if finding.last_day else ""}
        if finding.status is not WithdrawalStatus.OPEN:
            turn.tell("withdrawal", status="closed", last_day=finding.last_day and finding.last_day.isoformat())
            turn.say("utter_return_closed", **figures)
            turn.offer_person("refusal")
        elif turn.slots.get("message"):
            _declare(turn, order)
        else:
            turn.tell("withdrawal", status="open", last_day=finding.last_day and finding.last_day.isoformat())
            turn.remember(offer="withdrawal", order_number=order.number)
            turn.offer_choices("utter_return_open", ["Confirmer la rétractation", "Non merci"], **figures)


def _answer_undelivered(turn: Turn, order: Order) -> None:
    """One may withdraw before the parcel comes; when it came on an unknown day, that day is asked."""
    if turn.slots.get("message"):
        _declare(turn, order)
    elif order.may_have_arrived:
        turn.tell("verdict", status="needs_date")
        turn.ask_for("delivered_on")
    else:
        turn.tell("withdrawal", status="open")
        turn.remember(offer="withdrawal", order_number=order.number)
        turn.offer_choices(
            "utter_return_before_delivery", ["Confirmer la rétractation", "Non merci"], number=order.number
        )


class ActionDeclareWithdrawal(Topic):
    """Records the declaration the shopper has just confirmed."""

    def answer(self, turn: Turn) -> None:
        """The order is asked again of the store: a yes alone proves nothing."""
        order = identified_order(turn)
        if order is not None:
            _declare(turn, order)


def _declare(turn: Turn, order: Order) -> None:
    statement = turn.slots.get("message") or turn.text
    request = WithdrawalRequest(
        order_number=order.number,
        statement=statement,
        contact=order.email,
        conversation_id=turn.conversation,
        idempotency_key=f"{turn.conversation}:withdrawal:{order.key}",
    )
    declared = declare_withdrawal(turn.shop.engine, request, turn.now)
    moment = declared.declared_at.astimezone(turn.now.tzinfo)
    turn.remember(offer=None, message=None)
    turn.tell("withdrawal", status="declared", id=declared.number)
    turn.tell("ticket", id=declared.number)
    turn.say(
        "utter_withdrawal_recorded" if order.delivered_on else "utter_withdrawal_recorded_early",
        reference=declared.number,
        number=order.number,
        at=f"{french.day(moment.date())} à {moment.hour}\u00a0h\u00a0{moment.minute:02}",
        return_limit=french.day(return_limit(moment.date())),
    )

"""Everything that is not after-sales: hello, thanks, yes, no, a datum alone, giving up, not understanding."""

from actions.choices import ACTIONS, TITLES, TOPICS
from actions.identification import identified_order
from actions.questions import answer_question
from actions.turn import Topic, Turn

# What a yes does to what was offered last.
ACCEPTED = {"person": "action_call_person", "repair": "action_request_repair", "withdrawal": "action_declare_withdrawal", "part": "action_order_part"}
# Which action goes on with a datum given on its own, by the topic spoken of.
GOES_ON = {
    "warranty": "action_check_warranty",
    "recall": "action_check_recall",
    "part": "action_find_part",
    "order": "action_track_order",
    "return": "action_request_return",
    "refund": "action_track_refund",
}
MOST_MISUNDERSTANDINGS = 2
ADVISER = "Parler à un conseiller"


class ActionGreet(Topic):
    """Answers `greet`: says that it is an automatic assistant and what it does."""

    def answer(self, turn: Turn) -> None:
        """Greet, with the first choices."""
        turn.offer_choices("utter_greet", [TITLES[each] for each in ("warranty_coverage", "order_status", "repair_request", "talk_to_human")])


class ActionConverse(Topic):
    """Answers `goodbye`, `thank`, `help` and `bot_challenge`."""

    def answer(self, turn: Turn) -> None:
        """Say the answer of that name."""
        if turn.intent in ("help", "bot_challenge"):
            answer_question(turn, turn.intent)
        else:
            turn.say(f"utter_{turn.intent}")


class ActionAffirm(Topic):
    """A yes: does what was offered, and nothing when nothing was."""

    def answer(self, turn: Turn) -> None:
        """Accept the offer, or ask what the yes is about."""
        offer = turn.slots.get("offer")
        if turn.form:
            turn.say("utter_form_waits")
        elif offer in ACCEPTED:
            turn.remember(offer=None)
            turn.go_on_with(ACCEPTED[offer])
        else:
            turn.say("utter_yes_to_what")


class ActionDeny(Topic):
    """A no: drops what was offered; inside a form, tells how to go on without the detail asked."""

    def answer(self, turn: Turn) -> None:
        """Acknowledge."""
        if turn.form == "details_form":
            turn.say("utter_detail_unknown")
        elif turn.form:
            turn.say("utter_form_waits")
        else:
            turn.remember(offer=None)
            turn.say("utter_no_noted")


class ActionTakeInformation(Topic):
    """Answers `inform`: a datum with no question goes on with what was spoken of, or opens the order it proves."""

    def answer(self, turn: Turn) -> None:
        """Go on with the topic; identify an order given with its e-mail; else ask what is wanted."""
        if turn.form:
            turn.say("utter_form_waits")
            return
        if turn.slots.get("pending_action"):
            turn.go_on_with(turn.slots["pending_action"])
            return
        topic = GOES_ON.get(turn.slots.get("topic") or "")
        if topic and turn.news:
            turn.go_on_with(topic)
            return
        if turn.slots.get("order_number"):
            order = identified_order(turn)
            if order is not None:
                turn.offer_choices("utter_order_found", ORDER_TITLES, number=order.number)
            return
        turn.offer_choices("utter_information_noted", ORDER_TITLES[:3])


ORDER_TITLES = [TITLES[each] for each in ("order_status", "warranty_coverage", "repair_request", "return_request")]


class ActionLeaveTask(Topic):
    """Answers `cancel_flow`: drops the task under way and keeps the identification."""

    def answer(self, turn: Turn) -> None:
        """Forget what was asked."""
        turn.leave_form()
        turn.remember(
            needed=None, pending_action=None, suspended_form=None, offer=None, symptom=None, remedy=None, confirmed=None,
            message=None, misunderstandings=None,
        )  # fmt: skip
        turn.say("utter_task_left")


class ActionClarify(Topic):
    """Not sure enough: offers the two likeliest readings; at the second time in a row, a person."""

    def answer(self, turn: Turn) -> None:
        """Ask, or offer a person; take a guess that is about the very topic under way."""
        guess = turn.guess
        if not turn.form and guess in ACTIONS and TOPICS[guess] == turn.slots.get("topic"):
            turn.remember(misunderstandings=None)
            turn.go_on_with(ACTIONS[guess])
            return
        missed = (turn.slots.get("misunderstandings") or 0) + 1
        turn.remember(misunderstandings=missed)
        if missed >= MOST_MISUNDERSTANDINGS:
            turn.remember(misunderstandings=None)
            turn.say("utter_not_understood_again")
            turn.offer_person("misunderstood")
            return
        if turn.form:
            turn.say("utter_form_waits")
            return
        ranked = [each["name"] for each in turn.parse.get("intent_ranking") or [] if each["name"] in TITLES]
        turn.offer_choices("utter_clarify", [*(TITLES[name] for name in ranked[:2]), ADVISER])


class ActionDecline(Topic):
    """Answers `out_of_scope`: says what it is for; at the second time in a row, offers a person."""

    def answer(self, turn: Turn) -> None:
        """Decline kindly."""
        missed = (turn.slots.get("misunderstandings") or 0) + 1
        turn.remember(misunderstandings=missed)
        turn.say("utter_out_of_scope")
        if missed >= MOST_MISUNDERSTANDINGS:
            turn.remember(misunderstandings=None)
            turn.offer_person("misunderstood")

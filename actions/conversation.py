"""Everything that is not after-sales: hello, thanks, yes, no, a datum alone, giving up, not understanding."""

from actions.choices import ACTIONS, TITLES, TOPICS, begins_with_yes
from actions.details import read_detail
from actions.identification import identified_order
from actions.missing_details import tell_way_without
from actions.questions import answer_question
from actions.topic import Topic
from actions.turn import Turn

# What a yes does to what was offered last.
ACCEPTED = {
    "person": "action_call_person",
    "repair": "action_request_repair",
    "withdrawal": "action_declare_withdrawal",
    "part": "action_order_part",
}
# Which action goes on with a datum given on its own, by the topic spoken of.
GOES_ON = {
    "warranty": "action_check_warranty",
    "recall": "action_check_recall",
    "part": "action_find_part",
    "order": "action_track_order",
    "return": "action_request_return",
    "refund": "action_track_refund",
    "index": "action_show_index",
}
# What a few words may bring that lets the question under way be answered anew ("et l'aspirateur ?").
DATA = frozenset(
    "order_number email product_type brand model part delivered_on defect_on condition batch gtin sku".split()
)
FEW_WORDS = 5
MOST_MISUNDERSTANDINGS = 2
ADVISER = "Parler à un conseiller"
SUBJECTS = TITLES.keys() - {"affirm", "deny", "talk_to_human"}


class ActionGreet(Topic):
    """Answers `greet`: says that it is an automatic assistant and what it does."""

    def answer(self, turn: Turn) -> None:
        """Greet, with the first choices."""
        turn.offer_choices(
            "utter_greet",
            [TITLES[each] for each in ("warranty_coverage", "order_status", "repair_request", "talk_to_human")],
        )


class ActionConverse(Topic):
    """Answers `goodbye`, `thank`, `help` and `bot_challenge`."""

    def answer(self, turn: Turn) -> None:
        """Say the answer of that name; a yes with thanks accepts what was offered."""
        if begins_with_yes(turn.text) and _accepts(turn):
            return
        if turn.intent in ("help", "bot_challenge"):
            answer_question(turn, turn.intent)
        else:
            turn.say(f"utter_{turn.intent}")


class ActionAffirm(Topic):
    """A yes: does what was offered, and nothing when nothing was."""

    def answer(self, turn: Turn) -> None:
        """Accept the offer, or ask what the yes is about."""
        if _accepts(turn):
            return
        turn.say("utter_form_waits" if turn.form else "utter_yes_to_what")


class ActionDeny(Topic):
    """A no: drops what was offered."""

    def answer(self, turn: Turn) -> None:
        """Acknowledge; to the question of a detail, tell how to go on without."""
        if turn.form == "details_form":
            tell_way_without(turn)
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
        if turn.waiting and not turn.news:
            read_detail(turn)
        if (turn.news or turn.entities or turn.fills(DATA)) and _goes_on(turn):
            return
        if turn.slots.get("order_number"):
            order = identified_order(turn)
            if order is not None:
                turn.offer_choices("utter_order_found", ORDER_TITLES, number=order.number)
            return
        titles = PRODUCT_TITLES if turn.news & {"product_type", "model", "gtin"} else ORDER_TITLES[:3]
        turn.offer_choices("utter_information_noted", titles)


def _accepts(turn: Turn) -> bool:
    """Do what was offered; in a form, only the offer of a person is meant. Tell whether something was."""
    offer = turn.slots.get("offer")
    if offer not in ACCEPTED or (turn.form and offer != "person"):
        return False
    turn.remember(offer=None)
    turn.go_on_with(ACCEPTED[offer])
    return True


def _is_named_in_few_words(turn: Turn) -> bool:
    return not turn.form and bool(turn.news & DATA) and len(turn.text.split()) <= FEW_WORDS


def _goes_on(turn: Turn) -> bool:
    """Take up what waits, else the topic under way, now that something more is known; tell whether there was one."""
    if turn.take_up():
        return True
    action = GOES_ON.get(turn.slots.get("topic") or "")
    if action is not None:
        turn.go_on_with(action)
    return action is not None


ORDER_TITLES = [TITLES[each] for each in ("order_status", "warranty_coverage", "repair_request", "return_request")]
PRODUCT_TITLES = [
    TITLES[each] for each in ("warranty_coverage", "repair_request", "recall_check", "spare_part_availability")
]


class ActionLeaveTask(Topic):
    """Answers `cancel_flow`: drops the task under way and keeps the identification."""

    def answer(self, turn: Turn) -> None:
        """Forget what was asked."""
        turn.leave_form()
        turn.remember(
            needed=None, pending_action=None, offer=None, symptom=None, remedy=None, confirmed=None,
            message=None, misunderstandings=None,
        )  # fmt: skip
        turn.say("utter_task_left")


class ActionClarify(Topic):
    """Not sure enough: offers the two likeliest readings; at the second time in a row, a person."""

    def answer(self, turn: Turn) -> None:
        """Ask, or offer a person; take a guess about the very topic under way, or a product named in a few words."""
        guess = turn.guess
        if _is_named_in_few_words(turn) and _goes_on(turn):
            return
        if not turn.form and guess in ACTIONS and TOPICS.get(guess) == turn.slots.get("topic"):
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
        ranked = [each["name"] for each in turn.parse.get("intent_ranking") or [] if each["name"] in SUBJECTS]
        turn.offer_choices("utter_clarify", [*(TITLES[name] for name in ranked[:2]), ADVISER])


class ActionDecline(Topic):
    """Answers `out_of_scope`: says what it is for; at the second time in a row, offers a person."""

    def answer(self, turn: Turn) -> None:
        """Decline kindly; a bare name of the catalogue is a datum."""
        if _is_named_in_few_words(turn) and _goes_on(turn):
            return
        missed = (turn.slots.get("misunderstandings") or 0) + 1
        turn.remember(misunderstandings=missed)
        turn.say("utter_out_of_scope")
        if missed >= MOST_MISUNDERSTANDINGS:
            turn.remember(misunderstandings=None)
            turn.offer_person("misunderstood")

"""Everything that is not after-sales: hello, thanks, yes, no, a datum alone, giving up, not understanding."""

from abc import ABC, abstractmethod

from actions.choices import ACTIONS, TITLES, TOPICS
from actions.details import read_detail, tells_unknown
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
# What a few words may bring that lets the question under way be answered anew ("et l'aspirateur ?").
DATA = frozenset(
    "order_number email product_type brand model part delivered_on defect_on condition batch gtin sku".split()
)
FEW_WORDS = 5
WITHOUT = ("model", "batch", "delivered_on")
MOST_MISUNDERSTANDINGS = 2
ADVISER = "Parler à un conseiller"


class Talk(Topic, ABC):
    """An action of conversation: when a detail is asked and the shopper does not have it, says how to go on without."""

    @abstractmethod
    def reply(self, turn: Turn) -> None:
        """Answer in every other case."""

    def answer(self, turn: Turn) -> None:
        """Tell the way without the detail, or reply."""
        if turn.form == "details_form" and (turn.intent == "deny" or tells_unknown(turn.text)):
            _tell_way_without(turn)
        else:
            self.reply(turn)


class ActionGreet(Topic):
    """Answers `greet`: says that it is an automatic assistant and what it does."""

    def answer(self, turn: Turn) -> None:
        """Greet, with the first choices."""
        turn.offer_choices("utter_greet", [TITLES[each] for each in ("warranty_coverage", "order_status", "repair_request", "talk_to_human")])


class ActionConverse(Talk):
    """Answers `goodbye`, `thank`, `help` and `bot_challenge`."""

    def reply(self, turn: Turn) -> None:
        """Say the answer of that name."""
        if turn.intent in ("help", "bot_challenge"):
            answer_question(turn, turn.intent)
        else:
            turn.say(f"utter_{turn.intent}")


class ActionAffirm(Talk):
    """A yes: does what was offered, and nothing when nothing was."""

    def reply(self, turn: Turn) -> None:
        """Accept the offer, or ask what the yes is about."""
        offer = turn.slots.get("offer")
        if turn.form and offer != "person":
            turn.say("utter_form_waits")
        elif offer in ACCEPTED:
            turn.remember(offer=None)
            turn.go_on_with(ACCEPTED[offer])
        else:
            turn.say("utter_yes_to_what")


class ActionDeny(Talk):
    """A no: drops what was offered."""

    def reply(self, turn: Turn) -> None:
        """Acknowledge."""
        if turn.form:
            turn.say("utter_form_waits")
        else:
            turn.remember(offer=None)
            turn.say("utter_no_noted")


class ActionTakeInformation(Talk):
    """Answers `inform`: a datum with no question goes on with what was spoken of, or opens the order it proves."""

    def reply(self, turn: Turn) -> None:
        """Go on with the topic; identify an order given with its e-mail; else ask what is wanted."""
        if turn.form:
            turn.say("utter_form_waits")
            return
        if turn.waiting and not turn.news:
            read_detail(turn)
        if (turn.news or turn.entities or turn.fills(DATA)) and (turn.take_up() or _goes_on(turn)):
            return
        if turn.slots.get("order_number"):
            order = identified_order(turn)
            if order is not None:
                turn.offer_choices("utter_order_found", ORDER_TITLES, number=order.number)
            return
        turn.offer_choices("utter_information_noted", ORDER_TITLES[:3])


def _goes_on(turn: Turn) -> bool:
    """Ask again about the topic under way, now that something more is known; tell whether there was one."""
    action = GOES_ON.get(turn.slots.get("topic") or "")
    if action is not None:
        turn.go_on_with(action)
    return action is not None


def _tell_way_without(turn: Turn) -> None:
    """Say how to go on without the detail asked; the request waits, should the detail be found."""
    asked = turn.slots.get("requested_slot")
    if asked in ("order_number", "email") and "action_check_warranty" in turn.waiting:
        turn.say("utter_detail_unknown_but_date")
        turn.remember(needed=["delivered_on"])
        return
    turn.say(f"utter_detail_unknown_{asked}" if asked in WITHOUT else "utter_detail_unknown")
    turn.offer_person("detail_unknown")


ORDER_TITLES = [TITLES[each] for each in ("order_status", "warranty_coverage", "repair_request", "return_request")]


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


class ActionClarify(Talk):
    """Not sure enough: offers the two likeliest readings; at the second time in a row, a person."""

    def reply(self, turn: Turn) -> None:
        """Ask, or offer a person; take a guess about the very topic under way, or a product named in a few words."""
        guess = turn.guess
        if not turn.form and turn.news & DATA and len(turn.text.split()) <= FEW_WORDS and _goes_on(turn):
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
        ranked = [each["name"] for each in turn.parse.get("intent_ranking") or [] if each["name"] in TITLES]
        turn.offer_choices("utter_clarify", [*(TITLES[name] for name in ranked[:2]), ADVISER])


class ActionDecline(Talk):
    """Answers `out_of_scope`: says what it is for; at the second time in a row, offers a person."""

    def reply(self, turn: Turn) -> None:
        """Decline kindly."""
        missed = (turn.slots.get("misunderstandings") or 0) + 1
        turn.remember(misunderstandings=missed)
        turn.say("utter_out_of_scope")
        if missed >= MOST_MISUNDERSTANDINGS:
            turn.remember(misunderstandings=None)
            turn.offer_person("misunderstood")

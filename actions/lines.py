"""Which line of an order the shopper speaks of: by its model, its name, its brand or its kind."""

from actions.french import key
from actions.store.folding import fold_words
from actions.store.records import Order, OrderLine
from actions.topic import Topic
from actions.turn import Turn


def chosen_line(turn: Turn, order: Order) -> OrderLine | None:
    """Return the line spoken of; when it cannot be told, ask and return None."""
    only = order.lines[0] if len(order.lines) == 1 else None
    line = only or line_named(turn, order) or order.line(turn.slots.get("sku") or "")
    if line is None:
        turn.tell("verdict", status="needs_product")
        turn.ask_for("sku")
        return None
    turn.remember(sku=line.sku)
    turn.speak_of_lines([line])
    return line


def line_named(turn: Turn, order: Order) -> OrderLine | None:
    """Return the only line that what was said can mean, or None."""
    known = {name: turn.slots.get(name) for name in ("model", "product_type", "brand")}
    for name, value in known.items():
        if value:
            matching = [line for line in order.lines if key(str(getattr(line, name) or "")) == key(str(value))]
            if len(matching) == 1:
                return matching[0]
    scores = {line.position: _words_in_common(turn.text, line) for line in order.lines}
    best = sorted(scores.values(), reverse=True)
    if best and best[0] > 0 and (len(best) == 1 or best[0] > best[1]):
        return next(line for line in order.lines if scores[line.position] == best[0])
    return None


def _words_in_common(text: str, line: OrderLine) -> int:
    said = set(fold_words(text))
    return sum(len(word) for word in set(fold_words(f"{line.name} {line.brand or ''} {line.model or ''}")) & said)


class ActionAskSku(Topic):
    """Asks which line of the order, by their names."""

    def answer(self, turn: Turn) -> None:
        """Offer the lines as choices; an order is known, or its lines would not be shown."""
        from actions.identification import known_order

        order = known_order(turn)
        names = [line.name for line in order.lines][:8] if order else []
        turn.offer_choices("utter_ask_which_line", names)

    def run(self, dispatcher, tracker, domain):  # type: ignore[no-untyped-def]
        """Ask only: a form runs this action and decides itself what follows."""
        super().run(dispatcher, tracker, domain)
        return []

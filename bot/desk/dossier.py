"""What the assistant knows of a conversation, as the side panel shows it: order, findings of law, recall, tickets.

An order appears only when its number and e-mail were both given in the conversation. Blocking.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Engine

from actions.store.engine import reading
from actions.store.questions.conversations import Conversation, Message, messages_after
from actions.store.questions.desk_queue import find_case
from actions.store.questions.legal_answers import legal_answers_in
from actions.store.questions.orders import load_orders
from actions.store.questions.recalls import find_recall
from actions.store.questions.tickets import tickets_in
from actions.store.questions.verified_orders import verified_order_keys
from actions.store.records import LegalAnswer, Order, Recall, Ticket
from bot.desk.summary import latest_facts, three_lines

MOST_MESSAGES = 5000


def dossier_of(engine: Engine, conversation: Conversation) -> dict[str, Any]:
    """Return the panel of a conversation as JSON."""
    said = everything_said(engine, conversation.id)
    orders = _orders(engine, conversation.id)
    tickets = tickets_in(engine, conversation.id)
    told = latest_facts(said).get("recall", {})
    recall = find_recall(engine, told["reference"]) if told.get("reference") else None
    numbers = [ticket.number for ticket in tickets]
    case = find_case(engine, conversation.id)
    cause = case.called_for if case is not None else None
    return {
        "summary": three_lines(said, cause, customer_of(orders, conversation.email), numbers),
        "orders": [_order(order) for order in orders],
        "findings": [_finding(answer) for answer in reversed(legal_answers_in(engine, conversation.id))],
        "recall": _recall(recall, told.get("status")) if recall is not None else None,
        "tickets": [ticket_as_json(ticket) for ticket in tickets],
        "variables": _variables(orders, numbers),
    }


def everything_said(engine: Engine, conversation: str, after: int = 0) -> list[Message]:
    """Return the messages of a conversation numbered above `after`, 5,000 at most."""
    said: list[Message] = []
    while len(said) < MOST_MESSAGES and (more := messages_after(engine, conversation, said[-1].seq if said else after)):
        said += more
    return said


def customer_of(orders: Sequence[Order], email: str | None) -> str:
    """Return who the shopper is, as far as it is proven."""
    if not orders:
        return f"Client non identifié ({email})" if email else "Client non identifié"
    order = orders[0]
    name = " ".join(filter(None, (order.first_name, order.last_name))) or order.email
    products = ", ".join(line.name for line in order.lines[:2]) + ("…" if len(order.lines) > 2 else "")
    return f"{name}, commande {order.number} ({products})"


def ticket_as_json(ticket: Ticket) -> dict[str, Any]:
    """Return a ticket as the desk shows it."""
    names = ("number", "kind", "status", "order_number", "sku", "remedy", "symptom", "message", "contact")
    return {
        **{name: getattr(ticket, name) for name in names},
        "conversation": ticket.conversation_id,
        "created_at": plain(ticket.created_at),
        "updated_at": plain(ticket.updated_at),
    }


def plain(value: Any) -> Any:
    """Return a day, a moment or an amount as JSON text; the rest as it is."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _orders(engine: Engine, conversation: str) -> list[Order]:
    keys = verified_order_keys(engine, conversation)
    with reading(engine) as connection:
        return load_orders(connection, keys)


def _order(order: Order) -> dict[str, Any]:
    shipment, refund = order.shipment, order.refund
    return {
        "number": order.number,
        "email": order.email,
        "name": " ".join(filter(None, (order.first_name, order.last_name))),
        "postcode": order.postcode,
        "status": order.status,
        **_fields(order, "ordered_on", "delivered_on"),
        "lines": [
            _fields(line, "sku", "name", "brand", "model", "price", "condition", "quantity") for line in order.lines
        ],
        "shipment": _fields(shipment, "carrier", "tracking", "shipped_on", "expected_on") if shipment else None,
        "repairs": [
            _fields(repair, "ticket", "sku", "opened_on", "closed_on", "status", "under_guarantee")
            for repair in order.repairs
        ],
        "refund": _fields(refund, "status", "amount", "due_on", "issued_on") if refund else None,
    }


def _finding(answer: LegalAnswer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "topic": answer.topic,
        "order_number": answer.order_number,
        "finding": answer.finding,
        "inputs": {name: value for name, value in answer.inputs.items() if value not in (None, [], {})},
        "trace": answer.trace,
        "rule_set": answer.rule_set,
        "as_of": plain(answer.as_of),
        "answered_at": plain(answer.answered_at),
    }


def _recall(recall: Recall, status: str | None) -> dict[str, Any]:
    """Return the recall the shopper was told of; it is not sure while the batch is still to be given."""
    known = _fields(recall, "reference", "brand", "risk", "published_on", "url")
    return {**known, "models": list(recall.models), "is_sure": status != "needs_batch"}


def _variables(orders: Sequence[Order], numbers: Iterable[str]) -> dict[str, str]:
    """Return what canned replies may say of the shopper; what is not known is absent."""
    known: dict[str, str | None] = {"dossier": next(iter(numbers), None)}
    if orders:
        order = orders[0]
        known |= {"prenom": order.first_name, "nom": order.last_name, "commande": order.number}
        known["produit"] = order.lines[0].name if len(order.lines) == 1 else None
    return {name: value for name, value in known.items() if value}


def _fields(record: Any, *names: str) -> dict[str, Any]:
    return {name: plain(getattr(record, name)) for name in names}

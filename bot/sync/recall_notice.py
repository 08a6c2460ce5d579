"""The list of customers concerned by recalls, and the notice to send to each, as the law wants it.

Règl. (UE) 2023/988 art. 36: the title "Rappel de sécurité d’un produit", the product, the danger without any word that
lessens it, what to do, the remedies at choice, whom to ask. Sending is the shop's own.
"""

import csv
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TextIO

import jinja2
from sqlalchemy.engine import Engine

from actions.store.folding import fold_reference
from actions.store.questions.recall_customers import ConcernedCustomer
from actions.store.questions.recall_notices import RecallNotice, notice_of
from actions.store.shop_csv import cell
from bot.settings import Settings

COLUMNS = (
    "order_number", "ordered_on", "email", "first_name", "last_name", "sku", "name", "quantity", "recall",
    "published_on", "risk", "remedies", "contact", "url", "matched", "missing", "doubtful",
)  # fmt: skip
_REMEDIES = {"refund": "le remboursement", "replacement": "le remplacement", "repair": "la réparation"}
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre")  # fmt: skip
# Words of the notices that lessen the danger, which art. 36 forbids in a notice to consumers.
_LESSENING = ("volontaire", "précaution", "principe de précaution", "discrétionnaire", "rare", "spécifique")


def write_list(engine: Engine, customers: Iterable[ConcernedCustomer], out: TextIO) -> None:
    """Write the customers concerned as CSV, one row for each line of an order and recall."""
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    notices: dict[str, RecallNotice | None] = {}
    for customer in customers:
        recall = customer.recall
        if recall.reference not in notices:
            notices[recall.reference] = notice_of(engine, recall.reference)
        notice = notices[recall.reference]
        row = (
            customer.order_number, customer.ordered_on, customer.email, customer.first_name, customer.last_name,
            customer.sku, customer.name, customer.quantity, recall.reference, recall.published_on, recall.risk,
            recall.remedies, notice.contact if notice else None, recall.url, customer.matched, customer.missing,
            customer.is_doubtful,
        )  # fmt: skip
        writer.writerow(cell(value) for value in row)


def write_notices(engine: Engine, customers: Iterable[ConcernedCustomer], shop: Settings, folder: Path) -> int:
    """Write a text for each order and recall, and return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    by_order = sorted(customers, key=_of_order)
    count = 0
    for (order, reference), lines in groupby(by_order, key=_of_order):
        text = notice_text(list(lines), notice_of(engine, reference), shop)
        (folder / f"{fold_reference(order)}-{reference}.txt").write_text(text, encoding="utf-8")
        count += 1
    return count


def notice_text(lines: list[ConcernedCustomer], notice: RecallNotice | None, shop: Settings) -> str:
    """Return the notice to one customer, for the lines of one order concerned by one recall."""
    first = lines[0]
    recall = first.recall
    remedies = [_REMEDIES[remedy] for remedy in recall.remedies] or list(_REMEDIES.values())
    text = Path(__file__).with_name("recall_notice.txt.j2").read_text(encoding="utf-8")
    template = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True).from_string(text)  # noqa: S701  # plain text, not HTML
    return template.render(
        customer=first,
        name=" ".join(filter(None, (first.first_name, first.last_name))),
        lines=lines,
        recall=recall,
        risk=(recall.risk or "voir la fiche officielle").rstrip("."),
        reason=_plain_reason(notice),
        conducts=[_capitalized(conduct) for conduct in notice.conducts] if notice else [],
        needs_batch="batch" in first.missing,
        has_choice=len(remedies) > 1,
        remedies=_listed(remedies),
        contact=notice.contact if notice else None,
        ours=" – ".join(filter(None, (shop.shop_phone, shop.shop_email))),
        bought_on=_day(first.ordered_on),
        published_on=_day(recall.published_on),
        shop=shop,
    )


def _listed(remedies: list[str]) -> str:
    return remedies[0] if len(remedies) == 1 else f"{', '.join(remedies[:-1])} ou {remedies[-1]}"


def _of_order(customer: ConcernedCustomer) -> tuple[str, str]:
    return customer.order_number, customer.recall.reference


def _plain_reason(notice: RecallNotice | None) -> str | None:
    """Return the reason of a notice, unless it is told in words that lessen the danger."""
    reason = (notice.reason or "").strip(" .") if notice else ""
    if not reason or any(word in reason.casefold() for word in _LESSENING):
        return None
    return _capitalized(reason)


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"

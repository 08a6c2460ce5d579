"""The withdrawal function of L221-21 and D221-5: declare, confirm, and a dated acknowledgement that can be kept.

Free, open to all and without a condition: whether the period is still open is told afterwards, never asked before, and
nothing says whether the order exists.
"""

import asyncio
import json
import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from actions.french import NBSP, day
from actions.store.questions.acknowledgements import Acknowledgement, post_acknowledgement
from actions.store.questions.withdrawals import WithdrawalRequest, acknowledge_withdrawal, declare_withdrawal
from actions.store.records import Withdrawal
from bot.assessment import RateLimit
from bot.mail.composition import LINK, SMTP, Sender, new_message_id
from bot.self_service import too_many

if TYPE_CHECKING:
    from bot.app import Service

ALLOWED = 30  # requests a minute from one address
EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}")
FIELDS = {
    "name": (120, "Indiquez votre nom et votre prénom."),
    "order_number": (60, "Indiquez le numéro de la commande, par exemple SV-1012."),
    "email": (254, "Écrivez une adresse e-mail complète, par exemple prenom.nom@exemple.fr."),
}
LONGEST_PRODUCTS = 1000
STEPS = ("declare", "confirm")


@dataclass(frozen=True)
class Declaration:
    """What the shopper declares; `products` empty means the whole order."""

    name: str
    order_number: str
    email: str
    products: str

    @property
    def statement(self) -> str:
        """The declaration in the words that are recorded."""
        what = (
            f"les articles suivants de la commande {self.order_number}{NBSP}: {self.products}"
            if self.products
            else (f"la commande {self.order_number}")
        )
        return f"Je soussigné(e) {self.name} vous notifie ma rétractation du contrat portant sur {what}."


def setup(app: web.Application, service: "Service") -> None:
    """Add the address."""
    limit = RateLimit(ALLOWED)

    async def withdraw(request: web.Request) -> web.Response:
        if not limit.allows(request.remote or ""):
            return too_many()
        given = _object(await request.read())
        declaration, errors = read_declaration(given)
        if errors or declaration is None:
            return web.json_response({"errors": errors}, status=422)
        if given["step"] == "declare":
            return web.json_response({"statement": declaration.statement})
        declared, is_mailed = await asyncio.to_thread(_record, service, declaration, given["client_id"])
        return web.json_response(
            {
                "number": declared.number,
                "declared_at": declared.declared_at.isoformat(),
                "acknowledgement": declared.acknowledgement,
                "is_mailed": is_mailed,
            }
        )

    app.router.add_post("/api/v1/withdrawals", withdraw)


def read_declaration(given: dict[str, Any]) -> tuple[Declaration | None, list[dict[str, str]]]:
    """Return the declaration of a request, or None and every mistake by field."""
    errors = [_error(name, text) for name, (longest, text) in FIELDS.items() if not _is_text(given.get(name), longest)]
    if _is_text(given.get("email"), 254) and not EMAIL.fullmatch(given["email"].strip()):
        errors.append(_error("email", FIELDS["email"][1]))
    products = given.get("products") or ""
    if not isinstance(products, str) or len(products) > LONGEST_PRODUCTS:
        errors.append(_error("products", f"Écrivez {LONGEST_PRODUCTS} caractères au plus."))
    if given.get("step") not in STEPS:
        errors.append(_error("step", "Écrivez declare, puis confirm."))
    if given.get("step") == "confirm" and not _is_text(given.get("client_id"), 100):
        errors.append(
            _error("client_id", "Donnez un identifiant à la confirmation\u00a0: la répéter ne déclare qu'une fois.")
        )
    if errors:
        return None, errors
    name, number, email = (" ".join(given[field].split()) for field in FIELDS)
    return Declaration(name, number, email, " ".join(products.split())), []


def _record(service: "Service", declaration: Declaration, client_id: str) -> tuple[Withdrawal, bool]:
    """Keep the declaration and its acknowledgement; tell whether this goes by mail. Again changes nothing."""
    request = WithdrawalRequest(
        order_number=declaration.order_number,
        statement=declaration.statement,
        name=declaration.name,
        contact=declaration.email,
        idempotency_key=f"withdrawal-function:{client_id}",
    )
    declared = declare_withdrawal(service.engine, request, service.shop.now())
    text = _acknowledgement(service, declared)
    declared = acknowledge_withdrawal(service.engine, declared.number, text, service.shop.now()) or declared
    return declared, _mail(service, declared)


def _mail(service: "Service", declared: Withdrawal) -> bool:
    """Send the acknowledgement by mail when the shop sends mail; return whether it goes."""
    settings = service.settings
    if not (settings.mail_address and settings.mail_smtp_url and declared.contact and declared.contact.isascii()):
        return False
    sender = Sender(service.shop.contact.name, settings.mail_address, service.shop.contact.phone)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender.shop, addr_spec=sender.address)
    message["To"] = Address(addr_spec=declared.contact)
    message["Subject"] = f"Accusé de réception de votre rétractation {declared.number}"
    message["Message-ID"] = new_message_id(sender)
    message["Date"] = format_datetime(service.shop.now())
    message["Auto-Submitted"] = "auto-generated"
    # Nobody can have us mail a link of theirs to somebody else: addresses in the declaration are left out of the mail.
    text = without_links(declared.acknowledgement or "")
    message.set_content(text + "\n", charset="utf-8", cte="quoted-printable")
    mail = Acknowledgement(declared.number, declared.contact, message["Message-ID"], message.as_bytes(policy=SMTP))
    return post_acknowledgement(service.engine, mail, service.shop.now())


def without_links(text: str) -> str:
    """Return a text whose links are replaced by a word."""
    return LINK.sub("[lien]", text)


def _acknowledgement(service: "Service", declared: Withdrawal) -> str:
    moment = declared.declared_at.astimezone(service.shop.now().tzinfo)
    at = f"{day(moment.date())} à {moment.hour}{NBSP}h{NBSP}{moment.minute:02}{NBSP}min{NBSP}{moment.second:02}{NBSP}s"
    return (
        f"Accusé de réception de votre rétractation\n\n"
        f"{service.shop.contact.name} a reçu votre déclaration le {at} (heure de Paris).\n"
        f"Numéro{NBSP}: {declared.number}\n"
        f"Déclaration{NBSP}: «{NBSP}{declared.statement}{NBSP}»\n"
        f"E-mail de contact{NBSP}: {declared.contact}\n\n"
        f"Renvoyez les articles dans les 14{NBSP}jours. Le remboursement est dû dans les 14{NBSP}jours qui suivent "
        f"cette déclaration{NBSP}; il peut attendre le retour des articles ou la preuve de leur envoi "
        "(articles L221-23 et L221-24 du code de la consommation)."
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= longest


def _error(field: str, message: str) -> dict[str, str]:
    return {"field": field, "message": message}

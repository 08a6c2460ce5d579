"""Who is at the other end of a chat: a token made here and kept as a hash, and who the shop's site says it is.

A shop's site vouches for its shopper with a JSON Web Token signed (HS256) with SAVIA_SHOP_KEY: `email` and `exp` are
required, `name` is optional. Nothing else proves who somebody is; an e-mail typed in the chat does not.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Engine

from actions.store.questions import verified_orders
from actions.store.questions import visitors as stored
from actions.store.questions.orders import orders_of
from actions.store.questions.visitors import Visitor

logger = logging.getLogger(__name__)

LONGEST_VOUCHER = 4096
CONVERSATIONS = "chat:"  # how identifiers of the chat's conversations begin


@dataclass(frozen=True)
class Identity:
    """Who the shop's site says the visitor is."""

    email: str
    name: str | None


class Visitors:
    """Makes and reads tokens; blocking work goes to a thread."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], shop_key: str = "") -> None:
        self._engine, self._now, self._shop_key = engine, now, shop_key

    async def arrive(self, token: object, voucher: object = None) -> tuple[str, Visitor]:
        """Return the visitor of a token, or a new one with a new token when the token is unknown or absent."""
        return await asyncio.to_thread(self._arrive, token, voucher)

    async def find(self, token: str) -> Visitor | None:
        """Return the visitor of a token."""
        return await asyncio.to_thread(stored.find_visitor, self._engine, _hash(token))

    async def note_read(self, visitor: Visitor, seq: int) -> bool:
        """Remember how far a visitor has read; False when it was known."""
        return await asyncio.to_thread(stored.note_read, self._engine, visitor.conversation_id, seq)

    async def waiting_before(self, visitor: Visitor) -> int | None:
        """Return how many wait since longer; None when the visitor does not wait."""
        return await asyncio.to_thread(stored.waiting_before, self._engine, visitor.conversation_id)

    def _arrive(self, token: object, voucher: object) -> tuple[str, Visitor]:
        known = stored.find_visitor(self._engine, _hash(token)) if isinstance(token, str) and token else None
        identity = read_voucher(voucher, self._shop_key, self._now()) if voucher else None
        # Somebody else has logged in on this computer: the conversation stays with the one who had it.
        if known is not None and identity is not None and known.email not in (None, identity.email):
            known = None
        if known is None:
            token = secrets.token_urlsafe(32)
            known = stored.add_visitor(
                self._engine, _hash(token), CONVERSATIONS + secrets.token_urlsafe(12), self._now()
            )
        else:
            stored.note_visit(self._engine, known.conversation_id, self._now())
        if identity is not None:
            known = self._recognise(known, identity)
        return str(token), known

    def _recognise(self, visitor: Visitor, identity: Identity) -> Visitor:
        """Let a shopper the shop vouches for see their own orders, the newest first."""
        stored.name_visitor(self._engine, visitor.conversation_id, identity.name, identity.email)
        for order in reversed(orders_of(self._engine, identity.email)):
            verified_orders.verify_order(self._engine, visitor.conversation_id, order.key, self._now())
        return Visitor(visitor.conversation_id, visitor.read_seq, identity.name, identity.email)


def read_voucher(voucher: object, key: str, now: datetime) -> Identity | None:
    """Return whom a signed token of the shop names; None, and a line in the log, when it proves nothing."""
    try:
        claims = _claims(voucher, key)
        email, expiry, name = claims["email"], claims["exp"], claims.get("name")
        if not isinstance(email, str) or "@" not in email:
            raise ValueError("`email` is missing")
        if not isinstance(expiry, int | float) or expiry < now.timestamp():
            raise ValueError("it has expired, or `exp` is missing")
    except (KeyError, TypeError, ValueError) as error:
        logger.warning("the token given to setUser was refused: %s", error)
        return None
    return Identity(email.strip().lower(), name if isinstance(name, str) else None)


def _claims(voucher: object, key: str) -> dict[str, object]:
    if not key:
        raise ValueError("SAVIA_SHOP_KEY is not set")
    if not isinstance(voucher, str) or len(voucher) > LONGEST_VOUCHER or voucher.count(".") != 2:
        raise ValueError("it is not a JSON Web Token")
    signed, _, signature = voucher.rpartition(".")
    head, _, body = signed.partition(".")
    if json.loads(_decoded(head)).get("alg") != "HS256":
        raise ValueError("its algorithm is not HS256")
    expected = hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(expected, _decoded(signature)):
        raise ValueError("its signature is not ours")
    claims = json.loads(_decoded(body))
    if not isinstance(claims, dict):
        raise TypeError("its content is not an object")
    return claims


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

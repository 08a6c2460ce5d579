"""Who a visitor is: the shop's signature proves it, nothing else does."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions.store.questions.verified_orders import verified_order_keys
from actions.store.shop_data import import_document
from bot.visitors import read_voucher
from tests.channels.conftest import Chat

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
KEY = "clé partagée"
LISE = {"email": "Lise.Moreau@exemple.fr", "name": "Lise Moreau"}
ORDER = {
    "number": "FR-7731",
    "email": "lise.moreau@exemple.fr",
    "ordered_on": "2026-02-03",
    "lines": [{"sku": "A", "name": "Aspirateur"}],
}


def encoded(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(claims: dict[str, Any], key: str = KEY, algorithm: str = "HS256") -> str:
    head = f"{encoded({'alg': algorithm, 'typ': 'JWT'})}.{encoded(claims)}"
    return f"{head}.{encoded(hmac.new(key.encode(), head.encode(), hashlib.sha256).digest())}"


def in_an_hour(now: datetime = NOW) -> float:
    return (now + timedelta(hours=1)).timestamp()


def test_a_token_signed_by_the_shop_names_the_shopper() -> None:
    identity = read_voucher(signed({**LISE, "exp": in_an_hour()}), KEY, NOW)
    assert identity is not None
    assert (identity.email, identity.name) == ("lise.moreau@exemple.fr", "Lise Moreau")


@pytest.mark.parametrize(
    ("voucher", "key"),
    [
        (signed({**LISE, "exp": in_an_hour()}, "autre clé"), KEY),
        (signed({**LISE, "exp": in_an_hour()}), ""),
        (signed({**LISE, "exp": in_an_hour()}, algorithm="none"), KEY),
        (signed({**LISE, "exp": NOW.timestamp() - 1}), KEY),
        (signed(LISE), KEY),
        (signed({"exp": in_an_hour()}), KEY),
        (signed({**LISE, "exp": in_an_hour()}).rpartition(".")[0] + ".", KEY),
        ("n'importe quoi", KEY),
        ("a.b.c", KEY),
        ({"email": "lise.moreau@exemple.fr"}, KEY),
        (signed({**LISE, "exp": in_an_hour(), "more": "x" * 5000}), KEY),
    ],
)
def test_anything_else_names_nobody(voucher: Any, key: str) -> None:
    assert read_voucher(voucher, key, NOW) is None


@pytest.mark.asyncio
async def test_a_shopper_the_shop_vouches_for_may_see_their_own_orders(chat: Chat) -> None:
    import_document(
        chat.service.engine, {"orders": [ORDER, {**ORDER, "number": "FR-9", "email": "autre@exemple.fr"}]}, "test"
    )
    shopper = await chat.open(user=signed({**LISE, "exp": in_an_hour(datetime.now(UTC))}))
    assert verified_order_keys(chat.service.engine, shopper.welcome["conversation"]) == ["FR7731"]


@pytest.mark.asyncio
async def test_a_false_voucher_opens_an_ordinary_conversation(chat: Chat) -> None:
    import_document(chat.service.engine, {"orders": [ORDER]}, "test")
    shopper = await chat.open(user=signed({**LISE, "exp": in_an_hour(datetime.now(UTC))}, "autre clé"))
    assert verified_order_keys(chat.service.engine, shopper.welcome["conversation"]) == []


@pytest.mark.asyncio
async def test_somebody_else_on_the_same_computer_does_not_get_the_conversation(chat: Chat) -> None:
    hour = in_an_hour(datetime.now(UTC))
    first = await chat.open(user=signed({**LISE, "exp": hour}))
    other = await chat.open(first.token, user=signed({"email": "paul@exemple.fr", "exp": hour}))
    assert other.welcome["conversation"] != first.welcome["conversation"]
    assert other.token != first.token

"""A mail channel whose assistant is a few rules, for the tests of the channel: everything else is real.

`serve` runs it until it is killed; as a program too, with the settings of the environment:
`python -m tests.mail.mail_service PORT DATABASE_FILE`.
"""

import asyncio
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy.engine import Engine

from actions.shop import PARIS, Contact, Shop
from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.questions.dialogue import Remembered
from actions.store.questions.orders import find_order
from actions.store.questions.verified_orders import verified_order_keys
from bot.app import Service, make_app
from bot.assistant import Reply
from bot.engine.lock import ConversationLock
from bot.hub import Hub
from bot.reception import Reception
from bot.settings import Settings
from bot.transcripts import Transcripts

SAV = "sav@maison-claire.example"
SHOP = "La Maison Claire"
SERVER = "mx.maison-claire.example"
NUMBER = re.compile(r"FR-\d{4}-\d{4}|SV-\d{4}")
RULES = {
    "conseiller": "talk_to_human",
    "voleurs": "complaint",
    "facture": "payment_problem",
    "garantie": "warranty_info",
    "commande": "order_status",
    "colis": "order_status",
    "horaires": "store_info",
    "merci": "thank",
}
ANSWERS = {
    "warranty_info": "La garantie légale dure deux ans (article L217-3 du code de la consommation).",
    "store_info": "Nous répondons du lundi au vendredi.",
    "payment_problem": "Voici comment obtenir votre facture.",
}


class RuleAssistant:
    """Understands by a word and answers by a sentence; an order is told only when it was proven."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.is_broken = False
        self.heard: list[str] = []

    async def understand(self, text: str) -> dict[str, Any]:
        """Return what a text is understood as."""
        lower = text.lower()
        intent = next((name for word, name in RULES.items() if word in lower), None)
        if intent is None:
            intent = "inform" if NUMBER.search(text) else "nlu_fallback"
        found = [{"entity": "order_number", "value": each} for each in NUMBER.findall(text)]
        confidence = 0.5 if "peut-être" in lower else 0.97
        return {"text": text, "intent": {"name": intent, "confidence": confidence}, "entities": found}

    async def answer_from(
        self, conversation: str, text: str, channel: str, position: int
    ) -> tuple[list[Reply], Remembered]:
        """Answer a text; nothing is remembered."""
        return await self.answer(conversation, text, channel), Remembered(position, ())

    async def answer(self, conversation: str, text: str, channel: str) -> list[Reply]:
        """Answer a text."""
        if self.is_broken:
            raise RuntimeError("the assistant is broken")
        self.heard.append(text)
        parse = await self.understand(text)
        intent = parse["intent"]["name"]
        facts: dict[str, Any] = {"intent": intent, "confidence": parse["intent"]["confidence"]}
        if intent != "order_status":
            return [Reply(ANSWERS.get(intent, "…"), [], facts)]
        proven = await asyncio.to_thread(verified_order_keys, self._engine, conversation)
        order = find_order(self._engine, proven[0]) if proven else None
        if order is None:
            return [
                Reply(
                    "Quel est votre numéro de commande ?", [], facts | {"verdict": {"status": "needs_identification"}}
                )
            ]
        said = f"Votre commande {order.number} ({order.lines[0].name}) est livrée."
        return [Reply(said, [], facts | {"order": {"status": "delivered"}})]

    async def start_afresh(self, conversation: str, form: str | None = None) -> None:
        """Nothing to forget."""


def paris_now() -> datetime:
    """Return the moment, in Paris."""
    return datetime.now(PARIS)


def make_mail_service(settings: Settings, engine: Engine, now: Callable[[], datetime] = paris_now) -> Service:
    """Return a service with the rule assistant."""
    hub, lock = Hub(), ConversationLock()
    transcripts = Transcripts(engine, hub, now)
    assistant: Any = RuleAssistant(engine)
    contact = Contact(name=settings.shop_name, phone=settings.shop_phone, opening_hours="du lundi au vendredi")
    shop = Shop(engine=engine, contact=contact, now=now)
    return Service(settings, engine, shop, assistant, hub, transcripts, Reception(assistant, transcripts, lock), lock)


def serve(settings: Settings) -> None:
    """Serve until killed."""
    engine = open_engine(settings.database_url)
    upgrade(engine)
    app = make_app(make_mail_service(settings, engine))
    web.run_app(app, host="127.0.0.1", port=settings.port, print=None, access_log=None)


def settings_for(database: str, **changes: Any) -> Settings:
    """Return the settings of a test."""
    known = Settings(
        database_url=database, shop_name=SHOP, shop_phone="01 02 03 04 05", human_service="closed", mail_address=SAV,
        mail_auth_server=SERVER, demonstration="off",
    )  # fmt: skip
    return replace(known, **changes)


if __name__ == "__main__":
    file = Path(sys.argv[2]).resolve()
    told = Settings.from_environment()
    serve(
        replace(
            told,
            database_url=f"sqlite:///{file}",
            uploads=str(file.parent / "uploads"),
            port=int(sys.argv[1]),
            mail_address=SAV,
            mail_auth_server=SERVER,
            shop_name=SHOP,
            demonstration="off",
        )  # fmt: skip
    )

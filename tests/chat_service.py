"""A service whose assistant is fifteen lines, for the tests of the chat and of the widget: everything else is real.

Run as a program it serves until it is killed: `python -m tests.chat_service PORT DATABASE_FILE`.
"""

import asyncio
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy.engine import Engine

from actions.shop import PARIS, Shop
from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.questions.dialogue import Remembered
from bot.app import Service, make_app
from bot.assistant import Reply
from bot.engine.lock import ConversationLock
from bot.hub import Hub
from bot.reception import Reception
from bot.settings import Settings
from bot.transcripts import Transcripts


class FakeAssistant:
    """Repeats what it is told; a few words make it slow, silent, wrong or talkative."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def answer(self, conversation: str, text: str, channel: str) -> list[Reply]:
        """Answer; an empty list for a blank message, as the real one does."""
        self.heard.append(text)
        if text.startswith("lent"):
            await asyncio.sleep(1.5)
        if text == "panne":
            raise RuntimeError("the assistant is broken")
        if "conseiller" in text:
            return [Reply("Je vous passe un conseiller.", [], {"handoff": {"status": "queued", "cause": "asked"}})]
        if "choix" in text:
            return [
                Reply(
                    "Que préférez-vous ?",
                    [{"title": "Le rouge", "payload": "Le rouge"}, {"title": "Le bleu", "payload": "Le bleu"}],
                )
            ]
        if "garantie" in text:
            verdict = {
                "status": "covered",
                "code": "COVERED_PRESUMED",
                "end_date": "2027-03-01",
                "proof": "existence_only",
                "remedies": ["repair", "replacement"],
                "citations": ["L217-3", "L217-7"],
            }
            return [
                Reply(
                    "Votre aspirateur est **sous garantie** jusqu'au 1er mars 2027.",
                    [],
                    {"intent": "warranty_coverage", "verdict": verdict},
                )
            ]
        if "au revoir" in text:
            return [Reply("Au revoir !", [], {"intent": "goodbye"})]
        return [Reply(f"J'ai lu : {text}")] if text.strip() else []

    async def answer_from(
        self, conversation: str, text: str, channel: str, position: int
    ) -> tuple[list[Reply], Remembered]:
        return await self.answer(conversation, text, channel), Remembered(position, ())

    async def start_afresh(self, conversation: str, form: str | None = None) -> None:
        """Nothing to forget."""


def make_test_service(settings: Settings, engine: Engine | None = None) -> Service:
    """Return a service on a migrated database, with the fake assistant."""
    engine = engine or open_engine(settings.database_url)
    upgrade(engine)
    hub, lock = Hub(settings.redis_url or None), ConversationLock(settings.redis_url or None)
    transcripts = Transcripts(engine, hub)
    assistant: Any = FakeAssistant()
    shop = Shop(engine=engine, now=lambda: datetime.now(PARIS), people_answer=lambda: True)
    reception = Reception(assistant, transcripts, lock)
    return Service(settings, engine, shop, assistant, hub, transcripts, reception, lock)


def serve(port: int, database: str) -> None:
    """Serve on a port of this machine."""
    uploads = str(Path(database).resolve().parent / "uploads")
    settings = replace(Settings.from_environment(), database_url=f"sqlite:///{database}", uploads=uploads, port=port)
    web.run_app(make_app(make_test_service(settings)), host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])

"""The mail channel as a part of the application: makes its pieces from the settings and runs its standing works.

Without SAVIA_MAIL_ADDRESS there is no mail channel. Each way in and the way out are separate: one may be missing.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from actions import french
from actions.store.questions import mail as stored
from actions.store.questions import mail_outbox as outbox
from actions.store.questions.desk_administration import read_closures, read_settings
from actions.store.questions.mail_settling import Limits
from bot import health, standing
from bot.answers import AnswerSearch
from bot.channels.mail import SmtpSender, read_server
from bot.channels.mail_imap import ImapReader
from bot.channels.mail_listener import Refused, listen
from bot.mail.answering import Answering
from bot.mail.attachments import FileRoom
from bot.mail.clerk import Clerk
from bot.mail.composition import Sender
from bot.mail.intake import Intake
from bot.mail.papers import House
from bot.mail.policy import Rules
from bot.mail.postman import Postman
from bot.mail.reading import Unreadable
from bot.mail.texts import text
from bot.mail.watch import Watch
from bot.opening import PARIS, OpeningHours
from bot.settings import SettingError, Settings

if TYPE_CHECKING:
    from bot.app import Service

logger = logging.getLogger(__name__)

CLEAN_EVERY_S = 3600
LISTEN_AGAIN_S = 10


def setup(app: web.Application, service: "Service") -> None:
    """Add the mail channel to the application; raises SettingError for a setting that cannot be used."""
    if not service.settings.mail_address or service.settings.standing_works == "off":
        return
    office = PostOffice(service)
    standing.add(app, office.running)
    app[health.REPORTS]["mail"] = office.watch.report


class PostOffice:
    """All the pieces of the channel."""

    def __init__(self, service: "Service") -> None:
        settings, engine, now = service.settings, service.engine, service.shop.now
        self._settings, self._engine, self._now = settings, engine, now
        self._is_alone = not settings.redis_url
        sender = Sender(service.shop.contact.name, settings.mail_address, service.shop.contact.phone)
        self.house = House(
            sender=sender,
            ours=our_addresses(settings),
            auth_server=settings.mail_auth_server,
            limits=Limits(
                timedelta(hours=settings.mail_period_hours), settings.mail_sender_limit, settings.mail_breaker
            ),
            largest=largest(settings),
            acknowledges=settings.mail_acknowledge == "on",
            opening=lambda moment: opening_words(service, moment),
        )
        self.watch = Watch(engine, now)
        answering = Answering(service.shop, service.assistant, AnswerSearch.of(service).find, rules_of(settings))
        files = FileRoom(engine, settings.at(settings.uploads))
        self.clerk = Clerk(engine, service.transcripts, service.lock, answering, self.house, files, now)
        self.intake = Intake(engine, now, self.house.largest)
        self.postman = self._make_postman(service, sender)
        self.reader = self._make_reader()

    def _make_postman(self, service: "Service", sender: Sender) -> Postman | None:
        if not self._settings.mail_smtp_url:
            logger.warning("mail: SAVIA_MAIL_SMTP_URL is empty, so replies wait in the outbox")
            return None
        server = read_server("SAVIA_MAIL_SMTP_URL", self._settings.mail_smtp_url, ("smtps", "smtp"))
        return Postman(self._engine, service.hub, sender, SmtpSender(server), self.watch, self._now)

    def _make_reader(self) -> ImapReader | None:
        if not self._settings.mail_imap_url:
            return None
        server = read_server("SAVIA_MAIL_IMAP_URL", self._settings.mail_imap_url, ("imaps", "imap"))
        taker = _MailboxTaker(self.intake)
        return ImapReader(server, taker, self.watch, self._settings.mail_poll_seconds, self.house.largest)

    async def running(self, _: web.Application) -> AsyncIterator[None]:
        """Run the channel for as long as the application runs."""
        if self._is_alone:
            await asyncio.to_thread(stored.release_mails, self._engine, self._now())
            await asyncio.to_thread(outbox.release_letters, self._engine, self._now())
        stop = threading.Event()
        loop = asyncio.get_running_loop()
        self.intake.on_new = lambda: _wake(loop, self.clerk)
        works: list[asyncio.Task[None]] = [asyncio.create_task(self.clerk.run()), asyncio.create_task(self._clean())]
        if self.postman is not None:
            works.append(asyncio.create_task(self.postman.run()))
        if self._settings.mail_listen:
            works.append(asyncio.create_task(self._listen()))
        reading = asyncio.create_task(asyncio.to_thread(self.reader.read_until, stop)) if self.reader else None
        yield
        stop.set()
        for work in works:
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work
        if reading is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reading, 5)
        if self.postman is not None:
            self.postman.close()

    async def _listen(self) -> None:
        """Listen for the server beside; when the port is taken, try again now and then."""
        while True:
            try:
                server = await listen(self._settings.mail_listen, self.house.ours, self._take, self.house.largest)
            except OSError as error:
                self.watch.trouble("listener", error.strerror or str(error))
                await asyncio.sleep(LISTEN_AGAIN_S)
                continue
            self.watch.fine("listener")
            async with server:
                await server.serve_forever()

    def _take(self, raw: bytes, source: str, return_path: str) -> None:
        try:
            self.intake.take(raw, source, return_path)
        except Unreadable as error:
            self.intake.refuse(error, source)
            raise Refused(str(error)) from error

    async def _clean(self) -> None:
        """Forget what is older than conversations are kept."""
        while True:
            try:
                before = self._now() - timedelta(days=self._settings.retention_days)
                await asyncio.to_thread(stored.forget_mails, self._engine, before)
            except Exception:
                logger.exception("old mails could not be forgotten")
            await asyncio.sleep(CLEAN_EVERY_S)


def _wake(loop: asyncio.AbstractEventLoop, clerk: Clerk) -> None:
    """Wake the clerk from another thread."""
    with contextlib.suppress(RuntimeError):  # the loop may be closing
        loop.call_soon_threadsafe(clerk.wake)


@dataclass
class _MailboxTaker:
    """The intake, as the reader of the mailbox knows it."""

    intake: Intake

    def take(self, raw: bytes) -> None:
        """Keep a mail."""
        try:
            self.intake.take(raw, "imap")
        except Unreadable as error:
            self.intake.refuse(error, "imap")
            raise Refused(str(error)) from error

    def take_headers(self, raw_headers: bytes, size: int) -> None:
        """Keep what is known of a mail too large to fetch."""
        try:
            self.intake.take_headers(raw_headers, "imap", size)
        except Unreadable as error:
            self.intake.refuse(error, "imap")
            raise Refused(str(error)) from error


def our_addresses(settings: Settings) -> frozenset[str]:
    """Return every address of the shop's mail, in lower case."""
    return frozenset(each.strip("<>,;").lower() for each in (settings.mail_address, *settings.mail_aliases.split()))


def rules_of(settings: Settings) -> Rules:
    """Return what may be answered alone; raises SettingError for a confidence beyond 100."""
    if settings.mail_confidence > 100:
        raise SettingError(f"SAVIA_MAIL_CONFIDENCE={settings.mail_confidence}: write a percentage, for instance 80.")
    subjects = frozenset(settings.mail_subjects.replace(",", " ").split()) - {"none"}
    return Rules(subjects, settings.mail_confidence / 100)


def largest(settings: Settings) -> int:
    """Return the size of the largest mail, in bytes."""
    return settings.mail_largest_mb * 1024 * 1024


def opening_words(service: "Service", moment: datetime) -> str | None:
    """Return None while advisers answer, else when they answer again (empty when nobody can tell). Blocking."""
    settings = service.settings
    if settings.human_service == "open":
        return None
    written = read_settings(service.engine).get("opening_hours") or settings.opening_hours
    hours = replace(OpeningHours.read(written), closures=frozenset(read_closures(service.engine)))
    if settings.human_service == "auto" and hours.are_open(moment):
        return None
    again = hours.next_opening(moment)
    if again is None:
        return ""
    local = again.astimezone(PARIS)
    minutes = f"\u00a0{local.minute:02}" if local.minute else ""
    return text("opening", day=f"le {french.day(local.date())}", hour=f"{local.hour}\u00a0h{minutes}")

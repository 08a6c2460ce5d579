"""How the mail channel fares: which server cannot be reached and since when, for /readyz, the log and the metrics."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

import prometheus_client
from sqlalchemy.engine import Engine

from actions.store.questions.mail_desk import tripped_breaker
from actions.store.questions.mail_outbox import FAILED, HANDED, PENDING, count_letters

logger = logging.getLogger(__name__)

RECEIVED = prometheus_client.Counter("savia_mails_total", "Mails settled", ["outcome"])
SENT = prometheus_client.Counter("savia_letters_total", "Attempts to send a mail", ["result"])


class Watch:
    """Remembers the troubles of each server; may be told from any thread."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now
        self._troubles: dict[str, tuple[datetime, str]] = {}
        self._lock = threading.Lock()

    def trouble(self, server: str, reason: str) -> None:
        """Note that a server cannot be used; told to the log when it begins and when its reason changes."""
        with self._lock:
            since, before = self._troubles.get(server, (self._now(), ""))
            self._troubles[server] = since, reason
        if reason != before:
            logger.warning("mail: %s cannot be used (%s); trying again until it can", server, reason)

    def fine(self, server: str) -> None:
        """Note that a server answers."""
        with self._lock:
            was = self._troubles.pop(server, None)
        if was is not None:
            logger.info("mail: %s answers again", server)

    def report(self) -> dict[str, object]:
        """Return what /readyz shows: the servers in trouble, the breaker, what waits in the outbox. Blocking."""
        with self._lock:
            troubles = dict(self._troubles)
        letters, tripped = count_letters(self._engine), tripped_breaker(self._engine)
        report: dict[str, object] = {"outbox": letters.get(PENDING, 0)}
        alerts = [f"{server} since {_second(since)}: {why}" for server, (since, why) in troubles.items()]
        if tripped is not None:
            since, why = tripped
            alerts.append(f"automatic replies stopped since {_second(since)}: {why}; `savia mail resume`")
        if letters.get(FAILED) or letters.get(HANDED):
            alerts.append(
                f"{letters.get(FAILED, 0)} mails failed, {letters.get(HANDED, 0)} not confirmed; `savia mail status`"
            )
        return report | ({"alerts": alerts} if alerts else {})


def _second(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

"""Several processes on one port, one a core: the model is loaded once and its memory shared by all that answer."""

import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

SHORT_LIFE_S = 5.0  # a process that dies sooner is started again after as long


class Workers:
    """Processes forked from this one; each runs `work` with its place, from 0 on, and is replaced when it dies."""

    def __init__(self, count: int, work: Callable[[int], object]) -> None:
        self._count, self._work = count, work
        self._places: dict[int, tuple[int, float]] = {}  # by process: its place and when it began
        self._is_stopping = False

    def run(self) -> None:
        """Start the processes and stay until SIGTERM or SIGINT has ended them all."""
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, lambda *_: self._stop())
        for place in range(self._count):
            self._start(place)
        while self._places:
            process, status = os.wait()
            place, began = self._places.pop(process)
            if not self._is_stopping:
                logger.error("process %d (place %d) ended with status %d; starting another", process, place, status)
                time.sleep(SHORT_LIFE_S if time.monotonic() - began < SHORT_LIFE_S else 0)
                self._start(place)

    def _start(self, place: int) -> None:
        if self._is_stopping:
            return
        process = os.fork()
        if process == 0:
            for kind in (signal.SIGTERM, signal.SIGINT):
                signal.signal(kind, signal.SIG_DFL)
            status = 1
            try:
                self._work(place)
                status = 0
            except Exception:
                logger.exception("the process at place %d failed", place)
            finally:
                os._exit(status)  # nothing of the parent's is to be ended here
        self._places[process] = place, time.monotonic()

    def _stop(self) -> None:
        self._is_stopping = True
        for process in self._places:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)

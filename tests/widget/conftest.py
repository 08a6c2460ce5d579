"""A real Chromium on the pages of a real service whose assistant is fake. Each test has its own browser profile."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from bot.settings import ROOT

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PROBES = Path(__file__).with_name("probes.js").read_text(encoding="utf-8").strip().rstrip(";")
START_S = 90
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def missing(what: str) -> None:
    """Skip aloud, or fail where SAVIA_TEST_REQUIRE names what is missing."""
    if "browser" in os.environ.get("SAVIA_TEST_REQUIRE", ""):
        pytest.fail(what)
    pytest.skip(what)


def chromium() -> str | None:
    """Return where the browser is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """The service as a process of its own, that a test may kill."""

    port: int
    folder: Path
    origins: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        """Return what starts it."""
        return [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "tests.chat_service",
            str(self.port),
            str(self.folder / "savia.db"),
        ]

    def environment(self) -> dict[str, str]:
        """Return the settings it starts with."""
        return {}

    def start(self) -> None:
        """Start, and wait until it answers."""
        environment = {**os.environ, "SAVIA_ALLOWED_ORIGINS": self.origins, **self.environment()}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), cwd=ROOT, stdout=log, stderr=log, env=environment)
        until = time.monotonic() + START_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the service did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def kill(self) -> None:
        """Stop without any goodbye."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@dataclass
class Shopper:
    """A page of the shop with the widget on it."""

    page: Page
    server: Server
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def visit(self, path: str = "/") -> None:
        """Go to a page of the shop and wait for the launcher."""
        self.page.goto(self.server.url + path)
        self.launcher.wait_for()

    def find(self, selector: str) -> Locator:
        """Return what a selector finds in the widget."""
        return self.page.locator(f"sav-chat {selector}")

    @property
    def launcher(self) -> Locator:
        """The button that opens the help."""
        return self.find("button[aria-haspopup]")

    @property
    def composer(self) -> Locator:
        """The field one writes in."""
        return self.find("textarea").first

    def open(self) -> None:
        """Open the help."""
        self.launcher.click()
        self.find("dialog").wait_for()

    def say(self, text: str) -> None:
        """Write a message and send it."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def answered(self, text: str) -> Locator:
        """Wait for a message of the assistant that holds a text."""
        found = self.find("li.assistant").filter(has_text=text).last
        found.wait_for()
        return found

    def texts(self) -> list[str]:
        """Return the texts of the bubbles, in order, the first notice left out."""
        return self.find(".log .bubble").all_inner_texts()[1:]

    def focused(self) -> str:
        """Return what has the keyboard, through the shadow: tag, class and name."""
        return str(self.probe("focused"))

    def probe(self, name: str, *given: Any) -> Any:
        """Ask the page something of probes.js."""
        return self.page.evaluate(f"(given) => {PROBES}.{name}(...given)", list(given))


@pytest.fixture(scope="module")  # its event loop must be gone when asynchronous tests of other rooms begin
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = chromium()
    if path is None:
        missing("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service shared by the tests that do not kill it."""
    started = Server(free_port(), tmp_path_factory.mktemp("service"))
    started.start()
    yield started
    started.kill()


@pytest.fixture(scope="session")
def spare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A second service, not started yet."""
    second = Server(free_port(), tmp_path_factory.mktemp("mortal"))
    yield second
    second.kill()


@pytest.fixture
def mortal(spare: Server) -> Server:
    """A service that the test may kill; it lives when the test begins."""
    if spare.process is None:
        spare.start()
    return spare


@pytest.fixture
def shoppers(browser: Browser) -> Iterator[Callable[..., Shopper]]:
    """Make shoppers: each call is a fresh profile, or a new tab of one given before."""
    contexts: list[BrowserContext] = []

    def make(server: Server, profile: BrowserContext | None = None, **options: Any) -> Shopper:
        context = profile or browser.new_context(**{"viewport": DESKTOP, "locale": "fr-FR", **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        return watched(context.new_page(), server)

    yield make
    for context in set(contexts):
        context.close()


@pytest.fixture
def shopper(shoppers: Callable[..., Shopper], server: Server) -> Iterator[Shopper]:
    """One shopper on the shared service; at the end, the page must have had nothing to complain of."""
    made = shoppers(server)
    yield made
    assert made.complaints == []


def watched(page: Page, server: Server) -> Shopper:
    """Return a shopper whose page's errors, violations of policy and requests are written down."""
    shopper = Shopper(page, server)
    page.on("pageerror", lambda error: shopper.complaints.append(f"error: {error}"))
    page.on("console", lambda said: shopper.complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: shopper.requests.append(request.url))
    page.on("websocket", lambda opened: shopper.requests.append(opened.url))
    return shopper

"""What the widget costs a shop's page, measured in a real Chromium: `python -m bench.widget [--rounds 10]`.

Bytes, requests, processor time, violations of policy and of accessibility are exact or medians; wall times are medians
of the rounds, each in a fresh profile with an empty cache. The page is blank but for the widget, under the strictest
policy; the assistant is a fake one, since only the browser's side is measured. A blank page is the baseline.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bot.settings import ROOT, Settings
from tests.widget.conftest import FLAGS, Server, chromium, free_port

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGE = (
    '<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>Boutique</title><link rel="icon" href="/demonstration/icon.svg"><main><h1>Boutique</h1></main>{script}'
)
SCRIPT = '<script src="{origin}/widget/savia.js" async></script>'
WATCH = Path(__file__).with_name("widget_watch.js")
SCRIPT_EVENTS = {
    "EvaluateScript",
    "FunctionCall",
    "v8.compile",
    "v8.evaluateModule",
    "RunMicrotasks",
    "EventDispatch",
    "TimerFire",
    "FireAnimationFrame",
}


@dataclass(frozen=True)
class Figure:
    """One measured figure and the target it must not exceed."""

    name: str
    value: float
    target: float
    unit: str

    @property
    def is_met(self) -> bool:
        """Whether the target is kept."""
        return self.value <= self.target


def serve(port: int, folder: str) -> None:
    """Serve the widget, a blank page and the page with the widget on it."""
    from bot.app import make_app  # Rasa comes with it: five seconds that only this process needs
    from bot.demonstration import HEADERS
    from tests.chat_service import make_test_service

    settings = replace(Settings(), database_url=f"sqlite:///{folder}/savia.db", uploads=f"{folder}/uploads", port=port)
    app = make_app(make_test_service(settings))

    def page(script: str) -> Callable[[web.Request], Any]:
        async def show(_: web.Request) -> web.Response:
            return web.Response(text=PAGE.format(script=script), content_type="text/html", headers=HEADERS)

        return show

    app.router.add_get("/blank", page(""))
    app.router.add_get("/with", page(SCRIPT.format(origin="")))
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


@contextmanager
def fresh(
    browser: Browser, url: str, *, is_slow: bool = False, path: str = "/with"
) -> Iterator[tuple[Page, CDPSession, list[Any]]]:
    """Give a page in a new profile, loaded; with the processor at a quarter and a slow 4G when asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    received: list[Any] = []
    page.on("requestfinished", lambda request: received.append(request))  # noqa: PLW0108  # an attribute is set on it
    page.add_init_script(path=WATCH)
    if is_slow:
        session.send("Network.enable")
        slow_4g = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
        session.send("Network.emulateNetworkConditions", slow_4g)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url + path)
    if path == "/with":
        page.wait_for_function("seen.launcher")
    yield page, session, received
    context.close()


def main() -> int:
    """Measure and print; the exit status is 1 when a target is missed."""
    parser = argparse.ArgumentParser(description="Measure what the widget costs a page.")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--output", type=Path, default=ROOT / "bench" / "results" / "widget.json")
    parser.add_argument("--serve", nargs=2, metavar=("PORT", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(int(arguments.serve[0]), arguments.serve[1])
        return 0
    if (path := chromium()) is None:
        print("No Chromium on this machine: apt-get install chromium.", file=sys.stderr)
        return 1
    server = _BenchServer(free_port(), Path(tempfile.mkdtemp()))
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            figures = measure(browser, server.url, arguments.rounds)
            browser.close()
    finally:
        server.kill()
    if not AXE.exists():
        print("axe-core is not installed (npm ci): its figure is left out")
    for figure in figures:
        mark = "kept  " if figure.is_met else "MISSED"
        print(f"{mark} {figure.name:<64} {figure.value:>9.1f} {figure.unit:<3} (target {figure.target:g})")
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps([vars(each) for each in figures], indent=1) + "\n")
    return 0 if all(figure.is_met for figure in figures) else 1


class _BenchServer(Server):
    """The service of the bench as a process of its own."""

    def command(self) -> list[str]:
        """Return what starts it."""
        return [sys.executable, "-W", "ignore", "-m", "bench.widget", "--serve", str(self.port), str(self.folder)]


def measure(browser: Browser, url: str, rounds: int) -> list[Figure]:
    """Return every figure."""
    return [
        *_weights(browser, url),
        *_quiet(browser, url),
        *_processor(browser, url, rounds),
        *_times(browser, url, rounds),
        *_heap(browser, url),
        *_down(browser, url, rounds),
    ]


def _weights(browser: Browser, url: str) -> list[Figure]:
    with fresh(browser, url) as (page, _, received):
        page.wait_for_timeout(800)
        before = _sizes(received)
        page.evaluate("openNow()")
        until = _sizes(received)
    return [
        Figure("bytes before opening, gzip", sum(before), 2000, "B"),
        Figure("requests before opening", len(before), 1, ""),
        Figure("bytes until one can write, gzip", sum(until), 16_000, "B"),
        Figure("requests until one can write", len(until), 3, ""),
    ]


def _sizes(received: list[Any]) -> list[int]:
    """Return what each file of the widget weighed on the wire, headers left out."""
    return [request.sizes()["responseBodySize"] for request in received if "/widget/" in request.url]


def _quiet(browser: Browser, url: str) -> list[Figure]:
    with fresh(browser, url) as (page, _, received):
        page.wait_for_timeout(800)
        kinds = [request.resource_type for request in received if "/demonstration/" not in request.url]
        others = [request.url for request in received if not request.url.startswith(url)]
        stored = page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length")
        long_tasks = page.evaluate("seen.longTasks.length")
        page.evaluate("openNow()")
        page.wait_for_timeout(500)
        violations = page.evaluate("seen.violations.length")
        axe = [Figure("axe violations, target-size on", _axe(page), 0, "")] if AXE.exists() else []
    with fresh(browser, url, path="/blank") as (page, _, _):
        page.wait_for_timeout(800)
        blank_tasks = page.evaluate("seen.longTasks.length")
    return [
        Figure("fonts and images before opening", sum(kind in ("font", "image") for kind in kinds), 0, ""),
        Figure("other hosts before opening", len(others), 0, ""),
        Figure("cookies and stored entries before opening", stored, 0, ""),
        Figure("long tasks before opening, over a blank page", max(0, long_tasks - blank_tasks), 0, ""),
        Figure("violations of the strict policy with Trusted Types", violations, 0, ""),
        *axe,
    ]


def _axe(page: Page) -> int:
    page.evaluate(AXE.read_text("utf-8"))
    rules = {"rules": {"target-size": {"enabled": True}}}
    return int(page.evaluate(f"axe.run(document, {json.dumps(rules)}).then((found) => found.violations.length)"))


def _processor(browser: Browser, url: str, rounds: int) -> list[Figure]:
    with_it = [_script_ms(browser, url, "/with") for _ in range(rounds)]
    blank = [_script_ms(browser, url, "/blank") for _ in range(rounds)]
    spent = statistics.median(with_it) - statistics.median(blank)
    return [Figure("JavaScript processor time before opening, over a blank page", spent, 5, "ms")]


def _script_ms(browser: Browser, url: str, path: str) -> float:
    """Return the thread time that scripts took in the page's process."""
    context = browser.new_context()
    page = context.new_page()
    browser.start_tracing(page=page, categories=["devtools.timeline", "v8", "disabled-by-default-v8.compile"])
    page.goto(url + path)
    page.wait_for_timeout(700)
    trace = json.loads(browser.stop_tracing())
    context.close()
    events = trace["traceEvents"]
    # The browser's own windows run scripts too, in other processes than the page's.
    own = {event["pid"] for event in events if str(_data(event).get("url", "")).startswith(url)}
    return sum(_outermost([event for event in events if event["pid"] in own])) / 1000


def _data(event: dict[str, Any]) -> dict[str, Any]:
    data = event.get("args", {}).get("data")
    return data if isinstance(data, dict) else {}


def _outermost(events: list[dict[str, Any]]) -> Iterator[float]:
    """Give the thread time of script events that are not inside another one."""
    ends: dict[tuple[int, int], float] = {}
    for event in sorted(
        (each for each in events if each.get("ph") == "X" and each["name"] in SCRIPT_EVENTS),
        key=lambda each: each["ts"],
    ):
        thread = event["pid"], event["tid"]
        if event["ts"] >= ends.get(thread, 0):
            ends[thread] = event["ts"] + event.get("dur", 0)
            yield event.get("tdur", event.get("dur", 0))


def _times(browser: Browser, url: str, rounds: int) -> list[Figure]:
    measured: dict[str, list[float]] = {}
    for _ in range(rounds):
        for is_slow in (False, True):
            for is_preloaded in (False, True):
                with fresh(browser, url, is_slow=is_slow) as (page, _, _):
                    name = "slow" if is_slow else "fast"
                    measured.setdefault(f"{name} launcher", []).append(page.evaluate("seen.launcher"))
                    if is_preloaded:
                        page.evaluate("launcher().dispatchEvent(new PointerEvent('pointerdown'))")
                        page.wait_for_timeout(1500)
                    else:
                        page.wait_for_timeout(200)
                    measured.setdefault(f"{name} {is_preloaded}", []).append(page.evaluate("openNow()"))
    median = {name: statistics.median(values) for name, values in measured.items()}
    return [
        Figure("launcher visible", median["fast launcher"], 150, "ms"),
        Figure("click to composer, panel not loaded", median["fast False"], 50, "ms"),
        Figure("click to composer, panel preloaded", median["fast True"], 50, "ms"),
        Figure("launcher visible, processor / 4 and slow 4G", median["slow launcher"], 700, "ms"),
        Figure("click to composer, the same, panel not loaded", median["slow False"], 400, "ms"),
        Figure("click to composer, the same, panel preloaded", median["slow True"], 100, "ms"),
    ]


def _heap(browser: Browser, url: str) -> list[Figure]:
    used = []
    for path in ("/with", "/blank"):
        with fresh(browser, url, path=path) as (page, session, _):
            if path == "/with":
                page.evaluate("openNow()")
            page.wait_for_timeout(500)
            session.send("HeapProfiler.collectGarbage")
            used.append(session.send("Runtime.getHeapUsage")["usedSize"])
    return [Figure("JavaScript heap after opening, over a blank page", (used[0] - used[1]) / 1e6, 1, "MB")]


def _down(browser: Browser, url: str, rounds: int) -> list[Figure]:
    """With the service down, the page must load as a blank one does, without an error."""
    errors: list[Any] = []
    loaded: dict[str, list[float]] = {"": [], "with": []}
    for _ in range(rounds):
        for kind, times in loaded.items():
            script = SCRIPT.format(origin=f"http://127.0.0.1:{free_port()}") if kind else ""
            context = browser.new_context()
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108
            page.route(
                "**/down",
                lambda route, script=script: route.fulfill(body=PAGE.format(script=script), content_type="text/html"),
            )
            page.goto(f"{url}/down")
            times.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart"))
            context.close()
    delay = statistics.median(loaded["with"]) - statistics.median(loaded[""])
    return [
        Figure("errors of the page with the service down", len(errors), 0, ""),
        Figure("delay of the page's load with the service down", max(0.0, delay), 20, "ms"),
    ]


if __name__ == "__main__":
    sys.exit(main())

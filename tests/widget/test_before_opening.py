"""Before the shopper opens it, the widget is one small file and nothing else."""

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.widget.conftest import Server, Shopper, free_port

PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Boutique</title>
<h1>Boutique</h1>
<script src="{url}/widget/savia.js" async data-color="#8a1c4a" data-position="left" data-label="Question ?"></script>"""


def test_nothing_is_requested_but_the_script_of_the_widget(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.wait_for_timeout(1200)
    assert [each for each in shopper.requests if "/widget/" in each or "/api/" in each] == [
        f"{shopper.server.url}/widget/savia.js"
    ]


def test_nothing_is_stored_and_no_other_host_is_reached(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.wait_for_timeout(500)
    assert shopper.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert shopper.page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert all(each.startswith(shopper.server.url) for each in shopper.requests)


def test_passing_over_the_button_or_tabbing_to_it_requests_nothing(shopper: Shopper) -> None:
    shopper.visit()
    shopper.launcher.hover()
    shopper.launcher.focus()
    shopper.page.wait_for_timeout(500)
    assert not any("panel.js" in each or "/api/" in each for each in shopper.requests)


def test_pressing_the_button_loads_the_panel_and_stores_nothing(shopper: Shopper) -> None:
    shopper.visit()
    shopper.launcher.hover()
    with shopper.page.expect_response("**/widget/panel.js"):
        shopper.page.mouse.down()
    shopper.page.wait_for_timeout(500)
    assert shopper.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert not any("/api/" in each for each in shopper.requests)


def test_the_element_puts_one_thing_into_the_page_and_takes_no_room(shopper: Shopper) -> None:
    shopper.visit()
    assert shopper.page.locator("sav-chat").count() == 1
    height = "document.documentElement.scrollHeight"
    with_it = shopper.page.evaluate(height)
    assert shopper.page.evaluate(f"document.querySelector('sav-chat').remove(), {height}") == with_it
    names = "Object.keys(window).filter((name) => /savia|savchat|sav-/i.test(name))"
    assert shopper.page.evaluate(names) == []


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serve a page of a shop on another origin; returns its address."""
    folder = tmp_path / "shop"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *given: object) -> None:
            super().__init__(*given, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            pass

    shop = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Quiet)
    threading.Thread(target=shop.serve_forever, daemon=True).start()

    def publish(page: str) -> str:
        (folder / "index.html").write_text(page, encoding="utf-8")
        return f"http://127.0.0.1:{shop.server_address[1]}"

    yield publish
    shop.shutdown()


def test_with_the_service_down_the_page_has_no_error_of_ours_and_no_delay(
    shoppers: Callable[..., Shopper], elsewhere: Callable[[str], str], server: Server
) -> None:
    address = elsewhere(PAGE.format(url=f"http://127.0.0.1:{free_port()}"))
    shopper = shoppers(server)
    shopper.page.goto(address, wait_until="load")
    assert shopper.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") < 1000
    assert [each for each in shopper.complaints if each.startswith("error:")] == []
    assert shopper.page.locator("h1").inner_text() == "Boutique"


def test_a_service_that_goes_down_before_the_help_is_opened_is_told_in_the_button(
    shoppers: Callable[..., Shopper], mortal: Server
) -> None:
    shopper = shoppers(mortal)
    shopper.visit()
    mortal.kill()
    shopper.launcher.click()
    shopper.find("button:has-text('ne répond pas')").wait_for()
    mortal.start()
    shopper.launcher.click()
    shopper.find("dialog").wait_for()


def test_a_shop_of_another_origin_embeds_it_with_one_line(
    shoppers: Callable[..., Shopper], elsewhere: Callable[[str], str], tmp_path: Path
) -> None:
    folder = tmp_path / "service"
    folder.mkdir()
    service = Server(free_port(), folder)
    address = elsewhere(PAGE.format(url=service.url))
    service.origins = address
    service.start()
    try:
        shopper = shoppers(service)
        shopper.page.goto(address)
        assert shopper.launcher.inner_text() == "Question ?"
        assert shopper.launcher.bounding_box()["x"] < 100  # type: ignore[index]
        shopper.open()
        shopper.say("Bonjour")
        shopper.answered("J'ai lu : Bonjour")
        assert any(each.startswith("ws:") for each in shopper.requests)
        assert shopper.complaints == []
    finally:
        service.kill()

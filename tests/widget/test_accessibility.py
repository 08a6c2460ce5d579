"""For everybody: the accessibility engine on every view, then what it cannot see, by keyboard and by measure."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.settings import ROOT
from tests.widget import gallery
from tests.widget.conftest import DESKTOP, PHONE, Server, Shopper, missing

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},  # off by default, even when its tag is asked for
}


def violations(shopper: Shopper) -> list[str]:
    """Return what the accessibility engine finds wrong: rule, element, reason."""
    if not AXE.exists():
        missing("the accessibility engine is not installed: run `npm ci`")
    if not shopper.page.evaluate("'axe' in window"):
        shopper.page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = shopper.page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    assert any(rule["id"] == "target-size" for rule in [*found["passes"], *found["violations"], *found["incomplete"]])
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280 px", "390 px"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_engine_finds_nothing_wrong_in_any_view(
    shoppers: Callable[..., Shopper], server: Server, scheme: str, size: dict[str, int]
) -> None:
    shopper = shoppers(server, viewport=size, color_scheme=scheme)
    wrong = {view: found for view in gallery.views(shopper) if (found := violations(shopper))}
    assert wrong == {}


@pytest.mark.parametrize("color", ["#ffd400", "#8a1c4a", "#808080", "#000000", "#ffffff"])
def test_any_colour_of_a_shop_stays_readable(shoppers: Callable[..., Shopper], server: Server, color: str) -> None:
    shopper = shoppers(server)
    gallery.play(shopper)
    shopper.visit()
    shopper.page.evaluate(f"document.querySelector('sav-chat').setAttribute('color', '{color}')")
    shopper.open()
    shopper.find(".log li").nth(9).wait_for(state="attached")
    assert violations(shopper) == []


def test_the_keyboard_alone_is_enough(shopper: Shopper) -> None:
    shopper.visit()
    for _ in range(40):
        shopper.page.keyboard.press("Tab")
        if shopper.focused().startswith("button||Besoin d'aide"):
            break
    assert shopper.focused().startswith("button||Besoin d'aide")
    shopper.page.keyboard.press("Enter")
    shopper.find("dialog[open]").wait_for()
    assert shopper.focused().startswith("textarea")
    shopper.page.keyboard.type("un choix")
    shopper.page.keyboard.press("Enter")
    shopper.find("button.reply").first.wait_for()
    for _ in range(12):
        shopper.page.keyboard.press("Shift+Tab")
        if "Le rouge" in shopper.focused():
            break
    shopper.page.keyboard.press("Space")
    shopper.answered("J'ai lu : Le rouge")
    assert shopper.focused().startswith("textarea")
    shopper.page.keyboard.press("Escape")
    assert shopper.find("dialog[open]").count() == 0
    assert shopper.focused().startswith("button||Besoin d'aide")


def test_every_stop_of_the_keyboard_has_a_name_and_shows_its_focus(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    stops = []
    for _ in range(14):
        shopper.page.keyboard.press("Shift+Tab")
        stops.append(shopper.probe("stop"))
    assert all(name for name, _, _ in stops), stops
    assert all(line == "solid" and width >= 2 for _, line, width in stops), stops


def test_beside_the_page_the_panel_keeps_nobody_in(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    assert shopper.find("dialog").get_attribute("aria-modal") is None
    shopper.page.locator("h1").click()
    shopper.page.keyboard.press("Tab")
    assert "sav-chat" not in shopper.page.evaluate("document.activeElement.localName")


def test_a_message_that_arrives_takes_no_focus(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("lentement")
    shopper.find('button[aria-label="Joindre une photo ou un PDF"]').focus()
    shopper.answered("J'ai lu : lentement")
    assert "Joindre une photo" in shopper.focused()


def test_on_a_phone_the_panel_is_the_whole_screen_and_the_page_behind_is_out_of_reach(
    shoppers: Callable[..., Shopper], server: Server
) -> None:
    shopper = shoppers(server, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    shopper.visit()
    shopper.launcher.tap()
    box = shopper.find("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, **PHONE}
    assert shopper.find("dialog").evaluate("(dialog) => dialog.matches(':modal')")
    assert shopper.focused().startswith("h2"), "a finger does not want the keyboard over the tiles"
    assert min(shopper.probe("fieldSizes")) >= 16, "a smaller text makes a phone zoom in"


def test_with_the_keyboard_of_a_phone_open_the_field_and_the_last_message_stay_in_sight(
    shoppers: Callable[..., Shopper], server: Server
) -> None:
    shopper = shoppers(server, viewport=PHONE, has_touch=True, is_mobile=True)
    shopper.visit()
    shopper.launcher.tap()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    shopper.page.set_viewport_size({"width": 390, "height": 430})
    shopper.page.wait_for_timeout(200)
    for found in (shopper.composer, shopper.find("li.assistant").last.locator(".bubble")):
        box = found.bounding_box()
        assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 430


@pytest.mark.parametrize(("width", "height"), [(640, 450), (320, 640), (320, 256)], ids=["200 %", "320 px", "400 %"])
def test_nothing_is_lost_when_the_page_is_enlarged(
    shoppers: Callable[..., Shopper], server: Server, width: int, height: int
) -> None:
    shopper = shoppers(server, viewport={"width": width, "height": height})
    gallery.play(shopper)
    shopper.visit()
    shopper.open()
    shopper.find(".log li").nth(9).wait_for(state="attached")
    box = shopper.find("dialog").bounding_box()
    assert box is not None and box["x"] >= 0 and box["y"] >= 0
    assert box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    assert shopper.probe("clipped") == []


def test_larger_text_and_wider_spacing_cut_nothing(shoppers: Callable[..., Shopper], server: Server) -> None:
    shopper = shoppers(server)
    gallery.play(shopper)
    shopper.visit()
    shopper.open()
    shopper.find(".log li").nth(9).wait_for(state="attached")
    shopper.probe("spread")
    assert shopper.probe("cut") == []


def test_nothing_moves_for_who_asked_for_no_motion(shoppers: Callable[..., Shopper], server: Server) -> None:
    shopper = shoppers(server, reduced_motion="reduce")
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    count = "document.getAnimations().length + document.querySelector('sav-chat').shadowRoot.getAnimations().length"
    assert shopper.page.evaluate(count) == 0


def test_in_forced_colours_everything_still_has_an_edge(shoppers: Callable[..., Shopper], server: Server) -> None:
    shopper = shoppers(server, forced_colors="active")
    gallery.play(shopper)
    shopper.visit()
    shopper.open()
    shopper.find(".log li").nth(9).wait_for(state="attached")
    widths = shopper.find(".bubble").evaluate_all(
        "(all) => all.map((each) => parseFloat(getComputedStyle(each).borderTopWidth))"
    )
    assert min(widths) >= 1

"""Every view of the widget, one after the other, on one page: for the accessibility engine and for the screenshots.

The conversation is played by the test itself, so that each kind of message, card and state is there.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import WebSocketRoute

from tests.widget.conftest import Shopper

WELCOME = {
    "type": "welcome",
    "token": "x" * 43,
    "conversation": "chat:x",
    "read": 0,
    "state": "assistant",
    "notice": "",
}


def message(seq: int, *, author: str, text: str, buttons: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    """Return a frame of a message; a button sends its title."""
    blank = {"author_name": None, "facts": {}, "files": [], "at": "2026-11-26T10:05:00+00:00"}
    shown = [{"title": title, "payload": title} for title in buttons]
    return {"type": "message", "seq": seq, "author": author, "text": text, "buttons": shown, **blank, **more}


PLAYED = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
CONVERSATION = [message(place, **played) for place, played in enumerate(PLAYED, start=1)]


def play(shopper: Shopper) -> list[WebSocketRoute]:
    """Answer the socket of the page with the conversation; returns the sockets, for more frames."""
    sockets: list[WebSocketRoute] = []

    def answer(socket: WebSocketRoute) -> None:
        def hear(frame: str | bytes) -> None:
            if json.loads(frame)["type"] == "hello":
                for each in (
                    {**WELCOME, "seq": len(CONVERSATION)},
                    *CONVERSATION,
                    {"type": "state", "state": "assistant"},
                ):
                    socket.send(json.dumps(each))

        socket.on_message(hear)
        sockets.append(socket)

    shopper.page.route_web_socket("**/chat/socket", answer)
    return sockets


def views(shopper: Shopper) -> Iterator[str]:
    """Bring the page from view to view; gives the name of each when it is there."""
    shopper.visit("/")
    yield "closed"
    shopper.open()
    shopper.find(".tile").first.wait_for()
    yield "first-home"
    shopper.find("dialog").press("Escape")
    sockets = play(shopper)
    shopper.visit("/")
    shopper.open()
    shopper.find(".log li").nth(9).wait_for(state="attached")
    shopper.find(".card.ticket").wait_for(state="attached")
    yield "chat"
    shopper.find(".log").evaluate("(log) => log.scrollTop = 0")
    yield "chat-top"
    for text in ("Un message qui attend", "x" * 60):
        shopper.say(text)
    for each in (
        {"type": "typing", "author": "person", "on": True},
        {"type": "state", "state": "waiting", "position": 2},
    ):
        sockets[-1].send(json.dumps(each))
    shopper.composer.fill("é" * 4001)
    shopper.composer.press("Enter")
    shopper.find(".status:has-text('position 2')").wait_for()
    yield "chat-waiting"
    shopper.composer.fill("")
    shopper.find("summary.icon").click()
    yield "menu"
    shopper.find("button:has-text('Terminer et donner')").click()
    shopper.find("form.rating").wait_for()
    yield "rating"
    shopper.find('button[aria-label="Retour à l\'accueil"]').click()
    yield "home"
    shopper.find("#search").fill("délai de rétractation")
    shopper.find(".answers summary").first.click()
    yield "search"
    yield from _forms(shopper)
    shopper.find('button[aria-label="Fermer l\'aide"]').click()
    sockets[-1].send(
        json.dumps(message(10, author="person", text="Avez-vous retrouvé la facture\u00a0?", author_name="Nadia"))
    )
    shopper.find(".preview").wait_for()
    yield "preview"
    shopper.visit("/commande")
    yield "order-page"


def _forms(shopper: Shopper) -> Iterator[str]:
    back = shopper.find('button[aria-label="Retour à l\'accueil"]')
    submit = shopper.find("form:visible button.main")
    shopper.find("[data-tile=guarantee]").click()
    submit.wait_for()
    submit.click()
    yield "guarantee-mistake"
    shopper.find("[name=delivery_date]").fill("2025-12-01")
    submit.click()
    shopper.find(".result").wait_for()
    yield "guarantee-result"
    back.click()
    shopper.find("[data-tile=recall]").click()
    shopper.find("[name=brand]").wait_for()
    yield "recall"
    submit.click()
    shopper.find(".result").wait_for()
    yield "recall-result"
    back.click()
    shopper.find("[data-tile=order]").click()
    shopper.find("[name=number]").wait_for()
    yield "order"
    back.click()
    shopper.find("[data-tile=withdrawal]").click()
    shopper.find("[name=name]").wait_for()
    yield "withdrawal"
    for name, value in (
        ("name", "Camille Perrin"),
        ("order_number", "SV-1001"),
        ("email", "camille.perrin@exemple.fr"),
    ):
        shopper.find(f"[name={name}]").fill(value)
    submit.click()
    shopper.find("blockquote").wait_for()
    yield "withdrawal-review"
    submit.click()
    shopper.find("h3:has-text('enregistrée')").wait_for()
    yield "withdrawal-done"

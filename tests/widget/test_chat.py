"""Talking in the widget: who writes is always told, whatever is written stays text, quick replies stay readable."""

import json
from collections.abc import Callable

import pytest

from tests.widget import gallery
from tests.widget.conftest import Server, Shopper

# Frames nobody should send; none may move the place the conversation has come to.
MALFORMED = [
    "{",
    '{"type":"message","seq":"x"}',
    json.dumps({**gallery.message(9000, author="robot", text="Je ne suis personne")}),
    json.dumps({**gallery.message(9000, author="assistant", text="Un fichier"), "files": "panne.jpg"}),
    json.dumps({**gallery.message(9000, author="assistant", text="Un jour"), "at": "hier"}),
    json.dumps({**gallery.message(9000, author="assistant", text="Des faits"), "facts": "garantie"}),
]
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[clic](javascript:alert(1))",
    "**<b onclick=alert(1)>gras</b>**",
    "\u202egnp.exe",
    "שלום, האחריות שלי",
    "👩🏽‍🔧🇫🇷 aspirateur",
]


def test_the_first_message_says_that_a_machine_answers(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    first = shopper.find(".log li").first
    assert "assistant automatique" in first.locator(".bubble").inner_text()
    assert "Assistant automatique" in first.locator(".who").inner_text()


def test_each_message_tells_whether_a_machine_or_a_person_wrote_it(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    authors = shopper.find(".log .who").all_inner_texts()
    assert [each.split("\u00a0")[0].rstrip(" 0123456789:") for each in authors] == [
        "Assistant automatique",
        "Vous",
        "Assistant automatique",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_written_is_shown_as_the_text_it_is(shopper: Shopper, text: str) -> None:
    shopper.visit()
    shopper.open()
    shopper.say(text)
    shopper.answered("J'ai lu")
    assert shopper.texts()[0] == text
    assert shopper.find(".log img, .log script, .log b, .log a[href^='javascript']").count() == 0


def test_twenty_thousand_characters_are_refused_with_a_sentence_and_kept_in_the_field(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("é" * 20_000)
    assert "20\u202f000 caractères" in shopper.find(".composer .problem").inner_text()
    assert len(shopper.composer.input_value()) == 20_000
    shopper.say("Plus court")
    shopper.answered("J'ai lu : Plus court")
    assert shopper.find(".composer .problem").inner_text() == ""


def test_a_quick_reply_is_sent_and_all_of_them_stay_readable(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("un choix")
    shopper.find("button.reply:has-text('Le bleu')").click()
    shopper.answered("J'ai lu : Le bleu")
    assert shopper.find("button.reply").count() == 0
    assert shopper.find("span.reply").all_text_contents() == ["Le rouge", "Le bleu (choisi)"]
    assert shopper.focused().startswith("textarea")


def test_a_verdict_comes_with_a_card(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("garantie")
    card = shopper.find(".card.covered")
    card.wait_for()
    assert card.locator("dd").all_inner_texts() == [
        "1er\u00a0mars\u00a02027",
        "il suffit de montrer le défaut",
        "réparation, remplacement",
        "L217-3, L217-7",
    ]
    assert shopper.find("li.assistant strong").inner_text() == "sous garantie"


def test_a_new_line_is_written_with_shift(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.composer.fill("un")
    shopper.composer.press("Shift+Enter")
    shopper.page.keyboard.type("deux")
    shopper.composer.press("Enter")
    shopper.answered("J'ai lu")
    assert shopper.texts()[0] == "un\ndeux"


def test_a_slow_answer_is_announced_and_the_shopper_may_go_on_writing(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("lentement")
    shopper.find(".typing:has-text('prépare sa réponse')").wait_for()
    shopper.say("et aussi ceci")
    shopper.answered("J'ai lu : et aussi ceci")
    assert shopper.find(".typing").inner_text() == ""


def test_a_failure_of_the_assistant_is_told_and_the_conversation_goes_on(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("panne")
    shopper.find(".status:has-text('Votre message est conservé')").wait_for()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")


def test_messages_are_announced_once_and_history_is_not(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("premier")
    shopper.answered("J'ai lu : premier")
    shopper.page.reload()
    shopper.find("[role=log][aria-live=polite]").wait_for()
    shopper.probe("watchLog")
    shopper.say("second")
    shopper.answered("J'ai lu : second")
    shopper.page.wait_for_timeout(300)
    assert shopper.page.evaluate("window.read") == ["shopper pending", "assistant"]
    assert (
        shopper.find("[aria-live], [role=log], [role=status], [role=alert]")
        .locator("[aria-live], [role=log], [role=status], [role=alert]")
        .count()
        == 0
    )


def test_reading_back_is_not_disturbed_by_a_new_message(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    for number in range(6):
        shopper.say(f"message {number}\n\n\n")
        shopper.answered(f"message {number}")
    shopper.say("lentement encore")
    shopper.find("li.shopper:has-text('lentement')").wait_for()
    shopper.page.wait_for_timeout(200)
    shopper.find(".log").evaluate("(log) => log.scrollTop = 0")
    shopper.answered("J'ai lu : lentement encore")
    assert shopper.find(".log").evaluate("(log) => log.scrollTop") == 0
    shopper.find("button.newer").click()
    assert shopper.find(".log").evaluate("(log) => log.scrollTop") > 0


def test_an_answer_longer_than_the_panel_is_read_from_its_beginning(shopper: Shopper) -> None:
    def answer(socket):  # type: ignore[no-untyped-def]
        def hear(frame: str | bytes) -> None:
            said = json.loads(frame)
            if said["type"] == "hello":
                socket.send(json.dumps({**gallery.WELCOME, "seq": 0}))
            if said["type"] == "say":
                shown = gallery.message(1, author="shopper", text=said["text"], client_id=said["client_id"])
                long = [gallery.message(seq, author="assistant", text="Une ligne\n" * 15) for seq in (2, 3)]
                for each in (shown, *long):
                    socket.send(json.dumps(each))

        socket.on_message(hear)

    shopper.page.route_web_socket("**/chat/socket", answer)
    shopper.visit()
    shopper.open()
    shopper.say("Où en est ma commande ?")
    shopper.find("button.newer").wait_for()
    log = shopper.find(".log").bounding_box()
    asked = shopper.find("li.shopper").bounding_box()
    assert log and asked and log["y"] <= asked["y"] < log["y"] + 20
    shopper.find("button.newer").click()
    assert shopper.find(".log").evaluate("(log) => log.scrollHeight - log.scrollTop - log.clientHeight") < 2
    shopper.complaints.clear()


def test_a_malformed_frame_of_the_service_is_told_and_the_conversation_goes_on(
    shoppers: Callable[..., Shopper], server: Server
) -> None:
    shopper = shoppers(server)

    def meddle(route):  # type: ignore[no-untyped-def]
        upstream = route.connect_to_server()
        route.on_message(upstream.send)
        upstream.on_message(lambda frame: [route.send(each) for each in (*MALFORMED, frame)])

    shopper.page.route_web_socket("**/chat/socket", meddle)
    shopper.visit()
    shopper.open()
    shopper.find('.status:has-text("n\'a pas pu être lu")').wait_for()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    assert shopper.complaints == []


def test_the_conversation_can_be_kept_as_a_file(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    shopper.find("summary.icon").click()
    with shopper.page.expect_download() as download:
        shopper.find("button:has-text('Télécharger la conversation')").click()
    text = download.value.path().read_text("utf-8")
    assert download.value.suggested_filename == "conversation.txt"
    assert "J'ai lu : Bonjour" in text

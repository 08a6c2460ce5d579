"""The element as a shop uses it: attributes, the small script interface, events, texts of its own."""

from tests.widget.conftest import Shopper

ELEMENT = "document.querySelector('sav-chat')"


def test_the_script_opens_closes_and_toggles(shopper: Shopper) -> None:
    shopper.visit()
    for act, is_open in (("open", True), ("close", False), ("toggle", True), ("toggle", False)):
        shopper.page.evaluate(f"{ELEMENT}.{act}()")
        assert shopper.find("dialog[open]").count() == int(is_open), act


def test_the_element_tells_what_happens(shopper: Shopper) -> None:
    shopper.visit()
    shopper.probe("watchEvents", ["open", "close", "message", "unread"])
    shopper.open()
    shopper.say("lentement")
    shopper.find("dialog").press("Escape")
    shopper.find(".preview").wait_for()
    told = shopper.page.evaluate("window.told")
    assert told[:2] == [["open", None], ["close", None]]
    assert ["unread", 1] in told
    assert ["message", "J'ai lu : lentement"] in told


def test_attributes_are_obeyed_when_they_change(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.evaluate(f"{ELEMENT}.setAttribute('label', 'Une question ?')")
    shopper.page.evaluate(f"{ELEMENT}.setAttribute('color', '#ffd400')")
    assert shopper.launcher.inner_text() == "Une question ?"
    colors = shopper.launcher.evaluate(
        "(button) => [getComputedStyle(button).backgroundColor, getComputedStyle(button).color]"
    )
    assert colors[0] == "rgb(255, 212, 0)"
    assert colors[1].startswith("lch(0 "), "black reads best on yellow"


def test_the_greeting_and_any_text_can_be_the_shops(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.evaluate(f"{ELEMENT}.setAttribute('greeting', 'Bienvenue chez nous')")
    shopper.page.evaluate(f"{ELEMENT}.texts = {{tiles: {{person: 'Joindre Nadia'}}, guarantee: {{check: 'Calculer'}}}}")
    shopper.open()
    assert shopper.find(".greeting").inner_text() == "Bienvenue chez nous"
    assert shopper.find("[data-tile=person]").inner_text() == "Joindre Nadia"
    assert shopper.find("[data-tile=recall]").inner_text() == "Vérifier un rappel"
    shopper.find("[data-tile=guarantee]").click()
    assert shopper.find("form:visible button.main").inner_text() == "Calculer"


def test_the_interface_speaks_english_when_asked(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.evaluate(f"{ELEMENT}.setAttribute('lang', 'en')")
    assert shopper.launcher.inner_text() == "Need help?"
    shopper.open()
    assert shopper.find("[data-tile=guarantee]").inner_text() == "Check my guarantee"
    assert shopper.find("dialog").get_attribute("lang") == "en"


def test_who_is_logged_in_and_what_the_page_shows_are_said_to_the_service(shopper: Shopper) -> None:
    shopper.visit()
    sent: list[str] = []
    shopper.page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(str(frame))))
    shopper.page.evaluate(f"{ELEMENT}.setUser('a.signed.token')")
    shopper.page.evaluate(f"{ELEMENT}.setContext({{order: 'SV-1004'}})")
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    assert '"user":"a.signed.token"' in sent[0]
    assert '"order":"SV-1004"' in sent[0]
    shopper.page.evaluate(f"{ELEMENT}.setUser(null)")
    shopper.page.wait_for_timeout(500)
    assert '"user"' not in [each for each in sent if '"hello"' in each][-1]


def test_it_stands_on_the_left_when_asked(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.evaluate(f"{ELEMENT}.setAttribute('position', 'left')")
    shopper.open()
    for box in (shopper.launcher.bounding_box(), shopper.find("dialog").bounding_box()):
        assert box is not None and box["x"] == 20


def test_an_element_taken_off_the_page_closes_its_line(shopper: Shopper) -> None:
    shopper.visit()
    with shopper.page.expect_websocket() as opened:
        shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    with opened.value.expect_event("close"):
        shopper.page.evaluate(f"{ELEMENT}.remove()")
    shopper.page.evaluate("document.body.append(document.createElement('sav-chat'))")
    shopper.find("dialog[open]").wait_for()
    shopper.answered("J'ai lu : Bonjour")


def test_the_styles_of_the_page_and_of_the_widget_do_not_touch_each_other(shopper: Shopper) -> None:
    shopper.visit()
    before = shopper.page.locator("h1").evaluate("(title) => getComputedStyle(title).font")
    shopper.open()
    assert shopper.page.locator("h1").evaluate("(title) => getComputedStyle(title).font") == before
    assert shopper.find(".tile").first.evaluate("(tile) => getComputedStyle(tile).borderRadius") == "12px"

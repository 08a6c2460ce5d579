"""Nothing lost, nothing twice: reload, navigation, two tabs, the network away, the service killed, sockets barred."""

from collections.abc import Callable
from pathlib import Path

import pytest

from actions.store.engine import open_engine
from actions.store.questions.conversations import messages_after
from tests.widget.conftest import PHONE, Server, Shopper

BLOCK_STORAGE = """for (const name of ["localStorage", "sessionStorage"])
Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError") } })"""


def kept(server: Server) -> list[tuple[str, str]]:
    """Return what the service keeps of its latest conversation: author and text, in order."""
    engine = open_engine(f"sqlite:///{server.folder / 'savia.db'}")
    with engine.connect() as connection:
        latest = "SELECT id FROM conversations ORDER BY opened_at DESC LIMIT 1"
        conversation = connection.exec_driver_sql(latest).scalar_one()
    return [(each.author, each.text) for each in messages_after(engine, conversation, 0)]


def test_a_reload_keeps_the_conversation_and_the_open_panel(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    shopper.page.reload()
    shopper.answered("J'ai lu : Bonjour")
    assert shopper.texts() == ["Bonjour", "J'ai lu : Bonjour"]
    assert shopper.page.evaluate("document.activeElement === document.body"), (
        "a panel that opens by itself does not take the keyboard"
    )


def test_going_to_another_page_keeps_the_conversation(shopper: Shopper) -> None:
    shopper.visit("/")
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    shopper.page.click("text=Mes commandes")
    shopper.answered("J'ai lu : Bonjour")
    shopper.say("Encore")
    shopper.answered("J'ai lu : Encore")
    assert shopper.texts() == ["Bonjour", "J'ai lu : Bonjour", "Encore", "J'ai lu : Encore"]


def test_on_a_phone_the_next_page_is_not_covered_by_the_panel(shoppers: Callable[..., Shopper], server: Server) -> None:
    shopper = shoppers(server, viewport=PHONE, has_touch=True, is_mobile=True)
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    shopper.page.goto(f"{server.url}/commande")
    shopper.page.wait_for_timeout(800)
    assert shopper.find("dialog[open]").count() == 0


def test_two_tabs_show_one_conversation(shopper: Shopper, shoppers: Callable[..., Shopper], server: Server) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("Du premier onglet")
    shopper.answered("J'ai lu : Du premier onglet")
    other = shoppers(server, profile=shopper.page.context)
    other.visit("/commande")
    other.open()
    other.answered("J'ai lu : Du premier onglet")
    other.say("Du second onglet")
    other.answered("J'ai lu : Du second onglet")
    shopper.answered("J'ai lu : Du second onglet")
    assert shopper.texts() == other.texts()


def test_a_second_tab_opened_before_anything_is_said_joins_the_first(
    shopper: Shopper, shoppers: Callable[..., Shopper], server: Server
) -> None:
    other = shoppers(server, profile=shopper.page.context)
    for each in (shopper, other):
        each.visit()
        each.open()
    shopper.page.wait_for_timeout(500)
    shopper.say("Bonjour")
    other.find("button.resume").click()
    other.answered("J'ai lu : Bonjour")


def test_an_answer_that_comes_while_the_panel_is_closed_is_counted_and_previewed(shopper: Shopper) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("lentement, et **fort**")
    shopper.find("dialog").press("Escape")
    shopper.find(".preview:has-text('J\\'ai lu : lentement')").wait_for()
    assert shopper.find("button[aria-haspopup] b").inner_text() == "1"
    shopper.find(".preview button").first.click()
    shopper.answered("J'ai lu : lentement")
    assert shopper.find("button[aria-haspopup] b").inner_text() == ""
    assert shopper.find(".preview").count() == 0


def test_what_is_read_in_one_tab_is_read_in_the_other(
    shopper: Shopper, shoppers: Callable[..., Shopper], server: Server
) -> None:
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    other = shoppers(server, profile=shopper.page.context)
    other.visit()
    other.page.wait_for_timeout(1200)
    assert other.find("button[aria-haspopup] b").inner_text() == ""


def test_what_is_written_while_the_network_is_away_is_sent_once_when_it_is_back(
    shoppers: Callable[..., Shopper], mortal: Server
) -> None:
    shopper = shoppers(mortal)
    shopper.visit()
    shopper.open()
    shopper.say("avant")
    shopper.answered("J'ai lu : avant")
    shopper.page.context.set_offline(True)
    shopper.page.evaluate("dispatchEvent(new Event('offline'))")
    shopper.say("pendant un")
    shopper.say("pendant deux")
    shopper.find(".status:has-text('Connexion perdue')").wait_for()
    assert shopper.find("li.pending .fate").all_inner_texts() == ["En attente d'envoi"] * 2
    shopper.page.context.set_offline(False)
    shopper.answered("J'ai lu : pendant deux")
    assert [text for author, text in kept(mortal) if author == "shopper"] == ["avant", "pendant un", "pendant deux"]
    assert shopper.find("li.pending").count() == 0


def test_the_service_killed_in_mid_message_loses_nothing_and_repeats_nothing(
    shoppers: Callable[..., Shopper], mortal: Server
) -> None:
    shopper = shoppers(mortal)
    shopper.visit()
    shopper.open()
    shopper.say("avant")
    shopper.answered("J'ai lu : avant")
    shopper.say("lentement, pendant")
    shopper.page.wait_for_timeout(500)
    mortal.kill()
    shopper.say("après")
    shopper.find(".status:has-text('Connexion perdue')").wait_for()
    mortal.start()
    shopper.page.evaluate("dispatchEvent(new Event('online'))")
    shopper.find("li.assistant:has-text('J\\'ai lu : après')").wait_for(timeout=40_000)
    shopper.answered("J'ai lu : lentement, pendant")
    said = [text for author, text in kept(mortal) if author == "shopper"]
    answers = [text for author, text in kept(mortal) if author == "assistant"]
    assert said == ["avant", "lentement, pendant", "après"]
    assert sorted(answers) == sorted(f"J'ai lu : {each}" for each in said)
    assert sorted(shopper.texts()) == sorted([*said, *answers])


def test_a_message_waiting_to_be_sent_survives_a_reload(shoppers: Callable[..., Shopper], mortal: Server) -> None:
    shopper = shoppers(mortal)
    shopper.visit()
    shopper.open()
    shopper.say("avant")
    shopper.answered("J'ai lu : avant")
    shopper.page.route("**/api/v1/chat/**", lambda route: route.abort())
    shopper.page.route_web_socket("**/chat/socket", lambda socket: socket.close())
    shopper.page.reload()
    shopper.find("textarea").first.wait_for()
    shopper.say("hors ligne")
    shopper.find("li.pending").wait_for()
    shopper.page.unroute_all()
    shopper.page.context.new_page().close()
    other = shoppers(mortal, profile=shopper.page.context)
    other.visit()
    other.answered("J'ai lu : hors ligne") if other.find("dialog[open]").count() else other.open()
    other.answered("J'ai lu : hors ligne")
    assert [text for author, text in kept(mortal) if author == "shopper"] == ["avant", "hors ligne"]


def test_where_sockets_are_barred_requests_do(shoppers: Callable[..., Shopper], server: Server) -> None:
    shopper = shoppers(server)
    shopper.page.route_web_socket("**/chat/socket", lambda socket: socket.close())
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    shopper.say("Encore")
    shopper.answered("J'ai lu : Encore")
    assert shopper.texts() == ["Bonjour", "J'ai lu : Bonjour", "Encore", "J'ai lu : Encore"]
    assert any("/chat/messages?after=" in each for each in shopper.requests)


def test_the_token_stands_in_no_address(shoppers: Callable[..., Shopper], server: Server) -> None:
    shopper = shoppers(server)
    shopper.page.route_web_socket("**/chat/socket", lambda socket: socket.close())
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    token = shopper.page.evaluate("Object.entries(localStorage).find(([name]) => name.endsWith(':token'))[1]")
    assert len(token) > 40
    assert not any(token in each for each in shopper.requests)


@pytest.mark.parametrize("is_barred", [False, True], ids=["by socket", "by requests"])
def test_it_works_when_storage_is_blocked(shoppers: Callable[..., Shopper], server: Server, is_barred: bool) -> None:
    shopper = shoppers(server)
    shopper.page.add_init_script(BLOCK_STORAGE)
    if is_barred:
        shopper.page.route_web_socket("**/chat/socket", lambda socket: socket.close())
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    assert [each for each in shopper.complaints if each.startswith("error:")] == []


def test_a_line_that_is_lost_is_told_and_told_when_it_is_back(
    shoppers: Callable[..., Shopper], mortal: Server, tmp_path: Path
) -> None:
    shopper = shoppers(mortal)
    shopper.visit()
    shopper.open()
    shopper.say("Bonjour")
    shopper.answered("J'ai lu : Bonjour")
    mortal.kill()
    shopper.find(".status:has-text('Connexion perdue')").wait_for()
    mortal.start()
    shopper.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shopper.find(".status:has-text('Connexion rétablie')").wait_for(timeout=40_000)

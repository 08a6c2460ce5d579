"""A shopper's page and two agents' pages at once, in a real Chromium, on a service that may be killed."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.questions import desk_agents, desk_writing
from actions.store.questions.conversations import messages_after
from actions.store.questions.desk_queue import find_case, held_cases, waiting_cases
from bot.desk.availability import Availability
from bot.mail.intake import Intake
from bot.settings import ROOT
from tests.desk.conftest import PASSWORD, PASSWORD_HASH
from tests.mail.smtp_server import Sink, started
from tests.mail.test_attachments import mail_with
from tests.widget.conftest import Server, Shopper, browser, free_port, missing, watched  # noqa: F401

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = "<img src=x onerror=\"document.title='perdu'\"><b>gras</b> {prenom}"
SCREEN = {"width": 1360, "height": 820}


class Agent:
    """A page of the desk and what its browser complained of."""

    def __init__(self, page: Page, server: Server, name: str) -> None:
        self.page, self.server, self.name = page, server, name
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def sign_in(self) -> None:
        """Sign in as a person does, with the keyboard."""
        self.page.goto(f"{self.server.url}/desk")
        self.page.keyboard.type(f"{self.name.lower()}@exemple.fr")
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".lists")

    def line(self, section: str) -> Any:
        """Return the conversations of a section of the lists."""
        titled = self.page.locator(".lists section").filter(has=self.page.get_by_text(section))
        return titled.locator(".case")

    def open_waiting(self) -> None:
        """Open the conversation that has waited longest."""
        self.line("En attente").first.click()
        self.page.wait_for_selector(".case-header h1")

    def press(self, key: str) -> None:
        """Press a key outside every field."""
        self.page.locator("#main").focus()
        self.page.keyboard.press(key)

    def say(self, text: str) -> None:
        """Answer the shopper."""
        self.press("r")
        self.page.locator("#reply").fill(text)
        self.page.keyboard.press("Enter")

    def hears(self, text: str) -> None:
        """Wait for a message in the open conversation."""
        expect(self.page.locator(".log .message", has_text=text)).to_have_count(1)

    def breaches(self) -> list[Any]:
        """Return what axe finds wrong with the page as it stands."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
        return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    """A service of the test's own where people answer, with Claire, Paul and Nadia, who administers."""
    engine = open_engine(f"sqlite:///{tmp_path / 'savia.db'}")
    upgrade(engine)
    now = datetime.now(UTC)
    for name, role in (("Claire", "agent"), ("Paul", "agent"), ("Nadia", "administrator")):
        desk_agents.add_agent(
            engine,
            name=name,
            email=f"{name.lower()}@exemple.fr",
            role=role,
            password_hash=PASSWORD_HASH,
            capacity=4,
            now=now,
        )
    desk_writing.save_reply(
        engine, shortcut="bonjour", title="Accueil", text="Bonjour, je suis {conseiller}. {prenom}", now=now
    )
    engine.dispose()
    before = os.environ.get("SAVIA_HUMAN_SERVICE")
    os.environ["SAVIA_HUMAN_SERVICE"] = "open"
    started = Server(free_port(), tmp_path)
    started.start()
    yield started
    started.kill()
    if before is None:
        del os.environ["SAVIA_HUMAN_SERVICE"]
    else:
        os.environ["SAVIA_HUMAN_SERVICE"] = before


@pytest.fixture
def pages(browser: Browser) -> Iterator[Callable[..., Page]]:  # noqa: F811
    """Make pages, each in a browser profile of its own."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": SCREEN, "locale": "fr-FR", **options})
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    expect.set_options(timeout=30_000)
    yield make
    for context in contexts:
        context.close()


def shopper_at(office: Server, page: Page) -> Shopper:
    """Let a shopper open the help of the shop."""
    shopper = watched(page, office)
    shopper.visit()
    shopper.open()
    return shopper


def kept(office: Server) -> list[tuple[str, str]]:
    """Return what the service keeps of its first conversation."""
    engine = open_engine(f"sqlite:///{office.folder / 'savia.db'}")
    with engine.connect() as connection:
        first = connection.exec_driver_sql("SELECT id FROM conversations ORDER BY opened_at").scalars().first()
    return [(each.author, each.text) for each in messages_after(engine, first, 0)]


def test_a_conversation_from_the_request_to_the_satisfaction(office: Server, pages: Callable[..., Page]) -> None:
    claire, paul = Agent(pages(), office, "Claire"), Agent(pages(), office, "Paul")
    claire.sign_in()
    paul.sign_in()
    shopper = shopper_at(office, pages())

    # Request and queue: both agents see it, with its cause.
    shopper.say("Mon aspirateur ne démarre plus")
    shopper.answered("J'ai lu")
    shopper.say("un conseiller svp")
    shopper.answered("Je vous passe un conseiller")
    for agent in (claire, paul):
        expect(agent.line("En attente")).to_contain_text("a demandé un conseiller")
    expect(shopper.find("[role=status]").filter(has_text="position 1").first).to_be_attached()

    # One takes it, by the keyboard; the other sees with whom it is.
    claire.open_waiting()
    claire.press("t")
    expect(claire.page.locator(".case-title")).to_contain_text("Avec vous")
    expect(paul.line("En attente")).to_have_count(0)
    expect(paul.line("Chez mes collègues")).to_contain_text("avec Claire")
    expect(shopper.find(".log")).to_contain_text("Claire a rejoint la conversation")

    # Who else looks at it.
    paul.line("Chez mes collègues").first.click()
    expect(claire.page.locator(".case-title")).to_contain_text("Paul regarde aussi")

    # Typing and messages both ways; the assistant keeps silent.
    shopper.composer.press_sequentially("Il clignote", delay=20)
    expect(claire.page.locator(".typing")).to_have_text("Le client écrit…")
    shopper.composer.press("Enter")
    claire.hears("Il clignote")
    claire.press("r")
    claire.page.locator("#reply").press_sequentially("Depuis", delay=20)
    expect(shopper.find(".typing")).to_have_text("Le conseiller écrit…")
    claire.page.locator("#reply").fill("Depuis quand clignote-t-il ?")
    claire.page.keyboard.press("Enter")
    expect(shopper.find(".log")).to_contain_text("Depuis quand clignote-t-il ?")

    # A canned reply under a slash, its unknown variable to be completed before it leaves.
    claire.press("r")
    claire.page.keyboard.press("/")
    claire.page.keyboard.type("accueil")
    claire.page.keyboard.press("Enter")
    expect(claire.page.locator("#reply")).to_have_value("Bonjour, je suis Claire. {prenom}")
    claire.page.keyboard.press("Enter")
    expect(claire.page.locator("#toasts")).to_contain_text("Complétez {prenom}")
    claire.page.locator("#reply").fill("")

    # A note for colleagues, invisible to the shopper.
    claire.press("o")
    claire.page.locator("#reply").fill("Carte mère à vérifier, geste possible.")
    claire.page.keyboard.press("Enter")
    paul.hears("Carte mère à vérifier")
    assert not any("Carte mère" in text for _, text in kept(office))
    assert "Carte mère" not in shopper.find(".log").inner_text()

    # Transfer.
    claire.press("f")
    claire.page.get_by_label("Paul").check()
    claire.page.get_by_role("button", name="Transférer").last.click()
    expect(paul.page.locator(".case-title")).to_contain_text("Avec vous")
    expect(claire.page.locator(".case-title")).to_contain_text("Avec Paul")
    expect(claire.page.locator("#reply")).to_be_disabled()
    paul.say("Je prends la suite.")
    expect(shopper.find(".log")).to_contain_text("Je prends la suite.")

    # Back to the assistant, which answers the next question and nothing said before.
    paul.press("g")
    paul.page.get_by_role("button", name="Rendre à l'assistant").last.click()
    expect(shopper.find(".log")).to_contain_text("L'assistant automatique reprend la conversation")
    shopper.say("Quels sont vos horaires ?")
    shopper.answered("J'ai lu : Quels sont vos horaires ?")
    assert [text for author, text in kept(office) if author == "assistant"] == [
        "J'ai lu : Mon aspirateur ne démarre plus",
        "Je vous passe un conseiller.",
        "J'ai lu : Quels sont vos horaires ?",
    ]

    # A second call, taken by the oldest-first key, closed with a reason; the shopper says how satisfied they are.
    shopper.say("un conseiller svp")
    expect(claire.line("En attente")).to_have_count(1)
    claire.press("n")
    expect(claire.page.locator(".case-title")).to_contain_text("Avec vous")
    claire.press("c")
    claire.page.get_by_role("button", name="Clore").last.click()
    expect(claire.page.locator(".case-title")).to_contain_text("Close")
    expect(shopper.find(".log")).to_contain_text("Claire a clos la conversation")
    shopper.find(".rating input[value='5']").check()
    shopper.find(".rating button.main").click()
    expect(claire.page.locator(".history")).to_contain_text("Satisfaction\u00a0: 5 sur 5")
    expect(claire.page.locator(".history")).to_contain_text("Demande résolue")
    assert claire.complaints == paul.complaints == shopper.complaints == []


def test_a_service_killed_in_the_middle_loses_and_doubles_nothing(office: Server, pages: Callable[..., Page]) -> None:
    claire, paul = Agent(pages(), office, "Claire"), Agent(pages(), office, "Paul")
    claire.sign_in()
    paul.sign_in()
    shopper = shopper_at(office, pages())
    shopper.say("un conseiller svp")
    expect(claire.line("En attente")).to_have_count(1)
    claire.open_waiting()
    claire.press("t")
    expect(claire.page.locator(".case-title")).to_contain_text("Avec vous")
    claire.say("Bonjour, je vous écoute.")
    expect(shopper.find(".log")).to_contain_text("je vous écoute")
    waiting = shopper_at(office, pages())
    waiting.say("un conseiller svp")
    expect(claire.line("En attente")).to_have_count(1)

    office.kill()
    claire.say("Je cherche votre commande.")
    shopper.say("Elle date de mars.")
    expect(claire.page.locator("#line")).to_contain_text("Connexion perdue")
    expect(claire.page.locator(".log .pending")).to_contain_text("Je cherche votre commande.")
    office.start()

    expect(claire.page.locator("#line")).to_be_hidden(timeout=30_000)
    claire.hears("Elle date de mars.")
    claire.hears("Je cherche votre commande.")
    expect(claire.page.locator(".log .pending")).to_have_count(0)
    expect(shopper.find(".log")).to_contain_text("Je cherche votre commande.")
    assert kept(office)[1:] == [
        ("assistant", "Je vous passe un conseiller."),
        ("notice", "Claire a rejoint la conversation et va vous répondre."),
        ("person", "Bonjour, je vous écoute."),
        *[each for each in kept(office) if each[1] in ("Elle date de mars.", "Je cherche votre commande.")],
    ]
    assert len(kept(office)) == 6
    engine = open_engine(f"sqlite:///{office.folder / 'savia.db'}")
    assert len(waiting_cases(engine)) == len(held_cases(engine)) == 1
    expect(paul.line("En attente")).to_have_count(1)
    expect(paul.line("Chez mes collègues")).to_contain_text("avec Claire")
    shopper.say("Merci !")
    claire.hears("Merci !")
    claire.say("Avec plaisir.")
    expect(shopper.find(".log")).to_contain_text("Avec plaisir.")


def test_everything_a_shopper_typed_is_text_at_the_desk(office: Server, pages: Callable[..., Page]) -> None:
    claire = Agent(pages(), office, "Claire")
    claire.sign_in()
    shopper = shopper_at(office, pages())
    shopper.say(HOSTILE)
    shopper.say("un conseiller svp")
    expect(claire.line("En attente")).to_have_count(1)
    claire.open_waiting()
    expect(claire.page.locator(".message.shopper .text").first).to_have_text(HOSTILE)
    expect(claire.page.locator(".summary")).to_contain_text("<img src=x")
    assert claire.page.locator("#main img, #main b").count() == 0
    assert "perdu" not in claire.page.title()
    claire.page.goto(f"{office.url}/desk#/recherche")
    claire.page.get_by_role("searchbox").fill("gras")
    claire.page.keyboard.press("Enter")
    expect(claire.page.locator(".card .text")).to_contain_text("<b>gras</b>")
    assert claire.page.locator(".card img, .card b").count() == 0
    assert claire.complaints == []


def test_an_agent_sees_no_administration_and_an_administrator_adds_an_agent_who_signs_in(
    office: Server, pages: Callable[..., Page]
) -> None:
    claire, nadia = Agent(pages(), office, "Claire"), Agent(pages(), office, "Nadia")
    claire.sign_in()
    assert claire.page.get_by_role("link", name="Administration").count() == 0
    nadia.sign_in()
    nadia.page.get_by_role("link", name="Administration").click()
    nadia.page.get_by_role("button", name="Ajouter un conseiller").click()
    nadia.page.get_by_label("Nom, tel que").fill("Sarah")
    nadia.page.get_by_label("Adresse e-mail").fill("sarah@exemple.fr")
    nadia.page.get_by_role("button", name="Ajouter", exact=True).click()
    password = nadia.page.locator(".secret").inner_text()
    sarah = pages()
    sarah.goto(f"{office.url}/desk")
    sarah.fill("#email", "sarah@exemple.fr")
    sarah.fill("#password", password)
    sarah.keyboard.press("Enter")
    expect(sarah.locator(".me")).to_have_text("Sarah")
    expect(nadia.page.locator("tbody")).to_contain_text("sarah@exemple.fr")


def test_an_administrator_sets_the_hours_and_they_read_well(office: Server, pages: Callable[..., Page]) -> None:
    nadia = Agent(pages(), office, "Nadia")
    nadia.sign_in()
    nadia.page.goto(f"{office.url}/desk#/administration/horaires")
    nadia.page.get_by_label("Samedi, première plage, de").fill("10:00")
    nadia.page.get_by_label("Samedi, première plage, à").fill("12:30")
    nadia.page.get_by_role("button", name="Ajouter un jour").click()
    nadia.page.get_by_label("Jour de fermeture").fill("2026-12-24")
    nadia.page.get_by_label("Motif").fill("Inventaire")
    nadia.page.get_by_label("Proposer un message après").fill("30")
    nadia.page.get_by_role("button", name="Enregistrer").click()
    expect(nadia.page.locator("#toasts")).to_contain_text("écrivez une durée plus longue")
    nadia.page.get_by_label("Proposer un message après").fill("4")
    nadia.page.get_by_role("button", name="Enregistrer").click()
    expect(nadia.page.locator("#toasts")).to_contain_text("C'est enregistré")
    engine = open_engine(f"sqlite:///{office.folder / 'savia.db'}")
    hours = Availability(engine, "mon-fri 09:00-18:00", "auto", lambda: datetime.now(UTC)).hours()
    assert hours.as_text() == "mon-fri 09:00-18:00, sat 10:00-12:30"
    assert [day.isoformat() for day in hours.closures] == ["2026-12-24"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_desk_breaks_a_rule_of_accessibility(
    office: Server, pages: Callable[..., Page], scheme: str
) -> None:
    if not AXE.is_file():
        missing("no axe-core in this project: npm ci")
    options = {"bypass_csp": True, "color_scheme": scheme, "reduced_motion": "reduce"}
    nadia = Agent(pages(**options), office, "Nadia")
    nadia.page.goto(f"{office.url}/desk")
    found = {"sign-in": nadia.breaches()}
    nadia.sign_in()
    shopper = shopper_at(office, pages())
    shopper.say("Mon aspirateur est-il sous garantie ?")
    shopper.answered("sous garantie")
    shopper.say("un conseiller svp")
    expect(nadia.line("En attente")).to_have_count(1)
    found["lists"] = nadia.breaches()
    nadia.open_waiting()
    nadia.press("t")
    nadia.press("o")
    nadia.page.locator("#reply").fill("Une note.")
    nadia.page.keyboard.press("Enter")
    nadia.hears("Une note.")
    nadia.say("Bonjour !")
    nadia.hears("Bonjour !")
    found["conversation"] = nadia.breaches()
    for name, key in (("reason", "c"), ("colleague", "f"), ("keys", "?")):
        nadia.press(key)
        nadia.page.wait_for_selector("dialog[open]")
        found[name] = nadia.breaches()
        nadia.page.keyboard.press("Escape")
    for path in ("messages", "recherche", "compte", *(f"administration/{each}" for each in (
        "conseillers", "horaires", "reponses", "notifications", "journal"
    ))):  # fmt: skip
        nadia.page.evaluate("path => { location.hash = path }", f"#/{path}")
        nadia.page.wait_for_selector(".page h1")
        nadia.page.wait_for_load_state("networkidle")
        found[path] = nadia.breaches()
    assert found == {name: [] for name in found}
    assert nadia.complaints == []


def test_a_message_left_appears_as_a_task_and_leads_to_its_conversation(
    office: Server, pages: Callable[..., Page]
) -> None:
    from actions.store.questions.tickets import TicketRequest, open_ticket

    claire = Agent(pages(), office, "Claire")
    claire.sign_in()
    shopper = shopper_at(office, pages())
    shopper.say("Rappelez-moi")
    shopper.answered("J'ai lu")
    engine = open_engine(f"sqlite:///{office.folder / 'savia.db'}")
    with engine.connect() as connection:
        conversation = connection.exec_driver_sql("SELECT id FROM conversations").scalar_one()
    request = TicketRequest(
        kind="message", message="Rappelez-moi", contact="lise@exemple.fr", conversation_id=conversation
    )
    ticket = open_ticket(engine, request, datetime.now(UTC))
    claire.page.get_by_role("link", name=re.compile("Messages laissés")).click()
    card = claire.page.locator(".card")
    expect(card).to_contain_text(ticket.number)
    card.get_by_role("button", name="Prendre en charge").click()
    expect(card).to_contain_text("par vous")
    card.get_by_role("link", name="Voir la conversation").click()
    claire.page.wait_for_selector(".case-header")
    claire.press("t")
    claire.say("Bonjour, je vous rappelle.")
    expect(shopper.find(".log")).to_contain_text("je vous rappelle")
    case = find_case(engine, conversation)
    assert case is not None
    assert case.state == "person"


class MailServer(Server):
    """A service that answers mail, and sends it by a server of the test's own."""

    def command(self) -> list[str]:
        """Return what starts it."""
        return [*(part.replace("tests.chat_service", "tests.mail.mail_service") for part in super().command())]

    def environment(self) -> dict[str, str]:
        """Return the settings it starts with."""
        return {"SAVIA_MAIL_SMTP_URL": f"smtp://127.0.0.1:{self.smtp_port}", "SAVIA_HUMAN_SERVICE": "open"}

    @property
    def smtp_port(self) -> int:
        """Where the server that sends for it listens."""
        return self.port - 1 if self.port > 1025 else self.port + 1

    def receives(self, raw: bytes) -> None:
        """Let a mail come in."""
        engine = open_engine(f"sqlite:///{self.folder / 'savia.db'}")
        Intake(engine, lambda: datetime.now(UTC), 25_000_000).take(raw, "test")
        engine.dispose()


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[tuple[MailServer, Sink]]:
    """A service that answers mail, with Claire at its desk, and what it has sent."""
    engine = open_engine(f"sqlite:///{tmp_path / 'savia.db'}")
    upgrade(engine)
    desk_agents.add_agent(
        engine, name="Claire", email="claire@exemple.fr", role="agent", password_hash=PASSWORD_HASH, capacity=4,
        now=datetime.now(UTC),
    )  # fmt: skip
    engine.dispose()
    server, sink = MailServer(free_port(), tmp_path), Sink()
    controller = started(sink, server.smtp_port)
    server.start()
    yield server, sink
    server.kill()
    controller.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mail_is_answered_from_its_suggested_reply_by_the_keyboard_alone(
    mailing: tuple[MailServer, Sink], pages: Callable[..., Page], scheme: str
) -> None:
    server, sink = mailing
    claire = Agent(pages(bypass_csp=True, color_scheme=scheme), server, "Claire")
    claire.sign_in()
    asked = f"Bonjour, je voudrais ma facture {HOSTILE}"
    photo = ("ticket.png", "image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"x" * 30_000)
    server.receives(mail_with(photo, ("devis.docx", "application/msword", b"PK"), text=asked))
    expect(claire.page.get_by_role("link", name="Messages laissés (1)")).to_be_visible()
    claire.page.get_by_role("link", name="Messages laissés (1)").press("Enter")
    card = claire.page.locator(".card")
    assert card.get_by_role("link", name="Répondre par e-mail").count() == 0
    card.get_by_role("link", name="Répondre à l'e-mail").press("Enter")

    # What was asked, why it waits and a reply, all of it text; the files of the mail as those of the chat.
    suggestion = claire.page.locator(".suggestion")
    expect(suggestion).to_contain_text("Sujet réservé à une personne.")
    expect(suggestion.locator(".asked")).to_contain_text(HOSTILE)
    assert suggestion.locator("img, b").count() == 0
    assert "perdu" not in claire.page.title()
    expect(claire.page.locator(".message.shopper .file")).to_contain_text("ticket.png")
    expect(claire.page.locator(".message.shopper")).to_contain_text("devis.docx (ni photo ni PDF)")
    expect(claire.page.locator("#reply")).to_be_disabled()
    if AXE.is_file():
        assert claire.breaches() == []

    # The reply is taken into the field, where it can be changed; nothing leaves by itself.
    suggestion.get_by_role("button", name="Prendre la main et reprendre cette réponse").press("Enter")
    field = claire.page.locator("#reply")
    expect(field).to_be_focused()
    expect(field).to_have_value(
        "Bonjour,\n\nVoici comment obtenir votre facture.\n\nBien cordialement,\nLa Maison Claire"
    )
    claire.page.keyboard.press("Enter")
    claire.page.keyboard.type("Claire")
    assert [mail["Subject"] for mail in sink.mails()] == [sink.mails()[0]["Subject"]]  # the acknowledgement alone

    # Taking it again asks before it replaces what was written.
    suggestion.get_by_role("button", name="Reprendre cette réponse").press("Enter")
    expect(claire.page.get_by_role("dialog")).to_contain_text("Remplacer votre texte")
    claire.page.keyboard.press("Escape")
    expect(field).to_have_value(re.compile("La Maison Claire\nClaire$"))
    field.press("Control+Enter")
    expect(claire.page.locator(".message.person .text")).to_have_text(re.compile("La Maison Claire\\s+Claire$"))
    expect(field).to_have_value("")
    claire.page.wait_for_function("() => !document.querySelector('.log .pending')")
    for _ in range(100):
        if len(sink.taken) == 2:
            break
        claire.page.wait_for_timeout(100)
    letter = sink.mails()[-1]
    assert letter["To"] == "lise.moreau@exemple.fr"
    assert letter["In-Reply-To"] == "<files-1@exemple.fr>"
    assert re.fullmatch(r"Re: Photo \[SAV-\d+\]", letter["Subject"])
    assert "La Maison Claire\r\nClaire" in letter.get_content()
    assert claire.complaints == []

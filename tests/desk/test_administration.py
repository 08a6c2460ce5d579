"""What administrators set, and what wrong values are told."""

from typing import Any

import pytest

from actions.store.questions.desk_administration import read_log
from tests.desk.conftest import Desk, Page


@pytest.fixture
async def nadia(desk: Desk) -> Page:
    """An administrator, signed in."""
    return await desk.signed_in("Nadia", role="administrator")


async def test_an_added_agent_signs_in_with_the_password_shown_once(desk: Desk, nadia: Page) -> None:
    added = await nadia.post("agents", {"name": "Paul", "email": "paul@exemple.fr", "role": "agent", "capacity": 3})
    assert added["agent"]["capacity"] == 3
    paul = await desk.page()
    assert await paul.sign_in("Paul", added["password"]) == 200
    assert "password" not in str(await nadia.get("agents"))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"email": "paul@exemple.fr"}, "Écrivez un nom"),
        ({"name": "Paul", "email": "paul"}, "Écrivez une adresse e-mail"),
        ({"name": "Paul", "email": "nadia@exemple.fr"}, "a déjà cette adresse e-mail"),
        ({"name": "Paul", "email": "p@exemple.fr", "role": "chef"}, "Choisissez conseiller ou administrateur"),
        ({"name": "Paul", "email": "p@exemple.fr", "capacity": 0}, "de 1 à 50"),
        ({"name": "Paul", "email": "p@exemple.fr", "salary": 0}, "Champ inconnu\u00a0: salary"),
    ],
)
async def test_a_wrong_agent_is_refused_with_what_to_write(nadia: Page, body: dict[str, Any], told: str) -> None:
    refused = await nadia.post("agents", body, status=None)
    assert refused["status"] in (400, 409)
    assert told in refused["error"]


async def test_a_reset_password_ends_the_sessions(desk: Desk, nadia: Page) -> None:
    claire = await desk.signed_in("Claire")
    reset = await nadia.post(f"agents/{claire.agent.id}/password")
    await claire.get("me", status=401)
    assert await claire.sign_in("Claire", reset["password"]) == 200


async def test_hours_rules_and_closures_are_kept_and_in_force_at_once(desk: Desk, nadia: Page) -> None:
    house = await nadia.get("house")
    assert (house["hours"], house["is_open"]) == ("mon-fri 09:00-18:00", True)
    rules = {**house["rules"], "opening_hours": "mon-fri 14:00-18:00", "automatic_assignment": True}
    closures = [{"day": "2026-12-24", "label": "Inventaire"}]
    changed = await nadia.send("PUT", "house", {"rules": rules, "closures": closures})
    assert changed["is_open"] is False
    assert (await nadia.get("house"))["closures"] == closures
    assert read_log(desk.engine)[0].action == "house_changed"


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"opening_hours": "tous les jours"}, "opening_hours"),
        ({"opening_hours": 9}, "opening_hours"),
        ({"away_after_minutes": 0}, "away_after_minutes"),
        ({"away_after_minutes": "10"}, "away_after_minutes"),
        ({"automatic_assignment": "oui"}, "automatic_assignment"),
        ({"offer_after_minutes": 30}, "expire_after_minutes"),
        ({"colour": "green"}, "colour"),
    ],
)
async def test_a_wrong_rule_is_refused_by_name_and_nothing_is_kept(
    nadia: Page, rules: dict[str, Any], field: str
) -> None:
    before = await nadia.get("house")
    refused = await nadia.send("PUT", "house", {"rules": rules}, status=400)
    assert list(refused["fields"]) == [field]
    assert await nadia.get("house") == before


async def test_canned_replies_are_written_by_administrators_and_read_by_agents(desk: Desk, nadia: Page) -> None:
    body = {"shortcut": "bonjour", "title": "Accueil", "text": "Bonjour {prenom}, je suis {conseiller}."}
    saved = await nadia.post("replies", body)
    claire = await desk.signed_in("Claire")
    (reply,) = (await claire.get("replies"))["replies"]
    assert {name: reply[name] for name in body} == body
    await nadia.send("PUT", f"replies/{saved['reply']['id']}", {**body, "title": "Bienvenue"})
    assert (await claire.get("replies"))["replies"][0]["title"] == "Bienvenue"
    await nadia.send("DELETE", f"replies/{saved['reply']['id']}")
    assert (await claire.get("replies"))["replies"] == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"shortcut": "Bonjour !"}, "en minuscules"),
        ({"text": "Bonjour {nom_du_chien}"}, "La variable {nom_du_chien} n'existe pas"),
        ({"text": "  "}, "Écrivez le texte"),
    ],
)
async def test_a_wrong_canned_reply_is_refused_with_what_to_write(
    nadia: Page, change: dict[str, str], told: str
) -> None:
    body = {"shortcut": "bonjour", "title": "Accueil", "text": "Bonjour.", **change}
    assert told in (await nadia.post("replies", body, status=400))["error"]


async def test_two_canned_replies_cannot_share_a_shortcut(nadia: Page) -> None:
    body = {"shortcut": "bonjour", "title": "Accueil", "text": "Bonjour."}
    await nadia.post("replies", body)
    assert (await nadia.post("replies", body, status=409))["error"] == "Une autre réponse a déjà ce raccourci."


async def test_the_audit_log_is_read_page_by_page_and_by_action(desk: Desk, nadia: Page) -> None:
    for turn in range(3):
        body = {"shortcut": f"r{turn}", "title": "Accueil", "text": "Bonjour."}
        await nadia.post("replies", body)
    entries = (await nadia.get("audit?action=reply_saved"))["entries"]
    assert [(entry["agent"], entry["subject"]) for entry in entries] == [("Nadia", f"r{turn}") for turn in (2, 1, 0)]
    older = (await nadia.get(f"audit?before={entries[0]['id']}"))["entries"]
    assert older[0]["subject"] == "r1"


async def test_an_agent_unlocks_an_order_and_the_log_says_so(desk: Desk) -> None:
    from actions.store.questions.identification import Locked, NotMatched, identify

    claire = await desk.signed_in("Claire")
    for _ in range(3):
        outcome = identify(desk.engine, "FR-1", "x@exemple.fr", desk.clock())
    assert isinstance(outcome, Locked)
    await claire.post("unlock", {"number": "FR-1"})
    assert isinstance(identify(desk.engine, "FR-1", "x@exemple.fr", desk.clock()), NotMatched)
    assert read_log(desk.engine)[0].action == "order_unlocked"

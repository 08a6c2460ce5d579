"""Nothing of the desk answers without a session, a role and a page of our own."""

import pytest
from aiohttp.test_utils import make_mocked_request

from actions.store.questions.desk_administration import read_log
from bot.desk import passwords
from tests.desk.conftest import PASSWORD, Desk

ADDRESSES = [
    ("DELETE", "session"),
    ("GET", "me"),
    ("PUT", "me/presence"),
    ("POST", "me/password"),
    ("POST", "me/codes"),
    ("PUT", "me/codes"),
    ("DELETE", "me/codes"),
    ("GET", "search?q=a"),
    ("GET", "with-assistant"),
    ("GET", "conversations/c1"),
    ("GET", "conversations/c1/messages"),
    ("GET", "conversations/c1/export"),
    ("GET", "conversations/c1/files/f1"),
    ("DELETE", "conversations/c1"),
    ("POST", "conversations/c1/messages"),
    ("POST", "conversations/c1/notes"),
    ("POST", "conversations/c1/take"),
    ("POST", "conversations/c1/release"),
    ("POST", "conversations/c1/transfer"),
    ("POST", "conversations/c1/return"),
    ("POST", "conversations/c1/close"),
    ("POST", "unlock"),
    ("GET", "tasks"),
    ("POST", "tasks/SAV-204511/take"),
    ("GET", "replies"),
    ("POST", "replies"),
    ("PUT", "replies/1"),
    ("DELETE", "replies/1"),
    ("GET", "agents"),
    ("POST", "agents"),
    ("PATCH", "agents/ag_1"),
    ("POST", "agents/ag_1/password"),
    ("GET", "house"),
    ("PUT", "house"),
    ("GET", "audit"),
    ("GET", "webhooks"),
    ("POST", "webhooks"),
    ("PATCH", "webhooks/wh_1"),
    ("DELETE", "webhooks/wh_1"),
    ("GET", "webhooks/wh_1/deliveries"),
    ("POST", "webhooks/wh_1/deliveries/e/retry"),
]
FOR_ADMINISTRATORS = [
    each
    for each in ADDRESSES
    if each[1].split("/")[0] in ("agents", "house", "audit", "webhooks")
    or each == ("DELETE", "conversations/c1")
    or (each[1].startswith("replies") and each[0] != "GET")
]


async def test_every_address_of_the_desk_is_tried_here(desk: Desk) -> None:
    """A new address must be added to ADDRESSES, so that it is tried without a session and without a role."""
    router = desk.server.app.router
    known = {
        (route.method, route.resource.canonical)
        for route in router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/desk/api/") and route.method != "HEAD"
    }
    tried = set()
    for method, path in ADDRESSES:
        found = await router.resolve(make_mocked_request(method, f"/desk/api/{path}"))
        assert found.route.resource is not None, path
        tried.add((method, found.route.resource.canonical))
    assert known - tried == {("POST", "/desk/api/session"), ("GET", "/desk/api/socket")}


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
async def test_no_address_answers_without_a_session(desk: Desk, method: str, path: str) -> None:
    page = await desk.page()
    answer = await page.send(method, path, status=401)
    assert answer["error"] == "Votre session est terminée\u00a0: connectez-vous de nouveau."


async def test_no_page_and_no_socket_opens_without_a_session(desk: Desk) -> None:
    page = await desk.page()
    led = await page.client.get("/desk", allow_redirects=False)
    assert (led.status, led.headers["Location"]) == (303, "/desk/sign-in")
    assert (await page.client.get("/desk/page/main.js")).status == 401
    refused = await page.client.get("/desk/api/socket", headers={"Origin": page.origin})
    assert refused.status == 401


async def test_an_agent_cannot_reach_administration(desk: Desk) -> None:
    await desk.says("c1", "bonjour")
    claire = await desk.signed_in("Claire")
    for method, path in FOR_ADMINISTRATORS:
        answer = await claire.send(method, path, status=403)
        assert answer["error"] == "Cette page est réservée aux administrateurs."


async def test_a_page_of_another_site_changes_nothing_in_an_agents_name(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "un conseiller svp")
    path = "/desk/api/conversations/c1/take"
    attempts = {
        "another origin": {"Origin": "https://pirate.exemple", "X-Savia-CSRF": claire.csrf},
        "no origin": {"X-Savia-CSRF": claire.csrf},
        "no proof": {"Origin": claire.origin},
        "a wrong proof": {"Origin": claire.origin, "X-Savia-CSRF": "0" * 64},
        "an origin that begins like ours": {"Origin": f"{claire.origin}.pirate.exemple", "X-Savia-CSRF": claire.csrf},
    }
    for attempt, headers in attempts.items():
        answer = await claire.client.post(path, json={}, headers=headers)
        assert answer.status == 403, attempt
    assert await desk.state("c1") == ("waiting", None)


async def test_a_page_of_another_site_opens_no_socket_in_an_agents_name(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    for headers in ({"Origin": "https://pirate.exemple"}, {}):
        answer = await claire.client.get("/desk/api/socket", headers={**headers, "Upgrade": "websocket"})
        assert answer.status == 403


async def test_the_cookie_of_a_session_is_for_the_browser_and_our_site_only(desk: Desk) -> None:
    desk.add("Claire")
    page = await desk.page()
    body = {"email": "claire@exemple.fr", "password": PASSWORD}
    answer = await page.client.post("/desk/api/session", json=body, headers={"Origin": page.origin})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/desk" in cookie
    assert "Secure" not in cookie
    behind_https = {"Origin": page.origin, "X-Forwarded-Proto": "https"}
    answer = await page.client.post("/desk/api/session", json=body, headers=behind_https)
    assert "Secure" in answer.headers["Set-Cookie"]


async def test_the_page_forbids_frames_and_scripts_that_are_not_ours(desk: Desk) -> None:
    page = await desk.page()
    answer = await page.client.get("/desk/sign-in")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_an_unknown_e_mail_and_a_wrong_password_get_the_same_answer(desk: Desk) -> None:
    desk.add("Claire")
    page = await desk.page()
    answers = set()
    for email in ("claire@exemple.fr", "personne@exemple.fr"):
        body = {"email": email, "password": "un mauvais mot de passe"}
        answer = await page.client.post("/desk/api/session", json=body, headers={"Origin": page.origin})
        answers.add((answer.status, await answer.text()))
    assert len(answers) == 1


async def test_the_sixth_wrong_password_closes_the_door_for_a_while_even_to_the_right_one(desk: Desk) -> None:
    desk.add("Claire")
    page = await desk.page()
    statuses = [await page.sign_in("Claire", "mauvais") for _ in range(6)]
    assert statuses == [401, 401, 401, 401, 401, 429]
    assert await page.sign_in("Claire") == 429
    desk.clock.move(minutes=16)
    assert await page.sign_in("Claire") == 200


async def test_a_disabled_agent_is_out_at_once(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    nadia = await desk.signed_in("Nadia", role="administrator")
    await nadia.send("PATCH", f"agents/{claire.agent.id}", {"is_disabled": True})
    await claire.get("me", status=401)
    assert await claire.sign_in("Claire") == 401


async def test_the_last_administrator_can_neither_be_disabled_nor_made_an_agent(desk: Desk) -> None:
    nadia = await desk.signed_in("Nadia", role="administrator")
    for change in ({"is_disabled": True}, {"role": "agent"}):
        answer = await nadia.send("PATCH", f"agents/{nadia.agent.id}", change, status=409)
        assert "dernier administrateur" in answer["error"]


async def test_a_session_ends_after_twelve_hours_or_four_unused(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    desk.clock.move(hours=3)
    await claire.get("me")
    desk.clock.move(hours=4, minutes=1)
    await claire.get("me", status=401)
    await claire.sign_in("Claire")
    for _ in range(4):
        desk.clock.move(hours=2, minutes=59)
        await claire.get("me")
    desk.clock.move(hours=2)
    await claire.get("me", status=401)


async def test_signing_out_ends_the_session_on_the_server(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    cookies = {cookie.key: cookie.value for cookie in claire.client.session.cookie_jar}
    await claire.send("DELETE", "session")
    answer = await claire.client.get("/desk/api/me", cookies=cookies)
    assert answer.status == 401


async def test_one_time_codes_are_asked_for_once_confirmed_and_each_serves_once(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    secret = (await claire.post("me/codes"))["secret"]

    def code() -> str:
        return passwords.code_at(secret, int(desk.clock().timestamp()) // 30)

    await claire.send("PUT", "me/codes", {"secret": secret, "code": "000000", "password": PASSWORD}, status=400)
    await claire.send("PUT", "me/codes", {"secret": secret, "code": code(), "password": PASSWORD})
    other = await desk.page()
    assert await other.sign_in("Claire") == 401
    assert await other.sign_in("Claire", code=code()) == 401  # used to confirm
    desk.clock.move(seconds=60)
    assert await other.sign_in("Claire", code=code()) == 200
    assert await other.sign_in("Claire", code=code()) == 401


def test_one_time_codes_are_those_of_rfc_6238() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890", appendix B; its last six digits
    codes = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    for seconds, code in codes.items():
        assert passwords.code_at(secret, seconds // 30) == code
        assert passwords.step_of(secret, code, seconds) == seconds // 30
        assert passwords.step_of(secret, code, seconds + 90) is None


async def test_a_changed_password_ends_the_other_sessions_and_wants_the_present_one(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    elsewhere = await desk.page()
    await elsewhere.sign_in("Claire")
    await claire.post("me/password", {"password": "faux", "new_password": "un-nouveau-mot-de-passe"}, status=403)
    await claire.post("me/password", {"password": PASSWORD, "new_password": "court"}, status=400)
    await claire.post("me/password", {"password": PASSWORD, "new_password": "un-nouveau-mot-de-passe"})
    await claire.get("me")
    await elsewhere.get("me", status=401)
    assert await elsewhere.sign_in("Claire", "un-nouveau-mot-de-passe") == 200


async def test_sign_ins_exports_and_deletions_are_in_the_audit_log(desk: Desk) -> None:
    desk.add("Nadia", role="administrator")
    nadia = await desk.page()
    await nadia.sign_in("Nadia")
    await desk.says("c1", "bonjour")
    stranger = await desk.page()
    await stranger.sign_in("Nadia", "mauvais")
    await nadia.get("conversations/c1/export")
    await nadia.send("DELETE", "conversations/c1")
    await nadia.get("conversations/c1", status=404)
    actions = [(entry.action, entry.agent_name, entry.subject) for entry in read_log(desk.engine)]
    assert actions == [
        ("conversation_deleted", "Nadia", "c1"),
        ("conversation_exported", "Nadia", "c1"),
        ("sign_in_failed", None, "nadia@exemple.fr"),
        ("sign_in", "Nadia", None),
    ]

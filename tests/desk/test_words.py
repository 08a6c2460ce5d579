"""The page has a French word for every code the service can send it."""

import re

import pytest

from actions.law.finding import Flag, OverlayCode, Proof, Remedy, Status
from actions.store.questions.desk_agents import PRESENCES
from actions.store.questions.tickets import KINDS, STATUSES
from bot.conversations import State
from bot.desk import casework
from bot.settings import ROOT

PAGE = ROOT / "bot" / "desk" / "page"
WORDS = (PAGE / "words.js").read_text(encoding="utf-8")


def words_of(name: str) -> set[str]:
    """Return the codes that a table of words.js has."""
    table = re.search(rf"export const {name} = \{{(.*?)\n?\}};", WORDS, re.DOTALL)
    assert table is not None, name
    return set(re.findall(r"(\w+): \"", table[1]))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("REASONS", set(casework.REASONS)),
        ("STATES", {str(state) for state in State}),
        ("PRESENCES", {*PRESENCES, "offline"}),
        ("TICKET_KINDS", set(KINDS)),
        ("TICKET_STATES", set(STATUSES)),
        ("FINDINGS", {str(status) for status in Status}),
        ("OVERLAYS", {str(code) for code in OverlayCode}),
        ("FLAGS", {str(flag) for flag in Flag}),
        ("PROOFS", {str(proof) for proof in Proof}),
        ("REMEDIES", {str(remedy) for remedy in Remedy} | {"refund"}),
    ],
)
def test_each_table_of_words_has_exactly_the_codes_of_the_service(name: str, codes: set[str]) -> None:
    assert words_of(name) == codes


def test_every_action_written_in_the_audit_log_has_its_words() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (PAGE.parent).glob("*.py"))
    logged = set(re.findall(r"\blog\(\s*(?:self\._engine, |engine, )?\"(\w+)\"|_log[(,]\s*\"(\w+)\"", sources))
    logged = {name for names in logged for name in names if name}
    assert logged == words_of("AUDIT")


def test_every_cause_of_a_change_has_its_words() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in (*PAGE.parent.glob("*.py"), *(ROOT / "bot").glob("*.py"), *(ROOT / "actions").glob("*.py"))
    )
    given = set(re.findall(r"cause=\"(\w+)\"", sources)) | set(re.findall(r"offer_person\(\s*\"(\w+)\"", sources))
    given |= {*casework.CAUSE_OF_TAKING.values(), "taken_over", "transferred", "released", "returned", "assigned"}
    given |= {"agent_gone", "expired", "nobody_left", "abandoned", "message_chosen"}
    assert given <= words_of("CAUSES")


def test_nothing_of_the_page_reads_html_or_is_written_in_line() -> None:
    never = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " onclick=", "style=")
    for path in PAGE.glob("*.*"):
        text = path.read_text(encoding="utf-8") if path.suffix in (".js", ".html") else ""
        for forbidden in never:
            assert forbidden not in text, f"{path.name}: {forbidden}"


def test_the_page_writes_french_marks_after_a_non_breaking_space() -> None:
    """In quoted texts anywhere, in templates at their end: inside, a mark may be JavaScript's own."""
    for path in PAGE.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        for text in re.findall(r'"([^"\n]*)"', source):
            assert not re.search(r"[a-zéèàù] [:;?!»]", text), f"{path.name}: {text}"
        assert not re.search(r" [?!:;»]`", source), path.name

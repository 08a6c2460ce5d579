"""The desk's questions, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from actions.store.questions import desk_agents, desk_presence, desk_queue, desk_sessions, desk_webhooks
from actions.store.questions.conversations import (
    Change,
    Draft,
    append_messages,
    change_with_notice,
    open_conversation,
)
from actions.store.questions.desk_search import search
from actions.store.questions.desk_tasks import hold_ticket, tasks
from actions.store.questions.tickets import TicketRequest, open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def add_agent(engine: Engine, name: str, capacity: int = 4) -> str:
    """Add an agent and return their id."""
    return desk_agents.add_agent(
        engine,
        name=name,
        email=f"{name}@exemple.fr",
        role="agent",
        password_hash="x",
        capacity=capacity,
        now=NOW,
    ).id


def add_waiting(engine: Engine, conversation: str, text: str = "bonjour") -> None:
    """Make a conversation that waits."""
    open_conversation(engine, conversation, "chat", NOW)
    append_messages(engine, conversation, [Draft("shopper", text, {})], NOW)
    call = Change("assistant", "waiting", "asked", "assistant")
    assert change_with_notice(engine, conversation, call, None, NOW)[0]


def take(engine: Engine, conversation: str, agent: str) -> str:
    """Try to take a conversation and return what became of it."""
    change = Change("waiting", "person", "taken", "person", agent, by=agent)
    return desk_queue.take(engine, conversation, change, None, NOW, within_capacity=True).outcome


def test_of_eight_takers_at_the_same_instant_one_wins(engine: Engine) -> None:
    agents = [add_agent(engine, f"agent{number}") for number in range(8)]
    for turn in range(25):
        conversation = f"c{turn}"
        add_waiting(engine, conversation)
        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(lambda agent, it=conversation: take(engine, it, agent), agents))
        assert sorted(outcomes) == ["gone"] * 7 + ["taken"]
        winner = agents[outcomes.index("taken")]
        case = desk_queue.find_case(engine, conversation)
        assert case is not None
        assert case.agent == winner
        closing = Change("person", "closed", "solved", "person", by=winner, held_by=winner)
        assert change_with_notice(engine, conversation, closing, None, NOW)[0]


def test_an_agent_who_clicks_on_everything_at_once_gets_their_capacity(engine: Engine) -> None:
    agent = add_agent(engine, "claire", capacity=3)
    conversations = [f"c{number}" for number in range(8)]
    for conversation in conversations:
        add_waiting(engine, conversation)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda it: take(engine, it, agent), conversations))
    assert sorted(outcomes) == ["full"] * 5 + ["taken"] * 3
    assert len(desk_queue.held_cases(engine)) == 3


def test_a_message_meant_for_who_has_the_conversation_is_not_written_for_another(engine: Engine) -> None:
    claire, paul = add_agent(engine, "claire"), add_agent(engine, "paul")
    add_waiting(engine, "c1")
    take(engine, "c1", claire)
    draft = Draft("person", "Bonjour", {})
    assert append_messages(engine, "c1", [draft], NOW, held_by=paul) == ([], False)
    assert append_messages(engine, "c1", [draft], NOW, only_while=("assistant", "waiting")) == ([], False)
    written, _ = append_messages(engine, "c1", [draft], NOW, held_by=claire)
    assert [message.seq for message in written] == [2]


def test_a_refused_change_writes_neither_state_nor_notice(engine: Engine) -> None:
    add_waiting(engine, "c1")
    wrong = Change("person", "closed", "solved", "person")
    assert change_with_notice(engine, "c1", wrong, Draft("notice", "close", {}), NOW) == (False, None)
    case = desk_queue.find_case(engine, "c1")
    assert case is not None
    assert (case.state, case.last_seq) == ("waiting", 1)


def test_lists_tell_why_since_when_and_what_is_unanswered(engine: Engine) -> None:
    claire = add_agent(engine, "claire")
    add_waiting(engine, "c1")
    take(engine, "c1", claire)
    later = NOW + timedelta(minutes=5)
    back = Change("person", "waiting", "released", "person", by=claire, held_by=claire)
    change_with_notice(engine, "c1", back, Draft("notice", "Claire a dû s'absenter.", {}), later)
    append_messages(engine, "c1", [Draft("shopper", "allô ?", {})], later)
    (case,) = desk_queue.waiting_cases(engine)
    assert (case.called_for, case.cause, case.since, case.waits_from) == ("asked", "released", NOW, later)
    assert (case.last_author, case.last_text, case.unanswered_since) == ("shopper", "allô ?", NOW)


def test_how_long_people_had_conversations(engine: Engine) -> None:
    claire = add_agent(engine, "claire")
    for minutes in (4, 10):
        conversation = f"c{minutes}"
        add_waiting(engine, conversation)
        take(engine, conversation, claire)
        closing = Change("person", "closed", "solved", "person", by=claire, held_by=claire)
        change_with_notice(engine, conversation, closing, None, NOW + timedelta(minutes=minutes))
    durations = desk_queue.durations_with_people(engine, NOW - timedelta(days=1))
    assert sorted(durations) == [240.0, 600.0]


def test_two_people_cannot_have_one_e_mail(engine: Engine) -> None:
    add_agent(engine, "claire")
    with pytest.raises(desk_agents.EmailTaken):
        add_agent(engine, "CLAIRE")


def test_guesses_sent_at_once_are_counted_one_by_one(engine: Engine) -> None:
    def guess(_: int) -> datetime | None:
        return desk_sessions.count_attempt(engine, "pair:x", NOW, allowed=5, lock=timedelta(minutes=15))

    with ThreadPoolExecutor(8) as pool:
        refused = [each for each in pool.map(guess, range(20)) if each is not None]
    assert len(refused) == 15
    assert desk_sessions.locked_until(engine, ("pair:x",), NOW) == NOW + timedelta(minutes=15)


def test_a_one_time_code_serves_once_even_to_two_at_the_same_instant(engine: Engine) -> None:
    agent = add_agent(engine, "claire")
    with ThreadPoolExecutor(4) as pool:
        used = list(pool.map(lambda _: desk_agents.use_totp_step(engine, agent, 100), range(4)))
    assert sorted(used) == [False, False, False, True]
    assert not desk_agents.use_totp_step(engine, agent, 99)


def test_a_page_is_known_until_it_is_forgotten(engine: Engine) -> None:
    agent = add_agent(engine, "claire")
    desk_presence.connect(engine, "p1", agent, NOW)
    desk_presence.look_at(engine, "p1", "c1", NOW)
    desk_presence.keep_alive(engine, "p1", NOW + timedelta(seconds=20), is_active=False)
    (page,) = desk_presence.connections(engine)
    assert (page.viewing, page.active_at, page.seen_at) == ("c1", NOW, NOW + timedelta(seconds=20))
    desk_presence.disconnect(engine, "p1", NOW + timedelta(seconds=30))
    desk_presence.forget_connections(engine, NOW + timedelta(seconds=30))
    assert len(desk_presence.connections(engine)) == 1
    desk_presence.forget_connections(engine, NOW + timedelta(minutes=1))
    assert desk_presence.connections(engine) == ()


def test_an_event_is_kept_once_for_a_webhook_and_attempted_by_one_process(engine: Engine) -> None:
    webhook = desk_webhooks.add_webhook(engine, "https://exemple.fr", ["handoff", "message"], NOW)
    add_waiting(engine, "c1")
    happened = desk_webhooks.happenings(engine, NOW)
    assert [each.event for each in happened] == ["handoff", "message"]
    bodies = [(each, "{}") for each in happened]
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda _: desk_webhooks.enqueue(engine, webhook, bodies, NOW, NOW), range(4)))
    assert sum(added) == 2
    with ThreadPoolExecutor(4) as pool:
        claims = pool.map(lambda _: desk_webhooks.claim_due(engine, NOW, NOW + timedelta(minutes=2)), range(4))
        assert sum(len(claimed) for claimed in claims) == 2


def test_words_are_found_whatever_their_accents(engine: Engine) -> None:
    add_waiting(engine, "c1", "L'évacuation FUIT, à côté du cœur")
    for words in ("evacuation", "Évacuation fuit", "cote"):
        assert [found.conversation_id for found in search(engine, words)] == ["c1"], words
    assert search(engine, "congelateur") == []


def test_a_ticket_has_one_holder_at_a_time(engine: Engine) -> None:
    claire, paul = add_agent(engine, "claire"), add_agent(engine, "paul")
    number = open_ticket(engine, TicketRequest(kind="message", message="Rappelez-moi"), NOW).number
    for holder in (claire, paul, None):
        hold_ticket(engine, number, holder, NOW)
        assert [task.agent_id for task in tasks(engine)] == [holder]

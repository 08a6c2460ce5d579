"""The dialogue is appended to the database, read back by session, and never written by two at once."""

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions.store.conversation_tables import tracker_events
from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.questions.dialogue import ConcurrentWriter, DialogueLog
from bot.engine.tracker_store import LONGEST_SESSION, SessionTrackerStore

DOMAIN = Domain.from_yaml(
    """
intents: [greet]
slots:
  model:
    type: any
    influence_conversation: false
    mappings: [{type: custom}]
"""
)


@pytest.fixture
def store(tmp_path: Path) -> SessionTrackerStore:
    engine = open_engine(f"sqlite:///{tmp_path}/dialogue.db")
    upgrade(engine)
    return SessionTrackerStore(DOMAIN, DialogueLog(engine))


def said(text: str) -> UserUttered:
    return UserUttered(text, {"name": "greet", "confidence": 1.0})


async def greeted(store: SessionTrackerStore) -> DialogueStateTracker:
    """Return the conversation `a`, in which one message was said and kept."""
    tracker = await store.get_or_create_tracker("a", append_action_listen=False)
    tracker.update_with_events([said("bonjour")], DOMAIN)
    await store.save(tracker)
    return tracker


async def test_a_new_conversation_has_no_dialogue(store: SessionTrackerStore) -> None:
    assert await store.retrieve("nobody") is None


async def test_what_was_said_is_found_again(store: SessionTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("a", append_action_listen=False)
    tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted(), said("bonjour")], DOMAIN)
    await store.save(tracker)

    found = await store.retrieve("a")

    assert found is not None
    assert [event.text for event in found.events if isinstance(event, UserUttered)] == ["bonjour"]


async def test_only_the_current_session_is_read(store: SessionTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("a", append_action_listen=False)
    tracker.update_with_events([SessionStarted(), said("hier"), SessionStarted(), said("aujourd'hui")], DOMAIN)
    await store.save(tracker)

    found = await store.retrieve("a")

    assert found is not None
    assert [event.text for event in found.events if isinstance(event, UserUttered)] == ["aujourd'hui"]


async def test_a_second_writer_is_refused_and_nothing_is_lost(store: SessionTrackerStore) -> None:
    first = await store.get_or_create_tracker("a", append_action_listen=False)
    second = await store.get_or_create_tracker("a", append_action_listen=False)
    first.update_with_events([SessionStarted(), said("premier")], DOMAIN)
    second.update_with_events([SessionStarted(), said("second")], DOMAIN)
    await store.save(first)

    with pytest.raises(ConcurrentWriter):
        await store.save(second)

    found = await store.retrieve("a")
    assert found is not None
    assert [event.text for event in found.events if isinstance(event, UserUttered)] == ["premier"]


async def test_a_long_session_is_cut_and_its_state_carried_over(store: SessionTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("a", append_action_listen=False)
    tracker.update_with_events([SessionStarted(), SlotSet("model", "VX2")], DOMAIN)
    tracker.update_with_events([said(f"message {number}") for number in range(LONGEST_SESSION)], DOMAIN)
    await store.save(tracker)

    cut = await store.retrieve("a")
    assert cut is not None
    assert cut.get_slot("model") == "VX2"
    assert not [event for event in cut.events if isinstance(event, UserUttered)]

    cut.update(said("et après ?"), DOMAIN)
    await store.save(cut)
    again = await store.retrieve("a")
    assert again is not None
    assert again.get_slot("model") == "VX2"
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["et après ?"]


async def test_a_failing_database_is_an_error_not_an_empty_conversation(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/empty.db")  # no table was made

    with pytest.raises(Exception, match="no such table"):
        await SessionTrackerStore(DOMAIN, DialogueLog(engine)).retrieve("a")


async def test_what_another_process_wrote_is_not_missed(store: SessionTrackerStore) -> None:
    other = SessionTrackerStore(DOMAIN, store._log)
    await greeted(store)
    elsewhere = await other.retrieve("a")
    assert elsewhere is not None
    elsewhere.update_with_events([said("rebonjour")], DOMAIN)
    await other.save(elsewhere)

    found = await store.retrieve("a")

    assert found is not None
    assert [event.text for event in found.events if isinstance(event, UserUttered)] == ["bonjour", "rebonjour"]


async def test_a_turn_that_fails_half_way_leaves_nothing_behind(store: SessionTrackerStore) -> None:
    await greeted(store)
    failing = await store.retrieve("a")
    assert failing is not None
    failing.update_with_events([said("perdu")], DOMAIN)

    found = await store.retrieve("a")

    assert found is not None
    assert [event.text for event in found.events if isinstance(event, UserUttered)] == ["bonjour"]


async def test_an_erased_conversation_is_forgotten(store: SessionTrackerStore) -> None:
    await greeted(store)
    with store._log._engine.begin() as connection:
        connection.execute(tracker_events.delete())

    assert await store.retrieve("a") is None


async def test_what_a_turn_remembers_is_left_to_who_writes_its_answers(store: SessionTrackerStore) -> None:
    store.begin_turn("a", 0)
    await greeted(store)
    again = await store.retrieve("a")
    assert again is not None
    again.update_with_events([said("et ma commande ?")], DOMAIN)
    await store.save(again)
    remembered = store.end_turn("a")

    assert (remembered.position, [kind for kind, _ in remembered.events]) == (0, ["user", "user"])
    assert await store.retrieve("a") is None  # nobody wrote it: it is as if nothing had been said


async def test_a_turn_that_was_written_goes_on_from_memory(store: SessionTrackerStore) -> None:
    store.begin_turn("a", 0)
    tracker = await greeted(store)
    remembered = store.end_turn("a")
    store._log.append("a", remembered.position, list(remembered.events))

    store.begin_turn("a", 1)

    assert await store.retrieve("a") is tracker

"""An action that fails: an apology with an identifier, the offer of a person, and the conversation goes on."""

import logging
import re
from typing import Any

import pytest

from bot.app import Service
from tests.conversations.conftest import say
from tests.conversations.test_conversations import fact


@pytest.fixture
def break_action(service: Service, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that makes one action fail for the length of a test."""

    def broken(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        raise RuntimeError("the shop's database has just gone away")

    actions = service.assistant._processor.action_endpoint._executor.actions
    return lambda name: monkeypatch.setitem(actions, name, broken)


def test_the_shopper_gets_an_apology_with_the_identifier_of_the_log(
    service: Service, break_action: Any, caplog: pytest.LogCaptureFixture
) -> None:
    break_action("action_track_order")

    with caplog.at_level(logging.ERROR):
        answers = say(service, "broken once", "suivi commande NL-2026-0002 julie.armand@exemple.fr")

    incident = fact(answers, "incident")
    assert re.fullmatch(r"[0-9a-f]{8}", incident)
    assert incident in answers[0].text
    assert "conseiller" in answers[0].text
    assert fact(answers, "handoff.status") == "offered"
    assert incident in caplog.text
    assert "julie.armand" not in caplog.text


def test_the_conversation_goes_on_after_a_failure(service: Service, break_action: Any) -> None:
    break_action("action_track_order")
    say(service, "broken, then on", "suivi commande NL-2026-0002 julie.armand@exemple.fr")

    answers = say(service, "broken, then on", "combien de temps dure la garantie légale ?")

    assert "L217-3" in answers[0].text


def test_a_failure_once_the_details_are_given_leaves_the_form(service: Service, break_action: Any) -> None:
    say(service, "broken at the end of a form", "où est mon colis ?")
    break_action("action_track_order")
    failed = say(service, "broken at the end of a form", "NL-2026-0002 julie.armand@exemple.fr")

    answers = say(service, "broken at the end of a form", "je veux parler à un conseiller")

    assert fact(failed, "incident")
    assert fact(answers, "handoff.status") == "queued"


def test_a_failing_validation_does_not_lock_the_shopper_in_the_form(service: Service, break_action: Any) -> None:
    say(service, "broken validation", "où est mon colis ?")
    break_action("validate_details_form")
    failed = say(service, "broken validation", "NL-2026-0002")

    answers = say(service, "broken validation", "je veux parler à un conseiller")

    assert fact(failed, "incident")
    assert fact(answers, "handoff.status") == "queued" or fact(answers, "incident")

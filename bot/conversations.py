"""The states of a conversation and who may speak in each. Pure: no clock, no database."""

from enum import StrEnum


class State(StrEnum):
    """Who has the conversation."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    PERSON = "person"
    CLOSED = "closed"


class Author(StrEnum):
    """Who wrote a message; a notice is written by the service itself."""

    SHOPPER = "shopper"
    ASSISTANT = "assistant"
    PERSON = "person"
    NOTICE = "notice"


class IllegalChange(ValueError):
    """A conversation cannot go from one state to another this way."""

    def __init__(self, before: State, after: State) -> None:
        super().__init__(f"a conversation cannot go from {before} to {after}")


# Waiting ends in taken (person), expired or abandoned (assistant), or closed. A person who has a conversation hands it
# to another (person again), gives it back to the queue or to the assistant, or closes it; they may step in anywhere.
CHANGES = {
    State.ASSISTANT: {State.WAITING, State.PERSON, State.CLOSED},
    State.WAITING: {State.PERSON, State.ASSISTANT, State.CLOSED},
    State.PERSON: {State.PERSON, State.ASSISTANT, State.WAITING, State.CLOSED},
    State.CLOSED: {State.ASSISTANT, State.WAITING, State.PERSON},
}

ASSISTANT_SPEAKS = (State.ASSISTANT, State.WAITING)


def check_change(before: State, after: State) -> None:
    """Raise IllegalChange unless the conversation may go from one state to the other."""
    if after not in CHANGES[before]:
        raise IllegalChange(before, after)


def assistant_may_speak(state: State) -> bool:
    """Tell whether the assistant answers: never while a person has the conversation."""
    return state in ASSISTANT_SPEAKS

"""What a shopper who waits for a person may choose: to go on waiting, to leave a message, to give up. Pure."""

from enum import StrEnum

from actions.french import fold


class Choice(StrEnum):
    """One way to go on; each has a title that can be clicked or typed, and a sentence in notices.yml."""

    WAIT = "wait"
    MESSAGE = "message"
    LEAVE = "leave"


TITLES = {
    Choice.WAIT: "Continuer d'attendre",
    Choice.MESSAGE: "Laisser un message",
    Choice.LEAVE: "Ne plus attendre",
}
# How the waiting ends by each choice that ends it, as kept with the change of state.
CAUSES = {Choice.MESSAGE: "message_chosen", Choice.LEAVE: "abandoned"}


def choice_of(text: str) -> Choice | None:
    """Return the choice whose title a message is, whatever its case, accents and final mark; None for another."""
    said = fold(text).strip(" .!")
    return next((choice for choice, title in TITLES.items() if fold(title) == said), None)


def buttons(*choices: Choice) -> list[dict[str, str]]:
    """Return the buttons of some choices."""
    return [{"title": TITLES[choice], "payload": TITLES[choice]} for choice in choices]

"""What the shopper says in every measurement, and by which words the answer is known to be right.

Read by the load tool too, in an environment of its own: nothing but the standard library here.
"""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

WEBHOOK = "/webhooks/rest/webhook"
TURNS = 9  # of a conversation under load: the identification, then eight questions


@dataclass(frozen=True)
class Question:
    """A message, and the words that every right answer to it holds."""

    text: str
    right: tuple[str, ...]


DELIVERED = ("Votre commande SV-1001 a été livrée le", "par Mondial Relay")
COVERED = ("Oui, c'est encore sous garantie.", "couvert par la garantie légale de conformité jusqu'au")

# Worded so that both sides understand them after a short training: what understands best is measured elsewhere.
# The demonstration's order SV-1001: a vacuum cleaner delivered eight months ago, under the legal guarantee.
# The opening is right when the order was found: who understands less of it only asks what is wanted.
IDENTITY = Question("où en est ma commande SV-1001, mail camille.perrin@exemple.fr", ("commande SV-1001",))
QUESTIONS = (
    Question("quand est-ce que mon colis arrive ?", DELIVERED),
    Question("et la garantie, jusqu'à quand ?", COVERED),
    Question("suivi de ma commande", DELIVERED),
)


def conversation(turns: int) -> Iterator[Question]:
    """Yield the identification, then the questions in turn, `turns` messages in all."""
    return itertools.islice(itertools.chain([IDENTITY], itertools.cycle(QUESTIONS)), turns)


def said(answers: list[dict[str, Any]]) -> str:
    """Return the text of an answer in one line; non-breaking spaces as they are."""
    return " ".join(each["text"] for each in answers if each.get("text"))


def is_right(question: Question, answers: list[dict[str, Any]]) -> bool:
    """Tell whether an answer of the REST webhook is the right one."""
    text = said(answers)
    return all(words in text for words in question.right)


class Talk:
    """One conversation on one connection kept open."""

    def __init__(self, address: str, sender: str, timeout: float = 120) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=timeout)
        self._sender = sender

    def say(self, message: str) -> list[dict[str, Any]]:
        """Send a message and return the answer; raises OSError when nobody listens, ValueError when it is no JSON."""
        body = json.dumps({"sender": self._sender, "message": message})
        self._connection.request("POST", WEBHOOK, body, {"Content-Type": "application/json"})
        answers: list[dict[str, Any]] = json.loads(self._connection.getresponse().read())
        return answers

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

"""The frames between a shop page and the service: their names, their fields and their limits. Pure.

Twin of widget/protocol.js; a test compares them. A frame is a JSON object whose `type` is its name.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from actions.store.questions.conversations import Message

# A field ending in ? may be absent.
FROM_SHOPPER: dict[str, tuple[str, ...]] = {
    "hello": ("token?", "after?", "page?", "user?"),
    "say": ("client_id", "text", "files?"),
    "typing": ("on",),
    "read": ("seq",),
    "rate": ("client_id", "score", "comment?"),
    "ping": (),
}
FROM_SERVICE: dict[str, tuple[str, ...]] = {
    "welcome": ("token", "conversation", "seq", "read", "state", "notice"),
    "message": ("seq", "author", "author_name", "text", "buttons", "facts", "files", "at", "client_id?"),
    "ack": ("client_id", "seq"),
    "typing": ("author", "on"),
    "state": ("state", "position?", "estimate_minutes?"),
    "read": ("seq", "author"),
    "error": ("code", "text", "client_id?"),
    "pong": (),
}
LONGEST_TEXT = 4000  # characters
LONGEST_CLIENT_ID = 100
LARGEST_FILE = 10 * 1024 * 1024  # bytes
MOST_FILES = 5  # in one message
FILE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")

NOTICE = (
    "Vous échangez avec un assistant automatique, pas avec une personne. "
    "Vous pouvez demander un conseiller à tout moment."
)
ERRORS = {
    "malformed": "Votre navigateur a envoyé un message que nous n'avons pas pu lire. Rechargez la page et réessayez.",
    "empty": "Ce message est vide. Écrivez votre question ou joignez une photo.",
    "too_long": "Votre message est trop long\u00a0: 4\u00a0000 caractères au plus. Envoyez-le en plusieurs fois.",
    "too_many_files": "Cinq fichiers au plus par message. Envoyez les autres dans un second message.",
    "unknown_file": "Ce fichier n'est plus disponible. Joignez-le de nouveau.",
    "too_fast": "Vous écrivez très vite\u00a0! Patientez quelques secondes, puis réessayez.",
    "no_session": "Votre session a expiré. Rechargez la page pour reprendre la conversation.",
    "score": "Choisissez une note de 1 à 5.",
    "unavailable": "Un incident nous empêche de répondre. Votre message est conservé\u00a0; réessayez dans un instant.",
}

Frame = dict[str, Any]


class BadFrame(ValueError):
    """A frame that cannot be used; `code` is one of ERRORS."""

    def __init__(self, code: str, client_id: str | None = None) -> None:
        super().__init__(ERRORS[code])
        self.code, self.client_id = code, client_id

    def as_frame(self) -> Frame:
        """Return what the shopper is told."""
        about = {} if self.client_id is None else {"client_id": self.client_id}
        return {"type": "error", "code": self.code, "text": str(self), **about}


@dataclass(frozen=True)
class Say:
    """A message of the shopper; `files` are ids of files sent before."""

    client_id: str
    text: str
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rate:
    """How satisfied the shopper is."""

    client_id: str
    score: int
    comment: str | None = None


def read_frame(text: str) -> Frame:
    """Return a frame of the shopper whose name is known and whose required fields are there; raises BadFrame."""
    try:
        frame = json.loads(text)
    except ValueError as error:
        raise BadFrame("malformed") from error
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str) or frame["type"] not in FROM_SHOPPER:
        raise BadFrame("malformed")
    if any(name not in frame for name in FROM_SHOPPER[frame["type"]] if not name.endswith("?")):
        raise BadFrame("malformed", _client_id(frame))
    return frame


def read_say(frame: Frame) -> Say:
    """Return a message of the shopper, its size checked; raises BadFrame."""
    client_id, text, files = _client_id(frame), frame.get("text"), frame.get("files") or []
    if client_id is None or not isinstance(text, str) or not isinstance(files, list):
        raise BadFrame("malformed", client_id)
    if not all(isinstance(each, str) for each in files):
        raise BadFrame("malformed", client_id)
    text = _storable(text)
    if not text.strip() and not files:
        raise BadFrame("empty", client_id)
    if len(text) > LONGEST_TEXT:
        raise BadFrame("too_long", client_id)
    if len(files) > MOST_FILES:
        raise BadFrame("too_many_files", client_id)
    return Say(client_id, text, files)


def read_rate(frame: Frame) -> Rate:
    """Return a rating; raises BadFrame."""
    client_id, score, comment = _client_id(frame), frame.get("score"), frame.get("comment")
    if client_id is None or not (comment is None or isinstance(comment, str)):
        raise BadFrame("malformed", client_id)
    if not isinstance(score, int) or isinstance(score, bool) or not 1 <= score <= 5:
        raise BadFrame("score", client_id)
    return Rate(client_id, score, _storable(comment)[:LONGEST_TEXT] if comment else None)


def message_frame(message: Message) -> Frame:
    """Return a kept message as the shop page receives it."""
    payload = message.payload
    about = {} if message.client_id is None else {"client_id": message.client_id}
    return {
        "type": "message",
        "seq": message.seq,
        "author": message.author,
        "author_name": message.author_name,
        "text": message.text,
        "buttons": payload.get("buttons", []),
        "facts": payload.get("facts", {}),
        "files": payload.get("files", []),
        "at": message.at.isoformat(),
        **about,
    }


def _client_id(frame: Frame) -> str | None:
    given = frame.get("client_id")
    return given if isinstance(given, str) and 0 < len(given) <= LONGEST_CLIENT_ID else None


def _storable(text: str) -> str:
    """Drop what no database keeps: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")

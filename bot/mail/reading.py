"""Reads a mail: bytes in, a `Mail` out, whatever program wrote it; or `Unreadable` with the reason. Pure.

Nothing is unpacked, fetched or run. What costs more than a mail of a person may is refused before it is parsed.
"""

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from bot.mail import headers
from bot.mail.html_text import text_of_html
from bot.mail.quotes import split_reply

LARGEST_HEADERS = 256 * 1024
MOST_PARTS = 100
DEEPEST = 20
LONGEST_TEXT = 400_000  # bytes of the text parts that are read, all together
LONGEST_NAME = 150  # characters of the name of a file
BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
NESTED = re.compile(rb"message/rfc822", re.IGNORECASE)
UNFLOWED = re.compile(r"(?<!\n--) \n(?!>|-- \n)")


class Unreadable(ValueError):
    """A mail that is refused; the message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail, as it calls itself; `content` is None for a mail in a mail and for broken code.

    `is_inline` when the text shows it in its midst.
    """

    name: str
    type: str
    content: bytes | None = field(default=None, repr=False)
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the rest of the room sees it. `headers` holds all of them by lower-case name, in order."""

    headers: tuple[tuple[str, str], ...]
    message_id: str | None
    sender: str | None
    sender_name: str
    is_plain_sender: bool
    subject: str
    references: tuple[str, ...]
    new_text: str
    quoted_text: str
    is_forward: bool
    content_type: str
    attachments: tuple[Attachment, ...]

    def header(self, name: str) -> str:
        """Return the first header of a name, empty when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Return every header of a name, from the top."""
        return [value for known, value in self.headers if known == name]


def read(raw: bytes, largest: int) -> Mail:
    """Read a mail of at most `largest` bytes; raises Unreadable."""
    message = parse(raw, largest)
    names = tuple((name.lower(), headers.decoded(str(value))) for name, value in message.raw_items())
    sender, name, is_plain = _sender(message)
    found = _Content(_Left())
    try:
        found.take(message, 0)
    except RecursionError as error:
        raise Unreadable("its parts are nested too deeply") from error
    parts = split_reply(found.text)
    ids = headers.identifiers(*_values(message, "message-id"))
    answered = headers.identifiers(*_values(message, "references"), *_values(message, "in-reply-to"))
    return Mail(
        headers=names,
        message_id=ids[0] if ids else None,
        sender=sender,
        sender_name=name,
        is_plain_sender=is_plain,
        subject=headers.decoded(next(iter(_values(message, "subject")), "")),
        references=tuple(each for each in answered if not ids or each != ids[0]),
        new_text=parts.new,
        quoted_text=parts.quoted,
        is_forward=parts.is_forward,
        content_type=message.get_content_type(),
        attachments=tuple(found.attachments),
    )


def headers_alone(raw: bytes) -> bytes:
    """Return a mail without what it says: what is left when its body makes the reader fail."""
    return raw[: _end_of_headers(raw)] + b"\r\n\r\n"


def parse(raw: bytes, largest: int) -> Message:
    """Return the message of some bytes; raises Unreadable for what is too large or made to be costly."""
    if len(raw) > largest:
        raise Unreadable(f"it is larger than {largest // (1024 * 1024)} MB")
    if not raw.strip():
        raise Unreadable("it is empty")
    if _end_of_headers(raw) > LARGEST_HEADERS:
        raise Unreadable("its headers are too long")
    if len(BOUNDARY.findall(raw)) > MOST_PARTS or len(NESTED.findall(raw)) > MOST_PARTS:
        raise Unreadable("it has too many parts")
    try:
        message = message_from_bytes(raw)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable("its form cannot be read") from error
    if not message.keys():
        raise Unreadable("it has no headers")
    return message


def _end_of_headers(raw: bytes) -> int:
    end = re.search(rb"\r?\n\r?\n", raw)
    return end.start() if end else len(raw)


def _values(message: Message, name: str) -> list[str]:
    return [str(value) for known, value in message.raw_items() if known.lower() == name]


def _sender(message: Message) -> tuple[str | None, str, bool]:
    """Return the sender; two From headers are read as the first one and not believed."""
    given = _values(message, "from")
    if not given:
        return None, "", False
    address, name, is_plain = headers.sender_of(given[0])
    return address, name, is_plain and len(given) == 1


@dataclass
class _Left:
    """How many parts, and bytes of text, of one mail may still be read."""

    parts: int = MOST_PARTS
    text: int = LONGEST_TEXT


class _Content:
    """Gathers the text of a message and what is attached to it."""

    def __init__(self, left: _Left) -> None:
        self.texts: list[str] = []
        self.attachments: list[Attachment] = []
        self._left = left

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in self.texts if text.strip())

    def take(self, part: Message, depth: int) -> None:
        self._left.parts -= 1
        if self._left.parts < 0 or depth > DEEPEST:
            raise Unreadable("it has too many parts")
        kind, payload = part.get_content_type(), part.get_payload()
        inner = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
        if kind == "multipart/alternative" and inner:
            self._take_best(inner, depth)
        elif kind.startswith("multipart/") and inner:
            for each in inner:
                self.take(each, depth + 1)
        elif kind in ("text/plain", "text/html") and not _is_attached(part):
            content = (_decoded(part) or b"")[: self._left.text]
            self._left.text -= len(content)
            self.texts.append(_text(part, kind, content))
        else:
            self._attach(part, kind)

    def _take_best(self, alternatives: list[Message], depth: int) -> None:
        """Take one version of the text: the plain one when it says something, else the richest that does."""
        versions = []
        for each in alternatives:
            version = _Content(self._left)
            version.take(each, depth + 1)
            versions.append(version)
        if not versions:
            return
        plain = [version for version in versions if version.text.strip()]
        chosen = plain[0] if plain else versions[-1]
        self.texts += chosen.texts
        for version in versions:
            self.attachments += version.attachments

    def _attach(self, part: Message, kind: str) -> None:
        try:
            name = headers.decoded(str(part.get_filename() or ""))[:LONGEST_NAME]
            is_inline = bool(part.get("Content-ID")) and part.get_content_disposition() != "attachment"
        except (ValueError, LookupError, TypeError):
            name, is_inline = "", False
        self.attachments.append(Attachment(name, kind, _decoded(part), is_inline))


def _is_attached(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except (ValueError, LookupError, TypeError):
        return False


def _decoded(part: Message) -> bytes | None:
    """Return the bytes of a part; None for a part made of parts, or when they cannot be decoded."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError):
        return None
    return content if isinstance(content, bytes) else None


def _text(part: Message, kind: str, content: bytes) -> str:
    try:
        charset = part.get_param("charset")
    except (ValueError, LookupError, TypeError):
        charset = None
    text = headers.best_text(content, charset if isinstance(charset, str) else None)
    if kind == "text/html":
        return text_of_html(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNFLOWED.sub(" ", text) if str(part.get_param("format") or "").lower() == "flowed" else text

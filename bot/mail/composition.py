"""Writes replies: the question cited, the answer, the ticket, that it is automatic and how to reach a person. Pure.

Replies go to the address in From and nowhere else, and carry what keeps other machines from answering (RFC 3834).
"""

import re
import secrets
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from bot.assistant import Reply
from bot.mail.paragraphs import without_addresses
from bot.mail.texts import text

WIDTH = 76
LONGEST_CITED = 400
LONGEST_SUBJECT = 150
PERSON_TITLE = "Parler à un conseiller"
OFFER = re.compile(r"\s*(?:Souhaitez-vous|Voulez-vous|Préférez-vous)[^.!?]*\?\s*$")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
TICKET_IN_SUBJECT = re.compile(r"\[?\b(SAV[- ]?\d{4,12})\b\]?", re.IGNORECASE)
REPLY_PREFIX = re.compile(r"^\s*(?:(?:re|ré|rép|tr|fw|fwd|wg|aw)\s?(?:\[\d+\])?\s?:\s*)+", re.IGNORECASE)
SMTP = policy.SMTP.clone(cte_type="7bit", max_line_length=78)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the shop, its address, and how its people are reached."""

    shop: str
    address: str
    phone: str

    @property
    def domain(self) -> str:
        """The domain of the identifiers of our mails."""
        return self.address.rpartition("@")[2] or "localhost"


@dataclass(frozen=True, slots=True)
class Answered:
    """The mail that is answered, as far as the reply's headers need it."""

    recipient: str
    subject: str
    message_id: str | None
    references: Sequence[str]


def new_message_id(sender: Sender) -> str:
    """Return an identifier that no other mail has."""
    return f"<savia.{secrets.token_hex(16)}@{sender.domain}>"


def bare_subject(subject: str) -> str:
    """Return a subject without `Re:` and the ticket's number."""
    return " ".join(REPLY_PREFIX.sub("", TICKET_IN_SUBJECT.sub("", subject)).split())


def ticket_in(subject: str) -> str | None:
    """Return the ticket number in a subject."""
    found = TICKET_IN_SUBJECT.search(subject)
    return found[1] if found else None


def paragraphs_of(replies: Sequence[Reply]) -> list[str]:
    """Return what the assistant said as it is written in a letter: choices become a list, offers to click go."""
    said: list[str] = []
    for reply in replies:
        titles = [button["title"] for button in reply.buttons]
        if titles == [PERSON_TITLE]:
            continue
        words = OFFER.sub("", reply.text).strip() if titles else reply.text.strip()
        asks = titles and words.endswith("?")
        if asks:
            words += "\n" + "\n".join(f"- {title}" for title in titles)
        if words and words not in said:
            said.append(words)
    return said


def automatic_reply(
    sender: Sender, answered: Answered, message_id: str, at: datetime, ticket: str, paragraphs: Sequence[str],
    cited: Sequence[str] = (), *, closing: str = "automatic",
) -> bytes:  # fmt: skip
    """Return a complete automatic reply; `closing` is the sentence of texts.yml that says that it is automatic."""
    phone = text("phone", phone=sender.phone) if sender.phone else ""
    calling = text("calling", phone=sender.phone) if sender.phone else ""
    blocks = [text("greeting"), *_citation(cited), *paragraphs]
    named = "ticket_of_exchange" if TICKET_IN_SUBJECT.search(" ".join(paragraphs)) else "ticket"
    blocks += [text(named, ticket=ticket)] if ticket else []
    blocks += [text(closing, phone=phone, calling=calling), text("signature", shop=sender.shop)]
    message = _letter(sender, answered, message_id, at, ticket)
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message["Precedence"] = "auto_reply"
    return _complete(message, blocks)


def person_reply(sender: Sender, answered: Answered, message_id: str, at: datetime, ticket: str, words: str) -> bytes:
    """Return a complete mail with what an agent wrote."""
    return _complete(_letter(sender, answered, message_id, at, ticket), [words.strip()])


def _letter(sender: Sender, answered: Answered, message_id: str, at: datetime, ticket: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender.shop, addr_spec=sender.address)
    message["To"] = _recipient(answered.recipient)
    subject = bare_subject(answered.subject)[:LONGEST_SUBJECT] or text("subject")
    message["Subject"] = f"Re: {subject}{f' [{ticket}]' if ticket else ''}".strip()
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(at)
    if answered.message_id:
        message["In-Reply-To"] = answered.message_id
        # Identifiers come from outside: only well-formed ones are here, and the line stays short.
        message["References"] = " ".join([*answered.references[-9:], answered.message_id])
    return message


def _recipient(address: str) -> Address | str:
    """Return an address for a header: some that people really have (`a..b@exemple.fr`) are outside the grammar."""
    try:
        return Address(addr_spec=address)
    except (ValueError, MessageError):
        return address


def _complete(message: EmailMessage, blocks: Sequence[str]) -> bytes:
    body = "\n\n".join(_wrapped(block) for block in blocks)
    message.set_content(body + "\n", charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = "fr"
    return message.as_bytes(policy=SMTP)


def _citation(cited: Sequence[str]) -> list[str]:
    """Cite what was asked, without links or addresses: nobody can have us mail their text to somebody else."""
    words = " ".join(
        LINK.sub("[lien]", without_addresses(" ".join(each[: 2 * LONGEST_CITED].split()))) for each in cited
    )
    if not words:
        return []
    shortened = textwrap.shorten(words, LONGEST_CITED, placeholder=" […]")
    shortened = re.sub(r" (?=[?!:;»])", "\u00a0", shortened)  # no line begins with them
    lines = textwrap.wrap(shortened, WIDTH - 2, break_long_words=True, break_on_hyphens=False)
    return [text("cited") + "\n" + "\n".join(f"> {line}" for line in lines)]


def _wrapped(block: str) -> str:
    """Wrap long lines; addresses of pages stay whole, and non-breaking spaces hold."""
    lines = []
    for line in block.split("\n"):
        if line.startswith("> ") or len(line) <= WIDTH:
            lines.append(line)
        else:
            lines += textwrap.wrap(
                line.replace("\u00a0", "\ue000"), WIDTH, break_long_words=False, break_on_hyphens=False
            )
    return "\n".join(lines).replace("\ue000", "\u00a0")

"""What must never be answered by a machine, so that no loop ever starts (RFC 3834). Pure.

Each guard has a name, kept with the mail. Programs' own replies are set aside; what a person may have written, but must
not be answered alone, goes to the desk in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from actions.french import fold
from bot.mail.authenticity import Belief
from bot.mail.headers import addresses
from bot.mail.reading import Mail


class Treatment(StrEnum):
    """What a guard wants done with a mail."""

    SET_ASIDE = "set_aside"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Guard:
    """Why a mail gets no automatic reply."""

    name: str
    treatment: Treatment


AUTOMATIC_SENDERS = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|postmaster|majordomo|listserv|bounces?|double-bounce)(?:[+@]|$)", re.IGNORECASE
)
NO_REPLY = re.compile(
    r"^(?:[a-z0-9._-]*[._-])?(?:no[._-]?reply|do[._-]?not[._-]?reply|ne[._-]?pas[._-]?repondre|pas[._-]?de[._-]?reponse|"
    r"sans[._-]?reponse|notifications?|auto[._-]?(?:confirm|reply|mailer)|alerts?)(?:[._+-][a-z0-9._+-]*)?@",
    re.IGNORECASE,
)
AUTOREPLY_HEADERS = (
    "x-autoreply", "x-autorespond", "x-autoresponse", "x-autoresponder", "x-auto-reply-from", "x-autoreply-from",
    "x-mail-autoreply", "x-ms-exchange-generated-message-source", "x-facebook-notify", "x-failed-recipients",
)  # fmt: skip
AUTOREPLY_SUBJECT = re.compile(
    r"^(?:(?:re|tr|fwd?|rep)\s?:\s*)*(?:reponse automatique|message automatique d'absence|absence du bureau|"
    r"absent(?:e)? du bureau|automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|"
    r"undelivered mail|undeliverable|delivery status notification|mail delivery (?:failed|subsystem)|"
    r"returned mail|failure notice)\b"
)
# What a server says of a mail, and a shopper of a parcel: a person looks.
PERHAPS_AUTOREPLY_SUBJECT = re.compile(r"^(?:non remis|(?:echec|impossible) (?:de|a) (?:la )?(?:remise|remettre))\b")
LIST_HEADERS = (
    "list-id", "list-post", "list-unsubscribe", "list-help", "mailing-list", "x-mailing-list", "x-beenthere",
    "x-mailman-version", "x-campaign", "feedback-id",
)  # fmt: skip
SUPPRESSING = ("all", "oof", "autoreply")
ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


def guard_of(mail: Mail, return_path: str | None, ours: frozenset[str], belief: Belief) -> Guard | None:
    """Return what forbids an automatic reply, None when nothing does.

    `return_path` is the envelope's sender: empty for the null one, None when only the header can tell. `ours` are our
    own addresses, in lower case.
    """
    path = _return_path(mail, return_path)
    for name in _reasons_to_set_aside(mail, path, ours):
        return Guard(name, Treatment.SET_ASIDE)
    for name in _reasons_for_the_desk(mail, ours, belief):
        return Guard(name, Treatment.DESK)
    return None


def is_bounce(mail: Mail) -> bool:
    """Tell whether a mail reports that one of ours could not be delivered."""
    reports = mail.content_type == "multipart/report" and "delivery-status" in mail.header("content-type").lower()
    return reports or bool(mail.header("x-failed-recipients")) or AUTOMATIC_SENDERS.match(mail.sender or "") is not None


def _return_path(mail: Mail, return_path: str | None) -> str | None:
    given = return_path if return_path is not None else mail.header("return-path") or None
    return given.strip().strip("<>").strip().lower() if given is not None else None


def _reasons_to_set_aside(mail: Mail, return_path: str | None, ours: frozenset[str]) -> Iterator[str]:
    if mail.sender in ours or return_path in ours:
        yield "own_address"
    if return_path == "":
        yield "null_return_path"
    if mail.content_type == "multipart/report" or AUTOMATIC_SENDERS.match(mail.sender or ""):
        yield "report"
    submitted = mail.header("auto-submitted").split(";")[0].strip().lower()
    if submitted.startswith("auto-replied") or submitted.startswith("auto-notified"):
        yield "auto_submitted"
    if any(mail.header(name) for name in AUTOREPLY_HEADERS) or mail.header("precedence").lower() == "auto_reply":
        yield "autoreply_header"
    if AUTOREPLY_SUBJECT.match(fold(mail.subject)):
        yield "autoreply_subject"


def _reasons_for_the_desk(  # noqa: C901, PLR0912 - one line a reason
    mail: Mail, ours: frozenset[str], belief: Belief
) -> Iterator[str]:
    if mail.sender is None:
        yield "no_sender"
        return
    submitted = mail.header("auto-submitted").split(";")[0].strip().lower()
    if submitted not in ("", "no"):
        yield "auto_submitted"
    if any(mail.header(name) for name in LIST_HEADERS) or mail.header("precedence").lower() in ("list", "bulk", "junk"):
        yield "list"
    if PERHAPS_AUTOREPLY_SUBJECT.match(fold(mail.subject)):
        yield "autoreply_subject"
    if NO_REPLY.match(mail.sender):
        yield "no_reply_sender"
    suppressed = {each.strip() for each in mail.header("x-auto-response-suppress").lower().split(",")}
    if suppressed.intersection(SUPPRESSING):
        yield "replies_suppressed"
    if mail.header("x-spam-flag").lower().startswith("yes") or mail.header("x-spam-status").lower().startswith("yes"):
        yield "spam"
    if belief is Belief.FORGED:
        yield "forged"
    if not mail.is_plain_sender:
        yield "unclear_sender"
    answer_to = addresses(*mail.all("reply-to"))
    if answer_to and answer_to != (mail.sender,):
        yield "other_reply_address"
    if _is_only_copied(mail, ours):
        yield "in_copy"
    if mail.content_type in ENCRYPTED or any(each.type in ENCRYPTED for each in mail.attachments):
        yield "encrypted"
    if any(each.type == "text/calendar" for each in mail.attachments):
        yield "invitation"


def _is_only_copied(mail: Mail, ours: frozenset[str]) -> bool:
    """Tell whether the mail is written to others and we are told of it; an alias we do not know is not that."""
    to, copied = addresses(*mail.all("to")), addresses(*mail.all("cc"))
    return bool(ours.intersection(copied)) and not ours.intersection(to)

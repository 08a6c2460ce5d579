"""What a conversation keeps of a mail: its new text, its files, and the names of those that are not shown. Pure."""

from actions.store.questions.conversations import Draft
from actions.store.questions.mail import StoredMail
from bot.conversations import Author
from bot.mail.attachments import Files
from bot.mail.reading import Mail
from bot.mail.texts import text, why_not_shown

LONGEST_SAID = 10_000  # characters


def said_in(kept: StoredMail, mail: Mail, files: Files) -> Draft:
    """Return what the shopper wrote as a message of the conversation; written twice, it is one message."""
    words = mail.new_text.strip()[:LONGEST_SAID]
    if mail.is_forward:
        words = f"{words}\n\n{text('forwarded')}\n{mail.quoted_text[:LONGEST_SAID]}".strip()
    if files.left_out:
        names = ", ".join(f"{name} ({why_not_shown(why)})" for name, why in files.left_out)
        words = f"{words}\n\n{text('left_out', names=names)}".strip()
    payload: dict[str, object] = {"mail": {"id": kept.id, "from": mail.sender, "subject": mail.subject}}
    if files.kept:
        payload["files"] = [each.as_json() for each in files.kept]
    else:
        words = words or text("no_text")
    return Draft(Author.SHOPPER, words, payload, client_id=kept.key)

"""What a person has just written, apart from what their mail program quotes or forwards below or above. Pure.

The quotations are recognised by quotequail; the header blocks of Outlook and a few marks it misses are told to it.
"""

import re
from dataclasses import dataclass

import quotequail  # type: ignore[import-untyped]

# Beyond, the rest of a mail is not new text. Lines longer than a mark may be are not looked at for one.
LONGEST, MOST_LINES, LONGEST_MARK = 50_000, 1_000, 400
RULE = "_" * 32

_LABEL = r"[*_]{0,2}(?:De|From|Von|Envoyé|Envoye|Sent|Date|À|A|To|Cc|Objet|Subject|Répondre à|Reply-To)\s?:[*_]{0,2}"
HEADER_LINE = re.compile(rf"^{_LABEL}\s?\S?.*$", re.IGNORECASE)
HEADER_START = re.compile(r"^[*_]{0,2}(?:De|From)\s?:[*_]{0,2}\s?\S", re.IGNORECASE)
# Marks after which everything is quoted, whatever follows.
CUT = re.compile(
    r"^\s*(?:-{2,}\s?(?:(?:Message|Mail|E-mail) (?:d'origine|original|initial)|Original Message)\s?-{2,}"
    r"|Début du message (?:réexpédié|transféré)\s?:"
    r"|(?:-{5,}|_{5,}|={5,})\s?(?:Répondre au-dessus de cette ligne|Reply above this line).*)\s*$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^\s*(?:-{2,}\s?(?:Message transféré|Forwarded message|Message réexpédié|Message transmis)\s?-{2,}"
    r"|Début du message (?:réexpédié|transféré)\s?:)",
    re.IGNORECASE | re.MULTILINE,
)
# Orange and other French webmails write their headers inside the quotation.
WEBMAIL_START = re.compile(r"^>\s?(?:Message du|> Message du)\s", re.IGNORECASE)
BLANKS = re.compile(r"\n(?:[ \t]*\n){3,}")
QUOTED_LINE = re.compile(r"^\s*>")
WROTE_START = re.compile(r"^\s*>?\s*(?:Le|On|Am)\s.{4,160}$")
WROTE_END = re.compile(r"(?:a écrit|wrote|schrieb)\s?:?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """The new text, the one quoted or forwarded, and which of the two it is."""

    new: str
    quoted: str
    is_forward: bool


def split_reply(text: str) -> Parts:
    """Part a text into what is new and what is quoted, whether the answer stands above, below or between."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")[:LONGEST]
    lines = BLANKS.sub("\n\n\n", text).split("\n")[:MOST_LINES]
    cut = _start_of_quotation(lines)
    head, tail = "\n".join(lines[:cut]), "\n".join(lines[cut:])
    found = quotequail.unwrap(head) if head.strip() else None
    new = head
    if found is not None:
        new = "\n".join(part for part in (found.get("text_top"), found.get("text_bottom")) if part)
        tail = "\n".join(part for part in (found.get("text"), tail) if part)
    announced = "\n".join(lines[: cut + 1])
    is_forward = bool(FORWARDED.search(announced)) or (found is not None and found.get("type") == "forward")
    return Parts(_without_quoted_lines(new).strip(), tail.strip(), is_forward)


def _start_of_quotation(lines: list[str]) -> int:
    """Return the line from which on everything is quoted; the number of lines when there is none."""
    for place, line in enumerate(lines):
        if len(line) > LONGEST_MARK:
            continue
        if CUT.match(line) or WEBMAIL_START.match(line):
            return place
        if HEADER_START.match(line) and _is_header_block(lines[place : place + 8]):
            rule = place - 1
            return rule if rule >= 0 and set(lines[rule].strip()) in ({"_"}, {"-"}) else place
    return len(lines)


def _is_header_block(lines: list[str]) -> bool:
    """Tell whether these lines begin like the headers of a mail: three of them at least, wherever their values wrap."""
    return sum(bool(HEADER_LINE.match(line)) for line in lines) >= 3


def _without_quoted_lines(text: str) -> str:
    """Drop lines that begin with `>` and the `Le … a écrit :` that announces them."""
    lines = text.split("\n")
    kept: list[str] = []
    place = 0
    while place < len(lines):
        span = _announcement(lines, place)
        if span or QUOTED_LINE.match(lines[place]):
            place += span or 1
            continue
        kept.append(lines[place])
        place += 1
    return "\n".join(kept)


def _announcement(lines: list[str], place: int) -> int:
    """Return how many lines announce a quotation here, 0 for none; long ones wrap over three lines."""
    if len(lines[place]) > LONGEST_MARK or not WROTE_START.match(lines[place]):
        return 0
    for count, line in enumerate(lines[place : place + 3], 1):
        if len(line) <= LONGEST_MARK and WROTE_END.search(line):
            return count
    return 0

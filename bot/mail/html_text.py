"""The text of an HTML mail, lines as a reader sees them; what is quoted comes out with `>` before it. Pure.

Nothing is fetched, scripts and hidden elements are left out, and the depth is bounded by the parser.
"""

import re

from lxml import etree, html  # type: ignore[import-untyped]

LONGEST = 1_000_000  # characters of HTML read; no mail of a shopper comes near
BLOCKS = frozenset(
    "address article blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main ol p "
    "pre section table tbody td th tr ul".split()
)
APART = frozenset("p ul ol table h1 h2 h3 h4 h5 h6 blockquote".split())  # a blank line stands before and after
LEFT_OUT = frozenset("script style head title meta link template object svg noscript".split())
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
RULE = "_" * 32
SPACES = re.compile(r"[ \t\r\n\f\u200b\u200c\u2060\ufeff\u00ad]+")


class _Writer:
    """Puts words into lines, with as many `>` before them as the quotation is deep."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self.depth = 0

    def say(self, text: str) -> None:
        words = SPACES.sub(" ", text)
        self._line += words.lstrip() if not self._line or self._line.endswith(" ") else words

    def end_line(self, *, is_forced: bool = False) -> None:
        if self._line.strip() or is_forced:
            self._lines.append("> " * self.depth + self._line.strip())
        self._line = ""

    def leave_blank(self) -> None:
        self.end_line()
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(("> " * self.depth).rstrip())

    def text(self) -> str:
        self.end_line()
        return "\n".join(self._lines).strip("\n")


def text_of_html(markup: str) -> str:
    """Return the text of an HTML mail; markup that cannot be parsed gives its words without the tags."""
    markup = re.sub(r"<\?xml[^>]{0,200}\?>", "", markup[:LONGEST].replace("\0", ""))
    if not markup.strip():
        return ""
    try:
        tree = html.document_fromstring(markup)
    except (etree.ParserError, ValueError):
        return re.sub(r"<[^<>]*>", " ", markup).strip()
    writer = _Writer()
    skipping: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            _tail(writer, element, skipping)
        elif skipping is not None:
            if event == "end" and element is skipping:
                skipping = None
                _tail(writer, element, None)
        elif event == "start":
            if _is_left_out(element):
                skipping = element
            else:
                _open(writer, element)
        else:
            _close(writer, element)
            _tail(writer, element, None)
    return writer.text()


def _tail(writer: _Writer, element: etree._Element, skipping: etree._Element | None) -> None:
    if skipping is None and element.tail:
        writer.say(element.tail)


def _is_left_out(element: etree._Element) -> bool:
    return element.tag in LEFT_OUT or bool(HIDDEN.search(element.get("style") or ""))


def _open(writer: _Writer, element: etree._Element) -> None:
    if element.tag == "br":
        writer.end_line(is_forced=True)
    elif element.tag == "hr":
        writer.end_line()
        writer.say(RULE)
    elif element.tag in APART:
        writer.leave_blank()
    elif element.tag in BLOCKS:
        writer.end_line()
    if element.tag == "blockquote":
        writer.depth += 1
    if element.tag == "li":
        writer.say("- ")
    if element.text:
        writer.say(element.text)


def _close(writer: _Writer, element: etree._Element) -> None:
    if element.tag in BLOCKS:
        writer.end_line()
    if element.tag == "blockquote":
        writer.depth -= 1
    if element.tag in APART:
        writer.leave_blank()

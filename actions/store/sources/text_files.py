"""Text of a file whatever its encoding, given as UTF-8; which encoding is found by reading the file itself."""

import codecs
import io
from pathlib import Path
from typing import BinaryIO, TextIO

from charset_normalizer import from_bytes

from actions.store.shop_file import MalformedShopFile

_CHUNK = 1 << 20
_SAMPLE = 1 << 18
# The encodings French shop software writes, tried in this order when the text is not UTF-8.
_LIKELY = ["cp1252", "mac_roman", "latin_1", "utf_16", "utf_32"]
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file: its mark, else UTF-8 when the whole file is, else the likeliest one.

    Raises `MalformedShopFile` when it cannot be opened or is no text.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_SAMPLE)
            for mark, encoding in _MARKS:
                if head.startswith(mark):
                    return encoding
            if _is_utf8(head, stream):
                return "utf-8"
    except OSError as error:
        raise MalformedShopFile(f"cannot be opened: {error.strerror}; give the path of a file") from error
    best = from_bytes(head, cp_isolation=_LIKELY).best()
    if best is None or (b"\0" in head and not best.encoding.startswith("utf")):
        raise MalformedShopFile("is not text; give a CSV, JSON or XML file, or an .xlsx spreadsheet")
    return str(best.encoding)


def open_text(path: Path) -> TextIO:
    """Open a text file in its own encoding, line ends as they are."""
    return path.open(encoding=encoding_of(path), newline="")


def open_utf8(path: Path) -> BinaryIO:
    """Open a text file as UTF-8 bytes without a mark, whatever its encoding."""
    encoding = encoding_of(path)
    if encoding == "utf-8":
        return path.open("rb")
    return io.BufferedReader(_Reencoded(path.open(encoding=encoding, newline="")))


def _is_utf8(head: bytes, stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Reencoded(io.RawIOBase):
    """The bytes of a text stream in UTF-8."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with as much as it takes."""
        if not self._waiting:
            self._waiting = self._text.read(_CHUNK).encode("utf-8", "replace")
        taken = self._waiting[: len(buffer)]
        buffer[: len(taken)] = taken
        self._waiting = self._waiting[len(taken) :]
        return len(taken)

    def close(self) -> None:
        self._text.close()
        super().close()

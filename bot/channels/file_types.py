"""What a file is, told from its first bytes and never from its name: JPEG, PNG, WebP, HEIC or PDF, else None."""

ENOUGH = 64  # bytes needed to tell

HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def type_of(head: bytes) -> str | None:
    """Return the media type of a file that begins with these bytes."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return "image/heic"
    if head.startswith((b"%PDF-1.", b"%PDF-2.")):
        return "application/pdf"
    return None

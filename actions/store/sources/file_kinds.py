"""What kind of file a file is, by its first characters, whatever its name."""

from pathlib import Path

from actions.store.shop_file import MalformedShopFile

KNOWN = (
    "Savia reads: its own JSON and CSV exports; Shopify's order export (CSV) and Admin API (JSON); WooCommerce's and "
    "Magento's REST JSON; PrestaShop's webservice XML or JSON (orders with customers, addresses, …); RappelConso; and "
    "any CSV or .xlsx table with --map"
)


def kind_of(path: Path) -> str:
    """Return `json`, `xml` or `table` by the first characters of the file; raises `MalformedShopFile`."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise MalformedShopFile(f"cannot be opened: {error.strerror}; give the path of a file") from error
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise MalformedShopFile(f"is empty. {KNOWN}")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise MalformedShopFile("is an old .xls spreadsheet or a document; save it as .xlsx or CSV")
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8")):
        raise MalformedShopFile(f"is a document or a picture, not data. {KNOWN}")
    start = head.replace(b"\0", b"").lstrip(b" \t\r\n\xef\xbb\xbf\xff\xfe")
    return {b"{": "json", b"[": "json", b"<": "xml"}.get(start[:1], "table")

"""Ways of writing that mean the same thing: order numbers, e-mails, models, brands, part names, GTINs.

Each function gives the one form we store in a `_key` column and search on; none of them reads the database.
"""

import re
import unicodedata

# Longer text than this is nothing a person types or a label bears; PostgreSQL cannot index it either.
KEY_LENGTH = 200

_NUMBER_SIGN = re.compile(r"^\s*(?:n\s*[°º]|no?\s*\.|no\s*:?\s|num[ée]ro\b|num\b\.?|#)\s*:?\s*", re.IGNORECASE)
_NOT_A_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")
_LINKING_WORDS = re.compile("a|aux?|d|de|des|du|en|et|l|la|les?|par|pour|sur|une?")


def _plain(text: str) -> str:
    """Return the text without accents, ligatures or case."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFKD", plain.replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def fold_reference(text: str) -> str:
    """Return a reference as its letters and digits alone, upper-cased: `MK-1`, `mk 1` and `mk1` are `MK1`."""
    return _NOT_A_LETTER_NOR_DIGIT.sub("", _plain(text)).upper()[:KEY_LENGTH]


def fold_order_number(number: str) -> str:
    """Return an order number as its letters and digits: `fr 2026 7731`, `#FR-2026-7731` are `FR20267731`."""
    return fold_reference(_NUMBER_SIGN.sub("", number))


def fold_ticket_number(number: str) -> str:
    """Return a ticket number folded; digits alone are read as the digits of a `SAV-` number."""
    key = fold_order_number(number)
    return f"SAV{key}" if key.isdigit() else key


def fold_email(email: str) -> str:
    """Return an e-mail without surrounding spaces, case or characters no database keeps."""
    return email.encode("utf-8", "ignore").decode().replace("\0", "").strip().casefold()


def fold_brand(brand: str) -> str:
    """Return a brand as its letters and digits: `Rosières`, `ROSIERES` are `ROSIERES`."""
    return fold_reference(brand)


def fold_model(model: str, brand: str | None = None) -> str:
    """Return a model folded, without its brand when it starts with it: `Bellorne MK-1` of Bellorne is `MK1`."""
    key = fold_reference(model)
    brand_key = fold_brand(brand) if brand else ""
    return key.removeprefix(brand_key) if brand_key and key != brand_key else key


def fold_batch(batch: str) -> str:
    """Return a batch number as its letters and digits, without the word `lot` before it."""
    return fold_reference(
        re.sub(r"^\s*(?:n\s*°\s*(?:de\s+)?)?lots?\b(?:\s*n\s*°)?\s*:?", "", batch, flags=re.IGNORECASE)
    )


def fold_gtin(gtin: str) -> str | None:
    """Return a GTIN as 14 digits, zero-padded, or None when it cannot name a product.

    A wrong check digit is kept: a good half of the GTINs of official recalls have one, and they still match each other.
    """
    digits = re.sub(r"[\s.\-]", "", gtin)
    if not re.fullmatch(r"[0-9]{8,14}", digits) or not digits.strip("0"):
        return None
    return digits.zfill(14)


def has_right_check_digit(gtin: str) -> bool:
    """Tell whether the last digit of a GTIN is the one the others call for (GS1 General Specifications, 7.9)."""
    key = fold_gtin(gtin)
    if key is None:
        return False
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(key[:-1]))
    return (10 - total % 10) % 10 == int(key[-1])


def is_shop_internal_gtin(key: str) -> bool:
    """Tell whether a folded GTIN is of those each shop gives as it likes (GS1 prefixes 02, 04 and 20 to 29)."""
    return key.startswith(("002", "004", "02"))


def fold_words(text: str) -> tuple[str, ...]:
    """Return the words that count, without accents, case or plural: `Joints du hublot` is `("joint", "hublot")`."""
    words = _NOT_A_LETTER_NOR_DIGIT.sub(" ", _plain(text)).split()
    meaningful = [word for word in words if not _LINKING_WORDS.fullmatch(word)] or words
    return tuple(_singular(word) for word in meaningful)


def fold_part(part: str) -> str:
    """Return a part's name as its meaning words in alphabetical order, so that word order does not matter."""
    return " ".join(sorted(set(fold_words(part))))[:KEY_LENGTH]


def _singular(word: str) -> str:
    """Return the word without the mark of the plural; both sides of a comparison lose the same letters."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word[-2].isdigit() else word

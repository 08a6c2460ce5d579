"""Passwords by argon2id, and one-time codes by RFC 6238; blocking (a password takes some 50 ms on purpose)."""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
TOO_SHORT = f"Choisissez un mot de passe de {SHORTEST_PASSWORD} caractères au moins, et de {LONGEST_PASSWORD} au plus."

SECRET_LENGTH = 32  # characters of Base32: 160 bits
CODE_EVERY_S = 30
CODE_DIGITS = 6
# A code is right a step before and a step after its own: the clocks of telephones are not exact.
TOLERATED_STEPS = (0, -1, 1)

_hasher = PasswordHasher()
# Checked when the e-mail is unknown, so that the answer takes the same time and tells nothing.
_NOBODYS_HASH = _hasher.hash(secrets.token_hex(16))


class WeakPassword(ValueError):
    """A password that is too short or too long; the message says what to choose, in French."""


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; raises WeakPassword."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPassword(TOO_SHORT)
    return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether a password is the one hashed; without a hash the answer is no, after the same time."""
    try:
        return _hasher.verify(password_hash or _NOBODYS_HASH, password[: LONGEST_PASSWORD + 1]) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def new_password() -> str:
    """Return a password to be handed over once and changed."""
    return "-".join(secrets.token_hex(3) for _ in range(4))


def new_secret() -> str:
    """Return a new secret for one-time codes, as telephones take it (Base32, 160 bits)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """Return the code of a step of 30 seconds (RFC 6238 on RFC 4226: HMAC-SHA-1, six digits)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def step_of(secret: str, code: str, timestamp: float) -> int | None:
    """Return the step whose code this is around a moment (seconds since 1970), None when it is none of them."""
    try:
        base64.b32decode(secret)
    except ValueError:
        return None
    given = "".join(code.split())
    now = int(timestamp) // CODE_EVERY_S
    for tolerated in TOLERATED_STEPS:
        if hmac.compare_digest(code_at(secret, now + tolerated).encode(), given.encode()):
            return now + tolerated
    return None


def secret_address(secret: str, email: str, shop: str) -> str:
    """Return the `otpauth:` address that an authenticator opens."""
    return f"otpauth://totp/{quote(f'{shop}:{email}')}?{urlencode({'secret': secret, 'issuer': shop})}"

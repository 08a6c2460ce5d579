"""Whether the sender of a mail may be believed, by what our own receiving server says of it (RFC 8601). Pure.

Only headers of the server named in the settings count: it must remove those that pretend to come from it (section 5).
"""

from collections.abc import Sequence
from enum import StrEnum

import authres  # type: ignore[import-untyped]

SPF_PROPERTY = ("smtp", "mailfrom")


class Belief(StrEnum):
    """What is known of the address in From."""

    PROVEN = "proven"  # DMARC, DKIM or SPF passes for its domain
    UNKNOWN = "unknown"
    FORGED = "forged"  # DMARC fails


def belief(sender: str | None, results: Sequence[str], server: str) -> Belief:
    """Return what the headers `Authentication-Results`, from the top, say of a sender; `server` is their authserv-id.

    For each method the topmost header of the server that knows it counts: a lower one may have come with the mail.
    """
    if not sender or not server:
        return Belief.UNKNOWN
    domain = sender.rpartition("@")[2].lower()
    known: dict[str, list[authres.AuthenticationResult]] = {}
    for header in results:
        for method, found in _by_method(header, server).items():
            known.setdefault(method, found)
    if any(each.result == "fail" for each in known.get("dmarc", ())):
        return Belief.FORGED
    passing = [each for found in known.values() for each in found if each.result == "pass"]
    return Belief.PROVEN if any(_is_aligned(each, domain) for each in passing) else Belief.UNKNOWN


def _by_method(header: str, server: str) -> dict[str, list[authres.AuthenticationResult]]:
    try:
        parsed = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {header}")
    except (authres.AuthResError, ValueError, IndexError):
        return {}
    if (parsed.authserv_id or "").lower() != server.lower():
        return {}
    methods: dict[str, list[authres.AuthenticationResult]] = {}
    for result in parsed.results:
        methods.setdefault(str(result.method).lower(), []).append(result)
    return methods


def _is_aligned(result: authres.AuthenticationResult, domain: str) -> bool:
    """Tell whether a method passed for the domain of From, or for one above it.

    A domain below it (mail.exemple.fr for exemple.fr) is left to DMARC, which knows where organisations begin.
    """
    method = str(result.method).lower()
    given = {(str(each.type), str(each.name)): str(each.value or "") for each in result.properties}
    if method == "dmarc":
        return _domain(given.get(("header", "from"), "")) == domain
    if method == "dkim":
        signed = given.get(("header", "d")) or given.get(("header", "i"), "")
        return _covers(_domain(signed), domain)
    if method == "spf":
        return _covers(_domain(given.get(SPF_PROPERTY, "")), domain)
    return False


def _domain(value: str) -> str:
    return value.rpartition("@")[2].strip().strip('"').rstrip(".").lower()


def _covers(proven: str, domain: str) -> bool:
    return bool(proven) and "." in proven and (domain == proven or domain.endswith(f".{proven}"))

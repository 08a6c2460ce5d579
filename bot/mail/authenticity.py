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
    if not _is_consistent(known, domain):
        return Belief.UNKNOWN
    passing = [each for found in known.values() for each in found if each.result == "pass"]
    return Belief.PROVEN if any(_is_aligned(each, domain) for each in passing) else Belief.UNKNOWN


def _is_consistent(known: dict[str, list[authres.AuthenticationResult]], domain: str) -> bool:
    """Tell whether DMARC says nothing that DKIM and SPF, both told by our server, belie.

    DMARC passes by one of them: a pass of its own alone came with the mail, and our server did not remove it.
    """
    if "dmarc" not in known or not {"dkim", "spf"} <= known.keys():
        return True
    passing = [each for method in ("dkim", "spf") for each in known[method] if each.result == "pass"]
    return any(_shares(_domain_of(each), domain) for each in passing)


def _shares(one: str, other: str) -> bool:
    """Tell whether two domains may be of one organisation: their last two labels are the same."""
    return one.split(".")[-2:] == other.split(".")[-2:]


def _by_method(header: str, server: str) -> dict[str, list[authres.AuthenticationResult]]:
    try:
        parsed = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {header}")
    except (authres.AuthResError, ValueError, IndexError, RecursionError):
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
    method, told = str(result.method).lower(), _domain_of(result)
    if method == "dmarc":
        return told == domain
    return method in ("dkim", "spf") and _covers(told, domain)


def _domain_of(result: authres.AuthenticationResult) -> str:
    """Return the domain that a result of DMARC, DKIM or SPF speaks of, empty for another method."""
    given = {(str(each.type), str(each.name)): str(each.value or "") for each in result.properties}
    match str(result.method).lower():
        case "dmarc":
            return _domain(given.get(("header", "from"), ""))
        case "dkim":
            return _domain(given.get(("header", "d")) or given.get(("header", "i"), ""))
        case "spf":
            return _domain(given.get(SPF_PROPERTY, ""))
    return ""


def _domain(value: str) -> str:
    return value.rpartition("@")[2].strip().strip('"').rstrip(".").lower()


def _covers(proven: str, domain: str) -> bool:
    return bool(proven) and "." in proven and (domain == proven or domain.endswith(f".{proven}"))

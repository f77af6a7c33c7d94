"""Whether a mail really comes from its From address: proven, forged, or unknown.

Judged by what our own mail server wrote into the mail (RFC 8601), and by nothing else: the topmost
Authentication-Results, and only if it is by the server that TRUSTED_AUTHSERV_ID names. Every header below may
be the sender's own. Whoever isn't proven may still have a token (`rules.authority`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from frontdesk.rules.model import Message, Origin
from frontdesk.rules.policy import ascii_lower
from frontdesk.rules.proof.authentication_results import (
    AuthenticationResults,
    Result,
    Unreadable,
    read_authentication_results,
    read_microsoft_results,
)

MICROSOFT = "microsoft"  # Exchange Online's header names no server, so the setting names the maker
_HEADER = "authentication-results"
_AUTH_AS = "x-ms-exchange-organization-authas"


class OriginVerdict(NamedTuple):
    """`why`: for people, in a few words."""

    origin: Origin
    why: str


def origin_of(message: Message, trusted_authserv_id: str) -> OriginVerdict:
    """Where the mail comes from, by the word of the server that `trusted_authserv_id` names ("" for none).

    "microsoft" stands for Exchange Online. A mail without exactly one From address is forged: its reader and
    the server that checked it may each have taken another one for the sender.
    """
    if message.sender is None or not message.sender_is_certain:
        return _forged("it has not exactly one From with exactly one address, or a header twice")
    trusted = ascii_lower(trusted_authserv_id.strip()).rstrip(".")
    if not trusted:
        return _unknown("TRUSTED_AUTHSERV_ID is not set, so nobody's word counts")
    if trusted == MICROSOFT and message.headers.get(_AUTH_AS, ()) == ("Internal",):
        return _proven(
            "sent from inside the Exchange organisation"
        )  # Exchange removes it from mail from outside
    headers = message.headers.get(_HEADER, ())
    if not headers:
        return _unknown("our mail server left no Authentication-Results")
    try:
        found = _read(headers[0], trusted)
    except Unreadable as error:
        return _unknown(f"the topmost Authentication-Results can't be read: {error}")
    if trusted != MICROSOFT and found.authserv_id.rstrip(".") != trusted:
        return _unknown(
            f"the topmost Authentication-Results is by {found.authserv_id[:80]}, not by {trusted}"
        )
    return _judged(found, message.sender.email)


def _read(header: str, trusted: str) -> AuthenticationResults:
    return read_microsoft_results(header) if trusted == MICROSOFT else read_authentication_results(header)


def _judged(found: AuthenticationResults, sender: str) -> OriginVerdict:
    domain = _domain(sender)
    dmarc = found.of("dmarc")
    if any(result.result == "fail" for result in dmarc):
        return _forged("dmarc=fail")
    if len(dmarc) > 1:  # one of them may have been written by the sender, inside some value
        return _unknown("there is more than one DMARC result")
    checked = _domain(dmarc[0].value("header.from")) if dmarc else ""
    if checked and checked != domain:
        return _forged(f"our mail server checked a From of {checked[:80]}, and here it is {domain[:80]}")
    if checked and dmarc[0].result == "pass":
        return _proven("dmarc=pass")
    if checked and _is_composite_pass(found.of("compauth")):
        return _proven("compauth=pass")
    return _without_dmarc(found, sender)


def _without_dmarc(found: AuthenticationResults, sender: str) -> OriginVerdict:
    """Where the domain publishes no DMARC policy: the same alignment, judged here (RFC 7489 section 3.1)."""
    domain = _domain(sender)
    if _passes(found.of("auth"), "smtp.auth", lambda name: ascii_lower(name) == ascii_lower(sender)):
        return _proven("auth=pass: sent by our mail server's own user")
    if any(
        _passes(found.of("dkim"), name, lambda d: _aligned(d, domain)) for name in ("header.d", "header.i")
    ):
        return _proven("dkim=pass by the sender's domain")
    if _passes(found.of("spf"), "smtp.mailfrom", lambda d: _aligned(d, domain)):
        return _proven("spf=pass for the sender's domain")
    told = ", ".join(f"{result.method}={result.result}"[:40] for result in found.results[:6]) or "no result"
    return _unknown(f"nothing passed for {domain[:80]} ({told})")


def _passes(results: Iterable[Result], name: str, is_theirs: Callable[[str], bool]) -> bool:
    return any(result.result == "pass" and is_theirs(result.value(name)) for result in results)


def _is_composite_pass(compauth: tuple[Result, ...]) -> bool:
    """Microsoft's own sum of all checks. Reasons 1xx rest on authentication, 7xx on a history of good conduct."""
    return len(compauth) == 1 and compauth[0].result == "pass" and compauth[0].value("reason").startswith("1")


def _aligned(value: str, domain: str) -> bool:
    """The domain itself, or one above it that speaks for it: "example.org" for "it.example.org".

    Not one below it, as relaxed DMARC has it: whoever has a name at a hoster would speak for the hoster. At
    least two labels, because "org" speaks for nobody; the list of public suffixes isn't needed for more, as
    nobody can sign for one.
    """
    found = _domain(value)
    return found == domain or ("." in found and domain.endswith(f".{found}"))


def _domain(value: str) -> str:
    return ascii_lower(value.strip("<>")).rpartition("@")[2].rstrip(".")


def _proven(why: str) -> OriginVerdict:
    return OriginVerdict(Origin.PROVEN, why)


def _forged(why: str) -> OriginVerdict:
    return OriginVerdict(Origin.FORGED, why)


def _unknown(why: str) -> OriginVerdict:
    return OriginVerdict(Origin.UNKNOWN, why)

"""Whose mail it is, and whether it really comes from there: proven, forged, or unknown.

Judged by what our own mail server wrote into the mail (RFC 8601), and by nothing else: the topmost
Authentication-Results, and only if it is by the server that TRUSTED_AUTHSERV_ID names. Every header below may
be the sender's own. Whoever isn't proven may still have a token (`rules.proof.authority`).

Some providers write one header for each method; theirs are read as one, as far as they stand unbroken at the top.
As they always write one with DMARC, a header that a sender slips below can only take proof away.

Where From names a machine (our own address, by a group that rewrites it or a web form; a no-reply address), the person
stands in Reply-To or X-Original-From (`spoken_for`): a claim like From, and never proven by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from frontdesk.rules.addresses import is_no_reply, never_reads
from frontdesk.rules.model import Address, Message, Origin
from frontdesk.rules.policy import ascii_lower
from frontdesk.rules.proof.authentication_results import (
    AuthenticationResults,
    Result,
    Unreadable,
    read_authentication_results,
    read_authserv_id,
    read_microsoft_results,
)

MICROSOFT = "microsoft"  # Exchange Online's header names no server, so the setting names the maker
# Who writes one header a method, and always one with dmarc: iCloud (bimi., arc., dmarc., dkim-verifier.,
# spf.icloud.com) and Proton, whose order varies.
ONE_HEADER_A_METHOD = frozenset({".icloud.com", "mail.protonmail.ch"})
MOST_IN_A_RUN = 20
_HEADER = "authentication-results"
_AUTH_AS = "x-ms-exchange-organization-authas"
_FAILED = frozenset(
    {"fail", "hardfail"}
)  # "hardfail": RFC 7001's predecessors, and servers that still write it


class OriginVerdict(NamedTuple):
    """`why`: for people, in a few words. `spf_failed`: the mail came from a server that its envelope's domain
    doesn't send by, and nothing else speaks for it: then a token, which may be stolen, proves nothing either.
    """

    origin: Origin
    why: str
    spf_failed: bool = False


def origin_of(
    message: Message, trusted_authserv_id: str, team_domains: Collection[str] = frozenset()
) -> OriginVerdict:
    """Where the mail comes from, by the word of the server that `trusted_authserv_id` names ("" for none).

    "microsoft" stands for Exchange Online, and a leading dot for every host below a domain. `team_domains`: those of
    the team's own addresses, for which a failed SPF is enough to call a mail forged where the domain publishes no
    DMARC policy. A mail without exactly one From address is forged: its reader and the server that checked it may
    each have taken another one for the sender.
    """
    if message.sender is None or not message.sender_is_certain:
        return _forged("it has not exactly one From with exactly one address, or a header twice")
    if message.written_as is not None:
        return _unknown(f"it was written as {message.written_as.email[:80]} and names its writer itself")
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
        found, broken = _read(headers, trusted)
    except Unreadable as error:
        return _unknown(f"the topmost Authentication-Results can't be read: {error}")
    if trusted != MICROSOFT and not is_by(trusted, found[0].authserv_id):
        return _unknown(
            f"the topmost Authentication-Results is by {found[0].authserv_id[:80]}, not by {trusted}"
        )
    verdict = _judged(_as_one(found), message.sender.email, len(found) > 1, team_domains)
    if broken and verdict.origin is Origin.PROVEN:
        return _unknown(f"one of several Authentication-Results can't be read: {broken}")
    return verdict


def is_by(trusted: str, authserv_id: str) -> bool:
    """Whether a header by `authserv_id` is by our own server. ".example.com" is any host below example.com, label by
    label: never evilexample.com.
    """
    name = authserv_id.rstrip(".")
    if not trusted.startswith("."):
        return name == trusted
    return name.endswith(trusted) and bool(name.removesuffix(trusted).strip("."))


def _read(headers: Sequence[str], trusted: str) -> tuple[list[AuthenticationResults], str]:
    """The topmost header, or at some providers the unbroken run of theirs at the top, and why it couldn't be read to
    its end ("" if it could). Raises Unreadable for the topmost.
    """
    if trusted == MICROSOFT:
        return [read_microsoft_results(headers[0])], ""
    found = [read_authentication_results(headers[0])]
    if trusted in ONE_HEADER_A_METHOD and is_by(trusted, found[0].authserv_id):
        for header in headers[1:MOST_IN_A_RUN]:
            # Its name stands before all that a sender has a hand in; the rest may be broken by one.
            if not is_by(trusted, read_authserv_id(header)):
                break
            try:
                found.append(read_authentication_results(header))
            except Unreadable as error:
                return found, str(error)
    return found, ""


def _as_one(found: Sequence[AuthenticationResults]) -> AuthenticationResults:
    return AuthenticationResults(
        found[0].authserv_id, tuple(result for header in found for result in header.results)
    )


def _judged(
    found: AuthenticationResults, sender: str, in_a_run: bool, team_domains: Collection[str]
) -> OriginVerdict:
    """`in_a_run`: from several headers, of which a sender may have added the last: only DMARC proves then."""
    domain = _domain(sender)
    dmarc = found.of("dmarc")
    if any(result.result in _FAILED for result in dmarc):
        return _forged("dmarc=fail")
    if len(dmarc) > 1:  # one of them may have been written by the sender, inside some value
        return _failed_spf(found) or _unknown("there is more than one DMARC result")
    checked = _domain(dmarc[0].value("header.from")) if dmarc else ""
    if checked and checked != domain:
        return _forged(f"our mail server checked a From of {checked[:80]}, and here it is {domain[:80]}")
    if checked and dmarc[0].result == "pass":
        return _proven("dmarc=pass")
    if in_a_run:
        proven = None
    elif checked and _is_composite_pass(found.of("compauth")):
        return _proven("compauth=pass")
    else:
        proven = _without_dmarc(found, sender)
    if proven is not None:
        return proven
    failed = _failed_spf(found)
    no_policy = bool(dmarc) and dmarc[0].result == "none"
    if failed is not None and no_policy and domain in team_domains:
        return _forged("dmarc=none and spf=fail, and it names a domain of the team's own")
    told = ", ".join(f"{result.method}={result.result}"[:40] for result in found.results[:6]) or "no result"
    return failed or _unknown(f"nothing passed for {domain[:80]} ({told})")


def _failed_spf(found: AuthenticationResults) -> OriginVerdict | None:
    failed = any(result.result in _FAILED for result in found.of("spf"))
    return OriginVerdict(Origin.UNKNOWN, "spf=fail, and no signature of its own", True) if failed else None


def _without_dmarc(found: AuthenticationResults, sender: str) -> OriginVerdict | None:
    """Where the domain publishes no DMARC policy: the same alignment, judged here (RFC 7489 section 3.1)."""
    domain = _domain(sender)
    if _passes(found.of("auth"), "smtp.auth", lambda name: ascii_lower(name) == ascii_lower(sender)):
        return _proven("auth=pass: sent by our mail server's own user")
    if any(
        _passes(found.of("dkim"), name, lambda d: _aligned(d, domain)) for name in ("header.d", "header.i")
    ):
        return _proven("dkim=pass by the sender's domain")
    if _passes(found.of("spf"), "smtp.mailfrom", lambda d: _aligned(d, domain)):
        return None if _failed_spf(found) else _proven("spf=pass for the sender's domain")
    return None


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


_IN_BRACKETS = re.compile(r"\s*(.*?)\s*<([^<>@\s]+@[^<>@\s]+)>\s*")
_BARE = re.compile(r"\s*([^<>@\s,;]+@[^<>@\s,;]+)\s*")
_VIA = re.compile(r"^['\"]?(.+?)['\"]? (?:via|über|par|através de|a través de|tramite) ", re.IGNORECASE)


def spoken_for(message: Message, own: Collection[str], *, is_ours: bool) -> Message:
    """The mail with the person as its sender and `written_as` the address in From; the mail as it is where From
    names whoever wrote it. `own`: our addresses; `is_ours`: we made this mail.
    """
    sender = message.sender
    if sender is None or is_ours:
        return message
    if _base(sender.email) in own:
        named = [*_original(message, "x-original-from"), *message.reply_to]
        named += _original(message, "x-original-sender")
    elif is_no_reply(sender.email):
        named = [*message.reply_to]
    else:
        return message
    person = next((one for one in named if _is_person(one.email, own)), None)
    if person is None:
        return message
    return replace(message, sender=Address(person.name or _via(sender.name), person.email), written_as=sender)


def _is_person(email: str, own: Collection[str]) -> bool:
    return not (_base(email) in own or is_no_reply(email) or never_reads(email))


def _original(message: Message, header: str) -> Iterator[Address]:
    for value in message.headers.get(header, ())[:1]:
        if found := _IN_BRACKETS.fullmatch(value):
            yield Address(found[1].strip("\"'"), found[2].lower())
        elif found := _BARE.fullmatch(value):
            yield Address("", found[1].lower())


def _via(name: str) -> str:
    """The person's name in what groups make of it: "'Cara Dent' via IT Desk"."""
    found = _VIA.match(name)
    return found[1] if found else ""


def _base(address: str) -> str:
    local, at, domain = address.lower().rpartition("@")
    return local.partition("+")[0] + at + domain

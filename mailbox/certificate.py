"""Why a server's certificate was refused, in words: for which names it is, by whom issued, since when expired.

What it says of itself is unproven and only shown. Decides nothing: the refusal stands.
"""

from __future__ import annotations

import contextlib
import ssl
from datetime import UTC, datetime
from typing import Any

NAMES_SHOWN = 5
_HOSTNAME, _ADDRESS = 62, 64  # X509_V_ERR_* of OpenSSL
_NOT_YET, _EXPIRED = 9, 10
_SELF_SIGNED = frozenset((18, 19))
_NO_ISSUER = frozenset((2, 20, 21))


def refusal(
    error: ssl.SSLCertVerificationError, tried: ssl.SSLSocket | None, host: str, name: str
) -> tuple[str, str]:
    """The problem, to follow "the certificate of ... ", and its remedy. `name`: IMAP or SMTP, as settings begin."""
    shown = _certificate(tried)
    by, code = _issuer(shown), error.verify_code
    if code in (_HOSTNAME, _ADDRESS):
        names = _names(shown)
        for_whom = f"is for {names}, not for {host}" if names else f"isn't for {host}"
        return (
            f"{for_whom}{by}",
            f"Set {name}_HOST to a name in the certificate, or have the server get one for {host}.",
        )
    if code == _EXPIRED:
        return f"has expired{_day(shown, 'notAfter', ' on ')}{by}", "Have the server's certificate renewed."
    if code == _NOT_YET:
        problem = f"isn't valid before {_day(shown, 'notBefore', '') or 'a later day'}{by}"
        return problem, "Set this machine's clock right, or the server's certificate."
    remedy = (
        f"Put the issuer's certificate into a file and name it in {name}_CA_FILE, or have the server get a certificate"
        " from an issuer that is trusted everywhere."
    )
    if code in _SELF_SIGNED:
        return f"was made in the house{by}; this machine doesn't trust it", remedy
    if code in _NO_ISSUER:
        return (
            f"is of an issuer that this machine doesn't trust{by}; or the server leaves out those between",
            remedy,
        )
    return f"is refused: {_clean(error.verify_message)}{by}", remedy


def _certificate(tried: ssl.SSLSocket | None) -> dict[str, Any]:
    """What the server showed, in the form of `SSLSocket.getpeercert`, which itself tells nothing of one that was
    refused. The way there is no public one: where a Python hasn't got it, less is said.
    """
    with contextlib.suppress(Exception):
        shown = tried._sslobj.get_unverified_chain()[0].get_info()  # type: ignore[union-attr]
        return dict(shown)
    return {}


def _names(shown: dict[str, Any]) -> str:
    names = [_clean(name) for kind, name in shown.get("subjectAltName", ()) if kind in ("DNS", "IP Address")]
    names = names or [_clean(_field(shown, "subject", "commonName"))]
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(filter(None, names[:NAMES_SHOWN])) + more


def _issuer(shown: dict[str, Any]) -> str:
    parts = [_clean(_field(shown, "issuer", part)) for part in ("organizationName", "commonName")]
    named = ", ".join(dict.fromkeys(filter(None, parts)))
    return f" (issued by {named})" if named else ""


def _field(shown: dict[str, Any], whose: str, field: str) -> str:
    return next((value for group in shown.get(whose, ()) for key, value in group if key == field), "")


def _day(shown: dict[str, Any], field: str, before: str) -> str:
    with contextlib.suppress(KeyError, ValueError, OverflowError):
        at = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown[field]), UTC)
        return f"{before}{at:%Y-%m-%d %H:%M} UTC"
    return ""


def _clean(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)[:80].strip()

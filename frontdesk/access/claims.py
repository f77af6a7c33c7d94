"""What a token tells of itself, read without trusting it: for words to people, never for a decision."""

from __future__ import annotations

import base64
import json
from typing import Any

from frontdesk.access.answers import Grant

_WHO = ("preferred_username", "upn", "unique_name", "email")
# A token for mail has one of these; without it the servers say no, and not why.
WANTED = {
    "mailbox": frozenset(("IMAP.AccessAsApp", "IMAP.AccessAsUser.All")),
    "relay": frozenset(("SMTP.SendAsApp", "SMTP.Send")),
}


def claims_in(token: str) -> dict[str, Any]:
    """{} for what is no JWT."""
    parts = token.split(".")
    if len(parts) != 3 or len(parts[1]) > 20_000:
        return {}
    try:
        told = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def word(claims: dict[str, Any], name: str) -> str:
    """A claim's text, fit to be shown; "" for none."""
    told = claims.get(name)
    return "".join(c if c.isprintable() else " " for c in told)[:200] if isinstance(told, str) else ""


def who_signed_in(grant: Grant) -> str:
    for claims in (claims_in(grant.id_token), claims_in(grant.access)):
        for name in _WHO:
            if found := word(claims, name):
                return found
    return ""


def roles(claims: dict[str, Any]) -> frozenset[str]:
    told = claims.get("roles")
    listed = {role for role in told if isinstance(role, str)} if isinstance(told, list) else set()
    return frozenset(listed | set(word(claims, "scp").split()))

"""What `frontdesk check` finds of logging in by token: that there is one, for how long, and what it lacks.

A token is opened without trusting it, for words alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from frontdesk.access.claims import WANTED, claims_in, roles, word
from frontdesk.access.expiry import WARNING_FROM, Expiry
from frontdesk.access.words import CLOCK_WRONG
from frontdesk.access_state import day_is_unknown, secret_expiry, sign_in_expiry
from frontdesk.cli.checks.finding import BAD, GOOD, WARNING
from frontdesk.db import access
from frontdesk.db.access import SignIn
from frontdesk.db.engine.connect import open_store
from frontdesk.settings.load import Settings
from frontdesk.settings.logins import provider_of, token_source
from frontdesk.settings.ways import Way

Found = tuple[str, str, str]
_GRAPH = ("https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000")


def token_findings(settings: Settings, now: datetime) -> Iterator[Found]:
    """Grade, words, remedy. Raises MailboxError where there is no token."""
    source = token_source(settings)
    token = source.token()
    row = _row(settings) if settings.way is Way.LOGIN else None
    ends = secret_expiry(settings)
    left = source.good_until() or 0.0
    words = [_who(settings, row), f"holds for {_minutes(left)}"]
    if ends is not None and ends.left(now.date()) >= 0:
        words.append(ends.words(now.date()))
    yield GOOD, ", ".join(words), ""
    if source.skew is not None and abs(source.skew) > CLOCK_WRONG:
        direction = "behind" if source.skew > 0 else "ahead"
        what = f"this machine's clock is {_minutes(abs(source.skew))} {direction}, by the provider's"
        yield WARNING, what, "timedatectl set-ntp true"
    for each in (ends, sign_in_expiry(row)):
        yield from _ending(each, now)
    if day_is_unknown(settings):
        what = "nobody knows when the client secret ends; Microsoft doesn't tell, and nothing works after it"
        yield WARNING, what, "Enter the day that Entra shows as OAUTH_SECRET_EXPIRES=2028-05-01."
    yield from _claims(settings, claims_in(token))


def _row(settings: Settings) -> SignIn | None:
    store = open_store(settings.database_url)
    try:
        return access.read(store)
    finally:
        store.close()


def _who(settings: Settings, row: SignIn | None) -> str:
    if settings.way is Way.CLIENT:
        return f"app {settings.oauth_client_id} of tenant {settings.oauth_tenant}"
    if settings.way is Way.SERVICE:
        key = provider_of(settings).client.key
        return f"service account {key.issuer if key else ''} for {settings.imap_user}"
    who = f"signed in{f' as {row.who}' if row and row.who else ''} for {settings.imap_user}"
    return f"{who} since {row.logged_in_at:%Y-%m-%d}" if row else who


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"


def _ending(each: Expiry | None, now: datetime) -> Iterator[Found]:
    if each is None:
        return
    left = each.left(now.date())
    if left < 0:
        what = f"OAUTH_SECRET_EXPIRES is past ({each.day}), yet it works"
        yield WARNING, what, "Enter the new day: without it nobody is warned before the end."
    elif left <= WARNING_FROM or each.what == "sign-in":
        yield WARNING, each.words(now.date()), each.remedy


def _claims(settings: Settings, claims: dict[str, Any]) -> Iterator[Found]:
    """What Microsoft's servers refuse without saying why."""
    if settings.family != "microsoft" or not claims:
        return
    audience, tenant, granted = word(claims, "aud"), word(claims, "tid"), roles(claims)
    if audience in _GRAPH:
        remedy = "Leave OAUTH_SCOPE out. The permissions must be Office 365 Exchange Online's, not Microsoft Graph's."
        yield BAD, "the token is for Microsoft Graph, which IMAP and SMTP refuse", remedy
        return
    if _is_id(settings.oauth_tenant) and tenant and tenant.lower() != settings.oauth_tenant.lower():
        yield (
            BAD,
            f"the token is of the tenant {tenant}",
            "Compare OAUTH_TENANT with the Directory (tenant) ID.",
        )
    for which, by_token in (("mailbox", settings.mailbox_by_token), ("relay", settings.relay_by_token)):
        if by_token and not granted & WANTED[which]:
            name = min(
                WANTED[which],
                key=lambda role: "AsApp" not in role if settings.way is Way.CLIENT else "AsApp" in role,
            )
            remedy = (
                f"Add {name} of Office 365 Exchange Online under API permissions, and grant admin consent."
            )
            yield BAD, f"the token has no {name}", remedy


def _is_id(tenant: str) -> bool:
    return len(tenant) == 36 and tenant.count("-") == 4

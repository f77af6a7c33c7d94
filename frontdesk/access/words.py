"""What providers say, and what to do about it: one table each for tokens and for mail. Behaviour never looks here.

Codes are Microsoft's (AADSTS numbers) or RFC errors; words are looked for as they stand. Knows no setting's secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Explain = Callable[[str, str, frozenset[str], float | None], tuple[str, str]]
"""From an error, its first line, the provider's codes and our clock's error to the problem and its remedy."""

CLOCK_WRONG = 60.0  # seconds
PAGES = {"microsoft": "docs/microsoft365.md", "google": "docs/google.md"}
TITLES = {"microsoft": "Microsoft", "google": "Google"}

_SIGN_IN = "frontdesk login; better: let the desk be an application ({page}), which no password change ends"
_ENTRA = "Entra > App registrations > your app > "


@dataclass(frozen=True, slots=True)
class Said:
    """A row: `codes` of which one must be there, or words (a regular expression) to be found."""

    family: str
    codes: tuple[str, ...]
    words: str
    problem: str
    remedy: str


GRANTS: tuple[Said, ...] = (
    Said(
        "microsoft",
        ("7000222",),
        "",
        "the client secret has run out",
        _ENTRA
        + "Certificates & secrets > New client secret; put its Value into OAUTH_CLIENT_SECRET_FILE and its day"
        " into OAUTH_SECRET_EXPIRES; no restart is needed for a file",
    ),
    Said(
        "microsoft",
        ("7000215",),
        "",
        "the client secret is wrong",
        "Most often the secret's ID was copied instead of its Value, or a line break with it. Values are shown once:"
        " make a new one (" + _ENTRA + "Certificates & secrets)",
    ),
    Said(
        "microsoft",
        ("700016", "90002", "900023"),
        "",
        "there is no such application or no such tenant",
        "Compare OAUTH_CLIENT_ID with Application (client) ID, and OAUTH_TENANT with Directory (tenant) ID, of the same"
        " Overview page (" + _ENTRA + "Overview)",
    ),
    Said(
        "microsoft",
        ("700027", "700030"),
        "",
        "the certificate isn't the application's",
        _ENTRA + "Certificates & secrets > Certificates: upload the certificate of OAUTH_KEY_FILE",
    ),
    Said(
        "microsoft",
        ("65001", "90094", "consent_required"),
        "",
        "nobody has consented to what the application asks for",
        _ENTRA + "API permissions > Grant admin consent",
    ),
    Said(
        "microsoft",
        ("70011", "500011", "1002012", "invalid_scope"),
        "",
        "the scope isn't known",
        "Leave OAUTH_SCOPE out: what MAIL_PROVIDER says is right",
    ),
    Said(
        "microsoft",
        ("530036",),
        "",
        "a policy forbids device codes, and this sign-in came by one",
        "frontdesk login without --device-code (browser, or --paste), or let the desk be an application ({page})",
    ),
    Said(
        "microsoft",
        ("9002325", "7000218"),
        "",
        "the application is registered as a web page, or as confidential",
        _ENTRA
        + "Authentication > Mobile and desktop applications > http://localhost; Allow public client flows: Yes",
    ),
    Said("microsoft", ("700082",), "", "the sign-in has ended: it wasn't used for 90 days", _SIGN_IN),
    Said("microsoft", ("70043",), "", "the sign-in has ended by the tenant's sign-in frequency", _SIGN_IN),
    Said("microsoft", ("50173",), "", "the sign-in has ended: the password was changed", _SIGN_IN),
    Said(
        "microsoft",
        ("50076", "50079"),
        "",
        "the sign-in has ended: another factor (MFA) is asked for now",
        _SIGN_IN,
    ),
    Said("microsoft", ("53003",), "", "the sign-in is blocked by Conditional Access", _SIGN_IN),
    Said(
        "google",
        ("unauthorized_client",),
        "",
        "the service account may not act for the mailbox: delegation isn't entered",
        "Admin console > Security > API controls > Domain-wide delegation: client ID {client_id}, scope"
        " https://mail.google.com/ ; it takes up to a day",
    ),
    Said(
        "google",
        ("invalid_grant",),
        r"reasonable timeframe|iat and exp",
        "this machine's clock is wrong{skew}",
        "timedatectl set-ntp true",
    ),
    Said(
        "google",
        ("invalid_grant",),
        r"account not found|invalid jwt signature|invalid_jwt",
        "the service account's key was deleted, or is another account's",
        "Make a new key of the service account (docs/google.md) and name its file in OAUTH_KEY_FILE",
    ),
    Said(
        "google",
        ("invalid_grant",),
        r"invalid email or user id",
        "the service account may act for the organisation, but there is no mailbox {mailbox} in it",
        "Compare IMAP_USER with the mailbox's address",
    ),
    Said(
        "google",
        ("invalid_grant",),
        r"expired or revoked",
        "the sign-in has ended; after 7 days that means that the app's publishing status is Testing",
        "OAuth consent screen: make the app Internal, or publish it (In production); then frontdesk login",
    ),
    Said(
        "",
        ("invalid_grant", "interaction_required", "login_required"),
        "",
        "the sign-in has ended",
        _SIGN_IN,
    ),
    Said(
        "",
        ("invalid_client",),
        "",
        "the provider doesn't know this client by this secret",
        "Compare OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET with what the provider shows",
    ),
    Said("", ("access_denied",), "", "whoever was asked said no", "frontdesk login, and allow the access"),
    Said(
        "", ("expired_token",), "", "the code wasn't typed in in time", "frontdesk login --device-code again"
    ),
)

EXCHANGE_STEPS = (
    "2. Add-MailboxPermission FullAccess given? 3. half an hour passed since? 4. IMAP on for the mailbox"
    " (Get-CASMailbox)? 5. IMAP_USER the mailbox's address? docs/microsoft365.md has the commands."
)
NOT_LET_IN = (
    "Exchange doesn't let the app in and doesn't say why. 1. New-ServicePrincipal with the object ID of the *enterprise"
    " application*? " + EXCHANGE_STEPS
)

MAIL: tuple[Said, ...] = (
    Said(
        "microsoft",
        (),
        r"authenticated but not connected",
        "",
        "Signed in, but not to this mailbox. "
        + EXCHANGE_STEPS
        + " A person who signed in needs FullAccess to a shared"
        " mailbox.",
    ),
    Said(
        "microsoft",
        (),
        r"5\.7\.139.*(disabled for the (tenant|mailbox)|SmtpClientAuthentication)",
        "",
        "SMTP is off for this mailbox. In Exchange's PowerShell, for this mailbox alone: Set-CASMailbox {mailbox}"
        " -SmtpClientAuthenticationDisabled $false",
    ),
    Said(
        "microsoft",
        (),
        r"5\.7\.139|5\.7\.57\b",
        "",
        "A policy forbids it (security defaults, Conditional Access): exempt the app or the mailbox, or send by another"
        " server (SMTP_HOST).",
    ),
    Said(
        "microsoft",
        (),
        r"\b5\.7\.30\b",
        "",
        "Microsoft takes no passwords here any more: MAIL_PROVIDER=microsoft365 (docs/microsoft365.md).",
    ),
    Said(
        "microsoft",
        (),
        r"5\.7\.60\b|5\.2\.252\b|SendAsDenied",
        "",
        "It may not send as {desk}: Add-RecipientPermission {desk} -AccessRights SendAs -Trustee <the app's object ID>",
    ),
    Said(
        "google",
        (),
        r"IMAP access is disabled",
        "",
        "IMAP is off: Admin console > Apps > Google Workspace > Gmail > End User Access, or in the mailbox's settings.",
    ),
    Said(
        "google",
        (),
        r"application-specific password required|invalid credentials \(failure\)|5\.7\.8|5\.7\.9",
        "",
        "Google takes app passwords, or a token: docs/google.md.",
    ),
)


def explainer(family: str, values: Mapping[str, str]) -> Explain:
    """`values`: what the remedies name: client_id, mailbox, desk."""

    def explain(error: str, first: str, codes: frozenset[str], skew: float | None) -> tuple[str, str]:
        title = TITLES.get(family, "the provider")
        found = next((row for row in GRANTS if _fits(row, family, {error, *codes}, first)), None)
        said = f"{error}: {first}" if first else error
        if found is None:
            page = PAGES.get(family, "docs/own-openid.md")
            return f"{title} refuses a token: {said}", f"See {page}, and docs/providers.md."
        known = {**values, "skew": _skew_words(skew), "page": PAGES.get(family, "docs/own-openid.md")}
        return f"{title}: {found.problem.format(**known)} ({said})", found.remedy.format(**known) + "."

    return explain


def mail_remedy(family: str, values: Mapping[str, str], by_token: bool) -> Callable[[str], str]:
    """What to do about a mail server's refusal; "" for the usual advice."""

    def remedy(words: str) -> str:
        for row in MAIL:
            if row.family == family and re.search(row.words, words, re.IGNORECASE):
                return row.remedy.format(**values)
        if family == "microsoft" and by_token:
            return NOT_LET_IN
        if family == "microsoft":
            return (
                "Microsoft takes no passwords for mail: let the desk sign in by token (docs/microsoft365.md)."
            )
        return OWN_REMEDY if by_token else ""

    return remedy


OWN_REMEDY = (
    "The provider gave the token, and the mail server doesn't take it: check that IMAP_USER is whom the token is for,"
    " and what scope and audience the server asks of a token (docs/own-openid.md)."
)


def _fits(row: Said, family: str, codes: set[str], words: str) -> bool:
    if row.family not in ("", family) or not codes & set(row.codes):
        return False
    return not row.words or re.search(row.words, words, re.IGNORECASE) is not None


def _skew_words(skew: float | None) -> str:
    """`skew`: how far the provider's clock is ahead of ours."""
    if skew is None or abs(skew) < CLOCK_WRONG:
        return ""
    minutes = round(abs(skew) / 60)
    return f": it is {minutes} min {'behind' if skew > 0 else 'ahead'}, by the provider's"

"""What providers say, and what the desk makes of it: every saying that is documented or was reported, by its code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from oauth_server import CLIENT, OAuthServer, oauth_server

from frontdesk.access.answers import GrantRefused
from frontdesk.access.endpoints import discovered
from frontdesk.access.grants import Client, Provider
from frontdesk.access.words import MAIL, explainer, mail_remedy
from frontdesk.mailbox.errors import ConnectionLost

VALUES = {"client_id": "1122", "mailbox": "it@contoso.com", "desk": "it@contoso.com"}
TRACE = "\r\nTrace ID: 1f2e-trace\r\nCorrelation ID: 77aa\r\nTimestamp: 2026-11-30 10:00:00Z"


def aad(error: str, code: int, words: str) -> dict[str, Any]:
    """As Entra ID answers."""
    return {"error": error, "error_description": f"AADSTS{code}: {words}{TRACE}", "error_codes": [code]}


# family, status, answer -> words of the problem, words of the remedy
SAYINGS: dict[str, tuple[str, int, dict[str, Any], str, str]] = {
    "secret over": (
        "microsoft",
        401,
        aad("invalid_client", 7000222, "The provided client secret keys for app 'x' are expired."),
        "secret has run out",
        "OAUTH_SECRET_EXPIRES",
    ),
    "secret wrong": (
        "microsoft",
        401,
        aad("invalid_client", 7000215, "Invalid client secret provided. Ensure the secret value"),
        "secret is wrong",
        "Value",
    ),
    "no app": (
        "microsoft",
        400,
        aad("unauthorized_client", 700016, "Application with identifier 'x' was not found"),
        "no such application",
        "OAUTH_TENANT",
    ),
    "no tenant": (
        "microsoft",
        400,
        aad("invalid_request", 90002, "Tenant 'nowhere' not found."),
        "no such tenant",
        "OAUTH_TENANT",
    ),
    "tenant malformed": (
        "microsoft",
        400,
        aad("invalid_request", 900023, "Specified tenant identifier is neither a valid DNS name"),
        "no such tenant",
        "Directory (tenant) ID",
    ),
    "certificate": (
        "microsoft",
        401,
        aad("invalid_client", 700027, "Client assertion failed signature validation."),
        "certificate isn't the application's",
        "upload the certificate",
    ),
    "no consent": (
        "microsoft",
        400,
        aad("invalid_grant", 65001, "The user or administrator has not consented")
        | {"suberror": "consent_required"},
        "nobody has consented",
        "Grant admin consent",
    ),
    "admin consent": (
        "microsoft",
        400,
        aad("invalid_grant", 90094, "Admin consent is required"),
        "consented",
        "Grant admin",
    ),
    "scope": (
        "microsoft",
        400,
        aad("invalid_scope", 70011, "The provided value for scope is not valid."),
        "scope",
        "OAUTH_SCOPE out",
    ),
    "resource": (
        "microsoft",
        400,
        aad("invalid_resource", 500011, "The resource principal was not found"),
        "scope",
        "OAUTH_SCOPE",
    ),
    "unused": (
        "microsoft",
        400,
        aad("invalid_grant", 700082, "The refresh token has expired due to inactivity."),
        "90 days",
        "frontdesk login",
    ),
    "frequency": (
        "microsoft",
        400,
        aad("invalid_grant", 70043, "The refresh token has expired"),
        "frequency",
        "frontdesk login",
    ),
    "password": (
        "microsoft",
        400,
        aad("invalid_grant", 50173, "The provided grant has expired"),
        "password was changed",
        "frontdesk login",
    ),
    "second factor": (
        "microsoft",
        400,
        aad("interaction_required", 50076, "you must use multi-factor"),
        "MFA",
        "frontdesk login",
    ),
    "blocked": (
        "microsoft",
        400,
        aad("interaction_required", 53003, "Access has been blocked"),
        "Conditional Access",
        "frontdesk login",
    ),
    "device codes": (
        "microsoft",
        400,
        aad("invalid_grant", 530036, "Authentication flow blocked"),
        "forbids device codes",
        "--device-code",
    ),
    "registered as SPA": (
        "microsoft",
        400,
        aad("invalid_request", 9002325, "Proof Key for Code Exchange is required"),
        "registered as a web page",
        "Mobile and desktop applications",
    ),
    "registered as confidential": (
        "microsoft",
        401,
        aad("invalid_client", 7000218, "The request body must contain client_assertion or client_secret"),
        "confidential",
        "Allow public client flows",
    ),
    "a code nobody knows": (
        "microsoft",
        400,
        aad("invalid_request", 999999, "Something new"),
        "Something new",
        "docs/microsoft365.md",
    ),
    "google clock": (
        "google",
        400,
        {
            "error": "invalid_grant",
            "error_description": "Invalid JWT: Token must be short-lived (60 minutes) and in a reasonable timeframe.",
        },
        "clock is wrong",
        "timedatectl set-ntp true",
    ),
    "google delegation": (
        "google",
        401,
        {
            "error": "unauthorized_client",
            "error_description": "Client is unauthorized to retrieve access tokens using this method",
        },
        "delegation isn't entered",
        "client ID 1122",
    ),
    "google key deleted": (
        "google",
        400,
        {"error": "invalid_grant", "error_description": "Invalid JWT Signature."},
        "key was deleted",
        "OAUTH_KEY_FILE",
    ),
    "google account": (
        "google",
        400,
        {"error": "invalid_grant", "error_description": "Invalid grant: account not found"},
        "another account's",
        "OAUTH_KEY_FILE",
    ),
    "google mailbox": (
        "google",
        400,
        {"error": "invalid_grant", "error_description": "Invalid email or User ID"},
        "no mailbox it@contoso.com",
        "IMAP_USER",
    ),
    "google testing": (
        "google",
        400,
        {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
        "Testing",
        "Internal",
    ),
    "any other's": (
        "own",
        400,
        {"error": "invalid_grant", "error_description": "nope"},
        "sign-in has ended (invalid_grant: nope)",
        "frontdesk login",
    ),
    "any other's secret": (
        "own",
        401,
        {"error": "invalid_client"},
        "doesn't know this client",
        "OAUTH_CLIENT_SECRET",
    ),
    "something else": (
        "own",
        400,
        {"error": "weird", "error_description": "x\x1b[2Jy"},
        "refuses a token: weird: x [2Jy",
        "docs/own-openid.md",
    ),
}


@pytest.fixture(scope="module")
def oauth() -> Iterator[OAuthServer]:
    with oauth_server() as server:
        yield server


def asked(oauth: OAuthServer, family: str) -> Provider:
    return Provider(
        Client(CLIENT, "mail", "it@contoso.com", "secret"), discovered(oauth.url), explainer(family, VALUES)
    )


@pytest.mark.parametrize("saying", SAYINGS.values(), ids=SAYINGS)
def test_a_saying_ends_in_a_sentence_and_a_remedy(
    oauth: OAuthServer, saying: tuple[str, int, dict[str, Any], str, str]
) -> None:
    family, status, answer, problem, remedy = saying
    oauth.says = [(status, dict(answer))]
    with pytest.raises(GrantRefused) as refused:
        asked(oauth, family).client_credentials()
    assert problem in str(refused.value)
    assert remedy in refused.value.remedy
    assert refused.value.permanent
    assert "Trace ID" not in str(refused.value)
    assert str(refused.value).isprintable()
    assert "{" not in f"{refused.value} {refused.value.remedy}"


def test_what_support_asks_for_is_kept_for_the_log(oauth: OAuthServer) -> None:
    oauth.says = [(400, SAYINGS["no tenant"][2])]
    with pytest.raises(GrantRefused) as refused:
        asked(oauth, "microsoft").client_credentials()
    assert "Trace ID: 1f2e-trace" in refused.value.trace


@pytest.mark.parametrize("family", ["microsoft", "google", "own"])
@pytest.mark.parametrize(
    "answer",
    [
        (429, {"error": "temporarily_unavailable"}),
        (503, {"error": "server_error"}),
        (400, {"error": "server_error"}),
    ],
)
def test_a_provider_that_is_busy_is_no_refusal(
    oauth: OAuthServer, family: str, answer: tuple[int, dict[str, Any]]
) -> None:
    oauth.says = [(answer[0], dict(answer[1]))]
    with pytest.raises(ConnectionLost):
        asked(oauth, family).client_credentials()


def test_behaviour_hangs_on_no_code_of_a_provider(oauth: OAuthServer) -> None:
    """The same error with and without a known number: only the words differ."""
    for codes in ([7000222], [], ["7000222"], 7000222, None):
        oauth.says = [(400, {"error": "invalid_grant", "error_description": "gone", "error_codes": codes})]
        with pytest.raises(GrantRefused) as refused:
            asked(oauth, "microsoft").client_credentials()
        assert refused.value.error == "invalid_grant"


def test_how_wrong_the_clock_is_stands_in_the_sentence() -> None:
    explain = explainer("google", VALUES)
    problem, _ = explain("invalid_grant", "in a reasonable timeframe", frozenset(), 7 * 60.0)
    assert "7 min behind" in problem
    problem, _ = explain("invalid_grant", "in a reasonable timeframe", frozenset(), -7 * 60.0)
    assert "7 min ahead" in problem


MAIL_SAYINGS = {
    "not let in": ("microsoft", "NO AUTHENTICATE failed.", "enterprise application"),
    "not connected": ("microsoft", "BAD User is authenticated but not connected.", "FullAccess"),
    "SMTP off": (
        "microsoft",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
        "Set-CASMailbox it@contoso.com",
    ),
    "SMTP off for all": (
        "microsoft",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
        "Set-CASMailbox",
    ),
    "defaults": (
        "microsoft",
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy",
        "SMTP_HOST",
    ),
    "not authenticated": ("microsoft", "530 5.7.57 Client not authenticated to send mail.", "SMTP_HOST"),
    "passwords over": (
        "microsoft",
        "550 5.7.30 Basic authentication is not supported for Client Submission.",
        "MAIL_PROVIDER=microsoft365",
    ),
    "sends as": (
        "microsoft",
        "554 5.2.252 SendAsDenied; it@contoso.com not allowed to send as",
        "Add-RecipientPermission it@contoso.com",
    ),
    "may not": (
        "microsoft",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "Add-RecipientPermission",
    ),
    "IMAP off": (
        "google",
        "[ALERT] Your account is not enabled for IMAP use / IMAP access is disabled for your domain.",
        "End User Access",
    ),
    "app password": (
        "google",
        "[ALERT] Application-specific password required: https://support",
        "docs/google.md",
    ),
    "credentials": ("google", "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "docs/google.md"),
    "another server": ("own", "NO [AUTHENTICATIONFAILED] Authentication failed.", "docs/own-openid.md"),
}


@pytest.mark.parametrize("family, words, remedy", MAIL_SAYINGS.values(), ids=MAIL_SAYINGS)
def test_a_mail_servers_refusal_ends_in_what_to_do(family: str, words: str, remedy: str) -> None:
    told = mail_remedy(family, VALUES, by_token=True)(words)
    assert remedy in told
    assert "{" not in told


def test_every_row_for_mail_servers_is_reached_by_some_saying() -> None:
    remedies = {mail_remedy(family, VALUES, True)(words) for family, words, _ in MAIL_SAYINGS.values()}
    assert {row.remedy.format(**VALUES) for row in MAIL} <= remedies


def test_with_a_password_the_usual_advice_stands() -> None:
    assert mail_remedy("", VALUES, by_token=False)("NO wrong") == ""
    assert "token" in mail_remedy("microsoft", VALUES, by_token=False)("NO AUTHENTICATE failed.")

"""Logging in by token at a real Dovecot and a real Postfix: mail in and out, refusals, and tokens of any length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import servers
from oauth_server import CLIENT, SECRET, OAuthServer

from frontdesk.access.endpoints import discovered
from frontdesk.access.grants import Client, Provider
from frontdesk.access.source import ApplicationSource
from frontdesk.access.words import explainer
from frontdesk.mailbox.errors import LoginRefused
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import OutgoingMail
from frontdesk.mailbox.smtp.relay import SmtpRelay

pytestmark = pytest.mark.live
LETTER = b"From: it@desk.example\r\nTo: ann@desk.example\r\nSubject: printer\r\n\r\nIt smokes.\r\n"


@pytest.fixture
def oauth(provider: OAuthServer) -> OAuthServer:
    provider.seconds, provider.pad, provider.user = 3600, 0, "it"
    provider.asked.clear()
    return provider


def source(oauth: OAuthServer) -> ApplicationSource:
    asked = Provider(Client(CLIENT, "mail", "it", SECRET), discovered(oauth.url), explainer("own", {}))
    return ApplicationSource(lambda: asked, lambda one: one.client_credentials())


def mailbox(token_dovecot: servers.Dovecot, token: Callable[[str], str], user: str = "it") -> ImapMailbox:
    return ImapMailbox(replace(token_dovecot.account(user, "tls", password=""), token=token))


def relay(token_postfix: servers.Postfix, token: Callable[[str], str], user: str = "it") -> SmtpRelay:
    return SmtpRelay(replace(token_postfix.account("starttls", user=user, password=""), token=token))


@pytest.fixture(params=["XOAUTH2", "OAUTHBEARER"])
def mechanism(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("frontdesk.mailbox.sasl.MECHANISMS", (request.param,))
    return str(request.param)


def test_mail_goes_out_comes_in_and_is_filed(
    token_dovecot: servers.Dovecot, token_postfix: servers.Postfix, oauth: OAuthServer, mechanism: str
) -> None:
    tokens = source(oauth)
    out = relay(token_postfix, tokens.token)
    box = mailbox(token_dovecot, tokens.token)
    box.connect()
    box.ensure_folder("Handled")
    box.select("INBOX")
    begun = max(box.uids_from(1), default=0) + 1  # what others' tests left there
    (sent,) = out.send([OutgoingMail(1, "it@desk.example", ("it@desk.example",), LETTER)])
    out.close()
    assert sent.outcomes[0].state == "sent"

    def arrived() -> list[int]:
        came = box.fetch(box.uids_from(begun))
        return [uid for uid, mail in came.items() if b"It smokes." in mail.raw]

    servers.await_that(arrived, "the mail")
    uids = arrived()
    box.move(uids, "Handled")
    assert not set(uids) & set(box.uids_from(begun))
    box.close()
    assert len(oauth.asked) == 1


def test_another_users_token_is_no_key(
    token_dovecot: servers.Dovecot, token_postfix: servers.Postfix, oauth: OAuthServer, mechanism: str
) -> None:
    with pytest.raises(LoginRefused) as refused:
        mailbox(token_dovecot, source(oauth).token, "bob").connect()
    assert "bob" in str(refused.value)
    with pytest.raises(LoginRefused):
        relay(token_postfix, source(oauth).token, "bob").probe()


def test_a_revoked_token_is_changed_once_and_the_reason_of_a_refusal_is_told(
    token_dovecot: servers.Dovecot, token_postfix: servers.Postfix, oauth: OAuthServer, mechanism: str
) -> None:
    tokens = source(oauth)
    tokens.token()
    oauth.forget_access()
    box = mailbox(token_dovecot, tokens.token)
    box.connect()
    box.close()
    assert len(oauth.asked) == 2
    for connect in (
        mailbox(token_dovecot, lambda refused: "at-nobody").connect,
        relay(token_postfix, lambda refused: "at-nobody").probe,
    ):
        with pytest.raises(LoginRefused) as refused:
            connect()
        assert "invalid_token" in str(refused.value) or "401" in str(refused.value)


def test_a_token_that_is_over_is_refused_and_another_taken(
    token_dovecot: servers.Dovecot, token_postfix: servers.Postfix, oauth: OAuthServer
) -> None:
    oauth.seconds = 0.2
    old = source(oauth).token()
    oauth.seconds = 3600
    new = source(oauth)

    def token(refused: str) -> str:
        return new.token() if refused else old

    servers.await_that(lambda: not oauth.who(old), "the token's end")
    box = mailbox(token_dovecot, token)
    box.connect()
    box.close()
    out = relay(token_postfix, token)
    assert out.probe()
    out.close()


@pytest.mark.parametrize("length", [500, 1600, 4000, 6000])
def test_tokens_of_any_length_that_providers_give_pass(
    token_dovecot: servers.Dovecot, token_postfix: servers.Postfix, oauth: OAuthServer, length: int
) -> None:
    oauth.pad = length
    tokens = source(oauth)
    out = relay(token_postfix, tokens.token)
    assert out.probe()
    out.close()
    if length <= 4000:  # Dovecot's own line ends soon after
        box = mailbox(token_dovecot, tokens.token)
        box.connect()
        box.close()


def test_passwords_are_taken_beside_tokens(token_dovecot: servers.Dovecot) -> None:
    box = ImapMailbox(token_dovecot.account("it"))
    box.connect()
    box.close()

"""The relay on a real Postfix, beyond the contract: encryption, login, cuts at any octet."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import servers

from frontdesk.mailbox.errors import CertificateRefused, LoginRefused, MailboxError
from frontdesk.mailbox.ports import OutgoingMail, Security, SmtpAccount
from frontdesk.mailbox.smtp.relay import SmtpRelay

pytestmark = pytest.mark.live

DESK = "it@desk.example"


def letter(number: int, recipient: str) -> OutgoingMail:
    return OutgoingMail(number, DESK, (recipient,), b"Subject: n%d\r\n\r\n.hello\r\n" % number)


def sent(account: SmtpAccount, *mails: OutgoingMail) -> list[str]:
    relay = SmtpRelay(account)
    try:
        return [result.outcomes[0].state for result in relay.send(mails)]
    finally:
        relay.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_goes_out_encrypted_after_a_login(
    postfix: servers.Postfix, dovecot: servers.Dovecot, fresh_user: str, security: Security
) -> None:
    account = postfix.account(security, user="it")
    assert sent(account, letter(1, f"{fresh_user}@desk.example")) == ["sent"]
    servers.await_that(lambda: dovecot.mails(fresh_user), "the mail's arrival")


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("change", [{"ca_file": ""}, {"host": "127.1"}], ids=["issuer unknown", "other name"])
def test_a_certificate_that_proves_nothing_is_refused(
    postfix: servers.Postfix, security: Security, change: dict[str, Any]
) -> None:
    with pytest.raises(CertificateRefused):
        SmtpRelay(replace(postfix.account(security, user="it"), **change)).probe()


def test_a_wrong_password_is_for_a_person_to_mend(postfix: servers.Postfix) -> None:
    with pytest.raises(LoginRefused) as refused:
        SmtpRelay(postfix.account("tls", user="it", password="wrong")).probe()
    assert refused.value.permanent


def test_a_relay_that_takes_logins_only_encrypted_says_so(postfix: servers.Postfix) -> None:
    account = postfix.account_at(postfix.login_port, "none", "it", servers.PASSWORD)
    with pytest.raises(LoginRefused) as refused:
        SmtpRelay(account).probe()
    assert "starttls" in refused.value.remedy


@pytest.mark.parametrize("direction", ["cut_up", "cut_down"])
def test_a_cut_at_any_octet_leaves_every_fate_as_it_was_told(
    postfix: servers.Postfix, dovecot: servers.Dovecot, fresh_user: str, direction: str
) -> None:
    """Told sent: there once. Told deferred: not there. Only told unknown may be either."""
    recipient, fates = f"{fresh_user}@desk.example", {}
    with servers.cut_proxy(postfix.plain_port) as proxy:
        account = replace(postfix.account(), port=proxy.port)
        assert sent(account, letter(0, recipient), letter(1, recipient)) == ["sent", "sent"]
        for octet in range(0, getattr(proxy, direction.replace("cut", "passed")) + 1, 3):
            setattr(proxy, direction, octet)
            mails = [letter(number, recipient) for number in (2 * octet + 2, 2 * octet + 3)]
            try:
                states = sent(account, *mails)
            except MailboxError:
                states = ["deferred", "deferred"]
            fates.update({mail.id: state for mail, state in zip(mails, states, strict=True)})
    servers.await_that(lambda: not postfix.waiting(), "an empty queue")
    raws = dovecot.mails(fresh_user)
    arrived = Counter(int(number) for raw in raws for number in re.findall(rb"Subject: n(\d+)", raw))
    assert max(arrived.values()) == 1
    for number, state in fates.items():
        assert state in ("sent", "deferred", "unknown")
        assert state == "unknown" or (state == "sent") == (number in arrived), f"mail {number} is {state}"
    assert Counter(fates.values()).keys() == {"sent", "deferred", "unknown"}


def test_sending_and_losing_leaves_no_descriptor_behind(postfix: servers.Postfix, fresh_user: str) -> None:
    account = postfix.account("starttls", user="it")
    sent(account, letter(1, f"{fresh_user}@desk.example"))
    before = len(os.listdir("/proc/self/fd"))
    for attempt in (account, replace(account, password="wrong"), replace(account, ca_file="")) * 5:
        with contextlib.suppress(MailboxError):
            sent(attempt, letter(1, f"{fresh_user}@desk.example"))
    assert len(os.listdir("/proc/self/fd")) == before

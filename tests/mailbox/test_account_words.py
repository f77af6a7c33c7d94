"""Whether a relay's words are about the mail or about our account, by what it was answering."""

from __future__ import annotations

import pytest

from frontdesk.mailbox.account_words import REMEDIES, AboutUs, AccountTrouble, Phase, about_us

MAIL, RCPT, DATA = Phase.SENDER, Phase.RECIPIENT, Phase.DATA

OURS = [
    (DATA, "550 5.4.5 Daily user sending limit exceeded. gsmtp", AccountTrouble.LIMIT),
    (MAIL, "550 5.4.5 Daily SMTP relay limit exceeded", AccountTrouble.LIMIT),
    (DATA, "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", AccountTrouble.LIMIT),
    (DATA, "550 5.1.90 Your message can't be sent", AccountTrouble.LIMIT),
    (MAIL, "452 4.5.4 hourly limit of your account reached", AccountTrouble.LIMIT),
    (DATA, "554 5.2.2 mailbox full; STOREDRV.Storage", AccountTrouble.FULL),
    (DATA, "550 5.7.708 Service unavailable. Access denied", AccountTrouble.BLOCKED),
    (MAIL, "530 5.7.57 Client not authenticated to send mail", AccountTrouble.LOGIN),
    (RCPT, "530 5.7.0 Authentication required", AccountTrouble.LOGIN),
    (MAIL, "550 5.7.30 Basic authentication is not supported", AccountTrouble.LOGIN),
    (DATA, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", AccountTrouble.SENDER),
    (DATA, "554 5.2.252 SendAsDenied", AccountTrouble.SENDER),
    (MAIL, "553 5.7.1 <it@example.org>: Sender address rejected: not owned by user x", AccountTrouble.SENDER),
    (MAIL, "553 sorry, your envelope sender is in my badmailfrom list", AccountTrouble.SENDER),
    (MAIL, "550 no", AccountTrouble.SENDER),
    (RCPT, "553 5.7.1 <it@example.org>: Sender address rejected: not owned by user x", AccountTrouble.SENDER),
    (RCPT, "554 5.7.1 <carl@example.com>: Relay access denied", AccountTrouble.RELAYING),
    (RCPT, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", AccountTrouble.RELAYING),
]
NOT_OURS = [
    (RCPT, "550 5.1.1 <carl@example.com>: no such user"),
    (RCPT, "552 5.2.2 mailbox full"),
    (RCPT, "452 4.2.2 mailbox is full"),
    (RCPT, "550 5.2.1 The email account that you tried to reach is disabled"),
    (RCPT, "552 5.2.2 The recipient's quota exceeded"),
    (RCPT, "450 4.2.0 greylisted, try again later"),
    (RCPT, "554 5.7.1 we do not want your mail"),
    (MAIL, "552 5.3.4 message size exceeds fixed limit"),
    (MAIL, "555 5.5.4 unsupported parameter SMTPUTF8"),
    (MAIL, "553 5.6.7 SMTPUTF8 required"),
    (MAIL, "421 4.3.2 too busy"),
    (DATA, "554 5.7.1 looks like spam"),
    (DATA, "552 5.3.4 message file too big"),
]


@pytest.mark.parametrize("phase, answer, trouble", OURS, ids=lambda value: str(value)[:40])
def test_it_is_about_us(phase: Phase, answer: str, trouble: AccountTrouble) -> None:
    found = about_us(answer, phase, sender=True, logged_in=True)
    assert found is not None
    assert found.trouble is trouble
    assert found.sure or phase is RCPT


@pytest.mark.parametrize("phase, answer", NOT_OURS, ids=lambda value: str(value)[:40])
def test_it_is_about_the_mail(phase: Phase, answer: str) -> None:
    assert about_us(answer, phase, sender=True, logged_in=True) is None


def test_words_at_a_recipient_may_be_about_that_one_and_codes_are_not() -> None:
    assert about_us("554 5.7.1 Relay access denied", RCPT, sender=True, logged_in=False) == AboutUs(
        AccountTrouble.RELAYING, sure=False
    )
    assert about_us("550 5.7.60 no", RCPT, sender=True, logged_in=False) == AboutUs(AccountTrouble.SENDER)


def test_a_full_mailbox_is_ours_only_where_we_log_in() -> None:
    assert about_us("554 5.2.2 mailbox full", DATA, sender=True, logged_in=False) is None


def test_that_the_null_return_path_is_refused_says_nothing_of_us() -> None:
    assert about_us("550 5.7.1 <> not accepted here", MAIL, sender=False, logged_in=True) is None


def test_each_trouble_has_its_remedy() -> None:
    assert set(REMEDIES) == set(AccountTrouble)

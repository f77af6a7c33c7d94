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


# As providers and mail servers write them, from Gmail to Exim.
IN_OTHER_WORDS = [
    (DATA, "550 5.4.5 Daily user sending quota exceeded. gsmtp"),
    (
        RCPT,
        "550 5.7.0 Mail relay denied [192.0.2.1]. Invalid credentials for relay for one of the",
    ),
    (
        MAIL,
        "550 5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you've registered in",
    ),
    (DATA, "550 5.7.1 Daily SMTP relay limit exceeded for customer"),
    (
        DATA,
        "421 4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your",
    ),
    (
        DATA,
        "550 5.7.28 Our system has detected an unusual rate of unsolicited mail originating from your",
    ),
    (DATA, "550 5.7.26 This mail has been blocked because the sender is unauthenticated"),
    (
        RCPT,
        "550 5.7.1 The IP you're using to send mail is not authorized to send email directly to our servers",
    ),
    (DATA, "550 5.7.705 Access denied, tenant has exceeded threshold"),
    (RCPT, "550 5.7.64 TenantAttribution; Relay Access Denied"),
    (RCPT, "550 5.7.606 Access denied, banned sending IP [192.0.2.1]"),
    (DATA, "550 5.7.511 Access denied, banned sender[192.0.2.1]"),
    (DATA, "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains"),
    (
        DATA,
        "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied;",
    ),
    (
        DATA,
        "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process message due",
    ),
    (
        DATA,
        "550 5.3.4 Requested action not taken; To continue sending messages, please sign in to your account.",
    ),
    (DATA, "550 5.7.501 Access denied, spam abuse detected"),
    (DATA, "550 5.1.8 Access denied, bad outbound sender"),
    (
        DATA,
        "553 From address not verified - see",
    ),
    (DATA, "554 6.6.0 Error sending message for delivery. Your account has been temporarily blocked"),
    (DATA, "554 5.7.1 [TS03] All messages from 192.0.2.1 will be permanently deferred"),
    (MAIL, "550 Requested action not taken: mailbox unavailable Sender address is not allowed."),
    (DATA, "554 Transaction failed: Unauthorized sender address."),
    (RCPT, "550 Mail send limit exceeded"),
    (DATA, "450 Mail send limit exceeded."),
    (DATA, "554 5.7.1 Sender limit exceeded"),
    (RCPT, "554 5.7.1 <it@example.org>: Sender address rejected: not logged in"),
    (DATA, "550 5.7.1 Your account is blocked for sending spam"),
    (RCPT, "550 5.7.1 Mail sending is blocked for this account"),
    (DATA, "550 5.4.6 Unusual sending activity detected. Please try after sometime"),
    (RCPT, "553 Relaying disallowed as it@example.org"),
    (DATA, "553 5.7.1 Relaying disallowed. Invalid Domain - example.org"),
    (DATA, "553 Sender is not allowed to relay emails"),
    (DATA, "554 5.1.8 Email Outgoing Blocked"),
    (DATA, "550 5.4.6 Email sending limit exceeded"),
    (DATA, "551 5.7.1 Not authorised to send from this header address"),
    (DATA, "551 5.7.1 You are not permitted to send from this address"),
    (
        DATA,
        "554 Message rejected: Email address is not verified. The following identities failed the",
    ),
    (DATA, "454 Throttling failure: Daily message quota exceeded."),
    (DATA, "454 Throttling failure: Maximum sending rate exceeded."),
    (
        DATA,
        "554 Message rejected: Sending suspended for this account. For more information, please check",
    ),
    (
        DATA,
        "554 Message rejected: Sending paused for this account. For more information, please check",
    ),
    (
        DATA,
        "554 Access denied: User `arn:aws:iam::1:user/x' is not authorized to perform",
    ),
    (
        DATA,
        "550 The from address does not match a verified Sender Identity. Mail cannot be sent until",
    ),
    (DATA, "451 Authentication failed: Maximum credits exceeded"),
    (RCPT, "550 Unauthenticated senders not allowed"),
    (DATA, "554 Maximum credits exceeded"),
    (
        DATA,
        "550 Sandbox subdomains are for test purposes only. Please add your own domain or add the",
    ),
    (
        DATA,
        "550 Domain example.org is not allowed to send: The domain is unverified and requires DNS",
    ),
    (DATA, "550 Domain example.org is not allowed to send: Business Verification"),
    (DATA, "550 Your account has been temporarily disabled. Please contact support."),
    (
        DATA,
        "554 5.7.1 Free accounts are for test purposes only. Please upgrade or add the address to",
    ),
    (DATA, "552 Account exceeded hourly limit"),
    (MAIL, "550 5.7.1 Account x@example.org exceeded its daily sending allowance"),
    (
        DATA,
        "550 5.7.1 The 'From' address you supplied (it@example.org) is not a Sender Signature on your",
    ),
    (
        DATA,
        "550 5.7.1 Your account is pending approval. While your account is pending approval, all",
    ),
    (RCPT, "525 5.7.1 Unauthorized IP address"),
    (
        DATA,
        "550 5.7.1 Sending has been rejected because the sender you used it@example.org is not valid.",
    ),
    (
        MAIL,
        "502 5.7.0 Your SMTP account is not yet activated. Contact us at contact@brevo.com to request",
    ),
    (DATA, "502 5.7.0 Please activate your account"),
    (DATA, "554 5.7.1 Your account has been suspended"),
    (RCPT, "554 5.7.1 <host[192.0.2.1]>: Client host rejected: Access denied"),
    (RCPT, "504 5.5.2 <desk>: Helo command rejected: need fully-qualified hostname"),
    (RCPT, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
    (RCPT, "550 5.1.0 <it@example.org>: Sender address rejected: User unknown in virtual mailbox table"),
    (MAIL, "530 5.7.0 Must issue a STARTTLS command first"),
    (RCPT, "550 Sender verify failed"),
    (MAIL, "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)"),
    (
        DATA,
        "550 Domain example.org has exceeded the max emails per hour (100/100 (100%)) allowed.",
    ),
    (DATA, '550 Outgoing mail from "it@example.org" has been suspended.'),
    (DATA, "550 Domain example.org has an outgoing mail suspension.  Message discarded."),
    (RCPT, "550 SMTP AUTH is required for message submission on port 587"),
    (
        DATA,
        "550 Domain example.org has exceeded the max defers and failures per hour (5/5 (100%))",
    ),
    (RCPT, "550-Please turn on SMTP Authentication in your mail client."),
    (RCPT, "550 authentication required"),
    (RCPT, "550 5.7.1 <carl@example.com>... Relaying denied. Proper authentication required."),
    (MAIL, "553 5.1.8 <it@example.org>... Domain of sender address it@example.org does not exist"),
    (MAIL, "550 5.7.1 Client does not have permission to submit mail to this server"),
    (DATA, "550 5.7.1 Client does not have permissions to send as this sender"),
    (DATA, "550 5.7.1 Sender not authorized"),
    (DATA, "550 5.7.0 From address is not one of your addresses"),
    (DATA, "550 5.7.0 Sender address does not belong to logged in user [AUTH3]"),
    (MAIL, "501 Mail from address must be same as authorization user."),
    (MAIL, "553 Mail from must equal authorized user"),
    (DATA, "550 User suspended"),
    (DATA, "550 Connection frequency limited"),
    (DATA, "550 not local sender over smtp"),
    (DATA, "550 5.7.1 The email limit is reached. Please upgrade your plan"),
    (DATA, "550 5.7.1 Unconfigured Sending Domain <example.org>"),
    (DATA, "550 5.1.0 Exceed Sending Limit (daily)"),
    (RCPT, "550 5.7.1 Monthly quota of your plan exceeded"),
    (DATA, "550 5.7.1 Sender quota exceeded"),
    (DATA, "554 Your account has exceeded its relay quota"),
    (DATA, "550 exceeded the maximum number of messages per day"),
    (DATA, "550 5.7.1 Your sending has been temporarily disabled"),
    (DATA, "550 5.7.1 Message quota for your account reached"),
    (DATA, "550 5.7.30 Basic authentication is not supported for Client Submission."),
    (DATA, "554 5.7.1 Your plan does not allow sending"),
    (MAIL, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant"),
    (DATA, "550 5.7.1 Too many messages from your account today"),
    (DATA, "550 Ratelimit exceeded for mailbox it@example.org. Try again later."),
]
OF_A_RECIPIENT = [
    (RCPT, "550 5.1.1 The email account that you tried to reach does not exist."),
    (DATA, "550 5.1.1 The email account that you tried to reach does not exist."),
    (RCPT, "552 5.2.2 The email account that you tried to reach is over quota."),
    (DATA, "552 5.2.2 The recipient's inbox is out of storage space and inactive."),
    (RCPT, "550 5.2.1 The email account that you tried to reach is disabled."),
    (DATA, "550 5.2.1 The email account that you tried to reach is disabled."),
    (
        RCPT,
        "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents",
    ),
    (RCPT, "550 5.2.1 The user you are trying to contact is receiving mail too quickly"),
    (
        DATA,
        "554 delivery error: dd Sorry, your message to carl@yahoo.com cannot be delivered. This",
    ),
    (DATA, "554 delivery error: dd This user doesn't have a yahoo.com account (carl@yahoo.com) [0]"),
    (
        DATA,
        "554 delivery error: dd Requested mail action aborted: This account has been disabled or",
    ),
    (RCPT, "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)"),
    (DATA, "550 5.4.1 Recipient address rejected: Access denied."),
    (DATA, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    (DATA, "550 5.7.124 Sender not in allowed-senders list"),
    (DATA, "550 5.7.133 Sender not authenticated for group"),
    (DATA, "550 5.7.134 Sender not authenticated for mailbox"),
    (DATA, "550 5.7.136 RESOLVER.RST.SenderNotAuthenticatedForMailUser"),
    (DATA, "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized"),
    (DATA, "550 5.7.12 Sender was not authenticated by organization"),
    (DATA, "550 5.2.121 Recipient's per hour message receive limit from specific sender exceeded"),
    (
        DATA,
        "550 5.2.122 The recipient has exceeded their limit for the number of messages they can",
    ),
    (DATA, "554 5.2.2 mailbox full; The recipient's mailbox is full and can't accept messages now"),
    (
        DATA,
        "550 5.7.703 Your message can't be delivered because one or more recipients are blocked by",
    ),
    (RCPT, "550 Requested action not taken: mailbox unavailable"),
    (RCPT, "552 Requested mail action aborted: exceeded storage allocation"),
    (DATA, "552 Requested mail action aborted: exceeded storage allocation"),
    (RCPT, "550 carl@example.com Quota exceeded (mailbox for user is full)"),
    (RCPT, "452 4.2.2 <carl@example.com>: mailbox is full"),
    (DATA, "552 5.7.0 This message was blocked because its content presents a potential security issue."),
    (DATA, "554 5.7.1 [HM08] Message rejected due to local policy"),
    (DATA, "554 5.7.1 Spam message rejected"),
    (DATA, "550 5.7.1 Message rejected under suspicion of SPAM"),
    (DATA, "552 5.2.3 Your message exceeded Google's message size limits."),
    (DATA, "552 5.3.4 Message size exceeds fixed maximum message size"),
    (RCPT, "550 5.1.2 We weren't able to find the recipient domain."),
    (RCPT, "550 5.1.1 <carl@example.com>: Recipient address rejected: User unknown in virtual mailbox table"),
    (RCPT, "554 5.7.1 <carl@example.com>: Recipient address rejected: Access denied"),
    (RCPT, "550 5.7.1 This message has been rejected because the recipient doesn't accept mail from you"),
    (RCPT, "550 user is terminated"),
    (
        RCPT,
        "550 Message was not accepted -- invalid mailbox. Local mailbox carl@mail.ru is unavailable:",
    ),
    (DATA, "554 Message rejected: Address is on the suppression list"),
    (DATA, "550 5.7.1 You tried to send to recipient(s) that have been marked as inactive."),
    (RCPT, "550 5.1.1 unknown or illegal alias"),
    (RCPT, "550 5.1.6 Recipient no longer on server"),
    (RCPT, "550 5.2.0 Mailbox unavailable: this account has been suspended"),
    (DATA, "554 5.6.0 message malformed"),
    (DATA, "550 5.7.1 Attachment type not allowed"),
    (DATA, "554 5.4.6 hop count exceeded - possible mail loop"),
    (DATA, "554 5.4.14 Hop count exceeded - possible mail loop ATTR34"),
    (RCPT, "450 4.7.1 <carl@example.com>: Recipient address rejected: Greylisted"),
    (RCPT, "550 5.7.1 Our organization does not accept mail from outside for this mailbox"),
    (DATA, "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy"),
    (RCPT, "550 5.2.1 carl@example.com mailbox disabled, not accepting messages"),
    (RCPT, "554 5.7.1 The user's account has been locked"),
    (RCPT, "550 5.4.5 recipient over daily receive limit"),
    (DATA, "550 5.4.300 Message expired"),
    (DATA, "550 5.4.316 Message expired, connection refused"),
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


@pytest.mark.parametrize("phase, answer", IN_OTHER_WORDS, ids=lambda value: str(value)[:60])
def test_each_provider_has_words_of_its_own_for_it(phase: Phase, answer: str) -> None:
    assert about_us(answer, phase, sender=False, logged_in=True) is not None


@pytest.mark.parametrize("phase, answer", OF_A_RECIPIENT, ids=lambda value: str(value)[:60])
def test_what_is_said_of_a_recipient_or_a_mail_is_not_about_us(phase: Phase, answer: str) -> None:
    assert about_us(answer, phase, sender=False, logged_in=True) is None


def test_what_only_may_be_about_us_waits_by_itself_where_it_is_put_off() -> None:
    words = "4.7.1 Client host rejected: greylisted"
    assert about_us(f"554 {words}", RCPT, sender=False, logged_in=True) is not None
    assert about_us(f"450 {words}", RCPT, sender=False, logged_in=True) is None


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

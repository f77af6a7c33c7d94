"""`frontdesk check`: whether our mail server says who wrote, seen in the newest mail that lies in the mailbox.

Reads headers only, and marks and moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from frontdesk.cli.checks.finding import GOOD, WARNING, Finding
from frontdesk.mailbox.errors import MailboxError
from frontdesk.mailbox.parse import parse_headers_only
from frontdesk.mailbox.ports import MailFolder
from frontdesk.rules.proof.seen_results import Seen, SeenMail, seen_results
from frontdesk.settings.load import Settings

_LOOKED_AT = 20  # the newest of each folder
_UIDS_BACK = 1000
_HEAD_OCTETS = 64 * 1024


def newest_mail(folder: MailFolder, settings: Settings) -> list[SeenMail]:
    """The headers of the newest mail in the inbox and of what was handled; not of mail by the desk itself."""
    seen: list[SeenMail] = []
    for name in (settings.imap_folder, settings.imap_handled_folder):
        state = folder.select(name)
        for uid in folder.uids_from(max(1, state.uidnext - _UIDS_BACK))[-_LOOKED_AT:]:
            mail = _headers_of(folder, uid)
            if mail is not None and mail.sender_domain:
                seen.append(mail)
    return seen


def _headers_of(folder: MailFolder, uid: int) -> SeenMail | None:
    try:
        head = folder.fetch_head(uid, _HEAD_OCTETS)
        if head is None:
            return None
        message = parse_headers_only(head.raw, len(head.raw))
    except (MailboxError, ValueError):
        return None  # one mail that can't be had says nothing of the others
    if message.sender is None or message.header("x-frontdesk-loop"):
        return None
    domain = message.sender.email.rpartition("@")[2]
    return SeenMail(domain, message.headers.get("authentication-results", ()))


def whose_word_counts(trusted: str, mails: list[SeenMail]) -> Iterator[Finding]:
    """Whether TRUSTED_AUTHSERV_ID fits what our server writes, and what it should be; nothing without mail to see."""
    seen = seen_results(mails, trusted)
    if seen.trusted:
        yield Finding("proof", GOOD, f"{trusted} vouches for {seen.trusted} of the newest {seen.mails} mails")
    elif mails:
        told = f"none of the newest {seen.mails} mails has Authentication-Results by {trusted or 'a server we trust'}"
        yield Finding("proof", WARNING, *_what_to_do(told, seen))


def _what_to_do(told: str, seen: Seen) -> tuple[str, str]:
    if seen.suggestion:
        remedy = "if that is your own mail server: it stands on top of the mail that is there."
        return told, f"Set TRUSTED_AUTHSERV_ID={seen.suggestion} {remedy}"
    if seen.others:
        return told, "Set TRUSTED_AUTHSERV_ID to the name that your mail server writes on top of every mail."
    remedy = "Let it check SPF, DKIM and DMARC (rspamd, OpenDKIM with OpenDMARC) and add that header."
    return f"{told}: our mail server adds none", remedy

"""`frontdesk check --send`: mails the desk to itself, and says what this provider does to a mail.

What nobody can look up is seen: which headers and which Message-ID arrive, who vouches, where a copy is kept. Files
both mails with the automatic ones; works beside a running daemon, which may file them first.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from frontdesk.cli.checks.finding import BAD, GOOD, WARNING, Finding
from frontdesk.cli.checks.mail_differences import PART, TEXT, Probe, compared, read, text_of
from frontdesk.mailbox.errors import FolderMissing, MailboxError
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import OutgoingMail, SendResult
from frontdesk.mailbox.smtp.relay import SmtpRelay
from frontdesk.mailbox.writing.letter import Letter, write_mail
from frontdesk.rules.model import Address, MailKind
from frontdesk.settings.load import Settings

HEADER = "X-Frontdesk-Check"
PATIENCE, PLUS_PATIENCE = 180.0, 60.0  # seconds; the second from when the plain one has come
FIRST_LOOK, LONGEST_LOOK = 0.3, 5.0  # seconds between looks
LARGEST = 262_144


@dataclass(frozen=True, slots=True)
class Arrived:
    folder: str
    uid: int
    raw: bytes
    seconds: float


def probes(settings: Settings, now: datetime) -> tuple[Probe, Probe]:
    """One to the desk, one to desk+probe."""
    local, _, domain = settings.desk_address.rpartition("@")
    return (
        _probe(settings, settings.desk_address, domain, now),
        _probe(settings, f"{local}+probe@{domain}", domain, now),
    )


def _probe(settings: Settings, to: str, domain: str, now: datetime) -> Probe:
    token = f"check{secrets.token_hex(10)}"
    own = Address(settings.desk_name, settings.desk_address)
    letter = Letter(
        kind=MailKind.NOTICE,
        sender=own,
        to=(Address("", to),),
        reply_to=own,
        subject=f"What the mail provider does to a mail ({token[-4:]})",
        text=f"frontdesk check --send sent this mail to itself. Nothing needs doing.\n\n{TEXT}\n\n{token}\n",
        message_id=f"<{token}@{domain}>",
        references=(f"<{token}.before@{domain}>",),
        date=now,
        automatic=True,
        extra=((HEADER, token),),
    )
    return Probe(token, letter.message_id, to, write_mail(letter))


def send_findings(settings: Settings, now: datetime, patience: float = PATIENCE) -> Iterator[Finding]:
    """Sends, waits and tells. Raises MailboxError where a server can't be reached."""
    plain, plus = probes(settings, now)
    with closing(ImapMailbox(settings.imap_account())) as mailbox:
        mailbox.connect()
        places = _places(settings, mailbox)
        sent = _sent(settings, (plain, plus))
        if refusal := _refusal(settings, sent[0]):
            yield refusal
            return
        found = _awaited(mailbox, places, (plain, plus), patience)
        yield from _told(settings, plain, plus, found, sent, patience)
        yield from _copy(settings, mailbox, plain)
        _file_away(settings, mailbox, list(found.values()))


def _places(settings: Settings, mailbox: ImapMailbox) -> dict[str, int]:
    """The folders to look into, and from which UID on."""
    places = {}
    for name in (settings.imap_folder, settings.imap_automatic_folder, settings.imap_handled_folder):
        try:
            state = mailbox.select(name)
            places[name] = state.uidnext or max(mailbox.uids_from(1), default=0) + 1
        except FolderMissing:
            continue
    return places


def _sent(settings: Settings, mails: Sequence[Probe]) -> list[SendResult]:
    with closing(SmtpRelay(settings.smtp_account())) as relay:
        outgoing = [
            OutgoingMail(number, settings.desk_address, (mail.to,), mail.raw)
            for number, mail in enumerate(mails)
        ]
        return sorted(relay.send(outgoing), key=lambda result: result.id)


def _refusal(settings: Settings, result: SendResult) -> Finding | None:
    (outcome,) = result.outcomes
    if outcome.state in ("sent", "unknown"):
        return None
    remedy = settings.smtp_account().remedy(outcome.answer) or "See what the relay says."
    return Finding(PART, BAD, f"the relay doesn't take the desk's own mail: {outcome.answer}", remedy)


def _awaited(
    mailbox: ImapMailbox, places: dict[str, int], mails: Sequence[Probe], patience: float
) -> dict[str, Arrived]:
    """What came, by its token. A mail that somebody files between two looks is met in the next."""
    began, pause, found = time.monotonic(), FIRST_LOOK, dict[str, Arrived]()
    end = began + patience
    while len(found) < len(mails) and time.monotonic() < end:
        for folder, first in places.items():
            for token, uid, raw in _look(mailbox, folder, first, mails):
                if token not in found:
                    end = min(end, time.monotonic() + PLUS_PATIENCE)
                found[token] = Arrived(folder, uid, raw, time.monotonic() - began)
        if len(found) < len(mails):
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_LOOK)
    return found


def _look(
    mailbox: ImapMailbox, folder: str, first: int, mails: Sequence[Probe]
) -> Iterator[tuple[str, int, bytes]]:
    mailbox.select(folder)
    for uid in mailbox.uids_from(first)[-200:]:
        fetched = mailbox.fetch_head(uid, LARGEST)
        if fetched is None:
            continue
        message = read(fetched.raw)
        for mail in mails:
            if mail.token in (
                message.get(HEADER, ""),
                message.get("Message-ID", "").strip("<>").partition("@")[0],
            ) or mail.token in text_of(message):
                yield mail.token, uid, fetched.raw


def _told(
    settings: Settings,
    plain: Probe,
    plus: Probe,
    found: dict[str, Arrived],
    sent: Sequence[SendResult],
    patience: float,
) -> Iterator[Finding]:
    arrived = found.get(plain.token)
    if arrived is None:
        what = f"the desk's mail to itself didn't arrive within {patience:.0f} s"
        yield Finding(PART, BAD, what, "Look into the mailbox's spam folder, and ask the mail server's log.")
    else:
        yield Finding(PART, GOOD, f"arrived after {arrived.seconds:.0f} s, in {arrived.folder}")
        yield from compared(plain, arrived.raw, sent[0].outcomes[0].answer, settings)
    yield from _plus(settings, plus, plus.token in found, sent[1])


def _plus(settings: Settings, plus: Probe, came: bool, result: SendResult) -> Iterator[Finding]:
    if came and settings.plus_addressing:
        yield Finding(PART, GOOD, f"{plus.to} reaches the desk, as PLUS_ADDRESSING says")
    elif came:
        remedy = "PLUS_ADDRESSING=yes makes answers surer."
        yield Finding(PART, WARNING, f"{plus.to} reaches the desk, and PLUS_ADDRESSING is no", remedy)
    elif settings.plus_addressing:
        answer = result.outcomes[0].answer
        what = f"{plus.to} doesn't reach the desk ({answer}), and PLUS_ADDRESSING is yes"
        yield Finding(PART, BAD, what, "Write PLUS_ADDRESSING=no, or have the server deliver such addresses.")
    else:
        yield Finding(PART, GOOD, f"{plus.to} doesn't reach the desk, as PLUS_ADDRESSING says")


def _copy(settings: Settings, mailbox: ImapMailbox, plain: Probe) -> Iterator[Finding]:
    """In which folder the server keeps a copy of what was sent."""
    given = settings.imap_sent_folder if settings.imap_sent_folder.lower() != "auto" else ""
    named = settings.preset.sent if settings.preset else ""
    for folder in dict.fromkeys((mailbox.marked_sent(), given, named, "Sent")):
        try:
            holds = folder not in ("", "auto") and mailbox.holds_message_id(folder, plain.message_id)
        except MailboxError:
            continue
        if holds:
            known = bool(settings.imap_sent_folder)
            grade = GOOD if known else WARNING
            remedy = (
                ""
                if known
                else "IMAP_SENT_FOLDER=auto, or this name: after a crash nothing goes out twice then."
            )
            yield Finding(PART, grade, f"a copy of what was sent is kept in {folder}", remedy)
            return
    yield Finding(PART, GOOD, "no copy of what was sent is kept where it can be found")


def _file_away(settings: Settings, mailbox: ImapMailbox, found: Sequence[Arrived]) -> None:
    """A daemon may have been quicker."""
    uids = [mail.uid for mail in found if mail.folder == settings.imap_folder]
    if uids:
        mailbox.ensure_folder(settings.imap_automatic_folder)
        mailbox.select(settings.imap_folder)
        mailbox.move(uids, settings.imap_automatic_folder)

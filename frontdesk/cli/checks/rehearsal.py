"""What `check` tries of the mail servers beyond the login: whether the relay would take the desk's mail, and whether
the folder for sent mail is there. Sends nothing, and makes no folder.
"""

from __future__ import annotations

from frontdesk.cli.checks.finding import BAD, GOOD, WARNING, Finding
from frontdesk.mailbox.account_words import REMEDIES
from frontdesk.mailbox.errors import FolderMissing
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.smtp.relay import SmtpRelay
from frontdesk.settings.load import Settings

AUTO = "auto"
_FOLDERS_SHOWN = 40


def rehearsed(settings: Settings, relay: SmtpRelay) -> Finding:
    """The envelope of a mail from the desk to the first manager, else technician, up to the mail itself."""
    name, people = (
        ("MANAGERS", settings.managers) if settings.managers else ("TECHNICIANS", settings.technicians)
    )
    recipient = people[0].email
    refused = relay.rehearse(settings.desk_address, recipient)
    mail = f"mail from {settings.desk_address} to {recipient}"
    if refused is None:
        return Finding("SMTP", GOOD, f"the relay takes {mail} (none was sent)")
    what = f"the relay doesn't take {mail}: {refused.answer}"
    if refused.about_us is not None:
        return Finding("SMTP", BAD, what, REMEDIES[refused.about_us.trouble])
    if refused.state == "deferred":
        return Finding("SMTP", WARNING, what, "It may be for now only: run check again in some minutes.")
    return Finding(
        "SMTP",
        BAD,
        what,
        f"Correct the address in {name}, or ask whoever runs the relay what its answer means.",
    )


def sent_folder(settings: Settings, mailbox: ImapMailbox) -> list[Finding]:
    """Whether what IMAP_SENT_FOLDER means is there: a mail whose fate is unknown is looked for in it."""
    given = settings.imap_sent_folder
    if not given:
        return []
    name = given
    if given.lower() == AUTO:
        name = mailbox.marked_sent() or (settings.preset.sent if settings.preset else "")
        if name.lower() in ("", AUTO):
            what = "IMAP_SENT_FOLDER=auto finds nothing: the server marks no folder as the one for sent mail"
            return [Finding("IMAP", WARNING, what, f"Name it, or leave the setting empty. {_there(mailbox)}")]
    try:
        mailbox.status(name)
    except FolderMissing:
        return [missing("IMAP_SENT_FOLDER", name, mailbox)]
    return [Finding("IMAP", GOOD, f"sent mail is looked for in {name}")]


def missing(setting: str, name: str, mailbox: ImapMailbox) -> Finding:
    return Finding(
        "IMAP", BAD, f"{setting}: there is no folder {name}", f"Name one that is there. {_there(mailbox)}"
    )


def _there(mailbox: ImapMailbox) -> str:
    names = mailbox.folder_names()
    more = f" and {len(names) - _FOLDERS_SHOWN} more" if len(names) > _FOLDERS_SHOWN else ""
    return f"There are: {', '.join(names[:_FOLDERS_SHOWN])}{more}."

"""What can go wrong with a mail server, in words for a person; no exception of a library ever gets out.

MailboxError
├── ConnectionLost        the server went away or does not answer: try again later
├── LoginRefused          user or password (or token) not taken: trying again may lock the account
├── CertificateRefused    TLS could not be verified: never falls back to clear text
├── EncryptionMissing     the server offers no STARTTLS: never falls back to clear text
├── FolderMissing         no such folder
├── FolderChanged         the folder was made anew under our hands (its UIDVALIDITY is another)
├── Refused               the server said no to one command
└── UnsafeValue           a value that must not go on the wire (a line break, a NUL, a quote)
"""

from __future__ import annotations


class MailboxError(Exception):
    """Something with the mail server failed.

    `permanent`: trying again will not help until a person does something. `remedy`: what that person
    should do.
    """

    permanent = False
    remedy = "See what the server said."

    def __init__(self, problem: str, *, remedy: str = "", permanent: bool | None = None) -> None:
        super().__init__(problem)
        if remedy:
            self.remedy = remedy
        if permanent is not None:
            self.permanent = permanent


class ConnectionLost(MailboxError):
    remedy = "Check that the server runs and that host, port and network are right."


class LoginRefused(MailboxError):
    permanent = True
    remedy = "Check user and password; some providers want an app password."


class CertificateRefused(MailboxError):
    permanent = True
    remedy = (
        "Check that the host is the name in the server's certificate, and that its issuer is trusted here:"
        " a certificate that was made in the house goes into IMAP_CA_FILE or SMTP_CA_FILE."
    )


class EncryptionMissing(MailboxError):
    permanent = True
    remedy = "The server offers no STARTTLS on this port: set the security to tls and use the port for it."


class FolderMissing(MailboxError):
    permanent = True

    def __init__(self, folder: str) -> None:
        remedy = f"Create the folder {folder}, or set its right name."
        super().__init__(f"there is no folder {folder}", remedy=remedy)


class FolderChanged(MailboxError):
    remedy = "Select the folder again: its UIDs have a new meaning."


class Refused(MailboxError):
    remedy = "See what the server said."


class UnsafeValue(MailboxError):
    permanent = True
    remedy = "Use a value without line breaks, NUL characters and quotes."

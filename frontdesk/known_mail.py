"""Finds mails in the mailbox's folders again by the digests that the ledger has of them. Moves and changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping

from frontdesk.mailbox.errors import FolderMissing
from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.ports import MailFolder
from frontdesk.settings.load import Settings

_MANY = 10  # mails in memory at once


def folders_of_what_came(settings: Settings) -> tuple[str, ...]:
    return (
        settings.imap_handled_folder,
        settings.imap_automatic_folder,
        settings.imap_quarantine_folder,
    )


def known(folder: MailFolder, name: str, digests: Mapping[str, int]) -> Iterator[tuple[int, str, bytes]]:
    """The folder's mails of these digests (each with the mail's size): UID, digest, bytes. The folder is selected."""
    sizes = frozenset(digests.values())
    for uid, raw in read_all(folder, name, sizes.__contains__):
        digest = hashlib.sha256(raw).hexdigest()
        if digest in digests:
            yield uid, digest, raw


def read_all(folder: MailFolder, name: str, fits: Callable[[int], bool]) -> Iterator[tuple[int, bytes]]:
    """The mails whose size fits; none where there is no such folder."""
    try:
        folder.select(name)
    except FolderMissing:
        return
    sizes = folder.sizes(folder.uids_from(1))
    uids = [uid for uid, one in sizes.items() if fits(one.size) and one.size <= LIMITS.raw]
    for start in range(0, len(uids), _MANY):
        for uid, mail in folder.fetch(uids[start : start + _MANY]).items():
            yield uid, mail.raw

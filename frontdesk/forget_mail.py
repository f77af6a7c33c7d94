"""Moves the mails of a forgotten person into a folder of their own, which a person empties. Deletes nothing itself.

What came is found by the ledger's digest, what was sent by its Message-ID; folders without such mails stay untouched.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

from frontdesk.db.engine.store import Store
from frontdesk.db.forgetting import forget
from frontdesk.known_mail import folders_of_what_came, known, read_all
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import MailFolder
from frontdesk.rules.forgetting import Forgotten
from frontdesk.settings.load import Settings


class _Wanted(NamedTuple):
    """Mails to be found: came with these digests, or sent with these Message-IDs, each by its size."""

    digests: dict[str, int]
    ids: dict[str, int]


def move_away(settings: Settings, store: Store, who: Forgotten) -> tuple[int, int]:
    """How many mails lie in the folder for them now that lay elsewhere, and how many of what came weren't found.

    Raises MailboxError; what was moved until then stays moved.
    """
    with closing(ImapMailbox(settings.imap_account())) as folder:
        folder.connect()
        sent = settings.imap_sent_folder
        sent = folder.marked_sent() if sent == "auto" else sent
        return move_from(
            folder, folders_of_what_came(settings), sent, settings.imap_forgotten_folder, wanted(store, who)
        )


def wanted(store: Store, who: Forgotten) -> _Wanted:
    return _Wanted(dict(forget.mails_that_came(store, who)), dict(forget.mails_that_went(store, who)))


def move_from(
    folder: MailFolder, names: Sequence[str], sent: str, to: str, mails: _Wanted
) -> tuple[int, int]:
    """Of what came, mails that were moved by an earlier call count as found."""
    folder.ensure_folder(to)
    found = set(_known(folder, to, mails.digests).values())
    moved = 0
    for name in dict.fromkeys(names):
        here = _known(folder, name, mails.digests)
        folder.move(list(here), to)
        found |= set(here.values())
        moved += len(here)
    if sent:
        ours = _by_id(folder, sent, mails.ids)
        folder.move(ours, to)
        moved += len(ours)
    return moved, len(set(mails.digests) - found)


def _known(folder: MailFolder, name: str, digests: dict[str, int]) -> dict[int, str]:
    return {uid: digest for uid, digest, _ in known(folder, name, digests)}


def _by_id(folder: MailFolder, name: str, ids: dict[str, int]) -> list[int]:
    """Mails of ours in the folder for sent ones: whoever kept them may have changed a line, so any size will do."""
    wanted = [id.encode("ascii", "replace") for id in ids]
    heads = ((uid, raw.partition(b"\r\n\r\n")[0]) for uid, raw in read_all(folder, name, lambda size: True))
    return [uid for uid, head in heads if any(id in head for id in wanted)] if wanted else []

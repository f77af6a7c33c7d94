"""Moving mails between folders with what the server offers; never expunges a mail that isn't ours to move."""

from __future__ import annotations

import imaplib
from collections.abc import Sequence

from imapclient import DELETED

from frontdesk.mailbox.imap.answers import copied, uid_set
from frontdesk.mailbox.imap.session import Session

AT_ONCE = 500  # UIDs in one command: its line stays below what servers take (Dovecot 64 KB, others 8 KB)


def move(session: Session, uids: Sequence[int], folder: str) -> dict[int, int | None]:
    """New UID by old (None: not told) of the mails that were there. `folder` must exist."""
    how = _by_move if session.offers("MOVE") else _by_copy
    try:
        return how(session, uids, folder)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:  # Dovecot refuses all when another client expunged one of them
        session.wire.noop()
        left = session.search(["UID", uid_set(uids)])
        if len(left) == len(uids):
            raise
        return how(session, left, folder) if left else {}


def _answer(session: Session, uids: Sequence[int]) -> dict[int, int | None]:
    """What COPYUID told; a server without UIDPLUS tells nothing, and all are taken for moved."""
    if not session.offers("UIDPLUS"):
        return dict.fromkeys(uids)
    told: dict[int, int | None] = {}
    for line in session.wire.copyuid:
        told.update(copied(line, len(uids)))
    return {uid: told[uid] for uid in uids if uid in told}


def _by_move(session: Session, uids: Sequence[int], folder: str) -> dict[int, int | None]:
    session.move(uid_set(uids), folder)  # RFC 6851
    return _answer(session, uids)


def _by_copy(session: Session, uids: Sequence[int], folder: str) -> dict[int, int | None]:
    """COPY is all or nothing (RFC 3501 section 6.4.7); only what was copied is marked and expunged."""
    session.copy(uid_set(uids), folder)
    gone = _answer(session, uids)
    if not gone:
        return {}
    session.add_flags(list(gone), [DELETED], silent=True)
    if session.offers("UIDPLUS"):
        session.uid_expunge(uid_set(list(gone)))
    elif not set(session.search(["DELETED"])) - set(gone):
        session.expunge()  # removes every marked mail of the folder, so only when all of them are ours
    return gone

"""The judge: what people wrote against what the desk has, what went out, and what lies in the mailbox."""

from __future__ import annotations

import email
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from servers import Dovecot

from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store

if TYPE_CHECKING:
    from crash.stage import Stage

AT_ONCE = 1000  # mails asked for; a command line has an end
HEAD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
FOLDERS = ("Handled", "Automatic", "Quarantine")


@dataclass
class Reckoning:
    """`faults` must be empty. `copies`: mails that went out again, as the same bytes under the same Message-ID."""

    delivered: int = 0
    requests: int = 0
    sent: int = 0
    copies: int = 0
    most_copies: int = 1
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        found = f"{self.delivered} mails in, {self.requests} requests, {self.sent} mails out, {self.copies} sent again"
        return f"{found} (at most {self.most_copies} copies); faults: {'; '.join(self.faults) or 'none'}"


def reckon(stage: Stage, *, moved_by_people: frozenset[str] = frozenset(), old: int = 0) -> Reckoning:
    """`moved_by_people`: Message-IDs of what somebody else took away before it could be read or filed.

    `old`: so many mails were in the mailbox before the desk opened, and must still lie there.
    """
    found = Reckoning()
    stage.relay.look()
    store = open_store(stage.desk_url)
    try:
        _database(stage, store, found, moved_by_people)
        _out(stage, store, found)
    finally:
        store.close()
    _mailbox(stage, found, moved_by_people, old)
    _status(stage, found)
    return found


def _blame(found: Reckoning, what: str, names: object) -> None:
    some = sorted(map(str, names))  # type: ignore[call-overload]
    if some:
        found.faults.append(f"{len(some)} {what}: {', '.join(some[:5])}")


def _database(stage: Stage, store: Store, found: Reckoning, moved: frozenset[str]) -> None:
    people = stage.people
    written = people.opened | people.answers
    found.delivered = len(written)
    entered = Counter(
        {
            row[0]: row[1]
            for row in store.all(
                "SELECT message_id, count(*) FROM ledger WHERE outcome <> 'vanished' GROUP BY message_id"
            )
        }
    )
    known = _bare(entered)
    _blame(found, "LOST", [id for id in written if id.strip("<>") not in known and id not in moved])
    subjects = Counter(row[0] for row in store.all("SELECT subject FROM request"))
    found.requests = sum(subjects.values())
    _blame(found, "double requests", [s for s, n in subjects.items() if n > 1])
    _blame(
        found,
        "without a request",
        [s for id, s in people.opened.items() if s not in subjects and id not in moved],
    )
    _blame(found, "requests of nobody", set(subjects) - set(people.opened.values()))
    messages = Counter(
        row[0] for row in store.all("SELECT message_id FROM message WHERE kind <> 'automatic'")
    )
    _blame(found, "messages twice", [id for id, n in messages.items() if id and n > 1])
    acknowledged = store.all(
        "SELECT r.number, count(o.id) FROM request r LEFT JOIN outbox o ON o.request = r.number"
        " AND o.kind = 'acknowledgement' GROUP BY r.number"
    )
    _blame(found, "not acknowledged once", [f"#{number} x{n}" for number, n in acknowledged if n != 1])
    _blame(
        found,
        "quarantined",
        [row[0] for row in store.all("SELECT reason FROM ledger WHERE outcome = 'quarantine'")],
    )
    if store.is_sqlite:
        answer = store.one("PRAGMA integrity_check")
        if answer != ("ok",):
            found.faults.append(f"the database is damaged: {answer}")


def _bare(ids: Counter[str]) -> set[str]:
    return {id.strip("<>") for id in ids}


def _out(stage: Stage, store: Store, found: Reckoning) -> None:
    rows = store.all("SELECT message_id, state FROM outbox")
    _blame(found, "not sent", [f"{id} {state}" for id, state in rows if state != "sent"])
    ours = {id.strip("<>") for id, _ in rows}
    copies: dict[str, list[str]] = defaultdict(list)
    for taken in stage.relay.taken:
        copies[taken.id.strip("<>")].append(taken.sha256)
    found.sent = len(copies)
    found.copies = sum(len(shas) - 1 for shas in copies.values())
    found.most_copies = max((len(shas) for shas in copies.values()), default=1)
    _blame(found, "never reached the relay", ours - set(copies))
    _blame(found, "at the relay and not in the outbox", set(copies) - ours)
    _blame(found, "with other bytes", [id for id, shas in copies.items() if len(set(shas)) > 1])


def _mailbox(stage: Stage, found: Reckoning, moved: frozenset[str], old: int) -> None:
    left = set(ids_in(stage.dovecot, stage.desk.name, "INBOX")) - moved
    if len(left) != old or left & set(stage.people.opened):
        _blame(found, f"still in INBOX, where {old} should be", left)
    lie = Counter[str]()
    for folder in FOLDERS:
        lie.update(ids_in(stage.dovecot, stage.desk.name, folder))
    written = set(stage.people.opened) | set(stage.people.answers)
    _blame(found, "in no folder", written - set(lie) - moved)
    _blame(found, "filed twice", [id for id, n in lie.items() if n > 1])


def ids_in(dovecot: Dovecot, user: str, folder: str) -> Counter[str]:
    """Message-IDs in a folder, with how often."""
    with dovecot.imap(user) as client:
        if not client.folder_exists(folder):
            return Counter()
        after_last = int(client.select_folder(folder, readonly=True)[b"UIDNEXT"])
        answer: dict[int, dict[bytes, bytes]] = {}
        for start in range(1, after_last, AT_ONCE):
            answer |= client.fetch(range(start, min(start + AT_ONCE, after_last)), [HEAD])
    heads = [data[b"BODY[HEADER.FIELDS (MESSAGE-ID)]"] for data in answer.values()]
    return Counter(str(email.message_from_bytes(head)["Message-ID"]) for head in heads)


def _status(stage: Stage, found: Reckoning) -> None:
    status = stage.status()
    if status["ledger"]["balanced"] is not True:
        found.faults.append(f"the ledger doesn't balance: {status['ledger']}")
    _blame(found, "problems in status", status["problems"])

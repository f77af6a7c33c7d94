"""Mail to go out: put there in the transaction that led to it, claimed by one sender, tried until settled.

`put` writes inside the caller's transaction; `claim`, `recover` and `record_outcomes` make their own when
there is none. Speaks to no relay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.conditions import WAITS
from frontdesk.db.schema.tables import Enclosed, Finished, Outbox, Recipient
from frontdesk.rules.clock.retries import next_try, tries_that_count

WAITING, SENDING, SENT, DEFERRED, FAILED = "waiting", "sending", "sent", "deferred", "failed"
_CLAIMED = "id, request, kind, message_id, envelope_from, tries, automatic, uncertain, created_at, size"
GIVEN_UP = "given up after days: "
_CLAIMED_BYTES = 64_000_000  # in memory at once; one mail larger than that is claimed alone


class Claimed(NamedTuple):
    """A mail that is ours to send now, to those recipients that aren't settled yet.

    `tries` counts this one. `uncertain`: an earlier try was cut off, so look first whether it went out. `served`: some
    recipients have it from an earlier try, or may have it while others were put off, so that a copy in the Sent folder
    says nothing of the others.
    """

    id: int
    request: int | None
    kind: str
    message_id: str
    envelope_from: str
    recipients: tuple[str, ...]
    mail: bytes
    tries: int
    automatic: bool
    uncertain: bool
    created_at: datetime
    served: bool = False


class Outcome(NamedTuple):
    """What the relay said of one recipient. `state`: sent, deferred (4xx, not asked), failed (5xx), or waiting: the
    answer was lost, so that the mail may be there."""

    email: str
    state: str
    answer: str = ""


class MailState(NamedTuple):
    """How a mail stands after a try. `given_up`: those just failed, of whom somebody is to be told."""

    state: str
    next_at: datetime | None
    given_up: tuple[Outcome, ...]


def put(
    store: Store,
    *,
    request: int | None,
    kind: str,
    message_id: str,
    envelope_from: str,
    recipients: Iterable[str],
    mail: bytes,
    now: datetime,
    not_before: datetime | None = None,
    automatic: bool,
    enclosed: int | None = None,
    size: int | None = None,
) -> int:
    """Put a finished mail into the outbox; gives its id. It goes out at `not_before`, at once when None.

    `enclosed`: the files that follow the bytes of `mail` (`enclose`); `size` is with them then.

    Raises IntegrityError when a mail of this Message-ID is there already, ValueError without recipients.
    """
    emails = list(dict.fromkeys(recipients))
    if not emails:
        raise ValueError(f"{message_id} has no recipients")
    id = store.insert(
        Outbox,
        {
            "request": request,
            "kind": kind,
            "message_id": message_id,
            "envelope_from": envelope_from,
            "size": size or len(mail),
            "next_at": not_before or now,
            "created_at": now,
            "automatic": automatic,
        },
    )
    store.insert_later(Finished, {"outbox": id, "mail": mail, "enclosed": enclosed})
    same = {"outbox": id, "automatic": automatic, "put_at": now, "at": now}
    store.insert_later(
        Recipient, *({**same, "email": email, "domain": email.rpartition("@")[2]} for email in emails)
    )
    return id


def enclose(store: Store, files: bytes) -> int:
    """Keep the files of mails that are about to be put here; gives their id."""
    return store.insert(Enclosed, {"files": files})


def has_files(store: Store, id: int) -> bool:
    """Whether files are attached to this mail."""
    return store.one("SELECT 1 FROM finished WHERE outbox = ? AND enclosed IS NOT NULL", id) is not None


def claim(store: Store, *, now: datetime, limit: int, holder: str) -> list[Claimed]:
    """Take up to `limit` mails that are due, oldest first; no other sender gets them. One transaction."""
    lock = "" if store.is_sqlite else " FOR UPDATE SKIP LOCKED"
    # Flushed: else, after a crash, it would seem that nobody had begun to send them.
    with store.transaction(flushed=True):
        rows = store.all(
            f"SELECT {_CLAIMED} FROM outbox WHERE {WAITS} AND next_at <= ? ORDER BY next_at, id LIMIT ?{lock}",
            to_text(now),
            limit,
        )
        rows = _within_budget(rows)
        if not rows:
            return []
        ids = [row[0] for row in rows]
        store.run(
            "UPDATE outbox SET state = 'sending', tries = tries + 1, claimed_at = ?, claimed_by = ?"
            f" WHERE id IN ({_marks(ids)})",
            to_text(now),
            holder,
            *ids,
        )
        return _claimed(store, rows, ids)


def record_outcomes(
    store: Store, id: int, outcomes: Iterable[Outcome], now: datetime, *, uncertain: bool = False
) -> MailState:
    """Note what the relay said of each recipient, and with it whether and when the mail is tried again.

    Deferred recipients are given up after five days (rules.retries). A recipient without an outcome counts
    as deferred. A mail that was settled meanwhile stays settled. `uncertain`: the answer was lost, so it may have
    gone out; whatever is said of later tries, that stays so.
    """
    with store.transaction():
        row = store.one("SELECT state, tries, created_at, uncertain FROM outbox WHERE id = ?", id)
        if row is None or row[0] == SENT:
            return MailState(SENT, None, ())
        tries = tries_that_count(row[1], _last_said_at(store, id, from_column(row[2])), now)
        if tries != row[1]:
            store.run("UPDATE outbox SET tries = ? WHERE id = ?", tries, id)
        again = next_try(tries, from_column(row[2]), now)
        given_up = []
        for outcome in outcomes:
            if outcome.state in (DEFERRED, WAITING) and again is None:
                outcome = outcome._replace(state=FAILED, answer=f"{GIVEN_UP}{outcome.answer}")
            if _note(store, id, outcome, now, bool(row[3])) and outcome.state == FAILED:
                given_up.append(outcome)
        return _settle(store, id, again, now, tuple(given_up), uncertain=uncertain or bool(row[3]))


def delivered(store: Store, mail: Claimed, answer: str, now: datetime) -> MailState:
    """Note that the relay took a claimed mail for everybody it was still to go to: the common case, in two writes."""
    at = to_text(now)
    with store.transaction():
        store.later(
            f"UPDATE recipient SET state = 'sent', answer = ?, at = ? WHERE outbox = ? AND {WAITS}",
            *(answer[:1000], at, mail.id),
        )
        # looks at recipients, but only at failed ones, which the one before neither makes nor changes
        store.later(
            "UPDATE outbox SET state = CASE WHEN EXISTS (SELECT 1 FROM recipient WHERE outbox = ? AND state = 'failed')"
            " THEN 'failed' ELSE 'sent' END, sent_at = ?, uncertain = ?, claimed_by = '' WHERE id = ?",
            *(mail.id, at, False, mail.id),
        )
    return MailState(SENT, None, ())


def give_back(store: Store, ids: Sequence[int], *, next_at: datetime) -> None:
    """Mails that were claimed and not tried (the relay is down): waiting again, without counting a try."""
    if ids:
        store.run(
            "UPDATE outbox SET state = CASE WHEN tries > 1 THEN 'deferred' ELSE 'waiting' END,"
            " tries = tries - 1, next_at = ?, claimed_at = NULL, claimed_by = ''"
            f" WHERE state = 'sending' AND id IN ({_marks(ids)})",
            to_text(next_at),
            *ids,
        )


def recover(
    store: Store, *, now: datetime, holder: str | None = None, older_than: timedelta | None = None
) -> list[tuple[int, str]]:
    """Mails whose sender died in the middle wait again, marked uncertain; gives their ids and Message-IDs.

    `holder`: those that this holder claimed (our own, at start); `older_than`: those claimed longer ago.
    """
    where, values = "state <> 'sent' AND state = 'sending'", []
    if holder is not None:
        where, values = f"{where} AND claimed_by = ?", [holder]
    if older_than is not None:
        where, values = f"{where} AND claimed_at <= ?", [*values, to_text(now - older_than)]
    with store.transaction():
        rows = store.all(
            f"SELECT id, message_id FROM outbox WHERE {where}"
            + ("" if store.is_sqlite else " FOR UPDATE SKIP LOCKED"),
            *values,
        )
        if rows:
            ids = [row[0] for row in rows]
            store.run(
                "UPDATE outbox SET state = 'waiting', uncertain = ?, next_at = ?, claimed_by = ''"
                f" WHERE id IN ({_marks(ids)})",
                True,
                to_text(now),
                *ids,
            )
    return [(row[0], row[1]) for row in rows]


def doubt(store: Store, said_already: Sequence[str], now: datetime) -> int:
    """Whatever waits may have gone out before this database was put back: it is looked for in the Sent folder first.
    Mails of the kinds `said_already` are let go of; gives how many."""
    waits = "state IN ('waiting', 'sending', 'deferred')"
    ids = [
        row[0]
        for row in store.all(
            f"SELECT id FROM outbox WHERE state <> 'sent' AND {waits} AND kind IN ({_marks(said_already)})",
            *said_already,
        )
    ]
    for id in ids:
        store.run(
            f"UPDATE recipient SET state = 'failed', answer = ?, at = ? WHERE outbox = ? AND {WAITS}",
            *("let go: said before the database was put back", to_text(now), id),
        )
        store.run(
            "UPDATE outbox SET state = 'failed', sent_at = ?, uncertain = ?, claimed_by = '' WHERE id = ?",
            *(to_text(now), True, id),
        )
    store.run(f"UPDATE outbox SET uncertain = ? WHERE state <> 'sent' AND {waits}", True)
    return len(ids)


def was_sent(store: Store, id: int, now: datetime) -> None:
    """The Sent folder (or the relay's log) shows that it went out: all recipients are served."""
    store.run(
        f"UPDATE recipient SET state = 'sent', at = ? WHERE outbox = ? AND {WAITS}",
        to_text(now),
        id,
    )
    _settle(store, id, None, now, ())


_UNTRIED, _PUT_OFF = "state = 'waiting' AND tries = 0", f"{WAITS} AND NOT uncertain"


def cancel_held(store: Store, id: int, *, tried: bool = False) -> bool:
    """Take a mail back that nobody has begun to send; the message that shows it goes, too. False: too late.

    `tried`: also one that the relay has put off; not one that may have gone out.
    """
    return _remove(store, id, _PUT_OFF if tried else _UNTRIED)


def _remove(store: Store, id: int, still: str) -> bool:
    """Delete a mail that is `still` so, with all that hangs on it; False when it isn't."""
    store.run(
        f"DELETE FROM message WHERE request = (SELECT request FROM outbox WHERE id = ? AND {still}) AND outbox = ?",
        *(id, id),
    )
    gone = store.run(f"DELETE FROM outbox WHERE id = ? AND {still}", id).rowcount
    if gone:
        store.known.clear()  # who got how many
        store.run("DELETE FROM recipient WHERE outbox = ?", id)
        store.run("DELETE FROM finished WHERE outbox = ?", id)
    return bool(gone)


def let_go(store: Store, mail: Claimed, now: datetime) -> None:
    """Try a claimed mail no more: what it asks is answered. What may have gone out stays, as failed and uncertain."""
    if mail.uncertain or mail.served:
        store.run(
            f"UPDATE recipient SET state = 'failed', answer = ?, at = ? WHERE outbox = ? AND {WAITS}",
            *("let go: answered before it could go out again", to_text(now), mail.id),
        )
        store.run(
            "UPDATE outbox SET state = 'failed', sent_at = ?, uncertain = ?, claimed_by = '' WHERE id = ?",
            *(to_text(now), True, mail.id),
        )
    else:
        _remove(store, mail.id, "state = 'sending'")


def held_back(
    store: Store, request: int, kinds: Sequence[str], put_at: datetime | None = None, *, tried: bool = False
) -> list[int]:
    """Ids of the request's mails of these kinds that nobody has begun to send: what `undo` can take back.

    `put_at`: only those of this moment. `tried`: also those that the relay has put off. Inside a transaction they
    are ours until its end: no sender claims them.
    """
    rows = store.all(
        f"SELECT id, created_at FROM outbox WHERE request = ? AND kind IN ({_marks(kinds)})"
        f" AND {_PUT_OFF if tried else _UNTRIED} ORDER BY id"
        + ("" if store.is_sqlite else " FOR UPDATE SKIP LOCKED"),
        request,
        *kinds,
    )
    return [id for id, created_at in rows if put_at is None or from_column(created_at) == put_at]


def _within_budget(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    total = 0
    for place, row in enumerate(rows):
        total += row[-1]
        if total > _CLAIMED_BYTES and place:
            return rows[:place]
    return rows


def _claimed(store: Store, rows: Sequence[tuple[Any, ...]], ids: Sequence[int]) -> list[Claimed]:
    mails = {
        id: bytes(mail) + bytes(files or b"")
        for id, mail, files in store.all(
            "SELECT outbox, mail, files FROM finished LEFT JOIN enclosed ON enclosed.id = finished.enclosed"
            f" WHERE outbox IN ({_marks(ids)})",
            *ids,
        )
    }
    recipients: dict[int, list[str]] = {id: [] for id in ids}
    states: dict[int, set[str]] = {id: set() for id in ids}
    for id, email, state in store.all(
        f"SELECT outbox, email, state FROM recipient WHERE outbox IN ({_marks(ids)})", *ids
    ):
        states[id].add(state)
        if state in (WAITING, DEFERRED):
            recipients[id].append(email)
    return [
        Claimed(
            *(
                id,
                request,
                kind,
                message_id,
                envelope_from,
                tuple(recipients[id]),
                mails[id],
                tries + 1,
            ),
            *(
                bool(automatic),
                bool(uncertain),
                from_column(created_at),
                _served(states[id], bool(uncertain)),
            ),
        )
        for id, request, kind, message_id, envelope_from, tries, automatic, uncertain, created_at, _ in rows
    ]


def _served(states: set[str], uncertain: bool) -> bool:
    return SENT in states or (uncertain and {WAITING, DEFERRED} <= states)


def _last_said_at(store: Store, id: int, created_at: datetime) -> datetime:
    """When the relay said something of it before this; when it was put there where that's the first time."""
    row = store.one(f"SELECT max(at) FROM recipient WHERE outbox = ? AND {WAITS}", id)
    return from_column(row[0]) if row and row[0] else created_at


def _note(store: Store, id: int, outcome: Outcome, now: datetime, uncertain: bool) -> bool:
    """Whether that is news: a recipient once served or given up stays so, and whoever may have the mail stays waiting
    when they are put off later, to be told from those who were put off before."""
    may_have_it = uncertain and outcome.state == DEFERRED
    cursor = store.run(
        "UPDATE recipient SET state = CASE WHEN state = 'waiting' AND ? THEN state ELSE ? END, answer = ?, at = ?"
        f" WHERE outbox = ? AND email = ? AND {WAITS}",
        *(may_have_it, outcome.state, outcome.answer[:1000], to_text(now), id, outcome.email),
    )
    return bool(cursor.rowcount)


def _settle(
    store: Store,
    id: int,
    again: datetime | None,
    now: datetime,
    given_up: tuple[Outcome, ...],
    *,
    uncertain: bool = False,
) -> MailState:
    """The mail's state follows from its recipients'."""
    states = {row[0] for row in store.all("SELECT state FROM recipient WHERE outbox = ?", id)}
    if states & {WAITING, DEFERRED}:
        again = again or now
        store.run(
            "UPDATE outbox SET state = 'deferred', next_at = ?, uncertain = ?, claimed_by = '' WHERE id = ?",
            *(to_text(again), uncertain, id),
        )
        return MailState(DEFERRED, again, given_up)
    state = FAILED if FAILED in states else SENT
    store.run(
        "UPDATE outbox SET state = ?, sent_at = ?, uncertain = ?, claimed_by = '' WHERE id = ?",
        *(state, to_text(now), False, id),
    )
    return MailState(state, None, given_up)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))

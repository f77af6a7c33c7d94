"""Takes words and people out of what is long over: closed requests, contacts, ratings, mails that led to no request.
The figures' rows stay, with the team's own names in them.

Each call does the next few in a transaction of its own, and writes down with them how far it came: killed and called
again, it goes on there. What was done once is never looked at again.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from frontdesk.db import state
from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.forgetting.forget import blank_events, blank_request, blank_sent
from frontdesk.rules.forgetting import ALIAS_DOMAIN

TEXTS, RATINGS, MAILS = (
    "texts kept from",
    "rating words kept from",
    "mails kept from",
)  # states: how far each came
_RATED = "('rated', 'rating not counted')"
_LEDGER_AT_ONCE = 500


def come_to(store: Store, what: str) -> tuple[datetime, int] | None:
    """Up to which moment, and which row of that moment, all is done."""
    text = state.get(store, what)
    if not text:
        return None
    at, row = json.loads(text)
    return from_column(at), int(row)


def lag_of_the_newest_mail(store: Store) -> timedelta | None:
    """How long after its arrival, by the mail server's clock, the newest mail was read, by ours."""
    row = store.one("SELECT read_at, received_at FROM ledger ORDER BY id DESC LIMIT 1")
    return from_column(row[0]) - from_column(row[1]) if row else None


def forget_closed(store: Store, before: datetime, team: Collection[str], alias: str, at_once: int) -> int:
    """The next requests that were closed before then: no word stays, and of people only the team. Gives how many.

    `alias`: an address that stands in for their customers'; its local part gets the request's number.
    """
    with store.transaction():
        done = come_to(store, TEXTS)
        since, number = (to_text(done[0]), done[1]) if done else ("0001-01-01T00:00:00+00:00", 0)
        rows = store.all(
            "SELECT number, closed_at FROM request WHERE closed_at IS NOT NULL AND (closed_at, number) > (?, ?)"
            " AND closed_at < ? AND status = 'closed' ORDER BY closed_at, number LIMIT ?",
            *(since, number, to_text(before), at_once),
        )
        for number, _ in rows:
            _forget(store, number, before, team, alias)
        if rows:
            _note(store, TEXTS, from_column(rows[-1][1]), rows[-1][0])
        return len(rows)


def _forget(store: Store, number: int, before: datetime, team: Collection[str], alias: str) -> None:
    ours = {*team, *_who_worked(store, number)}
    local, _, domain = alias.partition("@")
    other = f"{local}-{number}@{domain}"
    people = {address for address in _on(store, number) if address and address not in ours}
    blank_request(store, number)
    store.run(
        "UPDATE message SET subject = '', text = '', attachments = '[]', sender_name = '', message_id = ''"
        " WHERE request = ?",
        number,
    )
    store.run(
        "UPDATE request SET customer = ?, cc = '[]', kept_out = '[]', written_to = '',"
        " last_reply_by = CASE WHEN last_reply_by = customer THEN '' ELSE last_reply_by END WHERE number = ?",
        *(other, number),
    )
    for address in sorted(people - {other}):
        store.run("UPDATE message SET sender = ? WHERE request = ? AND sender = ?", other, number, address)
        store.run('UPDATE event SET "by" = ? WHERE request = ? AND "by" = ?', other, number, address)
        store.run("UPDATE ledger SET sender = ? WHERE request = ? AND sender = ?", other, number, address)
        store.run("DELETE FROM participant WHERE request = ? AND email = ?", number, address)
    store.run("UPDATE ledger SET message_id = '', subject = '' WHERE request = ?", number)
    store.run("UPDATE outage SET text = '' WHERE parent = ?", number)
    store.run(
        "DELETE FROM recipient WHERE outbox IN"
        " (SELECT id FROM outbox WHERE request = ? AND state IN ('sent', 'failed'))",
        number,
    )
    for address in sorted(people):
        _forget_person(store, address, before)


def _on(store: Store, number: int) -> set[str]:
    """Everybody whom the request names by an address."""
    rows = store.all(
        "SELECT customer FROM request WHERE number = ? UNION SELECT email FROM participant WHERE request = ?"
        " UNION SELECT sender FROM message WHERE request = ? UNION SELECT sender FROM ledger WHERE request = ?"
        ' UNION SELECT "by" FROM event WHERE request = ? AND "by" LIKE \'%@%\'',
        *(number,) * 5,
    )
    return {row[0] for row in rows if not row[0].endswith(f"@{ALIAS_DOMAIN}")}


def _who_worked(store: Store, number: int) -> set[str]:
    """Who owned or resolved it, also when they have left the team since: figures count them."""
    found: set[str] = set()
    for owner, resolved_by, owned in store.all(
        "SELECT owner, resolved_by, owned FROM cycle WHERE request = ?", number
    ):
        found |= {owner, resolved_by, *(by for by, _ in json.loads(owned))}
    found |= {row[0] for row in store.all("SELECT owner FROM request WHERE number = ?", number)}
    found |= {row[0] for row in store.all('SELECT "by" FROM entry WHERE request = ?', number)}
    return {address for address in found if address}


def _forget_person(store: Store, address: str, before: datetime) -> None:
    """What is remembered of somebody whom nothing names. Who wants no check-ins, or was asked lately, stays known."""
    moment = to_text(before)
    store.run(
        "DELETE FROM person WHERE email = ? AND NOT no_check_ins"
        " AND coalesce(surveyed_at, ?) <= ? AND coalesce(checked_in_at, ?) <= ?"
        " AND NOT EXISTS (SELECT 1 FROM request WHERE customer = person.email)"
        " AND NOT EXISTS (SELECT 1 FROM participant WHERE email = person.email)"
        " AND NOT EXISTS (SELECT 1 FROM contact WHERE person = person.email)",
        *(address, moment, moment, moment, moment),
    )


def forget_contacts(store: Store, before: datetime) -> None:
    """What was said in check-ins and calls before then, and to whom; that they were stays, by department."""
    with store.transaction():
        store.run(
            "UPDATE contact SET words = '', message_id = '', person = '' WHERE made_at < ? AND state <> 'due'"
            " AND (words <> '' OR message_id <> '' OR person <> '')",
            to_text(before),
        )


def forget_mails(store: Store, before: datetime) -> int:
    """The next mails that led to no request and were read before then; their hashes and places stay. Gives how many."""
    with store.transaction():
        done = come_to(store, MAILS)
        rows = store.all(
            "SELECT id, read_at FROM ledger WHERE id > ? AND read_at < ? ORDER BY id LIMIT ?",
            *(done[1] if done else 0, to_text(before), _LEDGER_AT_ONCE),
        )
        if rows:
            store.run(
                "UPDATE ledger SET message_id = '', subject = '', sender = '' WHERE id BETWEEN ? AND ?"
                " AND request IS NULL AND outcome <> 'quarantine'",
                *(rows[0][0], rows[-1][0]),
            )
            _note(store, MAILS, from_column(rows[-1][1]), rows[-1][0])
        return len(rows)


def forget_rating_words(store: Store, before: datetime, at_once: int) -> int:
    """The words of the next ratings that were given before then; the ratings stay. Gives how many."""
    with store.transaction():
        done = come_to(store, RATINGS)
        since, number = (to_text(done[0]), done[1]) if done else ("0001-01-01T00:00:00+00:00", 0)
        rows = store.all(
            "SELECT request, n, rating_at, rating_comment FROM cycle WHERE rating_at IS NOT NULL"
            " AND (rating_at, request) > (?, ?) AND rating_at < ? ORDER BY rating_at, request LIMIT ?",
            *(since, number, to_text(before), at_once),
        )
        for request, n, _, words in rows:
            if words:
                _without(store, request, n, words, before)
        if rows:
            _note(store, RATINGS, from_column(rows[-1][2]), rows[-1][0])
        return len(rows)


def _without(store: Store, number: int, n: int, words: str, before: datetime) -> None:
    store.run("UPDATE cycle SET rating_comment = '' WHERE request = ? AND n = ?", number, n)
    store.run(
        "UPDATE request SET rating_comment = '' WHERE number = ? AND rating_comment = ?",
        *(number, words),
    )
    blank_events(store, number, f"kind IN {_RATED} AND at < ?", to_text(before))
    blank_sent(store, number)
    wanted = _plain(words)
    for id, kind, text in store.all("SELECT id, kind, text FROM message WHERE request = ?", number):
        if wanted not in _plain(text):
            continue
        kept = "" if kind in ("customer", "automatic") else _without_lines(text, wanted)
        store.run("UPDATE message SET text = ? WHERE id = ?", kept, id)


def _without_lines(text: str, wanted: str) -> str:
    """What one of the team wrote, without the lines that they quoted."""
    return "\n".join(line for line in text.split("\n") if not _plain(line) or _plain(line) not in wanted)


def _plain(text: str) -> str:
    return " ".join(text.replace(">", " ").split())


def _note(store: Store, what: str, at: datetime, row: int) -> None:
    state.put(store, what, json.dumps([to_text(at), row]))

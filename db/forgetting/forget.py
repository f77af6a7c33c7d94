"""Takes a person out of the requests that they are on, and out of what hangs on these. The figures' rows stay.

Each batch is a transaction that can't be half done, and takes its requests out of the next batch's sight: killed and
called again, it goes on. Texts elsewhere are `forget_everywhere`'s.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from frontdesk.db import outbox, search, state, timers
from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.conditions import SETTLED, UNSETTLED
from frontdesk.rules.forgetting import Cleaner, Forgotten, blank_detail, is_full

_UNDER_WAY = "forgetting "  # the state of who is being forgotten, until all of it is done
_AT_ONCE = 20  # requests in a transaction
_OWN = "(SELECT number FROM request WHERE customer IN (?, ?))"
_COUNTED = {
    "person": ("person", "email"),
    "messages": ("message", "sender"),
    "mails read": ("ledger", "sender"),
    "mails sent": ("recipient", "email"),
    "events": ("event", "by"),
}


def unsettled(store: Store, address: str, *, owned: bool = False) -> list[int]:
    """Their requests that somebody still works on; `owned`: those that they work on."""
    column = "owner" if owned else "customer"
    rows = store.all(
        f"SELECT number FROM request WHERE {column} = ? AND {UNSETTLED} ORDER BY number", address
    )
    return [row[0] for row in rows]


def own_requests(store: Store, *addresses: str) -> list[int]:
    marks = ", ".join("?" * len(addresses))
    rows = store.all(f"SELECT number FROM request WHERE customer IN ({marks}) ORDER BY number", *addresses)
    return [row[0] for row in rows]


def others_requests(store: Store, address: str) -> list[int]:
    """Requests of others on which they may write, or of which they get copies."""
    rows = store.all(
        "SELECT p.request FROM participant p JOIN request r ON r.number = p.request"
        " WHERE p.email = ? AND r.customer <> ? ORDER BY 1",
        *(address, address),
    )
    return [row[0] for row in rows]


def counts(store: Store, address: str) -> dict[str, int]:
    """How much of it is known by this address, by what it is."""
    found = {}
    for name, (table, column) in _COUNTED.items():
        row = store.one(f'SELECT count(*) FROM {table} WHERE "{column}" = ?', address)
        found[name] = int(row[0]) if row else 0
    return found


def mails_that_came(store: Store, who: Forgotten) -> list[tuple[str, int]]:
    """Digest and size of their mails, and of all mails on their own requests; also while it is under way."""
    return store.all(
        f"SELECT sha256, size FROM ledger WHERE (sender IN (?, ?) OR request IN {_OWN}) AND sha256 <> ''",
        *(who.address, who.alias) * 2,
    )


def mails_that_went(store: Store, who: Forgotten) -> list[tuple[str, int]]:
    """Message-ID and size of what was sent to them, and of what was sent about their own requests."""
    return store.all(
        f"SELECT message_id, size FROM outbox WHERE request IN {_OWN}"
        " OR id IN (SELECT outbox FROM recipient WHERE email IN (?, ?))",
        *(who.address, who.alias) * 2,
    )


def begun(store: Store, address: str) -> Forgotten | None:
    """Who is being forgotten since an earlier call that didn't come to its end."""
    text = state.get(store, _UNDER_WAY + address)
    if not text:
        return None
    told = json.loads(text)
    known_as = told.get("known_as", "")
    return Forgotten(address, told["alias"], tuple(told["names"]), tuple(told["full"]), known_as)


def begin(store: Store, who: Forgotten) -> None:
    told = {"alias": who.alias, "names": who.names, "full": who.full, "known_as": who.known_as}
    with store.transaction():
        state.put(store, _UNDER_WAY + who.address, json.dumps(told, ensure_ascii=False))


def end(store: Store, who: Forgotten) -> None:
    with store.transaction():
        state.delete(store, _UNDER_WAY + who.address)


def is_note_of_it(name: str) -> bool:
    """Whether a state's name is that of somebody who is being forgotten."""
    return name.startswith(_UNDER_WAY)


def names_of(
    store: Store, address: str, besides: Sequence[str], *, technician: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Their names, and those of them that are full and nobody else's. `besides`: names of the team and the desk.
    `technician`: they were one, and signed on requests of others."""
    rows = store.all(
        "SELECT name FROM person WHERE email = ?"
        " UNION SELECT customer_name FROM request WHERE customer = ?"
        " UNION SELECT m.sender_name FROM message m JOIN participant p ON p.request = m.request AND p.email = ?"
        " WHERE m.sender = ?",
        *(address,) * 4,
    )
    if technician:
        rows += store.all("SELECT DISTINCT sender_name FROM message WHERE sender = ?", address)
    names = sorted({" ".join(str(row[0]).split()) for row in rows} - {""})
    taken = {name.casefold() for name in besides}
    full = [name for name in names if is_full(name) and name.casefold() not in taken]
    return tuple(names), tuple(name for name in full if not _is_anothers(store, name, address))


def _is_anothers(store: Store, name: str, address: str) -> bool:
    """Two people of one name: then it tells nobody who is meant, and the other's mails stay as they are."""
    return (
        store.one(
            "SELECT 1 FROM person WHERE name = ? AND email <> ?"
            " UNION SELECT 1 FROM request WHERE customer_name = ? AND customer <> ? LIMIT 1",
            *(name, address, name, address),
        )
        is not None
    )


def forget_requests(store: Store, who: Forgotten, now: datetime) -> None:
    """Everything that was said on their own requests, and what is theirs on others'."""
    own = f"SELECT number FROM request WHERE customer = ? AND {SETTLED} ORDER BY number LIMIT ?"
    _in_batches(store, own, who, lambda number: _own(store, number, who, now))
    others = (
        "SELECT p.request FROM participant p LEFT JOIN request r ON r.number = p.request"
        " WHERE p.email = ? AND (r.customer IS NULL OR r.customer <> p.email) ORDER BY p.request LIMIT ?"
    )
    _in_batches(store, others, who, lambda number: _others(store, number, who, now))


def _in_batches(store: Store, which: str, who: Forgotten, forget_one: Callable[[int], None]) -> None:
    while True:
        with store.transaction():
            numbers = [row[0] for row in store.all(which, who.address, _AT_ONCE)]
            for number in numbers:
                forget_one(number)
        if not numbers:
            return


def _own(store: Store, number: int, who: Forgotten, now: datetime) -> None:
    cleaner = Cleaner(who, who.names, _words_of_theirs(store, number, who))
    for id, kind, sender, text in store.all(
        "SELECT id, kind, sender, text FROM message WHERE request = ?", number
    ):
        if kind == "customer" and sender != who.address:  # somebody else who was on it
            store.run("UPDATE message SET subject = '', text = ? WHERE id = ?", cleaner.text(text), id)
        else:
            store.run("UPDATE message SET subject = '', text = '', attachments = '[]' WHERE id = ?", id)
    blank_request(store, number)
    store.run(
        "UPDATE request SET status = 'closed', closed_at = coalesce(closed_at, ?), customer = ? WHERE number = ?",
        *(to_text(now), who.alias, number),
    )
    _on_the_request(store, number, who, cleaner, now)


def blank_request(store: Store, number: int) -> None:
    """Nothing waits for it any more, either; it is found by no word and by no Message-ID."""
    blank_events(store, number)
    store.run("DELETE FROM reference WHERE request = ?", number)
    store.run("DELETE FROM gathered WHERE request = ?", number)
    store.run("DELETE FROM answer WHERE request = ? AND kept_at IS NULL", number)
    store.run("UPDATE collected SET line = '' WHERE request = ?", number)
    store.run("DELETE FROM look WHERE request = ?", number)
    store.run("UPDATE cycle SET rating_comment = '' WHERE request = ? AND rating_comment IS NOT NULL", number)
    search.forget(store, number, for_good=True)
    timers.stop(store, number)  # no follow-up, no survey: there is nobody to ask any more
    store.run(
        "UPDATE request SET subject = '', customer_name = '', last_message_id = '',"
        " resolution = CASE WHEN resolution IS NULL THEN NULL ELSE '' END,"
        " rating_comment = CASE WHEN rating_comment IS NULL THEN NULL ELSE '' END WHERE number = ?",
        number,
    )
    store.run(
        "UPDATE held SET mail = ?, settled_at = coalesce(settled_at, received_at) WHERE request = ?",
        b"",
        number,
    )
    blank_sent(store, number)


def blank_sent(store: Store, number: int) -> None:
    """The bytes of mails that went out about it."""
    store.run(
        "UPDATE finished SET mail = ?, enclosed = NULL WHERE outbox IN"
        " (SELECT id FROM outbox WHERE request = ? AND state IN ('sent', 'failed'))",
        *(b"", number),
    )


def blank_events(store: Store, number: int, which: str = "1 = 1", *values: Any) -> None:
    """`which`: a condition on the events, with its values."""
    for id, detail in store.all(
        f"SELECT id, detail FROM event WHERE request = ? AND detail <> '{{}}' AND {which}", number, *values
    ):
        blank = json.dumps(blank_detail(json.loads(detail)), ensure_ascii=False, separators=(",", ":"))
        if blank != detail:
            store.run("UPDATE event SET detail = ? WHERE id = ?", blank, id)


def _others(store: Store, number: int, who: Forgotten, now: datetime) -> None:
    wrote = _words_of_theirs(store, number, who)
    cleaner = Cleaner(who, who.names, wrote)
    store.run(
        "DELETE FROM reference WHERE message_id IN (SELECT message_id FROM message WHERE request = ? AND sender = ?)",
        *(number, who.address),
    )
    store.run(
        "UPDATE message SET subject = '', text = '', attachments = '[]' WHERE request = ? AND sender = ?",
        *(number, who.address),
    )
    _clean(store, "message", "id", ("subject", "text"), "request", number, cleaner.text)
    _clean(store, "event", "id", ("detail",), "request", number, partial(cleaned_json, cleaner))
    _clean(store, "cycle", "n", ("rating_comment",), "request", number, cleaner.text)
    _clean(store, "collected", "id", ("line",), "request", number, cleaner.text)
    words = ("subject", "resolution", "rating_comment")
    _clean(store, "request", "number", words, "number", number, cleaner.text)
    drop_words(store, number, [*wrote, *who.names, who.address])
    _on_the_request(store, number, who, cleaner, now)


def _words_of_theirs(store: Store, number: int, who: Forgotten) -> list[str]:
    rows = store.all(
        "SELECT text, subject FROM message WHERE request = ? AND sender = ?", number, who.address
    )
    return [row[0] for row in rows]


def _clean(
    store: Store,
    table: str,
    key: str,
    columns: Sequence[str],
    where: str,
    number: int,
    clean: Callable[[str], str],
) -> None:
    names = ", ".join(columns)
    for row in store.all(f"SELECT {key}, {names} FROM {table} WHERE {where} = ?", number):
        for name, old in zip(columns, row[1:], strict=True):
            if old and (new := clean(old)) != old:
                store.run(
                    f"UPDATE {table} SET {name} = ? WHERE {where} = ? AND {key} = ?", new, number, row[0]
                )


def cleaned_json(cleaner: Cleaner, text: str) -> str:
    """JSON text with the person taken out of it; the same bytes where they aren't in it."""
    if text in ("", "{}", "[]"):
        return text
    try:
        before = json.loads(text)
    except ValueError:
        return cleaner.text(text)
    after = cleaner.value(before)
    return text if after == before else json.dumps(after, ensure_ascii=False, separators=(",", ":"))


def drop_words(store: Store, number: int, texts: Sequence[str]) -> None:
    """The request is found by these words no more."""
    words = search.indexed_words(store, number)
    gone = {word for text in texts for word in search.searched_words(text)}
    if words is not None and gone & set(words):
        search.forget(store, number)
        search.put_words(store, number, [word for word in words if word not in gone])


def _on_the_request(store: Store, number: int, who: Forgotten, cleaner: Cleaner, now: datetime) -> None:
    """What is the same on their own requests and on others': addresses, names, the mails that were made of it."""
    store.run(
        "UPDATE message SET sender = ?, sender_name = '', message_id = '' WHERE request = ? AND sender = ?",
        *(who.alias, number, who.address),
    )
    store.run('UPDATE event SET "by" = ? WHERE request = ? AND "by" = ?', who.alias, number, who.address)
    for name in ("cc", "kept_out", "watchers"):
        _clean(store, "request", "number", (name,), "number", number, partial(cleaned_json, cleaner))
    _clean(store, "request", "number", ("last_reply_by",), "number", number, cleaner.without_them)
    store.run(
        "UPDATE ledger SET message_id = '', subject = '', sender = ? WHERE request = ? AND sender = ?",
        *(who.alias, number, who.address),
    )
    store.run(
        "UPDATE held SET mail = ?, settled_at = coalesce(settled_at, ?) WHERE request = ?",
        *(b"", to_text(now), number),
    )
    for (id,) in store.all(
        "SELECT o.id FROM outbox o JOIN recipient r ON r.outbox = o.id WHERE o.request = ? AND r.email = ?"
        " AND NOT EXISTS (SELECT 1 FROM recipient x WHERE x.outbox = o.id AND x.email <> r.email)",
        *(number, who.address),
    ):
        outbox.cancel_held(store, id, tried=True)  # what waits for nobody but them
    store.run(
        "UPDATE finished SET mail = ?, enclosed = NULL WHERE outbox IN"
        " (SELECT id FROM outbox WHERE request = ? AND state IN ('sent', 'failed'))",
        *(b"", number),
    )
    store.run(
        "UPDATE participant SET email = ? WHERE request = ? AND email = ?", who.alias, number, who.address
    )

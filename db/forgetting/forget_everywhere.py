"""Looks through every text of the database for a person's address and full name, takes them out, and lets no old page
keep them. Needs no index: it reads all tables, some rows at a time, and writes those that change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import JSONTextField
from frontdesk.db.engine.orm import CharField, Model, TextField
from frontdesk.db.engine.store import Store
from frontdesk.db.forgetting.forget import cleaned_json, drop_words, is_note_of_it
from frontdesk.db.schema.conditions import WAITS
from frontdesk.db.schema.tables import TABLES
from frontdesk.rules.forgetting import Cleaner, Forgotten

_ROWS_AT_ONCE, _MAILS_AT_ONCE = 500, 20
_TRIES, _PAUSE = 20, 0.5  # for the checkpoint, while others read
_SKIPPED = frozenset(("access", "lease", "seen_token"))  # the desk's own sign-in, machines, digests
Mentions = Callable[[bytes], bool]


class _Table(NamedTuple):
    name: str
    key: tuple[str, ...]
    texts: tuple[str, ...]
    is_json: tuple[bool, ...]


def clean_everywhere(store: Store, who: Forgotten) -> None:
    """Their address and full name, in whatever column; what remembers of the person goes as a whole."""
    with store.transaction():
        if who.known_as:
            store.run("UPDATE message SET sender_name = ? WHERE sender = ?", who.known_as, who.address)
        store.run("DELETE FROM person WHERE email = ?", who.address)
        store.run("DELETE FROM timer WHERE person = ?", who.address)
        store.run("DELETE FROM absence WHERE person = ?", who.address)
        store.run("DELETE FROM look WHERE person = ?", who.address)
        store.run("UPDATE ledger SET message_id = '', subject = '' WHERE sender = ?", who.address)
        store.run(
            "UPDATE contact SET words = '', message_id = '',"
            " state = CASE WHEN state IN ('due', 'waiting') THEN 'skipped' ELSE state END WHERE person = ?",
            who.address,
        )
    cleaner = Cleaner(who, who.full)
    for table in map(_described, TABLES):
        if table.texts and table.name not in _SKIPPED:
            _clean_table(store, table, cleaner)


def _clean_table(store: Store, table: _Table, cleaner: Cleaner) -> None:
    names = _names((*table.key, *table.texts))
    last: tuple[Any, ...] = ()
    many = len(table.key)
    while True:
        after = f" WHERE ({_names(table.key)}) > ({_marks(table.key)})" if last else ""
        rows = store.all(
            f'SELECT {names} FROM "{table.name}"{after} ORDER BY {_names(table.key)} LIMIT {_ROWS_AT_ONCE}',
            *last,
        )
        suspects = [row for row in rows if any(text and cleaner.may_mention(text) for text in row[many:])]
        if suspects or any("\\u" in (text or "") for row in rows for text in row[many:]):
            with store.transaction():
                for row in rows:
                    _clean_row(store, table, row[:many], row[many:], cleaner)
        if len(rows) < _ROWS_AT_ONCE:
            return
        last = tuple(rows[-1][:many])


def _clean_row(
    store: Store, table: _Table, key: Sequence[Any], texts: Sequence[Any], cleaner: Cleaner
) -> None:
    if table.name == "state" and is_note_of_it(key[0]):
        return
    changes = {}
    for name, text, is_json in zip(table.texts, texts, table.is_json, strict=True):
        if text and (new := cleaned_json(cleaner, text) if is_json else cleaner.without_them(text)) != text:
            changes[name] = new
    if not changes:
        return
    where = " AND ".join(f'"{name}" = ?' for name in table.key)
    if table.name == "recipient" and store.one(f"SELECT 1 FROM recipient WHERE {where} AND {WAITS}", *key):
        return  # its sender is at work; the next call finds it
    sets = ", ".join(f'"{name}" = ?' for name in changes)
    store.run(f'UPDATE "{table.name}" SET {sets} WHERE {where}', *changes.values(), *key)
    if table.name in ("request", "message"):
        number = key[0]
        if table.name == "message":
            row = store.one("SELECT request FROM message WHERE id = ?", key[0])
            number = row[0] if row else 0
        drop_words(store, number, [cleaner.who.address.partition("@")[0], *cleaner.who.full])


def blank_mails(store: Store, mentions: Mentions) -> None:
    """The bytes of mails that went out and name the person; `mentions` reads one."""
    for id, mail in _mails(store, "state IN ('sent', 'failed')"):
        if mentions(mail):
            with store.transaction():
                store.run("UPDATE finished SET mail = ?, enclosed = NULL WHERE outbox = ?", b"", id)
    with store.transaction():  # lists for the team name subjects, of which nothing is known any more
        store.run(
            "UPDATE finished SET mail = ?, enclosed = NULL WHERE outbox IN"
            " (SELECT id FROM outbox WHERE request IS NULL AND state IN ('sent', 'failed'))",
            b"",
        )
        store.run(
            "DELETE FROM enclosed WHERE NOT EXISTS (SELECT 1 FROM finished WHERE enclosed = enclosed.id)"
        )
    for (id,) in store.all("SELECT id FROM held"):
        row = store.one("SELECT mail FROM held WHERE id = ?", id)
        if row and row[0] and mentions(bytes(row[0])):
            with store.transaction():
                store.run("UPDATE held SET mail = ?, settled_at = received_at WHERE id = ?", b"", id)


def still_waiting(store: Store, mentions: Mentions) -> int:
    """How many mails name the person and have yet to go out to others; a technician's to all of an outage among them,
    which is gone once each has had theirs."""
    to_all = sum(mentions(bytes(mail)) for (mail,) in store.all("SELECT mail FROM mass_answer"))
    return to_all + sum(mentions(mail) for _, mail in _mails(store, "state NOT IN ('sent', 'failed')"))


def _mails(store: Store, which: str) -> Iterator[tuple[int, bytes]]:
    last = 0
    while True:
        rows = store.all(
            "SELECT f.outbox, f.mail FROM finished f JOIN outbox o ON o.id = f.outbox"
            f" WHERE f.outbox > ? AND o.{which} ORDER BY f.outbox LIMIT ?",
            *(last, _MAILS_AT_ONCE),
        )
        for id, mail in rows:
            if mail:
                yield id, bytes(mail)
        if len(rows) < _MAILS_AT_ONCE:
            return
        last = rows[-1][0]


def leave_no_old_page(store: Store) -> bool:
    """What was deleted or overwritten is in no page of the database any more. False: another reader kept the WAL."""
    with store.transaction():
        store.run("DELETE FROM solution_word WHERE doc <= 0 AND term <> ''")
        if store.is_sqlite:
            store.run("INSERT INTO solution (solution) VALUES ('optimize')")
    if not store.is_sqlite:
        store.run("VACUUM (ANALYZE)")
        return True
    store.run("VACUUM")
    return empty_wal(store)


def overwrite_what_goes(store: Store) -> None:
    """From here on SQLite writes zeros over what this connection deletes."""
    if store.is_sqlite:
        store.run("PRAGMA secure_delete = on").fetchall()


def empty_wal(store: Store) -> bool:
    for _ in range(_TRIES if store.is_sqlite else 0):
        row = store.one("PRAGMA wal_checkpoint(TRUNCATE)")
        if row is not None and not row[0]:
            return True
        time.sleep(_PAUSE)
    return not store.is_sqlite


def _described(model: type[Model]) -> _Table:
    meta = model._meta
    key: Any = meta.primary_key
    keys = tuple(key.field_names) if hasattr(key, "field_names") else (key.name,)
    texts = [field for field in meta.sorted_fields if isinstance(field, TextField | CharField)]
    return _Table(
        meta.table_name,
        tuple(meta.fields[name].column_name for name in keys),
        tuple(field.column_name for field in texts),
        tuple(
            isinstance(field, JSONTextField) or (meta.table_name, field.column_name) == ("state", "value")
            for field in texts
        ),
    )


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _marks(columns: Sequence[str]) -> str:
    return ", ".join("?" * len(columns))

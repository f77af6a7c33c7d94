"""Finds resolved requests that are like a text: SQLite's FTS5 or PostgreSQL's tsvector, the rare words first.

The cost of a search is bounded by how many requests its words may match, whatever the database's size.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any, NamedTuple

from frontdesk.db.store import Store

_TEXT_USED = 4_000  # characters
_WORDS_TRIED = 24
_WORDS_USED = 12
_MATCHES = {True: 20_000, False: 3_000}  # by is_sqlite: bm25 is quick, sums of weights are not
_INDEXED = 20_000  # characters of each column
_WORD = re.compile(r"[^\W_]{2,40}")
_COMMON_WORDS = """
and are but can could for from has have hello help hi how into is it its me my need no not of on or our
please since so still thank thanks that the then there this to was we were what when with would you your
aber als am an auf aus bei bin bitte da danke dank das dass dem den der des die ein eine einen einer er es
fur haben hallo hat hilfe ich ihr im in ist ja kann kein mehr mein meine meinem mich mir mit nach nicht noch
nur oder sehr seit sie sind und uns unser vom von vor war was wenn wie wir zu zum zur
"""
_HOW_OFTEN = (
    f"SELECT term, doc FROM solution_word WHERE term IN ({', '.join('?' * _WORDS_TRIED)}) AND doc > 0"
)
_COMMON = frozenset(_COMMON_WORDS.split())


class Similar(NamedTuple):
    """A resolved request like the text; the higher the score, the more alike."""

    number: int
    subject: str
    resolution: str
    score: float


def index_resolution(store: Store, number: int, subject: str, text: str, resolution: str) -> None:
    """Make a resolved request findable, in place of what was known of it. Inside the caller's transaction."""
    forget(store, number)
    columns = [part[:_INDEXED].replace("\0", " ") for part in (subject, text, resolution)]
    if store.is_sqlite:
        store.run(
            "INSERT INTO solution (rowid, subject, text, resolution) VALUES (?, ?, ?, ?)", number, *columns
        )
        return
    words = sorted({word for column in columns for word in _folded(column)})
    store.run(
        "INSERT INTO solution (number, subject, text, resolution, words)"
        " VALUES (?, ?, ?, ?, array_to_tsvector(?::text[]))",
        *(number, *columns, words),
    )
    store.run(
        "INSERT INTO solution_word (term, doc) SELECT unnest(?::text[]), 1"
        " ON CONFLICT (term) DO UPDATE SET doc = solution_word.doc + 1",
        words,
    )


def forget(store: Store, number: int) -> None:
    """Make the request findable no more."""
    if store.is_sqlite:
        store.run("DELETE FROM solution WHERE rowid = ?", number)
        return
    store.run(
        "UPDATE solution_word SET doc = doc - 1 WHERE term IN"
        " (SELECT unnest(tsvector_to_array(words)) FROM solution WHERE number = ?)",
        number,
    )
    store.run("DELETE FROM solution WHERE number = ?", number)


def similar(store: Store, text: str, limit: int) -> list[Similar]:
    """Resolved requests that share the text's rare words, the most alike first. Any text is safe."""
    words = _rarest(store, text)
    if not words:
        return []
    rows = _by_fts5(store, words, limit) if store.is_sqlite else _by_tsvector(store, words, limit)
    return [Similar(int(row[0]), row[1], row[2], float(row[3])) for row in rows]


def _by_fts5(store: Store, words: dict[str, int], limit: int) -> list[tuple[Any, ...]]:
    return store.all(
        "SELECT rowid, subject, resolution, -bm25(solution, 3.0, 1.0, 1.0) AS score FROM solution"
        " WHERE solution MATCH ? ORDER BY score DESC LIMIT ?",
        " OR ".join(f'"{word}"' for word in words),
        limit,
    )


def _by_tsvector(store: Store, words: dict[str, int], limit: int) -> list[tuple[Any, ...]]:
    row = store.one("SELECT reltuples FROM pg_class WHERE oid = 'solution'::regclass")
    total = max(row[0] if row else 0, *words.values(), 100)
    weights = {word: math.log(1 + total / count) for word, count in words.items()}
    score = " + ".join(["CASE WHEN words @@ ?::tsquery THEN ? ELSE 0 END"] * len(words))
    return store.all(
        f"SELECT number, subject, resolution, ({score})::float8 AS score FROM solution"
        " WHERE words @@ ?::tsquery ORDER BY score DESC, number DESC LIMIT ?",
        *(value for word, weight in weights.items() for value in (f"'{word}'", weight)),
        " | ".join(f"'{word}'" for word in words),
        limit,
    )


def _rarest(store: Store, text: str) -> dict[str, int]:
    """Words of the text that resolutions contain, with how many do; few enough matches in all."""
    tried = [word for word in dict.fromkeys(_folded(text[:_TEXT_USED])) if word not in _COMMON][:_WORDS_TRIED]
    if not tried:
        return {}
    padded = (*tried, *("" for _ in range(_WORDS_TRIED - len(tried))))  # one statement, whatever their number
    counts = dict(store.all(_HOW_OFTEN, *padded))
    used: dict[str, int] = {}
    room = _MATCHES[store.is_sqlite]
    for word, count in sorted(counts.items(), key=lambda item: (item[1], item[0]))[:_WORDS_USED]:
        room -= count
        if room < 0 and used:
            break
        used[word] = count
    return used


def _folded(text: str) -> list[str]:
    """The words as FTS5's unicode61 tokenizer with remove_diacritics=2 keeps them."""
    if text.isascii():
        return _WORD.findall(text.lower())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))

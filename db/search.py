"""Finds resolved requests that are like a text, by the rare words that they share.

The words stand in an index of each engine's own (FTS5, tsvector), how many requests have a word in a table. A
search asks for a few rare words and for the newest requests with each, so its cost doesn't grow with the
database. Keeps words only; what it shows comes from the request as it is now.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store

_TEXT_USED = 4_000  # characters of a text to search for
_TEXT_INDEXED = 20_000  # of a resolved request
_WORDS_INDEXED = 150
_WORDS_TRIED = 60
_WORDS_USED = 10
_LOOKED_AT = 300  # requests, for all words together; of the last word the newest
_PAGES_TIDIED = 500
_ALIKE = 0.25  # part of the words' weight that a request must share
_TOTAL = ""  # the "word" that every request has
_WORD = re.compile(r"[^\W_]{2,40}")
_COMMON_WORDS = """
and are but can could for from has have hello help hi how into is it its me my need no not of on or our
please since so still thank thanks that the then there this to was we were what when with would you your aber
als am an auf aus bei bin bitte da danke dank das dass dem den der des die ein eine einen einer er es fur
haben hallo hat hilfe ich ihr im in ist ja kann kein mehr mein meine meinem mich mir mit nach nicht noch nur
oder sehr seit sie sind und uns unser vom von vor war was wenn wie wir zu zum zur
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_BY_FTS5 = "SELECT rowid FROM solution WHERE solution MATCH ? ORDER BY rowid DESC LIMIT ?"
# PostgreSQL's planner can't tell a rare word from a common one once the statement is prepared, so we do: a rare
# one by its index (OFFSET 0 keeps the LIMIT from talking it into walking the table), a common one among the newest.
_BY_INDEX = """
    SELECT number FROM (SELECT number FROM solution WHERE words @@ ?::tsquery OFFSET 0) AS found
    ORDER BY number DESC LIMIT ?
"""
_BY_WALK = """
    SELECT number FROM (SELECT number, words FROM solution ORDER BY number DESC LIMIT 2000) AS newest
    WHERE words @@ ?::tsquery ORDER BY number DESC LIMIT ?
"""
_RARE = 3_000


class Similar(NamedTuple):
    """A resolved request like the text. `score`: the part of the text's weight that it shares, up to 1."""

    number: int
    subject: str
    resolution: str
    score: float


def index_resolution(store: Store, number: int, subject: str, text: str, resolution: str) -> None:
    """Make a resolved request findable, in place of what was known of it. Inside the caller's transaction."""
    forget(store, number)
    parts = (subject, resolution, text)
    words = list(dict.fromkeys(word for part in parts for word in searched_words(part[:_TEXT_INDEXED])))
    put_words(store, number, words[:_WORDS_INDEXED])


def put_words(store: Store, number: int, words: list[str]) -> None:
    """Index a request, of which nothing is indexed yet, by these words."""
    key = "rowid" if store.is_sqlite else "number"
    how = "?" if store.is_sqlite else "array_to_tsvector(?::text[])"
    given = " ".join(words) if store.is_sqlite else words
    store.run(f"INSERT INTO solution ({key}, words) VALUES (?, {how})", number, given)
    store.many(
        "INSERT INTO solution_word (term, doc) VALUES (?, 1)"
        " ON CONFLICT (term) DO UPDATE SET doc = solution_word.doc + 1",
        _in_order(words),
    )


def forget(store: Store, number: int, *, for_good: bool = False) -> None:
    """Make the request findable no more. `for_good`: words that no other has are no longer counted, either."""
    words = indexed_words(store, number)
    if words is not None:
        store.many("UPDATE solution_word SET doc = doc - 1 WHERE term = ?", _in_order(words))
        store.run(f"DELETE FROM solution WHERE {'rowid' if store.is_sqlite else 'number'} = ?", number)
        if for_good:
            store.many(
                "DELETE FROM solution_word WHERE term = ? AND doc <= 0", [(word,) for word in sorted(words)]
            )


def tidy(store: Store) -> None:
    """Bring the index a step further to where no forgotten word stands in it; so many pages, no more."""
    if store.is_sqlite:
        with store.transaction():
            store.run("INSERT INTO solution (solution, rank) VALUES ('merge', ?)", -_PAGES_TIDIED)


def _in_order(words: list[str]) -> list[tuple[str]]:
    """Always the same, so that no two transactions wait for each other."""
    return [(word,) for word in (_TOTAL, *sorted(words))]


def indexed_words(store: Store, number: int) -> list[str] | None:
    """The words by which a request is found; None when it isn't indexed."""
    if store.is_sqlite:
        row = store.one("SELECT words FROM solution WHERE rowid = ?", number)
        return str(row[0]).split() if row else None
    row = store.one("SELECT tsvector_to_array(words) FROM solution WHERE number = ?", number)
    return list(row[0]) if row else None


def indexed_after(store: Store, number: int, limit: int) -> list[tuple[int, list[str]]]:
    """The next requests that are indexed, by number, with their words."""
    key, words = ("rowid", "words") if store.is_sqlite else ("number", "tsvector_to_array(words)")
    rows = store.all(
        f"SELECT {key}, {words} FROM solution WHERE {key} > ? ORDER BY {key} LIMIT ?", number, limit
    )
    return [(row[0], row[1].split() if store.is_sqlite else row[1]) for row in rows]


def load(store: Store, rows: Sequence[tuple[int, list[str]]]) -> None:
    """Index many requests by these words, without counting the words."""
    if store.is_sqlite:
        rows_of_text = [(number, " ".join(words)) for number, words in rows]
        store.many("INSERT INTO solution (rowid, words) VALUES (?, ?)", rows_of_text)
    else:
        store.many("INSERT INTO solution (number, words) VALUES (?, array_to_tsvector(?::text[]))", rows)


def similar(store: Store, text: str, limit: int) -> list[Similar]:
    """Resolved requests that share the text's rare words, the most alike first. Any text is safe."""
    total, counts = _rarest(store, text)
    scores: dict[int, float] = {}
    whole = 0.0
    room = _LOOKED_AT
    for word, count in counts.items():
        weight = math.log(1 + total / count)
        whole += weight
        for number in _with_word(store, word, count, room):
            scores[number] = scores.get(number, 0.0) + weight
        room -= count
        if room <= 0:
            break
    best = sorted(scores.items(), key=lambda item: (-item[1], -item[0]))[:limit]
    return _shown(store, {number: score / whole for number, score in best if score >= _ALIKE * whole})


def _with_word(store: Store, word: str, count: int, most: int) -> list[int]:
    """The newest requests with this word."""
    if store.is_sqlite:
        rows = store.all(_BY_FTS5, f'"{word}"', most)
    else:
        rows = store.all(_BY_INDEX if count <= _RARE else _BY_WALK, f"'{word}'", most)
    return [row[0] for row in rows]


def _shown(store: Store, scores: dict[int, float]) -> list[Similar]:
    if not scores:
        return []
    rows = store.all(
        "SELECT number, subject, coalesce(resolution, '') FROM request"
        f" WHERE number IN ({', '.join('?' * len(scores))}) AND resolved_at IS NOT NULL",
        *scores,
    )
    texts = {row[0]: (row[1], row[2]) for row in rows}
    return [Similar(number, *texts[number], score) for number, score in scores.items() if number in texts]


def _rarest(store: Store, text: str) -> tuple[int, dict[str, int]]:
    """How many resolved requests there are, and the text's rarest words with how many have each."""
    tried = [word for word in dict.fromkeys(searched_words(text[:_TEXT_USED])) if word not in _COMMON]
    tried = [_TOTAL, *tried[:_WORDS_TRIED]]
    sql = f"SELECT term, doc FROM solution_word WHERE term IN ({', '.join('?' * len(tried))}) AND doc > 0"
    counts = dict(store.all(sql, *tried))
    total = counts.pop(_TOTAL, 0)
    rarest = sorted(counts.items(), key=lambda item: (item[1], item[0]))[:_WORDS_USED]
    return total, dict(rarest)


def resolved_since(store: Store, numbers: Sequence[int], since: datetime) -> int:
    """How many of these requests were resolved since then."""
    if not numbers:
        return 0
    marks = ", ".join("?" * len(numbers))
    row = store.one(
        f"SELECT count(*) FROM request WHERE number IN ({marks}) AND resolved_at >= ?",
        *numbers,
        to_text(since),
    )
    return int(row[0]) if row else 0


def searched_words(text: str) -> list[str]:
    """A text's words, without case and accents, as both engines keep them."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    accents = {ord(char): None for char in set(plain) if unicodedata.combining(char)}
    return _WORD.findall(plain.translate(accents) if accents else plain)

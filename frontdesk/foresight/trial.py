"""What a desk's last requests would get by the topics of today. Reads; changes nothing."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from frontdesk.db import foresight
from frontdesk.db.engine.store import Store
from frontdesk.rules.foresight.topics import Topics, words_of

_LEAST = 2  # requests with a word, before it is worth a topic
_SHORTEST = 3
_MOST = 50


class Trial(NamedTuple):
    """`rows`: number, subject, labels as they are, topics as they would be; newest first. `topics`: how many requests
    each would have. `without`: how many would have none, and `words`: those in several of their subjects."""

    rows: tuple[tuple[int, str, tuple[str, ...], tuple[str, ...]], ...]
    topics: tuple[tuple[str, int], ...]
    without: int
    words: tuple[tuple[str, int], ...]


def tried(store: Store, topics: Topics, last: int) -> Trial:
    rows = tuple(
        (number, subject, labels, topics.of(subject, text))
        for number, subject, labels, text in foresight.newest(store, last)
    )
    counts = Counter({topic.name: 0 for topic in topics})
    counts.update(name for *_, names in rows for name in names)
    without = [subject for _, subject, _, names in rows if not names]
    words = Counter(word for subject in without for word in set(words_of(subject)))
    frequent = sorted(
        (
            (word, count)
            for word, count in words.items()
            if count >= _LEAST and len(word) >= _SHORTEST and not word.isdigit()
        ),
        key=lambda one: (-one[1], one[0]),
    )
    ordered = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
    return Trial(rows, ordered, len(without), tuple(frequent[:_MOST]))

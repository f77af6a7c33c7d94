"""The tags' words in every language, beside the names and aliases of the table: [tags], [views] and [priorities] of the
languages' data.

A word means one tag, whichever language it is of: a team writes in several. Words that stand in the table itself come
first, so no language can give one of them another meaning.
"""

from __future__ import annotations

from collections.abc import Mapping

from frontdesk.rules.understood import Lookup, in_section

Words = Mapping[str, Mapping[str, tuple[str, ...]]]


def _by_language(section: str) -> Words:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for language, rows in in_section(section):
        own = found.setdefault(language, {})
        for name, words in rows.items():
            own[name] = (*own.get(name, ()), *words)
    return found


TAG_WORDS: Words = Lookup(lambda: _by_language("tags"))
VIEW_WORDS: Words = Lookup(lambda: _by_language("views"))
PRIORITY_WORDS: Words = Lookup(lambda: _by_language("priorities"))


def in_every(words: Words, name: str) -> tuple[str, ...]:
    """What all these languages say for it, each word once."""
    return tuple(dict.fromkeys(word for of in words.values() for word in of.get(name, ())))


def meaning(tables: Mapping[str, tuple[str, ...]], words: Words) -> dict[str, str]:
    """What each word means: those of `tables`, then every language's. The first meaning of a word holds."""
    found = {word: name for name, own in tables.items() for word in (name, *own)}
    for name in tables:
        for word in in_every(words, name):
            found.setdefault(word, name)
    return found

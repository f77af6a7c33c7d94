"""What the desk understands of the words of people and of their programs: tables that are made of every language's
rows, whichever language the desk itself speaks.

A table is made when it's first asked for, and anew once the desk has learned other words; kept in between, for each
mail asks for it. Whoever starts the desk says where rows come from (`learn_from`). Decides nothing, reads no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

Row = str | list[str]  # phrases in a list, or in one text with "|" between them
Rows = Mapping[str, Mapping[str, Row]]  # a language's, by section and key
T = TypeVar("T")

_reader: Callable[[], Mapping[str, Rows]] = dict
_admins: Callable[[], Mapping[str, Rows]] = dict
_forgetting: list[Callable[[], None]] = []


def learn_from(reader: Callable[[], Mapping[str, Rows]], admins: Callable[[], Mapping[str, Rows]]) -> None:
    """From now on the languages and their rows are those that `reader` gives, and beside them `admins`; both are asked
    once."""
    global _reader, _admins
    _reader, _admins = reader, admins
    for forget in _forgetting:
        forget()


def learn_too(of_admin: Mapping[str, Rows]) -> None:
    """What another process of the same desk had learned of its admin."""
    learn_from(_reader, lambda: of_admin)


def read_all() -> None:
    """Every row is read now, by a process that won't open files later."""
    _packaged()


def table(make: Callable[[], T]) -> Callable[[], T]:
    """`make`, called once for as long as the words stay the same."""
    kept = lru_cache(maxsize=1)(make)
    _forgetting.append(kept.cache_clear)
    return kept


def forget_too(forget: Callable[[], None]) -> None:
    """To be called as well once the desk has learned other words, by who keeps what they made of a text."""
    _forgetting.append(forget)


def phrases(name: str) -> Callable[[], tuple[str, ...]]:
    """The table of a row's phrases in all languages, longest first."""
    return table(lambda: tuple(sorted(dict.fromkeys(_all(name)), key=len, reverse=True)))


def words(*names: str) -> Callable[[], frozenset[str]]:
    """The table of the words of one row or of several, in all languages."""
    return table(lambda: frozenset(phrase for name in names for phrase in _all(name)))


def by_language(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A row of each language that has it, the admin's last: its phrases as `str.casefold` leaves them."""
    section, _, key = name.partition(".")
    for known in (_packaged(), of_admin()):
        for language, rows in known.items():
            if row := rows.get(section, {}).get(key):
                yield language, _phrases(row)


def places(name: str) -> dict[str, int]:
    """For rows in which place tells the meaning (months, weekdays), each name's, from 0; the names of one place have
    commas between them. A name that means two things in two languages means nothing."""
    found: dict[str, set[int]] = {}
    for _, row in by_language(name):
        for place, names in enumerate(row):
            for one in names.split(","):
                found.setdefault(one.strip(), set()).add(place)
    return {one: numbers.pop() for one, numbers in found.items() if len(numbers) == 1}


def in_section(name: str) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    """All rows of a section, of each language that has it, the admin's last."""
    for known in (_packaged(), of_admin()):
        for language, rows in known.items():
            if found := rows.get(name):
                yield language, {key: _phrases(row) for key, row in found.items()}


class Lookup(Mapping[str, T]):
    """A mapping from words that is made when it's first asked for, and anew once other words were learned."""

    def __init__(self, make: Callable[[], Mapping[str, T]]) -> None:
        self._made = table(make)

    def __getitem__(self, word: str) -> T:
        return self._made()[word.casefold()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._made())


def _all(name: str) -> Iterator[str]:
    for _, row in by_language(name):
        yield from row


def _phrases(row: Row) -> tuple[str, ...]:
    parts = row.split("|") if isinstance(row, str) else row
    found = (" ".join(part.split()).casefold() for part in parts)
    return tuple(phrase for phrase in found if phrase)


@table
def of_admin() -> Mapping[str, Rows]:
    """The admin's own rows, for a process that has to learn them too."""
    return _admins()


@table
def _packaged() -> Mapping[str, Rows]:
    return _reader()

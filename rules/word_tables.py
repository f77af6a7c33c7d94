"""Tables of words as they stand in the modules: a text with blanks and line ends between the words."""

from __future__ import annotations


def words(table: str) -> frozenset[str]:
    """The words of a table, as `str.casefold` leaves them ("ß", the Greek final sigma)."""
    return frozenset(table.casefold().split())

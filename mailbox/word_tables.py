"""Tables of words as they stand in the modules: a text with blanks and line ends between the words."""

from __future__ import annotations


def words(table: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(table.split())

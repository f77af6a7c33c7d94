"""Whether somebody says that the answers stand in the quote below: "see my answers in red". A look, by the words of
every language's data.

Where we don't know the mail that is quoted, only these words tell that the unmarked quote holds something new.
"""

from __future__ import annotations

import re

from frontdesk.rules.understood import by_language, table, words

_MOST = 600  # characters of a mail whose own words only announce what follows
_LAST = 300  # of them in which it is announced

_ALONE = words("answered_below.alone")


@table
def _pairs() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What is announced, and where it stands; both in one sentence, by language."""
    where = dict(by_language("answered_below.where"))
    return [
        (what, where[language]) for language, what in by_language("answered_below.what") if language in where
    ]


_SENTENCE_END = re.compile(r"[.!?。！？]\s?")


def announces_answers(text: str) -> bool:
    """Whether these words, all that stands above a quote, say that it was answered within."""
    folded = " ".join(text.casefold().split())
    if not folded or len(folded) > _MOST:
        return False
    if folded.strip(" .,:;!-") in _ALONE():
        return True
    sentences = [f" {part}" for part in _SENTENCE_END.split(folded[-_LAST:])]
    return any(
        _in(sentence, what) and _in(sentence, where) for sentence in sentences for what, where in _pairs()
    )


def _in(sentence: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a word begins so; scripts without blanks between words have them anywhere."""
    return any(f" {one}" in sentence or (one[0] >= "\u0590" and one in sentence) for one in beginnings)

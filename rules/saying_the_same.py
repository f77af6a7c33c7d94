"""Whether somebody's mails say the same each time, but for numbers, codes and dates: then a program writes them. Pure.

A help desk elsewhere that keeps no header of ours and answers each mail with a ticket of its own is slower than every
cap, and would go on for ever. Careful in one direction: a person who writes often about the same thing has other words
for it, and a subject of the person's own counts whole. A program may write in turn from several forms (received,
assigned, updated), add a saying to each mail, and give each ticket an address of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from frontdesk.rules import languages
from frontdesk.rules.languages import every
from frontdesk.rules.tags.read import bare_subject

MOST = 10  # such mails of one address are answered
WITHIN = timedelta(days=30)
READ = 3_000  # characters of a text
_ALIKE = 0.85  # of the words: such programs greet by the hour, or name who is on duty
_ALIKE_COUNTED = 0.7  # where each subject has another number: they add a saying, or the name of a month
_FORM = 2  # earlier mails that say the same make a form
_A_DAY = 3  # of them the team hears mail by mail

_IN_BRACKETS = re.compile(r"[\[({][^\s\[\](){}]{1,40}[\])}]")  # a code without digits
_DIGITS = re.compile(r"\d+")
_WITH_DIGITS = re.compile(r"[^\W_]+(?:[-._:/#][^\W_]+)*", re.ASCII)  # a code, a date, a clock time
# Where words aren't set apart by spaces, each sign counts as one.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]|[^\W\d_\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]+"
)
_NO_WORDS = frozenset(("am", "pm", "gmt", "utc", "cet", "cest"))

Words = Counter[str]


class Said(NamedTuple):
    """A first mail of somebody's: when it came, and what it said. `numbers`: those in its subject."""

    at: datetime
    subject: frozenset[str]
    text: Words
    numbers: tuple[str, ...] = ()


class Repeats(NamedTuple):
    """How many earlier mails of the same address said what this one says, or another thing again and again as well;
    `today`: within a day."""

    mails: int = 0
    today: int = 0

    @property
    def is_program(self) -> bool:
        return self.mails >= MOST

    @property
    def is_for_lists(self) -> bool:
        """Whether the team was told that a program writes, and hears of it often enough."""
        return self.mails > MOST and self.today >= _A_DAY


NONE = Repeats()


def said(subject: str, text: str, at: datetime, desk_tag: str) -> Said:
    bare = bare_subject(subject, desk_tag)
    return Said(at, subject_words(bare), words(text[:READ]), tuple(_DIGITS.findall(bare)))


def repeats(new: Said, earlier: Iterable[Said]) -> Repeats:
    lately = [one for one in earlier if one.at > new.at - WITHIN]
    forms: list[list[Said]] = [[new]]
    for one in lately:
        form = next((form for form in forms if _is_alike(form[0], one)), None)
        if form is None:
            forms.append([one])
        else:
            form.append(one)
    own, *others = forms
    if len(own) <= _FORM:
        return Repeats(len(own) - 1, _today(own[1:], new.at))
    alike = own[1:] + [one for form in others if len(form) > _FORM for one in form]
    return Repeats(len(alike), _today(alike, new.at))


def _today(mails: Sequence[Said], now: datetime) -> int:
    return sum(one.at > now - timedelta(days=1) for one in mails)


def kindred(address: str) -> tuple[str, str] | None:
    """How the other addresses begin and end that a program makes, one for each ticket: whatever stands behind a plus.
    None where it is an address as people have, also one with a number: pupils and shops have such.
    """
    local, at, domain = address.rpartition("@")
    before, plus, _ = local.partition("+")
    if plus and before:
        return before + plus, at + domain
    return None


def subject_words(subject: str) -> frozenset[str]:
    """A subject's words, each once: some programs repeat the subject that they answer, and it grows."""
    shown = frozenset(words(_IN_BRACKETS.sub(" ", subject)))
    return shown or frozenset(words(subject))


def words(text: str) -> Words:
    """The words of a text, without numbers, codes and the names of days and months."""
    dates = _dates(languages.times_taught)
    plain = _WITH_DIGITS.sub(lambda found: " " if any(c.isdigit() for c in found[0]) else found[0], text)
    return Counter(word for word in _WORD.findall(plain.casefold()) if word not in dates)


def _is_alike(new: Said, earlier: Said) -> bool:
    if new.subject != earlier.subject:
        return False
    counted = bool(new.numbers) and bool(earlier.numbers) and new.numbers != earlier.numbers
    least = _ALIKE_COUNTED if counted else _ALIKE
    shared = (new.text & earlier.text).total()
    return 2 * shared >= least * (new.text.total() + earlier.text.total())


@lru_cache(maxsize=1)
def _dates(times_taught: int) -> frozenset[str]:
    """How days and months are called, in every language that the desk speaks."""
    rows = [row for key in ("weekdays", "months", "months_short") for row in every("times", key)]
    names = {name.casefold().strip(".") for row in rows for name in row}
    days = {
        name.casefold()[:length] for row in every("times", "weekdays") for name in row for length in (2, 3)
    }
    return frozenset(names | days | _NO_WORDS)

"""What a subject says besides its prefixes: "Re: AW: [Fwd: Printer]" is about "Printer".

Pure text. Never decides what a mail is for; a word before a colon that no mail client writes stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from frontdesk.rules.understood import forget_too, words

# What clients write in front of a subject, in every language. Danish and Norwegian forward with "VS", Finnish and
# Estonian answer with it: it is in both.
_ANSWERS = words("subjects.answers")
_FORWARDS = words("subjects.forwards")
_LONGEST_PREFIX = 24  # characters before the colon, counter included

# "Re[2]", "Re(2)", "RE^3", "Re*2": a count of the answers before this one.
_COUNTER = re.compile(r"[\s.]*(?:[\[(^*]\s?\d{1,4}\s?[\])]?)?[\s.]*$")
# A drive letter ("I: drive is full") is no Italian prefix ("I: Stampante").
_DRIVE = re.compile(
    r"\W*(?:drive|disk|disco|laufwerk|lecteur|unidad|unità|share|map|is|isn|not|cannot|can|full|voll)\b", re.I
)
_TITLED = re.compile(r"\w[^:：]{2,50}\s(\S{1,12})\s?[:：]")
_TRAILER = re.compile(r"\(fwd?\)\s*$", re.I)  # RFC 5256 section 2.1, subj-trailer


class _Prefix(NamedTuple):
    end: int  # where what follows it begins
    answer: bool
    forward: bool


@lru_cache(maxsize=512)  # asked several times for each mail, and again for its customer's other requests
def base_subject(subject: str) -> str:
    """The subject without answer and forward prefixes, however many, in any language and with any counter.

    "[Fwd: x]" is unwrapped and a trailing "(fwd)" is dropped (RFC 5256 section 2.1). A "[list name]" goes
    when a prefix follows it and stays otherwise, for it may be all that tells two subjects apart.
    """
    text = " ".join(subject.split())
    start = 0
    for prefix in _prefixes(text):
        start = prefix.end
    text = text[start:]
    if start and text.endswith("]") and "[" not in text:
        text = text[:-1]  # the other half of "[Fwd: "
    while match := _TRAILER.search(text, max(0, len(text) - 12)):
        text = text[: match.start()].rstrip()
    return text.strip()


def is_reply_subject(subject: str) -> bool:
    """Whether the outermost prefix is one of an answer ("Re:", "AW:", "回复：")."""
    prefix = _outermost(subject)
    return prefix is not None and prefix.answer


def is_forward_subject(subject: str) -> bool:
    """Whether the outermost prefix is one of a forward. "VS:" is both (Danish forward, Finnish answer)."""
    if _TRAILER.search(subject.rstrip()[-12:]):
        return True
    prefix = _outermost(subject)
    return prefix is not None and prefix.forward


def is_only_forward_subject(subject: str) -> bool:
    """Whether the outermost prefix is one of a forward and of nothing else."""
    return is_forward_subject(subject) and not is_reply_subject(subject)


def is_titled_reply(subject: str) -> bool:
    """Whether an answer's prefix stands behind other words, as programs put them: "Away Re: Printer"."""
    titled = _TITLED.match(" ".join(subject[:200].split()))
    return titled is not None and len(titled[1]) > 1 and titled[1].casefold() in _ANSWERS()


@lru_cache(maxsize=16)  # of the mail in hand
def _outermost(subject: str) -> _Prefix | None:
    return next(_prefixes(" ".join(subject[:200].split())), None)


forget_too(base_subject.cache_clear)
forget_too(_outermost.cache_clear)


def _prefixes(text: str) -> Iterator[_Prefix]:
    """The prefixes at the head of `text`, in order; each is looked at once."""
    at = 0
    while True:
        prefix = _prefix_at(text, _after_blobs(text, at)) or _prefix_at(text, at)
        if prefix is None:
            return
        at = prefix.end
        yield prefix


def _after_blobs(text: str, at: int) -> int:
    """Past one "[list name] ", or the bracket of "[Fwd: x]"; `at` itself when neither stands there."""
    if not text.startswith("[", at):
        return at
    close = text.find("]", at, at + 60)
    colon = text.find(":", at, at + _LONGEST_PREFIX)
    if colon != -1 and (close == -1 or colon < close) and text.endswith("]"):
        return at + 1
    return close + 1 if close != -1 else at


def _prefix_at(text: str, at: int) -> _Prefix | None:
    while text.startswith(" ", at):
        at += 1
    head, colon, _ = text[at : at + _LONGEST_PREFIX].replace("：", ":").partition(":")
    if not colon:
        return None
    word = _COUNTER.sub("", head, count=1).casefold()
    answer, forward = word in _ANSWERS(), word in _FORWARDS()
    end = at + len(head) + 1
    while text.startswith(" ", end):
        end += 1
    if not (answer or forward) or (len(word) == 1 and _DRIVE.match(text, end)):
        return None
    return _Prefix(end, answer, forward)

"""Whether a mail is an out-of-office note or another automatic answer, judged by its words alone.

For clients that send such notes without a single header. The words are [absence] of every language's data, whose
English says what each row is for. Linear in the text, of which only the beginning is looked at. People write about
absences too, so no single word decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from frontdesk.rules.subjects import is_only_forward_subject, is_reply_subject, is_titled_reply
from frontdesk.rules.understood import by_language, phrases, table

AUTOMATIC_SUBJECTS = phrases("absence.automatic_subjects")
ABSENCE_SUBJECTS = phrases("absence.subjects")
ABSENCE_LABELS = phrases("absence.labels")
COMPANIONS = phrases("absence.companions")
BY_HAND_TOO = phrases("absence.by_hand_too")
WISHES = phrases("absence.wishes")
NEEDS = phrases("absence.needs")
MACHINE_SAYS = phrases("absence.machine_says")


@table
def STATEMENTS() -> tuple[tuple[str, ...], ...]:
    """Each as its parts around the gaps."""
    found = dict.fromkeys(phrase for _, row in by_language("absence.statements") for phrase in row)
    return tuple(tuple(part.strip() for part in phrase.split("…")) for phrase in found)


_SUBJECT = 300  # characters
_TEXT = 2_500  # characters; a note is shorter, a longer text is somebody's letter
_OPENING = 700  # the absence is stated within these
_GAP = 60  # characters of the same sentence between the parts of a phrase
_BRACKETS = re.compile(r"(?:\s*\[[^\[\]]{0,60}\]:?)+\s*")
_AUTO = re.compile(
    r"auto\s{0,2}[:：]\s{0,2}"
)  # a label of Notes and Zimbra, and a German's or an Italian's car
_AFTER_LABEL = (":", "：", "-", "–", "—", "]", ")")


def is_absence(
    subject: str, text: str, *, is_answer: bool, by_machine: bool = False, hinted: bool = False
) -> bool:
    """Whether this is an out-of-office note. `text`: the sender's own words, without what is quoted.

    `is_answer`: the mail answers another (In-Reply-To, References). `by_machine`: its headers say that a
    machine wrote it; `hinted`: they only hint at one.
    """
    heading, words = _folded(subject[:_SUBJECT]), _folded(text[: _TEXT + 1])
    if is_only_forward_subject(heading):
        return False
    label = _unbracketed(heading)
    marked = _AUTO.match(label)
    label = label[marked.end() :] if marked else label
    stated = _stated(words[:_OPENING]) or _stated(label)
    about_absence = _any_in(ABSENCE_SUBJECTS(), label)
    if by_machine:
        return stated or about_absence
    if _is_labelled(label) and (stated or about_absence):
        return True
    noted = _is_labelled(label, ABSENCE_LABELS())
    titled = is_titled_reply(label)
    answers = is_answer or titled or is_reply_subject(label)
    if not (stated or noted) or len(words) > _TEXT or _wishes(label, words, answers=answers):
        return False
    companions = _companions(words) + (hinted or marked is not None) + titled
    if noted:
        return companions >= (0 if stated or answers else 1)
    if answers and _begins_with(ABSENCE_SUBJECTS(), label):
        return companions >= 0
    if _is_labelled(label, ABSENCE_SUBJECTS()) and companions >= 1:
        return True
    if not (marked or _any_in(_by_notes_only(), words)):
        return False
    if about_absence:
        return companions >= 1
    return companions >= (2 if answers else 3)


@table
def _by_notes_only() -> tuple[str, ...]:
    by_hand_too = BY_HAND_TOO()
    return tuple(phrase for phrase in COMPANIONS() if not any(word in phrase for word in by_hand_too))


def _wishes(label: str, words: str, *, answers: bool) -> bool:
    """Whether somebody wants something done. An answer's subject is what the other one wanted."""
    return _any_in(WISHES(), words if answers else f"{label} {words}")


def _companions(words: str) -> int:
    """How much of what notes say is there, less what only people say."""
    asks = "?" in words or "？" in words or "؟" in words
    return _count_in(COMPANIONS(), words) - asks - _count_in(NEEDS(), words)


def is_automatic_answer(subject: str, text: str, *, is_answer: bool) -> bool:
    """Whether a machine says that it answers: by the subject's label, or in so many words in an answer."""
    heading, words = _folded(subject[:_SUBJECT]), _folded(text[:_TEXT])
    if is_only_forward_subject(heading):
        return False
    label = _unbracketed(heading)
    answers = is_answer or is_reply_subject(label)
    if _is_labelled(label):
        return not _wishes(label, words, answers=answers) and (answers or not _any_in(NEEDS(), words))
    ends = words if len(words) <= 2 * _OPENING else f"{words[:_OPENING]}\n{words[-_OPENING:]}"
    if not _any_in(_likely(ends, _machine_says()), ends):
        return False
    if answers or _begins_with(AUTOMATIC_SUBJECTS(), label):
        return True
    return "?" not in words and _any_in(COMPANIONS(), f"{label} {words}")  # people quote what machines say


@lru_cache(maxsize=4)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("`", "'")
    return " ".join(plain.split()).replace("i'm ", "i am ").replace("i'll ", "i will ")


def _unbracketed(heading: str) -> str:
    """The subject without leading "[External]" and "[IT #12]"; "[auto-reply]" itself is the label."""
    marks = _BRACKETS.match(heading)
    if marks is None:
        return heading
    inside = marks[0].strip().lstrip("[ ")
    return inside if _begins_with(AUTOMATIC_SUBJECTS(), inside) else heading[marks.end() :]


def _is_labelled(label: str, labels: tuple[str, ...] | None = None) -> bool:
    """Whether the subject is "Automatic reply: ..."; "Automatic reply does not work" is a request."""
    labels = AUTOMATIC_SUBJECTS() if labels is None else labels
    if not label.startswith(labels):  # mostly so, and known at once
        return False
    for words in labels:
        if label.startswith(words) and (
            words.endswith(":") or label[len(words) :].lstrip().startswith(_AFTER_LABEL)
        ):
            return True
    return False


def _stated(words: str) -> bool:
    statements = _statements()
    return any(_follow(words, opening, statements[opening]) for opening in _openings_in(words))


def _by_opening(phrases: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The phrases' second parts by their first, "" for those without a gap: each opening is sought once."""
    table: dict[str, list[str]] = {}
    for first, *rest in phrases:
        table.setdefault(first, []).append(rest[0] if rest else "")
    return {first: tuple(rests) for first, rests in table.items()}


@table
def _statements() -> dict[str, tuple[str, ...]]:
    return _by_opening(STATEMENTS())


_NO_SPACES = (
    "\u0590"  # from Hebrew on: scripts that write other words together with these, or no spaces at all
)
_WORD = re.compile(r"[^\W_]+")
_HEAD = 3  # letters: enough to rule out nearly all of four hundred openings for nearly every text


def _openings_in(words: str) -> list[str]:
    """The openings of statements that stand in the text. Only those are sought of whose first word the text has
    the beginning: to seek each of them in each mail cost more than all other guards."""
    return [opening for opening in _likely(words, _openings()) if opening in words]


_ByHead = tuple[dict[str, list[str]], tuple[str, ...]]


def _likely(words: str, phrases: _ByHead) -> Iterator[str]:
    """Those of the phrases that may stand in the text at the start of a word."""
    by_head, without_head = phrases
    for head in _heads(words) & by_head.keys():
        yield from by_head[head]
    yield from without_head


@lru_cache(maxsize=4)  # of a mail's beginning, which is looked at for notes and for what machines say
def _heads(words: str) -> frozenset[str]:
    return frozenset([word[:_HEAD] for word in _WORD.findall(words)])


@table
def _openings() -> _ByHead:
    return _by_head(_statements())


@table
def _machine_says() -> _ByHead:
    return _by_head(MACHINE_SAYS())


def _by_head(openings: Iterable[str]) -> _ByHead:
    """The openings by the first letters of their first word, and those that stand in no word of their own: they
    begin with a sign, or are written in a script without spaces."""
    table: dict[str, list[str]] = {}
    without: list[str] = []
    for opening in openings:
        word = _WORD.match(opening)
        if word is None or opening[0] >= _NO_SPACES:
            without.append(opening)
        else:
            table.setdefault(word[0][:_HEAD], []).append(opening)
    return table, tuple(without)


def _follow(words: str, opening: str, rests: tuple[str, ...]) -> bool:
    at = _find(words, opening, 0)
    while at >= 0:
        after = at + len(opening)
        window = words[after : after + _GAP]
        if any(not rest or _find(window, rest, 0) >= 0 for rest in rests):
            return True
        at = _find(words, opening, after)
    return False


def _find(text: str, phrase: str, start: int) -> int:
    """Where the phrase stands at the start of a word, -1 when it doesn't."""
    at = text.find(phrase, start)
    if phrase[0] >= _NO_SPACES:
        return at
    while at >= 0:
        after = text[at + len(phrase) : at + len(phrase) + 1]
        if not (at and text[at - 1].isalnum()) and not (len(phrase) <= _SHORT and after.isalnum()):
            return at
        at = text.find(phrase, at + 1)
    return -1


_SHORT = 4  # such a phrase is a whole word, longer ones may be the stem of one


def _any_in(phrases: Iterable[str], text: str) -> bool:
    return any(_find(text, phrase, 0) >= 0 for phrase in phrases if phrase in text)


def _count_in(phrases: tuple[str, ...], text: str) -> int:
    return sum([_find(text, phrase, 0) >= 0 for phrase in phrases if phrase in text])


def _begins_with(phrases: tuple[str, ...], label: str) -> bool:
    return label.startswith(phrases)

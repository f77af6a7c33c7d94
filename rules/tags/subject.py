"""What stands in a subject: the request's number, tags in brackets, and the bare subject around them.

Linear in the subject's length; a customer's brackets ("[EXTERNAL]", "[JIRA-12]") are plain text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frontdesk.rules.subjects import base_subject, is_reply_subject
from frontdesk.rules.tags.brackets import (
    LONGEST_SUBJECT,
    MOST_BRACKETS,
    OPENING,
    ROUND,
    Bracket,
    all_brackets,
    designator,
    find_brackets,
    one_number,
    without,
)
from frontdesk.rules.tags.reasons import Trouble
from frontdesk.rules.tags.slips import in_place_of
from frontdesk.rules.tags.within import ENCODED_WORD, garbled, too_much, unclosed, unopened
from frontdesk.rules.tags.words import LONGEST_ITEMS, Read, Tag, cleaned, is_ours, read_items, split_item

_FOREIGN = re.compile(r"(?:[A-Za-z][A-Za-z_.]{0,20}[ #:_-]{0,3}|#)?[0-9][0-9A-Za-z_/-]{1,20}|#[0-9]{1,3}")
_SHORTEST_WORD, _LONGEST_WORD = 3, 20
_GATEWAYS_MARK = re.compile(r"\*{2,5}[^*]{1,40}\*{2,5}|\b(?:EXT|EXTERNAL|EXTERN|CAUTION|SPAM\?)\s?:")


@dataclass(frozen=True, slots=True)
class SubjectReading:
    """`reads`: every tag and trouble, in order. `bare`: without number, tags, Re: and Fwd:."""

    reads: tuple[Tag | Trouble, ...]
    bare: str
    number: int | None


def read_subject(subject: str, desk_tag: str = "IT", theirs: str = "") -> SubjectReading:
    """Read a technician's subject. What is only perhaps a tag is one in a reply, else it's plain text.

    `theirs`: the customer's subject. Where the technician's repeats it, nobody can tell who means its tags.
    """
    head = " ".join(subject[:LONGEST_SUBJECT].split())
    copied = _span_of(" ".join(theirs.split()), head)
    encoded = [found.span() for found in ENCODED_WORD.finditer(head)]
    found = [bracket for bracket in all_brackets(head) if not _within(bracket, encoded)]
    reads: list[Tag | Trouble] = [
        *too_much(subject, found),
        *garbled(head),
        *unclosed(found),
        *unopened(head, found),
    ]
    brackets = [bracket for bracket in found if bracket.closed][:MOST_BRACKETS]
    places = [(b, None if _within(b, copied) else designator(b, desk_tag)) for b in brackets]
    number, clash = one_number([place for _, place in places if place])
    reads += clash
    is_reply = number is not None or is_reply_subject(head) or (bool(brackets) and not _text_outside(head))
    gone = []
    for bracket, place in places:
        content = place.rest if place else bracket.content
        ours = _ours(bracket, content, head, is_reply) if content else []
        if ours and _within(bracket, copied):
            ours = _in_their_subject(content, ours)
        reads += ours
        if any(isinstance(read, Tag) for read in ours) or (place and place.number == number):
            gone.append(bracket)
    bare = _bare(head, gone)
    alone = _number_alone(desk_tag).fullmatch(bare.strip()) if number is None and not clash else None
    if alone and any(isinstance(read, Tag) for read in reads):  # "[status] #3"
        return SubjectReading(tuple(reads), "", int(alone[1]))
    return SubjectReading(tuple(reads), bare, number)


@functools.lru_cache(maxsize=8)
def _number_alone(desk_tag: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{re.escape(desk_tag)} ?)?[#-] ?0{{0,9}}([1-9][0-9]{{0,8}})", re.IGNORECASE)


def read_number(subject: str, desk_tag: str = "IT") -> int | None:
    """The request's number from `[IT #123]`, `[IT-123]` or `[#123]`, any case; None for none, and for two."""
    brackets = find_brackets(subject[:LONGEST_SUBJECT])[:MOST_BRACKETS]
    return one_number([place for b in brackets if (place := designator(b, desk_tag))])[0]


def read_numbers(subject: str, desk_tag: str = "IT") -> tuple[int, ...]:
    """All numbers that stand in the subject with the desk's own tag, each once."""
    brackets = find_brackets(subject[:LONGEST_SUBJECT])[:MOST_BRACKETS]
    places = (designator(bracket, desk_tag) for bracket in brackets)
    return tuple(dict.fromkeys(place.number for place in places if place and place.full))


def names_our_number(subject: str, desk_tag: str = "IT") -> bool:
    """Whether a number with the desk's own tag stands in the subject: `[IT #123]`, not `[#123]`."""
    brackets = find_brackets(subject[:LONGEST_SUBJECT])[:MOST_BRACKETS]
    return any(place.full for b in brackets if (place := designator(b, desk_tag)))


def bare_subject(subject: str, desk_tag: str = "IT") -> str:
    """A customer's subject for a request: without Re:, Fwd: and a number of ours in full, for two numbers in our
    answer would name no request. What else stands in brackets is theirs: by its `[#4711]` another desk finds
    its thread again."""
    brackets = find_brackets(subject[:LONGEST_SUBJECT])[:MOST_BRACKETS]
    places = [(b, place) for b in brackets if (place := designator(b, desk_tag)) and not place.rest]
    return _bare(subject, [b for b, place in places if place.full])


def changed_subject(subject: str, request_subject: str, desk_tag: str = "IT") -> str:
    """A subject that isn't the request's any more, without Re: and our number; "" for the old one, in whatever form.

    Our own mails put words around it ("Name: how did we do?"), and clients cut it.
    """
    if names_our_number(subject, desk_tag):
        bare = bare_subject(subject, desk_tag)
    else:
        bare = base_subject(subject)
    new, old = _letters(bare), _letters(base_subject(request_subject))
    same = not new or not old or new in old or old in new
    return "" if same else bare


def reworded_subject(subject: str, request_subject: str, desk_tag: str = "IT") -> str:
    """As `changed_subject`, and also the request's own with words written into it: what an answer says there may be
    all that it says ("Re: [IT #7] Printer: the blue one"). What gateways put around one ("[EXTERNAL]") is no word.
    """
    if changed := changed_subject(subject, request_subject, desk_tag):
        return changed
    bare = bare_subject(subject, desk_tag)
    plain = _GATEWAYS_MARK.sub("", without(bare, find_brackets(bare[:LONGEST_SUBJECT])))
    new = _letters(base_subject(plain))
    old = base_subject(request_subject)
    known = (_letters(old), _letters(without(old, find_brackets(old[:LONGEST_SUBJECT]))))
    return "" if new in known[0] or known[1] not in new or new == known[1] else bare


def foreign_marks(subject: str, desk_tag: str = "IT") -> tuple[str, ...]:
    """Another desk's number in brackets, `[CASE-881]`, by which it finds its own thread again; at most three."""
    brackets = find_brackets(subject[:LONGEST_SUBJECT])[:MOST_BRACKETS]
    return tuple(
        f"[{bracket.content}]"
        for bracket in brackets
        if bracket.square and _FOREIGN.fullmatch(bracket.content) and not _is_full(bracket, desk_tag)
    )[:3]


def _is_full(bracket: Bracket, desk_tag: str) -> bool:
    place = designator(bracket, desk_tag)
    return place is not None and place.full


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def defused(subject: str, desk_tag: str = "IT") -> str:
    """A customer's subject, safe to stand in a mail to a technician.

    The technician's reply repeats it, and then "[spam]" would be the technician's word. What reads as a
    number, a tag or a slip of one gets round brackets, and so does a bracket without its partner.
    """
    head, rest = subject[:LONGEST_SUBJECT], subject[LONGEST_SUBJECT:]
    if not any(c in subject for c in OPENING):
        return subject
    shown = list(head.translate(ROUND))
    for bracket in find_brackets(head)[:MOST_BRACKETS]:
        if not designator(bracket, desk_tag) and not _ours(bracket, bracket.content, head, is_reply=True):
            shown[bracket.start], shown[bracket.end - 1] = head[bracket.start], head[bracket.end - 1]
    return "".join(shown) + rest.translate(ROUND)


def _ours(bracket: Bracket, content: str, subject: str, is_reply: bool) -> list[Tag | Trouble]:
    """The tags and troubles in one bracket; empty when it's plain text."""
    reads = read_items(content) if bracket.square else []
    if any(map(is_ours, reads)):
        return [_settled(read, bracket, subject) for read in reads]
    if odd := _oddly_written(bracket, content, subject):
        return [odd]
    return _perhaps_ours(bracket, reads, content, subject) if is_reply and bracket.square else []


def _in_their_subject(content: str, ours: Iterable[Tag | Trouble]) -> list[Tag | Trouble]:
    """A real tag may be the technician's own word, too, so it is asked about; the rest is the customer's text."""
    is_tag = any(isinstance(read, Tag) for read in ours)
    return [Trouble("customer's words", f"[{content}]", f"#{content}", content)] if is_tag else []


def _settled(read: Read, bracket: Bracket, subject: str) -> Tag | Trouble:
    """In a bracket with one tag everything is meant as one."""
    if read is None:
        return Trouble("unknown", f"[{bracket.content}]", "[help]", bracket.content)
    if isinstance(read, Tag) and read.name == "spam" and _is_filters_mark(bracket, subject):
        return Trouble("filter's mark", read.written, "[spam]", read.name)
    return read


def _perhaps_ours(bracket: Bracket, reads: Iterable[Read], content: str, subject: str) -> list[Tag | Trouble]:
    """In a reply, whose subject holds no brackets of the customer's that read as tags (see `defused`)."""
    if soft := [read for read in reads if read is not None]:
        return [] if any(c.isdigit() for c in content) else soft  # "[Help Desk #55]": another desk's number
    word, sign, _ = split_item(content)
    names_a_value = sign == "=" and len(word) <= _LONGEST_WORD and word[:1].isalpha() and word.isalnum()
    at_end = _is_typed(content) and not _text_outside(subject[bracket.end :])
    if names_a_value or at_end:
        return [Trouble("unknown", f"[{content}]", f"[{in_place_of(content)}]", word)]
    return []


def _is_typed(content: str) -> bool:
    """A few small words without a digit, as a technician in a hurry writes them behind everything."""
    words = content.replace("_", " ").replace("-", " ").split()
    fit = 1 <= len(words) <= 3 and all(word.isalpha() and len(word) <= _LONGEST_WORD for word in words)
    return fit and content.islower() and len(content) >= _SHORTEST_WORD


def _oddly_written(bracket: Bracket, content: str, subject: str) -> Trouble | None:
    """Other brackets than [ and ], full-width letters, characters that don't show: refused."""
    if bracket.square and content.isascii():
        return None
    read = next(filter(is_ours, read_items(cleaned(content[:LONGEST_ITEMS]))), None)
    if read is None:
        return None
    suggestion = read.written if isinstance(read, Tag) else read.suggestion
    code = "odd characters" if bracket.square else "brackets"
    return Trouble(code, subject[bracket.start : bracket.end], suggestion)


def _is_filters_mark(bracket: Bracket, subject: str) -> bool:
    """Gateways write "[SPAM]" before everything; a technician writes it after."""
    return not subject[: bracket.start].strip() and bool(_text_outside(subject[bracket.end :]))


def _text_outside(text: str) -> str:
    return without(text, find_brackets(text)).strip()


def _within(bracket: Bracket, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= bracket.start < end for start, end in spans)


def _span_of(theirs: str, head: str) -> list[tuple[int, int]]:
    start = head.find(theirs) if theirs else -1
    return [(start, start + len(theirs))] if start >= 0 else []


def _bare(subject: str, gone: Sequence[Bracket]) -> str:
    return base_subject(without(subject[:LONGEST_SUBJECT], gone))

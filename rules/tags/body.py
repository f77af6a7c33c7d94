"""The leading lines of a body that are tags, for phones and for what other systems taught people.

    #assign bob      also Zendesk's, Deskpro's and Tender's way
    @note            FreeScout's
    /close           GitLab's
    !resolve fixed   sourcehut's
    Status: resolved RT's
    [resolved]       as in the subject

Reading stops at the first line that is none. Quoted lines are never read. Linear in the tag lines' length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from frontdesk.rules.tags.brackets import find_brackets
from frontdesk.rules.tags.reasons import Trouble
from frontdesk.rules.tags.slips import NEVER_SUGGESTED, in_place_of, near
from frontdesk.rules.tags.table import BY_NAME, BY_WORD, ValueKind
from frontdesk.rules.tags.words import Read, Tag, cleaned, is_ours, read_item, read_items, split_item

LONGEST_LINE = 1_000
MOST_LINES = 100  # of tags and of quotes before and between them

_MARKERS = "#@/!"
_NEXT_TAG = re.compile(r"[\s,;]+#(?=[^\W\d])")
_PUNCTUATED = re.compile(r"([#@/!][^\W_]{2,20})[,;.:!]+(?=\s|$)")  # "#resolved, #take", "#note. He says"
_SPACED = (
    re.compile(  # "# resolved": a space that phones put in, before nothing but a tag's word and its value
        rf"^([{_MARKERS}])\s{{1,3}}(([^\s=]{{1,40}})(?:\s*=.*)?)$"
    )
)
_WORD_AND_MORE = re.compile(rf"[{_MARKERS}]([^\s:]{{1,40}})[ :]+(?=\S)")
MOST_LINES_BELOW = 2_000
_SHORTEST_SLIP = 6  # letters; shorter words are like too many others
_NOT_PUBLIC = re.compile(r"#public[ :=]+(?:false|no)", re.IGNORECASE)  # Zendesk's word for a note
# CommandByMail's words; "Subject:", "Cc:" and "From:" would be the head of a forwarded mail.
_RT_WORDS = frozenset({"status", "owner", "priority", "due", "timeworked", "addcc", "delcc"})
_SOURCEHUT_RESOLUTIONS = frozenset(
    {"fixed", "implemented", "wont_fix", "by_design", "invalid", "duplicate", "not_our_bug", "closed"}
)


class BodyReading(NamedTuple):
    reads: tuple[Tag | Trouble, ...]
    text: str  # the body without the tag lines


class Line(NamedTuple):
    """A tag line: what it says, and the text that stands after its tags."""

    reads: Sequence[Tag | Trouble]
    text: str = ""


def read_body(body: str) -> BodyReading:
    reads: list[Tag | Trouble] = []
    kept: list[str] = []
    at = 0
    for _ in range(MOST_LINES):
        end = body.find("\n", at) + 1 or len(body)
        line = body[at : min(end, at + LONGEST_LINE)].strip()
        if at >= len(body):
            break
        if line.startswith(">"):
            kept.append(body[at:end])
        elif line:
            found = read_line(line) if end - at <= LONGEST_LINE else None
            if found is None:
                break
            reads += found.reads
            if found.text:
                kept.append(found.text + "\n")
                at = end
                break
        at = end
    else:
        reads += _beyond(body[at : at + LONGEST_LINE])
    inside, rest = _further_down(body[at:])
    reads += inside
    return BodyReading(tuple(reads), "".join([*kept, rest]) if reads else body)


def _further_down(text: str) -> tuple[list[Tag | Trouble], str]:
    """Lines that are nothing but a tag wherever they stand: below a greeting, at the end. They go to nobody.

    Only what can be nothing else: the marker or the bracket, and a known word, with a value where it takes one.
    """
    if not any(marker in text for marker in "#@/![【「［"):
        return [], text
    reads: list[Tag | Trouble] = []
    kept = []
    for number, line in enumerate(text.splitlines(keepends=True)):
        found = _lone_tag(line.strip()) if number < MOST_LINES_BELOW and len(line) <= LONGEST_LINE else None
        if found is None:
            kept.append(line)
        else:
            reads += found
    return reads, "".join(kept) if reads else text


def lone_tags(text: str) -> str:
    """The lines of a text that are nothing but tags: a signature is cut off by its looks, and takes them along."""
    return "\n".join(
        line for line in text.splitlines()[:MOST_LINES] if _lone_tag(line.strip()[:LONGEST_LINE])
    )


def _lone_tag(line: str) -> list[Tag | Trouble] | None:
    line = line.strip("*_`~ ") if "[" in line else line  # bold, as what is HTML says it in plain text
    if not line or (line[0] not in "#@/![【「［" and line[0].isascii()):
        return None
    note = _WORD_AND_MORE.match(line)
    if note and BY_WORD.get(note[1]) is BY_NAME["note"]:  # an overlooked note would go to the customer
        return [Trouble("rest", line[:60], note[0].strip(), note[0].strip(" #!@/"))]
    found = read_line(line)
    if found is None or found.text:
        return None
    tags = [read for read in found.reads if isinstance(read, Tag)]
    if len(tags) == len(found.reads) and tags:
        return list(tags)
    known = any(
        read.word in BY_WORD or (line[0] in "[#!" and is_slip(read.word))
        for read in found.reads
        if isinstance(read, Trouble)
    )
    return list(found.reads) if known else None


def is_slip(word: str) -> bool:
    """Whether a word that stands alone between its marks is a tag's with a letter or two wrong: it would go out."""
    return len(word) >= _SHORTEST_SLIP and word.isalpha() and near(word) is not None


def _beyond(rest: str) -> list[Tag | Trouble]:
    """What is still a tag behind as many lines as are read would go to the customer: so the mail is refused."""
    line = rest.partition("\n")[0].strip()
    return [Trouble("many", line[:60], word=str(MOST_LINES))] if line and read_line(line) else []


def read_line(line: str) -> Line | None:
    """The tags of one stripped line of at most LONGEST_LINE characters; None when it is plain text."""
    visible = _from_first_visible(line)
    if (spaced := _SPACED.match(visible)) and spaced[3] in BY_WORD:
        visible = spaced[1] + spaced[2]
    found = _read_visible(visible)
    if found is None and not line.isascii():
        plain = cleaned(visible)
        odd = _read_visible(plain) if plain != visible else None
        if odd is not None:
            return Line([Trouble("odd characters", line, _suggestion(odd.reads[0]))])
    return found


def _read_visible(line: str) -> Line | None:
    if line[:1] == "[" or (line and line[0] in "【「［"):
        return _bracketed(line)
    if line[:1] and line[0] in _MARKERS:
        return _marked(line) if line[1:2].isalpha() else None
    return _rt(line)


def _marked(line: str) -> Line | None:
    if _NOT_PUBLIC.fullmatch(line):
        return Line([Tag("note", written=line)])
    line = _PUNCTUATED.sub(r"\1", line, count=1) if _PUNCTUATED.match(line) else line
    marker, rest = line[0], line[1:].strip()
    if several := _several(line):
        return Line(several)
    reads = read_items(rest, (marker, ""), loose=True)
    if reads and all(map(is_ours, reads)):
        return Line([read for read in reads if read is not None])
    word, sign, value = split_item(rest)
    if word in BY_WORD and sign in (" ", ":"):
        return _tag_then_text(marker, word, value, reads)
    if word in BY_WORD or (marker == "#" and any(read is not None for read in reads)):
        return Line([_firm(read, line) for read in reads])
    return _unknown(marker, rest, word, sign)


def _several(line: str) -> list[Tag | Trouble]:
    """`#resolved #time 15m`, when every piece is a tag."""
    pieces = _NEXT_TAG.split(line[1:])
    reads = [read for piece in pieces for read in read_items(piece, ("#", ""), loose=True)]
    tags = [read for read in reads if isinstance(read, Tag)]
    return list(tags) if line[0] == "#" and len(pieces) > 1 and len(tags) == len(reads) else []


def _tag_then_text(marker: str, word: str, text: str, reads: Sequence[Read]) -> Line:
    """`#note the key is in drawer 3`: a tag without value, and the first line of the text."""
    marks = (marker, "")
    if BY_WORD[word].value_kind is not ValueKind.NONE:
        return Line([_firm(read, marker + word) for read in reads])
    slips = [piece for piece in text.split() if "=" in piece and is_ours(read_item(piece, marks))]
    if slips or _NEXT_TAG.match(f" {text}"):
        return Line([Trouble("rest", f"{marker}{word} {text}", f"{marker}{word}", word)])
    tag = read_item(word, marks)
    dropped = marker == "!" and text.lower() in _SOURCEHUT_RESOLUTIONS
    return Line([tag] if tag is not None else [], "" if dropped else text)


def _unknown(marker: str, rest: str, word: str, sign: str) -> Line | None:
    """A lone `#word` is meant as a tag; `@Nate` and `/etc` are not, unless they are slips of one."""
    if sign or not word.replace("-", "").isalpha():
        return None
    guess = near(word)
    if marker == "#" or (guess and rest.islower()):
        meant = "help" if guess in NEVER_SUGGESTED else guess or in_place_of(word)
        return Line([Trouble("unknown", marker + rest, marker + meant, word)])
    return None


def _rt(line: str) -> Line | None:
    word, sign, value = split_item(line[:200])
    if sign != ":" or word not in _RT_WORDS or not line[len(word) :].startswith(":"):
        return None
    read = read_item(line, ("", ""))
    if isinstance(read, Tag):
        return Line([read])
    is_prose = " " in value or not value  # "Status: all is well again"
    return None if read is None or is_prose else Line([read])


def _bracketed(line: str) -> Line | None:
    """Leading brackets, as in the subject, for as long as they are tags; then text."""
    reads: list[Tag | Trouble] = []
    at = 0
    for bracket in find_brackets(line):
        inside = read_items(cleaned(bracket.content) if not bracket.square else bracket.content)
        if line[at : bracket.start].strip() or not inside or not all(map(is_ours, inside)):
            break
        if bracket.square:
            reads += [read for read in inside if read is not None]
        else:
            reads.append(Trouble("brackets", line[bracket.start : bracket.end], _suggestion(inside[0])))
        at = bracket.end
    return Line(reads, line[at:].strip()) if reads else None


def _firm(read: Read, written: str) -> Tag | Trouble:
    return Trouble("unknown", written, "#help", written.lstrip(_MARKERS)) if read is None else read


def _suggestion(read: Read) -> str:
    return "" if read is None else read.written if isinstance(read, Tag) else read.suggestion


def _from_first_visible(line: str) -> str:
    """Editors and phones leave byte order marks and direction marks at a text's start."""
    start = 0
    while start < len(line) and unicodedata.category(line[start]) == "Cf":
        start += 1
    return line[start:].lstrip()

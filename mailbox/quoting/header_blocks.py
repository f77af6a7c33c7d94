"""The block of header fields ("From: ... Sent: ... To: ...") that clients write above an older mail.

Reads lines, finds where a block begins and ends and what its fields say; what clients call the fields is [headers] of
every language's data. Fields that a client or a gateway ran together into one line ("From: Ann <a@example.org>To: Bob
<b@example.org>Sent: ...", Yahoo) are taken apart first. Linear: a block has at most `MOST_LINES` lines. Never decides
whether the mail is an answer or a forward.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from frontdesk.mailbox.quoting.quote_markers import marker_of
from frontdesk.rules.understood import by_language, table, words


class Field(StrEnum):
    SENDER = "sender"
    DATE = "date"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"
    OTHER = "other"  # stands among the others and is of no use here


LONGEST_LABEL = 24  # characters; the dearest of the table is well below


@table
def LABELS() -> dict[str, Field]:
    """Label (casefolded) to field. Where two languages differ on a word, the field that comes first has it."""
    labels: dict[str, Field] = {}
    for field in Field:
        for _, row in by_language(f"headers.{field}"):
            for word in row:
                labels.setdefault(word, field)
    return labels


_SENDING = words("headers.sent")


def field_of(label: str) -> Field | None:
    """The field that `label` names ("Envoyé le", "*Von*"), None when no client writes it."""
    label = label.strip(" \t\xa0*_").casefold()
    labels = LABELS()
    found = labels.get(label)
    if found is None and label[-1:] == ")":  # "Kopie (CC)"
        before, _, inside = label[:-1].partition("(")
        found = labels.get(before.strip()) or labels.get(inside.strip())
    return found


def names_sending(line: str) -> bool:
    """Whether a header line's label says that a mail was sent ("Gesendet:"): "Date:" also stands elsewhere."""
    label = line[: LONGEST_LABEL + 12].replace("：", ":").partition(":")[0]
    return label.strip(" \t\xa0*_").casefold() in _SENDING()


MOST_LINES = 60  # a To line with many people is folded over many lines
_MOST_CONTINUATION = 12
_LONGEST_LINE = 2000

# A label of a language that the table lacks: a few words and a colon at the head of a line.
_ANY_LABEL = re.compile(r"[*_\s]{0,4}[^\W\d_][^:：\n@]{0,30}[:：]")
_THREE_NUMBERS = re.compile(r"\d\D{1,20}\d+\D{1,20}\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_PERSON = re.compile(r"\s*[^<>@\n]{1,120}[<\[](?:mailto:)?[^<>\s]{1,80}@[^<>\s]{1,200}[>\]]")


# Fields that no client writes above a mail it quotes: with these somebody pasted a mail's own headers.
_RAW_FIELD = re.compile(
    r"(?:received|message-id|mime-version|content-(?:type|transfer-encoding)|return-path|delivered-to|dkim-signature"
    r"|authentication-results|references|in-reply-to|x-[\w-]{1,40}|arc-[\w-]{1,40}|list-[\w-]{1,20})\s?:",
    re.I,
)


class HeaderBlock(NamedTuple):
    start: int
    end: int  # the first line behind the block
    fields: Mapping[Field, str]


def label_and_value(line: str) -> tuple[Field, str] | None:
    """The field and the value of a header line in any known language, None when `line` is none."""
    head = line[: LONGEST_LABEL + 12]
    at = head.replace("：", ":").find(":")
    bar = head.find(" |") + 1  # two cells of a table
    at = bar if 0 < bar < at or at < 1 else at
    if at < 1:
        return None
    field = field_of(head[:at])
    if field is None:
        return None
    return field, line[at + 1 : _LONGEST_LINE].strip(" \t\xa0*|")


def read_block(lines: Sequence[str], start: int, *, introduced: bool = False) -> HeaderBlock | None:
    """The block whose first line is `lines[start]`, None when that begins none.

    `introduced`: a line like "-----Original Message-----" stands above, so less of a block will do.
    """
    fields: dict[Field, str] = {}
    last, end = Field.OTHER, start
    pending: list[str] = []
    blank = False
    for at in range(start, min(start + MOST_LINES, len(lines))):
        line = lines[at]
        if not line or line.isspace():
            if blank or pending:
                break
            blank = True
            continue
        found = label_and_value(line)
        if found and found[0] is not Field.OTHER and found[0] in fields:
            break  # the block of a still older mail
        if found:
            _add(fields, last, pending)
            last, value = found
            fields.setdefault(last, value)
            pending, blank, end = [], False, at + 1
        elif not fields or blank or len(pending) >= _MOST_CONTINUATION:
            break
        elif not introduced and _RAW_FIELD.match(line):
            return None
        else:
            pending.append(line.strip())
    end += _belonging(fields, last, pending)
    says_sent = any(map(names_sending, lines[start:end]))
    return HeaderBlock(start, end, fields) if _is_block(fields, introduced, says_sent) else None


def read_foreign_block(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """The block at `start` without colons or in an unknown language; only to be asked below a drawn line."""
    return _read_bare(lines, start) or _read_unknown(lines, start)


def _read_bare(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """A block without colons, as eM Client writes it: 'From "Ann" <ann@example.org>', 'Date 16/11/2021'."""
    fields: dict[Field, str] = {}
    for line in lines[start : start + 6]:
        label, _, value = line.strip()[:_LONGEST_LINE].partition(" ")
        field = field_of(label)
        if field is None or not value.strip():
            break
        fields.setdefault(field, value.strip())
    people = [fields.get(field, "") for field in (Field.SENDER, Field.TO)]
    dated = _THREE_NUMBERS.search(fields.get(Field.DATE, "")[:200]) is not None
    found = len(fields) >= 3 and dated and all("@" in value for value in people)
    return HeaderBlock(start, start + len(fields), fields) if found else None


def _read_unknown(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """A block whose labels no table has: its fields told by what they hold."""
    end = start + _labelled(lines, start)
    values = [
        line[:_LONGEST_LINE].replace("：", ":").partition(":")[2].strip(" *\t\xa0")
        for line in lines[start:end]
    ]
    people = [value for value in values if _PERSON.match(value)]
    dates = [value for value in values if "@" not in value and _CLOCK.search(value)]
    others = [value for value in values if value not in people and value not in dates]
    if not people or len(dates) != 1 or len(others) > 1:
        return None
    fields = {Field.SENDER: people[0], Field.DATE: dates[0]}
    fields |= {Field.TO: people[1]} if people[1:] else {}
    return HeaderBlock(start, end, fields | ({Field.SUBJECT: others[0]} if others else {}))


def is_labelled(line: str) -> bool:
    """Whether a line begins with a few words and a colon: a field of a header in any language, or a sentence."""
    return _ANY_LABEL.match(line[:60]) is not None


def _labelled(lines: Sequence[str], start: int) -> int:
    """How many of the eight lines from `start` on have a label in any language."""
    shown = lines[start : start + 8]
    return next((at for at, line in enumerate(shown) if not _ANY_LABEL.match(line[:60])), len(shown))


def _add(fields: dict[Field, str], last: Field, pending: list[str]) -> None:
    if pending:
        fields[last] = " ".join([fields.get(last, ""), *pending]).strip()


def _belonging(fields: dict[Field, str], last: Field, pending: list[str]) -> int:
    """How many of the lines behind the last label still are its value (the rest is the mail's text)."""
    count = 0
    for line in pending:
        value = fields[last]
        if last is Field.SUBJECT or not (value == "" or value[-1] in ",;<" or line[0] == "<"):
            break
        fields[last] = f"{value} {line}".strip()
        count += 1
    return count


def _is_block(fields: Mapping[Field, str], introduced: bool, says_sent: bool) -> bool:
    kinds = fields.keys() - {Field.OTHER}
    addressed = any("@" in fields.get(field, "") for field in (Field.SENDER, Field.TO, Field.CC))
    if introduced:
        return Field.SENDER in kinds or len(kinds) >= 2
    dated = _THREE_NUMBERS.search(fields.get(Field.DATE, "")[:200]) is not None
    if len(kinds) >= 3:  # "From: Berlin, To: Paris, Date: Monday" is somebody's journey
        if Field.SUBJECT not in kinds and not dated:
            return False
        return addressed or (says_sent and dated) or {Field.SENDER, Field.DATE, Field.SUBJECT} <= kinds
    return len(kinds) == 2 and addressed and dated and bool(kinds & {Field.SENDER, Field.TO})


def is_within_raw_headers(lines: Sequence[str], at: int) -> bool:
    """Whether directly above `lines[at]` stand fields that only a mail's own header has."""
    for above in range(at - 1, max(-1, at - _MOST_CONTINUATION), -1):
        if not lines[above].strip():
            return False
        if _RAW_FIELD.match(lines[above]):
            return True
    return False


_MOST_COLONS = 60
_MARKED = re.compile(r"\s*(?P<marker>-{3,}[^-\n]{3,60}-{3,})[ \t]*(?P<fields>[^\s-])")


def glued_apart(lines: Sequence[str]) -> list[str]:
    """The lines, with a marker and the header fields behind it each on a line of its own."""
    apart: list[str] = []
    for line in lines:
        match = _MARKED.match(line[:120]) if "---" in line else None
        if match is None or len(line) > _LONGEST_LINE or marker_of(match["marker"]) is None:
            apart.append(line)
            continue
        if next(_labels(line[match.start("fields") :]), None) is None:  # a banner in two languages
            apart.append(line)
            continue
        apart.append(match["marker"])
        apart.extend(_fields(line[match.start("fields") :]))
    return apart


def _fields(text: str) -> Iterator[str]:
    """Cut before every label; the subject is the last field, for in its words a label may occur."""
    starts = []
    seen: set[Field] = set()
    for start, field in _labels(text):
        if field not in seen:
            starts.append(start)
            seen.add(field)
        if field is Field.SUBJECT:
            break
    starts = starts or [0]
    for start, end in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True):
        yield text[start:end].strip()


def _labels(text: str) -> Iterator[tuple[int, Field]]:
    colon, labels = -1, LABELS()
    for _ in range(_MOST_COLONS):
        colon = text.find(":", colon + 1)
        if colon == -1:
            return
        for length in range(min(LONGEST_LABEL, colon), 0, -1):
            field = labels.get(text[colon - length : colon].casefold())
            if field is not None and not text[colon - length].islower():
                yield colon - length, field
                break

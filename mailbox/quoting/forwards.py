"""The mail inside a forwarded mail: who wrote it, when, to whom, about what; and the forwarder's comment.

Knows the clients by their markers and header fields (`quote_markers`, `header_labels`), not by name. Never
raises, linear. What cannot be read for certain is left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from frontdesk.mailbox.parsing.addresses import read_addresses
from frontdesk.mailbox.quoting.attributions import attribution_start, may_end_attribution
from frontdesk.mailbox.quoting.header_blocks import Field, HeaderBlock, read_block, read_foreign_block
from frontdesk.mailbox.quoting.marked_quotes import unquoted
from frontdesk.mailbox.quoting.quote_markers import (
    Marker,
    is_announcement,
    is_banner,
    marker_of,
    may_be_marker,
)
from frontdesk.mailbox.quoting.quote_runs import Kind, Run
from frontdesk.mailbox.quoting.replies import MOST_LINES, judged, split_reply
from frontdesk.mailbox.quoting.signatures import is_rule
from frontdesk.mailbox.quoting.written_dates import read_written_date
from frontdesk.rules.model import Address, Forwarded, Message
from frontdesk.rules.subjects import base_subject, is_forward_subject, is_reply_subject

_MOST_PEOPLE = 100
_LOOK_AHEAD = 8
# "VS:" answers in Finnish and Estonian and forwards in Danish and Norwegian; the labels tell.
_ANSWERS_WITH_VS = ("lähettäjä", "lähetetty", "saatja", "saadetud")
_END_MARKER = re.compile(
    r"\s*[-=]{3,}(?:[^\n]{0,20}\b(?:end|ende|fin|fine|fim|einde|koniec|конец|кінець)\b[^\n]{0,60}[-=]{3,}|-{20,})\s*$",
    re.I,
)
_NAME_AND_ADDRESS = re.compile(r"(?P<before>[^<>]{0,200})<(?P<address>[^<>\s]{3,254})>")
_OTHER_BRACKETS = re.compile(r"[\[(](?:mailto:)?([^\s\[\]()<>@]{1,80}@[^\s\[\]()<>@]{1,200})[\])]")
_DAY_ONLY = re.compile(
    r"[^\W\d]{3,20}(?:\s[^\W\d]{1,10}){0,2}\s\d{1,4}[-./]\d{1,2}[-./]\d{1,4}[^:\n]{0,10}(?::\d\d){0,2}$"
)
_QUOTATION = str.maketrans(dict.fromkeys("„“”«»", '"'))
_LAST_NUMBER = re.compile(r".*\d[^\w\s]{0,3}\s?", re.S)


def read_forward(
    subject: str, text: str, attached: Message | None, *, zone: tzinfo | None = None
) -> Forwarded | None:
    """The mail that this mail forwards; None when it forwards none (an answer quotes, it doesn't forward).

    `subject` and `text` are the outer mail's. `attached`: the parsed message/rfc822 part, None without one.
    `zone`: taken for dates that name none; without it such a date is None.
    """
    if attached is not None:
        return _from_attached(text, attached)
    whole = text.strip()
    if not whole or whole.count("\n") >= MOST_LINES:
        return None
    _, lines, runs = judged(whole)
    run = next((run for run in runs if run.kind is not Kind.TEXT), None)
    if run is None:
        return None
    found = _inside(subject, _bare_lines(lines, run), zone)
    if found is None:
        return None
    return replace(found, comment=split_reply("\n".join(lines[: run.start])).new)


def _from_attached(text: str, attached: Message) -> Forwarded:
    return Forwarded(
        sender=attached.sender,
        subject=attached.subject,
        sent_at=attached.date,
        text=attached.text,
        comment=split_reply(text).new,
        to=attached.to,
        cc=attached.cc,
        names=(
            *(attached.message_id, *attached.in_reply_to, *attached.references),
            *(person.email for person in attached.reply_to),
        ),
    )


def _bare_lines(lines: Sequence[str], run: Run) -> list[str]:
    """The run's lines without the marks of one level of quoting."""
    return [unquoted(line) for line in lines[run.start : run.end]]


def _inside(subject: str, lines: Sequence[str], zone: tzinfo | None) -> Forwarded | None:
    marker, at = _marker(lines)
    block = _block(lines, at, introduced=marker is not None)
    if block is None:
        return _from_attribution(subject, lines[at:], zone, marker)
    if marker is not Marker.FORWARD and not _is_forward(subject, lines[block.start : block.end]):
        return None
    return _from_block(subject, lines, block, zone)


def _block(lines: Sequence[str], at: int, *, introduced: bool) -> HeaderBlock | None:
    """The header fields below the marker or rule that ends above line `at`.

    Above them may stand one line that names the day only ("Message du 05/02/20 10:12", Orange).
    """
    start = _next_text(lines, at)
    if start >= len(lines):
        return None
    found = read_block(lines, start, introduced=introduced)
    if found is None and (introduced or at > 0):
        found = read_foreign_block(lines, start)
    if found is None and _DAY_ONLY.match(lines[start].strip()):
        found = read_block(lines, start + 1)
    return found


def _marker(lines: Sequence[str]) -> tuple[Marker | None, int]:
    """The marker at the head of the lines, and the line behind it."""
    for at in range(min(len(lines), _LOOK_AHEAD)):
        line = lines[at].strip()
        found = marker_of(line) if line and may_be_marker(line) else None
        if found in (Marker.FORWARD, Marker.ORIGINAL):
            return found, at + 1
        if line and is_banner(line) and _block(lines, at + 1, introduced=True):
            return Marker.FORWARD, at + 1
        if is_announcement(line):  # in a language that the tables lack
            return Marker.ORIGINAL, at + 1
        if line and line.strip("-_=* "):
            break
    return None, next((at for at, line in enumerate(lines) if line.strip("-_=* \t\xa0")), len(lines))


def _next_text(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _is_forward(subject: str, header_lines: Sequence[str]) -> bool:
    """Whether header fields without a forward's marker mean a forward: all but under an answer's subject."""
    if is_forward_subject(subject) and is_reply_subject(subject):
        return not any(line.casefold().lstrip(" *").startswith(_ANSWERS_WITH_VS) for line in header_lines)
    return not is_reply_subject(subject)


def _from_block(subject: str, lines: Sequence[str], block: HeaderBlock, zone: tzinfo | None) -> Forwarded:
    fields = block.fields
    senders = _people(fields.get(Field.SENDER, ""))
    return Forwarded(
        sender=senders[0] if senders else None,
        subject=fields.get(Field.SUBJECT) or base_subject(subject),
        sent_at=read_written_date(fields.get(Field.DATE, ""), zone),
        text=_body(lines[block.end :]),
        comment="",
        to=_people(fields.get(Field.TO, "")),
        cc=_people(fields.get(Field.CC, "")),
    )


def _people(value: str) -> tuple[Address, ...]:
    plain = _OTHER_BRACKETS.sub(r"<\1>", value)
    return tuple(_tidy(person) for person in read_addresses(plain, _MOST_PEOPLE))


def _tidy(person: Address) -> Address:
    """Without a name that only repeats the address, or quotes around the name."""
    name = person.name.strip(" \xa0'\"„“”‚‘’«»‹›「」*")
    return Address("" if "@" in name else name, person.email)


def _body(lines: Sequence[str]) -> str:
    kept = list(lines)
    while kept and (not kept[-1].strip() or _END_MARKER.match(kept[-1])):
        kept.pop()
    while kept and (not kept[0].strip() or is_rule(kept[0])):  # drawn below the fields
        kept.pop(0)
    if all(line.startswith("    ") or not line.strip() for line in kept):  # Outlook for Mac indents it
        kept = [line[4:] for line in kept]
    return "\n".join(kept).strip()


def _from_attribution(
    subject: str, lines: Sequence[str], zone: tzinfo | None, marker: Marker | None
) -> Forwarded | None:
    """Outlook for Mac forwards below an answer's "On ..., Ann wrote:"; the subject or a marker tells."""
    as_forward = is_forward_subject(subject) and not is_reply_subject(subject)
    if not as_forward and marker is not Marker.FORWARD:
        return None
    for at, line in enumerate(lines[:_LOOK_AHEAD]):
        stripped = line.strip()
        if not stripped or not may_end_attribution(stripped):
            continue
        found = attribution_start(lines, at, quoted_below=True)
        if found is None:
            return None
        words = " ".join(part.strip() for part in lines[found[0] : at + 1])
        return _below_attribution(subject, words, lines[at + 1 :], zone)
    return None


def _below_attribution(
    subject: str, words: str, lines: Sequence[str], zone: tzinfo | None
) -> Forwarded | None:
    match = _NAME_AND_ADDRESS.search(_OTHER_BRACKETS.sub(r"<\1>", words))
    if match is None:
        return None
    before = match["before"]
    dated = _LAST_NUMBER.match(before)
    name = before[dated.end() :] if dated else before
    sender = read_addresses(f"{_name(name)} <{match['address']}>", 1)
    return Forwarded(
        sender=_tidy(sender[0]) if sender else None,
        subject=base_subject(subject),
        sent_at=read_written_date(dated[0], zone) if dated else None,
        text=_body(lines),
        comment="",
    )


def _name(text: str) -> str:
    """The name at the end of what stands before the address, without the verb or "user" before it."""
    words = text.translate(_QUOTATION).strip(" ,、，に").split()
    while words and (words[0].islower() or not words[0].strip(",:;-")):
        words.pop(0)
    return " ".join(words)

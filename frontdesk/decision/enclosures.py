"""The files of a request that go with a mail to the team: which, how many, and what is said of the others.

The originals lie in the mailbox's folders; what isn't in hand is fetched from there. Decides nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontdesk.db import requests, state
from frontdesk.db.requests import KeptMessage
from frontdesk.desk import RELAY_TAKES, Desk
from frontdesk.mailbox.worker.reader import Unreadable
from frontdesk.mailbox.writing.letter import OutgoingAttachment
from frontdesk.rules.effects import Enclose
from frontdesk.rules.model import MessageKind
from frontdesk.rules.proof.tokens import without_staff_tokens
from frontdesk.rules.technicians.to_writer import is_seal

Original = Callable[[int], bytes | None]
"""The mail of a row of the ledger as it came, None when it can't be had."""

_MESSAGES = 30  # of the newest on a request, that are asked for files
_FETCHED = 5  # mails whose files go with one of ours
_FOR_WORDS = 100_000  # octets of a mail that aren't its files
_FROM_CUSTOMERS = frozenset((MessageKind.CUSTOMER.value, MessageKind.AUTOMATIC.value))


@dataclass(frozen=True, slots=True)
class _File:
    """A file on the request. `original`: the ledger's row of its mail; `at`: when that came."""

    name: str
    media_type: str
    size: int
    index: int
    original: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Enclosed:
    """`files` go with the mail; `values` tell the template which, and where the others lie."""

    files: tuple[OutgoingAttachment, ...]
    values: Mapping[str, Any]


def enclosures(
    desk: Desk, number: int, which: Enclose, in_hand: tuple[int | None, bytes], original: Original
) -> Enclosed:
    """The request's files for one mail. `in_hand`: the ledger's row and the bytes of the mail that is decided about."""
    wanted = _wanted(desk, number, which)
    going, too_large = _that_fit(wanted, _room(desk))
    contents = _contents(desk, going, in_hand, original) if which is not Enclose.NAMED else {}
    files, there = list[OutgoingAttachment](), list[_File]()
    seen: set[bytes] = set()
    for file in going:
        content = contents.get((file.original, file.index))
        if content is None or desk.templates.shows(content):
            continue
        there.append(file)
        if (
            digest := hashlib.sha256(content).digest()
        ) not in seen:  # a logo stands in every mail of its writer
            seen.add(digest)
            files.append(passed_on(file.name, file.media_type, content))
        else:
            there.pop()
    missing = [file for file in going if (file.original, file.index) not in contents]
    return Enclosed(
        tuple(files),
        {
            "attachments": _told(there),
            "left_out": _told(too_large),
            "not_here": _told(missing),
            "kept_in": desk.folders.handled,
        },
    )


def passed_on(
    name: str, media_type: str, content: bytes, content_id: str = "", inline: bool = False
) -> OutgoingAttachment:
    """A file as it goes on. Our own mail, attached, holds the token it came with."""
    if media_type.startswith(("text/", "message/")):
        content = without_staff_tokens(content.decode("latin-1")).encode("latin-1")
    return OutgoingAttachment(name, media_type, content, content_id, inline)


def _wanted(desk: Desk, number: int, which: Enclose) -> list[_File]:
    """The newest message's files, and all of the customer's where they are asked for; newest first."""
    if which is Enclose.NONE or not number:
        return []
    said = requests.last_messages(desk.store, number, _MESSAGES)
    newest = next((kept for kept in said if kept.kind != MessageKind.AUTOMATIC), None)
    chosen = [newest] if newest else []
    if which is not Enclose.NEWEST:
        chosen += [kept for kept in said if kept.kind in _FROM_CUSTOMERS and kept is not newest]
    with_files = [kept for kept in chosen if kept.attachments][:_FETCHED]
    return [file for kept in with_files for file in _files_of(kept)]


def _files_of(kept: KeptMessage) -> list[_File]:
    return [
        _File(
            str(part["name"]),
            str(part["media_type"]),
            int(part["size"]),
            int(part.get("index", place)),  # older rows name none: all of a mail's stood there
            kept.original,
            kept.at,
        )
        for place, part in enumerate(kept.attachments)
        if not is_seal(str(part["media_type"]))
    ]


def _room(desk: Desk) -> tuple[int, int | None]:
    """Octets that files may have in one mail, and that they may have as they are written there (None: any)."""
    told = state.get(desk.store, RELAY_TAKES)
    return desk.attach_up_to, int(told) - _FOR_WORDS if told.isdigit() and int(told) else None


def _that_fit(files: list[_File], room: tuple[int, int | None]) -> tuple[list[_File], list[_File]]:
    """Those that go, and those that are too large: of each mail the small ones first, so that the most go."""
    plain, written = room
    going: list[_File] = []
    for file in sorted(files, key=lambda one: (-one.at.timestamp(), one.size)):
        taken = [*going, file]
        fits = sum(one.size for one in taken) <= plain
        if fits and (written is None or sum(_as_written(one.size) for one in taken) <= written):
            going = taken
    return [file for file in files if file in going], [file for file in files if file not in going]


def _as_written(size: int) -> int:
    """Octets of a file in base64, lines of 76 (RFC 2045 section 6.8), and its headers."""
    encoded = (size + 2) // 3 * 4
    return encoded + encoded // 76 * 2 + 600


def _contents(
    desk: Desk, files: list[_File], in_hand: tuple[int | None, bytes], original: Original
) -> dict[tuple[int | None, int], bytes]:
    contents: dict[tuple[int | None, int], bytes] = {}
    for row in dict.fromkeys(file.original for file in files):
        raw = in_hand[1] if row == in_hand[0] else original(row) if row is not None else None
        if not raw:
            continue
        found = desk.reader.attachments(raw, [file.index for file in files if file.original == row])
        if not isinstance(found, Unreadable):
            contents |= {(row, index): content for index, content in found.items()}
    return contents


def _told(files: list[_File]) -> list[dict[str, object]]:
    return [{"name": file.name, "size": file.size, "at": file.at} for file in files]

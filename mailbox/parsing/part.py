"""One part of a mail: where it stands in the raw bytes, of what type it is, what it is called, its content; and which
parts are attachments, with their bytes for passing on.

`structure` finds the parts. A leaf's content is decoded when somebody asks, and then once: nearly no mail is a report,
and to decode each part of each mail for that question alone cost more than the rest of the reading. An attachment's
bytes are those of the raw mail; nothing is written anew, opened or run. Never raises.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from frontdesk.mailbox.charsets.decode import decode
from frontdesk.mailbox.limits import LIMITS, Limits
from frontdesk.mailbox.parsing import file_names
from frontdesk.mailbox.parsing.clean import clean_line
from frontdesk.mailbox.parsing.headers import Head, read_parameters
from frontdesk.mailbox.parsing.transfer import decode_transfer, encoding_named, size_decoded
from frontdesk.rules.model import Attachment

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_MESSAGE_TYPES = frozenset({"message/rfc822", "message/news", "message/global"})


@dataclass(slots=True)
class Part:
    """A part as it stands in the raw mail: `raw[body:end]` is its content, still in its transfer encoding."""

    raw: bytes
    head: Head
    media_type: str
    parameters: dict[str, str]
    disposition: str  # "attachment", "inline" or ""
    name: str  # the file name as sent, decoded, "" when absent
    body: int
    end: int
    depth: int
    within: str  # the type of the multipart it stands in, "" for the root
    children: list[Part] = field(default_factory=list)

    @property
    def content_id(self) -> str:
        return self.head.get("content-id").strip().strip("<>").strip()

    @property
    def is_message(self) -> bool:
        return self.media_type in _MESSAGE_TYPES

    @property
    def encoding(self) -> str:
        return encoding_named(self.head.get("content-transfer-encoding"))

    def content(self, most: int | None = None) -> bytes:
        """The content without its transfer encoding; `most`: of only so many encoded bytes."""
        end = self.end if most is None else min(self.end, self.body + most)
        return decode_transfer(self.raw[self.body : end], self.encoding)

    def text(self, most: int) -> str:
        """The content as text, of at most `most` encoded bytes."""
        return decode(self.content(most), self.parameters.get("charset", ""))

    @property
    def size(self) -> int:
        """Of the decoded content, in bytes, told without decoding it."""
        return size_decoded(self.raw, self.body, self.end, self.encoding)

    def leaves(self) -> Iterator[Part]:
        """The parts below (or itself) that hold no others, in the order of the mail."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def described_part(raw: bytes, head: Head, end: int, depth: int, within: str) -> Part:
    """The part with this head; its content reaches to `end`."""
    declared = head.get("content-type")
    media_type, parameters = read_parameters(declared) if declared else ("", {})
    if not _TYPE.fullmatch(media_type):
        media_type = _without_type(declared, media_type, within)
    placed = head.get("content-disposition")
    disposition, more = read_parameters(placed) if placed else ("", {})
    name = (
        more.get("filename") or parameters.get("name") or more.get("name") or parameters.get("filename") or ""
    )
    return Part(raw, head, media_type, parameters, disposition, name, head.body, end, depth, within)


def _without_type(declared: str, media_type: str, within: str) -> str:
    """RFC 2045 section 5.2: text/plain, also when the type is nonsense but begins like text."""
    if not declared or media_type in ("", "text"):
        return "message/rfc822" if within == "multipart/digest" and not declared else "text/plain"
    return "application/octet-stream"


class LeafPart:
    """A part that holds no other parts, in the order of the mail.

    `media_type` is lower case ("text/plain", "message/delivery-status"). `depth` is 0 for a mail without parts.
    `most`: so many encoded bytes of it are read.
    """

    def __init__(self, part: Part, most: int) -> None:
        self.media_type, self.depth = part.media_type, part.depth
        self._part, self._most = part, most

    @property
    def _is_readable(self) -> bool:
        return self.media_type.startswith(("text/", "message/"))

    @cached_property
    def name(self) -> str:
        """The file name, "" when absent."""
        return clean_line(self._part.name)

    @cached_property
    def content(self) -> bytes:
        """Without its transfer encoding; empty for images, archives and the like: nobody reads a report there."""
        return self._part.content(self._most) if self._is_readable else b""

    @cached_property
    def text(self) -> str:
        """The decoded content of text/* and message/* parts."""
        return decode(self.content, self._part.parameters.get("charset", "")) if self._is_readable else ""


_ENOUGH = file_names.FIRST_BYTES * 3 // 2  # encoded bytes for so many decoded ones


@dataclass(slots=True)
class Found:
    """An attachment as the mail has it: a part of its own, or bytes out of another part (`data`)."""

    number: int  # its place among the attachments, from 1
    name: str
    media_type: str
    part: Part | None = None
    data: bytes = b""
    content_id: str = ""
    inline: bool = False

    def content(self) -> bytes:
        return self.part.content() if self.part else self.data

    def first_bytes(self) -> bytes:
        content = self.part.content(_ENOUGH) if self.part else self.data
        return content[: file_names.FIRST_BYTES]

    @property
    def size(self) -> int:
        return self.part.size if self.part else len(self.data)


def described(found: Sequence[Found], limits: Limits = LIMITS) -> tuple[Attachment, ...]:
    """What is known of each, with a name and a type that are safe to pass on."""
    return tuple(_described(one, limits) for one in found)


def _described(found: Found, limits: Limits) -> Attachment:
    first_bytes = found.first_bytes()
    name = file_names.safe_name(found.name, found.media_type, found.number, first_bytes, limits.name)
    return Attachment(
        index=found.number - 1,
        name=name,
        media_type=file_names.safe_type(found.media_type, name, first_bytes),
        size=found.size,
        content_id=found.content_id,
        inline=found.inline,
        digest=hashlib.sha256(found.content()).hexdigest()[:16],
    )

"""The attachments of a mail: what is told of them, and their bytes for passing on.

The bytes come from the raw mail as it was received; nothing is written anew, opened or run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from frontdesk.mailbox.limits import LIMITS, Limits
from frontdesk.mailbox.parsing import file_names
from frontdesk.mailbox.parsing.part import Part
from frontdesk.rules.model import Attachment

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

"""A mail's leaf as it is looked at for a report: decoded when somebody asks, and then once. Never raises.

Nearly no mail is a report, and most is told from one by its headers: decoding each part of each mail for that
question cost as much as all other reading of the mail.
"""

from __future__ import annotations

from functools import cached_property

from frontdesk.mailbox.charsets.decode import decode
from frontdesk.mailbox.parsing.clean import clean_line
from frontdesk.mailbox.parsing.part import Part


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

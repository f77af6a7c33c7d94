"""The parts of a mail: which there are, of what type, and what stands in them.

Never raises, whatever the bytes; never decides what a part is good for (`mailbox.parse` does).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeafPart:
    """A part that holds no other parts, in the order of the mail.

    `media_type` is lower case ("text/plain", "message/delivery-status"). `content` has its transfer
    encoding taken off. `text` is filled for text/* and message/* and unknown types that read as text, "" for
    others. `name` is the file name, "" when absent. `depth` is 0 for a mail without parts.
    """

    media_type: str
    content: bytes
    text: str
    name: str
    depth: int

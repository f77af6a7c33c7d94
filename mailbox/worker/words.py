"""What both ends of the reading process's pipes say: how a question and an answer begin, and what mail may cost.

Reads no mail and imports nothing that does: the desk's end needs none of it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

QUESTION = struct.Struct("<BII")  # what is asked, size of its arguments (JSON), size of the raw mail
ANSWER = struct.Struct("<BI")  # how it went, size of what follows
PARSE, ATTACHMENTS = 1, 2
READY, DONE, FAILED, OUT_OF_MEMORY = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one mail may cost. Seconds, and bytes over what the process needs by itself."""

    cpu_seconds: float
    memory: int

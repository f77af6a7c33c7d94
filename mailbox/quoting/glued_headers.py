"""Header fields that a client or a gateway ran together into one line, taken apart again.

Yahoo writes "----- Forwarded Message ----- From: Ann <a@example.org>To: Bob <b@example.org>Sent: ...".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from frontdesk.mailbox.quoting.header_blocks import LABELS, LONGEST_LABEL, Field
from frontdesk.mailbox.quoting.quote_markers import marker_of

_LONGEST_LINE = 2000
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

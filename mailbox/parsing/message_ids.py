"""Message ids out of Message-ID, In-Reply-To and References, however folded or mangled. Never raises."""

from __future__ import annotations

import re

_LONGEST = 1_000  # RFC 5322's line length; longer ones are attacks
_IN_BRACKETS = re.compile(r"<([^<>]{1,2000})>")
_HARMLESS = re.compile(r"[!-~\u00a1-\ud7ff\ue000-\U0010ffff]+")


def read_message_id(value: str) -> str:
    """The id with its brackets, "" when there is none. White space that folding put into it is taken out."""
    ids = read_message_ids(value, 2)
    return ids[0] if ids else ""


def read_message_ids(value: str, most: int) -> tuple[str, ...]:
    """The ids in their order, each once. Of more than `most` the first and the last half are kept."""
    found = _IN_BRACKETS.findall(value)
    if not found:  # some clients leave the brackets out, some separate by commas
        found = [word for word in value.replace(",", " ").split() if "@" in word]
    ids = dict.fromkeys(filter(None, map(_tidy, found)))
    if len(ids) > most:
        kept = list(ids)
        return (*kept[: most // 2], *kept[len(kept) - (most - most // 2) :])
    return tuple(ids)


def _tidy(text: str) -> str:
    text = "".join(text.split()).strip("<>\"'")
    return f"<{text}>" if text and len(text) <= _LONGEST and _HARMLESS.fullmatch(text) else ""

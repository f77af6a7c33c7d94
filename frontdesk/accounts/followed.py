"""Files of the admin's that a running desk follows: whether one was changed, and how it is kept as it last worked.

What stands in them, and what a broken one leads to, is for those who read them.
"""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from frontdesk.accounts.problem import FileProblem

Seen = tuple[int, int, int] | None
_UNREADABLE = "it can't be read"


def seen(path: Path | None) -> Seen:
    """What tells whether the file was changed; None for none, and for one that isn't there."""
    try:
        found = os.stat(path) if path is not None else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None


def versions(
    path: Path, kept: bytes | None, problems: list[FileProblem], remedy: str
) -> Iterator[tuple[bytes, bool]]:
    """The file as it is, then as it was kept, and which of the two. `problems` gets one that can't be read."""
    try:
        yield path.read_bytes(), False
    except OSError as error:
        problems.append(FileProblem(path, 0, f"{_UNREADABLE} ({error.strerror})", remedy))
    if kept is not None:
        yield kept, True


def trouble_id(problems: Iterable[object]) -> str:
    """Names this trouble, so that it is told of once."""
    return hashlib.sha256("\n".join(map(str, problems)).encode("utf-8", "replace")).hexdigest()[:16]


def packed(raw: bytes) -> str:
    """A file's bytes as a row of `state` can hold them."""
    return base64.b64encode(zlib.compress(raw)).decode("ascii")


def unpacked(text: str) -> bytes | None:
    """What `packed` made; None for "" and for what is damaged."""
    try:
        return zlib.decompress(base64.b64decode(text)) if text else None
    except (ValueError, zlib.error):
        return None

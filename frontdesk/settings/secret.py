"""A secret: a text that shows itself to nobody by accident, and the file that keeps the desk's own key."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

FILE_NAME = "frontdesk.secret"


@dataclass(frozen=True, slots=True)
class Secret:
    """A password or key. `str`, `repr` and f-strings show stars; `reveal()` gives the text."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        return self._text

    def __str__(self) -> str:
        return "***" if self._text else ""

    def __bool__(self) -> bool:
        return bool(self._text)


def others_can_read(path: Path) -> bool:
    """Whether any user of this machine can open the file: its own mode and that of every folder above it.

    Raises OSError when the file isn't there.
    """
    real = path.resolve(strict=True)
    ways_in = all(folder.stat().st_mode & 0o001 for folder in real.parents)
    return ways_in and bool(real.stat().st_mode & 0o004)


def key_kept_in(path: Path, key: str = "") -> str:
    """The key in this file; when there is none, `key` or a new one is kept there, for its owner only.

    Two processes that start at once get the same key. Raises OSError.
    """
    if not path.exists():
        _keep_key(path, key or secrets.token_hex(32))
    return path.read_text("ascii").strip()


def _keep_key(path: Path, key: str) -> None:
    # Written aside and linked: a file that is there is whole, and the first of two processes wins.
    handle, aside = tempfile.mkstemp(prefix=".secret-", dir=path.parent)  # for the owner only (0600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(key + "\n")
            file.flush()
            os.fsync(handle)
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(aside)

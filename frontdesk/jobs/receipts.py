"""What the relay has taken, noted at once in a small file beside an SQLite database.

Just when a mail's outcome is to be noted the database may be busy for a moment with a batch of new mail; a process
killed in that moment would send the mail again. One write to a file waits for nobody. On PostgreSQL nobody waits for
the reader; there the notes are in memory, for a server that goes away: they are kept for a minute, as one that crashes
forgets what was committed in its last moments. Never the truth: asked only about mails that the
database still calls `sending`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

from frontdesk.wiring import database_file

KEPT = 60.0  # seconds


class Receipts:
    """One sender's. `beside`: the database's file; None for memory only. `holder`: the sender's name in its claims.

    Nothing here raises: without a receipt (a full disk) a mail goes out twice at worst.
    """

    def __init__(self, beside: Path | None, holder: str) -> None:
        self._beside, self._holder = beside, holder
        self._file: int | None = None
        self._mine: set[int] = set()
        self._lately: dict[int, float] = {}

    def note(self, mail: int) -> bool:
        """The relay has taken this mail (its id in the outbox) for everybody. False: a kill would forget it."""
        self._mine.add(mail)
        if self._beside is None:
            return False
        with suppress(OSError):
            if self._file is None:
                flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
                self._file = os.open(self._path(self._holder), flags, 0o600)
            line = b"%d\n" % mail
            return os.write(self._file, line) == len(line)
        return False

    def settled(self) -> None:
        """All that was noted stands in the database by now."""
        if self._beside is None:
            now = time.monotonic()
            self._lately = {mail: at for mail, at in self._lately.items() if now - at < KEPT}
            self._lately |= dict.fromkeys(self._mine, now)
        self._mine.clear()
        if self._file is not None:
            with suppress(OSError):
                os.ftruncate(self._file, 0)

    def close(self) -> None:
        """The file goes, unless something in it doesn't stand in the database yet."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
            if not self._mine:
                with suppress(OSError):
                    self._path(self._holder).unlink()

    def holders(self) -> Iterator[str]:
        """Every sender of whom there is a file, our own included."""
        if self._beside is not None:
            start = f"{self._beside.name}-sent-"
            for path in self._beside.absolute().parent.iterdir():
                if path.name.startswith(start):
                    yield unquote(path.name.removeprefix(start))

    def of(self, holder: str) -> frozenset[int]:
        """What this sender has noted; a line that was cut off doesn't count."""
        if holder == self._holder:
            return frozenset(self._mine) | frozenset(self._lately)
        if self._beside is None:
            return frozenset()
        try:
            lines = self._path(holder).read_bytes().split(b"\n")[:-1]
        except OSError:
            return frozenset()
        return frozenset(int(line) for line in lines if line.isdigit())

    def drop(self, holder: str) -> None:
        """A dead sender's notes, once they stand in the database; our own stay open and are emptied."""
        if holder == self._holder:
            self.settled()
        elif self._beside is not None:
            with suppress(OSError):
                self._path(holder).unlink()

    def _path(self, holder: str) -> Path:
        assert self._beside is not None
        return self._beside.with_name(f"{self._beside.name}-sent-{quote(holder, safe='')}")


def receipts_of(database_url: str, holder: str) -> Receipts:
    return Receipts(database_file(database_url), holder)

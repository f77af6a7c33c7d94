"""The relay as the crash tests see it: `quick_relay.py` in a process of its own, and what it took."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from server_tools import free_port, running


@dataclass(frozen=True)
class Taken:
    id: str
    kind: str
    to: tuple[str, ...]
    sha256: str
    place: int


@dataclass
class Relay:
    """`taken` grows at each `look`; it outlives the process, which may be stopped and started again.

    `acknowledged`: Message-IDs of the acknowledgements among them. The mails' bytes stay in the file.
    """

    port: int
    file: Path
    delay: float = 0.0
    sent: Path | None = None
    taken: list[Taken] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    _read_to: int = 0
    _reading: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        program = Path(__file__).with_name("quick_relay.py")
        words = [str(self.port), str(self.file), str(self.delay), str(self.sent or "")]
        with running([sys.executable, str(program), *words], self.port, self.file) as process:
            yield process

    def look(self) -> None:
        """Takes notice of what was taken since the last look. May be called by several threads."""
        with self._reading:
            if not self.file.exists():
                return
            with self.file.open("rb") as file:
                file.seek(self._read_to)
                while (line := file.readline()).endswith(b"\n"):
                    self._note(_taken(json.loads(line), self._read_to))
                    self._read_to += len(line)

    def _note(self, taken: Taken) -> None:
        self.taken.append(taken)
        if taken.kind == "acknowledgement":
            self.acknowledged.add(taken.id)

    def raw(self, taken: Taken) -> bytes:
        with self.file.open("rb") as file:
            file.seek(taken.place)
            return str(json.loads(file.readline())["raw"]).encode("latin-1")


def _taken(line: dict[str, object], place: int) -> Taken:
    recipients = line["to"]
    assert isinstance(recipients, list)
    return Taken(str(line["id"]), str(line["kind"]), tuple(recipients), str(line["sha256"]), place)


def relay(folder: Path, delay: float = 0.0, sent: Path | None = None) -> Relay:
    return Relay(free_port(), folder / "taken", delay, sent)

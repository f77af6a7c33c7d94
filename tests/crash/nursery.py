"""Starts commands of the desk from a process that has read their code already, as reading it costs most of a start.

What it starts is a process like any other, with its own session, environment, folder and log. Run as a program it
takes one command a line on standard input, and answers each with the process id.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import select
import signal
import subprocess
import sys
import threading
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Child:
    """Like subprocess.Popen, for a process whose parent is the nursery. It leaves its exit code in a file."""

    pid: int
    code_file: Path
    pidfd: int | None
    returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None and self._ended(0):
            self.returncode = (
                int(self.code_file.read_text() or 1) if self.code_file.exists() else -signal.SIGKILL
            )
            if self.pidfd is not None:
                os.close(self.pidfd)
        return self.returncode

    def wait(self, timeout: float) -> int:
        if self.returncode is None and not self._ended(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, signum: int) -> None:
        if self.poll() is None and self.pidfd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signum)

    def _ended(self, seconds: float) -> bool:
        if self.pidfd is None:
            return True
        waiting = select.poll()  # select() knows no file descriptor above 1023
        waiting.register(self.pidfd, select.POLLIN)
        return bool(waiting.poll(seconds * 1000))


@dataclass
class Nursery:
    """`start` may be called by several threads."""

    process: subprocess.Popen[str]
    _started: int = 0
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def start(
        self, words: list[str], folder: Path, env: dict[str, str], out: Path, err: Path, held: bool = False
    ) -> Child:
        """`words`: after `frontdesk`; `out` and `err`: where it writes. `held`: it stops before it begins."""
        assert self.process.stdin
        assert self.process.stdout
        with self._asking:
            self._started += 1
            code = folder / f"exit-code-{self._started}"
            asked = {"words": words, "folder": str(folder), "env": env, "held": held}
            asked |= {"out": str(out), "err": str(err), "code": str(code)}
            self.process.stdin.write(json.dumps(asked) + "\n")
            self.process.stdin.flush()
            pid = int(self.process.stdout.readline())
        try:
            return Child(pid, code, os.pidfd_open(pid))
        except ProcessLookupError:
            return Child(pid, code, None)

    def close(self) -> None:
        """It ends when nobody can ask it any more."""
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            pipe.close()
        self.process.wait(20)


@functools.cache
def nursery() -> Nursery:
    """One for all that this process starts."""
    process = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/"
    )
    started = Nursery(process)
    atexit.register(started.close)
    return started


def main() -> None:
    from frontdesk.__main__ import main as frontdesk
    from frontdesk.cli import status  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here: no zombies
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid:
            print(pid, flush=True)
            continue
        code = 1
        try:
            _settle_in(asked)
            if asked["held"]:
                os.kill(os.getpid(), signal.SIGSTOP)
            frontdesk(asked["words"], prog_name="frontdesk")
        except SystemExit as wish:
            code = wish.code if isinstance(wish.code, int) else int(wish.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            Path(asked["code"]).write_text(str(code))
            os._exit(code)


def _settle_in(asked: dict[str, Any]) -> None:
    """The process becomes one that was started alone."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    appending = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    opened = [
        os.open(os.devnull, os.O_RDONLY),
        *(os.open(asked[name], appending, 0o600) for name in ("out", "err")),
    ]
    for number, source in enumerate(opened):
        os.dup2(source, number)
        os.close(source)


if __name__ == "__main__":
    main()

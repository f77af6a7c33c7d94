"""What the whole desk costs a mail, on a real Dovecot and with a sink for a relay.

    python -m bench desk [--mails 1000 5000] [--filled 20000]

Fills a mailbox with a made corpus, then runs `frontdesk run --once` from the fetch to the last mail sent and
filed, and beside it in the same run a bare script that only fetches, parses, commits and sends. CPU is what the
operating system counts for the process and its children; starting up is measured and taken off. It's the cost of one
mail on a new database: the reading process, the templates and the tables are there from the first mail on.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from servers import LOOPBACK, PASSWORD, Dovecot, await_that, dovecot, free_port, listens

from bench.corpus import corpus

BARE = Path(__file__).with_name("bare.py")


@dataclass(frozen=True)
class Cost:
    """CPU seconds (user and system, children included), wall seconds, and the process's largest resident set in MB."""

    cpu: float
    wall: float
    memory: float


@contextmanager
def sink(folder: Path) -> Iterator[int]:
    """Postfix's smtp-sink: takes everything, keeps nothing. Gives its port."""
    port = free_port()
    command = ["smtp-sink", "-u", "nobody", f"{LOOPBACK}:{port}", "1000"]
    if os.geteuid() != 0:
        command = ["smtp-sink", f"{LOOPBACK}:{port}", "1000"]
    os.environ["PATH"] += os.pathsep + "/usr/sbin"
    process = subprocess.Popen(command, cwd=folder)
    try:
        await_that(lambda: listens(port), "smtp-sink listening")
        yield port
    finally:
        process.terminate()
        process.wait()


def measured(command: list[str], folder: Path, environment: dict[str, str]) -> Cost:
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    memory: list[float] = []
    watcher = threading.Thread(target=_watch_memory, args=(process.pid, memory))
    watcher.start()
    told = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    watcher.join()
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{command} failed:\n{told.decode(errors='replace')[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - began, max(memory, default=0.0))


def _watch_memory(pid: int, found: list[float]) -> None:
    """What the kernel calls VmHWM, until the process ends: `ru_maxrss` starts with what its parent had at the fork."""
    status = Path(f"/proc/{pid}/status")
    while True:
        try:
            peak = re.search(r"VmHWM:\s+(\d+)", status.read_text())
        except OSError:
            return
        if peak is None:  # it has ended, and nobody has waited for it yet
            return
        found.append(int(peak[1]) / 1024)
        time.sleep(0.05)


def fill(server: Dovecot, user: str, mails: list[bytes]) -> None:
    with server.imap(user) as client:
        for raw in mails:
            client.append("INBOX", raw)


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return {**kept, "PYTHONSAFEPATH": "1", "PYTHONPATH": str(BARE.parent.parent), **settings}  # this checkout


def desk_settings(server: Dovecot, user: str, smtp_port: int, database: Path) -> dict[str, str]:
    return {
        "DESK_ADDRESS": "it@example.org",
        "DESK_HOURS": "24/7",
        "TECHNICIANS": "Ann Lee <ann@example.org>",
        "IMAP_HOST": LOOPBACK,
        "IMAP_PORT": str(server.imap_port),
        "IMAP_SECURITY": "none",
        "IMAP_USER": user,
        "IMAP_PASSWORD": PASSWORD,
        "SMTP_HOST": LOOPBACK,
        "SMTP_PORT": str(smtp_port),
        "SMTP_SECURITY": "none",
        "DATABASE_URL": f"sqlite:///{database}",
    }


def desk_cost(server: Dovecot, user: str, smtp_port: int, folder: Path, database: Path) -> Cost:
    command = [sys.executable, "-m", "frontdesk", "run", "--once"]
    return measured(command, folder, environment(**desk_settings(server, user, smtp_port, database)))


def bare_cost(server: Dovecot, user: str, smtp_port: int, folder: Path) -> Cost:
    words = [str(server.imap_port), user, PASSWORD, str(smtp_port), str(folder / f"bare-{user}.db")]
    return measured([sys.executable, str(BARE), *words], folder, environment())


def counts(folder: Path, settings: dict[str, str]) -> dict[str, int]:
    command = [sys.executable, "-m", "frontdesk", "status", "--json", "--no-mailbox"]
    done = subprocess.run(command, cwd=folder, env=environment(**settings), capture_output=True, text=True)
    found = json.loads(done.stdout)
    return {"mails": found["ledger"]["seen"], **found["ledger"]["outcomes"]}


def run(sizes: list[int], filled: int) -> list[dict[str, float]]:
    """A row for each size, on an empty and on a filled database."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with dovecot(folder / "dovecot") as server, sink(folder) as smtp_port:
            for user in ("compiling", "starting"):  # the first time modules are compiled
                fill(server, user, list(corpus(1)))
                starting = desk_cost(server, user, smtp_port, folder, folder / f"{user}.db")
            fill(server, "bare", list(corpus(1)))
            bare_start = bare_cost(server, "bare", smtp_port, folder)
            for size in sizes:
                for full in (0, filled) if filled else (0,):
                    rows.append(_row(server, smtp_port, folder, size, full, starting, bare_start))
                    print(_told(rows[-1]), flush=True)
            print(f"acknowledged on an idle desk: {_latency(server, smtp_port, folder)}", flush=True)
    return rows


def _row(
    server: Dovecot, smtp_port: int, folder: Path, size: int, full: int, starting: Cost, bare_start: Cost
) -> dict[str, float]:
    user = f"desk{size}x{full}"
    database = folder / f"{user}.db"
    mails = list(corpus(size))
    if full:
        _fill_database(folder, database, full, server, user, smtp_port)
    fill(server, user, mails)
    fill(server, f"bare{size}x{full}", mails)
    bare = bare_cost(server, f"bare{size}x{full}", smtp_port, folder)
    desk = desk_cost(server, user, smtp_port, folder, database)
    seen = counts(folder, desk_settings(server, user, smtp_port, database))
    if seen["mails"] - full < size:
        raise SystemExit(f"only {seen} of {size} mails were read")
    ours = (desk.cpu - starting.cpu) * 1000 / (size - 1)
    floor = (bare.cpu - bare_start.cpu) * 1000 / (size - 1)
    return {
        "mails": size,
        "filled": full,
        "desk_ms": ours,
        "bare_ms": floor,
        "ratio": ours / floor,
        "mails_a_second": size / max(0.001, desk.wall - starting.wall),
        "memory_mb": desk.memory,
        "requests": seen.get("request", 0),
    }


def _told(row: dict[str, float]) -> str:
    return (
        f"{row['mails']:>6.0f} mails, {row['filled']:>7.0f} requests before: desk {row['desk_ms']:.2f} ms CPU a mail,"
        f" bare script {row['bare_ms']:.2f} ms, ratio {row['ratio']:.2f}; {row['mails_a_second']:.0f} mails/s,"
        f" {row['memory_mb']:.0f} MB; {row['requests']:.0f} new requests"
    )


def _fill_database(
    folder: Path, database: Path, number: int, server: Dovecot, user: str, smtp_port: int
) -> None:
    """Requests of long ago, as many rows as a life of each leaves behind."""
    command = [sys.executable, "-m", "bench.fill_database", str(database), str(number)]
    subprocess.run(command, check=True, cwd=Path(__file__).parent.parent, env=environment())


def _latency(server: Dovecot, smtp_port: int, folder: Path) -> str:
    from bench.latency import latency

    return latency(server, folder)


def machine() -> str:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {model[1] if model else 'unknown processor'}"

"""From delivery to acknowledgement on an idle desk: a real Dovecot, the daemon, a sink that notes when mail comes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from servers import Dovecot, SmtpSink, smtp_sink

TIMES = 50


def latency(server: Dovecot, folder: Path) -> str:
    """Delivers mails one by one by LMTP, each after the last was acknowledged; milliseconds of wall time."""
    from bench.desk import desk_settings, environment

    with smtp_sink() as sink:
        settings = desk_settings(server, "idle", sink.port, folder / "idle.db")
        with (folder / "idle.log").open("wb") as log:
            command = [sys.executable, "-m", "frontdesk", "run"]
            daemon = subprocess.Popen(command, cwd=folder, env=environment(**settings), stderr=log)
        try:
            while b"mailbox.open" not in (folder / "idle.log").read_bytes():
                time.sleep(0.05)
            times = [_once(server, sink, number) for number in range(TIMES)]
        finally:
            daemon.terminate()
            daemon.wait(10)
    times = sorted(times)[: TIMES - 1]  # without the first, which compiles the templates
    return f"median {statistics.median(times):.0f} ms, p99 {times[-1]:.0f} ms ({len(times)} mails)"


def _once(server: Dovecot, sink: SmtpSink, number: int) -> float:
    who = f"customer{number}@example.com"
    head = f"From: {who}\r\nTo: it@example.org\r\nSubject: Something {number}\r\n"
    mail = f"{head}Message-ID: <{number}@x.example>\r\n\r\nHello\r\n"
    server.deliver(mail.encode(), "idle@example.org", who)
    began = time.monotonic()
    while not any(who in taken.recipients for taken in reversed(sink.taken)):
        if time.monotonic() - began > 20:
            raise SystemExit(f"mail {number} was not acknowledged within 20 s")
        time.sleep(0.001)
    return (time.monotonic() - began) * 1000

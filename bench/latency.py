"""From delivery to acknowledgement on an idle desk: a real Dovecot, the daemon, a sink that notes when mail comes.

Dovecot holds an IDLE client's news back for half a second, to tell several mails at once; so another client
listens beside the desk, and what passes after it has heard of the mail is the desk's own part.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from imapclient import IMAPClient
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
            with server.imap("idle") as listener:
                times = [_once(server, sink, listener, number) for number in range(TIMES)]
        finally:
            daemon.terminate()
            daemon.wait(10)
    whole, own = (
        sorted(column) for column in zip(*times[1:], strict=True)
    )  # the first compiles the templates
    return (
        f"median {statistics.median(whole):.0f} ms, longest {whole[-1]:.0f} ms ({len(whole)} mails);"
        f" of that the desk itself: median {statistics.median(own):.0f} ms, longest {own[-1]:.0f} ms"
    )


def _once(server: Dovecot, sink: SmtpSink, listener: IMAPClient, number: int) -> tuple[float, float]:
    """Milliseconds since the delivery, and since the other client heard of it."""
    who = f"customer{number}@example.com"
    head = f"From: {who}\r\nTo: it@example.org\r\nSubject: Something {number}\r\n"
    mail = f"{head}Message-ID: <{number}@x.example>\r\n\r\nHello\r\n"
    listener.idle()
    server.deliver(mail.encode(), "idle@example.org", who)
    began, heard = time.monotonic(), 0.0
    while not any(who in taken.recipients for taken in reversed(sink.taken)):
        told = listener.idle_check(timeout=0.001)
        if not heard and any(b"EXISTS" in answer for answer in told):
            heard = time.monotonic()
        if time.monotonic() - began > 20:
            raise SystemExit(f"mail {number} was not acknowledged within 20 s")
    acknowledged = time.monotonic()
    listener.idle_done()
    return (acknowledged - began) * 1000, (acknowledged - (heard or acknowledged)) * 1000

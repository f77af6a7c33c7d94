"""The port for Prometheus, when another desk on the same machine has it."""

from __future__ import annotations

import socket
import urllib.request
from pathlib import Path

import pytest
from live_desk import desk_on
from servers import LOOPBACK, Dovecot, SmtpSink, await_that

pytestmark = pytest.mark.live


def page(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/metrics", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def test_a_port_that_is_taken_keeps_no_mail_waiting_and_is_used_once_it_is_free(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        desk = desk_on(tmp_path, dovecot, smtp_sink, METRICS_PORT=str(port))
        with desk.running():
            desk.write("carl@example.com", "Printer", "It prints twice.")
            await_that(lambda: bool(smtp_sink.taken), "an acknowledgement", 20)
            assert "metrics.away" in desk.log()
            other.close()
            await_that(lambda: "frontdesk_mails_seen" in page(port), "the figures", 20)

"""Real servers for tests: Dovecot, Postfix and PostgreSQL of Debian's packages, each a context manager.

Each listens on free loopback ports only, lives in a folder of its own and needs no systemd, so several run
side by side. Dovecot and PostgreSQL run as any user; Postfix insists on root. `Missing` says in plain words
what isn't installed.
"""

from __future__ import annotations

from cut_proxy import CutProxy, cut_proxy
from dovecot_server import Dovecot, dovecot
from postfix_server import REFUSALS, Postfix, postfix
from postgres_server import postgres
from server_tools import LOOPBACK, PASSWORD, Missing, await_that, free_port, listens, server_folder
from smtp_sink import SmtpSink, smtp_sink

__all__ = [
    "LOOPBACK",
    "PASSWORD",
    "REFUSALS",
    "CutProxy",
    "Dovecot",
    "Missing",
    "Postfix",
    "SmtpSink",
    "await_that",
    "cut_proxy",
    "dovecot",
    "free_port",
    "listens",
    "postfix",
    "postgres",
    "server_folder",
    "smtp_sink",
]

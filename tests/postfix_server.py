"""A real Postfix for tests: the relay, with Dovecot's LMTP behind it. Root only."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dovecot_server import Dovecot
from server_tools import (
    PASSWORD,
    Missing,
    await_that,
    free_port,
    listens,
    make_certificate,
    program,
)

from frontdesk.mailbox.ports import Security, SmtpAccount

POSTFIX_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = {commands}
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.desk.example
mydestination =
mynetworks = 127.0.0.0/8
local_recipient_maps =
virtual_mailbox_domains = static:all
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
virtual_mailbox_maps = static:all
recipient_delimiter = +
default_transport = error:this relay is for tests and sends nothing to the outside
alias_maps =
alias_database =
biff = no
in_flow_delay = 0
message_size_limit = {size_limit}
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_recipient_restrictions =
  {policy}
  check_recipient_access inline:{{ {refusals} }},
  permit_mynetworks, reject
login_restrictions =
  check_recipient_access inline:{{ {refusals} }},
  permit_sasl_authenticated, reject
smtpd_hard_error_limit = 100
smtpd_client_connection_count_limit = 0
"""

POSTFIX_MASTER = """\
{plain}   inet n - n - - smtpd
{bare}    inet n - n - - smtpd -o smtputf8_enable=no
  -o smtpd_discard_ehlo_keywords=pipelining,smtputf8,size,8bitmime,chunking,dsn
{login}   inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes
  -o smtpd_recipient_restrictions=$login_restrictions
{tls}     inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
  -o smtpd_recipient_restrictions=$login_restrictions
postlog   unix-dgram n - n - 1 postlogd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
smtp      unix - - n - - smtp
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
lmtp      unix - - n - - lmtp
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
pickup    unix n - n 60 1 pickup
"""

REFUSALS = {  # whoever writes to these is told so
    "later@refusing.example": "450 4.2.0 try again later",
    "full@refusing.example": "452 4.2.2 mailbox is full",
    "nobody@refusing.example": "550 5.1.1 no such user",
    "blocked@refusing.example": "554 5.7.1 we do not want your mail",
}


@dataclass(frozen=True)
class Postfix:
    """A running Postfix: takes mail for every domain, delivers to Dovecot's mailbox of the local part.

    `plain_port` (STARTTLS offered) takes mail from anybody; `bare_port` offers no extension at all;
    `login_port` (STARTTLS) and `tls_port` want Dovecot's user and password. Addresses in `REFUSALS` are
    refused.
    """

    folder: Path
    plain_port: int
    bare_port: int
    login_port: int
    tls_port: int
    ca_file: str
    size_limit: int

    def account(self, security: Security = "none", user: str = "", password: str = PASSWORD) -> SmtpAccount:
        ports = {"none": self.plain_port, "starttls": self.login_port, "tls": self.tls_port}
        return self.account_at(ports[security], security, user, password if user else "")

    def account_at(
        self, port: int, security: Security = "none", user: str = "", password: str = ""
    ) -> SmtpAccount:
        return SmtpAccount("localhost", port, security, user, password, self.ca_file, command_timeout=20)

    def waiting(self) -> int:
        """How many mails are in the relay's own queue."""
        return sum(len(list((self.folder / "queue" / name).rglob("[0-9A-Za-z]*"))) for name in QUEUES)


QUEUES = ("maildrop", "incoming", "active", "deferred", "hold")


@contextlib.contextmanager
def postfix(
    folder: Path, mailbox_server: Dovecot, size_limit: int = 10_240_000, policy: int = 0
) -> Iterator[Postfix]:
    """Postfix as the relay. Its master refuses to run as anybody but root. `policy`: the port of a service that is
    asked about each recipient (Postfix's SMTPD_POLICY_README), as a greylister is.
    """
    binary = program("postfix", "postfix")
    if os.geteuid() != 0:
        raise Missing("Postfix runs for root only: run these tests as root, or leave them to CI")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    certificate, key = make_certificate(folder)
    ports = {name: free_port() for name in ("plain", "bare", "login", "tls")}
    config = folder / "etc"
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    (config / "main.cf").write_text(
        POSTFIX_MAIN.format(
            folder=folder,
            commands=Path(binary).parent,
            daemons="/usr/lib/postfix/sbin",
            lmtp=mailbox_server.lmtp_port,
            auth=mailbox_server.auth_port,
            certificate=certificate,
            key=key,
            size_limit=size_limit,
            policy=f"check_policy_service inet:127.0.0.1:{policy}," if policy else "",
            refusals=", ".join(f"{{ {who} = {answer} }}" for who, answer in REFUSALS.items()),
        )
    )
    (config / "master.cf").write_text(
        POSTFIX_MASTER.format(**{k: f"127.0.0.1:{v}" for k, v in ports.items()})
    )
    command = [binary, "-c", str(config)]
    _start_postfix(command, ports, folder)
    try:
        yield Postfix(
            folder,
            **{f"{k}_port": v for k, v in ports.items()},
            ca_file=str(certificate),
            size_limit=size_limit,
        )
    finally:
        _stop_postfix(command, folder)


def _start_postfix(command: list[str], ports: dict[str, int], folder: Path) -> None:
    done = subprocess.run([*command, "start"], capture_output=True, text=True)
    log = folder / "log"
    if done.returncode:
        raise AssertionError(f"Postfix: {done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}")
    for name, port in ports.items():
        await_that(partial(listens, port), f"Postfix's {name} port listening")


def _stop_postfix(command: list[str], folder: Path) -> None:
    """`postfix stop` waits five seconds and more for idle children; its master may be told directly."""
    with contextlib.suppress(OSError, ValueError):
        master = int((folder / "queue" / "pid" / "master.pid").read_text())
        os.kill(master, signal.SIGTERM)
        await_that(lambda: not Path(f"/proc/{master}").exists(), "Postfix's end", 15)

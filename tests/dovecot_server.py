"""A real Dovecot for tests: IMAP and LMTP on loopback, as root or as anybody."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import smtplib
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient
from server_tools import (
    LOOPBACK,
    PASSWORD,
    await_that,
    free_port,
    listens,
    make_certificate,
    program,
    running,
)

from frontdesk.mailbox.ports import ImapAccount, Security

DOVECOT = """\
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = {name}
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login{token_mechanisms}
auth_username_format = %Ln
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%Ln
mail_fsync = never
mail_uid = {mail_user}
mail_gid = {mail_group}
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
{identity}
{capability}
{token_passdb}
passdb {{
  driver = static
{password_mechanisms}
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={folder}/mail/%Ln allow_all_users=yes
}}
{quota}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
service imap-login {{
  {chroot}
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service imap {{
  service_count = 0
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
service anvil {{
  {chroot}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  {chroot}
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


# All folders of a user together; what comes in by LMTP isn't stopped, so that a test can fill the mailbox.
QUOTA = """\
mail_plugins = quota
plugin {{
  quota = maildir:User quota
  quota_rule = *:bytes={quota}
}}
protocol lmtp {{
  mail_plugins =
}}
"""
# It asks the provider about each token (RFC 7662); `url` is the provider's.
TOKEN_PASSDB = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf.ext
}}
"""
TOKENS = """\
introspection_mode = post
introspection_url = {url}/introspect
force_introspection = yes
active_attribute = active
active_value = true
username_attribute = username
"""


@dataclass(frozen=True)
class Dovecot:
    """A running Dovecot that knows every user by the same password; a new name is a new, empty mailbox."""

    folder: Path
    imap_port: int
    imaps_port: int
    lmtp_port: int
    auth_port: int
    ca_file: str
    process: subprocess.Popen[bytes]

    def account(self, user: str, security: Security = "none", password: str = PASSWORD) -> ImapAccount:
        port = self.imaps_port if security == "tls" else self.imap_port
        return ImapAccount("localhost", port, security, user, password, ca_file=self.ca_file, read_timeout=20)

    def deliver(self, raw: bytes, to: str, sender: str = "somebody@example.org") -> None:
        """Delivers as an MX would, by LMTP: what is put off ("Mailbox was deleted under us") is tried again."""
        for left in reversed(range(5)):
            try:
                with smtplib.LMTP(LOOPBACK, self.lmtp_port) as lmtp:
                    lmtp.sendmail(sender, [to], raw)
                return
            except (smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused) as error:
                codes = (
                    [code for code, _ in error.recipients.values()]
                    if isinstance(error, smtplib.SMTPRecipientsRefused)
                    else [error.smtp_code]
                )
                if not left or not all(400 <= code < 500 for code in codes):
                    raise
            time.sleep(0.2)

    @contextlib.contextmanager
    def imap(self, user: str, folder: str = "INBOX") -> Iterator[IMAPClient]:
        """A person's own mail client, with `folder` open."""
        with IMAPClient(LOOPBACK, self.imap_port, ssl=False, timeout=20) as client:
            client.login(user, PASSWORD)
            client.select_folder(folder)
            yield client

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Every mail in a user's folder, oldest first; none when there is no such folder."""
        with self.imap(user) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def lose_index(self, user: str) -> None:
        """The folder gets a new UIDVALIDITY, as after an accident with the index files."""
        for path in (self.folder / "mail" / user).glob("dovecot*"):
            path.unlink()


def _identity() -> dict[str, str]:
    """Root runs Dovecot with Debian's users; anybody else runs all of it as himself."""
    if os.geteuid() == 0:
        return {"mail_user": "mail", "mail_group": "mail", "identity": "", "chroot": ""}
    user, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    identity = (
        f"default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}"
    )
    return {"mail_user": user, "mail_group": group, "identity": identity, "chroot": "chroot ="}


@contextlib.contextmanager
def dovecot(
    folder: Path, capability: str = "", prefix: str = "", provider: str = "", quota: int = 0
) -> Iterator[Dovecot]:
    """Dovecot with IMAP (plain, STARTTLS, TLS) and LMTP. `capability`: what it claims to offer. `prefix`: what names of
    folders begin with ("INBOX."); its last character parts them. `provider`: the address of whoever gives the tokens
    that it takes, besides passwords. `quota`: octets that each user may have, 0 for any number.
    """
    binary = program("dovecot", "dovecot-imapd and dovecot-lmtpd")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    identity = _identity()
    (folder / "mail").mkdir(mode=0o755)
    if os.geteuid() == 0:
        shutil.chown(folder / "mail", identity["mail_user"], identity["mail_group"])
    certificate, key = make_certificate(folder)
    ports = {name: free_port() for name in ("imap", "imaps", "lmtp", "auth")}
    (folder / "dovecot.conf").write_text(
        DOVECOT.format(
            folder=folder,
            name=f"frontdesk-{ports['imap']}",
            certificate=certificate,
            key=key,
            password=PASSWORD,
            token_mechanisms=" xoauth2 oauthbearer" if provider else "",
            token_passdb=TOKEN_PASSDB.format(folder=folder) if provider else "",
            password_mechanisms="  mechanisms = plain login" if provider else "",
            prefix=prefix,
            separator=prefix[-1:] or "/",
            quota=QUOTA.format(quota=quota) if quota else "",
            capability=f"imap_capability = {capability}" if capability else "",
            **ports,
            **identity,
        )
    )
    if provider:
        (folder / "oauth2.conf.ext").write_text(TOKENS.format(url=provider))
    command = [binary, "-F", "-c", str(folder / "dovecot.conf")]
    with running(command, ports["imap"], folder / "dovecot", patience=0.3) as process:
        await_that(lambda: listens(ports["lmtp"]), "Dovecot's LMTP listening")
        yield Dovecot(
            folder, ports["imap"], ports["imaps"], ports["lmtp"], ports["auth"], str(certificate), process
        )

"""The mailbox on a real Dovecot, beyond the contract: encryption, cuts at any octet, races, silence."""

from __future__ import annotations

import contextlib
import os
import threading
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import servers
from imapclient import DELETED

from frontdesk.mailbox.errors import CertificateRefused, ConnectionLost, MailboxError
from frontdesk.mailbox.imap import idle as imap_idle
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import ImapAccount, Security

pytestmark = pytest.mark.live

CUT_EVERY = int(os.environ.get("CUT_EVERY", "4"))  # 1 for every octet: takes a minute
LETTER = b"From: ann@example.org\r\nSubject: printer\r\n\r\nIt smokes.\r\n"


@contextlib.contextmanager
def opened(account: ImapAccount) -> Iterator[ImapMailbox]:
    mailbox = ImapMailbox(account)
    mailbox.connect()
    mailbox.select("INBOX")
    yield mailbox
    mailbox.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_encrypted_mailbox_is_read_and_waited_for(
    dovecot: servers.Dovecot, fresh_user: str, security: Security
) -> None:
    with opened(dovecot.account(fresh_user, security)) as mailbox:
        assert mailbox.uids_from(1) == []
        timer = threading.Timer(0.1, dovecot.deliver, (LETTER, f"{fresh_user}@desk.example"))
        timer.start()
        started = time.monotonic()
        assert mailbox.wait(10)
        assert time.monotonic() - started < 3
        (uid,) = mailbox.uids_from(1)
        assert mailbox.fetch([uid])[uid].raw.endswith(LETTER)
        timer.join()


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("change", [{"ca_file": ""}, {"host": "127.1"}], ids=["issuer unknown", "other name"])
def test_a_certificate_that_proves_nothing_is_refused(
    dovecot: servers.Dovecot, fresh_user: str, security: Security, change: dict[str, Any]
) -> None:
    mailbox = ImapMailbox(replace(dovecot.account(fresh_user, security), **change))
    with pytest.raises(CertificateRefused) as refused:
        mailbox.connect()
    assert refused.value.permanent


@pytest.mark.parametrize("direction", ["cut_up", "cut_down"])
@pytest.mark.parametrize("capability", ["IDLE MOVE UIDPLUS", "UIDPLUS", ""])
def test_a_cut_at_any_octet_loses_no_mail(
    dovecot_offering: object, fresh_user: str, direction: str, capability: str
) -> None:
    """With MOVE there is never a second copy; without, a cut may leave one in Handled and never none."""
    server: servers.Dovecot = dovecot_offering(f"IMAP4rev1 LITERAL+ {capability}")  # type: ignore[operator]
    account = server.account(fresh_user)
    with opened(account) as mailbox:
        mailbox.ensure_folder("Handled")
    server.deliver(LETTER, f"{fresh_user}@desk.example")
    with servers.cut_proxy(server.imap_port) as proxy:
        through = replace(account, port=proxy.port)
        _file_away(through)
        octets = getattr(proxy, direction.replace("cut", "passed"))
        copies = 1
        for octet in range(0, octets, CUT_EVERY if direction == "cut_up" else 4 * CUT_EVERY):
            _bring_back(server, fresh_user)
            setattr(proxy, direction, octet)
            with contextlib.suppress(ConnectionLost):
                _file_away(through)
            moves = "MOVE" in capability
            there = _counted(server, fresh_user, until=1 if moves else None)
            copies = max(copies, there)
            assert there == 1 if moves else there >= 1, f"cut at octet {octet}"
    assert copies <= 2


def _counted(server: servers.Dovecot, user: str, until: int | None) -> int:
    """The copies in both folders. `until`: so many are waited for, as the server may still be at what it was told
    before the cut, and each folder is counted at a moment of its own."""
    for _ in range(50):
        there = len(server.mails(user)) + len(server.mails(user, "Handled"))
        if until in (None, there):
            break
        time.sleep(0.1)
    return there


def _file_away(account: ImapAccount) -> None:
    mailbox = ImapMailbox(account)
    try:
        mailbox.connect()
        mailbox.select("INBOX")
        uids = mailbox.uids_from(1)
        assert len(mailbox.sizes(uids)) == len(mailbox.fetch(uids)) == len(uids)
        mailbox.move(uids, "Handled")
    finally:
        mailbox.close()


def _bring_back(server: servers.Dovecot, user: str) -> None:
    """One copy, in INBOX."""
    with server.imap(user) as client:
        if not client.search():
            client.select_folder("Handled")
            client.copy(client.search()[:1], "INBOX")
        for folder, keep in (("Handled", 0), ("INBOX", 1)):
            client.select_folder(folder)
            client.remove_flags(client.search(), [DELETED])
            if surplus := client.search()[keep:]:
                client.add_flags(surplus, [DELETED])
                client.expunge()


def test_another_client_that_expunges_meanwhile_is_no_trouble(
    dovecot: servers.Dovecot, fresh_user: str
) -> None:
    with dovecot.imap(fresh_user) as other, opened(dovecot.account(fresh_user)) as mailbox:
        other.multiappend("INBOX", [LETTER + b"%d\r\n" % number for number in range(400)])
        mailbox.ensure_folder("Handled")
        other.select_folder("INBOX")
        everything = other.search()

        def expunge() -> None:
            for start in range(0, 400, 20):
                other.add_flags(everything[start : start + 10], [DELETED])
                other.expunge()

        thread = threading.Thread(target=expunge)
        thread.start()
        moved: set[int] = set()
        while uids := mailbox.uids_from(1):
            batch = uids[-30:]
            assert set(mailbox.fetch(batch)) <= set(batch)
            moved |= set(mailbox.move(batch, "Handled"))
        thread.join()
        assert len(dovecot.mails(fresh_user, "Handled")) == len(moved) >= 200


def test_a_network_that_falls_silent_is_noticed_while_waiting(
    dovecot: servers.Dovecot, fresh_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_idle, "LONGEST_IDLE", 0.3)
    with servers.cut_proxy(dovecot.imap_port) as proxy:
        account = replace(dovecot.account(fresh_user), port=proxy.port, read_timeout=0.5)
        with opened(account) as mailbox:
            mailbox.uids_from(1)
            assert not mailbox.wait(1), "several IDLEs one after the other"
            proxy.silent = True
            started = time.monotonic()
            with pytest.raises(ConnectionLost):
                mailbox.wait(30)
            assert time.monotonic() - started < 3


def test_the_head_of_a_giant_mail_takes_little_memory(dovecot: servers.Dovecot, fresh_user: str) -> None:
    dovecot.deliver(LETTER + b"0123456789abcdef" * 4 * 500_000, f"{fresh_user}@desk.example")
    with opened(dovecot.account(fresh_user)) as mailbox:
        (uid,) = mailbox.uids_from(1)
        assert mailbox.sizes([uid])[uid].size > 32_000_000
        tracemalloc.start()
        head = mailbox.fetch_head(uid, 65_536)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert head
        assert len(head.raw) == 65_536
        assert peak < 2_000_000


def test_a_mail_of_many_megabytes_is_held_once(dovecot: servers.Dovecot, fresh_user: str) -> None:
    dovecot.deliver(LETTER + b"0123456789abcdef" * 4 * 500_000, f"{fresh_user}@desk.example")
    with opened(dovecot.account(fresh_user)) as mailbox:
        (uid,) = mailbox.uids_from(1)
        tracemalloc.start()
        size = len(mailbox.fetch([uid])[uid].raw)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 2.3 * size, "the pieces and the whole, for a moment"


def test_connecting_and_losing_leaves_no_descriptor_behind(dovecot: servers.Dovecot, fresh_user: str) -> None:
    account = dovecot.account(fresh_user)
    with opened(account):
        before = len(os.listdir("/proc/self/fd"))
    for attempt in (account, replace(account, password="wrong"), replace(account, security="tls")) * 5:
        with contextlib.suppress(MailboxError), opened(attempt):
            pass
    assert len(os.listdir("/proc/self/fd")) < before

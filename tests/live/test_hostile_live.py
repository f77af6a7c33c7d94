"""Hostile mail through a running desk: whatever comes, the next mail is read in time and nothing is unaccounted for."""

from __future__ import annotations

import json
import time

import hostile
import pytest
from live_desk import LiveDesk, desk_on
from servers import Dovecot, Postfix, await_that, server_folder

pytestmark = pytest.mark.live

SIZE = 300_000
IN_TIME = 120.0  # seconds for all of them together, on a busy machine; some six on a quiet one


def test_the_mail_after_a_heap_of_hostile_ones_is_acknowledged_in_time(
    dovecot: Dovecot, postfix: Postfix
) -> None:
    kinds = hostile.HOSTILE
    with server_folder("hostile") as folder:
        desk: LiveDesk = desk_on(folder, dovecot, postfix)
        with desk.running():
            desk.await_log("mailbox.open")
            with dovecot.imap(desk.name) as client:
                for make in kinds.values():
                    client.append("INBOX", make(SIZE).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            began = time.monotonic()
            desk.write(f"Carl Cole <{desk.carl}>", "No sound", "My headset is silent.")
            try:
                await_that(lambda: desk.inbox(desk.carl), "the acknowledgement", IN_TIME)
            except AssertionError:
                raise AssertionError(desk.log()[-3000:]) from None
            assert time.monotonic() - began < IN_TIME
        ledger = json.loads(desk.command("status", "--json", check=False).stdout)["ledger"]
        assert ledger["seen"] == len(kinds) + 1
        assert ledger["balanced"] is True
        assert desk.folder_of("INBOX") == []

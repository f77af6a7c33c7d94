"""The daemon's loops meet trouble again and again: pauses grow while nothing works, and begin anew after work."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world
from memory_mail import MemoryMailbox, MemoryRelay
from memory_world import MailWorld

from frontdesk.daemon import (
    DATABASE_PAUSE,
    LONGEST_PAUSE,
    ReaderLoop,
    Sender,
    Stop,
    was_sent_by,
)
from frontdesk.db import lease, timers
from frontdesk.db.engine.errors import DatabaseUnavailable, SchemaTooNew
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import Migration, migrate, migrations
from frontdesk.jobs import remind
from frontdesk.jobs import send as send_job
from frontdesk.mailbox.errors import ConnectionLost, LoginRefused
from frontdesk.mailbox.ports import OutgoingMail
from frontdesk.settings.load import load_settings

TROUBLES = 8
AT_ONCE = 5


class Flaky(MemoryMailbox):
    """A mailbox that breaks off at each second sleep, or (`never_rests`) at the first already."""

    never_rests = False
    slept = 0

    def wait(self, seconds: float, wake_fd: int | None = None) -> bool:
        self.slept += 1
        if self.never_rests or self.slept % 2 == 0:
            raise ConnectionLost("the connection broke")
        return True


class Updating(MemoryMailbox):
    """While the desk sleeps here for the first time, a newer version brings the tables to its needs."""

    def __init__(self, world: MailWorld, user: str, password: str, store: Store) -> None:
        super().__init__(world, user, password)
        self.store = store

    def update(self) -> None:
        later = Migration(999, "0999_later", *(("CREATE TABLE later (id {id})",),) * 2)
        migrate(self.store, now=datetime.now(UTC), known=[*migrations(), later])

    def wait(self, seconds: float, wake_fd: int | None = None) -> bool:
        self.update()
        return True


def reader_pauses(world: DeskWorld, monkeypatch: pytest.MonkeyPatch, never_rests: bool) -> list[float]:
    """How long the reader waits after each of its troubles."""
    loop = ReaderLoop(world.desk, world.settings, Stop(), threading.Event())
    flaky = Flaky(world.world, "it", "secret")
    flaky.never_rests = never_rests
    loop.folder = flaky
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == TROUBLES:
            loop.stop.ask()

    monkeypatch.setattr(loop, "_pause", pause)
    loop.run()
    return pauses


def test_each_trouble_after_good_work_is_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        assert max(reader_pauses(world, monkeypatch, never_rests=False)) < 2


@pytest.mark.parametrize("standing_by", [False, True])
def test_a_daemon_ends_when_a_newer_version_has_changed_the_tables_and_lets_that_one_work(
    tmp_path: Path, standing_by: bool
) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        store = world.desk.store
        loop = ReaderLoop(world.desk, world.settings, Stop(), threading.Event())
        loop.folder = folder = Updating(world.world, "it", "secret", store)
        if standing_by:
            folder.update()
            assert lease.take(store, lease.MAILBOX_LEASE, "the newer one", datetime.now(UTC), 20)
        with pytest.raises(SchemaTooNew):
            loop.run()
        held = lease.holder_of(store, lease.MAILBOX_LEASE)
        assert (held and held[0]) == ("the newer one" if standing_by else None)


def test_a_mailbox_that_lets_in_and_breaks_off_at_once_is_left_alone_for_longer_and_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        pauses = reader_pauses(world, monkeypatch, never_rests=True)
    assert pauses == sorted(pauses)
    assert 60 < pauses[-1] <= LONGEST_PAUSE * 1.2


def test_a_database_that_was_away_for_a_while_is_found_again_within_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        loop = ReaderLoop(world.desk, world.settings, Stop(), threading.Event())
        paused: list[float] = []

        def away() -> bool:
            raise DatabaseUnavailable("it restarts", permanent=False, remedy="")

        def pause(seconds: float) -> None:
            paused.append(seconds)
            if len(paused) == 20:
                loop.stop.ask()

        monkeypatch.setattr(loop, "_stand_by_or_work", away)
        monkeypatch.setattr(loop, "_pause", pause)
        loop.run()
    assert max(paused) <= DATABASE_PAUSE * 1.2


def test_a_sender_that_sent_before_its_trouble_tries_again_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        wake = threading.Event()
        sender = Sender(world.desk, world.settings, Stop(), wake)
        sender.relay = world.relay
        pauses: list[float] = []
        broken = iter([False, True] * TROUBLES)

        def send(mails: Sequence[OutgoingMail]) -> object:
            if next(broken):
                raise ConnectionLost("the relay went away")
            return memory_send(mails)

        def wait(seconds: float) -> bool:
            pauses.append(seconds)
            _two_batches(world)
            if len(pauses) == TROUBLES:
                sender.stop.ask()
            return True

        memory_send = world.relay.send
        monkeypatch.setattr(world.relay, "send", send)
        monkeypatch.setattr(wake, "wait", wait)
        monkeypatch.setattr(send_job, "AT_ONCE", AT_ONCE)
        _two_batches(world)
        sender.run()
        assert len(pauses) == TROUBLES
        assert max(pauses) < 2


@pytest.mark.parametrize("put_off", [False, True], ids=["nothing waits", "a mail was put off for a minute"])
def test_a_sender_with_nothing_to_do_sleeps_until_something_is_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, put_off: bool
) -> None:
    """A mail that is put there wakes it; to look twenty times a second costs a processor all day."""
    with desk_world(tmp_path / "desk.db") as world:
        wake, slept = threading.Event(), list[float]()
        sender = Sender(world.desk, world.settings, Stop(), wake)
        sender.relay = world.relay
        if put_off:
            world.world.answer = "451 4.3.0 later"
            world.write("carl@example.com", "Printer", "It smokes.", work=False)
            world.work_without_sending()

        def wait(seconds: float) -> bool:
            slept.append(seconds)
            if len(slept) == 3:
                sender.stop.ask()
            return False

        monkeypatch.setattr(wake, "wait", wait)
        sender.run()
        assert len(slept) == 3
        assert min(slept) > 50


def _two_batches(world: DeskWorld) -> None:
    """More mail to send than goes out at once: each new request makes one at least."""
    for _ in range(AT_ONCE + 1):
        world.write(f"carl@c{world.serial}.example", "Trouble", "It does not work.", work=False)
    while world.receiver.receive():
        pass


class Watched(MemoryMailbox):
    """A mailbox that notes at each look how many timers are due, and ends the daemon when none is."""

    def __init__(self, world: DeskWorld, stop: Stop) -> None:
        super().__init__(world.world, "it", "secret")
        self.desk, self.stop = world.desk, stop
        self.due_at_looks: list[int] = []

    def uids_from(self, uid: int) -> list[int]:
        left = len(timers.due(self.desk.store, self.desk.now(), 10_000))
        self.due_at_looks.append(left)
        if left == 0:
            self.stop.ask()
        return super().uids_from(uid)


def test_ten_thousand_timers_of_one_morning_let_the_mailbox_have_its_turn(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        stop, woken = Stop(), threading.Event()
        with world.desk.store.transaction():
            for number in range(1000):
                timers.start(
                    world.desk.store, request=5000 + number, kind="follow up", due_at=world.desk.now()
                )
        loop = ReaderLoop(world.desk, world.settings, stop, woken)
        watched = loop.folder = Watched(world, stop)
        loop.run()
        steps = [before - after for before, after in pairwise(watched.due_at_looks)]
        assert sum(steps) == 1000
        assert max(steps) <= 2 * remind.AT_ONCE
        assert woken.is_set()


@pytest.mark.parametrize(
    "setting, provider, marked, looked_at",
    [
        ("Outbox", None, "Sent", ["Outbox"]),
        ("auto", None, "Sent Items", ["Sent Items"]),
        ("auto", "fastmail", "", ["Sent"]),
        ("auto", None, "", []),
        ("auto", "google", "", []),
    ],
)
def test_where_sent_mail_is_looked_for(
    setting: str, provider: str | None, marked: str, looked_at: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name, or where the server marks it, or where the provider is known to keep it."""
    looked: list[str] = []

    class Mailbox:
        def __init__(self, account: object) -> None: ...

        def connect(self) -> None: ...

        def close(self) -> None: ...

        def marked_sent(self) -> str:
            return marked

        def holds_message_id(self, folder: str, message_id: str) -> bool:
            looked.append(folder)
            return True

    monkeypatch.setattr("frontdesk.daemon.ImapMailbox", Mailbox)
    given = {"DESK_ADDRESS": "it@example.org", "TECHNICIANS": "ann@example.org", "IMAP_PASSWORD": "p"}
    hosts = {"MAIL_PROVIDER": provider} if provider else {"IMAP_HOST": "h", "SMTP_HOST": "h"}
    look = was_sent_by(load_settings(given | hosts | {"IMAP_SENT_FOLDER": setting}, with_key=False))
    assert look is not None
    assert look("<a@example.org>") is bool(looked_at)
    assert looked == looked_at


def test_a_refused_login_is_not_tried_again_with_each_mail_that_comes_in(tmp_path: Path) -> None:
    tries: list[float] = []

    class Shut(MemoryRelay):
        def probe(self) -> frozenset[str]:
            tries.append(time.monotonic())
            raise LoginRefused("535 5.7.8 no")

    with desk_world(tmp_path / "desk.db") as world:
        wake, stop = threading.Event(), Stop()
        world.write("carl@example.com", "Printer", "It smokes.", work=False)
        world.work_without_sending()
        sender = Sender(world.desk, world.settings, stop, wake)
        sender.relay = Shut(world.world)
        thread = threading.Thread(target=sender.run)
        thread.start()
        for _ in range(100):
            wake.set()
            time.sleep(0.02)
        stop.ask()
        wake.set()
        thread.join(5)
        assert not thread.is_alive()
    assert 1 <= len(tries) <= 3

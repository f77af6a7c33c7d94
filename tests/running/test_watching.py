"""What watches the desk: the canary, the figures for Prometheus, systemd's notices."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_world import DeskWorld, desk_world

from frontdesk.cli.status import status
from frontdesk.jobs.canary import keep_canary
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.metrics import figures
from frontdesk.rules.clock.durations import parse_duration
from frontdesk.settings.load import Settings
from frontdesk.systemd import Systemd

MIA = "mia@example.org"
DAILY = parse_duration("1 day")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    """A desk that has run for a day."""
    with desk_world(tmp_path / "desk.db") as world:
        keep_canary(world.desk, DAILY)
        world.clock.at += timedelta(days=1)
        yield world


def later(world: DeskWorld, length: timedelta) -> None:
    world.clock.at += length
    keep_canary(world.desk, DAILY)
    world.work()


def test_the_canary_goes_out_comes_back_and_is_filed_without_a_word(world: DeskWorld) -> None:
    later(world, timedelta())
    world.work()
    assert world.filed("Automatic") == 1
    assert world.numbers == []
    later(world, timedelta(hours=2))
    assert world.inbox(MIA) == []
    later(world, timedelta(hours=23))
    world.work()
    assert world.filed("Automatic") == 2


def test_a_desk_that_was_just_opened_sends_no_canary_for_a_day(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        for hours in (0, 1, 22):
            later(world, timedelta(hours=hours))
        assert world.world.sent == []
        later(world, timedelta(hours=1))
        assert [one.recipient for one in world.world.sent] == ["it@example.org"]


def test_a_clock_that_was_a_year_ahead_keeps_no_canary_back(world: DeskWorld) -> None:
    world.clock.at += timedelta(days=365)
    later(world, timedelta())
    world.clock.at -= timedelta(days=365)
    later(world, timedelta())
    later(world, timedelta(days=1))
    world.work()
    assert world.filed("Automatic") == 2
    assert world.inbox(MIA) == []


def test_a_clock_that_shows_the_same_moment_twice_stops_no_canary(world: DeskWorld) -> None:
    later(world, timedelta())
    world.clock.at -= timedelta(days=1)
    later(world, timedelta())
    later(world, timedelta(days=1))
    world.work()
    assert world.filed("Automatic") == 2


def test_a_canary_lost_on_its_way_alarms_the_managers_once(world: DeskWorld) -> None:
    keep_canary(world.desk, DAILY)
    world.work_sending_only()
    world.world.folder("it").mails.clear()
    world.write("carl@example.com", "Other mail is read", "All the same.")
    later(world, timedelta(hours=2))
    later(world, timedelta(hours=3))
    alarms = [letter for letter in world.inbox(MIA) if "did not come back" in letter.subject]
    assert len(alarms) == 1
    assert "Delivery is broken" in alarms[0].text


def test_a_relay_that_takes_nothing_is_named_as_the_broken_leg(world: DeskWorld) -> None:
    world.world.refusals["it@example.org"] = "450 4.3.0 not now"
    later(world, timedelta())
    later(world, timedelta(hours=2))
    assert "Sending is broken (SMTP)" in world.last(MIA).text


def test_a_mailbox_that_nobody_could_read_is_named_as_the_broken_leg(world: DeskWorld) -> None:
    world.work()
    keep_canary(world.desk, DAILY)
    world.clock.at += timedelta(minutes=1)
    world.work_sending_only()
    world.clock.at += timedelta(hours=2)
    keep_canary(world.desk, DAILY)
    world.work_sending_only()
    assert "Reading is broken (IMAP)" in world.last(MIA).text


def test_a_quiet_desk_whose_mail_to_itself_was_lost_names_delivery(world: DeskWorld) -> None:
    keep_canary(world.desk, DAILY)
    world.work_sending_only()
    world.world.folder("it").mails.clear()
    world.clock.at += timedelta(hours=2)
    world.work()
    later(world, timedelta(minutes=1))
    assert "Delivery is broken" in world.last(MIA).text


def test_status_names_the_broken_leg_as_no_mail_may_get_through_to_the_managers(world: DeskWorld) -> None:
    def told(settings: Settings) -> dict[str, Any]:
        return status(settings, world.desk.store, world.clock.at, with_mailbox=False)

    world.world.refusals["it@example.org"] = "450 4.3.0 not now"
    later(world, timedelta())
    assert told(world.settings)["mail_path"] == ""
    later(world, timedelta(hours=2))
    assert any("Sending is broken (SMTP)" in problem for problem in told(world.settings)["problems"])
    assert told(replace(world.settings, canary_every=None))["mail_path"] == ""


def test_a_guessed_canary_is_ordinary_mail(world: DeskWorld) -> None:
    later(world, timedelta())
    world.write(
        "eve@evil.example",
        "The desk's mail to itself",
        "Hello",
        Message_ID="<fd.n0.canary1.aaaa@example.org>",
    )
    assert len(world.numbers) == 1


def test_the_figures_tell_what_waits_and_name_nobody(world: DeskWorld) -> None:
    world.world.refusals["carl@example.com"] = "450 4.2.0 later"
    world.write("carl@example.com", "Printer", "It is broken.")
    found = {name: dict(labels) for name, _, labels in figures(world.desk.store)}
    assert found["outbox_mails"][(("state", "deferred"),)] == 1
    assert found["requests"][(("status", "new"),)] == 1
    assert found["mails_seen"][()] == 1
    assert "carl" not in repr(found)


def test_prometheus_reads_the_figures_on_loopback(tmp_path: Path, world: DeskWorld) -> None:
    from prometheus_client import CollectorRegistry, start_http_server

    from frontdesk.metrics import DeskCollector

    registry = CollectorRegistry()
    registry.register(DeskCollector(world.settings))
    server, thread = start_http_server(0, addr="127.0.0.1", registry=registry)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/metrics", timeout=10) as answer:
            page = answer.read().decode()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert 'frontdesk_outbox_mails{state="waiting"} 0.0' in page
    assert "frontdesk_last_read_timestamp_seconds" in page


def test_systemd_hears_ready_alive_and_stopping(tmp_path: Path) -> None:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(path))
        systemd = Systemd({"NOTIFY_SOCKET": str(path)})
        systemd.ready("reading INBOX")
        systemd.alive()
        systemd.stopping()
        assert [heard.recv(200).decode() for _ in range(3)] == [
            "READY=1\nSTATUS=reading INBOX",
            "WATCHDOG=1",
            "STOPPING=1",
        ]


def test_without_systemd_nothing_is_told_and_nothing_fails() -> None:
    Systemd({}).ready("alone")
    Systemd({"NOTIFY_SOCKET": "/nowhere/at/all"}).alive()


def test_two_things_that_the_managers_must_hear_of_in_one_moment_are_two_mails(world: DeskWorld) -> None:
    assert tell_once(world.desk, "one", "The first", "It broke.")
    assert tell_once(world.desk, "other", "The second", "It broke too.")
    assert not tell_once(world.desk, "other", "The second", "It broke too.")
    world.work()
    assert sorted(letter.subject for letter in world.inbox(MIA)) == ["[IT] The first", "[IT] The second"]

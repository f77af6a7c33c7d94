"""What the desk tells of its own access: before a secret ends, while it isn't let in, and never too often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_world import DeskWorld, desk_world
from memory_mail import MemoryRelay

from frontdesk.access.answers import GrantRefused
from frontdesk.access_state import MAILBOX, RELAY, trouble
from frontdesk.cli.status import status
from frontdesk.db import access
from frontdesk.jobs.access_alarm import keep_access, note_good, note_trouble
from frontdesk.jobs.remind import remind
from frontdesk.jobs.send import send
from frontdesk.mailbox.errors import ConnectionLost, LoginRefused
from frontdesk.metrics import access_figures
from frontdesk.settings.load import Settings
from frontdesk.settings.secret import Secret

MIA = "mia@example.org"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def by_token(world: DeskWorld, **changes: Any) -> Settings:
    """The world's settings, as of an application at Microsoft."""
    chosen = {
        "mail_provider": "microsoft365",
        "oauth_client_id": "app",
        "oauth_tenant": "contoso.com",
        "oauth_client_secret": Secret("s3cret"),
        "oauth_secret_expires": world.clock.at.date() + timedelta(days=200),
        "imap_password": Secret(""),
        "smtp_password": Secret(""),
        **changes,
    }
    return replace(world.settings, **chosen)


def told(world: DeskWorld) -> list[str]:
    world.work()
    return [letter.subject for letter in world.inbox(MIA)]


def test_the_end_of_a_secret_is_told_five_times_and_each_time_once(world: DeskWorld) -> None:
    settings = by_token(world, oauth_secret_expires=world.clock.at.date() + timedelta(days=40))
    days: list[int] = []
    for day in range(45):
        for _ in range(3):
            keep_access(world.desk, settings)
        if len(told(world)) > len(days):
            days.append(40 - day)
        world.clock.at += timedelta(days=1)
    assert days == [30, 14, 7, 3, 1, -1]
    assert "ends in 30 days" in told(world)[0]
    assert "enter the new day" in told(world)[-1]


def test_a_first_start_tells_the_step_that_was_passed_last(world: DeskWorld) -> None:
    keep_access(world.desk, by_token(world, oauth_secret_expires=world.clock.at.date() + timedelta(days=20)))
    assert len(told(world)) == 1
    world.clock.at += timedelta(days=5)
    keep_access(world.desk, by_token(world, oauth_secret_expires=world.clock.at.date() + timedelta(days=15)))
    assert len(told(world)) == 1


def test_a_secret_of_which_nobody_knows_the_end_is_told_of_once(world: DeskWorld) -> None:
    settings = by_token(world, oauth_secret_expires=None)
    for _ in range(3):
        keep_access(world.desk, settings)
    assert len(told(world)) == 1
    assert "OAUTH_SECRET_EXPIRES" in world.inbox(MIA)[0].text


def test_who_wants_no_warnings_gets_none(world: DeskWorld) -> None:
    keep_access(world.desk, by_token(world, oauth_secret_expires=date.max))
    keep_access(world.desk, world.settings)
    assert told(world) == []


def test_a_sign_in_that_its_provider_limits_is_told_of_too(world: DeskWorld) -> None:
    settings = by_token(world, oauth_client_secret=Secret(""), oauth_secret_expires=None)
    now = world.clock.at
    access.sign_in(
        world.desk.store,
        client_id="app",
        mailbox=settings.imap_user,
        who="",
        refresh_token="rt",
        access_token="at",
        seconds=3600,
        expires_at=now + timedelta(hours=1),
        login_ends_at=now + timedelta(days=7),
        now=now,
    )
    keep_access(world.desk, settings)
    assert "sign-in ends in 7 days" in told(world)[0]
    assert "Testing" in world.inbox(MIA)[0].text
    found = status(settings, world.desk.store, now, with_mailbox=False)
    assert found["access"]["login_expires"].startswith(str((now + timedelta(days=7)).date()))
    assert found["access"]["way"] == "login"
    assert "sign-in ends" in " ".join(found["problems"])


@pytest.mark.parametrize("days, problems", [(15, 0), (14, 1), (1, 1), (0, 1), (-1, 0)])
def test_the_end_of_a_secret_is_a_problem_in_status_from_two_weeks_on(
    world: DeskWorld, days: int, problems: int
) -> None:
    world.work()
    settings = by_token(world, oauth_secret_expires=world.clock.at.date() + timedelta(days=days))
    found = status(settings, world.desk.store, world.clock.at, with_mailbox=False)
    assert len(found["problems"]) == problems
    assert found["access"] == {
        "mailbox": "token",
        "relay": "token",
        "way": "client credentials",
        "good_until": None,
        "secret_expires": str(settings.oauth_secret_expires),
        "login_expires": None,
        "problem": None,
    }


def test_a_desk_with_passwords_says_so(world: DeskWorld) -> None:
    found = status(world.settings, world.desk.store, world.clock.at, with_mailbox=False)
    assert found["access"]["way"] == "password"
    assert found["access"]["problem"] is None


def problems(world: DeskWorld, settings: Settings) -> list[str]:
    found = status(settings, world.desk.store, world.clock.at, with_mailbox=False)
    assert bool(found["access"]["problem"]) == any("isn't let in" in words for words in found["problems"])
    return [words for words in found["problems"] if "isn't let in" in words]


def test_a_providers_own_refusal_is_a_problem_at_once_and_over_with_the_next_login(world: DeskWorld) -> None:
    settings = by_token(world)
    error = GrantRefused("the client secret has run out", remedy="Make a new one.", error="invalid_client")
    assert "run out" in note_trouble(world.desk, settings, MAILBOX, error)
    assert problems(world, settings) == [
        "The desk isn't let in: the client secret has run out. Make a new one."
    ]
    note_good(world.desk, MAILBOX)
    assert problems(world, settings) == []


def test_a_mail_servers_refusal_may_pass_and_is_a_problem_after_some_tries(world: DeskWorld) -> None:
    settings = by_token(world)
    error = LoginRefused("AUTHENTICATE failed.")
    for _ in range(3):
        assert note_trouble(world.desk, settings, RELAY, error) == ""
        world.clock.at += timedelta(minutes=1)
    assert problems(world, settings) == []
    world.clock.at += timedelta(minutes=3)
    assert note_trouble(world.desk, settings, RELAY, error)
    assert len(problems(world, settings)) == 1


def test_a_server_that_is_away_is_no_refusal(world: DeskWorld) -> None:
    settings = by_token(world)
    note_trouble(world.desk, settings, MAILBOX, ConnectionLost("gone"))
    note_trouble(world.desk, world.settings, MAILBOX, LoginRefused("a password"))
    assert trouble(world.desk.store, MAILBOX) is None


def test_managers_are_told_by_mail_only_where_sending_has_a_way_of_its_own(world: DeskWorld) -> None:
    error = GrantRefused("over", remedy="Make a new one.", error="invalid_client")
    note_trouble(world.desk, by_token(world), MAILBOX, error)
    assert told(world) == []
    note_good(world.desk, MAILBOX)
    world.clock.at += timedelta(minutes=1)
    mixed = by_token(world, smtp_password=Secret("word"))
    for _ in range(3):
        note_trouble(world.desk, mixed, MAILBOX, error)
    assert len(told(world)) == 1
    assert "Make a new one." in world.inbox(MIA)[0].text


def test_the_log_tells_of_a_refusal_once_an_hour(world: DeskWorld, caplog: pytest.LogCaptureFixture) -> None:
    error = GrantRefused("over", remedy="Make a new one.", error="invalid_client", trace="Trace ID: 12")
    for _ in range(9):
        note_trouble(world.desk, by_token(world), MAILBOX, error)
        world.clock.at += timedelta(minutes=15)
    lines = [vars(record)["fields"] for record in caplog.records if record.message == "access.refused"]
    assert len(lines) == 3
    assert lines[0]["trace"] == "Trace ID: 12"


def test_figures_tell_how_long_access_holds(world: DeskWorld) -> None:
    names = [name for name, _, _ in access_figures(by_token(world), world.desk.store)]
    assert names == ["access_good_until_seconds", "secret_expires_seconds"]
    assert list(access_figures(world.settings, world.desk.store)) == []


class ShutRelay(MemoryRelay):
    def probe(self) -> frozenset[str]:
        raise GrantRefused("over", remedy="Make a new one.", error="invalid_client")


def test_a_provider_that_gives_no_token_for_days_costs_no_mail_and_sends_none_twice(world: DeskWorld) -> None:
    """Mail that came in meanwhile, and mail that had to wait to go out, is dealt with once when it heals."""
    settings, customers = by_token(world), [f"c{number}@example.com" for number in range(6)]
    world.write(customers[0], "Printer", "It smokes.", work=False)
    world.work_without_sending()
    for day, customer in enumerate(customers[1:]):
        world.write(customer, f"Printer {day}", "It smokes.", work=False)
        for _ in range(4):
            world.clock.at += timedelta(hours=6)
            world.world.passwords["it"] = "another"
            with pytest.raises(LoginRefused):
                world.receiver.open()
            note_trouble(
                world.desk, settings, MAILBOX, GrantRefused("over", remedy="", error="invalid_client")
            )
            while remind(world.desk):
                pass
            with pytest.raises(LoginRefused):
                send(world.desk, ShutRelay(world.world))
        assert world.world.sent == []
    assert problems(world, settings)
    world.world.passwords.clear()
    world.receiver.open()
    note_good(world.desk, MAILBOX)
    world.work()
    assert [world.kinds(customer).count("acknowledgement") for customer in customers] == [1] * len(customers)
    assert problems(world, settings) == []
    assert (
        status(settings, world.desk.store, world.clock.at, with_mailbox=False)["outbox"].get("failed", 0) == 0
    )


def test_a_sign_in_that_nobody_made_or_that_has_ended_is_a_problem_before_any_daemon_notices(
    world: DeskWorld,
) -> None:
    settings = by_token(world, oauth_client_secret=Secret(""), oauth_secret_expires=None)
    assert problems(world, settings) == [
        "The desk isn't let in: nobody has signed the desk in yet. Sign in: frontdesk login."
    ]
    now = world.clock.at
    access.sign_in(
        world.desk.store,
        client_id="app",
        mailbox=settings.imap_user,
        who="",
        refresh_token="rt-1",
        access_token="at-1",
        seconds=3600,
        expires_at=now,
        login_ends_at=None,
        now=now,
    )
    assert problems(world, settings) == []
    assert access.mark_dead(world.desk.store, 1, "the sign-in has ended\nfrontdesk login.")
    assert problems(world, settings) == ["The desk isn't let in: the sign-in has ended. frontdesk login."]
    shown = str(status(settings, world.desk.store, now, with_mailbox=False))
    assert "rt-1" not in shown
    assert "at-1" not in shown

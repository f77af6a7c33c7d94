"""A running desk follows its config.env: technicians come and go without a restart; nothing broken is taken over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from desk_world import SETTINGS, DeskWorld, desk_world

from frontdesk.cli.checks.check import check
from frontdesk.cli.troubles import troubles
from frontdesk.jobs.keep_settings import LiveSettings
from frontdesk.settings.load import load_settings
from frontdesk.settings.pages import settings_page
from frontdesk.settings.table import LIVE
from frontdesk.settings.table import SETTINGS as TABLE

ANN, NEW, MIA = "ann@example.org", "nina@example.org", "mia@example.org"


@dataclass
class Followed:
    """A desk that works by a file, which the tests write anew."""

    world: DeskWorld
    file: Path
    live: LiveSettings

    def write(self, **changed: str) -> None:
        lines = [f"{name}='{text}'" for name, text in {**SETTINGS, **changed}.items()]
        self.replace("\n".join(lines).encode())

    def replace(self, text: bytes) -> None:
        """As editors do it: another file under the name."""
        beside = self.file.with_name("config.env.new")
        beside.write_bytes(text)
        beside.replace(self.file)

    def look(self, times: int = 2) -> bool:
        told = [self.live.refresh() for _ in range(times)]
        return any(told)

    @property
    def troubles(self) -> str:
        return " ".join(troubles(self.world.desk.store, self.world.clock()))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Followed]:
    with desk_world(tmp_path / "desk.db") as world:
        file = tmp_path / "config.env"
        file.write_text("\n".join(f"{name}='{text}'" for name, text in SETTINGS.items()))
        read = partial(load_settings, {"DATABASE_URL": f"sqlite:///{tmp_path}/desk.db"}, file, with_key=False)
        settings = replace(read(), secret_key=world.settings.secret_key)
        beside = replace(world.desk)
        yield Followed(world, file, LiveSettings(world.desk, settings, file, read, (beside,)))


def test_a_technician_who_was_added_is_told_of_the_next_request(desk: Followed) -> None:
    desk.write(TECHNICIANS=f"{SETTINGS['TECHNICIANS']}, Nina New <{NEW}>")
    assert not desk.look(1)
    desk.world.write("carl@example.com", "Printer", "It smokes.")
    assert desk.world.last(NEW).kind == "notification"
    assert desk.troubles == ""


def test_one_who_was_taken_off_writes_as_anybody_does(desk: Followed) -> None:
    desk.write(TECHNICIANS=f"Nina New <{NEW}>", MANAGERS=f"Mia Boss <{MIA}>")
    desk.look()
    desk.world.write("carl@example.com", "Printer", "It smokes.")
    assert [one.kind for one in desk.world.inbox(ANN)] == []
    assert desk.world.last(NEW).kind == "notification"


def test_who_sends_beside_the_reader_follows_too(desk: Followed) -> None:
    desk.write(TECHNICIANS=f"Nina New <{NEW}>", SMTP_PER_MINUTE="30", ATTACH_UP_TO="2 MB")
    desk.look()
    (beside,) = desk.live._others
    assert [person.email for person in beside.policy.technicians] == [NEW]
    assert (beside.mails_a_minute, beside.attach_up_to) == (30, 2_000_000)


BROKEN = [
    b"TECHNICIANS=nobody\n",
    b"",
    "DESK_NAME=Büro\n".encode("utf-16"),
    b"DESK_NAME='never closed\n",
    b"\xff\x00\xfe",
    b"DESK_HOURS=always\nTECHNICIANS=ann@example.org\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_cannot_be_used_changes_nothing_and_the_managers_hear_once(
    desk: Followed, text: bytes
) -> None:
    before = desk.world.desk.policy
    desk.replace(text)
    assert desk.look(5)
    assert desk.world.desk.policy == before
    desk.world.work()
    told = [letter for letter in desk.world.inbox(MIA) if "config.env can't be used" in letter.subject]
    assert len(told) == 1
    assert "settings from before are in force" in " ".join(told[0].text.split())
    assert "config.env can't be used as it is now" in desk.troubles
    desk.write()
    assert not desk.look()
    assert desk.troubles == ""


def test_a_file_that_an_editor_is_just_writing_is_no_news(desk: Followed) -> None:
    desk.replace(b"TECHNICIANS=")
    assert not desk.look(1)
    desk.write(DESK_NAME="Help")
    assert not desk.look()
    assert desk.world.desk.policy.desk_name == "Help"
    desk.file.unlink()
    assert not desk.look(1)
    desk.write(DESK_NAME="Help again")
    assert not desk.look()
    assert desk.world.desk.policy.desk_name == "Help again"


def test_what_needs_a_restart_is_said_and_the_rest_is_taken_over(desk: Followed) -> None:
    desk.write(IMAP_HOST="127.0.0.2", IMAP_PASSWORD="other", DESK_NAME="Help")
    desk.look()
    assert desk.world.desk.policy.desk_name == "Help"
    assert "was changed in IMAP_HOST, IMAP_PASSWORD" in desk.troubles
    assert "other" not in desk.troubles
    desk.write(DESK_NAME="Help")
    desk.look()
    assert desk.troubles == ""


# Another value for each setting that a running desk takes over.
CHANGED = {
    "ATTACH_UP_TO": "25 MB",
    "CHASE_AFTER": "5d",
    "CHECK_INS_A_WEEK": "7",
    "CHECK_INS_BY": "desk",
    "CHECK_INS_WITH": "people",
    "CHECK_IN_EVERY": "90 days",
    "CLOSE_AFTER": "6d",
    "CURRENCY": "CHF",
    "CUSTOMER_DOMAINS": "example.com",
    "DESK_HOLIDAYS": "12-25",
    "DESK_HOURS": "24/7",
    "DESK_LANGUAGE": "de",
    "DESK_LANGUAGES": "de, en",
    "DESK_NAME": "Help",
    "DESK_TAG": "HELP",
    "FIRST_RESPONSE_WITHIN": "normal=2h",
    "FOLLOW_UP_AFTER": "4d",
    "KEEP_RATING_WORDS": "2 years",
    "KEEP_TEXTS": "3 years",
    "LOW_RATINGS_TO": "managers",
    "MANAGERS": f"Nina New <{NEW}>",
    "OUTAGE_ALARM": "off",
    "PLUS_ADDRESSING": "yes",
    "RATE_PER_HOUR": "80",
    "REOPEN_WITHIN": "20 days",
    "REPORT_EVERY": "week",
    "REPORT_TECHNICIANS": "off",
    "RESOLVE_WITHIN": "normal=2d",
    "REVIEW_EVERY": "off",
    "SEND_DELAY": "2 minutes",
    "SMTP_PER_MINUTE": "30",
    "START_FROM": "48 hours",
    "SURVEY_AFTER": "2h",
    "SURVEY_AT_MOST_EVERY": "60 days",
    "SURVEY_WITH": "follow-up",
    "TAG_PERMISSIONS": "merge=manager",
    "TECHNICIANS": f"Nina New <{NEW}>",
    "TECHNICIAN_ALIASES": f"a.lee@example.net={ANN}",
    "TRUSTED_AUTHSERV_ID": "mx.example.org",
    "WARN_BEFORE": "50%",
}


@pytest.mark.parametrize("name", sorted(LIVE))
def test_each_setting_that_is_called_live_reaches_the_running_desk(desk: Followed, name: str) -> None:
    def works_by() -> object:
        now = desk.world.desk
        return now.policy, now.attach_up_to, now.mails_a_minute

    before = works_by()
    desk.write(**{name: CHANGED[name]})
    desk.look()
    assert works_by() != before
    assert desk.troubles == ""


def test_departments_and_what_people_said_stay_as_they_are(desk: Followed) -> None:
    directory = desk.world.desk.policy.directory
    desk.write(DESK_NAME="Help")
    desk.look()
    assert desk.world.desk.policy.directory is directory


def test_the_settings_page_marks_what_is_live() -> None:
    page = settings_page()
    for name in TABLE:
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}`"))
        assert ("↻" in row) == (name in LIVE)


def test_check_says_what_the_environment_keeps_from_being_changed(tmp_path: Path) -> None:
    file = tmp_path / "config.env"
    file.write_text("\n".join(f"{name}='{text}'" for name, text in SETTINGS.items()))
    settings = load_settings({"MANAGERS": MIA, "DATABASE_URL": f"sqlite:///{tmp_path}/desk.db"}, file)
    first = [finding.what for finding in list(check(settings))[:3]]
    assert any("the environment gives MANAGERS" in what for what in first)

"""Reports by mail: asked for with a tag, sent by themselves after each month, refused with a right example."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, Headers, desk_world

from frontdesk.db import state
from frontdesk.db.apply import ASKED_REPORT

ANN, ANN_AT = "Ann Lee <ann@example.org>", "ann@example.org"
MIA, MIA_AT = "Mia Boss <mia@example.org>", "mia@example.org"
CARL = "Carl Cole <carl@example.com>"
PROVEN: Headers = {
    "Authentication_Results": "mx.example.org; dkim=pass header.d=example.org; spf=pass smtp.mailfrom=example.org"
}
SETTINGS = {"TRUSTED_AUTHSERV_ID": "mx.example.org"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db", **SETTINGS) as world:
        yield world


def worked_on(world: DeskWorld, department: str = "Sales") -> None:
    world.write(f"{department.lower()}@example.com", f"Printer of {department}", "The printer is on strike.")
    world.clock.at += timedelta(minutes=30)
    world.answer(
        ANN,
        world.last(ANN_AT, "notification"),
        "Try the other tray.",
        subject=f"[resolved] [department={department}]",
    )


def reports(world: DeskWorld, who: str) -> list[str]:
    return [letter.subject for letter in world.inbox(who) if letter.kind == "report"]


def wishes(world: DeskWorld) -> list[tuple[str]]:
    return world.desk.store.all("SELECT name FROM state WHERE name LIKE ?", f"{ASKED_REPORT}%")


def ask(world: DeskWorld, who: str, words: str) -> str:
    """The kind of the mail that answers it."""
    world.write(who, words, "", **PROVEN)
    address = who.partition("<")[2].rstrip(">")
    return world.last(address).kind


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("[report]", "[IT] March: 2 requests, 2 resolved, 0 open"),
        ("[report last month]", "[IT] March: 2 requests, 2 resolved, 0 open"),
        ("[report=2026-03]", "[IT] March: 2 requests, 2 resolved, 0 open"),
        ("[bericht letzter Monat]", "[IT] March: 2 requests, 2 resolved, 0 open"),
        ("[report sales]", "[IT] March, Sales: 1 request, 1 resolved, 0 open"),
        ("[report Sales last month]", "[IT] March, Sales: 1 request, 1 resolved, 0 open"),
        ("[report last-month Legal]", "[IT] March, Legal: 1 request, 1 resolved, 0 open"),
        ("[report this quarter]", "[IT] 1 April 2026 - 30 June 2026: 0 requests, 0 resolved, 0 open"),
    ],
)
def test_a_manager_asks_for_a_period_or_a_department(world: DeskWorld, words: str, subject: str) -> None:
    worked_on(world)
    worked_on(world, "Legal")
    world.clock.at = datetime(2026, 4, 2, 10, tzinfo=UTC)
    world.work()
    before = len(reports(world, MIA_AT))
    ask(world, MIA, words)
    found = reports(world, MIA_AT)[before:]
    assert [one.replace("April - June 2026", "1 April 2026 - 30 June 2026") for one in found] == [subject]


@pytest.mark.parametrize(
    ("who", "words", "right"),
    [
        (MIA, "[report Slaes]", "[report Sales]"),
        (MIA, "[report last-moon]", "[report"),
        (ANN, "[report]", "[report mine]"),
        (ANN, "[report Sales]", "[report mine]"),
        (ANN, "[report nonsense]", "[report mine]"),
    ],
)
def test_a_wrong_wish_is_refused_with_a_right_one(world: DeskWorld, who: str, words: str, right: str) -> None:
    worked_on(world)
    assert ask(world, who, words) == "refusal"
    address = who.partition("<")[2].rstrip(">")
    assert right in world.last(address).text
    assert reports(world, address) == []
    assert wishes(world) == []


def test_a_department_with_a_comma_in_its_name_is_not_two(world: DeskWorld) -> None:
    worked_on(world)
    worked_on(world, "Lab, North")
    for subject in ("[report Lap]", "[review=Lap]"):
        assert ask(world, MIA, subject) == "refusal"
        assert '"Lab, North", Sales' in world.last(MIA_AT).text


def test_a_technician_gets_their_own_figures_and_nobody_elses(world: DeskWorld) -> None:
    worked_on(world)
    assert ask(world, ANN, "[report mine this month]") == "notice"
    letter = world.last(ANN_AT)
    assert "Your figures, March 2026" in letter.text
    assert "Bob" not in letter.text
    assert reports(world, ANN_AT) == reports(world, MIA_AT) == []


def test_a_customers_report_is_words(world: DeskWorld) -> None:
    world.write(CARL, "[report]", "Our quarterly report doesn't print.")
    assert world.request(1).subject == "[report]"
    assert reports(world, "carl@example.com") == []


def test_a_forged_wish_brings_nothing(world: DeskWorld) -> None:
    worked_on(world)
    forged = (
        "mx.example.org; dkim=fail; spf=fail smtp.mailfrom=evil.example; dmarc=fail header.from=example.org"
    )
    world.write(MIA, "[report]", "", Authentication_Results=forged)
    assert reports(world, MIA_AT) == []


def test_the_report_comes_by_itself_on_the_first_open_morning_and_once(world: DeskWorld) -> None:
    """Begun on 2 March, which isn't the whole of March: the first report is April's, on Friday 1 May at nine."""
    worked_on(world)
    world.pass_time(datetime(2026, 4, 30, 12, tzinfo=UTC) - world.clock.at)
    assert reports(world, MIA_AT) == []
    world.pass_time(timedelta(days=1))
    assert reports(world, MIA_AT) == ["[IT] April: 0 requests, 0 resolved, 0 open"]
    (letter,) = [one for one in world.inbox(MIA_AT) if one.kind == "report"]
    assert letter.header("Date").startswith("Fri, 01 May 2026 09:00")
    world.pass_time(timedelta(days=20))
    assert len(reports(world, MIA_AT)) == 1


def test_a_desk_that_slept_sends_the_last_period_only(world: DeskWorld) -> None:
    worked_on(world)
    world.clock.at = datetime(2026, 9, 15, 10, tzinfo=UTC)
    world.work()
    assert reports(world, MIA_AT) == ["[IT] August: 0 requests, 0 resolved, 0 open"]


def test_no_report_where_none_is_wanted(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", REPORT_EVERY="off") as world:
        worked_on(world)
        world.pass_time(timedelta(days=70))
        assert reports(world, MIA_AT) == []


def test_a_wish_survives_a_crash_before_it_is_mailed(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frontdesk.jobs import reports as job

    worked_on(world)
    with monkeypatch.context() as broken:
        broken.setattr(job, "put_report", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ask(world, MIA, "[report this month]")
    assert state.known(world.desk.store, [row[0] for row in wishes(world)])
    world.work()
    assert len(reports(world, MIA_AT)) == 1


def test_two_who_ask_in_one_moment_each_get_theirs(world: DeskWorld) -> None:
    worked_on(world)
    world.write(MIA, "[report]", "", work=False, **PROVEN)
    world.write(MIA, "[report last month]", "", work=False, **PROVEN)
    world.work()
    assert len(reports(world, MIA_AT)) == 2

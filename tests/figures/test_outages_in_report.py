"""An outage in the report: forty people whom one mail answers must not make the month's median."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, PROVEN, asked, does, notified, team_world, told

from frontdesk.reports.as_csv import figures as as_lines
from frontdesk.reports.as_json import as_object
from frontdesk.reports.mail import values_of
from frontdesk.reports.make import make_report
from frontdesk.reports.page import page
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.report import Report

EIGHT_WORKED = 8


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        yield world


@pytest.fixture(scope="module")
def outaged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Report, Report, DeskWorld]]:
    """A desk before and after an outage of forty people; its parent is the ninth request."""
    with team_world(tmp_path_factory.mktemp("desk") / "desk.db", TOPICS_FILE="") as world:
        worked(world)
        before = report_of(world)
        assert outage(world, 40) == EIGHT_WORKED + 1
        yield before, report_of(world), world


def worked(world: DeskWorld) -> None:
    """Eight requests of a usual week, each answered after two hours and resolved after another."""
    for number in range(1, EIGHT_WORKED + 1):
        asked(world, f"Uma {number} <uma{number}@sales.example.org>", f"Chair {number} squeaks")
        world.clock.at += timedelta(hours=2)
        does(world, ANN, "", "We look at it.", number=number)
        world.clock.at += timedelta(hours=1)
        does(world, ANN, "[resolved]", "Oiled.", number=number)
        world.clock.at += timedelta(hours=21)
        if world.clock.at.weekday() == 5:
            world.clock.at += timedelta(days=2)


def outage(world: DeskWorld, people: int) -> int:
    """So many people write within the hour; one mail answers, one resolves. Gives the parent's number."""
    parent = max(world.numbers, default=0) + 1
    for number in range(people):
        world.clock.at += timedelta(minutes=1)
        asked(world, f"Vic {number} <vic{number}@works.example.org>", "VPN is down")
    sends(world, "[outage]", "The gateway is down.", parent)
    world.clock.at += timedelta(minutes=90)
    sends(world, "[resolved] [all]", "The gateway is up again.", parent)
    return parent


def sends(world: DeskWorld, tags: str, text: str, number: int) -> None:
    does(world, ANN, tags, text, number=number)
    question = world.inbox(ANN)[-1]
    assert "[send]" in question.text
    world.answer(ANN, question, "", subject="[send]", quote=False, Authentication_Results=PROVEN)
    world.work()


def report_of(world: DeskWorld, **how: Any) -> Report:
    policy = world.desk.policy
    world.pass_time(timedelta(days=5))
    period = periods.from_words("2026-03", policy.hours, world.clock.at)
    return make_report(world.desk.store, policy, period, world.clock.at, **how)


def test_children_count_as_requests_and_not_in_times_and_shares(
    outaged: tuple[Report, Report, DeskWorld],
) -> None:
    before, found, _ = outaged
    assert before.with_outages is None
    assert (found.total.requests, found.total.resolved) == (48, 48)
    usual, told_with = found.total, found.with_outages
    assert usual.first_response.n == EIGHT_WORKED + 1  # the parent is a request as any
    assert usual.first_response.median == before.total.first_response.median == 120
    assert usual.resolution.median == before.total.resolution.median
    assert usual.kept_response.n == usual.kept_resolution.n == EIGHT_WORKED + 1
    assert usual.handed_on.n == EIGHT_WORKED + 1
    assert told_with is not None
    assert told_with.first_response.n == 48
    assert told_with.first_response.median is not None
    assert told_with.first_response.median < 60
    assert told_with.requests == told_with.kept_response.n == 48
    assert found.children == 39
    assert len(found.first_answers) == EIGHT_WORKED + 1


def test_the_groups_add_up_to_the_whole(outaged: tuple[Report, Report, DeskWorld]) -> None:
    _, found, _ = outaged
    for groups in (found.labels, found.priorities, found.languages, found.departments):
        assert sum(group.figures.requests for group in groups) == found.total.requests
        assert sum(group.figures.resolved for group in groups) == found.total.resolved
        assert sum(group.figures.first_response.n for group in groups) == found.total.first_response.n
        assert sum(group.figures.kept_response.n for group in groups) == found.total.kept_response.n


def test_nobody_resolved_forty_requests_because_of_one_mail_to_all(world: DeskWorld) -> None:
    worked(world)
    outage(world, 12)
    (ann, *_) = report_of(world, with_times=True).work
    assert (ann.email, ann.resolved, ann.taken) == (ANN, EIGHT_WORKED + 1, EIGHT_WORKED + 1)
    assert ann.first_answer.n == EIGHT_WORKED + 1


def test_the_outage_itself_stands_in_the_report(outaged: tuple[Report, Report, DeskWorld]) -> None:
    _, found, world = outaged
    parent = EIGHT_WORKED + 1
    (one,) = found.outages
    assert (one.parent, one.topic, one.people) == (parent, "vpn", 40)
    assert timedelta(minutes=39) <= one.confirmed_after <= timedelta(minutes=42)
    assert one.over_after is not None
    assert timedelta(minutes=129) <= one.over_after <= timedelta(minutes=133)
    policy = world.desk.policy
    told_of = as_object(found, policy)
    assert told_of["outages"] == [
        {
            "parent": parent,
            "topic": "vpn",
            "began_at": told_of["outages"][0]["began_at"],
            "confirmed_after": 39,
            "people": 40,
            "over_after": told_of["outages"][0]["over_after"],
        }
    ]
    assert told_of["outages"][0]["over_after"] == 130
    assert told_of["outage_children"] == 39
    assert told_of["with_outages"]["first_response"]["n"] == 48
    json.dumps(told_of)
    html = page(found, policy)
    assert "Outages" in html
    assert f"#{parent}" in html
    values = values_of(found, policy, None)
    assert values["outages"][0]["people"] == 40
    assert values["outage_children"] == 39
    groups = {line[0] for line in as_lines(found)}
    assert {"total", "with outages"} <= groups


def test_a_manager_reads_of_it_in_the_mail(world: DeskWorld) -> None:
    worked(world)
    parent = outage(world, 12)
    world.write("Mia Boss <mia@example.org>", "[report this month]", "", Authentication_Results=PROVEN)
    world.pass_time(timedelta(minutes=5))
    text = told(world, "mia@example.org", "report")
    assert "## Outages" in text or "Outages" in text
    assert f"#{parent}" in text
    assert "12 people" in text
    assert "11 requests" in text  # they are in no time and in no share


def test_an_alarm_that_was_none_and_one_that_nobody_confirmed_are_no_outages(world: DeskWorld) -> None:
    worked(world)
    for name in ("a", "b", "c", "d", "e", "f"):
        world.clock.at += timedelta(minutes=2)
        asked(world, f"{name}{name} <{name}@works.example.org>", "VPN is down")
    does(world, ANN, "[no outage]", "", number=EIGHT_WORKED + 1)
    found = report_of(world)
    assert found.outages == ()
    assert found.children == 0
    assert [(note.key, note.number) for note in found.notes if note.key == "false alarms"] == [
        ("false alarms", 1)
    ]


def test_a_department_reads_of_its_own_people_alone(world: DeskWorld) -> None:
    worked(world)
    outage(world, 12)
    for number in (EIGHT_WORKED + 1, EIGHT_WORKED + 2):
        does(world, ANN, "[department=Works]", "", number=number)
    (one,) = report_of(world, department="Works").outages
    assert one.people == 2
    assert report_of(world, department="Sales").outages == ()


@pytest.mark.live
def test_postgresql_tells_of_outages_as_well(postgres_url: str) -> None:
    with team_world(postgres_url, TOPICS_FILE="") as world:
        parent = outage(world, 7)
        found = report_of(world)
        assert [(one.parent, one.people) for one in found.outages] == [(parent, 7)]
        assert (found.children, found.total.first_response.n) == (6, 1)
        asked(world, "Fay <fay@sales.example.org>", "The VPN screen in the lobby is black")
        asked(world, "Gus <gus@sales.example.org>", "Lobby: the VPN screen is black")
        assert "Perhaps the same as #8" in notified(world, ANN, 9).text

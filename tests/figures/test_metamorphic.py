"""How figures must move together, whatever they are: one more request, one in another department, another order.

Each test counts a desk of made-up requests, changes one thing, and counts again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from figures.stories import asked, at, counted, cycle, story

from frontdesk.rules.figures.cycle import Cycle, Entry
from frontdesk.rules.figures.figures import Figures
from frontdesk.rules.figures.report import Group, Report
from frontdesk.rules.figures.story import Story

DEPARTMENTS = (
    "Sales", "Legal", "Müller & Söhne", 'The "Lab"', "Works, Council", "IT", "HR", "Bau;Amt", "<b>Ops</b>", "Đà Nẵng",
    "=1+1", "O'Hara", "Łódź", "Ærø",
)  # fmt: skip
LABELS = ((), ("vpn",), ("vpn", "printing"), ("phone",))
SEEDS = range(4)


def a_desk(seed: int, number: int = 140) -> list[Story]:
    chance = random.Random(seed)
    return [one(chance, DEPARTMENTS[n % 14]) for n in range(number)]


def one(chance: random.Random, department: str) -> Story:
    opened = at(1, 8, month=9) + timedelta(minutes=chance.randrange(74 * 24 * 60))
    cycles: list[Cycle] = []
    for n in range(1, chance.choice((1, 1, 1, 2, 3)) + 1):
        ended = cycles[-1].ended_at if cycles else opened
        if ended is None:
            break
        began = opened if n == 1 else ended + timedelta(minutes=chance.randrange(1, 20_000))
        rated = chance.choice((None, None, 1, 3, 5))
        resolved = chance.choice((None, 30, 400, 4000))
        cycles.append(
            cycle(
                n,
                began,
                answered=chance.choice((None, 5, 90, 1500)),
                resolved=resolved,
                department=department,
                priority=chance.choice(("low", "normal", "urgent")),
                ended_by=None if resolved is None else chance.choice(("resolved", "settled", "no answer")),
                owners=chance.choice((0, 1, 3)),
                asked_at=began + timedelta(minutes=9000) if rated and resolved else None,
                rating=rated if resolved else None,
            )
        )
    return story(cycles, labels=chance.choice(LABELS), language=chance.choice(("en", "de")))


def groups_of(report: Report) -> dict[str, Sequence[Group]]:
    return {
        "department": report.departments,
        "label": report.labels,
        "priority": report.priorities,
        "language": report.languages,
    }


def numbers(figures: Figures) -> list[int]:
    """Everything of a group that adds up over groups that share no request."""
    shares = (
        figures.kept_response, figures.kept_resolution, figures.reopened, figures.one_answer, figures.handed_on,
    )  # fmt: skip
    times = (figures.first_response, figures.resolution, figures.resolution_elapsed)
    backlog, ratings = figures.backlog, figures.ratings
    return [
        *(figures.requests, figures.resolved, figures.no_answer, figures.not_yet_known, figures.minutes.n),
        *(part for each in shares for part in (each.k, each.n)),
        *(part for each in times for part in (each.n, each.open)),
        *(backlog.count, backlog.without_owner, backlog.late, backlog.by, *backlog.bands.values()),
        *(ratings.asked, ratings.answered, *ratings.counts, ratings.low_ratings, ratings.recovered),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sums_of_the_groups_are_the_whole(seed: int) -> None:
    report = counted(a_desk(seed))
    for kind in ("department", "priority", "language"):
        groups = groups_of(report)[kind]
        for now, whole in ((True, report.total), (False, report.before)):
            parts = [numbers(group.figures if now else group.before) for group in groups]
            assert [sum(column) for column in zip(*parts, strict=True)] == numbers(whole), kind
    assert sum(week.came for week in report.weeks) == report.total.requests
    assert sum(report.arrivals.values()) == report.total.requests
    assert report.weeks[-1].open == report.total.backlog.count
    assert sum(report.total.backlog.bands.values()) == report.total.backlog.count


@pytest.mark.parametrize("seed", SEEDS)
def test_one_request_more_changes_its_own_groups_and_no_others(seed: int) -> None:
    """Fourteen departments of ten requests each, and one request more of each of them in turn."""
    desk = a_desk(seed, 280)
    before = counted(desk)
    for name in DEPARTMENTS:
        more = asked(department=name)
        more = more._replace(labels=("vpn",), language="de")
        after = counted([*desk, more])
        assert after.total.requests == before.total.requests + 1
        moved = {
            kind: {old.name for old in groups if old not in groups_of(after)[kind]}
            for kind, groups in groups_of(before).items()
        }
        named = name if name in {group.name for group in before.departments} else ""  # "": summed with others
        assert moved == {"department": {named}, "label": {"vpn"}, "priority": {"normal"}, "language": {"de"}}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_request_of_another_department_moves_from_one_to_the_other(seed: int) -> None:
    desk = a_desk(seed, 280)
    before = counted(desk)
    given, taken = desk[0].cycles[0].department, "Legal" if desk[0].cycles[0].department != "Legal" else "HR"
    moved = desk[0]._replace(cycles=tuple(each._replace(department=taken) for each in desk[0].cycles))
    after = counted([moved, *desk[1:]])
    assert (after.total, after.labels, after.priorities, after.languages, after.weeks) == (
        *(before.total, before.labels, before.priorities, before.languages),
        before.weeks,
    )
    # Groups are ordered by their requests, so they are compared by name.
    old, new = ({group.name: group for group in report.departments} for report in (before, after))
    assert {name for name in old if old[name] != new.get(name)} <= {given, taken}


def shuffled(desk: list[Story]) -> list[Story]:
    return random.Random(1).sample(desk, len(desk))


def and_long_ago(desk: list[Story]) -> list[Story]:
    """Done, asked and due before both periods, or begun after them."""
    return [*desk, asked(at(5, month=6)), asked(at(13, month=11))]


def and_what_is_none(desk: list[Story]) -> list[Story]:
    """The team's own, spam and merged ones: named beside the figures, in none of them."""
    team, spam, merged = asked(source="team"), asked(), asked(ended_by="merged")
    return [*desk, team, spam._replace(spam=True), merged._replace(merged=True)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("change", [list, shuffled, and_long_ago, and_what_is_none])
def test_what_changes_no_figure(seed: int, change: Callable[[list[Story]], list[Story]]) -> None:
    """Counted again, in another order, with requests that lie elsewhere, with what is no request: the same bytes."""
    desk = a_desk(seed)
    before, after = counted(desk), counted(change(desk))
    assert repr(replace(after, notes=())) == repr(replace(before, notes=()))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_department_alone_is_what_it_is_among_all(seed: int) -> None:
    desk = a_desk(seed, 280)
    whole = {group.name: group.figures for group in counted(desk).departments if not group.groups}
    for name in DEPARTMENTS[:4]:
        assert counted(desk, department=name).total == whole[name]


@pytest.mark.parametrize("seed", SEEDS)
def test_stated_time_is_of_the_department_of_its_day_whichever_report_tells_it(seed: int) -> None:
    chance, desk = random.Random(seed), a_desk(seed, 140)
    entries = {
        each.number: [
            Entry(
                each.number, 1, at(chance.randrange(1, 30)), "ann@example.org", chance.randrange(1, 90), name
            )
            for name in chance.sample(DEPARTMENTS, 2)
        ]
        for each in desk
        if each.is_counted
    }
    for name in DEPARTMENTS:
        alone = counted(desk, entries=entries, department=name).total.minutes.sum
        assert alone == sum(
            one.minutes for some in entries.values() for one in some if one.department == name
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_that_comes_later_makes_no_time_shorter(seed: int) -> None:
    times = []
    for later in (0, 60, 600, 6000):
        desk = [
            each._replace(
                cycles=tuple(
                    c._replace(
                        first_reply_at=c.first_reply_at and c.first_reply_at + timedelta(minutes=later)
                    )
                    for c in each.cycles
                )
            )
            for each in a_desk(seed)
        ]
        times.append(counted(desk).total)
    for one_, two in pairwise(times):
        assert (one_.first_response.median or 0) <= (two.first_response.median or 0)
        assert one_.kept_response.k >= two.kept_response.k
        assert one_.kept_response.n <= two.kept_response.n

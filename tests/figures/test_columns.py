"""What is of a whole request stands in the row of each of its cycles, whichever of them a rule looks at."""

from __future__ import annotations

from datetime import timedelta

from figures.stories import HOURS, at, counted, cycle, in_columns, story

from frontdesk.rules.clock.passed import BusinessMinutes
from frontdesk.rules.figures.columns import NEVER, Columns


def twice() -> Columns:
    """Opened on Monday at nine and closed without a word at ten; opened again on Tuesday, answered, done at eleven."""
    first = cycle(1, at(5), answered=None, resolved=60, wait_minutes=20)
    again = cycle(2, at(6), answered=30, resolved=120, wait_minutes=10)
    return in_columns(story([first, again]))


def test_the_whole_request_stands_in_each_of_its_rows() -> None:
    its = twice()
    assert (its.firsts, its.lasts, its.begins) == ([0], [1], [0, 0])
    assert its.opened == [at(5)] * 2
    assert its.answered == [at(6, 9, 30)] * 2
    assert its.over == [at(6, 11)] * 2
    assert its.waits == [30, 30]
    assert its.came_back == [True, False]


def test_a_wait_that_is_not_known_makes_the_whole_unknown() -> None:
    unknown = cycle(1, at(5), wait_minutes=None)
    assert in_columns(story([unknown, cycle(2, at(6))])).waits == [None, None]


def test_minutes_are_those_of_the_department_that_the_cycle_had() -> None:
    its = twice()
    its.department = ["Sales", "Night shift"]
    asked: list[str] = []

    def clock(department: str) -> BusinessMinutes:
        asked.append(department)
        return BusinessMinutes(HOURS)

    its.reckon(clock)
    assert asked == ["Sales", "Night shift"]
    assert its.until_answered[0] == 8 * 60 + 30
    assert its.lasted == [60, 120]
    assert its.took == [60, 8 * 60 + 120]


def test_what_runs_is_one_of_each_request() -> None:
    """No event tells when the first cycle ended: it was open, and only once."""
    first, again = cycle(1, at(5), resolved=None), cycle(2, at(6), resolved=None)
    its = in_columns(story([first, again]))
    assert its.ended[0] is NEVER
    assert its.running(at(7)) == [0]
    assert its.running(at(5)) == []
    total = counted([story([first, again])]).total
    assert (total.backlog.count, total.backlog.oldest_age) == (
        1,
        (at(1, 0, month=11) - at(5)) // timedelta(minutes=1),
    )


def test_requests_that_are_left_out_take_all_of_their_rows_with_them() -> None:
    its = twice()
    assert its.without(set()) is its
    assert its.without({its.number[0]}).firsts == []
    assert its.without({its.number[0]}).running(at(5, 9, 30)) == []

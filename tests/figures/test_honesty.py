"""The rules of honesty, as a manager would check them: a test a promise, on an October that can be counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from figures.stories import NOW, OCTOBER, asked, at, counted, cycle, days, story

from frontdesk.rules.figures.figures import Share
from frontdesk.rules.figures.story import Story


def test_no_percentage_below_20_and_one_from_20() -> None:
    few = counted([asked() for _ in range(19)]).total.kept_response
    assert few == Share(19, 19)
    enough = counted([asked() for _ in range(20)]).total.kept_response
    assert (enough.k, enough.n, enough.share) == (20, 20, 1.0)
    assert enough.low is not None
    assert enough.low < 0.85


def test_no_median_below_6_and_no_nine_of_ten_below_20() -> None:
    assert counted([asked() for _ in range(5)]).total.first_response.median is None
    six = counted([asked(answered=10 * n) for n in range(1, 7)]).total.first_response
    assert (six.n, six.median, six.p90) == (6, 30, None)
    twenty = counted([asked(answered=n) for n in range(1, 21)]).total.first_response
    assert (twenty.median, twenty.p90, twenty.low, twenty.high) == (10, 18, 6, 15)


def test_no_rating_below_5() -> None:
    four = counted([asked(asked_at=at(8), rating=5) for _ in range(4)]).total.ratings
    assert (four.asked, four.answered, four.content, four.low, four.worst) == (4, 4, None, None, None)
    five = counted([asked(asked_at=at(8), rating=5) for _ in range(5)]).total.ratings
    assert five.content == 1.0
    assert five.low == pytest.approx(0.5655, abs=1e-4)


def test_content_stands_between_what_it_could_be_at_worst_and_at_best() -> None:
    """38 content of 41 of 97 asked."""
    ratings = [5] * 30 + [4] * 8 + [3, 2, 1] + [None] * 56
    found = counted([asked(asked_at=at(8), rating=each) for each in ratings]).total.ratings
    assert (found.asked, found.answered, found.counts) == (97, 41, [1, 1, 1, 8, 30])
    assert found.content == pytest.approx(38 / 41, abs=1e-4)
    assert found.worst == pytest.approx(0.3918, abs=1e-4)
    assert found.best == pytest.approx(0.9691, abs=1e-4)


def test_an_unanswered_request_counts_with_its_age() -> None:
    """Five were answered in half an hour; five lie there since Monday the 5th. Half within "more than", not 0:30."""
    open_ones = [asked(at(5), answered=None, resolved=None) for _ in range(5)]
    found = counted([asked() for _ in range(4)] + open_ones).total.first_response
    assert (found.n, found.open) == (9, 5)
    assert found.at_least
    assert found.median == 20 * 8 * 60


def test_what_is_answered_after_the_period_is_no_longer_open_when_the_report_is_made() -> None:
    late = asked(at(30, 16), answered=None, resolved=None)
    answered = story([late.cycles[0]._replace(first_reply_at=at(2, 10, month=11), replies=1)])
    found = counted([asked() for _ in range(5)] + [answered]).total.first_response
    assert (found.open, found.at_least) == (0, False)


def test_what_was_done_without_a_word_from_us_is_left_out_and_named() -> None:
    settled = asked(answered=None, ended_by="settled")
    report = counted([asked() for _ in range(6)] + [settled])
    assert report.total.first_response.n == 6
    assert ("silence", 1) in [(note.key, note.number) for note in report.notes]


def test_a_call_is_in_no_first_response_and_named() -> None:
    report = counted([asked() for _ in range(6)] + [asked(source="technician")])
    total = report.total
    assert (total.requests, total.first_response.n, total.kept_response.n) == (7, 6, 6)
    assert ("phone", 1) in [(note.key, note.number) for note in report.notes]


# --- targets


def test_targets_are_judged_by_what_the_acknowledgement_promised() -> None:
    late = asked(answered=241)
    assert counted([late]).total.kept_response == Share(0, 1)
    assert counted([asked(answered=240)]).total.kept_response == Share(1, 1)


def test_unanswered_and_late_is_missed_also_when_it_was_opened_before_the_period() -> None:
    """Opened on 30 September, promised for 1 October: it fell due in October."""
    waiting = asked(at(30, month=9), answered=None, resolved=None, promised=24 * 60)
    total = counted([waiting]).total
    assert (total.requests, total.kept_response) == (0, Share(0, 1))


def test_what_was_settled_before_its_answer_fell_due_is_no_missed_promise() -> None:
    assert counted([asked(answered=None, ended_by="settled")]).total.kept_response == Share(0, 0)
    too_late = asked(answered=None, resolved=300, ended_by="settled")
    assert counted([too_late]).total.kept_response == Share(0, 1)


def test_a_missed_target_stays_missed_when_the_customer_reopens() -> None:
    """Resolved after two days instead of one; reopened; resolved again within the hour."""
    first = cycle(1, at(5), resolved=2 * 24 * 60, due=24 * 60, missed_at=at(6))
    again = cycle(2, at(8), resolved=60, due=24 * 60)
    total = counted([story([first, again])]).total
    assert total.kept_resolution == Share(0, 1)


def test_a_target_lowered_after_it_was_missed_stays_missed() -> None:
    healed = cycle(1, at(5), resolved=2 * 24 * 60, due=10 * 24 * 60, missed_at=at(6), priority="low")
    assert counted([story([healed])]).total.kept_resolution == Share(0, 1)


def test_a_request_that_still_runs_has_missed_what_fell_due_and_not_what_stands_still() -> None:
    from frontdesk.rules.figures.cycle import Stood

    late = cycle(1, at(5), resolved=None)
    waits = cycle(1, at(5), resolved=None, stood=(Stood("waiting", at(5, 10)),))
    assert counted([story([late])]).total.kept_resolution == Share(0, 1)
    assert counted([story([waits])]).total.kept_resolution == Share(0, 0)


# --- reopened, one answer, many hands


def again(first_end: int, gap: timedelta, source: str = "customer") -> Story:
    first = cycle(1, at(5), resolved=first_end)
    began = at(5) + timedelta(minutes=first_end) + gap
    return story([first, cycle(2, began, source=source)])


def test_reopened_counts_the_customers_within_14_days_and_names_the_young_ones() -> None:
    within, beyond = again(60, timedelta(days=13)), again(60, timedelta(days=15))
    by_us, young = again(60, timedelta(days=2), "technician"), asked(at(28))
    total = counted([within, beyond, by_us, young]).total
    # the second cycles of the first two ended on the 18th and the 20th: they are younger than 14 days
    assert (total.reopened.k, total.reopened.n, total.not_yet_known) == (1, 4, 3)
    assert total.resolved == 7


def test_one_answer_is_one_reply_by_one_person_that_holds() -> None:
    two = asked(replies=2)
    handed = asked(owners=2)
    total = counted([asked(), two, handed, again(60, timedelta(days=1))]).total
    assert (total.one_answer.k, total.one_answer.n) == (2, 5)


def test_many_hands_are_three_or_more() -> None:
    report = counted([asked(owners=3), asked(owners=2), asked()])
    assert (report.total.handed_on.k, report.total.handed_on.n) == (1, 3)
    assert len(report.many_hands) == 1


# --- resolution


def test_resolution_runs_from_the_opening_to_the_last_end_without_the_waits_of_all_cycles() -> None:
    """Mon 9:00 to Tue 9:30 with an hour's wait, reopened, done on Wed 10:00 after another half hour of waiting."""
    first = cycle(1, at(5), resolved=24 * 60 + 30, wait_minutes=60)
    second = cycle(2, at(6, 12), resolved=22 * 60, wait_minutes=30)
    total = counted([story([first, second]) for _ in range(6)]).total
    assert total.resolution.median == 2 * 8 * 60 + 60 - 90  # the time between counts
    assert total.resolution_elapsed.median == 49 * 60


def test_what_nobody_answered_spam_and_merged_is_no_resolution() -> None:
    silent = asked(ended_by="no answer")
    report = counted([asked(), silent, asked(ended_by="spam"), asked(ended_by="merged")])
    total = report.total
    assert (total.requests, total.resolved, total.no_answer, total.resolution.n) == (2, 1, 1, 1)
    named = {note.key: note.number for note in report.notes}
    assert (named["spam"], named["merged"], named["no answer"]) == (1, 1, 1)


def test_the_teams_own_requests_are_in_no_figure() -> None:
    report = counted([asked(source="team", rating=5, asked_at=at(9)), asked()])
    assert (report.total.requests, report.total.resolved, report.total.ratings.asked) == (1, 1, 0)
    assert ("team", 1) in [(note.key, note.number) for note in report.notes]


def test_waits_that_arent_known_leave_a_request_out_and_are_named() -> None:
    report = counted([asked(wait_minutes=None), asked()])
    assert (report.total.resolution.n, report.total.resolution_elapsed.n) == (1, 2)
    assert ("waits", 1) in [(note.key, note.number) for note in report.notes]


# --- the backlog


def test_the_backlog_is_what_was_open_at_the_end_whatever_happened_since() -> None:
    done_since = story(
        [asked(at(20), resolved=None).cycles[0]._replace(ended_at=at(3, month=11), ended_by="resolved")]
    )
    old = asked(at(1, month=8), resolved=None, owner=None)
    report = counted([asked(), done_since, old, asked(at(31, 10), resolved=None, promised=None)])
    backlog = report.total.backlog
    assert (backlog.count, backlog.oldest, backlog.without_owner) == (3, old.number, 1)
    assert backlog.bands == {"day": 1, "week": 0, "month": 1, "older": 1}
    assert backlog.oldest_age == 92 * 24 * 60 - 9 * 60
    assert backlog.by == 2  # old was open at the beginning, too


# --- changes


def test_a_change_is_called_one_only_when_it_is_more_than_chance() -> None:
    before = [asked(at(7, month=9)) for _ in range(131)]
    calm = counted(before + [asked() for _ in range(148)])
    wild = counted(before + [asked() for _ in range(190)])
    change = {one.figure: one for one in calm.changes}["requests"]
    assert (change.now, change.before, change.clear) == (148, 131, False)
    assert {one.figure: one for one in wild.changes}["requests"].clear


def test_a_slower_median_is_named_when_the_intervals_dont_meet() -> None:
    before = [asked(at(7, month=9), answered=30 + n) for n in range(30)]
    slower = counted(before + [asked(answered=90 + n) for n in range(30)])
    same = counted(before + [asked(answered=32 + n) for n in range(30)])
    assert {one.figure: one.clear for one in slower.changes}["first_response"]
    assert not {one.figure: one.clear for one in same.changes}["first_response"]


# --- groups and weeks


def test_groups_below_five_are_summed_into_others() -> None:
    stories = [asked(department="Sales") for _ in range(6)]
    stories += [asked(department=name) for name in ("Legal", "Legal", "Works Council", "Lab")]
    rows = counted(stories).departments
    assert [(row.name, row.groups, row.figures.requests) for row in rows] == [("Sales", 0, 6), ("", 3, 4)]


def test_a_request_with_two_rare_labels_is_once_in_the_sum_of_small_groups() -> None:
    both = [asked()._replace(labels=("fax", "modem")) for _ in range(3)]
    common = [asked()._replace(labels=("vpn", "fax")) for _ in range(2)] + [
        asked()._replace(labels=("vpn", "phone"), child=child) for child in (False, False, True)
    ]
    rows = [(row.name, row.groups, row.figures.requests) for row in counted(both + common).labels]
    # fax is on five of the eight requests; modem and phone are rare, and on six different ones
    assert rows == [("fax", 0, 5), ("vpn", 0, 5), ("", 2, 6)]
    (others,) = [row for row in counted(both + common).labels if row.groups]
    assert others.figures.first_response.n == 5  # an outage's child has no time of its own


def test_weeks_are_cut_at_the_periods_edges_and_add_up() -> None:
    stories = [asked(at(day, 10)) for day in range(1, 32)] + [asked(at(20, month=9), resolved=None)]
    report = counted(stories)
    assert sum(week.came for week in report.weeks) == report.total.requests == 31
    assert sum(week.went for week in report.weeks) == report.total.resolved
    assert len(report.weeks) == 5  # Thu 1 to Sat 31 October
    assert report.weeks[-1].open == report.total.backlog.count == 1


def test_an_empty_period_has_figures_and_none_of_them_divides_by_zero() -> None:
    report = counted([], days(date(2026, 10, 3), date(2026, 10, 4)))
    assert (report.total.requests, report.total.backlog.count, report.departments) == (0, 0, ())
    assert report.made_at == NOW
    assert OCTOBER.complete

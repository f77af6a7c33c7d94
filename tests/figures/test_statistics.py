"""The statistics against published examples, against brute force, and at their edges."""

from __future__ import annotations

import random
from itertools import combinations
from math import comb

import pytest

from frontdesk.rules.figures import statistics as st


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 5, 0.0, 0.434), (90, 97, 0.858, 0.965), (5, 5, 0.566, 1.0), (0, 0, 0.0, 1.0)],
)
def test_wilsons_interval_of_a_share(k: int, n: int, low: float, high: float) -> None:
    assert [round(end, 3) for end in st.wilson(k, n)] == [low, high]


def test_an_interval_holds_the_share_and_stays_within_0_and_1() -> None:
    for n in range(1, 60):
        for k in range(n + 1):
            low, high = st.wilson(k, n)
            assert 0 <= low <= k / n <= high <= 1


def test_newcombes_interval_of_a_difference() -> None:
    assert [round(end, 3) for end in st.newcombe((56, 70), (48, 80))] == [0.052, 0.334]
    assert [round(end, 4) for end in st.newcombe((9, 10), (3, 10))] == [
        0.1705,
        0.8090,
    ]  # Newcombe 1998, table II
    assert [round(end, 4) for end in st.newcombe((10, 10), (0, 10))] == [0.6075, 1.0]


def test_at_95_percent_a_difference_that_isnt_one_at_99() -> None:
    assert st.newcombe((54, 70), (48, 80))[0] > 0
    assert not st.shares_differ((54, 70), (48, 80))
    assert st.shares_differ((65, 70), (48, 80))
    assert not st.shares_differ((3, 3), (0, 0))


@pytest.mark.parametrize(
    ("now", "before", "differ"),
    [(148, 131, False), (200, 131, True), (131, 200, True), (9, 2, False), (12, 2, True), (0, 0, False)],
)
def test_counts_are_called_different_at_99_percent(now: int, before: int, differ: bool) -> None:
    assert st.counts_differ(now, before) is differ


def test_the_ranks_between_which_a_median_lies() -> None:
    assert st.median_ranks(20) == (6, 15)
    assert st.median_ranks(6) == (1, 6)
    assert st.median_ranks(5) is None


@pytest.mark.parametrize("n", [6, 7, 20, 33, 100, 999])
def test_the_ranks_are_the_narrowest_that_hold_95_percent(n: int) -> None:
    ranks = st.median_ranks(n)
    assert ranks is not None

    def outside(rank: int) -> float:
        return float(2 * sum(comb(n, i) for i in range(rank)) / 2**n)

    assert outside(ranks[0]) <= 0.05 < outside(ranks[0] + 1)
    assert ranks[0] + ranks[1] == n + 1


def test_the_ranks_of_many_go_on_where_the_exact_ones_end() -> None:
    exact, near = st.median_ranks(1000), st.median_ranks(1001)
    assert exact is not None
    assert near is not None
    assert abs(exact[0] - near[0]) <= 1


def test_a_percentile_is_a_value_that_really_happened() -> None:
    """Of n values at least the share is at or below it, and with one rank less it wouldn't be."""
    for n in range(1, 200):
        for percent in (50, 90):
            rank = st.nearest_rank(n, percent)
            assert 1 <= rank <= n
            assert 100 * rank >= percent * n > 100 * (rank - 1)


def test_two_medians_differ_when_their_intervals_dont_meet() -> None:
    assert st.intervals_apart((5, 9), (10, 12))
    assert not st.intervals_apart((5, 10), (10, 12))
    assert not st.intervals_apart((None, None), (10, 12))


def test_chance_alone_is_called_a_change_less_than_once_in_a_hundred() -> None:
    """Two samples of the same desk, drawn again and again: the rule of 7.1 cries wolf at most at its own rate."""
    chance, cried = random.Random(7), 0
    for _ in range(1500):
        now, before = (sorted(chance.expovariate(1) for _ in range(40)) for _ in range(2))
        low, high = st.median_ranks(40) or (1, 1)
        cried += st.intervals_apart((now[low - 1], now[high - 1]), (before[low - 1], before[high - 1]))
    assert cried <= 1500 * 0.012
    assert any(not st.shares_differ((k, 40), (j, 40)) for k, j in combinations(range(40), 2))

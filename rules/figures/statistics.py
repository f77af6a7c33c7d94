"""The few statistics that honest figures need: how far a share, a median or a change can be trusted. Pure arithmetic.

Small numbers are the rule at a desk, so every interval here holds for them: Wilson's for a share (E. B. Wilson,
1927), Newcombe's for the difference of two (R. G. Newcombe, 1998, method 10), ranks for a median, and the square
root that steadies counts (F. J. Anscombe, 1948).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, sqrt

Z95, Z99 = 1.959964, 2.575829
COUNTS_DIFFER = 2.58
# Below these a figure says more about chance than about the team, and isn't given.
PERCENT_FROM, MEDIAN_FROM, P90_FROM, RATING_FROM, GROUP_FROM = 20, 6, 20, 5, 5
_EXACT_UP_TO = 1000

Interval = tuple[float, float]


def wilson(k: int, n: int, z: float = Z95) -> Interval:
    """Between which shares the true one lies, when `k` of `n` were counted; (0, 1) when nothing was.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    if n <= 0:
        return 0.0, 1.0
    share, spread = k / n, z * z / n
    centre = share + spread / 2
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
    return (0.0 if k == 0 else max(0.0, low)), (1.0 if k == n else min(1.0, high))


def newcombe(now: tuple[int, int], before: tuple[int, int], z: float = Z95) -> Interval:
    """Between which values the difference of two shares lies, each as (k, n).

    >>> [round(end, 3) for end in newcombe((56, 70), (48, 80))]
    [0.052, 0.334]
    """
    if not (now[1] and before[1]):
        return -1.0, 1.0
    one, two = now[0] / now[1], before[0] / before[1]
    (low, high), (low_before, high_before) = wilson(*now, z), wilson(*before, z)
    difference = one - two
    return (
        difference - sqrt((one - low) ** 2 + (high_before - two) ** 2),
        difference + sqrt((high - one) ** 2 + (two - low_before) ** 2),
    )


def shares_differ(now: tuple[int, int], before: tuple[int, int]) -> bool:
    """Whether a share changed beyond chance, at 99 %."""
    low, high = newcombe(now, before, Z99)
    return low > 0 or high < 0


def counts_differ(now: int, before: int) -> bool:
    """Whether a count changed beyond chance, at 99 %."""
    return abs(2 * (sqrt(now + 0.375) - sqrt(before + 0.375)) / sqrt(2)) > COUNTS_DIFFER


def nearest_rank(n: int, percent: int) -> int:
    """The rank (from 1) of the percentile among `n` values: always one that really happened.

    >>> nearest_rank(20, 50), nearest_rank(20, 90), nearest_rank(7, 50)
    (10, 18, 4)
    """
    return max(1, ceil(n * percent / 100))


@lru_cache(maxsize=2048)
def median_ranks(n: int) -> tuple[int, int] | None:
    """The ranks (from 1) of the values between which the median lies at 95 %; None when there are too few.

    >>> median_ranks(20), median_ranks(5)
    ((6, 15), None)
    """
    rank = _rank_exactly(n) if n <= _EXACT_UP_TO else int((n - Z95 * sqrt(n)) / 2)
    return (rank, n + 1 - rank) if rank >= 1 else None


def _rank_exactly(n: int) -> int:
    """The largest rank below which the median lies with a chance of at most 1 in 40."""
    below, rank, whole, ways = 0, 0, 2**n, 1  # ways: comb(n, rank)
    while rank < n / 2:
        below += ways
        if 40 * below > whole:
            break
        ways = ways * (n - rank) // (rank + 1)
        rank += 1
    return rank


def intervals_apart(now: Sequence[float | None], before: Sequence[float | None]) -> bool:
    """Whether two medians differ: their 95 % intervals don't meet, which by chance alone happens to about 1 in 150."""
    (low, high), (low_before, high_before) = now, before
    if low is None or high is None or low_before is None or high_before is None:
        return False
    return low > high_before or high < low_before

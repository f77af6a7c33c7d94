"""The pauses between tries grow, and end after five days."""

from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.rules.clock.retries import GIVE_UP_AFTER, PAUSES, TRIES_AT_LEAST, next_try

MADE = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "tries, minutes",
    [(0, 1), (1, 1), (2, 5), (3, 10), (4, 20), (5, 40), (6, 60), (7, 60), (10, 240), (500, 240)],
)
def test_the_pause_follows_from_the_number_of_tries(tries: int, minutes: int) -> None:
    assert next_try(tries, MADE, MADE) == MADE + minutes * MINUTE


def test_pauses_never_shrink() -> None:
    assert list(PAUSES) == sorted(PAUSES)


def test_the_last_try_falls_on_the_end_and_none_comes_after() -> None:
    end = MADE + GIVE_UP_AFTER
    assert next_try(30, MADE, end - MINUTE) == end
    assert next_try(31, MADE, end) is None
    assert next_try(31, MADE, end + 100 * MINUTE) is None


def test_a_mail_that_could_not_be_tried_for_a_week_is_not_given_up_when_it_is_put_off_then() -> None:
    late = MADE + timedelta(days=7)
    assert next_try(1, MADE, late) == late + MINUTE
    assert next_try(TRIES_AT_LEAST - 1, MADE, late) == late + 40 * MINUTE
    assert next_try(TRIES_AT_LEAST, MADE, late) is None


def test_a_clock_set_back_does_not_give_up() -> None:
    assert next_try(1, MADE, MADE - timedelta(days=9)) == MADE - timedelta(days=9) + MINUTE

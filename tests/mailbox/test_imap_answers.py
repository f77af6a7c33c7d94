"""IMAP's answers as pure functions: dates, sets of UIDs, COPYUID."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.imap.answers import UNKNOWN_TIME, copied, expanded, fetched, internal_date, uid_set


@pytest.mark.parametrize(
    "text, expected",
    [
        (b"01-Mar-2026 08:30:15 +0000", datetime(2026, 3, 1, 8, 30, 15, tzinfo=UTC)),
        (b" 1-Mar-2026 08:30:15 +0100", datetime(2026, 3, 1, 7, 30, 15, tzinfo=UTC)),
        (b"1-mar-2026 23:30:15 -0530", datetime(2026, 3, 2, 5, 0, 15, tzinfo=UTC)),
        (b"29-Feb-2024 00:00:60 +0000", datetime(2024, 2, 29, 0, 0, 59, tzinfo=UTC)),
        (b"29-Feb-2023 00:00:00 +0000", UNKNOWN_TIME),
        (b"01-Foo-2026 08:30:15 +0000", UNKNOWN_TIME),
        (b"01-Jan-0000 00:00:00 +0000", UNKNOWN_TIME),
        (b"01-Jan-0001 00:00:00 +2359", UNKNOWN_TIME),
        (b"01-Jan-2026 00:00:00 +9999", UNKNOWN_TIME),
        (b"yesterday", UNKNOWN_TIME),
        (b"", UNKNOWN_TIME),
    ],
)
def test_an_internal_date_becomes_utc(text: bytes, expected: datetime) -> None:
    assert internal_date(text) == expected


@pytest.mark.parametrize(
    "uids, expected",
    [([], ""), ([7], "7"), ([1, 2, 3], "1:3"), ([3, 1, 2, 2, 9], "1:3,9"), ([1, 3, 5], "1,3,5")],
)
def test_uids_are_written_as_runs(uids: list[int], expected: str) -> None:
    assert uid_set(uids) == expected


@given(st.sets(st.integers(1, 4_294_967_295), max_size=50))
def test_a_set_of_uids_names_what_was_given_and_nothing_else(uids: set[int]) -> None:
    assert expanded(uid_set(sorted(uids)), 100) == sorted(uids)


def test_a_set_without_end_is_not_written_out() -> None:
    assert expanded("1:4294967295", 3) == [1, 2, 3]
    assert expanded("5:3,9", 10) == [5, 4, 3, 9]


@pytest.mark.parametrize(
    "line, expected",
    [
        (b"A1 OK [COPYUID 38505 304,319:320 3956:3958] Done", {304: 3956, 319: 3957, 320: 3958}),
        (b"* OK [copyuid 1 7 9] moved", {7: 9}),
        (b"A1 OK [COPYUID 1 7:9 1] short", {7: 1}),
        (b"A1 OK [COPYUID 1  ] none", {}),
        (b"A1 OK done", {}),
    ],
)
def test_copyuid_tells_the_new_numbers(line: bytes, expected: dict[int, int]) -> None:
    assert copied(line, 100) == expected


@given(st.lists(st.one_of(st.binary(max_size=60), st.tuples(st.binary(max_size=60), st.binary(max_size=20)))))
def test_no_answer_is_too_strange_to_be_read(parts: list[bytes | tuple[bytes, bytes]]) -> None:
    for answer in fetched(parts):
        assert answer.uid >= 0

"""Answers to a digest, line by line."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.rules.tags.digest_lines import DigestReading, read_digest_lines
from frontdesk.rules.tags.table import TAGS, TagSpec


def said(reading: DigestReading) -> list[tuple[int, list[str], str]]:
    return [
        (line.number, [f"{tag.name}={tag.value}" if tag.value else tag.name for tag in line.tags], line.text)
        for line in reading.lines
    ]


@pytest.mark.parametrize(
    ("line", "tags", "text"),
    [
        ("12 resolved  changed the cable", ["resolved"], "changed the cable"),
        ("12 resolved", ["resolved"], ""),
        ("12 assign=bob", ["assign=bob"], ""),
        ("12 snooze=3d", ["snooze=3d"], ""),
        ("#12 resolved", ["resolved"], ""),
        ("- 12 resolved", ["resolved"], ""),
        ("* #12 resolved", ["resolved"], ""),
        ("• 12 resolved", ["resolved"], ""),
        ("12 resolved: changed it", ["resolved"], "changed it"),
        ("12: resolved: changed it", ["resolved"], "changed it"),
        ("12 resolved. Changed it", ["resolved"], "Changed it"),
        ("12 resolved - changed it", ["resolved"], "changed it"),
        ("12 resolved, prio=high – changed it", ["resolved", "priority=high"], "changed it"),
        ("12 assign: bob", ["assign=bob"], ""),
        ("12 resolved it took 5 / 6 tries", ["resolved"], "it took 5 / 6 tries"),
        ("  12: resolved", ["resolved"], ""),
        ("12. resolved", ["resolved"], ""),
        ("12) resolved", ["resolved"], ""),
        ("[IT #12] resolved", ["resolved"], ""),
        ("IT-12 resolved", ["resolved"], ""),
        ("[#12] resolved", ["resolved"], ""),
        ("12 [resolved] changed it", ["resolved"], "changed it"),
        ("12 [resolved] done it", ["resolved"], "done it"),
        ("12 [resolved] [time=15m] changed it", ["resolved", "time=15m"], "changed it"),
        ("12 #resolved changed it", ["resolved"], "changed it"),
        ("12 #resolved #time=15m changed it", ["resolved", "time=15m"], "changed it"),
        ("12 @anna", ["assign=anna"], ""),
        ("12 @anna please look", ["assign=anna"], "please look"),
        ("12 assign bob please look", ["assign=bob"], "please look"),
        ("12 due fri 14:00 we come then", ["due=fri 14:00"], "we come then"),
        ("12 snooze 45 days", ["snooze=45 days"], ""),
        ("12 due in 2 days", ["due=2 days"], ""),
        ("12 waiting, prio=high which one?", ["waiting", "priority=high"], "which one?"),
        ("12 resolved, note", ["resolved", "note"], ""),
        ("12 resolved time=15m changed it", ["resolved", "time=15m"], "changed it"),
        ("12 resolved open the window sometimes", ["resolved"], "open the window sometimes"),
        ("12 note take care", ["note"], "take care"),
        ("12 on hold", ["hold"], ""),
        ("12 status=pending", ["waiting"], ""),
        ("12 closed, thanks", ["resolved"], "thanks"),
        ('12 title="New printer" for you', [], ""),
        ("12 title New printer, please", ["title=New printer, please"], ""),
        ("12 cc +a@x.example -b@x.example", ["cc=+a@x.example;-b@x.example"], ""),
        ("12 label=+vpn;-x hello", ["label=+vpn;-x"], "hello"),
        ("12 merge #9", ["merge=9"], ""),
        ("12 resolved [see below]", ["resolved"], "[see below]"),
        ("12 gelöst Kabel getauscht", ["resolved"], "Kabel getauscht"),
    ],
)
def test_a_line(line: str, tags: list[str], text: str) -> None:
    reading = read_digest_lines(line)
    if not tags:  # refused: where the title ends can't be told
        assert reading.problems
        return
    assert said(reading) == [(12, tags, text)]
    assert not reading.problems
    assert reading.lines[0].written == line.strip().lstrip("-*• ")


@pytest.mark.parametrize("spec", TAGS, ids=lambda spec: spec.name)
def test_every_tag_is_understood_in_a_line(spec: TagSpec) -> None:
    bare = spec.example[1:-1].replace("] [", ", ")
    for line in (f"12 {spec.example}", f"12 {bare}", f"12 #{bare}"):
        reading = read_digest_lines(line)
        assert not reading.problems
        names = [tag.name for tag in reading.lines[0].tags]
        assert names[-1] == spec.name
        assert len(names) == spec.example.count("[")  # "[resolved] [all]": one that stands beside another


def test_a_whole_answer() -> None:
    text = """Good morning,

12 resolved  changed the cable
13 assign=bob
> 14 spam

15 waiting which of the printers in the second floor's long corridor
do you mean?
16 note the key is
  in drawer 3

Thanks
17 spam
"""
    reading = read_digest_lines(text)
    assert not reading.problems
    assert said(reading) == [
        (12, ["resolved"], "changed the cable"),
        (13, ["assign=bob"], ""),
        (15, ["waiting"], "which of the printers in the second floor's long corridor do you mean?"),
        (16, ["note"], "the key is in drawer 3"),
    ]
    assert reading.unread == ("Good morning,",)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("12", "12 resolved"),
        ("12 resovled", "12 resolved"),
        ("12 asign=bob", "12 assign=bob"),
        ("12 frobnicate", "12 resolved"),
        ("12 assign", "12 assign=bob"),
        ("12 priority=banana", "12 priority=high"),
        ("12 resolved=yes", "12 resolved"),
        ("12 open, waiting", "12 open"),
        ("12 merge=x", "12 merge=#99"),
        ("12 resolved\nplease do it today", "12 resolved"),
        ("12, 13 take", "12 resolved"),
        ("12-14 take", "12 resolved"),
        ("- 12, 13 take", "12 resolved"),
        ("resolved 12", "12 resolved"),
        ("#close 12", "12 resolved"),
        ("12 ｒｅｓｏｌｖｅｄ", "12 resolved"),
        ("12 res\u200bolved", "12 resolved"),
    ],
)
def test_a_line_that_is_not_understood_is_refused(text: str, suggestion: str) -> None:
    reading = read_digest_lines(text)
    assert [problem.suggestion for problem in reading.problems] == [suggestion]
    assert all(problem.reason for problem in reading.problems)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Hello\nhow are you?", "> 12 resolved", "Thanks\n12 resolved", "--\n12 spam"]
)
def test_without_a_numbered_line_nothing_is_asked_for(text: str) -> None:
    reading = read_digest_lines(text)
    assert not reading.lines
    assert not reading.problems


def test_several_requests_in_one_line_with_slashes_between() -> None:
    reading = read_digest_lines("1 solved / 2 snooze 3d / #3 @anna please")
    assert not reading.problems
    assert said(reading) == [(1, ["resolved"], ""), (2, ["snooze=3d"], ""), (3, ["assign=anna"], "please")]


def test_more_than_a_hundred_lines_are_refused() -> None:
    assert read_digest_lines("12 resolved\n" * 101).problems
    assert not read_digest_lines("12 resolved\n" * 100).problems


def test_reasons_come_in_the_desk_s_language() -> None:
    assert read_digest_lines("12 resovled", "de").problems[0].reason == "„resovled“ ist kein Tag."


@pytest.mark.parametrize(
    "text",
    [
        "12 resolved\n" * 100_000,
        "12 " + "[" * 100_000,
        "1" * 1_000_000,
        "12 " + "a " * 500_000,
        "12 " + '"' * 1_000_000,
        "12 resolved " + "#take " * 100_000,
        "12 resolved\n" + " x\n" * 500_000,
        "12 resolved " + "[take]" * 100_000,
        "12 " + "\u200b" * 1_000_000,
    ],
    ids=range(9),
)
def test_a_long_answer_is_read_in_linear_time(text: str) -> None:
    start = time.process_time()
    read_digest_lines(text)
    assert time.process_time() - start < 1


_PIECES = st.sampled_from(
    ["12", "#13", " ", "\n", "resolved", "assign=bob", "[", "]", ",", '"', "@x", ">", "note", "=", "due fri"]
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map("".join)))
def test_reading_never_raises(text: str) -> None:
    reading = read_digest_lines(text)
    assert all(line.tags and line.number > 0 for line in reading.lines)

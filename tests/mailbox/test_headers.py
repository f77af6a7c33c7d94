"""Header blocks, encoded words, parameters, message ids and dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.limits import Limits
from frontdesk.mailbox.parse import parse, parse_headers_only
from frontdesk.mailbox.parsing.clean import decode_words
from frontdesk.mailbox.parsing.header_values import read_date, read_message_id, read_message_ids
from frontdesk.mailbox.parsing.headers import read_head, read_parameters

WORDS = [
    ("plain", "plain"),
    ("=?utf-8?q?K=C3=B6ln?=", "Köln"),
    ("=?UTF-8?B?S8O2bG4=?=", "Köln"),
    ("a =?utf-8?q?b?= c", "a b c"),
    ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
    ("=?utf-8?q?K=C3?= =?utf-8?q?=B6ln?=", "Köln"),  # a letter cut in two
    ("=?utf-8?q?a?= =?iso-8859-1?q?=F6?=", "aö"),
    ("=?utf-8?q?two words?=", "two words"),
    ("before=?utf-8?q?x?=after", "beforexafter"),
    ("=?utf-8?b?S8O2bG4?=", "Köln"),  # no padding
    ("=?utf-8?b?S8O2bG4=", "Köln"),  # cut off
    ("=?utf-8*de?q?K=C3=B6ln?=", "Köln"),  # RFC 2231 section 5
    ("=?x-unknown?q?K=F6ln?=", "Köln"),
    ("=?iso-8859-8-i?B?+ezl7Q==?=", "שלום"),
    ("=?zip?b?AAAA?=", "\0\0\0"),
    ("=?utf-8?x?no?=", "=?utf-8?x?no?="),
    ("K\udcf6ln", "Köln"),
    ("K\udcc3\udcb6ln", "Köln"),
]


@pytest.mark.parametrize(("value", "text"), WORDS)
def test_encoded_words_as_clients_send_them(value: str, text: str) -> None:
    assert decode_words(value) == text


@given(st.text(alphabet="=?utf8qb-QB_ \udcff\x00a", max_size=80))
def test_no_encoded_word_raises(value: str) -> None:
    decode_words(value)


PARAMETERS = [
    ('text/plain; charset="utf-8"; format=flowed', "text/plain", {"charset": "utf-8", "format": "flowed"}),
    ("TEXT/HTML;CharSet=UTF-8", "text/html", {"charset": "UTF-8"}),
    ("application/pdf; name=two words.pdf", "application/pdf", {"name": "two words.pdf"}),
    ("text/plain charset=utf-8", "text/plain", {"charset": "utf-8"}),
    (
        'attachment; filename="a "quoted" x.pdf"; size=3',
        "attachment",
        {"filename": 'a "quoted" x.pdf', "size": "3"},
    ),
    ('inline; filename="a.txt" size=3', "inline", {"filename": "a.txt", "size": "3"}),
    ('multipart/mixed; boundary="a;b"', "multipart/mixed", {"boundary": "a;b"}),
    ("a/b; f*1=two; f*0=one", "a/b", {"f": "onetwo"}),
    ("a/b; f*0*=utf-8''%E3%81; f*1*=%8B; f*2=.txt", "a/b", {"f": "か.txt"}),
    ("a/b; f*=utf-8'de'K%C3%B6ln; f=fallback", "a/b", {"f": "Köln"}),
    ("a/b; f==?utf-8?q?K=C3=B6ln?=", "a/b", {"f": "Köln"}),
    ("a/b; x=1; x=2", "a/b", {"x": "1"}),
    ("; charset=x", "", {"charset": "x"}),
    ("", "", {}),
]


@pytest.mark.parametrize(("value", "main", "parameters"), PARAMETERS)
def test_parameters_as_clients_send_them(value: str, main: str, parameters: dict[str, str]) -> None:
    assert read_parameters(value) == (main, parameters)


@given(st.text(alphabet="ab/;=*\"'\\%012 é?", max_size=120))
def test_no_parameters_raise(value: str) -> None:
    read_parameters(value)


IDS = [
    ("<a@b>", ("<a@b>",)),
    ("a@b", ("<a@b>",)),
    ("<a@b> <c@d>", ("<a@b>", "<c@d>")),
    ("<a@b><c@d>", ("<a@b>", "<c@d>")),
    ("<a@\t b>", ("<a@b>",)),
    ("message of Monday <a@b> from Ann <", ("<a@b>",)),
    ("a@b, c@d", ("<a@b>", "<c@d>")),
    ("<a@b> <a@b>", ("<a@b>",)),
    ("nothing here", ()),
    ("<a\x00@b>", ()),
    ("<>", ()),
]


@pytest.mark.parametrize(("value", "ids"), IDS)
def test_message_ids_however_mangled(value: str, ids: tuple[str, ...]) -> None:
    assert read_message_ids(value, 100) == ids
    assert read_message_id(value) == (ids[0] if ids else "")


def test_of_ten_thousand_references_the_first_and_the_last_hundred_stay() -> None:
    ids = read_message_ids(" ".join(f"<{number}@x>" for number in range(10_000)), 200)
    assert len(ids) == 200
    assert (ids[0], ids[99], ids[100], ids[-1]) == ("<0@x>", "<99@x>", "<9900@x>", "<9999@x>")


DATES = [
    ("Mon, 6 May 2024 12:00:00 +0200", (2024, 5, 6, 10, 0, 0)),
    ("6 May 2024 12:00 +0200", (2024, 5, 6, 10, 0, 0)),
    ("Wed, 11 Feb 98 11:51 CST", (1998, 2, 11, 17, 51, 0)),
    ("Mon, 06 May 2024 10:00:00 GMT", (2024, 5, 6, 10, 0, 0)),
    ("Mon, 06 May 2024 12:00:00 GMT+02:00", (2024, 5, 6, 10, 0, 0)),
    ("Mon, 6 May 2024 10:00:00 -0000 (UTC)", (2024, 5, 6, 10, 0, 0)),
    ("Mon May  6 10:00:00 2024", (2024, 5, 6, 10, 0, 0)),
    ("Mon, 6 May 2024 10.00.00 +0000", (2024, 5, 6, 10, 0, 0)),
    ("Mon, 6 May 2024 3:45:12 PM -0700", (2024, 5, 6, 22, 45, 12)),
    ("2024-05-06T12:00:00+02:00", (2024, 5, 6, 10, 0, 0)),
]


@pytest.mark.parametrize(("value", "moment"), DATES)
def test_dates_as_clients_write_them(value: str, moment: tuple[int, ...]) -> None:
    assert read_date(value) == datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "Wed, 31 Feb 2024 10:00:00 +0000", "1 Jan 2024 25:00:00", "1 Jan 9999 23:59:59 -9959"],
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert read_date(value) is None or value.startswith("1 Jan 9999")


def test_raw_headers_are_in_the_charset_of_the_body() -> None:
    raw = "From: Петр <p@example.org>\nSubject: Принтер\nContent-Type: text/plain; charset={}\n\nОк\n"
    for charset in ("windows-1251", "koi8-r", "utf-8"):
        message = parse(raw.format(charset).encode(charset))
        assert (message.subject, message.text) == ("Принтер", "Ок")
        assert str(message.sender) == "Петр <p@example.org>"
        assert message.sender_is_certain


def test_headers_are_unfolded_and_every_value_is_kept_topmost_first() -> None:
    head = read_head(b"Received: one\r\nX-Long: a\r\n\tb\r\n c\r\nReceived : two\r\n\r\nbody")
    assert head.values == {"received": ["one", "two"], "x-long": ["a b c"]}
    assert head.body == len(b"Received: one\r\nX-Long: a\r\n\tb\r\n c\r\nReceived : two\r\n\r\n")
    assert head.problems == ()


def test_a_line_of_blanks_before_the_body_ends_the_headers() -> None:
    message = parse(b"From: a@b.example\r\nSubject: x\r\n \r\nHello there,\r\nit jams.\r\n")
    assert (message.subject, message.text) == ("x", "Hello there,\nit jams.")


def test_a_header_block_beyond_the_budget_is_cut_and_said() -> None:
    limits = Limits(header_block=1_000, header=100)
    message = parse(
        b"Subject: " + b"x" * 200 + b"\n" + b"X-Filler: y\n" * 200 + b"From: a@b.example\n\nHello", limits
    )
    assert len(message.subject) == 100
    assert message.sender is None
    assert message.text == "Hello"
    assert len(message.problems) == 2


def test_the_headers_that_rules_look_at_are_kept_and_no_others() -> None:
    message = parse(
        b"Auto-Submitted: auto-replied\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nX-Secret: no\n"
        b"Authentication-Results: mx.example.com;\n dmarc=pass\nAuthentication-Results: forged\n"
        b"X-Frontdesk-Kind: reply\nContent-Type: text/plain; charset=utf-8\n\n"
    )
    assert dict(message.headers) == {
        "auto-submitted": ("auto-replied",),
        "list-unsubscribe-post": ("List-Unsubscribe=One-Click",),
        "authentication-results": ("mx.example.com; dmarc=pass", "forged"),
        "x-frontdesk-kind": ("reply",),
        "content-type": ("text/plain; charset=utf-8",),
    }


@pytest.mark.parametrize(
    ("head", "path"),
    [
        ("", None),
        ("Return-Path: <>\n", ""),
        ("Return-Path:\n", ""),
        ("Return-Path: <A@b.example>\n", "a@b.example"),
    ],
)
def test_the_return_path_is_null_absent_or_an_address(head: str, path: str | None) -> None:
    assert parse(f"{head}From: a@b.example\n\nx".encode()).return_path == path


def test_the_addresses_a_mail_came_in_by() -> None:
    message = parse(
        b"Delivered-To: it+x@example.com\nX-Original-To: <IT@example.com>\nDelivered-To: other@example.com\n\n"
    )
    assert message.delivered_to == ("it+x@example.com", "other@example.com", "it@example.com")


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ("Content-Language: de-DE\n", "de"),
        ("Accept-Language: fr, en\n", "fr"),
        ("Content-Language: mul\n", ""),
        ("", ""),
    ],
)
def test_the_language_that_is_told(head: str, language: str) -> None:
    assert parse(f"{head}From: a@b.example\n\nx".encode()).language == language


def test_a_mail_too_large_is_read_by_its_headers() -> None:
    raw = b"From: Ann <ann@example.org>\nSubject: Big\nMessage-ID: <1@x>\n\n" + b"x" * 2_000
    message = parse(raw, Limits(raw=1_000))
    assert (message.subject, message.text, message.oversized, message.size) == ("Big", "", True, len(raw))
    assert message.sha256
    assert "larger than" in message.problems[0]
    assert parse_headers_only(raw[:100], 50_000_000).size == 50_000_000

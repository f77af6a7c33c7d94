"""winmail.dat and Outlook's RTF: built here byte by byte, whole and damaged."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.formats.rtf import decompress, rtf_to_text
from frontdesk.mailbox.formats.tnef import is_tnef, read_tnef

BEGIN = b"\x78\x9f\x3e\x22\1\0"
# The examples of MS-OXRTFCP section 4.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
REPEATED = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def attribute(tag: int, data: bytes, level: int = 1) -> bytes:
    return bytes([level]) + struct.pack("<II", tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def variable(kind: int, name: int, data: bytes) -> bytes:
    return struct.pack("<HHII", kind, name, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def properties(*some: bytes) -> bytes:
    return struct.pack("<I", len(some)) + b"".join(some)


def text(name: int, value: str) -> bytes:
    return variable(0x1F, name, (value + "\0").encode("utf-16-le"))


def file(title: str, content: bytes, *more: bytes) -> bytes:
    return (
        attribute(0x69002, bytes(14), 2)
        + attribute(0x18010, title.encode("cp1252") + b"\0", 2)
        + attribute(0x6800F, content, 2)
        + attribute(0x69005, properties(*more), 2)
    )


NAMED = (
    struct.pack("<HH", 0x1E, 0x8001)
    + bytes(16)
    + struct.pack("<II", 1, 6)
    + "abc".encode("utf-16-le")
    + b"\0\0"
)
NAMED += struct.pack("<II", 1, 4) + b"val\0"
MANY = struct.pack("<HHI", 0x1003, 0x0099, 3) + bytes(12)

WHOLE = (
    BEGIN
    + attribute(0x69007, struct.pack("<II", 1252, 0))
    + attribute(0x69003, properties(NAMED, MANY, text(0x0037, "Printer"), variable(0x102, 0x1009, HELLO)))
    + file("PLAN~1.PDF", b"%PDF", text(0x3707, "Plan für Köln.pdf"), text(0x370E, "application/pdf"))
    + file("SHOT.PNG", b"\x89PNG", text(0x3712, "image001@x"))
)


def test_files_text_and_subject_are_read() -> None:
    found = read_tnef(WHOLE)
    assert (found.subject, found.text, found.html) == ("Printer", "hello world", "")
    assert [(one.name, one.media_type, one.content, one.content_id) for one in found.files] == [
        ("Plan für Köln.pdf", "application/pdf", b"%PDF", ""),
        ("SHOT.PNG", "application/octet-stream", b"\x89PNG", "image001@x"),
    ]


def test_a_page_of_html_is_preferred_to_rtf() -> None:
    page = variable(0x102, 0x1013, "<p>Grüße</p>".encode("cp1252"))
    found = read_tnef(BEGIN + attribute(0x69003, properties(page, variable(0x102, 0x1009, HELLO))))
    assert (found.html, found.text) == ("<p>Grüße</p>", "")


def test_a_message_within_gives_its_text_and_its_files() -> None:
    inner = (
        BEGIN
        + attribute(0x69003, properties(text(0x0037, "Toner"), text(0x1000, "It leaks.")))
        + file("a.txt", b"a")
    )
    outer = BEGIN + file("x", b"", variable(0x0D, 0x3701, bytes(16) + inner))
    files = read_tnef(outer).files
    assert [(one.name, one.content) for one in files] == [("Toner.txt", b"It leaks."), ("a.txt", b"a")]


def test_a_message_within_itself_a_thousand_times_ends() -> None:
    content = BEGIN
    for _ in range(1_000):
        content = BEGIN + file("x", b"", variable(0x0D, 0x3701, bytes(16) + content))
    assert len(read_tnef(content).files) <= 10


@pytest.mark.parametrize("length", range(0, len(WHOLE), 7))
def test_what_was_cut_gives_what_came_before_the_cut(length: int) -> None:
    found = read_tnef(WHOLE[:length])
    assert found.subject in ("", "Printer")
    assert [one.content for one in found.files if one.content] in ([], [b"%PDF"], [b"%PDF", b"\x89PNG"])


@given(st.binary(max_size=300))
def test_no_bytes_raise(content: bytes) -> None:
    assert is_tnef(BEGIN + content)
    read_tnef(BEGIN + content)
    read_tnef(BEGIN + attribute(0x69003, content))
    read_tnef(BEGIN + file("x", b"", content))


@given(st.binary(max_size=200), st.integers(0, 2**32 - 1))
def test_no_compressed_rtf_raises_or_grows_beyond_its_bounds(content: bytes, size: int) -> None:
    assert len(decompress(struct.pack("<IIII", 0, size, 0x75465A4C, 0) + content)) <= 17 * 200
    rtf_to_text(struct.pack("<IIII", 0, len(content), 0x414C454D, 0) + content)


def test_compressed_rtf_is_unfolded() -> None:
    assert decompress(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompress(REPEATED) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


RTF = [
    (rb"{\rtf1\ansi\ansicpg1252 Gr\'fc\'dfe\par aus K\'f6ln}", "Grüße\naus Köln", False),
    (rb"{\rtf1 \u8364?10 \u-10179?\u-8704?}", "€10 \U0001f600", False),
    (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator X;}seen\tab too}", "seen\ttoo", False),
    (rb"{\rtf1 a\{b\}\\c\~d}", "a{b}\\c\xa0d", False),
    (
        rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hi \htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}}",
        "<p>Hi </p>",
        True,
    ),
]


@pytest.mark.parametrize(("rtf", "seen", "is_page"), RTF)
def test_rtf_reads_as(rtf: bytes, seen: str, is_page: bool) -> None:
    assert rtf_to_text(struct.pack("<IIII", 0, len(rtf), 0x414C454D, 0) + rtf) == (seen, is_page)

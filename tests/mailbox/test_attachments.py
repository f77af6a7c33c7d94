"""Attachments: names and types that are safe to pass on, sizes, and the bytes as they were sent."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.parsing.bodies import attachment_contents
from frontdesk.mailbox.parsing.file_names import extension, safe_name, safe_type

PDF, PROGRAM = b"%PDF-1.4", b"MZ\x90\0\3\0\0\0"

# name as sent, media type, first bytes -> the name that is passed on
NAMES = [
    ("plan.pdf", "application/pdf", PDF, "plan.pdf"),
    ("C:\\Users\\ann\\plan.pdf", "application/pdf", PDF, "plan.pdf"),
    ("/etc/passwd", "text/plain", b"", "passwd"),
    ("../../plan.pdf", "application/pdf", PDF, "plan.pdf"),
    ("Invoice 1/2.pdf", "application/pdf", PDF, "Invoice 1_2.pdf"),
    ("plan\r\nBcc: x.pdf", "application/pdf", PDF, "plan Bcc: x.pdf"),
    ("plan\0.pdf", "application/pdf", PDF, "plan.pdf"),
    ("plan\u202efdp.exe", "application/pdf", PROGRAM, "planfdp.exe"),
    ("plan.exe.", "application/pdf", PROGRAM, "plan.exe"),
    ("plan.pdf" + " " * 80 + ".exe", "application/pdf", PROGRAM, "plan.pdf .exe"),
    (".bashrc", "text/plain", b"", "bashrc"),
    ("CON", "text/plain", b"", "_CON"),
    ("nul.txt", "text/plain", b"", "_nul.txt"),
    ("..", "text/plain", b"", "attachment-1.txt"),
    ("", "application/pdf", PDF, "attachment-1.pdf"),
    ("", "image/jpeg", b"\xff\xd8", "image-1.jpg"),
    ("", "message/rfc822", b"", "message-1.eml"),
    ("", "application/x-strange", b"", "attachment-1.bin"),
    ("x" * 300 + ".pdf", "application/pdf", PDF, "x" * 146 + ".pdf"),
    # programs under innocent names
    ("invoice.pdf", "application/pdf", PROGRAM, "invoice.pdf.exe"),
    ("", "application/pdf", PROGRAM, "attachment-1.exe"),
    ("setup.exe", "application/pdf", PROGRAM, "setup.exe"),
    ("driver.dll", "application/pdf", PROGRAM, "driver.dll"),
    ("cat.png", "image/png", b"\x7fELF\2\1", "cat.png.elf"),
    ("letter.doc", "application/msword", b"L\0\0\0\1\x14\2\0", "letter.doc.lnk"),
    ("note.txt", "text/plain", b"<job id='x'>", "note.txt.hta"),
    (
        "MZ is how I begin.txt",
        "text/plain",
        b"MZ is how this text begins, without a zero",
        "MZ is how I begin.txt",
    ),
]


@pytest.mark.parametrize(
    ("sent", "media_type", "first_bytes", "name"), NAMES, ids=[name[-1] for name in NAMES]
)
def test_a_name_is_safe_to_pass_on(sent: str, media_type: str, first_bytes: bytes, name: str) -> None:
    assert safe_name(sent, media_type, 1, first_bytes, 150) == name


# media type as sent, name, first bytes -> the type that is passed on
TYPES = [
    ("application/pdf", "plan.pdf", PDF, True),
    ("image/png", "cat.png", b"\x89PNG", True),
    ("text/plain", "log.txt", b"a < b", True),
    ("message/rfc822", "x.eml", b"From: a", True),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "x.docx", b"PK", True),
    ("image/svg+xml", "logo.svg", b"<svg>", False),
    ("text/html", "page.html", b"<p>", False),
    ("text/plain", "page.txt", b"  <!DOCTYPE html>", False),
    ("text/plain", "page.html", b"hello", False),
    ("image/png", "cat.png", b'<?xml version="1.0"?><!-- x --><svg onload="x">', False),
    ("image/png", "cat.png.exe", PROGRAM, False),
    ("application/pdf", "x.pdf", PROGRAM, False),
    ("application/x-msdownload", "x.dat", b"", False),
    ("application/javascript", "x.txt", b"", False),
    ("text/xml", "x.txt", b"", False),
]


@pytest.mark.parametrize(("media_type", "name", "first_bytes", "kept"), TYPES)
def test_what_might_run_is_passed_on_as_octets_only(
    media_type: str, name: str, first_bytes: bytes, kept: bool
) -> None:
    assert safe_type(media_type, name, first_bytes) == (media_type if kept else "application/octet-stream")


@given(st.text(max_size=300), st.binary(max_size=20), st.integers(1, 1000))
def test_every_name_is_one_line_without_a_path_and_never_empty(
    sent: str, first_bytes: bytes, number: int
) -> None:
    name = safe_name(sent, "application/pdf", number, first_bytes, 150)
    assert name
    assert name == name.strip()
    assert 0 < len(name) <= 150
    assert not set(name) & set("/\\\r\n\0\u202e")
    assert name.isprintable() or not name.isascii()
    extension(name)


def mail_with(*files: tuple[str, bytes]) -> bytes:
    parts = "".join(
        f'--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="{name}"\n'
        f"Content-Transfer-Encoding: base64\n\n{base64.encodebytes(content).decode()}"
        for name, content in files
    )
    head = "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    return f"{head}--b\n\nSee the files.\n{parts}--b--\n".encode()


def test_an_index_finds_the_bytes_that_were_sent() -> None:
    contents = [bytes(range(256)) * size for size in (0, 1, 3, 7, 100)]
    raw = mail_with(*((f"{at}.bin", content) for at, content in enumerate(contents)))
    message = parse(raw)
    assert [one.size for one in message.attachments] == [len(content) for content in contents]
    assert attachment_contents(raw) == dict(enumerate(contents))
    assert attachment_contents(raw, {1, 4}) == {1: contents[1], 4: contents[4]}
    assert attachment_contents(raw, [99, -1]) == {}
    assert attachment_contents(b"", None) == {}


@given(st.binary(max_size=300))
def test_the_size_told_is_the_size_that_comes(content: bytes) -> None:
    raw = mail_with(("a.bin", content))
    assert parse(raw).attachments[0].size == len(attachment_contents(raw)[0]) == len(content)


def test_a_name_left_in_the_description_or_the_location_is_found() -> None:
    parts = "".join(
        f"--b\nContent-Type: image/png\n{header}\n\nx\n"
        for header in (
            "Content-Description: scan.png",
            "Content-Location: https://example.org/a/b/logo.gif?x=1",
            "Content-Description: a picture of the printer",
        )
    )
    raw = f"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n".encode()
    assert [one.name for one in parse(raw).attachments] == ["scan.png", "logo.gif", "image-3.png"]


def test_a_text_file_is_an_attachment_and_a_named_first_text_is_both() -> None:
    parts = 'Content-Type: text/plain\nContent-Disposition: {}; filename="{}"\n\n{}\n'
    raw = (
        "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        + parts.format("inline", "letter.txt", "Dear desk,")
        + "--b\n"
        + parts.format("inline", "log.txt", "a log")
        + "--b\n"
        + parts.format("attachment", "dump.txt", "a dump")
        + "--b--\n"
    )
    message = parse(raw.encode())
    assert message.text == "Dear desk,"
    assert [one.name for one in message.attachments] == ["letter.txt", "log.txt", "dump.txt"]

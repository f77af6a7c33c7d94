"""Mails made to stop a mail reader: `PYTHONPATH=tests python -m hostile FOLDER [--size N]` writes them as files.

Each is a function of a size, so that a test can take it small and a trial on a running desk large. They are
what reliability reports of mail programs tell: nesting, endless headers, lists, words, parameters, lines,
boundaries, charsets that cost seconds, HTML that no parser ends.
"""

from __future__ import annotations

import argparse
import base64
from collections.abc import Callable
from pathlib import Path

_HEAD = b"From: Mallory <mallory@example.net>\nTo: it@example.com\nSubject: hostile\nMessage-ID: <h@example.net>\n"


def _headers(*lines: bytes) -> bytes:
    return _HEAD + b"\n".join(lines) + b"\n\nHello\n"


def _text(content_type: bytes, body: bytes, *more: bytes) -> bytes:
    return (
        _HEAD + b"\n".join((b"MIME-Version: 1.0", b"Content-Type: " + content_type, *more)) + b"\n\n" + body
    )


def _html(body: bytes) -> bytes:
    return _text(b"text/html; charset=utf-8", body)


def nested_parts(size: int) -> bytes:
    """Multiparts within multiparts, `size` // 70 deep."""
    levels = max(2, size // 70)
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(levels)
    )
    return _HEAD + opened + b"Content-Type: text/plain\n\nHello\n"


def nested_messages(size: int) -> bytes:
    return _HEAD + b"Content-Type: message/rfc822\n\n" * (size // 30) + b"Subject: inside\n\nHello\n"


def nested_parts_of_many_lines(size: int) -> bytes:
    """Every line has to be held against every open boundary."""
    return nested_parts(90 * 70) + b"x\n" * (size // 2)


def many_parts(size: int) -> bytes:
    return _text(b"multipart/mixed; boundary=b", b"--b\n\nx\n" * (size // 7))


def many_multiparts_whose_boundaries_never_come(size: int) -> bytes:
    part = b"--b\nContent-Type: multipart/mixed; boundary=never%06d\n\n"
    return _text(b"multipart/mixed; boundary=b", b"".join(part % at for at in range(size // 52)))


def lines_that_look_like_boundaries(size: int) -> bytes:
    return _text(b"multipart/mixed; boundary=b", b"--b\n\nHello\n" + b"--bx\n" * (size // 5))


def one_long_boundary(size: int) -> bytes:
    boundary = b"y" * min(size // 10, 15_000)
    return _text(b'multipart/mixed; boundary="' + boundary + b'"', (b"--" + boundary[:-1] + b"\n") * 9)


def one_long_header(size: int) -> bytes:
    return _headers(b"X-Long: " + b"x" * size)


def one_folded_header(size: int) -> bytes:
    return _headers(b"Subject: x" + b"\n x" * (size // 3))


def many_headers(size: int) -> bytes:
    return _headers(b"X-Many: y\n" * (size // 10) + b"X-End: y")


def many_addresses(size: int) -> bytes:
    return _headers(b"To: " + b"a@b.example, " * (size // 13))


def commas(size: int) -> bytes:
    return _headers(b"To: " + b"," * size)


def groups(size: int) -> bytes:
    return _headers(b"To: " + b"g:;," * (size // 4))


def brackets(size: int) -> bytes:
    return _headers(b"From: " + b"(" * size)


def angles(size: int) -> bytes:
    return _headers(b"From: " + b"<" * size, b"Reply-To: " + b"a<b@c>" * (size // 6))


def angles_without_addresses(size: int) -> bytes:
    """In a forwarded mail's header, which stands in the body and may be as long as that."""
    sender = b"From: a@b.example\n" + b"<style>" * (size // 7)
    fields = b"\nSent: Tuesday, November 25, 2014 2:59 PM\nTo: c@d.example\nSubject: x\n\nHello\n"
    return _text(b"text/plain", b"---------- Forwarded message ---------\n" + sender + fields)


def dots(size: int) -> bytes:
    return _headers(b"From: " + b"a." * (size // 2) + b"@x.example")


def escapes(size: int) -> bytes:
    return _headers(b'From: "' + b'\\"' * (size // 2), b"To: (" + b"\\(" * (size // 2))


def encoded_words(size: int) -> bytes:
    return _headers(b"Subject: " + b"=?utf-8?q?=C3=A4?= " * (size // 19))


def encoded_words_of_changing_charsets(size: int) -> bytes:
    pair = b"=?iso-8859-1?q?=E4?= =?x-%d?q?=E4=81?= "
    return _headers(
        *(b"X-A%d: " % at + b"".join(pair % n for n in range(100)) for at in range(size // 4_000))
    )


def unclosed_encoded_words(size: int) -> bytes:
    return _headers(b"Subject: " + b"=?utf-8?q?" * (size // 10))


def parameters(size: int) -> bytes:
    return _text(b"text/plain" + b"".join(b"; p%d=x" % at for at in range(size // 8)), b"Hello\n")


def semicolons(size: int) -> bytes:
    return _text(b"text/plain" + b";" * size, b"Hello\n")


def continued_parameters(size: int) -> bytes:
    pieces = b"".join(b"; name*%d*=%%C3" % at for at in range(size // 14))
    return _text(b"application/pdf" + pieces, b"x")


def a_parameter_of_72_letters(size: int) -> bytes:
    """Hangs CPython's email package for ever when the mail is written anew."""
    return _text(b";" + b"b" * 78 + b"=ab", b"Hello\n")


def references(size: int) -> bytes:
    return _headers(b"References: " + b"<a@b> " * (size // 6))


def long_references_line(size: int) -> bytes:
    return _headers(b"References: <" * (size // 13))


def base64_of_zeros(size: int) -> bytes:
    content = base64.encodebytes(bytes(size * 3 // 4))
    return _text(b"text/plain", content, b"Content-Transfer-Encoding: base64")


def base64_of_padding(size: int) -> bytes:
    return _text(b"text/plain", b"YQ==" * (size // 4), b"Content-Transfer-Encoding: base64")


def quoted_printable_of_equals(size: int) -> bytes:
    return _text(b"text/plain", b"=\n=" * (size // 3), b"Content-Transfer-Encoding: quoted-printable")


def uuencoded_beginnings(size: int) -> bytes:
    return _text(b"text/plain", b"begin 644 x\nM" * (size // 13))


def punycode(size: int) -> bytes:
    return _text(b"text/plain; charset=punycode", b"a" * (size // 2) + b"-" + b"b9" * (size // 4))


def japanese_escapes(size: int) -> bytes:
    return _text(b"text/plain; charset=iso-2022-jp", b"\x1b$B\x1b(B" * (size // 6))


def utf_7(size: int) -> bytes:
    return _text(b"text/plain; charset=utf-7", b"+2AD-" * (size // 5))


def eight_bit_of_no_charset(size: int) -> bytes:
    return _text(b"text/plain", bytes(range(128, 256)) * (size // 128))


def empty_lines(size: int) -> bytes:
    return _text(b"text/plain", b"\n" * size)


def one_long_line(size: int) -> bytes:
    return _text(b"text/plain", b"x" * size)


def blanks(size: int) -> bytes:
    return _text(b"text/plain; format=flowed", b" \t" * (size // 2))


def the_word_on(size: int) -> bytes:
    return _text(b"text/plain", b"On " * (size // 3))


def an_attribution_without_an_end(size: int) -> bytes:
    return _text(b"text/plain", b"On a@b.c <" * (size // 10))


def lines_of_from(size: int) -> bytes:
    return _text(b"text/plain", b"From: a\n" * (size // 8))


def lines_of_wrote(size: int) -> bytes:
    return _text(b"text/plain", b"wrote:\n" * (size // 7))


def dashes(size: int) -> bytes:
    return _text(b"text/plain", b"-" * size)


def quote_marks(size: int) -> bytes:
    return _text(b"text/plain; format=flowed", b"> " * (size // 2))


def html_divisions(size: int) -> bytes:
    return _html(b"<div>" * (size // 5) + b"Hello")


def html_tables(size: int) -> bytes:
    return _html(b"<table><tr><td>" * (size // 15) + b"Hello")


def html_lists(size: int) -> bytes:
    return _html(b"<ul><li>" * (size // 8) + b"Hello")


def html_quotes(size: int) -> bytes:
    return _html(b"<blockquote>x<br>" * (size // 17))


def html_comments(size: int) -> bytes:
    return _html(b"<!--" * (size // 4))


def html_comments_that_end_in_a_tag(size: int) -> bytes:
    return _html(b"<!-- > " * (size // 7))


def html_sections(size: int) -> bytes:
    return _html(b"<![CDATA[" * (size // 9))


def html_attributes(size: int) -> bytes:
    return _html(b"<p " + b"a=b " * (size // 4) + b">Hello</p>")


def html_quotes_out_of_step(size: int) -> bytes:
    return _html(b"<a '\">" * (size // 6))


def html_styles(size: int) -> bytes:
    return _html(b"<style>" * (size // 7))


def html_entities(size: int) -> bytes:
    return _html(b"&#99999999999999999999" * (size // 22))


def html_hidden(size: int) -> bytes:
    return _html(b'<div style="display:none">' * (size // 26))


def calendar_lines(size: int) -> bytes:
    return _text(b"text/calendar", b"BEGIN:VEVENT\n" + b'A;B="x":y\n' * (size // 10))


def winmail(size: int) -> bytes:
    content = b"\x78\x9f\x3e\x22\1\0" + b"\2\x02\x90\x06\0\0\0\0\0\0\0" * (size // 15)
    encoded = base64.encodebytes(content)
    return _text(b"application/ms-tnef; name=winmail.dat", encoded, b"Content-Transfer-Encoding: base64")


def compressed_rtf(size: int) -> bytes:
    """A few bytes that unfold into as many as they claim."""
    rtf = b"\x00\x10\0\0" + b"\xff\xff\xff\x7f" + b"LZFu\0\0\0\0" + b"\xff" + b"\x0c\x9f" * 8
    rtf = rtf[:17] + (b"\xff" + b"\x00\x0f" * 8) * (size // 23)
    value = b"\x01\0\0\0\x02\x01\x09\x10\x01\0\0\0" + len(rtf).to_bytes(4, "little") + rtf
    attribute = b"\1\x03\x90\x06\0" + len(value).to_bytes(4, "little") + value + b"\0\0"
    encoded = base64.encodebytes(b"\x78\x9f\x3e\x22\1\0" + attribute)
    return _text(b"application/ms-tnef", encoded, b"Content-Transfer-Encoding: base64")


HOSTILE: dict[str, Callable[[int], bytes]] = {
    name: made
    for name, made in list(globals().items())
    if callable(made) and not name.startswith("_") and getattr(made, "__module__", "") == __name__
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=1_000_000, help="bytes of each mail, about")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, made in HOSTILE.items():
        (options.folder / f"{name}.eml").write_bytes(made(options.size))
    print(f"{len(HOSTILE)} mails in {options.folder}")


if __name__ == "__main__":
    main()

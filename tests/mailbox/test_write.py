"""Mails as bytes: what the standard library reads back is what was written, whatever was written."""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
import re
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.mailbox.writing.letter import CannotWrite, Letter, OutgoingAttachment, write_mail
from frontdesk.rules.model import Address, MailKind

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DESK = Address("IT Service", "help@example.org")
CARL = Address("Carl Cole", "carl@example.org")


def letter(**changes: object) -> Letter:
    values: dict[str, object] = {
        "kind": MailKind.REPLY,
        "sender": DESK,
        "to": (CARL,),
        "subject": "Re: [IT #12] Printer",
        "text": "Hello Carl\n",
        "message_id": "<1.abc@example.org>",
        "date": NOON,
        "automatic": False,
        **changes,
    }
    return Letter(**values)  # type: ignore[arg-type]


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def read_plainly(raw: bytes) -> Message:
    return email.message_from_bytes(raw)


def unfolded(raw: bytes, name: str) -> str:
    return str(read_plainly(raw)[name]).replace("\r\n", "").replace("\n", "")


def decoded(value: str) -> str:
    # not policy.default: in 3.11 it loses and adds blanks between encoded words
    found = email.header.decode_header(value)
    return "".join(
        part if isinstance(part, str) else part.decode(charset or "ascii") for part, charset in found
    )


def text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(part.get_content_charset() or "ascii").replace("\r\n", "\n")


def as_shown(html: str) -> str:
    """With the letters that its references stand for."""
    return re.sub("&#([0-9]{3,7});", lambda found: chr(int(found[1])), html)


def assert_fit_to_travel(raw: bytes) -> None:
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.partition(b"\r\n\r\n")[0].isascii()
    assert raw.isascii()


NEITHER: tuple[Literal["Cc", "Cs", "Zl", "Zp"], ...] = ("Cc", "Cs", "Zl", "Zp")
WORDS = st.text(st.characters(exclude_categories=NEITHER), max_size=300)
TEXTS = st.text(st.characters(exclude_categories=NEITHER[1:2], exclude_characters="\r\x00"), max_size=2000)


def test_a_plain_letter_is_written_as_one_would_by_hand() -> None:
    raw = write_mail(
        letter(in_reply_to="<a@b>", references=("<z@b>", "<a@b>"), request=12, loop="desk.example.org")
    )
    assert raw.decode().split("\r\n") == [
        "Date: Tue, 24 Nov 2026 12:00:00 +0000",
        "From: IT Service <help@example.org>",
        "To: Carl Cole <carl@example.org>",
        "Subject: Re: [IT #12] Printer",
        "Message-ID: <1.abc@example.org>",
        "In-Reply-To: <a@b>",
        "References: <z@b>",
        " <a@b>",
        "X-Frontdesk-Loop: desk.example.org",
        "X-Frontdesk-Request: 12",
        "X-Frontdesk-Kind: reply",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "Content-Transfer-Encoding: 7bit",
        "",
        "Hello Carl",
        "",
    ]


@pytest.mark.parametrize(
    ("automatic", "answers", "submitted"),
    [(True, "<a@b>", "auto-replied"), (True, "", "auto-generated"), (False, "<a@b>", None)],
)
def test_machines_are_told_when_no_person_wrote_it(
    automatic: bool, answers: str, submitted: str | None
) -> None:
    mail = read(write_mail(letter(automatic=automatic, in_reply_to=answers)))
    assert mail["Auto-Submitted"] == submitted
    assert mail["X-Auto-Response-Suppress"] == ("All" if automatic else None)


def test_the_same_letter_is_the_same_bytes() -> None:
    full = letter(html="<p>Grüße</p>", attachments=(OutgoingAttachment("a.txt", "text/plain", b"x"),))
    assert write_mail(full) == write_mail(full)


@given(subject=WORDS)
@settings(max_examples=400, deadline=None)
def test_any_subject_comes_back(subject: str) -> None:
    raw = write_mail(letter(subject=subject))
    assert_fit_to_travel(raw)
    assert all(len(line) <= 78 for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))
    assert decoded(unfolded(raw, "Subject")) == subject


@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=90),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_name_comes_back_and_no_name_adds_a_person(names: list[str]) -> None:
    people = tuple(Address(name, f"p{number}@example.org") for number, name in enumerate(names))
    raw = write_mail(letter(to=people))
    assert_fit_to_travel(raw)
    found = email.utils.getaddresses([unfolded(raw, "To")])
    assert [(decoded(name), address) for name, address in found] == [
        (" ".join(p.name.split()), p.email) for p in people
    ]


@given(text=TEXTS, html=TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_and_html_come_back(text: str, html: str) -> None:
    raw = write_mail(letter(text=text, html=html and f"<p>{html}</p>"))
    assert_fit_to_travel(raw)
    parts = [part for part in read_plainly(raw).walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == (
        ["text/plain", "text/html"] if html else ["text/plain"]
    )
    assert text_of(parts[0]) == (text + "\n" if text and not text.endswith("\n") else text)
    if html:
        assert as_shown(text_of(parts[1])) == as_shown(f"<p>{html}</p>\n")


@given(
    name=st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=150).filter(
        lambda name: name.isprintable() and name.strip()
    ),
    content=st.binary(max_size=500),
    media_type=st.sampled_from(
        ["image/png", "text/plain", "message/rfc822", "nonsense", "text/html", "a/b;\r\nX: y"]
    ),
)
@settings(max_examples=300, deadline=None)
def test_any_attachment_comes_back(name: str, content: bytes, media_type: str) -> None:
    raw = write_mail(letter(html="<p>x</p>", attachments=(OutgoingAttachment(name, media_type, content),)))
    assert_fit_to_travel(raw)
    mail = read_plainly(raw)
    assert mail.get_content_type() == "multipart/mixed"
    *_, found = mail.walk()
    assert found.get_filename() == name.strip()
    assert found.get_payload(decode=True) == content
    assert found.get_content_type() in ("image/png", "text/plain", "application/octet-stream")


def test_pictures_that_the_html_shows_travel_beside_it() -> None:
    raw = write_mail(
        letter(
            html='<img src="cid:logo@desk">',
            attachments=(
                OutgoingAttachment("logo.png", "image/png", b"1", "logo@desk", inline=True),
                OutgoingAttachment("log.txt", "text/plain", b"2"),
            ),
        )
    )
    assert [part.get_content_type() for part in read_plainly(raw).walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/plain",
    ]


@pytest.mark.parametrize(
    "bad", ["a\r\nBcc: victim@example.org", "a\nb", "a\rb", "a\0b", "a\x85b", "a\u2028b", "a\x0bb"]
)
@pytest.mark.parametrize(
    "where",
    [
        lambda bad: {"subject": bad},
        lambda bad: {"to": (Address(bad, "carl@example.org"),)},
        lambda bad: {"to": (Address("", bad + "@example.org"),)},
        lambda bad: {"to": (Address("", "carl@" + bad),)},
        lambda bad: {"reply_to": Address(bad, "carl@example.org")},
        lambda bad: {"message_id": f"<{bad}@example.org>"},
        lambda bad: {"loop": bad},
        lambda bad: {"extra": (("X-Extra", bad),)},
        lambda bad: {"extra": ((bad, "x"),)},
        lambda bad: {"attachments": (OutgoingAttachment(bad, "text/plain", b""),)},
    ],
)
def test_a_line_break_in_a_header_is_refused(bad: str, where) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CannotWrite):
        write_mail(letter(**where(bad)))


@pytest.mark.parametrize(
    "bad", ["", "a b@c", "<a\r\nBcc: x@y>", "<a>", "<" + "a" * 300 + "@b>", "<ü@b>", "<a@b> <c@d>"]
)
def test_other_peoples_damaged_message_ids_are_left_out(bad: str) -> None:
    raw = write_mail(letter(in_reply_to=bad, references=(bad, "<ok@b>", bad)))
    assert_fit_to_travel(raw)
    if bad != "<a>":
        assert read_plainly(raw)["References"] == "<ok@b>"
        assert read_plainly(raw)["In-Reply-To"] is None


def test_a_very_long_thread_keeps_its_first_and_its_newest_references() -> None:
    ids = tuple(f"<{number}@example.org>" for number in range(100))
    kept = read_plainly(write_mail(letter(references=ids)))["References"].split()
    assert len(kept) == 30
    assert kept == [ids[0], *ids[-29:]]


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("carl@example.org", "carl@example.org"),
        ("carl@bücher.example", "carl@xn--bcher-kva.example"),
        ('"carl cole"@example.org', '"carl cole"@example.org'),
        ("o'neil+it@example.org", "o'neil+it@example.org"),
    ],
)
def test_addresses_are_written_in_ascii(address: str, written: str) -> None:
    assert f"To: {written}\r\n".encode() in write_mail(letter(to=(Address("", address),)))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "carl",
        "@example.org",
        "carl@",
        "a b@example.org",
        "carl@exa mple.org",
        "a,b@c.org",
        "a@b,c@d",
        "a@b>",
        "carl@-x",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(CannotWrite, match="address"):
        write_mail(letter(to=(Address("", address),)))


def test_letters_outside_ascii_before_the_at_need_a_relay_that_can_carry_them() -> None:
    jurgen = letter(to=(Address("Jürgen", "jürgen@example.org"),))
    with pytest.raises(CannotWrite, match="SMTPUTF8"):
        write_mail(jurgen)
    assert "<jürgen@example.org>".encode() in write_mail(jurgen, utf8_addresses=True)


@pytest.mark.parametrize("name", ["Subject", "Bcc", "content-type", "X Extra", "", "X:"])
def test_extra_headers_cannot_be_ours(name: str) -> None:
    with pytest.raises(CannotWrite):
        write_mail(letter(extra=((name, "x"),)))


def test_a_list_unsubscribe_header_stays_readable_for_machines() -> None:
    value = "<mailto:help@example.org?subject=stop%20the%20check-ins%20for%20carl.cole@sales.example.org>"
    raw = write_mail(letter(extra=(("List-Unsubscribe", value),)))
    assert read_plainly(raw)["List-Unsubscribe"].strip() == value


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain", "7bit"),
        ("x" * 999, "quoted-printable"),
        ("Grüße aus Köln", "quoted-printable"),
        ("お世話になっております。", "base64"),
        ("From here on", "quoted-printable"),
    ],
)
def test_a_text_is_encoded_only_as_far_as_it_must(text: str, encoding: str) -> None:
    assert read_plainly(write_mail(letter(text=text)))["Content-Transfer-Encoding"] == encoding


@pytest.mark.parametrize(
    ("html", "encoding", "shown"),
    [
        ("<p>Grüße, 数字, 😀</p>", "7bit", "<p>Gr&#252;&#223;e, &#25968;&#23383;, &#128512;</p>"),
        (
            "<style>p {color: red}</style><p title='ü'>ü</p>",
            "7bit",
            "<style>p {color: red}</style><p title='&#252;'>&#252;</p>",
        ),
        ("<p>\x80</p>", "quoted-printable", "<p>\x80</p>"),
        (
            "<style>p {font-family: ＭＳ}</style><p>ü</p>",
            "quoted-printable",
            "<style>p {font-family: ＭＳ}</style><p>ü</p>",
        ),
    ],
    ids=[
        "letters",
        "letters after a plain style sheet",
        "a control character",
        "a style sheet knows no references",
    ],
)
def test_html_goes_as_ascii_where_references_mean_the_same(html: str, encoding: str, shown: str) -> None:
    part = list(read_plainly(write_mail(letter(html=html))).walk())[2]
    assert part["Content-Transfer-Encoding"] == encoding
    assert text_of(part).strip() == shown


def test_a_text_that_holds_the_mails_own_boundary_splits_nothing() -> None:
    first = write_mail(letter(html="<p>x</p>"))
    boundary = read_plainly(first).get_boundary()
    raw = write_mail(letter(text=f"--{boundary}--\nand on\n", html="<p>x</p>"))
    parts = [part for part in read_plainly(raw).walk() if not part.is_multipart()]
    assert text_of(parts[0]) == f"--{boundary}--\nand on\n"

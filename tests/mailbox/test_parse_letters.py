"""Damaged and unusual mail, one letter per defect: what is read of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.parsing.bodies import attachment_contents
from frontdesk.rules.model import Address, Message

LETTERS = Path(__file__).resolve().parents[1] / "letters"
ANN = Address("Ann Lee", "ann@example.org")


def letter(name: str) -> bytes:
    return (LETTERS / f"{name}.eml").read_bytes()


def read(name: str) -> Message:
    return parse(letter(name))


# letter -> what is read of it (fields of Message; `names` are the attachments')
READ: dict[str, dict[str, Any]] = {
    "headers-mbox-line-and-byte-order-mark": {"subject": "Printer", "sender": ANN, "text": "It jams."},
    "headers-bare-carriage-returns": {"subject": "Printer", "sender": ANN, "text": "It jams.\nBadly."},
    "headers-doubled-carriage-returns": {"subject": "Printer", "sender": ANN, "text": "It jams.\nBadly."},
    "headers-without-empty-line-before-the-body": {
        "subject": "Printer",
        "text": "Hello all, the printer jams.\nAnn",
    },
    "headers-lost-their-folding": {"subject": "Printer", "sender": ANN, "text": "It jams."},
    "headers-several-folded-lines-lost-their-blanks": {
        "subject": "Printer",
        "sender": ANN,
        "text": "It jams.",
    },
    "headers-no-from-but-a-reply-to": {"sender": ANN, "sender_is_certain": False, "text": "It jams."},
    "headers-empty-from-and-a-reply-to": {"sender": ANN, "sender_is_certain": False},
    "headers-raw-eight-bit": {
        "subject": "Öffnung klemmt",
        "sender": Address("Jörg Müller", "joerg@example.org"),
    },
    "headers-folded-inside-an-encoded-word-pair": {
        "subject": "Straße gesperrt",
        "sender": Address("Jörg", "joerg@example.org"),
    },
    "headers-encoded-word-carries-a-line-break": {"subject": "me Bcc: victim@example.net body"},
    "headers-bidi-override-in-the-subject": {"subject": "[resolved] [resolved] printer"},
    "headers-two-froms": {"sender": ANN, "sender_is_certain": False},
    "headers-references-mangled": {
        "message_id": "<11@example.org>",
        "in_reply_to": ("<one@example.com>",),
        "references": ("<one@example.com>", "<two@example.com>", "<three@example.com>"),
    },
    "headers-japanese-of-a-vendor": {"subject": "① ㈱", "text": "②あ"},
    "charset-missing-and-it-is-windows-1251": {
        "subject": "Привет",
        "text": "Добрый день! Принтер на третьем этаже не печатает с самого утра, помогите пожалуйста.",
    },
    "charset-missing-and-a-few-latin-bytes": {"text": "Die Tür fällt zu. Grüße"},
    "charset-missing-and-a-few-hebrew-bytes": {"text": "טונר"},
    "charset-utf-8-with-one-bad-byte": {"text": "Die Tür klemmt. Grüße \ufffd"},
    "charset-declared-latin-but-it-is-utf-8": {"text": "Die Tür klemmt, schöne Grüße"},
    "charset-declared-utf-8-but-it-is-latin": {"text": "Die Tür klemmt in der Straße, schöne Grüße aus Köln"},
    "charset-unknown-name": {"text": "Die Tür klemmt"},
    "charset-that-would-be-a-bomb": {"text": "plain words-abc"},
    "charset-utf-7": {"text": "Die Tür klemmt"},
    "transfer-base64-in-pieces-and-a-list-footer": {"text": "Die Tür klemmt."},
    "transfer-declared-base64-but-it-is-plain": {"text": "The printer on the third floor jams."},
    "parts-without-a-closing-boundary": {"text": "It jams.", "names": ["scan.pdf"]},
    "parts-with-another-boundary-than-declared": {"text": "It jams.", "names": ["scan.pdf"]},
    "parts-nested-with-one-boundary": {"text": "It jams.", "names": ["scan.pdf"]},
    "parts-missing-although-declared": {"text": "It jams.", "names": []},
    "parts-all-in-base64": {"text": "It jams.", "names": ["scan.pdf"]},
    "parts-closing-boundary-behind-the-text": {"text": "It jams."},
    "html-only-from-outlook": {
        "html_only": True,
        "text": "Hello,\n\nthe printer jams. See the page (https://wiki.example.org/jam).\n"
        "Floor | Room\n3 | 312\n- paper\n- toner\n________________________________\n"
        "From: IT <it@example.com>\nSubject: Printer\n> Which floor?",
    },
    "html-with-an-empty-plain-part": {"text": "It jams.", "html_only": True},
    "html-with-a-plain-part-in-other-words": {
        "text": "The printer on the third floor jams. There is a table for those who read HTML."
    },
    "html-with-a-plain-part-that-only-says-so": {"text": "The printer on the third floor jams again."},
    "html-inline-images-with-their-places": {
        "text": "Before\n\n[image: screen shot.png]\n\nafter",
        "names": ["screen shot.png"],
    },
    "text-pieces-around-an-image-from-apple": {
        "text": "It shows this:\n\n[image: IMG_1.jpeg]\n\nand then stops.",
        "names": ["IMG_1.jpeg"],
    },
    "text-format-flowed": {
        "text": "The printer on the third floor jams.\n\n> Which floor?\n>> None\n\n"
        "From here on it works.\n-- \nAnn",
    },
    "text-format-flowed-delsp-japanese": {"text": "プリンターが紙詰まりです。"},
    "files-uuencoded-in-the-text": {"text": "See the file:\n\n\nThanks", "names": ["note.txt"]},
    "files-names-as-clients-send-them": {
        "names": [
            "Köln Plan.pdf",
            "€ rates.pdf",
            "Straße.pdf",
            "two words.pdf",
            'a "quoted" name.pdf',
            "plan.pdf",
            "passwd",
            "from the type.pdf",
            "planfdp.exe",
        ]
    },
    "files-running-under-innocent-names": {
        "names": [
            "invoice.pdf.exe",
            "cat.png.elf",
            "letter.doc.lnk",
            "page.txt",
            "logo.svg",
            "page.html",
            "setup.exe",
            "honest.pdf",
        ]
    },
    "message-attached-without-a-name": {"text": "Please see.", "names": ["Toner überall.eml"]},
    "message-attached-with-the-same-boundary": {"text": "Please see.", "names": ["Toner.eml", "scan.pdf"]},
    "calendar-invitation-and-nothing-else": {
        "text": "Printer, third floor\n2024-05-07 10:00 Europe/Berlin - 11:00 Europe/Berlin\nRoom 312\n"
        "Lee, Ann <ann@example.org>\n\nBring paper.\nAnd toner.",
        "names": ["invitation.ics"],
    },
    "smime-signed-in-one-piece": {"text": "Signed words.", "names": []},
    "winmail-dat-with-files-and-text": {
        "text": "hello world",
        "names": ["Plan für Köln.pdf", "setup.txt.exe"],
    },
    "winmail-dat-cut-in-the-middle": {"text": "It jams.", "names": ["Plan für Köln.pdf", "setup.txt"]},
}


@pytest.mark.parametrize("name", READ)
def test_a_damaged_letter_is_read_as_a_person_would(name: str) -> None:
    message = read(name)
    came = {field: getattr(message, field) for field in READ[name] if field != "names"}
    if "names" in READ[name]:
        came["names"] = [attachment.name for attachment in message.attachments]
    assert came == READ[name]


@pytest.mark.parametrize(
    "name",
    [
        "headers-bare-carriage-returns",
        "headers-doubled-carriage-returns",
        "headers-without-empty-line-before-the-body",
        "headers-lost-their-folding",
    ],
)
def test_a_damaged_header_block_is_told_and_proves_no_sender(name: str) -> None:
    message = read(name)
    assert message.problems
    assert message.sender == ANN or message.sender is None
    assert not message.sender_is_certain


def test_what_runs_when_opened_goes_on_as_plain_bytes_only() -> None:
    types = {one.name: one.media_type for one in read("files-running-under-innocent-names").attachments}
    assert types.pop("honest.pdf") == "application/pdf"
    assert set(types.values()) == {"application/octet-stream"}


def test_wrapped_and_inline_files_have_the_bytes_that_were_sent() -> None:
    assert attachment_contents(letter("winmail-dat-with-files-and-text"), None) == {
        0: b"%PDF-1.4 plan",
        1: b"MZ\x90\0\3\0",
    }
    assert attachment_contents(letter("files-uuencoded-in-the-text"), [0]) == {0: b"Hello world!"}


def test_an_attached_mail_keeps_its_own_parts_also_under_the_outer_boundary() -> None:
    content = attachment_contents(letter("message-attached-with-the-same-boundary"), [0])[0]
    assert parse(content).text == "The toner leaks."


def test_a_forward_as_attachment_tells_the_mail_inside() -> None:
    forwarded = read("message-attached-without-a-name").forwarded
    assert forwarded is not None
    assert forwarded.sender == Address("Bob", "bob@example.net")
    assert (forwarded.subject, forwarded.text) == ("Toner überall", "The toner leaks.")


@pytest.mark.parametrize("table", ["a-table", "a-table-of-two-columns"])
def test_a_forward_in_html_tells_its_fields_from_a_table(table: str) -> None:
    message = read(f"html-forward-with-its-fields-in-{table}")
    forwarded = message.forwarded
    assert forwarded is not None
    assert forwarded.sender == Address("Ann Lee", "ann@example.org")
    assert forwarded.to == (Address("Bob Mee", "bob@example.org"),)
    assert (forwarded.subject, forwarded.text) == ("Printer: on fire", "The printer burns.")
    assert (forwarded.sent_at, message.new_text) == (datetime(2021, 10, 26, 12, tzinfo=UTC), "Can you help?")


def test_the_mail_that_a_bounce_brings_back_is_no_forward() -> None:
    message = read("bounce-with-delivery-status")
    assert message.report is not None
    assert message.forwarded is None


def test_no_control_character_and_no_override_of_direction_is_left_in_the_text() -> None:
    head = "Subject: x\nContent-Type: text/plain; charset=utf-8\n\n"
    raw = head + "a\x07b\x1b[31mc \u202efdp.exe\u202c \u2066d\u2069\x85e\tf\r\n"
    assert parse(raw.encode()).text == "ab[31mc fdp.exe d\ne\tf"

"""Reports are read from real mails' forms; what people write about bounces is never a report."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from frontdesk.mailbox.bounces.delivery_status import read_fields
from frontdesk.mailbox.bounces.plain_text_bounces import notice, recipients, spans
from frontdesk.mailbox.bounces.read_report import read_report
from frontdesk.mailbox.bounces.reasons import is_address_dead, status_in
from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.parsing.headers import Head
from frontdesk.mailbox.parsing.part import LeafPart, Part
from frontdesk.rules.model import Address, Message, Report

LETTERS = Path(__file__).parents[1] / "letters"


def leaf(media_type: str, text: str, depth: int = 0) -> LeafPart:
    """A part as the structure of a mail has it."""
    raw = text.encode("utf-8")
    return LeafPart(
        Part(raw, Head({}, 0), media_type, {"charset": "utf-8"}, "", "", 0, len(raw), depth, ""), len(raw)
    )


OURS = "<12.ack.Q7XW@frontdesk.example>"


def report(letter: str) -> Report | None:
    return parse((LETTERS / f"{letter}.eml").read_bytes()).report


# letter, kind, (recipient, status, hard) ..., the mail of ours that it speaks of
REPORTS = [
    ("bounce-with-delivery-status", "bounce", [("ann@customer.example", "5.1.1", True)], OURS),
    (
        "bounce-without-blank-lines-between-recipients",
        "bounce",
        [("ann@customer.example", "5.1.1", True), ("bob@customer.example", "5.2.2", False)],
        OURS,
    ),
    ("delay-with-delivery-status", "delay", [("ann@customer.example", "4.4.1", False)], OURS),
    ("delivered-report", "delivered", [("ann@customer.example", "2.0.0", False)], OURS),
    ("bounce-from-exchange-in-german", "bounce", [("ann@customer.example", "5.7.133", False)], OURS),
    ("bounce-within-a-gateways-bounce", "bounce", [("ann@customer.example", "5.1.1", True)], OURS),
    (
        "bounce-in-plain-words-qmail",
        "bounce",
        [("ann@customer.example", "5.1.1", True), ("bob@customer.example", "", False)],
        OURS,
    ),
    ("bounce-in-plain-words-exim", "bounce", [("ann@customer.example", "", False)], OURS),
    ("bounce-in-plain-words-exchange-5.5", "bounce", [("ann.lee@customer.example", "", True)], OURS),
    ("bounce-in-plain-words-domino", "bounce", [("ann@customer.example", "", True)], ""),
    ("bounce-in-plain-words-japanese", "bounce", [("ann@customer.example", "", True)], ""),
    ("bounce-in-plain-words-names-nobody", "bounce", [("ann@customer.example", "", False)], OURS),
    ("receipt-read", "receipt", [], OURS),
    ("refusal-as-a-receipt", "bounce", [("ann@customer.example", "", False)], OURS),
    ("feedback-report", "feedback", [("ann@customer.example", "", False)], OURS),
]

PEOPLE = [
    "person-quotes-a-bounce",
    "person-names-the-subject-like-a-bounce",
    "person-attaches-a-bounce",
    "person-with-the-bounce-attached-and-its-subject",
    "person-is-the-postmaster",
    "person-attaches-a-calendar",
    "person-quotes-an-out-of-office-note",
    "person-below-a-list-footer",
]


@pytest.mark.parametrize(("letter", "kind", "failed", "original"), REPORTS)
def test_a_report_tells_what_happened_to_whom_and_to_which_mail(
    letter: str, kind: str, failed: list[tuple[str, str, bool]], original: str
) -> None:
    read = report(letter)
    assert read is not None
    assert read.kind == kind
    assert [(one.email, one.status, one.hard) for one in read.recipients] == failed
    assert read.original_message_id == original


@pytest.mark.parametrize("letter", PEOPLE)
def test_what_a_person_wrote_is_no_report(letter: str) -> None:
    assert report(letter) is None


def test_the_diagnostic_is_what_the_server_said() -> None:
    read = report("bounce-with-delivery-status")
    assert read is not None
    said = "550 5.1.1 <ann@customer.example>: Recipient address rejected: User unknown"
    assert read.recipients[0].diagnostic == said


@pytest.mark.parametrize(
    ("status", "said", "dead"),
    [
        ("5.1.1", "550 5.1.1 <ann@x.example>... User unknown", True),
        ("", "550 no such user here", True),
        ("5.1.2", "", True),
        ("5.4.4", "Host or domain name not found. Name service error", True),
        ("5.1.10", "null MX", True),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", True),
        ("5.1.6", "551 5.1.6 User has moved", True),
        ("", "550 Requested action not taken: mailbox unavailable", True),
        ("5.1.1", "550 5.1.1 Message blocked as spam", False),
        ("5.2.2", "552 5.2.2 Mailbox full, user over quota", False),
        ("5.2.1", "550 5.2.1 The account is disabled", False),
        ("5.3.4", "552 5.3.4 Message too big for system", False),
        ("5.7.1", "554 5.7.1 Relay access denied", False),
        (
            "5.7.26",
            "550 5.7.26 Unauthenticated email, see the domain's DMARC policy",
            False,
        ),
        ("5.1.8", "553 5.1.8 Sender address rejected: Domain not found", False),
        (
            "",
            "SMTP error after MAIL FROM:<desk@frontdesk.example>: 550 frontdesk.example does not exist",
            False,
        ),
        ("", "550 Reverse DNS lookup failed: host not found", False),
        ("4.4.3", "Host not found, try again", False),
        ("4.4.1", "Connection timed out", False),
        ("5.1.3", "553 http://www.spamhaus.org/query/bl?ip=192.0.2.1", False),
        ("", "host relay.spam.example said: 550 unknown user", True),  # a host's name is no reason
        ("5.0.0", "", False),
        ("", "", False),
    ],
)
def test_an_address_is_dead_only_when_it_is_the_address(status: str, said: str, dead: bool) -> None:
    assert is_address_dead(status, said) is dead


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("550 5.1.1 unknown", "5.1.1"),
        ("550-5.7.26 This mail\n550 5.7.26 see", "5.7.26"),
        ("(#5.1.1)", "5.1.1"),
        ("host 192.5.1.1 said 550", ""),
        ("version 4.80.1.2", ""),
        ("250 2.1.0 ok, 421 4.4.2 timeout", "4.4.2"),
    ],
)
def test_a_status_is_told_from_an_address_of_a_host(text: str, status: str) -> None:
    assert status_in(text) == status


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("<ann@x.example>:", ["ann@x.example"]),
        ("    ann@x.example", ["ann@x.example"]),
        ("* ann@x.example", ["ann@x.example"]),
        ("Recipient: [SMTP:ann@x.example]", ["ann@x.example"]),
        ("Unknown user: Ann@X.example", ["ann@x.example"]),
        ("ann@x.example on Mon, 6 May 2024", ["ann@x.example"]),
        ("c=US;a= ;p=X;dda:SMTP=ann@x.example; on Mon", ["ann@x.example"]),
        ("550 <ann@x.example>... User unknown", ["ann@x.example"]),
        ("ann@x.example<mailto:ann@x.example>", ["ann@x.example"]),
        ("Your message to ann@x.example was not delivered", ["ann@x.example"]),
        ("    (generated from ann@x.example)", ["ann@x.example"]),
        (">>> MAIL FROM:<desk@frontdesk.example>", []),
        ("For assistance, please contact <postmaster@x.example>", []),
        ("Hello desk@frontdesk.example,", []),
    ],
)
def test_a_notices_lines_name_their_recipients(line: str, named: list[str]) -> None:
    assert [one.email for one in recipients(f"Could not be delivered\n{line}\n", frozenset())] == named


def test_the_returned_mail_is_not_looked_at_for_recipients() -> None:
    text = "<ann@x.example>:\nunknown\n\n--- Below this line is a copy of the message.\n<bob@x.example>:\n"
    assert [one.email for one in recipients(notice(text), frozenset())] == ["ann@x.example"]


def test_a_header_mentioned_only_in_passing_is_never_marked_dead() -> None:
    message = Message(
        message_id="<1@x>",
        sender=Address("", "mailer-daemon@mx.example"),
        sender_is_certain=True,
        subject="Returned mail",
        date=None,
        text="",
        new_text="",
        headers={"from": ("mailer-daemon@mx.example",)},
    )
    text = "User unknown.\nIf in doubt see the pages of help.me@x.example for more."
    read = read_report([leaf("text/plain", text)], message)
    assert read is not None
    assert not any(one.hard for one in read.recipients)


def test_fields_are_read_in_any_order_and_damage() -> None:
    text = "Action: failed\nFinal-Recipient: RFC822; <Ann@X.example>\nStatus: 5.1.1 (gone)\n\n\nAction: relayed\n"
    fields = read_fields(text)[1]
    assert [(one.email, one.action, one.status) for one in fields] == [("ann@x.example", "failed", "5.1.1")]


# Sender, subject, text, recipient, hard: how other mail systems put it.
OTHER_WORDS = [
    (
        "postmaster@james.example",
        "[BOUNCE]",
        (
            "Hi. This is the James mail server at james.example.\nI'm afraid I wasn't able to deliver your message to "
            "the following addresses.\n\nFailed recipient(s):\nann@x.example\n\nError message:\n550 no such user"
        ),
        True,
    ),
    (
        "postmaster@foundry.example",
        "Message delivery has failed",
        (
            "Unable to deliver message to: <ann@x.example>\nDelivery failed for the following reason:\nServer "
            "mx.x.example[192.0.2.1] failed with: 550 <ann@x.example> No such user here\n\nThis has been a permanent "
            "failure. No further delivery attempts will be made."
        ),
        True,
    ),
    (
        "postmaster@marshal.example",
        'Undeliverable Mail: "[IT #12] Printer"',
        (
            "Your message:\n   From:    desk@frontdesk.example\n   Subject: Printer\n\nCould not be delivered because "
            "of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected:\n    ann@x.example\n\n"
            "Additional Information"
        ),
        True,
    ),
    (
        "postmaster@notes.example",
        "Undeliverable message",
        (
            "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nann@x.example\n\n"
            "------- Returned Message --------\nReceived: by x"
        ),
        True,
    ),
    (
        "postmaster@big.example",
        "Returned mail: mailbox full",
        (
            "   ----- The following addresses had delivery problems -----\nann@x.example\n\n   ----- Non-delivered "
            "information -----\nThe number of messages in recipient's mailbox exceeded the local limit."
        ),
        False,
    ),
    (
        "mailer-daemon@orange.example",
        "Non remis",
        "Votre message n'a pas pu être remis au destinataire suivant :\n\n  ann@x.example\n\nutilisateur inconnu",
        True,
    ),
    (
        "MAILER-DAEMON@t.example",
        "Unzustellbar: Drucker",
        "Ihre Nachricht konnte nicht zugestellt werden an:\n\nann@x.example\n\nPostfach voll: quota exceeded",
        False,
    ),
]


@pytest.mark.parametrize(("sender", "subject", "text", "hard"), OTHER_WORDS)
def test_plain_words_of_other_mail_systems_are_understood(
    sender: str, subject: str, text: str, hard: bool
) -> None:
    raw = f"From: <{sender}>\r\nTo: desk@frontdesk.example\r\nSubject: {subject}\r\n"
    read = parse(raw.encode() + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()).report
    assert read is not None
    assert read.kind == "bounce"
    assert [(one.email, one.hard) for one in read.recipients] == [("ann@x.example", hard)]


PIECES = [
    "a@",
    "@",
    "<a@b.c>\n",
    "Final-Recipient: rfc822; a@b.c\n",
    "Status: 5.",
    "5.1.1.",
    "550 ",
    "Message-ID: <",
    "undeliverable ",
    ">",
    "a",
    "\n",
    "To: ",
    "----- Original message",
]


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    text = (piece * (1_000_000 // len(piece)))[:1_000_000]
    types = ("text/plain", "message/delivery-status", "message/rfc822", "message/disposition-notification")
    parts = [leaf(media_type, text, depth=1) for media_type in types]
    message = Message(
        message_id="",
        sender=None,
        sender_is_certain=False,
        subject=text[:1000],
        date=None,
        text=text,
        new_text=text,
        headers={"from": ("MAILER-DAEMON <>",), "content-type": ("multipart/report",)},
    )
    began = time.perf_counter()
    read_report(parts, message)
    list(spans(text))
    assert time.perf_counter() - began < 2


def test_no_mutated_report_makes_it_raise() -> None:
    letters = [path.read_bytes() for path in sorted(LETTERS.glob("*bounce*.eml"))]
    chance = random.Random(5)
    for _ in range(400):
        raw = bytearray(chance.choice(letters))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.randint(0, 40)] = chance.randbytes(chance.randint(0, 6))
        parse(bytes(raw))

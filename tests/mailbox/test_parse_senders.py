"""Whom a From header names, and when that may be believed (reliability of commands hangs on it)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.parsing.addresses import one_plain_address, read_addresses
from frontdesk.rules.model import Address

# From header -> (shown name, shown address, the address that may be believed or None)
FORMS = [
    ("ann@example.org", "", "ann@example.org", "ann@example.org"),
    ("<ann@example.org>", "", "ann@example.org", "ann@example.org"),
    ("Ann Lee <ANN@Example.ORG>", "Ann Lee", "ann@example.org", "ann@example.org"),
    ('"Lee, Ann" <ann@example.org>', "Lee, Ann", "ann@example.org", "ann@example.org"),
    ("Ann Lee (IT) <ann@example.org>", "Ann Lee", "ann@example.org", "ann@example.org"),
    ("ann@example.org (Ann Lee)", "Ann Lee", "ann@example.org", "ann@example.org"),
    ("=?utf-8?q?J=C3=B6rg?= <j@example.org>", "Jörg", "j@example.org", "j@example.org"),
    ("=?utf-8?q?Lee=2C_Ann?= <ann@example.org>", "Lee, Ann", "ann@example.org", "ann@example.org"),
    ('"ann@good.example" <bob@evil.example>', "ann@good.example", "bob@evil.example", "bob@evil.example"),
    ("ann@exämple.org", "", "ann@exämple.org", "ann@exämple.org"),
    ("\"'Ann Lee'\" <ann@example.org>", "Ann Lee", "ann@example.org", "ann@example.org"),
    # shown as well as can be, believed never
    ("ann@good.example <bob@evil.example>", "ann@good.example", "bob@evil.example", None),
    ("ann@good.example, bob@evil.example", "", "ann@good.example", None),
    ("Ann <ann@good.example> Bob <bob@evil.example>", "Ann", "ann@good.example", None),
    ("Team: ann@example.org;", "", "ann@example.org", None),
    ("=?utf-8?q?ann=40good.example?=@evil.example", "", "=?utf-8?q?ann=40good.example?=@evil.example", None),
    ('"ann@good.example"@evil.example', "", '"ann@good.example"@evil.example', None),
    ('"ann lee"@example.org', "", '"ann lee"@example.org', None),
    ("<@relay.example:ann@example.org>", "", "ann@example.org", None),
    ("Ann <ann@example.org> trailing", "Ann", "ann@example.org", None),
    ("Ann <ann @ example.org>", "Ann", "ann@example.org", None),
    ("Lee, Ann <ann@example.org>", "Lee, Ann", "ann@example.org", None),
    ("Ann [IT] <ann@example.org>", "Ann [IT]", "ann@example.org", None),
    ("ann(comment)@example.org", "comment", "ann@example.org", None),
    ("ann@example.org\u202e", "", "ann@example.org", None),
    ("ﬁona@example.org", "", "ﬁona@example.org", None),  # NFKC makes another name of it
]


@pytest.mark.parametrize(("value", "name", "email", "believed"), FORMS, ids=[form[0] for form in FORMS])
def test_a_from_header_is_shown_and_believed(value: str, name: str, email: str, believed: str | None) -> None:
    message = parse(f"From: {value}\nSubject: x\n\nHello\n".encode())
    assert message.sender == Address(name, email)
    assert message.sender_is_certain == (believed is not None)
    assert one_plain_address(value) == believed


@pytest.mark.parametrize("value", ["", "Undisclosed recipients:;", "root", '"" (Mail Delivery System)', "<>"])
def test_without_an_address_there_is_no_sender(value: str) -> None:
    message = parse(f"From: {value}\n\nHello\n".encode())
    assert message.sender is None
    assert not message.sender_is_certain


def test_the_dotless_i_makes_no_technician() -> None:
    message = parse(b"From: MIKE@example.org\n\nx")
    other = parse("From: mıke@example.org\n\nx".encode())
    assert message.sender == Address("", "mike@example.org")
    assert other.sender == Address("", "mıke@example.org")


@pytest.mark.parametrize(
    "name", ["From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To"]
)
def test_a_header_twice_that_may_stand_once_makes_the_sender_uncertain(name: str) -> None:
    head = "From: ann@example.org\n" + f"{name}: <a@b.example>\n" * (1 if name == "From" else 2)
    assert not parse(f"{head}\nHello\n".encode()).sender_is_certain


@pytest.mark.parametrize(
    "head",
    [
        b"From: ann@example.org\rFrom: boss@example.com\nSubject: x\n",
        b"From: ann@example.org\0\nSubject: x\n",
        b"not a header\nFrom: ann@example.org\n",
        b"From: ann@example.org\nFrom : boss@example.com\n",
        b"From : ann@example.org\n",
        b"from: ann@example.org\nFROM: boss@example.com\n",
        b"From: ann@example.org\nFr\xc3\xb6m: x\n",
    ],
)
def test_a_header_block_that_programs_could_read_differently_proves_nobody(head: bytes) -> None:
    assert not parse(head + b"\nHello\n").sender_is_certain


def test_an_address_that_would_inject_a_header_is_one_line() -> None:
    message = parse(
        b'From: "x\r\n Bcc: v@example.net" <ann@example.org>\nTo: =?utf-8?q?a=0Ab?= <b@example.org>\n\n'
    )
    assert message.sender == Address("x Bcc: v@example.net", "ann@example.org")
    assert message.to == (Address("a b", "b@example.org"),)


def test_groups_and_lists_are_opened_and_at_most_500_addresses_kept() -> None:
    many = ", ".join(f"p{number}@example.org" for number in range(600))
    message = parse(f"From: a@b.example\nTo: Team: {many};\nCc: c@example.org\n\nx".encode())
    assert len(message.to) == 500
    assert message.to[0] == Address("", "p0@example.org")
    assert message.cc == ()
    assert message.problems == ("more than 500 addresses: the rest is left out",)


HOSTILE = ['"\\"', "(\\(", "<", "(a", "(", '"a"<', "a,", "a@b ", ": ", '"', ";", "=?a?q?b?=", "@", "a@", ",<"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_repetition_costs_no_more_than_its_length(piece: str) -> None:
    value = piece * (16_000 // len(piece))
    began = time.process_time()
    read_addresses(value)
    one_plain_address(value)
    one_plain_address(value + "<a@b.example>")
    assert time.process_time() - began < 1


@given(st.text(max_size=200))
def test_whatever_stands_in_it_an_address_list_is_read(value: str) -> None:
    for address in read_addresses(value):
        assert address.email.isprintable() or not address.email.isascii()
        assert "\n" not in address.name + address.email
    certain = one_plain_address(value)
    if certain is not None:
        assert [address.email for address in read_addresses(value)] == [certain]

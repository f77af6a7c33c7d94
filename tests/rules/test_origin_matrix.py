"""Who is obeyed: every origin with every token, trick and kind of tag. Mails are parsed as they'd come in."""

from datetime import UTC, datetime
from itertools import product

import pytest

from frontdesk.mailbox.parse import parse
from frontdesk.rules.effects import Audience
from frontdesk.rules.model import Message, Origin, Role
from frontdesk.rules.proof.authority import Confirm, Obey, Refuse, authority_for, needs_of
from frontdesk.rules.proof.origin import origin_of
from frontdesk.rules.proof.tokens import (
    Keys,
    message_id,
    plus_address,
    read_our_message_id,
    read_plus_address,
    technician_token,
    thread_token,
    token_is_for,
)
from frontdesk.rules.tags.read import may, read_tags
from frontdesk.rules.tags.table import TAGS, Needs

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEYS = Keys.from_setting("the desk's secret")
OTHER_KEYS = Keys.from_setting("somebody else's")
DESK = "it@desk.example"
MX = "mx.desk.example"
BOB, ANN = "bob@desk.example", "ann@desk.example"
TEAM = {BOB: Role.TECHNICIAN, ANN: Role.MANAGER}
NUMBER = 12


def id_for(technician: str, number: int = NUMBER, keys: Keys = KEYS, when: datetime = NOW) -> str:
    audience = Audience.TECHNICIAN if technician else Audience.CUSTOMER
    return message_id(
        keys,
        request=number,
        audience=audience,
        serial="m1",
        technician=technician,
        domain="desk.example",
        now=when,
    )


def address_for(token: str) -> str:
    return plus_address(DESK, token)


# How a mail says where it comes from: (trusted authserv-id, header lines, what it proves).
ORIGINS = {
    "dmarc=pass": (MX, f"Authentication-Results: {MX}; dmarc=pass header.from=desk.example", "proven"),
    "dkim alone": (MX, f"Authentication-Results: {MX}; dkim=pass header.d=desk.example", "proven"),
    "submitted": (MX, f"Authentication-Results: {MX}; auth=pass smtp.auth={BOB}", "proven"),
    "google": (
        "mx.google.com",
        (
            "Authentication-Results: mx.google.com;\r\n dkim=pass header.i=@desk.example header.s=s header.b=x;\r\n"
            " dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=desk.example"
        ),
        "proven",
    ),
    "microsoft": (
        "microsoft",
        (
            "Authentication-Results: spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=desk.example;\r\n"
            " dkim=pass (signature was verified) header.d=desk.example;dmarc=pass action=none\r\n"
            " header.from=desk.example;compauth=pass reason=100"
        ),
        "proven",
    ),
    "inside exchange": ("microsoft", "X-MS-Exchange-Organization-AuthAs: Internal", "proven"),
    "no header": (MX, "X-Nothing: 1", "unknown"),
    "not configured": ("", f"Authentication-Results: {MX}; dmarc=pass header.from=desk.example", "unknown"),
    "none": (MX, f"Authentication-Results: {MX}; none", "unknown"),
    "spf fails": (MX, f"Authentication-Results: {MX}; spf=fail smtp.mailfrom={BOB}", "unknown"),
    "another server's word": (
        MX,
        "Authentication-Results: mx.evil.example; dmarc=pass header.from=desk.example",
        "unknown",
    ),
    "exchange's word without exchange": (MX, "X-MS-Exchange-Organization-AuthAs: Internal", "unknown"),
    "dmarc=fail": (MX, f"Authentication-Results: {MX}; dmarc=fail header.from=desk.example", "forged"),
    "another From": (MX, f"Authentication-Results: {MX}; dmarc=pass header.from=evil.example", "forged"),
    "microsoft's dmarc=fail": (
        "microsoft",
        (
            "Authentication-Results: spf=fail smtp.mailfrom=evil.example; dmarc=fail action=oreject\r\n"
            " header.from=desk.example;compauth=fail reason=000"
        ),
        "forged",
    ),
}

# What it brings along: (To, In-Reply-To, whether that is Bob's own for this request, now).
TOKENS = {
    "none": (DESK, "", False),
    "address": (address_for(technician_token(KEYS, NUMBER, BOB, NOW)), "", True),
    "message id": (DESK, id_for(BOB), True),
    "in capitals": (address_for(technician_token(KEYS, NUMBER, BOB, NOW)).upper(), "", True),
    "a note's": (address_for(technician_token(KEYS, NUMBER, BOB, NOW, note=True)), "", True),
    "ann's": (address_for(technician_token(KEYS, NUMBER, ANN, NOW)), id_for(ANN), False),
    "of another request": (address_for(technician_token(KEYS, 13, BOB, NOW)), id_for(BOB, 13), False),
    "of long ago": (
        address_for(technician_token(KEYS, NUMBER, BOB, LONG_AGO)),
        id_for(BOB, when=LONG_AGO),
        False,
    ),
    "of another key": (
        address_for(technician_token(OTHER_KEYS, NUMBER, BOB, NOW)),
        id_for(BOB, keys=OTHER_KEYS),
        False,
    ),
    "a customer's": (address_for(thread_token(KEYS, NUMBER)), id_for(""), False),
    "guessed": (
        f"it+t12.2947.abcdefgh.{'a' * 16}@desk.example",
        f"<fd.t12.m1.2947.abcdefgh.{'a' * 16}@x>",
        False,
    ),
}

# Tricks with the headers that make any mail forged: nobody can tell whose it is.
TRICKS = {
    "two From headers": "From: Bob <bob@desk.example>\r\nFrom: Eve <eve@evil.example>",
    "two From headers, the other way": "From: Eve <eve@evil.example>\r\nFrom: Bob <bob@desk.example>",
    "two addresses in From": "From: Bob <bob@desk.example>, Eve <eve@evil.example>",
    "two subjects": "From: Bob <bob@desk.example>\r\nSubject: [spam]",
    "two To": "From: Bob <bob@desk.example>\r\nTo: x@evil.example",
    "two Reply-To": "From: Bob <bob@desk.example>\r\nReply-To: a@x.example\r\nReply-To: b@x.example",
    "two Message-IDs": "From: Bob <bob@desk.example>\r\nMessage-ID: <b@x>",
}
# Tricks that make somebody else of the sender, whatever it looks like.
DISGUISES = {
    "the technician's address as a name": 'From: "bob@desk.example" <eve@evil.example>',
    "a quoted local part": 'From: "bob@desk.example"@evil.example',
    "an encoded word in the address": "From: =?utf-8?q?bob=40desk.example?=@evil.example",
    "a letter that looks alike": "From: Bob <bоb@desk.example>",
    "a letter that folds to another": "From: Bob <bob@des\u212a.example>",
    "a domain below": "From: Bob <bob@desk.example.evil.example>",
    "no From, but a Sender": "Sender: Bob <bob@desk.example>",
    "a Reply-To": "From: Eve <eve@evil.example>\r\nReply-To: Bob <bob@desk.example>",
    "an empty From": "From:\r\nSender: Bob <bob@desk.example>",
    "a former technician": "From: Fay <fay@desk.example>",
}
HONEST = "From: Bob <bob@desk.example>"


def mail(results: str, to: str, in_reply_to: str, sender: str = HONEST, tag: str = "[resolved]") -> Message:
    lines = [
        results,
        sender,
        f"To: {to}",
        f"Subject: Re: [IT #{NUMBER}] Printer {tag}",
        "Message-ID: <a@desk.example>",
    ]
    lines += [f"In-Reply-To: {in_reply_to}"] if in_reply_to else []
    return parse("\r\n".join([*lines, "", "I changed it.", ""]).encode())


def has_token(message: Message) -> bool:
    email = message.sender.email if message.sender else ""
    found = [
        *(read_our_message_id(KEYS, each) for each in message.in_reply_to),
        *(read_plus_address(KEYS, person.email, DESK, NOW) for person in message.to),
    ]
    return any(token_is_for(KEYS, each, NUMBER, email, NOW) for each in found if each is not None)


def outcome(message: Message, trusted: str) -> str:
    """What happens to a mail: "obey", "confirm", "refuse", or "customer" where nothing in it is an instruction."""
    role = TEAM.get(message.sender.email, Role.CUSTOMER) if message.sender else Role.CUSTOMER
    if role is Role.CUSTOMER:
        return "customer"
    reading = read_tags(message.subject, message.new_text)
    assert not reading.problems
    assert all(may(tag.name, role, {}) is None for tag in reading.tags)
    origin = origin_of(message, trusted).origin
    found = authority_for(origin, has_token(message), needs_of(tag.name for tag in reading.tags))
    return {Obey: "obey", Confirm: "confirm", Refuse: "refuse"}[type(found)]


def expected(origin: str, token: bool, tag: str) -> str:
    if origin == "forged":
        return "refuse"
    proofs = (origin == "proven") + token
    return "obey" if proofs >= (2 if tag in ("[merge=#9]", "[split]") else 1) else "confirm"


@pytest.mark.parametrize("tag", ["[resolved]", "[note]", "[merge=#9]", "[split]"])
@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("origin", ORIGINS)
def test_who_is_obeyed(origin: str, token: str, tag: str) -> None:
    trusted, results, verdict = ORIGINS[origin]
    to, in_reply_to, is_theirs = TOKENS[token]
    message = mail(results, to, in_reply_to, tag=tag)
    assert origin_of(message, trusted).origin == verdict
    assert has_token(message) is is_theirs
    assert outcome(message, trusted) == expected(verdict, is_theirs, tag)


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("token", ["none", "address", "message id"])
@pytest.mark.parametrize(
    "origin", ["dmarc=pass", "submitted", "inside exchange", "no header", "not configured"]
)
def test_a_mail_that_names_two_senders_is_never_obeyed(origin: str, token: str, trick: str) -> None:
    trusted, results, _ = ORIGINS[origin]
    to, in_reply_to, _ = TOKENS[token]
    assert outcome(mail(results, to, in_reply_to, TRICKS[trick]), trusted) in ("refuse", "customer")


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("token", ["none", "address", "message id"])
@pytest.mark.parametrize(
    "origin", ["dmarc=pass", "submitted", "inside exchange", "no header", "not configured"]
)
def test_nobody_in_disguise_is_a_technician(origin: str, token: str, disguise: str) -> None:
    trusted, results, _ = ORIGINS[origin]
    to, in_reply_to, _ = TOKENS[token]
    assert outcome(mail(results, to, in_reply_to, DISGUISES[disguise]), trusted) in ("refuse", "customer")


def test_there_are_more_than_four_hundred_cases() -> None:
    assert len(ORIGINS) * len(TOKENS) * 4 + 5 * 3 * (len(TRICKS) + len(DISGUISES)) > 900


@pytest.mark.parametrize(("origin", "token", "needs"), list(product(Origin, (True, False), Needs)))
def test_an_answered_question_is_a_proof_except_for_a_forged_mail(
    origin: Origin, token: bool, needs: Needs
) -> None:
    found = authority_for(origin, token, needs, confirmed=True)
    assert isinstance(found, Refuse if origin is Origin.FORGED else Obey)


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("needs", Needs)
def test_whoever_is_not_obeyed_is_told_why_in_their_language(origin: Origin, needs: Needs) -> None:
    english, german = (authority_for(origin, False, needs, language=language) for language in ("en", "de"))
    if not isinstance(english, Obey) and not isinstance(german, Obey):
        assert english.reason != german.reason


@pytest.mark.parametrize("tag", [spec.name for spec in TAGS])
def test_a_change_of_several_requests_asks_for_both_proofs_whatever_it_is(tag: str) -> None:
    assert needs_of([tag]) is (Needs.BOTH if tag in ("merge", "split") else Needs.PROOF)
    assert needs_of([tag], requests=2) is Needs.BOTH
    assert needs_of(["take", tag]) is needs_of([tag])

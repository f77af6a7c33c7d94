"""What every relay must do, the fake as the real: the contract of `mailbox.ports.Relay`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from relay_stages import (
    LATER,
    LIMIT,
    NOBODY,
    Arrived,
    MemoryRelayStage,
    PostfixStage,
    RelayStage,
    SinkStage,
)

from frontdesk.mailbox.errors import ConnectionLost
from frontdesk.mailbox.ports import OutgoingMail, Relay, SendResult

DESK = "it@desk.example"
HEADER = b"From: it@desk.example\r\nSubject: [IT #12] printer\r\n\r\n"


@pytest.fixture(
    params=[
        "memory",
        "memory, bare",
        "sink",
        pytest.param("Postfix", marks=pytest.mark.live),
        pytest.param("Postfix, bare", marks=pytest.mark.live),
        pytest.param("Postfix by token", marks=pytest.mark.live),
    ]
)
def stage(request: pytest.FixtureRequest) -> RelayStage:
    kind, _, bare = request.param.partition(", ")
    if kind == "memory":
        lacks = {"PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8"} if bare else set()
        return MemoryRelayStage(frozenset(lacks))
    if kind == "sink":
        return SinkStage(request.getfixturevalue("smtp_sink"))
    if kind == "Postfix by token":
        oauth = request.getfixturevalue("provider")
        oauth.seconds, oauth.pad = 3600, 0
        dovecot, postfix = (request.getfixturevalue(f"token_{name}") for name in ("dovecot", "postfix"))
        return PostfixStage(postfix, dovecot, bare=False, token=oauth.token_for("it"))
    dovecot, postfix = request.getfixturevalue("dovecot"), request.getfixturevalue("postfix")
    return PostfixStage(postfix, dovecot, bare=bool(bare))


@pytest.fixture
def relay(stage: RelayStage) -> Iterator[Relay]:
    opened = stage.relay()
    yield opened
    opened.close()


@pytest.fixture
def ann(fresh_user: str) -> str:
    return f"{fresh_user}@desk.example"


def letter(number: int, *recipients: str, body: bytes = b"Hello.\r\n", sender: str = DESK) -> OutgoingMail:
    return OutgoingMail(number, sender, recipients, HEADER + body)


def states(result: SendResult) -> dict[str, str]:
    return {outcome.recipient: outcome.state for outcome in result.outcomes}


def test_a_mail_goes_to_each_of_its_recipients(stage: RelayStage, relay: Relay, ann: str) -> None:
    bob = "bob." + ann
    (result,) = relay.send([letter(7, ann, bob)])
    assert result.id == 7
    assert states(result) == {ann: "sent", bob: "sent"}
    assert result.outcomes[0].answer.startswith("250")
    assert stage.arrived(ann) == stage.arrived(bob) == [Arrived(DESK, b"Hello.\r\n")]


@pytest.mark.parametrize(
    "body, arrives",
    [
        (b".\r\n..\r\n.x\r\n", b".\r\n..\r\n.x\r\n"),
        (b"a\r\n.\r\nMAIL FROM:<x@y>\r\n", b"a\r\n.\r\nMAIL FROM:<x@y>\r\n"),
        (b"unix\nlines\n", b"unix\r\nlines\r\n"),
        (b"a\n.\nb\n", b"a\r\n.\r\nb\r\n"),
        (b"a\r\n.\nb\r\n", b"a\r\n.\r\nb\r\n"),
        (b"a\n.\r\nb\r\n", b"a\r\n.\r\nb\r\n"),
        (b"a\r.\rb\r\n", b"a\r\n.\r\nb\r\n"),
        (b"no end of line", b"no end of line\r\n"),
        (b"", b""),
    ],
)
def test_the_lines_of_a_mail_stay_lines(
    stage: RelayStage, relay: Relay, ann: str, body: bytes, arrives: bytes
) -> None:
    (result,) = relay.send([letter(1, ann, body=body)])
    assert states(result) == {ann: "sent"}
    assert [one.body for one in stage.arrived(ann)] == [arrives]


def test_the_null_return_path_stays_empty(stage: RelayStage, relay: Relay, ann: str) -> None:
    (result,) = relay.send([letter(1, ann, sender="")])
    assert states(result) == {ann: "sent"}
    assert stage.arrived(ann)[0].sender == ""


def test_one_refused_recipient_is_told_and_the_others_get_it_once(
    stage: RelayStage, relay: Relay, ann: str
) -> None:
    (result,) = relay.send([letter(1, NOBODY, ann, LATER)])
    assert [outcome.state for outcome in result.outcomes] == ["failed", "sent", "deferred"]
    assert result.outcomes[0].answer.startswith("550 5.1.1")
    assert result.outcomes[2].answer.startswith("450 4.2.0")
    assert len(stage.arrived(ann)) == 1


def test_after_a_mail_that_nobody_takes_the_next_goes_on(stage: RelayStage, relay: Relay, ann: str) -> None:
    mails = [letter(1, NOBODY), letter(2, LATER), letter(3, NOBODY, LATER), letter(4, ann), letter(5, NOBODY)]
    results = list(relay.send(mails))
    assert [list(states(result).values()) for result in results] == [
        ["failed"],
        ["deferred"],
        ["failed", "deferred"],
        ["sent"],
        ["failed"],
    ]
    assert len(stage.arrived(ann)) == 1


def test_many_mails_are_answered_in_their_order(stage: RelayStage, relay: Relay, ann: str) -> None:
    mails = [letter(number, ann, body=b"%d\r\n" % number) for number in range(60)]
    results = list(relay.send(mails))
    assert [result.id for result in results] == list(range(60))
    assert {state for result in results for state in states(result).values()} == {"sent"}
    assert {one.body for one in stage.arrived(ann, 60)} == {b"%d\r\n" % number for number in range(60)}


def test_who_stops_reading_has_sent_no_more_than_was_answered(
    stage: RelayStage, relay: Relay, ann: str
) -> None:
    sending = relay.send([letter(number, ann) for number in range(5)])
    assert states(next(sending)) == {ann: "sent"}
    sending.close()  # type: ignore[attr-defined]
    assert states(*relay.send([letter(9, ann, body=b"later\r\n")])) == {ann: "sent"}
    assert sorted(one.body for one in stage.arrived(ann, 2)) == [b"Hello.\r\n", b"later\r\n"]


@pytest.mark.parametrize(
    "address",
    [
        "ann@desk.example\r\nRCPT TO:<victim@desk.example>",
        "ann@desk.example> SIZE=1",
        "-oQ/tmp@desk.example",
        "ann @desk.example",
        '"ann b"@desk.example',
        "ann@desk@example",
        "ann",
        "@desk.example",
        "ann@",
        "",
        "ann@\0desk.example",
        "ann@[127.0.0.1]",
        "a" * 300 + "@desk.example",
        "ann@.example",
        "ann\u202e@desk.example",
    ],
    ids=lambda address: ascii(address)[:40],
)
def test_what_is_no_address_never_goes_out(stage: RelayStage, relay: Relay, ann: str, address: str) -> None:
    first, second = relay.send([letter(1, address, ann), letter(2, ann, sender=address or "x")])
    assert [outcome.state for outcome in first.outcomes] == ["failed", "sent"]
    assert "address" in first.outcomes[0].answer
    assert "\n" not in first.outcomes[0].answer
    assert [outcome.state for outcome in second.outcomes] == ["failed"]
    assert len(stage.arrived(ann)) == 1


def test_a_mail_larger_than_the_relay_takes_fails_and_says_so(
    stage: RelayStage, relay: Relay, ann: str
) -> None:
    large = letter(1, ann, body=b"0123456789abcdef\r\n" * (LIMIT * 4 // 18))
    first, second = relay.send([large, letter(2, ann)])
    assert [outcome.state for outcome in first.outcomes] == ["failed"]
    assert first.outcomes[0].answer.startswith("552 5.3.4")
    assert states(second) == {ann: "sent"}
    assert len(stage.arrived(ann)) == 1


def test_an_address_in_other_letters_needs_smtputf8(stage: RelayStage, relay: Relay, ann: str) -> None:
    jörg = "jörg." + ann
    (result,) = relay.send([letter(1, jörg, ann)])
    assert states(result)[ann] == "sent"
    if "SMTPUTF8" in stage.offers:
        assert states(result)[jörg] == "sent"
    else:
        assert states(result)[jörg] == "failed"
        assert "SMTPUTF8" in result.outcomes[0].answer


def test_an_address_in_other_letters_in_a_header_needs_smtputf8_whoever_gets_the_mail(
    stage: RelayStage, relay: Relay, ann: str
) -> None:
    raw = f"To: jörg@example.org\r\nCc: {ann}\r\nMessage-ID: <1@desk>\r\n\r\nHello\r\n".encode()
    (result,) = relay.send([OutgoingMail(1, "it@example.org", (ann,), raw)])
    (outcome,) = result.outcomes
    assert outcome.state == ("sent" if "SMTPUTF8" in stage.offers else "failed")


def test_a_mail_of_eight_bits_goes_only_where_they_are_taken(
    stage: RelayStage, relay: Relay, ann: str
) -> None:
    (result,) = relay.send([letter(1, ann, body="Grüße\r\n".encode())])
    if "8BITMIME" in stage.offers:
        assert states(result) == {ann: "sent"}
        assert stage.arrived(ann)[0].body == "Grüße\r\n".encode()
    else:
        assert states(result) == {ann: "failed"}
        assert "8BITMIME" in result.outcomes[0].answer


def test_no_mails_are_no_results(stage: RelayStage, relay: Relay) -> None:
    assert list(relay.send([])) == []
    assert list(stage.lost().send([])) == []


def test_one_connection_serves_many_calls_and_comes_back_after_close(
    stage: RelayStage, relay: Relay, ann: str
) -> None:
    for number in range(3):
        assert states(*relay.send([letter(number, ann)])) == {ann: "sent"}
    relay.close()
    relay.close()
    assert states(*relay.send([letter(3, ann)])) == {ann: "sent"}
    assert len(stage.arrived(ann, 4)) == 4


def test_a_probe_tells_what_is_offered(stage: RelayStage, relay: Relay) -> None:
    told = {word.partition(" ")[0] for word in relay.probe()}
    assert stage.offers <= told
    assert not (frozenset({"SMTPUTF8", "SIZE", "8BITMIME"}) - stage.offers) & told


def test_a_relay_that_is_away_is_told_before_anything_is_tried(stage: RelayStage, ann: str) -> None:
    away = stage.lost()
    with pytest.raises(ConnectionLost) as lost:
        next(away.send([letter(1, ann)]))
    assert not lost.value.permanent
    with pytest.raises(ConnectionLost):
        away.probe()
    assert stage.arrived(ann, 0) == []

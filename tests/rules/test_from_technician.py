"""Decisions about technicians' mail, without a database: every tag in every status, every proof, every audience."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.clock.timing import parse_hours
from frontdesk.rules.effects import (
    About,
    Audience,
    Change,
    Decision,
    Effect,
    HoldMail,
    KeepMessage,
    OpenRequest,
    Outcome,
    Record,
    Send,
    SetStatus,
    StartTimer,
    TellInList,
)
from frontdesk.rules.lifecycle import LIFE, Happening
from frontdesk.rules.model import Address, MailKind, Message, MessageKind, Origin, Priority, Role, Status
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Proof, Said, Situation
from frontdesk.rules.tags.read import read_tags
from frontdesk.rules.tags.table import TAGS
from frontdesk.rules.technicians import from_technician, team_mail
from frontdesk.rules.technicians.addressed import find_technician
from frontdesk.rules.technicians.asks import ASKS
from frontdesk.rules.timers import ASKED

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANN, BOB = Address("Ann Lee", "ann@example.org"), Address("Bob Burns", "bob@example.org")
CARL = Address("Carl Cole", "carl@example.com")
HOURS = {priority: Duration(8 * 3600, True) for priority in Priority}

POLICY = Policy(
    desk_name="IT Desk",
    desk_address="it@example.org",
    desk_tag="IT",
    language="en",
    zone=ZoneInfo("UTC"),
    hours=parse_hours("Mon-Fri 09:00-17:00", ZoneInfo("UTC")),
    technicians=(ANN, BOB, Address("Bob Brown", "bbrown@example.org")),
    managers=(Address("Mia Boss", "mia@example.org"),),
    customer_domains=frozenset(),
    first_response_within=HOURS,
    resolve_within=HOURS,
    follow_up_after=Duration(3600, True),
    close_after=Duration(3600, True),
    chase_after=Duration(3600, True),
    reopen_within=Duration(3600, True),
    survey_after=None,
    survey_at_most_every=None,
    check_in_every=None,
    warn_before=0.25,
    send_delay=None,
    plus_addressing=True,
    trusted_authserv_id="mx.example.org",
    acknowledge_mail_younger_than=Duration(3600, True),
)
REQUEST = Request(
    number=12,
    subject="Printer",
    status=Status.OPEN,
    priority=Priority.NORMAL,
    customer=CARL,
    opened_at=NOW - timedelta(hours=3),
    owner=ANN.email,
    first_response_at=NOW - timedelta(hours=2),
    last_reply_at=NOW - timedelta(hours=2),
    last_reply_by=ANN.email,
    respond_by=NOW - timedelta(hours=1),
    resolve_by=NOW + timedelta(hours=4),
)
OTHER = replace(REQUEST, number=99, subject="Scanner")
SAID = Said(CARL, NOW - timedelta(hours=3), "Printer", "It prints everything twice.")
PROVEN = Proof(Origin.PROVEN, "dmarc=pass", token=True)


def situation(subject: str, text: str = "", proof: Proof = PROVEN, **values: object) -> Situation:
    """Ann's mail on #12, unless `values` say otherwise."""
    message = Message(
        message_id="<m@people.example.org>",
        sender=ANN,
        sender_is_certain=True,
        subject=f"Re: [IT #12] Printer {subject}",
        date=NOW,
        text=text,
        new_text=text,
    )
    found = Situation(
        message=message,
        at=NOW,
        now=NOW,
        policy=POLICY,
        role=Role.TECHNICIAN,
        proof=proof,
        request=REQUEST,
        named={99: OTHER},
        last_reply=Said(ANN, NOW, "Printer", "Try again."),
        last_customer=SAID,
        audience="technician",
    )
    return replace(found, **values)  # type: ignore[arg-type]


def decided(given: Situation) -> Decision:
    reading = read_tags(given.message.subject, given.message.new_text, "IT", given.policy.language)
    if given.request is None:
        return team_mail.without_request(given, reading)
    return from_technician.on_request(given, given.request, reading)


def flat(effects: Iterable[Effect]) -> Iterator[Effect]:
    for effect in effects:
        if isinstance(effect, About):
            yield from flat(effect.effects)
        yield effect


def to_customer(decision: Decision) -> list[Send]:
    return [
        one for one in flat(decision.effects) if isinstance(one, Send) and one.audience is Audience.CUSTOMER
    ]


def kinds(decision: Decision) -> list[MailKind]:
    return [one.kind for one in flat(decision.effects) if isinstance(one, Send)]


def changes(decision: Decision) -> dict[str, object]:
    found: dict[str, object] = {}
    for effect in decision.effects:
        if isinstance(effect, Change):
            found |= effect.fields
        elif isinstance(effect, SetStatus):
            found["status"] = effect.status
    return found


# These need more than a request: a department, an answer's file, a resolution, an outage, another request.
OTHERS = ("undo", "send", "contact", "review", "answer", "keep", "outage", "all", "no-outage", "parent")
EXAMPLES = [spec.example for spec in TAGS if spec.name not in OTHERS]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("tag", EXAMPLES)
def test_every_tag_alone_is_obeyed_in_every_status_and_sends_the_customer_nothing(
    tag: str, status: Status
) -> None:
    given = situation(tag)
    given = replace(given, request=replace(REQUEST, status=status))
    decision = decided(given)
    assert MailKind.REFUSAL not in kinds(decision)
    assert [one for one in to_customer(decision) if one.kind is not MailKind.NOTICE] == []
    assert not [one for one in flat(decision.effects) if isinstance(one, KeepMessage)] or tag == "[split]"


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("tag", EXAMPLES)
def test_words_beside_any_tag_reach_the_customer_once_or_stay_inside(tag: str, status: Status) -> None:
    given = situation(tag, "Please try again.")
    decision = decided(replace(given, request=replace(REQUEST, status=status)))
    name = next(spec.name for spec in TAGS if spec.example == tag)
    inside = name in {*ASKS, "note", "called", "spam", "merge", "split"}
    words = [one for one in to_customer(decision) if one.kind is not MailKind.NOTICE]
    assert len(words) == (0 if inside else 1)
    kept = [one for one in decision.effects if isinstance(one, KeepMessage) and one.sender == ANN]
    assert [one.kind for one in kept] == [MessageKind.NOTE if inside else MessageKind.REPLY]


@pytest.mark.parametrize("status", list(Status))
def test_whatever_a_technician_does_is_in_every_status_s_row(status: Status) -> None:
    theirs = [one for one in Happening if one.value.startswith(("[", "a technician"))]
    assert {Happening.ANSWERED, Happening.TAKEN, Happening.DISCARDED} <= set(theirs)
    assert set(theirs) <= set(LIFE[status])


@pytest.mark.parametrize("audience", ["technician", "note"])
@pytest.mark.parametrize("tag", ["", *EXAMPLES])
def test_nothing_said_in_answer_to_a_note_goes_out(tag: str, audience: str) -> None:
    given = situation(tag, "Please try again.", audience=audience)
    words = [one for one in to_customer(decided(given)) if one.kind is not MailKind.NOTICE]
    assert audience == "technician" or words == []


ORIGINS = list(Origin)
MAILS = [
    ("", "Please try again."),
    *((tag, "") for tag in EXAMPLES),
    *((tag, "Try again.") for tag in EXAMPLES),
]


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("token", [True, False])
@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize(("tag", "text"), MAILS)
def test_what_is_not_proven_changes_nothing_reaches_nobody_and_is_kept_as_a_note(
    origin: Origin, token: bool, confirmed: bool, tag: str, text: str
) -> None:
    given = situation(tag, text, Proof(origin, "", token, confirmed))
    decision = decided(given)
    needs_both = tag in ("[merge=#99]", "[split]")
    proven = (origin is Origin.PROVEN) + (token and origin is not Origin.FORGED)
    obeyed = origin is not Origin.FORGED and (confirmed or proven >= (2 if needs_both else 1))
    if obeyed:
        assert MailKind.REFUSAL not in kinds(decision)
        return
    assert to_customer(decision) == []
    assert changes(decision) == {}
    assert kinds(decision) == [MailKind.REFUSAL]
    assert [one.kind for one in decision.effects if isinstance(one, KeepMessage)] == [MessageKind.NOTE]
    assert any(isinstance(one, Record) and one.kind == "unverified" for one in decision.effects)
    holds = [one for one in decision.effects if isinstance(one, HoldMail)]
    assert len(holds) == (origin is not Origin.FORGED)


@pytest.mark.parametrize("origin", [Origin.UNKNOWN, Origin.FORGED])
@pytest.mark.parametrize("on_a_request", [True, False])
def test_within_the_hour_nothing_more_is_asked_and_nothing_is_lost(
    origin: Origin, on_a_request: bool
) -> None:
    given = situation("[list all]", "x", Proof(origin), asked_lately=True)
    decision = decided(given if on_a_request else replace(given, request=None))
    assert kinds(decision) == []
    assert not any(isinstance(one, StartTimer | HoldMail) for one in decision.effects)
    assert decision.outcome is (Outcome.MESSAGE if on_a_request else Outcome.QUARANTINE)
    listed = [one for one in decision.effects if isinstance(one, TellInList)]
    assert listed == ([TellInList(ANN.email, "unproven", NOW + timedelta(hours=1))] if on_a_request else [])


def test_a_question_about_an_unproven_mail_starts_the_hour_and_goes_to_the_registered_address() -> None:
    given = situation("[take]", "", Proof(Origin.UNKNOWN))
    claimed = replace(given.message, sender=Address("Boss of Ann", ANN.email), reply_to=(CARL,))
    decision = decided(replace(given, message=claimed))
    [send] = [one for one in decision.effects if isinstance(one, Send)]
    assert send.to == (ANN,)
    assert StartTimer(ASKED, NOW + timedelta(hours=1), person=ANN.email) in decision.effects


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("bob@example.org", ["bob@example.org"]),
        ("Bob Burns", ["bob@example.org"]),
        ("burns", ["bob@example.org"]),
        ("bob", ["bob@example.org"]),  # an address's own name before a part of somebody else's
        ("brown", ["bbrown@example.org"]),
        ("BBROWN", ["bbrown@example.org"]),
        ("mia", ["mia@example.org"]),
        ("me", ["ann@example.org"]),
        ("bob@elsewhere.org", []),
        ("zoe", []),
    ],
)
def test_a_colleague_is_found_by_address_name_or_a_part_of_one(word: str, found: list[str]) -> None:
    assert [one.email for one in find_technician(POLICY, word, ANN)] == found


def test_the_resolution_is_the_words_of_the_mail_or_what_the_customer_was_told_last() -> None:
    given = situation("[resolved]")
    again = replace(REQUEST, resolution="An old one, which did not help.", reopened=1)
    assert changes(decided(replace(given, request=again)))["resolution"] == "Try again."
    assert changes(decided(situation("[resolved]", "New cable.")))["resolution"] == "New cable."


@pytest.mark.parametrize("tag", ["[waiting]", "[hold]", "[open]"])
@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_a_settled_request_that_goes_on_is_settled_no_more(tag: str, status: Status) -> None:
    settled = replace(REQUEST, status=status, resolved_at=NOW, closed_at=NOW, followed_up_at=NOW)
    found = changes(decided(replace(situation(tag), request=settled)))
    assert (found["resolved_at"], found["closed_at"], found["followed_up_at"]) == (None, None, None)
    assert found["reopened"] == 1


def test_taking_a_request_leaves_its_snooze_alone() -> None:
    snoozed = replace(REQUEST, snoozed_until=NOW + timedelta(days=3))
    assert "snoozed_until" not in changes(decided(replace(situation("[take]"), request=snoozed)))
    assert changes(decided(replace(situation("[open]"), request=snoozed)))["snoozed_until"] is None


def test_a_colleague_s_later_answer_holds_this_one_and_only_words_to_the_customer() -> None:
    overtaken = replace(REQUEST, last_reply_at=NOW, last_reply_by=BOB.email)
    values: dict[str, Any] = {"request": overtaken, "answered_at": NOW - timedelta(minutes=5)}
    held = decided(situation("[resolved]", "Try again.", **values))
    assert [type(one) for one in held.effects] == [HoldMail, Send, Record]
    assert to_customer(held) == []
    for tag, text in (("[take]", ""), ("[note]", "Hm."), ("[merge=#99]", "Same thing.")):
        assert not any(isinstance(one, HoldMail) for one in decided(situation(tag, text, **values)).effects)
    sure = replace(PROVEN, confirmed=True, overtakes=True)
    assert to_customer(decided(situation("", "Try again.", sure, **values)))
    own = replace(overtaken, last_reply_by=ANN.email)
    assert to_customer(decided(situation("", "Try again.", **values | {"request": own})))


def test_a_mail_s_effects_on_a_new_request_come_last() -> None:
    decision = decided(situation("[split] [label=+vpn]"))
    place = next(i for i, one in enumerate(decision.effects) if isinstance(one, OpenRequest))
    after = decision.effects[place:]
    assert any(isinstance(one, Change) and "labels" in one.fields for one in after)
    assert [one.kind for one in after if isinstance(one, Send)] == [
        MailKind.NOTIFICATION,
        MailKind.CONFIRMATION,
    ]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "subject",
    ["[assign=zoe]", "[assign=bo]", "[merge=#5]", "[due=2020-01-01]", "[send]", "[undo]", "[undo] [take]"],
)
def test_every_refusal_is_a_sentence_in_the_desk_s_language(subject: str, language: str) -> None:
    given = situation(subject, policy=replace(POLICY, language=language))
    [send] = [one for one in decided(given).effects if isinstance(one, Send)]
    assert send.kind is MailKind.REFUSAL
    for row in send.values["problems"]:
        assert "{" not in row["why"]
        assert not row["why"].endswith(".")
        assert " " in row["why"]

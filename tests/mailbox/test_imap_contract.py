"""What every mailbox must do, the fake as the real: the contract of `mailbox.ports.MailFolder`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import servers
from mail_stages import DovecotStage, MemoryStage, Stage

from frontdesk.mailbox.errors import ConnectionLost, FolderMissing, LoginRefused, UnsafeValue
from frontdesk.mailbox.ports import MailFolder

LACKS = {
    "all": frozenset[str](),
    "no MOVE": frozenset({"MOVE"}),
    "no MOVE, no UIDPLUS": frozenset({"MOVE", "UIDPLUS"}),
    "no IDLE": frozenset({"IDLE"}),
}
LETTER = b"From: ann@example.org\r\nSubject: printer\r\n\r\nIt smokes.\r\n"
SPRING = datetime(2026, 3, 1, 8, 30, 15, tzinfo=UTC)

Dovecots = Callable[[str], servers.Dovecot]


@pytest.fixture(
    params=[
        *((f"memory, {name}", "memory", lacks) for name, lacks in LACKS.items()),
        *(
            pytest.param((f"Dovecot, {name}", "dovecot", lacks), marks=pytest.mark.live)
            for name, lacks in LACKS.items()
        ),
        pytest.param(("Dovecot, by token", "token", LACKS["all"]), marks=pytest.mark.live),
    ],
    ids=lambda param: param[0],
)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    _, kind, lacks = request.param
    if kind == "memory":
        built: Stage = MemoryStage(lacks)
    elif kind == "token":
        oauth = request.getfixturevalue("provider")
        oauth.seconds, oauth.pad = 3600, 0
        server, user = request.getfixturevalue("token_dovecot"), request.getfixturevalue("fresh_user")
        built = DovecotStage(server, user, oauth.token_for)
    else:
        claims = " ".join(sorted({"IDLE", "MOVE", "UIDPLUS"} - lacks))
        server = request.getfixturevalue("dovecot_offering")(f"IMAP4rev1 LITERAL+ MULTIAPPEND {claims}")
        built = DovecotStage(server, request.getfixturevalue("fresh_user"))
    yield built
    built.end()


@pytest.fixture
def lacks(request: pytest.FixtureRequest, stage: Stage) -> frozenset[str]:
    return request.node.callspec.params["stage"][2]  # type: ignore[no-any-return]


@pytest.fixture
def mailbox(stage: Stage) -> Iterator[MailFolder]:
    """A mailbox with INBOX open."""
    opened = stage.mailbox()
    opened.connect()
    opened.select("INBOX")
    yield opened
    opened.close()


def test_what_is_marked_is_found_again_in_the_folder_it_was_moved_to(
    stage: Stage, mailbox: MailFolder
) -> None:
    """Also where MOVE is COPY and expunging; and a person's move is not ours."""
    marked, other = stage.arrives(LETTER), stage.arrives(LETTER + b"another\r\n")
    mailbox.ensure_folder("Handled")
    mailbox.uids_from(1)
    mailbox.mark([marked])
    assert mailbox.marked_from(1) == [marked]
    mailbox.move([marked, other], "Handled")
    there = mailbox.status("Handled")
    assert (there.uidnext, there.exists) == (3, 2)
    assert mailbox.select("Handled").uidvalidity == there.uidvalidity
    (uid,) = mailbox.marked_from(1)
    assert mailbox.fetch([uid])[uid].raw == LETTER
    assert mailbox.marked_from(uid + 1) == []
    mailbox.unmark([uid])
    assert mailbox.marked_from(1) == []


def test_the_state_of_a_folder_that_is_not_there_is_told_of(mailbox: MailFolder) -> None:
    with pytest.raises(FolderMissing):
        mailbox.status("Nowhere")


def test_a_mail_is_read_as_it_came(stage: Stage, mailbox: MailFolder) -> None:
    raw = LETTER + bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n"
    uid = stage.arrives(raw, SPRING)
    assert mailbox.uids_from(uid) == [uid]
    fetched = mailbox.fetch([uid])[uid]
    assert fetched.raw == raw
    assert fetched.received_at == SPRING
    assert fetched.received_at.utcoffset() == timedelta(0)


def test_a_mail_that_speaks_imap_is_only_a_mail(stage: Stage, mailbox: MailFolder) -> None:
    raw = LETTER + b')\r\nA1 OK done\r\n* 99 EXISTS\r\n* 1 FETCH (UID 7 BODY[] "no")\r\n+ go {3}\r\n'
    uid = stage.arrives(raw)
    assert mailbox.uids_from(uid) == [uid]
    assert mailbox.fetch([uid])[uid].raw == raw


def test_a_large_mail_is_read_whole(stage: Stage, mailbox: MailFolder) -> None:
    raw = LETTER + b"0123456789" * 8 * 60_000 + b"\r\n"
    uid = stage.arrives(raw)
    assert mailbox.uids_from(uid) == [uid]
    assert mailbox.sizes([uid])[uid].size == len(raw)
    assert mailbox.fetch([uid])[uid].raw == raw


def test_reading_does_not_mark_as_seen(stage: Stage, mailbox: MailFolder) -> None:
    uid = stage.arrives(LETTER)
    mailbox.uids_from(1)
    mailbox.sizes([uid])
    mailbox.fetch([uid])
    mailbox.fetch_head(uid, 20)
    mailbox.list_folder("INBOX")
    assert not stage.is_seen(uid)


def test_a_mail_that_a_person_has_read_first_is_found(stage: Stage, mailbox: MailFolder) -> None:
    uid = stage.arrives(LETTER)
    stage.person_reads(uid)
    assert mailbox.uids_from(1) == [uid]


def test_only_new_uids_are_named(stage: Stage, mailbox: MailFolder) -> None:
    uids = [stage.arrives(LETTER) for _ in range(3)]
    assert mailbox.uids_from(1) == uids
    assert mailbox.uids_from(uids[1]) == uids[1:]
    assert mailbox.uids_from(uids[2] + 1) == [], "n:* also names the last mail"


def test_an_empty_folder_has_no_uids(mailbox: MailFolder) -> None:
    assert mailbox.uids_from(1) == []
    assert mailbox.list_folder("INBOX") == []


def test_select_tells_what_comes_next(stage: Stage, mailbox: MailFolder) -> None:
    uid = stage.arrives(LETTER)
    state = mailbox.select("INBOX")
    assert (state.uidnext, state.exists) == (uid + 1, 1)
    assert state.uidvalidity > 0


def test_many_mails_are_read_and_moved_at_once(stage: Stage, mailbox: MailFolder) -> None:
    raws = [LETTER + b"%d\r\n" % number for number in range(620)]
    stage.arrive(raws)
    mailbox.ensure_folder("Handled")
    uids = mailbox.uids_from(1)
    fetched = mailbox.fetch(uids)
    assert [fetched[uid].raw for uid in uids] == raws
    assert len(mailbox.sizes(uids)) == 620
    assert set(mailbox.move(uids, "Handled")) == set(uids)
    assert mailbox.uids_from(1) == []
    assert stage.contents("Handled") == raws


def test_a_mail_that_vanished_is_absent(stage: Stage, mailbox: MailFolder) -> None:
    first, second, third = (stage.arrives(LETTER) for _ in range(3))
    assert mailbox.uids_from(1) == [first, second, third]
    stage.person_deletes(second)
    assert set(mailbox.fetch([first, second, third])) == {first, third}
    assert set(mailbox.sizes([first, second, third])) == {first, third}
    assert mailbox.fetch_head(second, 10) is None


def test_nothing_asked_is_nothing_answered(mailbox: MailFolder) -> None:
    mailbox.ensure_folder("Handled")
    assert (mailbox.fetch([]), mailbox.sizes([]), mailbox.move([], "Handled")) == ({}, {}, {})


def test_the_head_of_a_mail_is_cut_at_the_octet(stage: Stage, mailbox: MailFolder) -> None:
    uid = stage.arrives(LETTER, SPRING)
    mailbox.uids_from(1)
    head = mailbox.fetch_head(uid, 21)
    assert head
    assert (head.raw, head.received_at) == (LETTER[:21], SPRING)


def test_a_moved_mail_is_in_its_folder_only(stage: Stage, mailbox: MailFolder, lacks: frozenset[str]) -> None:
    uid = stage.arrives(LETTER, SPRING)
    mailbox.uids_from(1)
    mailbox.ensure_folder("Handled")
    moved = mailbox.move([uid], "Handled")
    assert stage.contents("Handled") == [LETTER]
    assert stage.contents("INBOX") == []
    listed = mailbox.list_folder("Handled")
    assert [one.received_at for one in listed] == [SPRING]
    assert moved == {uid: None if "UIDPLUS" in lacks else listed[0].uid}


def test_a_move_may_be_repeated(stage: Stage, mailbox: MailFolder) -> None:
    uid = stage.arrives(LETTER)
    mailbox.uids_from(1)
    mailbox.ensure_folder("Handled")
    mailbox.move([uid], "Handled")
    mailbox.move([uid], "Handled")
    assert stage.contents("Handled") == [LETTER]


def test_a_mail_that_a_person_moved_first_stays_there(stage: Stage, mailbox: MailFolder) -> None:
    gone, ours = stage.arrives(LETTER), stage.arrives(LETTER + b"2\r\n")
    assert mailbox.uids_from(1) == [gone, ours]
    mailbox.ensure_folder("Handled")
    stage.person_moves(gone, "Private")
    mailbox.move([gone, ours], "Handled")
    assert stage.contents("Private") == [LETTER]
    assert stage.contents("Handled") == [LETTER + b"2\r\n"]
    assert stage.contents("INBOX") == []


def test_a_move_expunges_nothing_that_others_marked(stage: Stage, mailbox: MailFolder) -> None:
    theirs, ours = stage.arrives(LETTER), stage.arrives(LETTER + b"2\r\n")
    stage.person_marks(theirs)
    mailbox.uids_from(1)
    mailbox.ensure_folder("Handled")
    mailbox.move([ours], "Handled")
    assert stage.contents("Handled") == [LETTER + b"2\r\n"]
    assert LETTER in stage.contents("INBOX")


def test_a_move_to_no_folder_moves_nothing(stage: Stage, mailbox: MailFolder) -> None:
    uid = stage.arrives(LETTER)
    mailbox.uids_from(1)
    with pytest.raises(FolderMissing) as refused:
        mailbox.move([uid], "Nowhere")
    assert refused.value.permanent
    assert "Nowhere" in refused.value.remedy
    assert stage.contents("INBOX") == [LETTER]
    assert mailbox.uids_from(1) == [uid], "the session goes on"


def test_no_such_folder_is_said_and_the_session_goes_on(mailbox: MailFolder) -> None:
    with pytest.raises(FolderMissing):
        mailbox.select("Nowhere")
    with pytest.raises(FolderMissing):
        mailbox.list_folder("Nowhere")
    with pytest.raises(FolderMissing):
        mailbox.append("Nowhere", LETTER, SPRING)
    assert mailbox.select("INBOX").exists == 0


@pytest.mark.parametrize("name", ["Handled", "IT/Erledigt – fertig", "処理済み", "R&D"])
def test_a_folder_is_made_once(stage: Stage, mailbox: MailFolder, name: str) -> None:
    mailbox.ensure_folder(name)
    mailbox.append(name, LETTER, SPRING)
    mailbox.ensure_folder(name)
    assert stage.contents(name) == [LETTER]


@pytest.mark.parametrize(
    "name", ["", 'a"b', "a\r\nX1 LOGOUT", "a\0b", "a*", "%", "a\\b"], ids=lambda name: ascii(name)
)
def test_a_folder_name_that_is_more_than_a_name_is_refused(mailbox: MailFolder, name: str) -> None:
    for action in (mailbox.select, mailbox.ensure_folder, mailbox.list_folder):
        with pytest.raises(UnsafeValue):
            action(name)
    with pytest.raises(UnsafeValue):
        mailbox.append(name, LETTER, SPRING)
    assert mailbox.select("INBOX").exists == 0


def test_what_is_appended_is_listed_with_its_time(stage: Stage, mailbox: MailFolder) -> None:
    mailbox.ensure_folder("Sent")
    mailbox.append("Sent", LETTER.replace(b"\r\n", b"\n"), SPRING)
    listed = mailbox.list_folder("Sent")
    assert [(one.size, one.received_at) for one in listed] == [(len(LETTER), SPRING)]
    assert stage.contents("Sent") == [LETTER]


def test_a_mail_is_found_again_by_when_it_came(stage: Stage, mailbox: MailFolder) -> None:
    longer = LETTER + b"And the scanner.\r\n"
    uids = [stage.arrives(LETTER, SPRING), stage.arrives(longer, SPRING)]
    other = stage.arrives(LETTER, SPRING + timedelta(seconds=1))
    mailbox.uids_from(1)
    mailbox.ensure_folder("Handled")
    mailbox.move([*uids, other], "Handled")
    assert [one.raw for one in mailbox.came_at("Handled", SPRING, len(longer))] == [longer, LETTER]
    assert mailbox.came_at("Handled", SPRING - timedelta(days=1), len(LETTER)) == []
    assert mailbox.came_at("Nowhere", SPRING, len(LETTER)) == []
    assert mailbox.uids_from(1) == []  # INBOX is selected again


def test_a_visit_to_another_folder_leaves_the_selected_one_open(stage: Stage, mailbox: MailFolder) -> None:
    uid = stage.arrives(LETTER)
    mailbox.uids_from(1)
    mailbox.ensure_folder("Sent")
    mailbox.list_folder("Sent")
    mailbox.holds_message_id("Sent", "<a@desk.example>")
    mailbox.move([uid], "Sent")
    assert stage.contents("Sent") == [LETTER]


def test_a_message_id_of_ours_is_found(mailbox: MailFolder) -> None:
    mailbox.ensure_folder("Sent")
    mailbox.append("Sent", b"Message-ID: <r12.x+y=z@desk.example>\r\n" + LETTER, SPRING)
    assert mailbox.holds_message_id("Sent", "<r12.x+y=z@desk.example>")
    assert not mailbox.holds_message_id("Sent", "<r13.x@desk.example>")
    assert not mailbox.holds_message_id("Nowhere", "<r12.x+y=z@desk.example>")


@pytest.mark.parametrize(
    "hostile",
    [
        'x"\r\nX1 STORE 1:* +FLAGS (\\Deleted)\r\nX2 EXPUNGE',
        "<a@b>\r\nX1 LOGOUT",
        '<a"b@c>',
        "<a\0b@c>",
        "<a@b{9}>",
        "<a b@c>",
        "<ä@b>",
        "",
        "<a@b>\n",
    ],
    ids=lambda hostile: ascii(hostile),
)
def test_a_message_id_of_others_is_never_searched(stage: Stage, mailbox: MailFolder, hostile: str) -> None:
    stage.arrives(LETTER)
    with pytest.raises(UnsafeValue):
        mailbox.holds_message_id("INBOX", hostile)
    assert stage.contents("INBOX") == [LETTER]


def test_waiting_ends_when_a_mail_comes(stage: Stage, mailbox: MailFolder, lacks: frozenset[str]) -> None:
    mailbox.uids_from(1)
    stage.meanwhile(lambda: stage.arrives(LETTER))
    started = time.monotonic()
    assert mailbox.wait(0.5 if "IDLE" in lacks else 10)
    assert time.monotonic() - started < 5
    assert len(mailbox.uids_from(1)) == 1


def test_waiting_ends_at_once_when_a_mail_came_before(
    stage: Stage, mailbox: MailFolder, lacks: frozenset[str]
) -> None:
    mailbox.uids_from(1)
    stage.arrives(LETTER)
    assert mailbox.wait(0.5 if "IDLE" in lacks else 10)


def test_waiting_for_nothing_takes_its_time(mailbox: MailFolder, lacks: frozenset[str]) -> None:
    mailbox.uids_from(1)
    may_have_come = mailbox.wait(0.05)
    assert may_have_come == ("IDLE" in lacks), "without IDLE one has to look"


def test_waiting_is_cut_short_by_a_wake_up(mailbox: MailFolder) -> None:
    mailbox.uids_from(1)
    read_end, write_end = os.pipe()
    try:
        os.write(write_end, b"x")
        started = time.monotonic()
        assert not mailbox.wait(30, read_end)
        assert time.monotonic() - started < 0.5
        assert os.read(read_end, 10) == b"x", "the signal is its owner's to read"
    finally:
        os.close(read_end)
        os.close(write_end)
    assert mailbox.uids_from(1) == [], "the session goes on"


def test_a_folder_made_anew_has_another_uidvalidity(stage: Stage, mailbox: MailFolder) -> None:
    stage.arrive([LETTER, LETTER + b"2\r\n"])
    before = mailbox.select("INBOX")
    mailbox.close()
    stage.lose_uids()
    mailbox.connect()
    after = mailbox.select("INBOX")
    assert after.uidvalidity != before.uidvalidity
    fetched = mailbox.fetch(mailbox.uids_from(1))
    assert {mail.raw for mail in fetched.values()} == {LETTER, LETTER + b"2\r\n"}


def test_without_a_connection_everything_says_so(stage: Stage) -> None:
    mailbox = stage.mailbox()
    mailbox.close()
    with pytest.raises(ConnectionLost) as lost:
        mailbox.uids_from(1)
    assert not lost.value.permanent
    mailbox.connect()
    mailbox.close()
    mailbox.close()
    with pytest.raises(ConnectionLost):
        mailbox.capabilities()


def test_a_wrong_password_is_for_a_person_to_mend(stage: Stage) -> None:
    mailbox = stage.mailbox(password="wrong-secret")
    with pytest.raises(LoginRefused) as refused:
        mailbox.connect()
    assert refused.value.permanent
    assert "password" in refused.value.remedy
    assert "wrong-secret" not in f"{refused.value} {refused.value.remedy} {mailbox!r}"


def test_capabilities_are_told(mailbox: MailFolder, lacks: frozenset[str]) -> None:
    offered = mailbox.capabilities()
    assert "IMAP4REV1" in offered
    assert not offered & lacks

"""What the simulation found, each in a world of its own: servers and machines on a bad day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world
from memory_mail import MemoryMailbox
from memory_world import nothing_happens

from frontdesk.daemon import recover
from frontdesk.db import ledger, outbox, outbox_view
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.store import LeaseLost
from frontdesk.db.lease import Lease
from frontdesk.jobs.send import send
from frontdesk.mailbox.errors import ConnectionLost, Refused
from frontdesk.mailbox.ports import Fetched

CARL = "Carl Cole <carl@sales.example.org>"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


class Refusing(MemoryMailbox):
    """A server that says NO to every FETCH of these mails."""

    refused: frozenset[int] = frozenset()

    def fetch(self, uids: Sequence[int]) -> dict[int, Fetched]:
        if self.refused & set(uids):
            raise Refused("NO [LIMIT] too many requests")
        return super().fetch(uids)


def refusing(world: DeskWorld, *uids: int) -> None:
    folder = Refusing(world.world, "it", "secret")
    folder.refused = frozenset(uids)
    world.receiver.folder = folder
    world.receiver.open()


def test_a_server_that_refuses_for_some_minutes_has_no_mail_set_aside(world: DeskWorld) -> None:
    refusing(world, 1, 2)
    world.write(CARL, "Printer", "It prints twice.", work=False)
    world.write(CARL, "Screen", "It flickers.", work=False)
    for _ in range(3):
        with pytest.raises(Refused):
            world.receiver.receive()
        world.clock.at += timedelta(minutes=3)
    refusing(world)
    world.work()
    assert world.numbers == [1, 2]
    assert world.filed("Quarantine") == 0


def test_a_mail_that_is_never_handed_out_is_set_aside_and_the_next_is_read(world: DeskWorld) -> None:
    refusing(world, 1)
    world.write(CARL, "Printer", "It prints twice.", work=False)
    with pytest.raises(Refused):
        world.receiver.receive()
    world.clock.at += timedelta(minutes=11)
    refusing(world, 1)  # also across a restart
    world.receiver.receive()
    assert "hand it out" in ledger.quarantined(world.desk.store)[0].reason
    world.write(CARL, "Screen", "It flickers.")
    assert world.numbers == [1]


def test_one_mail_that_is_not_handed_out_keeps_back_no_other(world: DeskWorld) -> None:
    refusing(world, 1)
    world.write(CARL, "Printer", "It prints twice.", work=False)
    world.write(CARL, "Screen", "It flickers.")
    assert world.numbers == [1]
    assert world.filed("Quarantine") == 1


def test_a_desk_that_lost_its_lease_gives_it_up_without_the_database(world: DeskWorld) -> None:
    """The disk was full just then, and the daemon died of noting that it has nothing to do."""
    store, lease = world.desk.store, Lease(world.desk.store, "mailbox", "one")
    assert lease.take(world.clock())
    assert Lease(store, "mailbox", "other").take(world.clock() + timedelta(minutes=1))
    store.guard = lease._check
    with pytest.raises(LeaseLost):
        lease.renew(world.clock() + timedelta(minutes=1))
    store.run("PRAGMA query_only = 1")
    with pytest.raises(DatabaseUnavailable):
        lease.release(world.clock())
    lease.forget()
    assert store.guard is None


def timers_of(world: DeskWorld, number: int) -> set[str]:
    return {row[0] for row in world.desk.store.all("SELECT kind FROM timer WHERE request = ?", number)}


@pytest.mark.parametrize("tags", ["[spam]", "[resolved]"])
def test_tags_on_a_settled_request_start_nothing_that_would_watch_it(world: DeskWorld, tags: str) -> None:
    world.write(CARL, "Printer", "It prints twice.")
    world.answer("ann@example.org", world.last("ann@example.org"), "Done.", subject=tags)
    before = timers_of(world, 1)
    notification = next(letter for letter in world.inbox("ann@example.org") if letter.kind == "notification")
    world.answer("ann@example.org", notification, "", subject="[priority=high] [due=3d]")
    assert world.request(1).priority == "high"
    assert timers_of(world, 1) == before


def test_a_priority_in_the_mail_that_stops_the_clock_starts_no_target_s_timer(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It prints twice.")
    letter = world.last("ann@example.org")
    world.answer("ann@example.org", letter, "Which one?", subject="[waiting] [priority=high]")
    assert timers_of(world, 1) == {"chase"}
    world.answer("ann@example.org", letter, "", subject="[open] [priority=urgent]")
    assert timers_of(world, 1) == {"resolve-warning"}


def test_a_target_that_is_moved_after_its_warning_is_not_missed_at_the_old_time(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It prints twice.")
    notification = world.last("ann@example.org")
    world.answer("ann@example.org", notification, "I look.", subject="[priority=urgent]")
    warned = timedelta()
    while "warning" not in world.kinds("ann@example.org"):
        world.pass_time(timedelta(minutes=30))
        warned += timedelta(minutes=30)
        assert warned < timedelta(days=3)
    world.answer("ann@example.org", notification, "", subject="[priority=low]")
    by = world.request(1).resolve_by
    assert by is not None
    world.pass_time(by - world.clock.at - timedelta(minutes=1))
    assert "escalation" not in world.kinds("mia@example.org")
    world.pass_time(timedelta(minutes=2))
    assert world.kinds("mia@example.org").count("escalation") == 1


def answer_is_lost(world: DeskWorld) -> None:
    """The relay takes what is sent now, and the connection is cut before it says so."""

    def cut(step: str) -> None:
        if step == "smtp data, after":
            raise ConnectionLost("cut before the answer")

    world.world.fate = cut
    send(world.desk, world.relay)
    world.world.fate = nothing_happens


def test_a_mail_whose_answer_was_lost_is_looked_for_in_the_sent_folder_before_it_goes_again(
    world: DeskWorld,
) -> None:
    world.write(CARL, "Printer", "It prints twice.", work=False)
    world.work_without_sending()
    answer_is_lost(world)
    world.clock.at += timedelta(hours=1)
    send(world.desk, world.relay, was_sent=lambda message_id: True)
    assert world.kinds("carl@sales.example.org") == ["acknowledgement"]
    assert outbox_view.next_due(world.desk.store) is None


def test_who_was_greylisted_gets_the_mail_though_the_sent_folder_shows_the_others_copy(
    world: DeskWorld,
) -> None:
    world.write(CARL, "Printer", "It prints twice.")
    world.world.refusals["dora@sales.example.org"] = "450 4.2.0 greylisted"
    cc = "[cc=+dora@sales.example.org]"
    world.answer("ann@example.org", world.last("ann@example.org"), "Try the other tray.", subject=cc)
    world.world.refusals.clear()

    def die(step: str) -> None:
        if step == "smtp data, before":
            raise SystemExit

    world.world.fate = die
    world.clock.at += timedelta(hours=1)
    with pytest.raises(SystemExit):
        send(world.desk, world.relay)
    world.world.fate = nothing_happens
    recover(world.desk)
    send(world.desk, world.relay, was_sent=lambda message_id: True)
    assert world.kinds("dora@sales.example.org") == ["reply"]
    assert world.kinds("carl@sales.example.org") == ["acknowledgement", "reply"]


@pytest.mark.parametrize("meanwhile", ["", "451 4.3.0 try again later"])
def test_who_was_greylisted_gets_the_mail_though_the_others_answer_was_lost(
    world: DeskWorld, meanwhile: str
) -> None:
    """The Sent folder shows the copy that went to Carl; Dora was refused in the very same try."""
    world.write(CARL, "Printer", "It prints twice.")
    world.world.refusals["dora@sales.example.org"] = "450 4.2.0 greylisted"
    cc = "[cc=+dora@sales.example.org]"
    notification = world.last("ann@example.org")
    world.answer("ann@example.org", notification, "Try the other tray.", subject=cc, work=False)
    world.work_without_sending()
    answer_is_lost(world)
    world.world.refusals.clear()
    if meanwhile:
        world.clock.at += timedelta(hours=1)
        world.world.answer, taken = meanwhile, world.world.answer
        send(world.desk, world.relay, was_sent=lambda message_id: True)
        world.world.answer = taken
    world.clock.at += timedelta(hours=1)
    send(world.desk, world.relay, was_sent=lambda message_id: True)
    assert world.kinds("dora@sales.example.org") == ["reply"]


def test_what_may_have_gone_out_is_not_taken_back_after_a_later_try_was_put_off(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It prints twice.")
    world.answer("ann@example.org", world.last("ann@example.org"), "New driver.", subject="[resolved]")
    world.clock.at += timedelta(days=1, hours=2)
    world.work_without_sending()
    answer_is_lost(world)  # Carl has the follow-up
    world.world.answer = "451 4.3.0 try again later"
    world.clock.at += timedelta(hours=1)
    send(world.desk, world.relay)
    world.answer(CARL, world.last("carl@sales.example.org"), "It still prints twice.", work=False)
    world.work_without_sending()
    kept = {row[0] for row in world.desk.store.all("SELECT kind FROM outbox")}
    assert "follow-up" in kept


def relay_is_away(world: DeskWorld, length: timedelta) -> None:
    """The relay is down for so long; the rest goes on."""
    world.world.down.add("smtp")
    end = world.clock.at + length
    while world.clock.at < end:
        world.clock.at += timedelta(hours=1)
        world.work_without_sending()
    world.world.down.clear()


def test_a_relay_that_was_away_for_a_week_and_puts_off_what_comes_at_once_gets_it_later(
    world: DeskWorld,
) -> None:
    world.write(CARL, "Printer", "It prints twice.", work=False)
    relay_is_away(world, timedelta(days=7))
    world.world.refusals["carl@sales.example.org"] = "450 4.2.0 greylisted"
    send(world.desk, world.relay)
    world.world.refusals.clear()
    world.clock.at += timedelta(minutes=2)
    send(world.desk, world.relay)
    assert world.kinds("carl@sales.example.org") == ["acknowledgement"]


def test_a_follow_up_that_waited_for_the_relay_does_not_go_out_after_the_request_reopened(
    world: DeskWorld,
) -> None:
    world.write(CARL, "Printer", "It prints twice.")
    world.answer("ann@example.org", world.last("ann@example.org"), "New driver.", subject="[resolved]")
    relay_is_away(world, timedelta(days=1, hours=2))
    assert "followed up" in world.events(1)
    world.answer(CARL, world.last("carl@sales.example.org"), "It still prints twice.", work=False)
    world.work_without_sending()
    world.work()
    assert world.request(1).status == "open"
    assert world.kinds("carl@sales.example.org") == ["acknowledgement", "reply", "reopened"]


def test_a_chaser_that_waited_for_the_relay_does_not_go_out_after_the_answer(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It prints twice.")
    world.answer("ann@example.org", world.last("ann@example.org"), "Which one?", subject="[waiting]")
    relay_is_away(world, timedelta(days=2, hours=2))
    assert "chased" in world.events(1)
    world.answer(CARL, world.last("carl@sales.example.org"), "The one in room 5.", work=False)
    world.work_without_sending()
    world.work()
    assert world.kinds("carl@sales.example.org") == ["acknowledgement", "reply"]


def waiting_for_carl(world: DeskWorld) -> None:
    """Carl was asked, and has not answered for two days; the chaser waits to go out."""
    world.write(CARL, "Printer", "It prints twice.")
    world.answer("ann@example.org", world.last("ann@example.org"), "Which one?", subject="[waiting]")
    relay_is_away(world, timedelta(days=2, hours=2))
    assert "chased" in world.events(1)


def carl_answers(world: DeskWorld) -> None:
    world.answer(CARL, world.last("carl@sales.example.org"), "The one in room 5.", work=False)
    world.work_without_sending()


def test_a_chaser_whose_sender_died_does_not_go_out_after_the_answer_and_is_no_failure(
    world: DeskWorld,
) -> None:
    waiting_for_carl(world)
    outbox.claim(world.desk.store, now=world.clock.at, limit=9, holder=world.desk.holder)
    recover(world.desk)
    carl_answers(world)
    world.work()
    assert world.kinds("carl@sales.example.org") == ["acknowledgement", "reply"]
    assert set(outbox_view.counts(world.desk.store).values()) == {0}
    (chaser,) = [each for each in outbox_view.unsent(world.desk.store) if each.kind == "chaser"]
    assert outbox_view.answers(world.desk.store, chaser.id)[0][1:] == (
        "failed",
        "let go: answered before it could go out again",
    )


def test_a_chaser_that_is_just_being_tried_when_the_answer_comes_is_not_tried_again(world: DeskWorld) -> None:
    waiting_for_carl(world)
    claimed = outbox.claim(world.desk.store, now=world.clock.at, limit=9, holder="other")
    carl_answers(world)
    outbox.give_back(world.desk.store, [mail.id for mail in claimed], next_at=world.clock.at)
    world.work()
    assert world.kinds("carl@sales.example.org") == ["acknowledgement", "reply"]
    assert outbox_view.unsent(world.desk.store) == []


@pytest.mark.parametrize(
    ("tags", "reply", "status", "timers"),
    [
        ("[resolved]", "It still prints twice.", "open", {"resolve-warning"}),
        ("[waiting]", "The one in room 5.", "open", {"resolve-warning"}),
    ],
)
def test_undo_of_a_second_answer_leaves_alone_what_the_customer_s_mail_did_since(
    tmp_path: Path, tags: str, reply: str, status: str, timers: set[str]
) -> None:
    with desk_world(tmp_path / "delayed.db", SEND_DELAY="10m") as world:
        world.write(CARL, "Printer", "It prints twice.")
        notification = world.last("ann@example.org")
        world.answer("ann@example.org", notification, "Try the new driver.", subject=tags)
        world.pass_time(timedelta(minutes=11))
        letter = world.last("carl@sales.example.org", "reply")
        world.answer("ann@example.org", notification, "Or the old one.", subject=tags)
        world.answer(CARL, letter, reply)
        world.answer("ann@example.org", notification, "", subject="[undo]")
        world.pass_time(timedelta(minutes=11))
        assert world.kinds("carl@sales.example.org").count("reply") == 1
        assert world.request(1).status == status
        assert world.request(1).resolved_at is None
        assert timers_of(world, 1) == timers


def test_undo_does_not_open_what_a_colleague_has_resolved_anew(tmp_path: Path) -> None:
    with desk_world(tmp_path / "delayed.db", SEND_DELAY="10m") as world:
        world.write(CARL, "Printer", "It prints twice.")
        ann, bob = world.last("ann@example.org"), world.last("bob@example.org")
        world.answer("ann@example.org", ann, "Try the new driver.", subject="[resolved]")
        world.answer(CARL, world.last("carl@sales.example.org"), "It still prints twice.")
        world.pass_time(timedelta(minutes=1))
        world.answer("bob@example.org", bob, "", subject="[resolved]")
        before = timers_of(world, 1)
        world.answer("ann@example.org", ann, "", subject="[undo]")
        assert world.request(1).status == "resolved"
        assert "has changed since (status)" in world.last("ann@example.org", "refusal").text
        assert timers_of(world, 1) == before


def test_undo_of_a_priority_starts_no_clock_that_stands_by_now(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It prints twice.")
    notification = world.last("ann@example.org")
    world.answer("ann@example.org", notification, "", subject="[priority=high]")
    world.answer("bob@example.org", world.last("bob@example.org"), "Which one?", subject="[waiting]")
    world.answer("ann@example.org", notification, "", subject="[undo]")
    assert world.request(1).priority == "normal"
    assert timers_of(world, 1) == {"chase"}

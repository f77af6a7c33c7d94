"""The fakes' accidents: what a simulation leans on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from memory_mail import MailWorld, MemoryMailbox, MemoryRelay

from frontdesk.mailbox.errors import ConnectionLost
from frontdesk.mailbox.ports import OutgoingMail

LETTER = b"Subject: printer\r\n\r\nIt smokes.\r\n"


class Crash(BaseException):
    """The process dies here."""


def at(step: str, accident: BaseException, after: int = 0) -> Callable[[str], None]:
    """A fate that has one accident: at the step, when it has come by so many times."""
    left = [after]

    def fate(here: str) -> None:
        if here == step:
            left[0] -= 1
            if left[0] == -1:
                raise accident

    return fate


def desk(world: MailWorld, mails: int = 3) -> tuple[MemoryMailbox, list[int]]:
    uids = [world.deliver(LETTER, "it@desk.example") for _ in range(mails)]
    mailbox = MemoryMailbox(world, "it")
    mailbox.connect()
    mailbox.select("INBOX")
    mailbox.ensure_folder("Handled")
    return mailbox, uids


def counts(world: MailWorld) -> tuple[int, int]:
    return len(world.folder("it").mails), len(world.folder("it", "Handled").mails)


@pytest.mark.parametrize("step, moved", [("before", 0), ("after", 3)])
def test_a_cut_comes_before_or_after_what_was_done(step: str, moved: int) -> None:
    world = MailWorld()
    mailbox, uids = desk(world)
    world.fate = at(f"imap move, {step}", ConnectionLost("cut"))
    with pytest.raises(ConnectionLost):
        mailbox.move(uids, "Handled")
    assert counts(world) == (3 - moved, moved)
    with pytest.raises(ConnectionLost):
        mailbox.uids_from(1)


def test_a_crash_in_the_middle_of_a_batch_leaves_half_of_it_moved() -> None:
    world = MailWorld()
    mailbox, uids = desk(world)
    world.fate = at("imap move, between", Crash(), after=1)
    with pytest.raises(Crash):
        mailbox.move(uids, "Handled")
    assert counts(world) == (1, 2)


@pytest.mark.parametrize(
    "step, state, arrived",
    [
        ("smtp envelope, before", "deferred", 0),
        ("smtp envelope, after", "deferred", 0),
        ("smtp data, before", "unknown", 0),
        ("smtp data, after", "unknown", 1),
    ],
)
def test_a_relay_that_is_cut_off_leaves_the_fate_that_it_tells(step: str, state: str, arrived: int) -> None:
    world = MailWorld()
    world.fate = at(step, ConnectionLost("cut"))
    mails = [OutgoingMail(n, "it@desk.example", ("ann@example.org",), LETTER) for n in (1, 2)]
    first, second = MemoryRelay(world).send(mails)
    assert [first.outcomes[0].state, second.outcomes[0].state] == [state, "sent"]
    assert len(world.sent) == arrived + 1


def test_what_the_relay_takes_is_in_the_recipients_mailbox() -> None:
    world = MailWorld()
    list(MemoryRelay(world).send([OutgoingMail(1, "", ("Ann+12@example.org",), LETTER)]))
    assert [mail.raw for mail in world.folder("ann").mails.values()] == [LETTER]


def test_a_person_may_act_at_any_step() -> None:
    world = MailWorld()
    mailbox, uids = desk(world)
    mailbox.uids_from(1)
    world.fate = lambda step: world.person_deletes("it", 2) if step == "imap fetch, before" else None
    assert set(mailbox.fetch(uids)) == {1, 3}

"""What befalls a desk as a whole, in runs that are about it: its database put back from a backup, a mail that the
server can't deliver, an account over its limit, a clock that is a year off. Drawn apart, so that the other runs stay
the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from simulation.failed import Failed

from frontdesk.cli import status

if TYPE_CHECKING:
    from simulation.daemons import Machine
    from simulation.world import World

RESTORED, UNDELIVERABLE, ACCOUNT, YEAR = "restored", "undeliverable", "account", "year"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_REFUSALS = (
    "550 5.4.5 Daily user sending limit exceeded",
    "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException",
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "554 5.2.252 SendAsDenied",
    "550 5.7.30 Basic authentication is not supported",
)


def plan(world: World, seconds: float) -> None:
    act = _PLANS.get(world.theme.name)
    if act:
        act(world, Random(f"{world.seed} disaster"), seconds)


def _restored(world: World, chance: Random, seconds: float) -> None:
    """A copy of the database is put back over the one in use, with no desk running just then."""
    copy = sqlite3.connect(":memory:")
    saved = chance.uniform(0.1, 0.6) * seconds
    world.after(saved, lambda: _save(world, copy))
    world.after(chance.uniform(saved, seconds), lambda: _put_back(world, copy))


def _save(world: World, copy: sqlite3.Connection) -> None:
    world.tell("the database is backed up")
    world.claims.backup(copy)


def _put_back(world: World, copy: sqlite3.Connection) -> None:
    world.tell("the backup is put back")
    world.accidents[RESTORED] += 1
    for one in world.daemons:
        if one.running and not one.dead:
            one._kill(one.holder)
    world.whose.update(world.claims.execute("SELECT number, customer FROM request"))
    copy.backup(world.claims)
    world.forget_what_waits()


def _undeliverable(world: World, chance: Random, seconds: float) -> None:
    """Some of the mails that come break the connection whenever the server is to hand them out."""
    for _ in range(20):
        world.after(chance.uniform(0, seconds), lambda: _what_status_says(world))
    world.mail.breaks = lambda raw: _breaks(world.seed, raw)


def _breaks(seed: int, raw: bytes) -> bool:
    """Not the desk's mail to itself, which would rightly be missed."""
    return b"\nX-Frontdesk-Canary:" not in raw and Random(f"{seed} {hash_of(raw)}").random() < 0.15


def _what_status_says(world: World) -> None:
    """No mail waits unread while `frontdesk status` is content."""
    inbox, store = world.mail.inbox, world.store
    known = {row[0] for row in store.all("SELECT uid FROM ledger WHERE uidvalidity = ?", inbox.uidvalidity)}
    old = world.now - status.READ_WITHIN
    waits = [uid for uid, mail in inbox.mails.items() if uid not in known and mail.received_at < old]
    listed = {uid: mail.received_at for uid, mail in inbox.mails.items()}
    since = status.unread_since(store, "INBOX", inbox.uidvalidity, listed)
    if waits and (since is None or since >= old):
        raise Failed(f"UIDs {waits} wait unread, and status is content")


def hash_of(raw: bytes) -> int:
    return int.from_bytes(raw[:200], "big") % 1_000_003


def _account(world: World, chance: Random, seconds: float) -> None:
    for _ in range(chance.choice((1, 2, 3))):
        words = chance.choice(_REFUSALS)
        world.after(chance.uniform(0, seconds), partial(_refuse, world, words, chance))


def _refuse(world: World, words: str, chance: Random) -> None:
    world.tell(f"the relay says {words} to every mail")
    world.accidents[ACCOUNT] += 1
    world.mail.answer = words
    length = chance.choice((_HOUR, _DAY, 8 * _DAY))
    world.after(length, lambda: setattr(world.mail, "answer", "250 2.0.0 taken"))


def _year(world: World, chance: Random, seconds: float) -> None:
    machine = world.daemons[0].machine
    begins = chance.uniform(0, seconds)
    length = chance.choice((10 * _MINUTE, _HOUR, 6 * _HOUR))
    world.after(begins, lambda: _set_clock(world, machine, timedelta(days=365)))
    world.after(begins + length, lambda: _set_clock(world, machine, timedelta()))


def _set_clock(world: World, machine: Machine, wrong_by: timedelta) -> None:
    world.accidents[YEAR] += 1
    world.set_clock(machine, wrong_by)
    for later in (_MINUTE, 10 * _MINUTE, 20 * _DAY):  # nothing else may wake who has nothing to do
        world.after(later, lambda: world.fibers.wake_overdue("", early=True))


_PLANS: dict[str, Callable[[World, Random, float], None]] = {
    RESTORED: _restored,
    UNDELIVERABLE: _undeliverable,
    ACCOUNT: _account,
    YEAR: _year,
}

"""People and servers that come in between: mail moved, read and deleted by hand, folders made anew, servers away."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from functools import partial
from typing import TYPE_CHECKING

from simulation.disasters import RESTORED
from simulation.mailworld import DESK_USER

if TYPE_CHECKING:
    from simulation.world import World

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def meddle(world: World, step: str = "") -> None:
    """Somebody with another client on the desk's mailbox does something, right now."""
    world.fate.chance.choice(_DEEDS)(world)


def _uid(world: World, folder: str) -> int | None:
    """Of a mail that people see: what is marked as deleted most clients hide."""
    mails = world.mail.folders(DESK_USER).get(folder, world.mail.new_folder()).mails
    seen = [uid for uid, mail in mails.items() if not mail.marked]
    return world.fate.chance.choice(seen) if seen else None


def _move_away(world: World) -> None:
    uid = _uid(world, "INBOX")
    if uid is not None:
        world.tell(f"somebody moves UID {uid} away")
        world.mail.move(uid, "Private")
        if world.fate.chance.random() < 0.7:
            world.after(world.fate.chance.choice((1, _MINUTE, _DAY)), lambda: _back_from(world, "Private"))


def _back_from(world: World, folder: str) -> None:
    """A person says that somebody wrote it: what was put aside is then read as a person's, and answered."""
    uid = _uid(world, folder)
    if uid is not None:
        world.tell(f"somebody moves UID {uid} from {folder} back to INBOX")
        message = email.message_from_bytes(world.mail.folders(DESK_USER)[folder].mails[uid].raw)
        world.taken_back[str(message["Message-ID"])] = parseaddr(str(message["From"]))[1]
        world.mail.move(uid, "INBOX", folder)


def _back_from_handled(world: World) -> None:
    _back_from(world, "Handled")


def _back_from_automatic(world: World) -> None:
    _back_from(world, "Automatic")


def _delete(world: World) -> None:
    uid = _uid(world, "INBOX")
    if uid is not None:
        world.tell(f"somebody deletes UID {uid}")
        world.mail.delete(uid)


def _read(world: World) -> None:
    uid = _uid(world, "INBOX")
    if uid is not None:
        world.mail.person_reads(DESK_USER, uid)


def _make_anew(world: World) -> None:
    world.tell("INBOX gets a new UIDVALIDITY")
    world.mail.lose_uids(DESK_USER)


def _rename(world: World) -> None:
    """A folder of ours gets another name, and its mails with it; what was forgotten is then found no more."""
    if world.theme.name == RESTORED:
        return
    name = world.fate.chance.choice(("Handled", "Automatic", "Quarantine"))
    folders = world.mail.folders(DESK_USER)
    if name in folders:
        world.tell(f"somebody renames {name}")
        folders[f"{name} old {len(folders)}"] = folders.pop(name)


_DEEDS: tuple[Callable[[World], None], ...] = (
    _move_away,
    _move_away,
    _back_from_handled,
    _back_from_automatic,
    _delete,
    _read,
    _make_anew,
    _rename,
)


def plan_troubles(world: World, seconds: float) -> None:
    """Some hours of bad servers in the time to come."""
    chance = world.fate.chance
    for trouble in _TROUBLES:
        if chance.random() < world.theme.trouble:
            world.after(chance.uniform(0, seconds), partial(trouble, world))
    for _ in range(world.theme.away):
        world.after(chance.uniform(0, seconds), lambda: _RELAY_AWAY(world))


def _away(server: str, longest: int) -> Callable[[World], None]:
    def go(world: World) -> None:
        length = world.fate.chance.choice((_MINUTE, 10 * _MINUTE, 2 * _HOUR, longest))
        world.tell(f"the {server} server is away for {length} s")
        world.mail.down.add(server)
        world.after(length, lambda: world.mail.down.discard(server))

    return go


def _refuse(words: str, longest: int) -> Callable[[World], None]:
    def go(world: World) -> None:
        chance = world.fate.chance
        who = chance.choice(
            ("ann@example.org", "carl@sales.example.org", "dora@sales.example.org", "eve@elsewhere.example")
        )
        world.tell(f"the relay says {words} to {who}")
        world.mail.refusals[who] = words
        world.after(
            chance.choice((5 * _MINUTE, 2 * _HOUR, longest)), lambda: world.mail.refusals.pop(who, None)
        )

    return go


def _answer(words: str) -> Callable[[World], None]:
    def go(world: World) -> None:
        world.tell(f"the relay answers {words} to every mail")
        world.mail.answer = words
        world.after(world.fate.chance.choice((_MINUTE, _HOUR)), lambda: _well(world))

    return go


def _well(world: World) -> None:
    world.mail.answer = "250 2.0.0 taken"


def _clock(world: World) -> None:
    world.accidents["jump"] += 1
    machines = [one.machine for one in world.daemons] + ([world.server] if world.server else [])
    world.jump_clock(world.fate.chance.choice(machines))


def _locked_out(world: World) -> None:
    """Somebody changes the mailbox's password, and the desk's only later."""
    world.tell("the mailbox's password is another")
    world.mail.passwords[DESK_USER] = "another"
    world.after(world.fate.chance.choice((_MINUTE, _HOUR, _DAY)), world.mail.passwords.clear)


def _restart(world: World) -> None:
    running = [one for one in world.daemons if one.running]
    if running:
        world.fate.chance.choice(running).ask_to_stop()


_RELAY_AWAY = _away("smtp", 3 * _DAY)
_TROUBLES: tuple[Callable[[World], None], ...] = (
    _RELAY_AWAY,
    _away("imap", _DAY),
    _refuse("450 4.2.0 greylisted", 6 * _DAY),
    _refuse("550 5.1.1 no such user", _DAY),
    _answer("451 4.3.0 try again later"),
    _answer("554 5.7.1 looks like spam"),
    _clock,
    _locked_out,
    _restart,
    _restart,
    meddle,
    meddle,
)


def calm_down(world: World) -> None:
    """The servers are well again, every clock is right, and nothing befalls anybody."""
    world.tell("the world calms down")
    world.calm()
    world.fibers.wake_overdue("", early=True)
    world.mail.down.clear()
    world.mail.refusals.clear()
    world.mail.passwords.clear()
    _well(world)
    for daemon in world.daemons:
        daemon.machine.wrong_by = timedelta()
    if world.server:
        world.server.wrong_by = timedelta()

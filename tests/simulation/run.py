"""One seed, played: a desk with its people for days or weeks, then calm, then the promises are checked.

The same seed is the same story, on every machine and in every order.
"""

from __future__ import annotations

import datetime as datetime_module
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import schedule
from desk_world import MONDAY_NOON, SETTINGS
from memory_mail import MemoryMailbox
from memory_world import ALL_CAPABILITIES, ALL_EXTENSIONS
from simulation import disasters, habits, invariants, meddlers, people
from simulation.daemons import Daemon, Machine
from simulation.database import Disk
from simulation.failed import Failed
from simulation.mailworld import DESK_USER, SENT
from simulation.story import Story
from simulation.themes import theme_of
from simulation.world import World

from frontdesk import daemon
from frontdesk.db import lease
from frontdesk.db.engine import sqlite as sqlite_engine
from frontdesk.desk import Desk
from frontdesk.jobs import remind
from frontdesk.jobs.digest import keep_timers
from frontdesk.jobs.send import WasSent
from frontdesk.log import get_log
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.mailbox.worker.reader import Reader
from frontdesk.settings.load import Settings, load_settings
from frontdesk.ticker import Ticker
from frontdesk.wiring import TEMPLATES, folders_of, identity_of, keys_of

INSTANCE = "0123456789abcdef"
_TIDY_EVERY = 10  # runs; the garbage of so many is some dozen megabytes
_ALWAYS = {**SETTINGS, "CANARY_EVERY": "off"}  # but in one variant, as it goes out every day
_VARIANTS: tuple[dict[str, str], ...] = (
    {},
    {"PLUS_ADDRESSING": "yes"},
    {"PLUS_ADDRESSING": "yes", "TRUSTED_AUTHSERV_ID": "mx.example.org", "CANARY_EVERY": "1 day"},
    {"DESK_HOURS": "24/7", "SEND_DELAY": "5m", "TRUSTED_AUTHSERV_ID": "mx.example.org"},
    {
        "IMAP_IDLE": "no",
        "POLL_SECONDS": "60",
        "SURVEY_AT_MOST_EVERY": "3 days",
        "DESK_TIMEZONE": "Europe/Berlin",
    },
    habits.SETTINGS,  # of the runs about habits alone
)


@dataclass
class Outcome:
    """How a seed ended. `why`: the broken promise, "" when all were kept."""

    seed: int
    why: str
    story: Story
    mails: int = 0
    sent: int = 0
    accidents: dict[str, int] = field(default_factory=dict)
    lasted: timedelta = timedelta()


class Stage:
    """What all runs of a process share, because it takes long to make and no run changes it."""

    def __init__(self) -> None:
        self.disk = Disk()
        self.templates = TemplateStore(TEMPLATES, clock=lambda: 0.0)
        self._played_before = 0
        gc.freeze()  # what is there by now stays

    def close(self) -> None:
        self.disk.close()

    def play(self, seed: int, *, wanted: bool = False, aloud: bool = False) -> Outcome:
        """Play one seed. `wanted`: keep its story."""
        if self._played_before % _TIDY_EVERY == 0:
            gc.collect()
        self._played_before += 1
        with _no_garbage_collected():
            return self._played(seed, Story(wanted or aloud, aloud))

    def _played(self, seed: int, story: Story) -> Outcome:
        self.disk.format()
        world, folk = self._opened(seed, story)
        with _in_this_world(world):
            why = _lived(world, folk)
        outcome = Outcome(
            seed, why, story, sum(world.mail.came.values()), len(world.mail.sent), dict(world.accidents),
            world.now - MONDAY_NOON,
        )  # fmt: skip
        return outcome

    def _opened(self, seed: int, story: Story) -> tuple[World, people.People]:
        chance = Random(f"{seed} world")
        variant = chance.randrange(len(_VARIANTS) - 1)
        if theme_of(seed).name == habits.HABITS:
            variant = len(_VARIANTS) - 1
        settings = settings_of(variant, chance.random() < 0.25, self.disk.path)
        store = self.disk.plain_store()
        policy = settings.policy()
        desk = Desk(
            policy=policy,
            keys=keys_of(settings),
            store=store,
            reader=Reader(inline=True),
            templates=self.templates,
            folders=folders_of(settings),
            identity=identity_of(policy, INSTANCE),
            instance=INSTANCE,
            now=lambda: MONDAY_NOON,
            log=get_log(),
        )
        world = World(seed, story, self.disk, desk, settings, MONDAY_NOON)
        world.offers = frozenset(
            word for word in sorted(ALL_CAPABILITIES) if word == "IMAP4REV1" or chance.random() < 0.75
        )
        world.extensions = {
            name: value
            for name, value in ALL_EXTENSIONS.items()
            if name in ("SIZE",) or chance.random() < 0.9
        }
        _daemons(world, chance)
        world.digests = chance.random() < 0.1
        world.mail.keeps_sent = bool(settings.imap_sent_folder)
        folk = people.People(world, left=chance.choice(world.theme.left))
        return world, folk


@contextmanager
def _no_garbage_collected() -> Iterator[None]:
    """Within a run; looking for garbage every few milliseconds is a tenth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _daemons(world: World, chance: Random) -> None:
    """One mostly; two on one machine or on two sometimes."""
    machines = [Machine("here")]
    count = chance.choice(world.theme.daemons)
    if count == 2 and chance.random() < 0.5:
        machines.append(Machine("there", timedelta(seconds=chance.choice((0, -20, 30)))))
        world.server = Machine("database")
    world.daemons = [Daemon(world, machines[-1 if number else 0]) for number in range(count)]


@cache
def settings_of(variant: int, sent_folder: bool, database: Path) -> Settings:
    sent = {"IMAP_SENT_FOLDER": SENT} if sent_folder else {}
    return load_settings({**_ALWAYS, "DATABASE_URL": f"sqlite:///{database}", **_VARIANTS[variant], **sent})


def _lived(world: World, folk: people.People) -> str:
    """The run itself; gives the promise that was broken, in words."""
    chance = Random(f"{world.seed} plan")
    troubled = timedelta(days=chance.choice(world.theme.days))
    try:
        _old_mail(world, folk, chance)
        for number, one in enumerate(world.daemons):
            world.after(number * chance.choice((0, 40)), one.start)
        people.plan(folk, chance.choice(world.theme.questions), troubled.total_seconds())
        meddlers.plan_troubles(world, troubled.total_seconds())
        disasters.plan(world, troubled.total_seconds())
        world.on_rest = invariants.Watch(world).at_rest
        world.live_until(MONDAY_NOON + troubled)
        meddlers.calm_down(world)
        world.live_until_rest(world.now + timedelta(days=200))
        invariants.check(world, folk)
    except Failed as broken:
        return str(broken)
    finally:
        for one in world.daemons:
            world.fibers.doom(one)
        world.store.close()
        world.disk.give_back(world.claims)
    return ""


def _old_mail(world: World, folk: people.People, chance: Random) -> None:
    """What lay in the mailbox long before the desk was opened."""
    if chance.random() < 0.2:
        now, world.now = world.now, world.now - timedelta(days=30)
        folk.post(people.EARLY, "Old question", f"{folk.mark('o', 'old')} long ago")
        world.now = now


def _watched_look(
    world: World, really: Callable[[Settings], WasSent | None], settings: Settings
) -> WasSent | None:
    """The desk's own look into the Sent folder; nobody gets an answer while the server is away or lets nobody in."""
    look = really(settings)

    def was_sent(message_id: str) -> bool:
        if "imap" in world.mail.down or world.mail.passwords:
            world.may_resend()
        return look is not None and look(message_id)

    return was_sent if look else None


class _AtOnce:
    """What takes long is done at once: a thread of its own would make no two runs alike."""

    def __init__(self, log: object, close: object, done: Callable[[], object]) -> None:
        self.done = done

    def __call__(self, job: Callable[[], object]) -> None:
        job()
        self.done()

    def wait(self, seconds: float) -> None:
        pass


def _no_digests(desk: Desk) -> None:
    pass


@contextmanager
def _in_this_world(world: World) -> Iterator[None]:
    """The few things that the desk takes from its machine: its wall clock, chance, and who else runs there."""
    shown: Any = SimpleNamespace(**{name: getattr(datetime_module, name) for name in ("timedelta", "time")})

    class WallClock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            fiber = world.fibers.current
            at = fiber.process.now() if fiber and isinstance(fiber.process, Daemon) else world.now
            return at.astimezone(tz) if tz else at.replace(tzinfo=None)

    shown.datetime = WallClock

    def monotonic() -> float:
        return (world.now - MONDAY_NOON).total_seconds()

    def wall() -> float:
        return WallClock.now(UTC).timestamp()

    places: tuple[tuple[Any, str, Any], ...] = (
        (schedule, "datetime", shown),
        (daemon, "random", world.fate.chance),
        (daemon, "time", SimpleNamespace(monotonic=monotonic)),
        (daemon, "Ticker", partial(Ticker, wall=wall, monotonic=monotonic)),
        (daemon, "Aside", _AtOnce),
        (daemon, "is_gone", world.is_gone),
        (lease, "is_gone", world.is_gone),
        (daemon, "was_sent_by", partial(_watched_look, world, daemon.was_sent_by)),
        (daemon, "ImapMailbox", lambda account: MemoryMailbox(world.mail, DESK_USER, "secret", world.offers)),
        (daemon, "database_now", lambda store: world.database_now()),
        # The file under the desk stays the same one, and to ask for it costs as much as a statement.
        (sqlite_engine, "_identity", lambda path: None),
        # A digest every morning for everybody would be most of what a run does.
        (remind, "keep_timers", keep_timers if world.digests else _no_digests),
    )
    before = [(place, name, getattr(place, name)) for place, name, _ in places]
    try:
        for place, name, value in places:
            setattr(place, name, value)
        yield
    finally:
        for place, name, value in before:
            setattr(place, name, value)

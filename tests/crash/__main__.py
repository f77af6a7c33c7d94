"""The crash tests as long as you like, with their figures: `make crash ARGS="kills --kills 1000"`.

Without WHAT, each in its short form. Ends with 1 when something was lost, double or out of balance.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from crash import clocks, cuts, daemons, disk, kills, meddling, old_mail, relay_away, soak, torn, writes
from crash import postgres as backends
from crash.stage import Stage, own_dovecot, stage
from servers import Dovecot, postgres, server_folder

Options = argparse.Namespace


@contextlib.contextmanager
def _stage(options: Options, **settings: str) -> Iterator[Stage]:
    with own_dovecot() as server, server_folder("crash") as folder:
        sent = bool(options.sent_folder)
        with stage(
            folder, server, delay=options.delay / 1000, sent_folder=sent, seed=options.seed, **settings
        ) as play:
            yield play


@contextlib.contextmanager
def _on_postgres(options: Options, **chosen: str | int) -> Iterator[tuple[Stage, str]]:
    with server_folder("crash-postgres") as folder, postgres(folder, **chosen) as url:
        with psycopg.connect(f"{url}/postgres", autocommit=True) as admin:
            admin.execute("CREATE DATABASE desk")
        with _stage(options, DATABASE_URL=f"{url}/desk") as play:
            yield play, f"{url}/postgres"


@contextlib.contextmanager
def _on(options: Options) -> Iterator[Stage]:
    """On the database that was asked for."""
    if not options.postgres:
        with _stage(options) as play:
            yield play
        return
    with _on_postgres(options) as (play, _):
        yield play


def _kills(options: Options) -> object:
    with _on(options) as play:
        return kills.kill_often(play, options.kills, tell, options.rate)


def _writes(options: Options) -> object:
    with _stage(options) as play:
        return writes.kill_at_each_write(play, options.every, tell)


def _cuts(options: Options) -> object:
    return _with_dovecot(
        lambda folder, server: cuts.cut_everywhere(
            folder, server, options.every, tell, options.seed, options.leg
        )
    )


def _disk(options: Options) -> object:
    with (
        disk.small_disk(4 + options.rounds) as small,
        _stage(options, DATABASE_URL=f"sqlite:///{small}/desk.db") as play,
    ):
        return disk.fill_and_empty(play, small, options.rounds)


def _torn(options: Options) -> object:
    with _stage(options) as play:
        return torn.tear(play, torn.a_log_in_use(play), options.copies, tell)


def _postgres(options: Options) -> object:
    with _on_postgres(options, **backends.FLUSHING) as (play, admin):
        return backends.kill_backends(play, admin, options.rounds, tell)


def _starts(options: Options) -> object:
    with _on(options) as play:
        return daemons.start_together(play, options.rounds, tell=tell)


def _take_over(options: Options) -> object:
    with _on(options) as play:
        return daemons.take_over(play, options.rounds, tell)


def _pause(options: Options) -> object:
    with _on(options) as play:
        return daemons.pause(play, options.rounds, tell)


def _meddlers(options: Options) -> object:
    with _stage(options) as play:
        return meddling.meddle(play, options.seconds)


def _old_mail(options: Options) -> object:
    with _stage(options) as play:
        return old_mail.open_on_old_mail(play, options.mails)


def _clocks(options: Options) -> object:
    with _stage(options) as play:
        return clocks.set_the_clock(play, rounds=options.rounds)


def _relay_away(options: Options) -> object:
    return _with_dovecot(relay_away.days_away)


def _soak(options: Options) -> object:
    with _on(options) as play:
        return soak.soak(play, options.mails, tell, options.minutes)


def _with_dovecot(test: Callable[[Path, Dovecot], object]) -> object:
    with own_dovecot() as server, server_folder("crash") as folder:
        return test(folder, server)


TESTS: dict[str, Callable[[Options], object]] = {
    "kills": _kills,
    "writes": _writes,
    "cuts": _cuts,
    "disk": _disk,
    "torn": _torn,
    "postgres": _postgres,
    "starts": _starts,
    "take-over": _take_over,
    "pause": _pause,
    "meddlers": _meddlers,
    "old-mail": _old_mail,
    "clocks": _clocks,
    "relay-away": _relay_away,
    "soak": _soak,
}


def tell(line: str) -> None:
    print(f"  {line}", flush=True)


def main() -> int:
    options = _options()
    bad = 0
    for name in options.what or TESTS:
        began = time.monotonic()
        print(f"{name} ...", flush=True)
        found = TESTS[name](options)
        print(f"{name}: {found} ({time.monotonic() - began:.0f} s)", flush=True)
        bad += "faults: none" not in str(found)
    return 1 if bad else 0


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="crash", description=__doc__)
    parser.add_argument("what", nargs="*", help="all of them when none is named")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rate", type=float, default=kills.RATE, help="mails a second from outside")
    parser.add_argument("--delay", type=float, default=0, help="milliseconds that the relay takes for a mail")
    parser.add_argument("--sent-folder", action="store_true", help="the relay keeps what it took in Sent")
    parser.add_argument(
        "--every", type=int, default=50, help="each so many-th byte or system call; 1 for all"
    )
    parser.add_argument("--leg", default="", help='only cuts on this one, such as "SMTP cut_up"')
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=9)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument(
        "--minutes", type=float, default=600, help="the soak ends after so many, come what may"
    )
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    return options


if __name__ == "__main__":
    sys.exit(main())

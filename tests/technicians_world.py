"""The team's mail in a world in memory: three technicians, a manager, and what they are told about their mail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from desk_world import DeskWorld, Letter, desk_world

from frontdesk.rules.model import Address

CARL, DORA = "Carl Cole <carl@sales.example.org>", "Dora Dean <dora@sales.example.org>"
CARL_AT, DORA_AT = "carl@sales.example.org", "dora@sales.example.org"
ANN, BOB, CID, MIA = "ann@example.org", "bob@example.org", "cid@example.org", "mia@example.org"
TEAM = "Ann Lee <ann@example.org>, Bob Burns <bob@example.org>, Cid Clay <cid@example.org>"
OUR_MX = "mx.example.org"
PROVEN = f"{OUR_MX}; dmarc=pass header.from=example.org"
FORGED = f"{OUR_MX}; dmarc=fail header.from=example.org"


@contextmanager
def team_world(database: Path | str, **settings: str) -> Iterator[DeskWorld]:
    """A desk whose mail server vouches for senders, with three technicians."""
    chosen = {"TECHNICIANS": TEAM, "TRUSTED_AUTHSERV_ID": OUR_MX, "DESK_TIMEZONE": "UTC"}
    with desk_world(database, **chosen | {"PLUS_ADDRESSING": "yes"} | settings) as world:
        yield world


def change_team(world: DeskWorld, *team: Address) -> None:
    """From now on these are the technicians, as after a restart with other settings."""
    world.desk = replace(world.desk, policy=replace(world.desk.policy, technicians=team))
    world.receiver.desk = world.desk


def asked(world: DeskWorld, who: str = CARL, subject: str = "Printer prints twice") -> None:
    world.write(who, subject, f"{subject}. Please help.")


def notified(world: DeskWorld, who: str, number: int = 1) -> Letter:
    """The newest notification of a request that somebody got."""
    letters = [
        letter
        for letter in world.inbox(who)
        if letter.kind == "notification" and letter.header("X-Frontdesk-Request") == str(number)
    ]
    assert letters, f"{who} was not notified of #{number}"
    return letters[-1]


def does(world: DeskWorld, who: str, tags: str, text: str = "", number: int = 1, **headers: Any) -> None:
    """Somebody of the team answers the newest notification of a request, half a minute after whatever was before."""
    world.clock.at += timedelta(seconds=30)
    world.answer(
        who, notified(world, who, number), text, subject=tags, Authentication_Results=PROVEN, **headers
    )


def told(world: DeskWorld, who: str, kind: str) -> str:
    """The text of the newest mail of this kind, as its reader sees it."""
    return world.last(who, kind).text.replace("\r\n", "\n")


def count(world: DeskWorld, who: str, kind: str) -> int:
    return world.kinds(who).count(kind)

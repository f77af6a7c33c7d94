"""The promise about words: what a person wrote is seen by the team.

It stands in a mail to somebody of the team, or in a request that a list to the team names (a flood comes as one), or
in what the managers' digest counts: mail that got no answer, and mail set aside. A technician's own words may stand
on the request alone, of which they were told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from simulation import letters
from simulation.failed import Failed
from simulation.people import ECHO, STAFF

from frontdesk.jobs.old_mail import TOO_OLD
from frontdesk.jobs.receive import SAME_MAIL

if TYPE_CHECKING:
    from simulation.people import People
    from simulation.world import World

_MARK = re.compile(rb"\b[qanv]w\d+z\b")
_NUMBER = re.compile(rb"#(\d+)")


def no_persons_words_end_unseen(world: World, people: People) -> None:
    seen, sent, told, listed = _mails(world)
    kept = _kept(world)
    rows: dict[str, list[tuple[str, bool, str]]] = defaultdict(list)
    for message_id, outcome, silenced, reason in world.store.all(
        "SELECT message_id, outcome, silenced, reason FROM ledger WHERE message_id <> ''"
    ):
        rows[message_id].append((outcome, bool(silenced), reason))
    for mark, (whose, message_id, at) in people.wrote.items():
        if mark in seen or whose == ECHO or message_id not in rows or _was_taken(world, mark, message_id):
            continue  # the last two: somebody took it out of the inbox before it was read
        if mark[0] in "an" and mark in sent:
            continue
        if any(outcome == "quarantine" or silenced for outcome, silenced, _ in rows[message_id]):
            continue
        if any(reason == TOO_OLD for _, _, reason in rows[message_id]):
            continue
        about = told if mark[0] in "an" else listed
        if any(last >= at for number in kept[mark] for last in about[number]):
            continue
        ends = [(outcome, reason) for outcome, _, reason in rows[message_id] if SAME_MAIL not in reason]
        raise Failed(f"nobody in the team ever saw {whose}'s words {mark} in {message_id}: {ends}")


def _was_taken(world: World, mark: str, message_id: str) -> bool:
    """Of a program that gives all its mails one id: another one of them was read."""
    if ".the.same@" not in message_id:
        return False
    word = mark.encode()
    return any(word in raw and message_id.encode() in raw for raw in world.mail.taken)


_Told = dict[int, list[datetime]]


def _mails(world: World) -> tuple[set[str], set[str], _Told, _Told]:
    """The marks in mails to the team, those in any mail, when the team was told of which request, and when it stood
    in a list."""
    seen: set[str] = set()
    sent: set[str] = set()
    told: _Told = defaultdict(list)
    listed: _Told = defaultdict(list)
    for letter in map(letters.read, world.mail.sent):
        text = letter.text()
        marks = {found.decode() for found in _MARK.findall(text)}
        sent |= marks
        if letter.recipient in STAFF:
            seen |= marks
            for number in {letter.request, *map(int, _NUMBER.findall(text))}:
                told[number].append(letter.at)
                if letter.kind in ("notice", "digest"):
                    listed[number].append(letter.at)
    return seen, sent, told, listed


def _kept(world: World) -> dict[str, list[int]]:
    """On which requests each mark is kept."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, subject, text in world.store.all("SELECT request, subject, text FROM message"):
        for mark in _MARK.findall(f"{subject}\n{text}".encode()):
            found[mark.decode()].append(number)
    return found

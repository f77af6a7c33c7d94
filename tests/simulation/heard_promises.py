"""The promise about words: what a person wrote is seen by the team.

It stands in a mail to somebody of the team, or in a request that a list to the team names (a flood comes as one), or
in what the managers' digest counts: mail that got no answer, and mail set aside. A technician's own words may stand
alone on a request of theirs, or of which they were told; what answers a colleague's note is the colleague's to read.
A mail to the team that the relay refused for good stands in `outbox list`, and `status` says so.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from simulation import letters
from simulation.failed import Failed
from simulation.people import ECHO, STAFF

from frontdesk.db.engine.fields import to_text
from frontdesk.jobs.fetching import TOO_OLD
from frontdesk.jobs.receive import SAME_MAIL
from frontdesk.rules.clock.rates import LONGEST_PAUSE

if TYPE_CHECKING:
    from simulation.people import People
    from simulation.world import World

_MARK = re.compile(rb"\b[qanv]w\d+z\b")
_NUMBERS = re.compile(rb"#(\d+)(?:-#(\d+))?")  # a list says "#1-#51" of a flood


def no_persons_words_end_unseen(world: World, people: People) -> None:
    seen, sent, told, listed = _mails(world)
    seen |= _in_given_up(world)
    kept = _kept(world)
    rows: dict[str, list[tuple[str, bool, str]]] = defaultdict(list)
    for message_id, outcome, silenced, reason in world.store.all(
        "SELECT message_id, outcome, silenced, reason FROM ledger WHERE message_id <> ''"
    ):
        rows[message_id].append((outcome, bool(silenced), reason))
    owners, to_come, refused = _owners(world), _in_lists_to_come(world), _refused_notifications(world)
    for mark, (whose, message_id, at) in people.wrote.items():
        if mark in seen or whose == ECHO or message_id not in rows or _is_another(world, mark, message_id):
            continue
        if mark[0] in "an" and mark in sent:
            continue
        if any(outcome == "quarantine" or silenced for outcome, silenced, _ in rows[message_id]):
            continue
        if any(reason == TOO_OLD for _, _, reason in rows[message_id]):
            continue
        own = mark[0] in "an" and mark not in people.to_colleagues
        if any((own and owners[number] == whose.split()[-1]) or number in to_come for number in kept[mark]):
            continue
        if any(
            last >= at
            for number in kept[mark]
            for last in (told if mark[0] in "an" or number in refused else listed)[number]
        ):
            continue
        ends = [(outcome, reason) for outcome, _, reason in rows[message_id] if SAME_MAIL not in reason]
        raise Failed(f"nobody in the team ever saw {whose}'s words {mark} in {message_id}: {ends}")


def _owners(world: World) -> dict[int, str | None]:
    return dict(world.store.all("SELECT number, owner FROM request"))


def _in_lists_to_come(world: World) -> set[int]:
    """What stands in a list that goes out as soon as a list may: the run is over before that."""
    rows = world.store.all(
        "SELECT request FROM collected WHERE listed_at IS NULL AND person IN"
        " (SELECT person FROM timer WHERE kind = 'collected' AND due_at <= ?)",
        to_text(world.now + LONGEST_PAUSE),
    )
    return {row[0] for row in rows}


def _refused_notifications(world: World) -> set[int]:
    """Requests of which a notification was refused for good, as spam maybe: a later mail about them has to do."""
    rows = world.store.all("SELECT request, detail FROM event WHERE kind = 'not delivered'")
    return {request for request, detail in rows if json.loads(detail)["kind"] == "notification"}


def _is_another(world: World, mark: str, message_id: str) -> bool:
    """Of a program that gives all its mails one id, another one was read: this one somebody took out of the inbox
    before, or the server doesn't hand it out.
    """
    if ".the.same@" not in message_id:
        return False
    of_it = (raw for raw in world.mail.came if mark.encode() in raw and message_id.encode() in raw)
    return any(raw in world.mail.taken or world.mail.breaks(raw) for raw in of_it)


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
            for number in {letter.request, *_numbers(text)}:
                told[number].append(letter.at)
                if letter.kind in ("notice", "digest"):
                    listed[number].append(letter.at)
    return seen, sent, told, listed


def _numbers(text: bytes) -> set[int]:
    ranges = ((int(first), int(last or first)) for first, last in _NUMBERS.findall(text))
    return {number for first, last in ranges for number in range(first, last + 1)}


def _in_given_up(world: World) -> set[str]:
    """The marks in mails to the team that no relay takes."""
    rows = world.store.all(
        "SELECT r.email, f.mail FROM finished f JOIN outbox o ON o.id = f.outbox JOIN recipient r ON r.outbox = o.id"
        " WHERE o.state = 'failed'"
    )
    return {found.decode() for who, mail in rows if who in STAFF for found in _MARK.findall(bytes(mail))}


def _kept(world: World) -> dict[str, list[int]]:
    """On which requests each mark is kept."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, subject, text in world.store.all("SELECT request, subject, text FROM message"):
        for mark in _MARK.findall(f"{subject}\n{text}".encode()):
            found[mark.decode()].append(number)
    return found

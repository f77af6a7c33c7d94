"""One answer to all of an outage, while the daemon that gives it is killed again and again: each has it once."""

from __future__ import annotations

import email
import email.policy
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from crash.reckoning import Reckoning, reckon
from crash.relay import Taken
from crash.stage import Stage, kill

from frontdesk.db.engine.connect import open_store

_WORDS = ("The gateway is down, we are on it.", "The gateway is up again.")
_LONGEST = 240.0  # seconds in which the daemon is killed; what is left then is done in peace


@dataclass
class ToAll:
    """`kills`: while some hadn't had theirs. `seconds`: that `run --once` took for what was left. `faults`: who has how
    many different mails of an answer, where that isn't one."""

    kills: int = 0
    faults: list[str] = field(default_factory=list)
    reckoning: Reckoning | None = None


def answer_all(stage: Stage, people: int, at_most: int) -> ToAll:
    """So many write about one thing; one mail answers them, another resolves all, and the daemon dies at random."""
    found = ToAll()
    stage.people._deliver(
        [_letter(f"c{number}@example.com", stage) for number in range(people)], stage.people.opened
    )
    stage.settle()
    for tags, words in zip(("[outage]", "[resolved] [all]"), _WORDS, strict=True):
        # the parent keeps its subject, by which the reckoning knows it
        titled = f'{tags} [title="{_subject(stage)}"]' if tags == "[outage]" else tags
        _answer(stage, _last(stage, "notification"), titled, words)
        stage.settle()
        _answer(stage, _last(stage, "refusal"), "[send]", "")
        found.kills += _kill_while_it_goes_on(stage, at_most)
        stage.settle()
    stage.relay.look()
    for words in _WORDS:
        _count(stage, words, people, found)
    found.reckoning = reckon(stage)
    return found


def _kill_while_it_goes_on(stage: Stage, at_most: int) -> int:
    """From the daemon's first moments to when all have theirs; gives how often it died with some left."""
    kills, end, began = 0, time.monotonic() + _LONGEST, False
    while kills < at_most and time.monotonic() < end:
        process = stage.start()
        stage.await_log(process, "mailbox.open")
        time.sleep(stage.chance.uniform(0, 0.6))
        kill(process)
        left = _left(stage)
        began = began or left > 0
        kills += left > 0
        if began and not left:
            break
    return kills


def _subject(stage: Stage) -> str:
    store = open_store(stage.desk_url)
    try:
        row = store.one("SELECT subject FROM request WHERE number = 1")
        return str(row[0]) if row else ""
    finally:
        store.close()


def _left(stage: Stage) -> int:
    store = open_store(stage.desk_url)
    try:
        row = store.one("SELECT count(*) FROM mass_recipient")
        return int(row[0]) if row else 0
    finally:
        store.close()


def _count(stage: Stage, words: str, people: int, found: ToAll) -> None:
    had: dict[str, set[str]] = {}
    for taken in stage.relay.taken:
        if taken.kind == "reply" and words in _text(stage, taken):
            for address in taken.to:
                had.setdefault(address, set()).add(taken.id)
    counts = Counter({f"c{number}@example.com": 0 for number in range(people)})
    counts.update({address: len(ids) for address, ids in had.items()})
    found.faults += [f"{address}: {count} of {words!r}" for address, count in counts.items() if count != 1]


def _text(stage: Stage, taken: Taken) -> str:
    part = email.message_from_bytes(stage.relay.raw(taken), policy=email.policy.default).get_body(("plain",))
    return str(part.get_content()) if part else ""


def _letter(sender: str, stage: Stage) -> EmailMessage:
    number = stage.people._next()
    letter = EmailMessage()
    letter["From"], letter["To"] = sender, stage.people.desk
    letter["Subject"] = f"VPN is down {number}"
    letter["Message-ID"], letter["Date"] = f"<all{number}@example.com>", formatdate()
    letter.set_content("I can't reach the VPN.\n")
    return letter


def _last(stage: Stage, kind: str) -> EmailMessage:
    """The newest mail of this kind that the technician was sent; of notifications the parent's."""
    stage.relay.look()
    for taken in reversed(stage.relay.taken):
        if taken.kind == kind and stage.people.technician in taken.to:
            letter = email.message_from_bytes(stage.relay.raw(taken), policy=email.policy.default)
            if kind != "notification" or letter["X-Frontdesk-Request"] == "1":
                return letter
    raise AssertionError(f"no {kind} went out")


def _answer(stage: Stage, letter: EmailMessage, tags: str, words: str) -> None:
    number = stage.people._next()
    answer = EmailMessage()
    answer["From"], answer["To"] = (
        stage.people.technician,
        parseaddr(str(letter["Reply-To"] or letter["From"]))[1],
    )
    answer["Subject"] = f"Re: {letter['Subject']} {tags}"
    answer["Message-ID"], answer["Date"] = f"<all{number}@example.org>", formatdate()
    answer["In-Reply-To"] = answer["References"] = str(letter["Message-ID"])
    answer.set_content(f"{words}\n")
    stage.people._deliver([answer], stage.people.answers)

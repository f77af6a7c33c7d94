"""Faults that a desk might have, planted one at a time: each must be found, or the promises have no teeth.

Every one is a few lines that a person could have written, put in the place of the desk's own. `python -m simulation
--planted` tells which seed finds each, and by which promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from simulation.run import Outcome, Stage
from simulation.themes import theme_of

from frontdesk import daemon
from frontdesk.cli import status
from frontdesk.db import lease, ledger, outbox, requests, timers
from frontdesk.decision import (
    collecting,
    execute,
    find_request,
    queue_mail,
    recognise,
    road,
    template_values,
    understand,
)
from frontdesk.jobs import account, fetching, narrowing, receipts, receive
from frontdesk.mailbox.errors import MailboxError
from frontdesk.mailbox.smtp import delivery
from frontdesk.rules import notify, placing
from frontdesk.rules.customers import from_customer, survey
from frontdesk.rules.silence.guards import reason_for_silence
from frontdesk.rules.technicians import answering, from_technician, unproven
from frontdesk.rules.technicians.to_writer import refusal
from frontdesk.rules.timers import CHASE, FOLLOW_UP


@dataclass(frozen=True, slots=True)
class Fault:
    """`name`: what is wrong, as a sentence. `places`: what stands where: module or class, name, and what is put there.
    `theme`: the runs that are about such things, "" for all. `within`: so many of those runs suffice to find it.
    """

    name: str
    places: tuple[tuple[Any, str, Any], ...]
    theme: str = ""
    within: int = 60


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    before = [(place, name, place.__dict__[name]) for place, name, _ in fault.places]
    try:
        for place, name, value in fault.places:
            setattr(place, name, value)
        yield
    finally:
        for place, name, value in before:
            setattr(place, name, value)


def found(stage: Stage, fault: Fault, most: int = 0) -> Outcome | None:
    """The first run that shows it; None when none of so many does."""
    seeds = (seed for seed in range(1, 100_000) if fault.theme in ("", theme_of(seed).name))
    with planted(fault):
        for _, seed in zip(range(most or fault.within), seeds, strict=False):
            outcome = stage.play(seed)
            if outcome.why:
                return outcome
    return None


# --- the faults

_claim, _put, _stop, _start, _goes_out = (
    outbox.claim,
    outbox.put,
    timers.stop,
    timers.start,
    answering.goes_out,
)
_refusal = refusal
_commit, _reason = receive.Receiver._commit, reason_for_silence


def _claims_as_sent(store: Any, **how: Any) -> list[outbox.Claimed]:
    mails = _claim(store, **how)
    with store.transaction():
        for mail in mails:
            outbox.delivered(store, mail, "250 will do", how["now"])
    return mails


def _settles_nothing(store: Any, mail: outbox.Claimed, answer: str, now: Any) -> outbox.MailState:
    return outbox.MailState(outbox.SENT, None, ())


def _forgets_the_chase(store: Any, *, kind: str, **how: Any) -> None:
    if kind != CHASE:
        _start(store, kind=kind, **how)


def _keeps_the_follow_up(store: Any, request: int, kinds: Any = None, but: Any = ()) -> None:
    if kinds is not None:
        _stop(store, request, [kind for kind in kinds if kind != FOLLOW_UP])


def _files_before_the_commit(self: Any, uids: Any, arrivals: Any, sizes: Any) -> Any:
    self.folder.move([arrival.uid for arrival in arrivals], self.desk.folders.handled)
    return _commit(self, uids, arrivals, sizes)


def _loses_what_the_server_refuses(self: Any, uids: Any) -> Any:
    try:
        return self.folder.fetch(uids), []
    except MailboxError:
        return {}, []


def _note_goes_out(draft: Any, says: bool) -> bool:
    return says and not draft.split


def _known_whatever_the_epoch(store: Any, folder: str, uidvalidity: int, uids: Any) -> set[int]:
    return {row[0] for row in store.all("SELECT uid FROM ledger WHERE folder = ?", folder)} & set(uids)


def _to_whoever_asked_first(
    store: Any, *, recipients: Any, kind: str, request: int | None, **how: Any
) -> int:
    first = store.one("SELECT customer FROM request ORDER BY number LIMIT 1") if kind == "reply" else None
    to = [first[0]] if first else recipients
    return _put(store, recipients=to, kind=kind, request=request, **how)


def _anybody_by_number(clues: Any, may_write: Callable[[int], bool]) -> Any:
    return placing.place(clues, lambda number: True)


def _at_once(tries: int, began: Any, now: Any) -> None:
    return None


def _question_about_the_customer_s_mail(*about: Any, inside: bool = False, **how: Any) -> Any:
    return _refusal(*about, **how)


def _as_it_was_read(desk: Any, message: Any, request: Any, *, staff: bool) -> Any:
    return message


def _told_to_nobody(situation: Any, request: Any, event: str) -> Any:
    return notify.notification((), event)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "no cycle is written down",
        ((execute, "write_down", lambda desk, happened, target: None),),
    ),
    Fault(
        "a daemon that lost the mailbox writes on",
        ((lease.Lease, "_check", lambda self, store: None),),
        "twins",
    ),
    Fault("a mail is noted as sent before it is sent", ((outbox, "claim", _claims_as_sent),)),
    Fault("that a mail was sent is not noted", ((outbox, "delivered", _settles_nothing),)),
    Fault("nobody takes up what a dead sender had in hand", ((daemon, "recover", lambda *about: None),)),
    Fault("a sender's mails are taken over at once", ((daemon, "SENDING_AT_MOST", timedelta()),), "twins"),
    Fault(
        "what the relay took is looked up nowhere", ((receipts.Receipts, "of", lambda *about: frozenset()),)
    ),
    Fault("a mail is given up when it is put off once", ((outbox, "next_try", _at_once),)),
    Fault("a timer is forgotten", ((timers, "start", _forgets_the_chase),), "care"),
    Fault("what is reopened is still followed up", ((timers, "stop", _keeps_the_follow_up),), "care"),
    Fault(
        "the same mail is acted on twice",
        (
            (ledger, "seen_before", lambda *about: None),
            (ledger, "same_letter", lambda *about: None),
        ),
        "copies",
    ),
    Fault("two copies of a letter count as two", ((ledger, "same_letter", lambda *about: None),), "copies"),
    Fault("robots are answered", ((road, "reason_for_silence", lambda *about: None),)),
    Fault("the desk overlooks its mail to itself", ((receive, "came_back", lambda *about: False),)),
    Fault("no cap holds", ((queue_mail, "may_send_automatic", lambda *about: None),), "loop"),
    Fault("mails are filed before the commit", ((receive.Receiver, "_commit", _files_before_the_commit),)),
    Fault(
        "what a server refuses counts as gone",
        (
            (fetching.Fetcher, "_fetched", _loses_what_the_server_refuses),
            (fetching.Fetcher, "_still_there", lambda self, uids, fetched: []),
        ),
    ),
    Fault(
        "a folder made anew is taken for the old one", ((ledger, "known_uids", _known_whatever_the_epoch),)
    ),
    Fault(
        "mail from before the desk is answered", ((fetching.OldMail, "came_before", lambda *about: False),)
    ),
    Fault("a note goes to the customer", ((answering, "goes_out", _note_goes_out),), "care"),
    Fault("an answer goes to another customer", ((outbox, "put", _to_whoever_asked_first),)),
    Fault("a number is enough to get onto a request", ((find_request, "place", _anybody_by_number),)),
    Fault(
        "a token that others have seen is believed",
        ((recognise, "worthless", lambda *about: frozenset()),),
        "shown",
    ),
    Fault(
        "what isn't a yes to our question goes to the customer",
        ((unproven, "refusal", _question_about_the_customer_s_mail),),
        "shown",
    ),
    Fault(
        "the team is told of everything by a mail", ((collecting, "flood_of", lambda *about: None),), "flood"
    ),
    Fault(
        "what is kept for a list is never listed", ((collecting, "list_soon", lambda *about: None),), "flood"
    ),
    Fault("numbers begin again after a backup", ((requests, "jump_past", lambda *about: None),), "restored"),
    Fault("what was forgotten is acknowledged again", ((receive, "quietly", tuple),), "restored"),
    Fault(
        "a mail that breaks the connection is asked for for ever",
        ((narrowing.Narrowing, "verdict", lambda self, uid: ""),),
        "undeliverable",
    ),
    Fault(
        "status overlooks mail that waits", ((status, "unread_of", lambda *about: set()),), "undeliverable"
    ),
    Fault(
        "what is said of the account ends the mail",
        ((delivery, "about_us", lambda *about, **how: None), (account, "IN_A_ROW", 1000)),
        "account",
    ),
    Fault(
        "timers wait for a clock that was wrong", ((daemon, "mind_the_clock", lambda desk: False),), "year"
    ),
    Fault(
        "a person's mail with a machine's marks is silenced and counted nowhere",
        (
            (road, "weigh", lambda situation, silence: (situation, silence)),
            (receive, "_KNOWN_SILENCE", ("",)),
        ),
        "habits",
    ),
    Fault("answers written into a quote are cut", ((understand, "in_own_words", _as_it_was_read),), "habits"),
    Fault(
        "a subject that says it all is shown nowhere",
        ((template_values, "_new_subject", lambda *about: ""),),
        "habits",
    ),
    Fault("words for a colleague go out", ((from_technician, "why_inside", lambda *about: ""),), "habits"),
    Fault("what a customer wrote is told to nobody", ((from_customer, "tell", _told_to_nobody),), "habits"),
    Fault("surveys keep no distance", ((survey, "_lately", lambda *about: False),), "care", 120),
)

"""The promises about requests: acknowledged once, seen by nobody else, followed up in order, never a nuisance."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from simulation import letters
from simulation.failed import Failed
from simulation.letters import CUSTOMER_KINDS
from simulation.people import DESK, STAFF, STRANGER

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store

if TYPE_CHECKING:
    from simulation.people import People
    from simulation.world import World

_STAFF_TOKEN = re.compile(rb"fd\.[tn]\d+\.|\+[tn]\d+\.\d+\.[a-z2-7]{8}\.")
_CARE = frozenset(("chase", "follow-up", "close", "survey"))
_ALLOWED = {"waiting": {"chase"}, "resolved": {"follow-up", "close"}, "closed": {"survey"}}
_NEEDED = {"waiting": {"chase"}, "resolved": {"follow-up", "close"}}
_RESOLVE_TIMERS = frozenset(("resolve-warning", "resolve-missed"))
_CLOCK_RUNS = frozenset(("new", "open"))


def every_request_is_acknowledged_once(world: World, people: People) -> None:
    """One acknowledgement, whoever may be looked at: the outbox (which forgets after a month) or the relay; of one that
    the relay refused for good only the history tells then.
    """
    store = world.store
    made: dict[int, set[str]] = defaultdict(set)
    for request, message_id in store.all(
        "SELECT request, message_id FROM outbox WHERE kind = 'acknowledgement'"
    ):
        made[request].add(message_id)
    for letter in map(letters.read, world.mail.sent):
        if letter.kind == "acknowledgement":
            made[letter.request].add(letter.message_id)
    excused = _not_acknowledged(store, people)
    refused = _with_refused_acknowledgement(store)
    for number in refused:
        made[number] = made[number] or {"refused"}
    for (number,) in store.all("SELECT number FROM request"):
        if len(made[number]) != 1 and (made[number] or number not in excused):
            raise Failed(f"request #{number} has {len(made[number])} acknowledgements")


def _with_refused_acknowledgement(store: Store) -> set[int]:
    rows = store.all("SELECT request, detail FROM event WHERE kind = 'not delivered'")
    return {request for request, detail in rows if json.loads(detail)["kind"] == "acknowledgement"}


def _not_acknowledged(store: Store, people: People) -> set[int]:
    """Those whose customer got enough mail already, that were split off, or that a forger or a robot asked for."""
    excused = {row[0] for row in store.all("SELECT request FROM event WHERE kind = 'not sent'")}
    for request, detail in store.all("SELECT request, detail FROM event WHERE kind = 'opened'"):
        if {"split from", "opened for"} & json.loads(detail).keys():
            excused.add(request)
    for request, message_id in store.all("SELECT request, message_id FROM ledger WHERE outcome = 'request'"):
        if (
            message_id in people.forged_ids | people.robot_ids | people.marked_ids
        ):  # a robot's, that a person took for somebody's
            excused.add(request)
    return excused


def no_number_means_two_people(world: World, people: People) -> None:
    """By what the relay took, whatever the database remembers."""
    whose: dict[int, str] = {}
    for letter in map(letters.read, world.mail.sent):
        if (
            letter.kind == "acknowledgement"
            and whose.setdefault(letter.request, letter.recipient) != letter.recipient
        ):
            raise Failed(f"#{letter.request} was given to {whose[letter.request]} and to {letter.recipient}")


def no_mail_is_acknowledged_twice(world: World, people: People) -> None:
    made: dict[str, set[int]] = defaultdict(set)
    for letter in map(letters.read, world.mail.sent):
        answered = letters.in_reply_to(letter.raw)
        if letter.kind == "acknowledgement" and answered and ".the.same@" not in answered:
            made[answered].add(letter.request)
    twice = [(answered, numbers) for answered, numbers in made.items() if len(numbers) > 1]
    if twice:
        raise Failed(f"{twice[0][0]} was acknowledged as {sorted(twice[0][1])}")


def _is_the_same_customers(world: World, number: int, other: int) -> bool:
    """Whether a request that was read again under another number (after a backup was put back) is meant."""
    now = dict(world.store.all("SELECT number, customer FROM request"))
    whose = [now.get(one) or world.whose.get(one) for one in (number, other)]
    return bool(world.accidents["restored"]) and whose[0] is not None and whose[0] == whose[1]


def _is_for_customers(letter: letters.Letter) -> bool:
    """A notice is for the team or the desk itself, but for the one that says what becomes of a request nobody
    answers on.
    """
    inside = letter.recipient in STAFF or letter.recipient == DESK
    return letter.kind in CUSTOMER_KINDS or (letter.kind == "notice" and not inside)


def customers_get_their_own_mail_only(world: World, people: People) -> None:
    """A request's mail goes to its customer, to whom it was copied, and to who wrote on it."""
    store = world.store
    may: dict[int, set[str]] = defaultdict(set)
    for number, customer, cc in store.all("SELECT number, customer, cc FROM request"):
        # who came into the copy of a merged one writes on the other
        may[number] |= {customer, *json.loads(cc)}
    for number, email in store.all("SELECT request, email FROM participant"):
        may[number].add(email)
    for delivered in world.mail.sent:
        letter = letters.read(delivered)
        staff = letter.recipient in STAFF
        if _is_for_customers(letter):
            if letter.recipient not in may[letter.request]:
                raise Failed(f"{letter.kind} of #{letter.request} went to {letter.recipient}")
        elif not staff and letter.recipient != DESK:
            raise Failed(
                f"{letter.kind} of #{letter.request} went to {letter.recipient}, who doesn't work here"
            )


def nothing_inside_gets_out(world: World, people: People) -> None:
    """No note, no technician's token and no other request's words in a customer's mail."""
    of_request = {row[0]: row[1] for row in world.store.all("SELECT number, customer FROM request")}
    for delivered in world.mail.sent:
        letter = letters.read(delivered)
        if not _is_for_customers(letter):
            continue
        text = letter.text()
        if _STAFF_TOKEN.search(text):
            raise Failed(f"a technician's token went to {letter.recipient} in {letter.message_id}")
        for mark in {found.decode() for found in letters.MARK.findall(text)}:
            _may_be_seen(mark, letter, people, of_request, world)


def no_word_about_one_customer_reaches_another(world: World, people: People) -> None:
    """A customer's words stand in no mail to somebody who isn't on the same request."""
    on: dict[int, set[str]] = defaultdict(set)
    for number, customer in world.store.all("SELECT number, customer FROM request"):
        on[number].add(customer)
    for number, email in world.store.all("SELECT request, email FROM participant"):
        on[number].add(email)
    for delivered in world.mail.sent:
        letter = letters.read(delivered)
        if not _is_for_customers(letter) or _moved(world, letter.request):
            continue
        for mark in {found.decode() for found in letters.MARK.findall(letter.text())}:
            whose = people.said[mark]
            strange = mark[0] == "q" and whose not in on[letter.request] | {letter.recipient}
            if strange and not _wrote_to(world, mark, letter.recipient):
                raise Failed(f"{whose}'s words {mark} went to {letter.recipient} in {letter.message_id}")


def _wrote_to(world: World, mark: str, recipient: str) -> bool:
    """Whether the mail with these words names the recipient: one of the team asks for a customer, who is in copy."""
    heads = (raw.partition(b"\r\n\r\n")[0] for raw in world.mail.came if mark.encode() in raw)
    return any(recipient.encode() in head.lower() for head in heads)


def _may_be_seen(
    mark: str, letter: letters.Letter, people: People, of_request: dict[int, str], world: World
) -> None:
    whose = people.said[mark]
    if mark[0] == "f" and _nobody_could_know(world, people, mark):
        return
    if mark[0] in "nf":
        what = "a note" if mark[0] == "n" else "a forger's words"
        raise Failed(f"{what} ({mark}) went to {letter.recipient} in {letter.message_id}")
    number = int(whose.split()[0]) if mark[0] == "a" else letter.request
    merged = world.store.one("SELECT merged_into FROM request WHERE number = ?", letter.request)
    moved = number == letter.request or (merged and merged[0] == number) or _moved(world, letter.request)
    if not moved and not _is_the_same_customers(world, number, letter.request):
        raise Failed(f"the answer {mark} on #{whose} went to {letter.recipient} as #{letter.request}")
    if mark[0] == "q" and letter.kind in ("acknowledgement", "reopened"):
        raise Failed(f"{letter.kind} {letter.message_id} repeats {whose}'s words {mark}")


def _nobody_could_know(world: World, people: People, mark: str) -> bool:
    """Whether the mail that showed a forger the token was taken out of the inbox, before the desk had read it maybe, or
    is one that the server doesn't hand out.
    """
    shown = people.stolen.get(mark)
    if shown is None:
        return False
    raws = [raw for raw in world.mail.came if shown.encode() in raw]
    return any(raw in world.mail.taken or world.mail.breaks(raw) for raw in raws)


def _moved(world: World, number: int) -> bool:
    """Whether another request was merged into this one, or it was split off."""
    row = world.store.one("SELECT 1 FROM request WHERE merged_into = ?", number)
    return (
        row is not None
        or world.store.one("SELECT 1 FROM request WHERE linked <> '[]' AND number = ?", number) is not None
    )


def a_forger_changes_nothing(world: World, people: People) -> None:
    for number, resolution, cc in world.store.all("SELECT number, resolution, cc FROM request"):
        marks = (mark for mark in people.forged if not _nobody_could_know(world, people, mark))
        if "evil.example" in cc or any(mark in (resolution or "") for mark in marks):
            raise Failed(f"a forger changed request #{number}: {resolution!r} {cc}")


def strangers_stay_outside(world: World, people: People) -> None:
    """Who names a number and is on no such request has asked something new. Whose own request was merged into another
    is on that one, and whose request goes on in another name is told that it is still theirs to write to.
    """
    store = world.store
    theirs = {row[0] for row in store.all("SELECT merged_into FROM request WHERE customer = ?", STRANGER)}
    for number, told in store.all("SELECT request, detail FROM event WHERE kind = 'changed'"):
        if STRANGER in json.loads(told)["before"].get("customer", ()):
            theirs.add(number)
    rows = store.all(
        "SELECT ledger.message_id, number, customer FROM ledger JOIN request ON number = ledger.request"
        " WHERE outcome = 'message'"
    )
    for message_id, number, customer in rows:
        if message_id in people.stranger_ids and customer != STRANGER and number not in theirs:
            raise Failed(f"a stranger's mail {message_id} became part of #{number}, which is {customer}'s")


def timers_act_once_and_in_order(world: World, people: People) -> None:
    """What the history says was done by timers fits the status it was done in, each thing once."""
    history: dict[int, list[tuple[str, str, dict[str, object]]]] = defaultdict(list)
    before: dict[
        tuple[int, str, str], str | None
    ] = {}  # the status that a change took away, by its time and author
    rows = world.store.all(
        'SELECT request, kind, "by", detail, at FROM event WHERE request IS NOT NULL ORDER BY id'
    )
    for request, kind, by, told, at in rows:
        detail = json.loads(told)
        if kind == "changed":
            before[request, by, at] = detail["before"].get("status")
        if kind == "undone":
            detail["back to"] = before.get((request, by, to_text(datetime.fromisoformat(detail["of"]))))
        history[request].append((kind, by, detail))
    for number, events in history.items():
        _in_order(number, events)


_ENDS = {"resolved": "resolved", "closed": "closed", "reopened": "open", "open": "open", "waiting": "waiting",
         "on hold": "on hold", "opened": "new"}  # fmt: skip


def _in_order(number: int, events: list[tuple[str, str, dict[str, object]]]) -> None:
    status, done = "", Counter[str]()
    for kind, by, detail in events:
        if kind == "followed up" and (status != "resolved" or done["followed up"]):
            raise Failed(f"#{number} was followed up while {status}: {_told(events)}")
        if kind == "surveyed" and (status != "closed" or done["surveyed"]):
            raise Failed(f"#{number} was surveyed while {status}: {_told(events)}")
        if kind == "closed" and by == "frontdesk" and status != "resolved":
            raise Failed(f"#{number} was closed while {status}: {_told(events)}")
        if kind == "chased" and (status != "waiting" or detail["step"] != done["chased"] + 1):
            raise Failed(f"#{number} was chased out of turn ({detail}) while {status}: {_told(events)}")
        if kind in ("warned", "target missed"):
            key = f"{kind} {detail['target']}"
            if done[key]:
                raise Failed(f"#{number}: {key} twice: {_told(events)}")
            done[key] += 1
        if kind in ("followed up", "chased", "surveyed"):
            done[kind] += 1
        if kind in _ENDS or kind in ("customer wrote", "changed", "answered", "undone"):
            _begins_anew(kind, detail, done)
            status = "open" if kind == "customer wrote" and status == "waiting" else _ENDS.get(kind, status)
            status = str(detail.get("back to") or status)


def _begins_anew(kind: str, detail: dict[str, object], done: Counter[str]) -> None:
    """What may be done again after this."""
    if kind in ("resolved", "reopened", "open", "waiting", "on hold", "answered"):
        done["followed up"] = done["chased"] = 0
    asked_again = isinstance(after := detail.get("after"), dict) and after.get("chased") == 0
    if kind in ("waiting", "customer wrote", "answered") or asked_again:
        done["chased"] = 0
    if kind != "changed" or "priority" in str(detail):  # the targets are others now
        for key in [key for key in done if key.startswith(("warned", "target missed"))]:
            del done[key]


def _told(events: list[tuple[str, str, dict[str, object]]]) -> str:
    return ", ".join(f"{kind} {detail or ''}".strip() for kind, _, detail in events)


_OVERTAKEN = {
    "follow-up": frozenset(("reopened", "open", "waiting", "on hold")),
    "survey": frozenset(("reopened", "open", "waiting", "on hold", "resolved")),
    "chaser": frozenset(("customer wrote", "reopened", "open", "on hold")),
}


def nothing_goes_out_that_was_overtaken(world: World, people: People) -> None:
    """A relay that was away for days sends no follow-up of a request that reopened in the meantime."""
    if world.accidents["jump"]:
        return  # no clock to tell before from after
    rows = world.store.all(
        "SELECT outbox.id, request, outbox.kind, created_at, claimed_at FROM outbox WHERE state = 'sent'"
        " AND outbox.kind IN ('follow-up', 'survey', 'chaser')"
    )
    for _, request, kind, made, claimed in rows:
        events = world.store.all(
            "SELECT kind FROM event WHERE request = ? AND at > ? AND at < ?", request, made, claimed
        )
        overtaken = {row[0] for row in events} & _OVERTAKEN[kind]
        if overtaken:
            raise Failed(f"the {kind} of #{request}, made at {made}, went out at {claimed} after {overtaken}")


def surveys_keep_their_distance(world: World, people: People) -> None:
    """At most one survey for a customer in a period, and none twice for a request."""
    asked: dict[str, list[datetime]] = defaultdict(list)
    rows = world.store.all(
        "SELECT request.customer, outbox.created_at, request.number FROM outbox JOIN request"
        " ON request.number = outbox.request WHERE outbox.kind = 'survey' ORDER BY outbox.id"
    )
    twice = [number for number, times in Counter(row[2] for row in rows).items() if times > 1]
    if twice:
        raise Failed(f"two surveys about request #{twice[0]}")
    for customer, at, _ in rows:
        asked[customer].append(from_column(at))
    period = world.desk.policy.survey_at_most_every
    for customer, times in asked.items():
        for before, after in pairwise(times):
            if period is not None and timedelta(0) <= after - before < timedelta(seconds=period.seconds):
                raise Failed(f"{customer} was surveyed at {before} and at {after}")


def timers_by_request(store: Store) -> list[tuple[int, str, set[str]]]:
    kinds: dict[int, set[str]] = defaultdict(set)
    for request, kind in store.all("SELECT request, kind FROM timer WHERE request > 0"):
        kinds[request].add(kind)
    return [
        (number, status, kinds[number])
        for number, status in store.all("SELECT number, status FROM request")
        if kinds[number] or status in _NEEDED
    ]


def wrong_timers(status: str, kinds: set[str]) -> str:
    """Why a request with this status can't have these timers; "" when it can."""
    extra = (kinds & _CARE) - _ALLOWED.get(status, set())
    if extra:
        return f"{', '.join(sorted(extra))} must not run"
    needed = _NEEDED.get(status)
    if needed and not kinds & needed:
        return f"one of {', '.join(sorted(needed))} must run"
    if status not in _CLOCK_RUNS and kinds & _RESOLVE_TIMERS:
        return "the clock stands"
    if status == "closed" and kinds - {"survey", "recover"}:  # a low rating is asked about
        return "nothing else may run"
    return ""

"""Which request a mail belongs to: what the database knows of its ids, numbers and tokens, weighed by `rules.placing`.

The first half of recognising. Reads the database; decides nothing else and writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from frontdesk.db import collected, requests
from frontdesk.decision.own_marks import Ours
from frontdesk.desk import Desk
from frontdesk.rules.model import Message, Role
from frontdesk.rules.placing import Clues, Placement, place
from frontdesk.rules.proof.tokens import is_survey_code
from frontdesk.rules.subjects import base_subject
from frontdesk.rules.tags.read import TagReading, read_number
from frontdesk.rules.tags.subject import changed_subject, names_our_number, read_numbers

ALIKE_WITHIN = timedelta(days=3)
GATHERED_FOR = timedelta(days=7)  # a storm of answers to all is over by then
_MOST_PARENTS = 20
_SHORTEST_SUBJECT = 4
_SUBJECT_READ = 300
_CODE = re.compile(r"\(([a-z2-7]{16})\)", re.IGNORECASE)  # as `values.rating_link` writes it


def find_request(
    desk: Desk,
    message: Message,
    ours: Ours,
    role: Role,
    reading: TagReading | None,
    at: datetime,
    theirs: int | None,
    newest: Sequence[requests.Newest],
) -> Placement:
    """Where the mail belongs. `reading`: its tags, when the sender works here; `theirs`: the request of a mail to the
    team that somebody of the customer's side answers; `newest`: the sender's newest requests."""
    store, sender = desk.store, message.sender.email if message.sender else ""
    parents = (*message.in_reply_to, *reversed(message.references))
    referred = requests.by_references(store, tuple(dict.fromkeys((*parents, message.message_id))))
    known = _without_strangers_ghosts(desk, message, referred)
    own = known.get(message.message_id)
    number = _number(desk, message, ours, role, reading)
    clues = Clues(
        answered=ours.numbers(ours.answered) or ours.numbers(ours.reported),
        chain=ours.numbers(ours.chain),
        token=_token(desk, message, ours, number) or theirs,
        number=number,
        parents=tuple(dict.fromkeys(known[parent][0] for parent in parents if parent in known)),
        overtaken=own[0] if own and own[1] else None,
        alike=_alike(desk, message, sender, at, newest),
        gathered=collected.gathered(store, _standing(known, parents), at - GATHERED_FOR),
    )

    def may_write(number: int) -> bool:
        return role is not Role.CUSTOMER or bool(requests.written_by(store, sender, (number,)))

    return place(_followed(desk, clues), may_write)


def _standing(known: Mapping[str, tuple[int, bool]], ids: Iterable[str]) -> tuple[str, ...]:
    """Those of `ids` that are of messages which we have read, and not only seen in somebody's References."""
    return tuple(dict.fromkeys(one for one in ids if one in known and not known[one][1]))[:_MOST_PARENTS]


def others_mail(desk: Desk, message: Message, placement: Placement) -> tuple[str, ...]:
    """What a stranger's mail answers of somebody else's request."""
    if not placement.strange or placement.number is not None:
        return ()
    parents = (*message.in_reply_to, *reversed(message.references))[:_MOST_PARENTS]
    return _standing(requests.by_references(desk.store, tuple(dict.fromkeys(parents))), parents)


def _number(desk: Desk, message: Message, ours: Ours, role: Role, reading: TagReading | None) -> int | None:
    """The number that the subject names. `[#2]` may be another desk's: without our tag it counts in an answer to a mail
    of ours, beside a technician's tags, and where the rest of the subject is the request's."""
    tag = desk.policy.desk_tag
    numbers = read_numbers(message.subject, tag)
    if role is Role.CUSTOMER and len(numbers) > 1:
        mine = requests.written_by(desk.store, message.sender.email if message.sender else "", numbers)
        return next((number for number in numbers if number in mine), None)
    number = (reading and reading.number) or read_number(message.subject, tag)
    if number is None or names_our_number(message.subject, tag) or ours.answered or ours.chain or ours.tokens:
        return number
    if reading is not None and (reading.tags or reading.problems):
        return number
    request = requests.snapshot(desk.store, number)
    same = request is None or not changed_subject(message.subject, f"[#{number}] {request.subject}", tag)
    return number if same and request is not None else None


def _without_strangers_ghosts(
    desk: Desk, message: Message, known: dict[str, tuple[int, bool]]
) -> dict[str, tuple[int, bool]]:
    """The known ids without ghosts of a request whose customer this mail neither comes from nor is written to:
    who answers before the first mail is there was one of its readers; anybody else copied an id he saw."""
    people = {person.email for person in (*message.to, *message.cc, *message.reply_to)}
    people |= {message.sender.email} if message.sender else set()
    ghosts = {number for number, ghost in known.values() if ghost}
    strange = {
        number
        for number in ghosts
        if requests.customer_of(desk.store, requests.survivor(desk.store, number)) not in people
    }
    return {one: found for one, found in known.items() if not (found[1] and found[0] in strange)}


def _token(desk: Desk, message: Message, ours: Ours, number: int | None) -> int | None:
    """The request of the address it was written to, or of the survey whose code it brings."""
    if ours.tokens:
        return ours.tokens[0].request
    return number if survey_code_ok(desk, message, number) else None


def _followed(desk: Desk, clues: Clues) -> Clues:
    """The clues with merged requests replaced by what they were merged into, and unknown numbers left out."""
    named = {*clues.answered, *clues.chain, *clues.parents, *clues.alike}
    named |= {
        number
        for number in (clues.token, clues.number, clues.overtaken, clues.gathered)
        if number is not None
    }
    if not named:
        return clues
    now = requests.survivors(desk.store, tuple(named))

    def each(numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(now[number] for number in numbers if number in now))

    return Clues(
        each(clues.answered),
        each(clues.chain),
        now.get(clues.token) if clues.token is not None else None,
        now.get(clues.number) if clues.number is not None else None,
        each(clues.parents),
        now.get(clues.overtaken) if clues.overtaken is not None else None,
        each(clues.alike),
        now.get(clues.gathered) if clues.gathered is not None else None,
    )


def _alike(
    desk: Desk, message: Message, sender: str, at: datetime, newest: Sequence[requests.Newest]
) -> tuple[int, ...]:
    """The sender's requests of the last days with this very subject that aren't closed."""
    subject = base_subject(message.subject).strip().casefold()
    if not sender or len(subject) < _SHORTEST_SUBJECT:
        return ()
    since = at - ALIKE_WITHIN
    return tuple(
        number
        for number, other in requests.open_since(desk.store, sender, since, newest)
        if base_subject(other).strip().casefold() == subject
    )


def survey_code_ok(desk: Desk, message: Message, number: int | None) -> bool:
    """Whether the subject carries the code that only this request's customer was sent, with the survey."""
    found = _CODE.search(message.subject[:_SUBJECT_READ])
    if found is None or number is None:
        return False
    request = requests.snapshot(desk.store, number)
    if request is None:
        return False
    return is_survey_code(desk.keys.of(request.opening), found[1], number, request.customer.email)

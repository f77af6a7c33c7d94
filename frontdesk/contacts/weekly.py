"""Once a week, on its first open morning: who is due for a word, and whose line in the digest it is.

Inside the caller's transaction. Where the desk speaks by itself, the mails are put down for their time at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from frontdesk.contacts.facts import facts
from frontdesk.contacts.standing import name_of, standings
from frontdesk.db import contacts, state, timers
from frontdesk.desk import CONTACTS_ASKED, OPEN_SINCE, Desk
from frontdesk.rules.contacts.account import account, looked_after_by
from frontdesk.rules.contacts.check_in import Wish, due, letters, send_at
from frontdesk.rules.contacts.contact import Contact, ContactKind, ContactState
from frontdesk.rules.digest import Row
from frontdesk.rules.model import Address
from frontdesk.rules.timers import CONTACT

_MOST_OPEN, _MOST_HEARD = 5, 20


def keep_contacts(desk: Desk) -> None:
    """Put down this week's contacts, once a week."""
    policy, now = desk.policy, desk.now()
    today = now.astimezone(policy.zone).date()
    monday = (today - timedelta(days=today.weekday())).isoformat()
    if policy.check_in_every is None or state.get(desk.store, CONTACTS_ASKED).startswith(monday):
        return
    state.put(desk.store, CONTACTS_ASKED, f"{monday} {today.isoformat()}")
    open_since = state.get_time(desk.store, OPEN_SINCE) or now
    under_way = _still_to_be_said(desk, now)
    left = policy.check_ins_a_week - len(under_way)
    wishes = due(standings(desk.store, policy, now), policy, now, open_since, max(left, 0))
    made = [_put_down(desk, wish, now) for wish in wishes if wish.first is None]
    _name(desk, [*under_way, *made])
    state.put(
        desk.store,
        f"{CONTACTS_ASKED} first",
        "\n".join(f"{wish.first} {wish.account.name}\t{_name_of(wish)}" for wish in wishes if wish.first),
    )


def _name_of(wish: Wish) -> str:
    return wish.person.who.name or wish.person.who.email


def _still_to_be_said(desk: Desk, now: datetime) -> list[int]:
    return [one.id for one in contacts.in_state(desk.store, ContactState.DUE) if one.due_at <= now]


def _put_down(desk: Desk, wish: Wish, now: datetime) -> int:
    by_desk = desk.policy.check_ins_by == "desk"
    at = send_at(wish.account, now) if by_desk else now
    by = "" if by_desk else looked_after_by(wish.account, desk.policy)[0].email
    made = contacts.add(
        desk.store,
        department=wish.account.name,
        person=wish.person.who.email,
        kind=ContactKind.CHECK_IN.value,
        state=(ContactState.WAITING if by_desk else ContactState.DUE).value,
        by=by,
        made_at=now,
        due_at=at,
    )
    if by_desk:
        timers.start(desk.store, person=str(made), kind=CONTACT, due_at=at)
    return made


def _name(desk: Desk, ids: Sequence[int]) -> None:
    """Give each its letter, anew for each technician and week."""
    of_person: dict[str, list[int]] = {}
    for id in ids:
        one = contacts.get(desk.store, id)
        if one is not None and one.state is ContactState.DUE:
            of_person.setdefault(one.by, []).append(id)
    for own in of_person.values():
        for id, letter in zip(own, letters(len(own)), strict=False):
            contacts.change(desk.store, id, letter=letter)


def rows_for(desk: Desk, person: Address, evening: datetime) -> dict[str, list[Row]]:
    """What the digest of one of the team says of contacts. `evening`: since then it was night."""
    policy, now = desk.policy, desk.now()
    heard = [
        _heard(desk, one)
        for one in contacts.answered_since(desk.store, evening)
        if _is_theirs(desk, one, person)
    ]
    found: dict[str, list[Row]] = {"heard": heard[:_MOST_HEARD]}
    today = now.astimezone(policy.zone).date().isoformat()
    if policy.check_in_every is None or not state.get(desk.store, CONTACTS_ASKED).endswith(today):
        return found
    mine = [
        one
        for one in contacts.in_state(desk.store, ContactState.DUE)
        if one.by == person.email and one.letter
    ]
    found["contacts"] = [_row(desk, one, now) for one in mine if one.due_at <= now]
    found["answer_first"] = list(_to_answer_first(desk, person))
    return found


def _is_theirs(desk: Desk, one: Contact, person: Address) -> bool:
    return person in looked_after_by(account(desk.policy, one.department), desk.policy)


def _heard(desk: Desk, one: Contact) -> Row:
    return {
        "name": name_of(desk.store, desk.policy, one.person) or one.person,
        "department": one.department,
        "rating": one.rating,
        "words": "" if one.sent_at is None else _first_line(one.words),
    }


def _first_line(words: str) -> str:
    return words.strip().split("\n", 1)[0][:200]


def _row(desk: Desk, one: Contact, now: datetime) -> Row:
    policy, store = desk.policy, desk.store
    own = account(policy, one.department)
    standing = next(
        (each for each in standings(store, policy, now) if each.account.name == one.department), None
    )
    since = standing.since if standing else one.made_at
    known = facts(store, policy, own, since, now)
    ratings = known.figures.ratings
    return {
        "letter": one.letter,
        "name": name_of(store, policy, one.person) or one.person,
        "department": one.department,
        "days": (now - standing.spoken_at).days if standing and standing.spoken_at else None,
        "requests": known.figures.requests,
        "resolved": known.done,
        "reopened": known.figures.reopened.k,
        "low": ratings.low_ratings,
        "recovered": ratings.recovered,
        "open": [f"#{number}" for number in known.open[:_MOST_OPEN]],
    }


def _to_answer_first(desk: Desk, person: Address) -> Any:
    for line in state.get(desk.store, f"{CONTACTS_ASKED} first").splitlines():
        number, _, rest = line.partition(" ")
        department, _, name = rest.partition("\t")
        if person in looked_after_by(account(desk.policy, department), desk.policy):
            yield {"number": int(number), "name": name, "department": department}

"""Who in the team a technician's word means: an address, its local part, a name or a part of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from frontdesk.rules import notify
from frontdesk.rules.model import Address
from frontdesk.rules.policy import Policy

_LONGEST_NAME = 60


def find_technician(policy: Policy, word: str, writer: Address) -> tuple[Address, ...]:
    """The people of the team that a word may mean: an address, its local part, a name or a part of one."""
    people = notify.staff(policy)
    if word == "me":
        return (people.get(writer.email, writer),)
    wanted = word.lower()
    if "@" in wanted:
        return (people[wanted],) if wanted in people else ()
    for fits in (_is_called, _is_called_in_part):
        found = tuple(person for person in people.values() if fits(person, wanted))
        if found:
            return found
    return ()


def nearest(word: str, people: Sequence[Address]) -> str:
    """How to write one of these people so that nobody else is meant: an example that works."""
    emails = [person.email for person in people]
    by_name = {email.partition("@")[0]: email for email in emails}
    near = (*get_close_matches(word[:_LONGEST_NAME], by_name, 1), *by_name)[0]
    return near if len(by_name) == len(emails) else by_name[near]


def _is_called(person: Address, word: str) -> bool:
    return word in (person.email.partition("@")[0], person.name.lower())


def _is_called_in_part(person: Address, word: str) -> bool:
    return word in re.split(r"[\s.@_-]+", f"{person.name} {person.email.partition('@')[0]}".lower())

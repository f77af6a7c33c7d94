"""For whom a technician's mail is, by its To, Cc, subject and greeting: words for a colleague stay inside, whoever
stands in Cc joins the request, and where it isn't sure the writer is asked. A colleague is known by an address, its
local part, a name or a part of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from frontdesk.rules.effects import AddParticipants
from frontdesk.rules.languages import say
from frontdesk.rules.model import Address, Origin
from frontdesk.rules.names import greeted
from frontdesk.rules.notify import MOST_COPIES, outsiders
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.subjects import is_forward_subject, is_reply_subject
from frontdesk.rules.tags.within import tags_within
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.technicians.to_writer import Row, name_of


def why_inside(situation: Situation, request: Request, text: str) -> str:
    """Why the words aren't for the customer, in a sentence; "" when they may be."""
    message, policy = situation.message, situation.policy
    to = [person.email for person in message.to if person.email]
    if _goes_to_a_customer(situation, request):
        return ""
    if to and not any(policy.is_desk(email) for email in to):
        return say(policy.language, "for a colleague")
    if _forwards_ours(situation):
        return say(policy.language, "a forward")
    if situation.proof.meant:
        return ""
    colleagues = _colleagues_addressed(situation)
    names = _greeted(situation, request, text)
    if not any(person.email in names for person in _customers(situation, request)):
        for person in colleagues:
            if person.email in names:
                return say(policy.language, "to a colleague", name=name_of(person))
    return ""


def doubts(situation: Situation, request: Request, text: str) -> list[Row]:
    """Why words that would go to the customer may not be meant so; none where its writer was asked already."""
    if situation.proof.meant:
        return []
    policy, other = situation.policy, _maybe_for(situation, request, text)
    rows: list[Row] = []
    if other is not None:
        names = {"customer": name_of(request.customer), "name": name_of(other)}
        rows.append(problem(policy, "for whom", "send", **names))
    rows += [problem(policy, "tag among words", "send", found) for found in tags_within(text)]
    return rows


def _maybe_for(situation: Situation, request: Request, text: str) -> Address | None:
    """Whom the words may be for instead of the customer; None where it is sure.

    A colleague in To beside the desk, whom the greeting doesn't rule out; somebody who is greeted and is nobody of the
    customer's.
    """
    if not text or _goes_to_a_customer(situation, request):
        return None
    names = _greeted(situation, request, text)
    greets_customer = any(person.email in names for person in _customers(situation, request))
    in_to = {person.email for person in situation.message.to}
    for person in _colleagues_addressed(situation):
        if person.email in in_to and (not greets_customer or person.email in names):
            return person
    if greets_customer or not names:
        return None
    return next(person for person in _known(situation, request) if person.email in names)


def _goes_to_a_customer(situation: Situation, request: Request) -> bool:
    message = situation.message
    everybody = {person.email for person in (*message.to, *message.cc)}
    return bool(everybody & {request.customer.email, *(one.customer.email for one in request.joined)})


def _colleagues_addressed(situation: Situation) -> list[Address]:
    team = situation.policy.staff
    everybody = (*situation.message.to, *situation.message.cc)
    known = dict.fromkeys(situation.policy.known_address(person.email) for person in everybody)
    return [team[email] for email in known if email in team and email != situation.sender.email]


def _customers(situation: Situation, request: Request) -> list[Address]:
    """The customer's side: whoever is on the request, by what is known of their names."""
    team = situation.policy.staff
    people = [request.customer, *(one.customer for one in request.joined)]
    known = {person.email for person in people} | set(team)
    copies = [Address("", email) for email in sorted({*request.cc, *request.participants} - known)]
    return [*people, *(person for person in copies if not situation.policy.is_desk(person.email))]


def _known(situation: Situation, request: Request) -> list[Address]:
    """Everybody whom a greeting may name: the team but the writer, the customer's side, and who is addressed."""
    team = [p for p in situation.policy.staff.values() if p.email != situation.sender.email]
    others = outsiders(situation.message, situation.policy)
    people = [*_customers(situation, request), *team, *others]
    return list({person.email: person for person in reversed(people)}.values())[::-1]


def _greeted(situation: Situation, request: Request, text: str) -> frozenset[str]:
    return frozenset(person.email for person in greeted(text, _known(situation, request)))


def _forwards_ours(situation: Situation) -> bool:
    """A forward of what the desk sent. Of "VS:", which is Danish for it and Finnish for an answer, the text decides."""
    message = situation.message
    if not is_forward_subject(message.subject):
        return False
    return message.forwarded is not None or not is_reply_subject(message.subject)


def join_copies(situation: Situation, draft: Draft) -> None:
    """Whom the technician has in Cc gets answers from now on, if it is sure who wrote; else that is said."""
    policy, language = situation.policy, situation.policy.language
    before = tuple(draft.changes.get("cc", draft.request.cc))
    known = {draft.customer.email, *before, *(one.customer.email for one in draft.request.joined)}
    new = tuple(p.email for p in outsiders(situation.message, policy) if p.email not in known)
    if not new or len(new) > MOST_COPIES:
        return
    if situation.proof.origin is Origin.PROVEN or situation.proof.confirmed:
        draft.set("cc", (*before, *new))
        draft.effects.append(AddParticipants(new))
        draft.tell("cc", ", ".join((*before, *new)))
        kept_out = draft.changes.get("kept_out", draft.request.kept_out)
        if any(email in new for email in kept_out):
            draft.set("kept_out", tuple(email for email in kept_out if email not in new))
        return
    for email in new:
        draft.tell(email, say(language, "got nothing", other=email))


_LONGEST_NAME = 60


def find_technician(policy: Policy, word: str, writer: Address) -> tuple[Address, ...]:
    """The people of the team that a word may mean: an address, its local part, a name or a part of one."""
    people = policy.staff
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

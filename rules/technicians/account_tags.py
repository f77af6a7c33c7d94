"""`[contact=Sales]`: a technician spoke with a department and writes it down. `[list contacts]`: with whom we did.
`[customer=address]`: whose request it is, and what both customers hear of it, which quotes neither of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk.rules.addresses import is_no_reply, never_reads
from frontdesk.rules.contacts.contact import ContactKind, ContactState
from frontdesk.rules.effects import AddContact, AddParticipants, Audience, Effect, RememberPerson, Send
from frontdesk.rules.figures.asked import like, listed, nearest
from frontdesk.rules.languages import say
from frontdesk.rules.model import Address, MailKind, Role
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.words import Tag
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.to_writer import Row, confirmation, registered, to_writer

_MOST_NAMED = 20
_WORDS = 2000


def write_down(situation: Situation, value: str) -> AddContact:
    """A note on the account, from whose time on its period counts anew."""
    department = like(value, situation.departments) or (situation.known_departments.get(value.lower(), ""))
    return AddContact(
        {
            "department": department,
            "person": value.lower() if "@" in value else "",
            "kind": ContactKind.NOTE.value,
            "state": ContactState.ANSWERED.value,
            "by": registered(situation).email,
            "made_at": situation.now,
            "due_at": situation.now,
            "answered_at": situation.now,
            "words": situation.message.new_text.strip()[:_WORDS],
        }
    )


def told_of_contact(situation: Situation, value: str) -> Send:
    kept = say(situation.policy.language, "contact kept")
    return confirmation(situation, [{"number": None, "what": value, "value": kept}])


def wrong_contact(situation: Situation, tag: Tag) -> Row | None:
    """What is wrong with a `[contact=...]`, as a row of the refusal; None when it can be kept."""
    policy = situation.policy
    if situation.request is not None:
        return {**problem(policy, "contact alone", "contact", tag.written), "example": "[note]"}
    if "@" not in tag.value and like(tag.value, situation.departments) is None:
        named = listed(situation.departments[:_MOST_NAMED]) or "-"
        row = problem(policy, "no such department", "contact", tag.written, word=tag.value, names=named)
        near = nearest(tag.value, situation.departments)
        return {**row, "example": f"[contact={near}]"} if near else row
    if not situation.message.new_text.strip():
        return problem(policy, "contact without words", "contact", tag.written)
    return None


def list_of_contacts(situation: Situation) -> Send:
    """Every account, whom we spoke with longest ago first."""
    language = situation.policy.language
    values = {
        "title": say(language, "list contacts"),
        "lines": [] if situation.spoken else [say(language, "no contacts")],
        "rows": [
            {
                "name": name,
                "text": say(language, "never spoken")
                if days is None
                else say(language, "days ago", days=days),
            }
            for name, days in situation.spoken
        ],
    }
    return to_writer(situation, MailKind.NOTICE, values, Audience.NOTE)


def told_of_change(request: Request, after: Address, policy: Policy) -> list[Effect]:
    """The effects beside the change itself; a member of the team and a machine's address are told nothing."""
    before, language = request.customer, request.language or policy.language
    effects: list[Effect] = [AddParticipants((after.email,))]
    if after.name:
        effects.append(RememberPerson(after.email, {"name": after.name}))
    if _hears(after, policy):
        effects.append(_notice(after, say(language, "yours now"), say(language, "yours now: how")))
    if _hears(before, policy):
        known = policy.one_company(before.email, after.email)
        line = "goes on: with whom" if known else "goes on: without you"
        title = say(language, "goes on")
        effects.append(_notice(before, title, say(language, line, name=after.name or after.email)))
    return effects


def told_of_return(request: Request, back_to: Address, policy: Policy) -> list[Effect]:
    """The change is taken back: whoever was told of it hears that it doesn't hold any more."""
    language = request.language or policy.language
    not_theirs = say(language, "not yours after all"), say(language, "not yours after all: how")
    theirs = say(language, "yours again"), say(language, "yours again: how")
    told = ((request.customer, not_theirs), (back_to, theirs))
    return [_notice(person, *words) for person, words in told if _hears(person, policy)]


def informed(effects: Iterable[Effect]) -> list[str]:
    """Which customers these effects tell of a change or of a number, by name, for the confirmation."""
    kinds = (MailKind.NOTICE, MailKind.ACKNOWLEDGEMENT)
    people = [
        effect.to[0]
        for effect in effects
        if isinstance(effect, Send) and effect.audience is Audience.CUSTOMER and effect.kind in kinds
    ]
    return [person.name or person.email for person in people]


def _hears(person: Address, policy: Policy) -> bool:
    machine = is_no_reply(person.email) or never_reads(person.email)
    return not machine and policy.role_of(person.email) is Role.CUSTOMER


def _notice(to: Address, title: str, line: str) -> Send:
    values = {"title": title, "lines": [line], "text": ""}
    return Send(MailKind.NOTICE, (to,), Audience.CUSTOMER, values)

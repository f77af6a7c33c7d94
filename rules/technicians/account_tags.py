"""`[contact=Sales]`: a technician spoke with a department and writes it down. `[list contacts]`: with whom we did."""

from __future__ import annotations

from frontdesk.rules.contacts.contact import ContactKind, ContactState
from frontdesk.rules.effects import AddContact, Audience, Send
from frontdesk.rules.figures.asked import like, listed, nearest
from frontdesk.rules.model import MailKind
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.words import Tag
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.to_writer import Row, confirmation, registered, to_writer
from frontdesk.rules.wording import say

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

"""For whom a technician's mail is, by its To, Cc and subject: words for a colleague stay inside, and whoever stands in
Cc joins the request.
"""

from __future__ import annotations

from frontdesk.rules.copies import MOST_COPIES, outsiders
from frontdesk.rules.effects import AddParticipants
from frontdesk.rules.model import Origin
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.subjects import is_forward_subject, is_reply_subject
from frontdesk.rules.technicians.draft import Draft
from frontdesk.rules.wording import say


def why_inside(situation: Situation, request: Request) -> str:
    """Why the words aren't for the customer, as a key of `wording`; "" when they may be."""
    message, policy = situation.message, situation.policy
    to = [person.email for person in message.to if person.email]
    everybody = {*to, *(person.email for person in message.cc)}
    if everybody & {request.customer.email, *(one.customer.email for one in request.joined)}:
        return ""
    if to and not any(policy.is_desk(email) for email in to):
        return "for a colleague"
    return "a forward" if _forwards_ours(situation) else ""


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

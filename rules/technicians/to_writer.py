"""Mails back to the technician who wrote: what was done, what was wrong, with the files that hung on it. Only to the
registered address. Says; what is wrong and what is done is found by others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from frontdesk.rules.effects import Audience, Decision, Effect, Enclose, Outcome, Record, Send
from frontdesk.rules.model import Address, Attachment, MailKind, Message
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import Tag, TagProblem, may

Row = Mapping[str, Any]  # of a refusal: found, why, example; of a confirmation: number, what, value


def to_writer(
    situation: Situation,
    kind: MailKind,
    values: Mapping[str, Any],
    audience: Audience = Audience.TECHNICIAN,
    enclose: Enclose = Enclose.NONE,
) -> Send:
    """A mail to the registered address of the writer: never to a Reply-To, which anybody can set."""
    answered = situation.message.message_id
    return Send(kind, (registered(situation),), audience, values, in_reply_to=answered, enclose=enclose)


def registered(situation: Situation) -> Address:
    """The writer as the team's list has them."""
    return situation.policy.staff.get(situation.sender.email, situation.sender)


def refuse(situation: Situation, problems: Sequence[Row]) -> Decision:
    """Change nothing, and tell the writer once what was wrong, with a right example and their text back."""
    why = "; ".join(str(problem["why"]) for problem in problems)
    effects: list[Effect] = [refusal(situation, problems)]
    if situation.request is not None:
        effects.append(Record("refused", situation.sender.email, {"why": why[:1000]}))
    return Decision(Outcome.MESSAGE, tuple(effects), reason=f"refused: {why}"[:1000])


def refusal(
    situation: Situation,
    problems: Sequence[Row],
    *,
    held: bool = False,
    forged: bool = False,
    strange: bool = False,
    answered: Sequence[Row] = (),
    inside: bool = False,
) -> Send:
    """`held`: the mail waits for [send]. `forged`: somebody else wrote it. `strange`: perhaps. `answered`: what
    colleagues had said before. `inside`: what is answered ("that wasn't me, who wrote that?") is for the team. What
    would have stayed inside stays there when it comes back corrected.
    """
    inside = inside or situation.audience == Audience.NOTE or any(_is_note(row) for row in problems)
    message = situation.message
    values = {
        "problems": problems,
        "subject_back": message.subject,
        "text_back": message.text if message.forwarded else message.new_text,
        "forwarded": message.forwarded is not None and situation.request is None,
        "files": [] if held or forged else [part.name for part in files(message) if not part.inline],
        "held": held,
        "forged": forged,
        "strange": strange,
        "answered": list(answered),
        "note_only": inside,
    }
    audience = Audience.NOTE if inside else Audience.TECHNICIAN
    return to_writer(situation, MailKind.REFUSAL, values, audience)


def _is_note(row: Row) -> bool:
    return any("[note]" in row[name] or "#note" in row[name] for name in ("found", "example"))


def misread(problems: Iterable[TagProblem]) -> list[Row]:
    """What in the mail looked like a tag and is none, as rows of the refusal."""
    return [
        {"found": p.written, "why": p.reason.removesuffix("."), "example": p.suggestion} for p in problems
    ]


def not_permitted(situation: Situation, tags: Iterable[Tag]) -> list[Row]:
    """The tags that this writer may not use, as rows of the refusal."""
    policy = situation.policy
    reasons = ((tag, may(tag.name, situation.role, policy.tag_permissions, policy.language)) for tag in tags)
    return [
        {"found": tag.written, "why": why.removesuffix("."), "example": ""}
        for tag, why in reasons
        if why is not None
    ]


def confirmation(
    situation: Situation,
    changes: Iterable[Row],
    *,
    sent_to: str = "",
    leaves_at: datetime | None = None,
    undo: bool = False,
    enclose: Enclose = Enclose.NONE,
    has_it: str = "",
    informed: Sequence[str] = (),
) -> Send:
    """One line for each change. `has_it`: who got the mail from its writer, so that none went out. `informed`: which
    customers the desk tells of the change. `leaves_at`: until then the mail to the customer is held back. `enclose`:
    the files of a request that the writer takes."""
    values = {
        "changes": list(changes),
        "sent_to": sent_to,
        "leaves_at": leaves_at,
        "undo": undo,
        "has_it": has_it,
        "informed": tuple(informed),
    }
    return to_writer(situation, MailKind.CONFIRMATION, values, Audience.NOTE, enclose)


def name_of(person: Address) -> str:
    return person.name or person.email


# Seals and visiting cards that mail clients add by themselves (RFC 8551, RFC 3156, RFC 6350): nobody's words.
_BY_THE_CLIENT = frozenset(
    (
        *("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"),
        *("application/pgp-keys", "text/vcard", "text/x-vcard", "text/directory"),
    )
)
# Of those, what is no use to anybody who reads the text.
_SEALS = frozenset(kind for kind in _BY_THE_CLIENT if kind.endswith("-signature"))


def is_seal(media_type: str) -> bool:
    return media_type in _SEALS


def files(message: Message) -> tuple[Attachment, ...]:
    """The attachments that somebody attached, or shows in the text."""
    return tuple(part for part in message.attachments if part.media_type not in _BY_THE_CLIENT)


def speaks(message: Message, text: str) -> bool:
    return bool(text) or any(not part.inline for part in files(message))

"""What in a mail are its writer's own words, and the tags in them: without what is quoted back, forwarded or signed.

Reads the database for what we wrote; decides nothing and writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from frontdesk.db import outbox_view, requests
from frontdesk.desk import Desk
from frontdesk.mailbox.quoting.answers import OurMail, own_words, without_footer
from frontdesk.mailbox.quoting.only_signed import is_only_signed, without_sign_off
from frontdesk.mailbox.quoting.replies import begins_with_older_mail, split_reply, without_our_mail
from frontdesk.mailbox.writing.parts import html_alone
from frontdesk.rules.accounts.departments import named
from frontdesk.rules.digest import OF_DEPARTMENT
from frontdesk.rules.model import Message, MessageKind, Role
from frontdesk.rules.request import Request
from frontdesk.rules.silence.guards import base_address
from frontdesk.rules.tags.body import lone_tags
from frontdesk.rules.tags.read import Tag, TagReading, read_tags

_LIST_OF = re.compile(
    r"[\[#]?\s?list[ =:]{1,3}(?:department\s?[=:]\s?)?\"?([^\[\]\"]{1,60}?)\"?\s?\]?", re.IGNORECASE
)
_QUOTED_BACK = 5  # of the newest messages


def reply_text(desk: Desk, message: Message) -> Message:
    """A technician's forward: theirs is what stands above the customer's mail, and tags aren't read below."""
    forwarded = message.forwarded
    sender = forwarded.sender if forwarded else None
    if forwarded is None or (sender and desk.policy.role_of(sender.email) is not Role.CUSTOMER):
        return message
    return replace(message, new_text=min(message.new_text, forwarded.comment, key=len))


def without_signature(desk: Desk, message: Message, reading: TagReading) -> TagReading:
    """Mail clients sign also what has no word in it: a signature below nothing, or below tags alone, is no text. The
    template signs what goes out, so the writer's own closing is no part of it, nor of the resolution."""
    if message.sender is None or not reading.body.strip():
        return reading
    name = desk.policy.staff.get(message.sender.email, message.sender).name
    if is_only_signed(reading.body, name):
        return replace(reading, body="")
    body = reading.body
    if not message.sender.name:  # what tells a signature by the writer's name didn't know it
        body = split_reply(body, name).new or body
    body = without_sign_off(body, name)
    return reading if body == reading.body else replace(reading, body=body)


def without_mere_signature(message: Message) -> Message:
    """A customer's choice of a rating is signed by the phone, and says no more; the mail is kept as it came."""
    name = message.sender.name if message.sender else ""
    return replace(message, new_text="") if is_only_signed(message.new_text, name) else message


def in_own_words(desk: Desk, message: Message, request: Request | None, *, staff: bool) -> Message:
    """An answer without our mail that it quotes, in whatever form, and with what was written into it: what we sent is
    known word by word. Of a mail to the team, which holds notes and lines like orders, only the conversation with
    the customer may stand between a technician's answers (`staff`)."""
    kept = requests.last_messages(desk.store, request.number, _QUOTED_BACK) if request else []
    mail = _answered(desk, message)
    new_text = message.new_text
    # The HTML says the same in other lines: it is only read where the text alone finds something.
    for with_html in (False, True):
        sent = _texts(desk, (mail, html_alone(mail)) if with_html else (mail,))
        if not staff:
            replies = [one.text for one in kept if one.kind is MessageKind.REPLY]
            ours = OurMail([*sent, *replies], [*map(without_footer, sent), *replies], sent)
        else:
            said = [one.text for one in kept if one.kind in (MessageKind.CUSTOMER, MessageKind.REPLY)]
            theirs = [one.text for one in kept if one.kind is not MessageKind.REPLY]
            ours = OurMail([*sent, *theirs], said, sent)
        new_text = _own_words(desk, message, ours, staff=staff)
        if new_text == message.new_text or not mail:
            break
    if new_text == message.new_text:
        return message
    # Nothing but our own mail: then there is no text to fall back on either.
    return replace(message, new_text=new_text, text=message.text if new_text else "")


def _own_words(desk: Desk, message: Message, ours: OurMail, *, staff: bool) -> str:
    name = message.sender.name if message.sender else ""
    inside = message.forwarded.sender if message.forwarded else None
    if message.forwarded is None or (inside and base_address(inside.email) == desk.policy.desk_address):
        found = own_words(message.text, name, ours)
        if found is not None:
            return found
        if staff and begins_with_older_mail(message.text):
            return ""  # tags alone above the mail that is answered
    return without_our_mail(message.new_text, ours.texts) or message.new_text


def _answered(desk: Desk, message: Message) -> bytes:
    """The mail of ours that this one answers, while it is kept; else b""."""
    parents = dict.fromkeys((*message.in_reply_to[:1], *message.references[-1:]))
    found = (outbox_view.mail_of(desk.store, parent) for parent in parents)
    return next(filter(None, found), b"")


def _texts(desk: Desk, mails: Sequence[bytes]) -> list[str]:
    letters = desk.reader.read_all([mail for mail in mails if mail])
    return [letter.text for letter in letters if isinstance(letter, Message) and letter.text]


def tags_of(desk: Desk, message: Message, customer_subject: str = "") -> TagReading:
    """The tags of the subject as it was written: one with characters that don't show is refused, not guessed."""
    policy, subject = desk.policy, message.subject_written or message.subject
    customer_subject = customer_subject or (message.forwarded.subject if message.forwarded else "")
    body = message.new_text
    if body.strip() and (signed := lone_tags(message.signature)):
        body = f"{body.rstrip()}\n{signed}\n"
    reading = read_tags(subject, body, policy.desk_tag, policy.language, customer_subject)
    return _with_lists_of_departments(desk, reading)


def _with_lists_of_departments(desk: Desk, reading: TagReading) -> TagReading:
    """`[list Sales]`: what no view is called may be a department's name, and only those who know them can say."""
    asked = {problem: _LIST_OF.fullmatch(problem.written) for problem in reading.problems}
    if not any(asked.values()):
        return reading
    used = requests.departments(desk.store)
    tags = list(reading.tags)
    left = []
    for problem, found in asked.items():
        meant = named(desk.policy.directory, found[1], used) if found else None
        if meant is None or not meant.name or meant.new:
            left.append(problem)
        else:
            tags.append(Tag("list", f"{OF_DEPARTMENT}{meant.name}", problem.written))
    return replace(reading, tags=tuple(tags), problems=tuple(left))

"""What in a mail are its writer's own words, and the tags in them: without what is quoted back, forwarded or signed.

Reads the database for what we wrote; decides nothing and writes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from frontdesk.db import outbox_view, requests
from frontdesk.desk import Desk
from frontdesk.mailbox.quoting.only_signed import is_only_signed
from frontdesk.mailbox.quoting.replies import without_our_mail
from frontdesk.rules.model import Message, Role
from frontdesk.rules.notify import staff
from frontdesk.rules.request import Request
from frontdesk.rules.tags.read import TagReading, read_tags

_QUOTED_BACK = 5  # of the newest messages


def reply_text(desk: Desk, message: Message) -> Message:
    """A technician's forward: theirs is what stands above the customer's mail, and tags aren't read below."""
    forwarded = message.forwarded
    sender = forwarded.sender if forwarded else None
    if forwarded is None or (sender and desk.policy.role_of(sender.email) is not Role.CUSTOMER):
        return message
    return replace(message, new_text=min(message.new_text, forwarded.comment, key=len))


def without_signature(desk: Desk, message: Message, reading: TagReading) -> TagReading:
    """Mail clients sign also what has no word in it: a signature below nothing, or below tags alone, is no text."""
    if message.sender is None or not reading.body.strip():
        return reading
    name = staff(desk.policy).get(message.sender.email, message.sender).name
    return replace(reading, body="") if is_only_signed(reading.body, name) else reading


def without_mere_signature(message: Message) -> Message:
    """A customer's choice of a rating is signed by the phone, and says no more; the mail is kept as it came."""
    name = message.sender.name if message.sender else ""
    return replace(message, new_text="") if is_only_signed(message.new_text, name) else message


def without_what_we_wrote(
    desk: Desk, message: Message, request: Request, reading: TagReading | None
) -> tuple[Message, TagReading | None]:
    """An answer without our own last mails, quoted back in whatever form: what we sent is known word by word."""
    written = [kept.text for kept in requests.last_messages(desk.store, request.number, _QUOTED_BACK)]
    new_text = without_our_mail(message.new_text, written)
    if new_text == message.new_text or not new_text.strip():
        return message, reading
    message = replace(message, new_text=new_text)
    return message, tags_of(desk, message) if reading is not None else None


def without_what_it_answers(desk: Desk, message: Message, reading: TagReading) -> tuple[Message, TagReading]:
    """A technician's answer without the notification or digest itself: it holds notes, and lines like orders."""
    mails = (outbox_view.mail_of(desk.store, parent) for parent in message.in_reply_to[:1])
    letters = desk.reader.read_all([mail for mail in mails if mail])
    sent = [letter.text for letter in letters if isinstance(letter, Message)]
    new_text = without_our_mail(message.new_text, sent)
    if new_text == message.new_text:
        return message, reading
    message = replace(message, new_text=new_text)
    return message, tags_of(desk, message)


def tags_of(desk: Desk, message: Message, customer_subject: str = "") -> TagReading:
    """The tags of the subject as it was written: one with characters that don't show is refused, not guessed."""
    policy, subject = desk.policy, message.subject_written or message.subject
    customer_subject = customer_subject or (message.forwarded.subject if message.forwarded else "")
    return read_tags(subject, message.new_text, policy.desk_tag, policy.language, customer_subject)

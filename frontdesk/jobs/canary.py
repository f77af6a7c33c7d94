"""The canary: a mail of the desk to itself, through the real SMTP relay and the real mailbox.

When it doesn't come back, the managers are told which leg is broken. Its Message-ID is one of ours, so that nobody
else can send one; it is filed with automatic mail.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from frontdesk.db import outbox, outbox_view, state
from frontdesk.db.engine.store import Store
from frontdesk.desk import CANARY, CANARY_BACK, CANARY_COUNT, CANARY_SENT_AT, REWRITES, Desk, last_read
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.mailbox.writing.letter import Letter, write_mail
from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.effects import Audience
from frontdesk.rules.model import Address, MailKind, Message
from frontdesk.rules.proof.tokens import message_id

PATIENCE = timedelta(hours=1)
# Where our Message-ID may stand when the provider has given the mail another.
_SAY_IT = ("x-frontdesk-canary", "x-microsoft-original-message-id", "x-google-original-message-id")


def keep_canary(desk: Desk, every: Duration) -> None:
    """Send the next one when it is time; alarm when the last one is overdue. Call it now and then.

    The first goes out when so much time has passed since this was first called: a desk that is only tried out
    sends none.
    """
    now = desk.now()
    sent_at = state.get_time(desk.store, CANARY_SENT_AT)
    if sent_at is None or sent_at > now:  # the first look, or the clock was ahead when the last one went
        with desk.store.transaction():
            state.put_time(desk.store, CANARY_SENT_AT, now)
    elif desk.policy.hours.add(sent_at, every) <= now:
        _send(desk, now)
    elif leg := broken_leg(desk.store, now):
        last = state.get(desk.store, CANARY)
        tell_once(desk, f"canary {last}", "The desk's mail to itself did not come back", leg)


def came_back(desk: Desk, message: Message) -> bool:
    """Note that this mail came in, if it is the canary. Inside the caller's transaction.

    Some providers give a mail another Message-ID on its way (outlook.com does): then it is known by what it carries
    beside it, and that is noted.
    """
    end = f"@{desk.domain}>"
    said = {value.strip() for name in _SAY_IT for value in message.headers.get(name, ())}
    if message.sender is not None and message.sender.email == desk.policy.desk_address:
        said |= set(message.text.split()[-1:])
    told = {one for one in (message.message_id, *said) if one.endswith(end)}
    if not told:  # mostly so, and no question to the database
        return False
    last = state.get(desk.store, CANARY)
    if last not in told:
        return False
    state.put(desk.store, CANARY_BACK, last)
    if message.message_id != last and not state.get(desk.store, REWRITES):
        state.put(desk.store, REWRITES, message.message_id[:200] or "none")
        desk.log.warning("provider.rewrites_ids", ours=last, came_as=message.message_id)
    return True


def _send(desk: Desk, now: datetime) -> None:
    own = Address(desk.policy.desk_name, desk.policy.desk_address)
    count = (int(state.get(desk.store, CANARY_COUNT) or 0) + 1) % 16  # a clock may show the same moment twice
    serial = f"canary{int(now.timestamp()):x}x{count:x}"
    own_id = message_id(
        desk.keys, request=0, audience=Audience.NOTE, serial=serial, domain=desk.domain, now=now
    )
    text = f"The desk sends this mail to itself to see that its mail path works. Nothing needs doing.\n\n{own_id}\n"
    letter = Letter(
        kind=MailKind.NOTICE,
        sender=own,
        to=(own,),
        cc=(),
        reply_to=None,
        subject="The desk's mail to itself",
        text=text,
        html="",
        message_id=own_id,
        in_reply_to="",
        references=(),
        date=now,
        request=None,
        automatic=True,
        loop=desk.instance,
        attachments=(),
        extra=(("X-Frontdesk-Canary", own_id),),
    )
    with desk.store.transaction():
        state.put(desk.store, CANARY, own_id)
        state.put(desk.store, CANARY_COUNT, str(count))
        state.put_time(desk.store, CANARY_SENT_AT, now)
        outbox.put(
            desk.store,
            request=None,
            kind="canary",
            message_id=own_id,
            envelope_from=own.email,
            recipients=(own.email,),
            mail=write_mail(letter),
            now=now,
            automatic=False,
        )


def broken_leg(store: Store, now: datetime) -> str:
    """Which part of the way the last one got lost on, and where to look; "" while none is overdue."""
    last, sent_at = state.get(store, CANARY), state.get_time(store, CANARY_SENT_AT)
    if not last or state.get(store, CANARY_BACK) == last:
        return ""
    if sent_at is None or now - sent_at <= PATIENCE:
        return ""
    delivery = outbox_view.delivery_of(store, last)
    if delivery is None or delivery[0] != outbox.SENT:
        return "Sending is broken (SMTP): the relay has not taken it. See `frontdesk status` and the log."
    looked_at = last_read(store)
    if looked_at is None or (delivery[1] is not None and looked_at < delivery[1]):
        return (
            "Reading is broken (IMAP): the relay took it, and the mailbox could not be read since."
            " See the log for what the mail server says."
        )
    return (
        "Delivery is broken: the relay took it, the mailbox was read since, and it isn't there."
        " Look into the mailbox's spam folder, and ask the mail server's log where it went."
    )

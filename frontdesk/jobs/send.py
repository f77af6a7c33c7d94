"""Send: mail that waits goes out over the relay. Claimed before, settled after; a crash in between resends the same
bytes at most once, and not at all where the Sent folder shows them.

Writes no mail but the notice that one could not be delivered.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from frontdesk.db import outbox, outbox_again, outbox_view, requests, state
from frontdesk.db.apply import Target, refer
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import LAST_SENT, RELAY_TAKES, Desk
from frontdesk.jobs.account import Account, about_the_mail
from frontdesk.jobs.receipts import Receipts
from frontdesk.mailbox.account_words import AboutUs, AccountTrouble
from frontdesk.mailbox.errors import MailboxError
from frontdesk.mailbox.ports import OutgoingMail, Relay, SendResult
from frontdesk.mailbox.smtp.protocol import other_id, size_limit
from frontdesk.rules.effects import Effect, Enclose, Record, Send
from frontdesk.rules.languages import say
from frontdesk.rules.model import MailKind, Role
from frontdesk.rules.notify import concerned, managers_notice, notice, notification
from frontdesk.rules.overtaken import ASKING, is_overtaken

AT_ONCE = 50
ENTERED_EVERY = timedelta(seconds=1)
RELAY_PAUSE = timedelta(minutes=1)
_STATES = {
    "sent": outbox.SENT,
    "deferred": outbox.DEFERRED,
    "failed": outbox.FAILED,
    "unknown": outbox.WAITING,
}
WasSent = Callable[[str], bool]
"""Whether the Sent folder holds a mail of ours, by its Message-ID."""


def send(desk: Desk, relay: Relay, was_sent: WasSent | None = None, receipts: Receipts | None = None) -> int:
    """Send what is due; gives how many mails were tried. Raises MailboxError when the relay can't be reached: then
    nothing was tried, and all waits."""
    receipts = receipts or Receipts(None, desk.holder)
    limit = _room(desk)
    # Asked before without a transaction, which would keep the reader from writing on SQLite; mostly nothing is due.
    due = outbox_view.next_due(desk.store) if limit > 0 else None
    if due is None or due > desk.now():
        return 0
    account = Account(desk)
    if account.waits:
        return 0
    try:
        takes = _takes(relay)  # while it is away nothing is claimed and given back, which writes to the disk
    except MailboxError as error:
        account.unreachable(error)
        raise
    claimed = outbox.claim(desk.store, now=desk.now(), limit=account.at_once(limit), holder=desk.holder)
    if not claimed:
        return 0
    to_go = _not_overtaken(desk, _not_out_already(desk, claimed, was_sent))
    # Where the relay hangs at some mails, the others go before them.
    to_go.sort(key=lambda mail: mail.uncertain)
    mails = [OutgoingMail(mail.id, mail.envelope_from, mail.recipients, mail.mail) for mail in to_go]
    by_id = {mail.id: mail for mail in to_go}
    left = dict(by_id)
    taken = _Taken(desk, receipts)
    why = None
    try:
        with taken:
            results = relay.send(mails)
            for result in results:
                mail = left.pop(result.id, by_id[result.id])
                about = account.blames(mail, result)
                if about is None:
                    why = _settle(desk, mail, about_the_mail(result), taken, account)
                if why := why or (about if about and about.sure else None):
                    break
            del results  # what the relay wasn't asked yet isn't said: the connection is dropped
        _judge(desk, account, why, list(left), taken)
    except MailboxError:
        with desk.store.transaction():
            outbox.give_back(desk.store, list(left), next_at=desk.now() + RELAY_PAUSE)
        raise
    if account.sent_at is not None:
        with desk.store.transaction():
            state.put_time(desk.store, LAST_SENT, account.sent_at)
            _note(desk, takes)
    receipts.settled()
    return len(claimed)


def learn_at_first(desk: Desk, relay: Relay) -> None:
    """Ask the relay how large a mail may be, before the first of all is written; one that is away is asked later."""
    if not state.get(desk.store, RELAY_TAKES):
        with contextlib.suppress(MailboxError):
            takes = _takes(relay)
            with desk.store.transaction():
                _note(desk, takes)


def _takes(relay: Relay) -> str:
    """Octets of a mail that the relay takes, "0" for any number."""
    offered = dict(offer.partition(" ")[::2] for offer in relay.probe())
    return str(size_limit(offered) or 0)


def _note(desk: Desk, takes: str) -> None:
    """What is written from now on is no larger."""
    if state.get(desk.store, RELAY_TAKES) != takes:
        state.put(desk.store, RELAY_TAKES, takes)


def _judge(desk: Desk, account: Account, why: AboutUs | None, left: Sequence[int], taken: _Taken) -> None:
    """At the end of a batch: those refused with words that may be about our account wait, or are given up where others
    went out. `why`: what surely is about it; then those `left` were not tried."""
    if left:
        with desk.store.transaction():
            outbox.give_back(desk.store, left, next_at=desk.now())
    let_go, why, answer = account.judged(why)
    for mail, result in let_go:
        _settle(desk, mail, result, taken, account)
    account.conclude(why, answer)


def _room(desk: Desk) -> int:
    """How many mails may go now: a relay that was away for days isn't stormed, where SMTP_PER_MINUTE says so."""
    if desk.mails_a_minute is None:
        return AT_ONCE
    now, most = desk.now(), desk.mails_a_minute
    return min(AT_ONCE, most - outbox_view.given_between(desk.store, now - timedelta(minutes=1), now, most))


def _not_out_already(
    desk: Desk, claimed: Sequence[outbox.Claimed], was_sent: WasSent | None
) -> list[outbox.Claimed]:
    """Without those whose last try was cut off and that the Sent folder shows."""
    to_go = []
    for mail in claimed:
        asked = mail.uncertain and not mail.served
        if asked and was_sent is not None and any(map(was_sent, _ids_of(desk, mail))):
            with desk.store.transaction():
                outbox.was_sent(desk.store, mail.id, desk.now())
        else:
            to_go.append(mail)
    return to_go


def _ids_of(desk: Desk, mail: outbox.Claimed) -> list[str]:
    """Its Message-ID, and those that the relay said it gave it."""
    said = (other_id(answer, mail.message_id) for _, _, answer in outbox_view.answers(desk.store, mail.id))
    return list(dict.fromkeys((mail.message_id, *filter(None, said))))


def _not_overtaken(desk: Desk, claimed: Sequence[outbox.Claimed]) -> list[outbox.Claimed]:
    """Without what asks for an answer that has come while it could be neither sent nor taken back."""
    to_go = []
    for mail in claimed:
        request = (
            requests.snapshot(desk.store, mail.request) if mail.kind in ASKING and mail.request else None
        )
        if request is not None and is_overtaken(mail.kind, request, mail.created_at):
            with desk.store.transaction():
                outbox.let_go(desk.store, mail, desk.now())
            desk.log.info("overtaken", outbox=mail.id, kind=mail.kind, request=mail.request)
        else:
            to_go.append(mail)
    return to_go


class _Taken:
    """Mails that the relay took for everybody, entered together: a commit for each costs as much as sending it.

    Only those that have a receipt wait for the others, and only when the last ones were entered just now.
    """

    def __init__(self, desk: Desk, receipts: Receipts) -> None:
        self._desk, self._receipts = desk, receipts
        self._mails: list[tuple[outbox.Claimed, str, datetime]] = []
        self._entered = desk.now()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *trouble: object) -> None:
        self._enter()

    def add(self, mail: outbox.Claimed, answer: str) -> None:
        now, noted = self._desk.now(), self._receipts.note(mail.id)
        self._mails.append((mail, answer, now))
        if not noted or abs(now - self._entered) >= ENTERED_EVERY:
            self._enter()
            self._entered = now

    def _enter(self) -> None:
        mails, self._mails = self._mails, []
        if not mails:
            return
        with self._desk.store.transaction():
            after = [outbox.delivered(self._desk.store, mail, answer, at) for mail, answer, at in mails]
            for mail, answer, _ in mails:
                other = other_id(answer, mail.message_id)
                if other and mail.request:  # an answer to it names this one
                    refer(self._desk.store, mail.request, other)
        for (mail, _, _), state_after in zip(mails, after, strict=True):
            _log(self._desk, mail, state_after)


def _settle(
    desk: Desk, mail: outbox.Claimed, result: SendResult, taken: _Taken, account: Account
) -> AboutUs | None:
    """Note what the relay said; who gets nothing more is told of to the team, in the same transaction. Gives what that
    says of our account, where it was the last of many that failed alike.

    An unknown fate (cut between the last byte and the answer) is tried again, unless the Sent folder shows it: twice
    is better than never, and the Message-ID is the same.
    """
    if all(each.state == "sent" for each in result.outcomes):
        account.sent()
        taken.add(mail, result.outcomes[0].answer)
        return None
    if any(each.state == "sent" for each in result.outcomes):
        account.sent()
        result = about_the_mail(result)  # one recipient got it: what was said to another is hardly about us
    outcomes = [outbox.Outcome(each.recipient, _STATES[each.state], each.answer) for each in result.outcomes]
    final = any(each.state == "failed" for each in result.outcomes) and account.worked_since(mail)
    with desk.store.transaction():
        unknown = any(each.state == "unknown" for each in result.outcomes)
        after = outbox.record_outcomes(desk.store, mail.id, outcomes, desk.now(), uncertain=unknown)
        code = ""
        if after.given_up:
            last = outbox_again.last_id(desk.store)
            now = _tell(desk, mail, after.given_up)
            notices = outbox_again.notices_since(desk.store, last, now)
            failed = [each for each in result.outcomes if each.state == "failed"]
            code = "" if final else account.failed(mail, failed, notices)
        if code:
            account.revive(code)
    answers = dict.fromkeys(each.answer for each in result.outcomes if each.state != "sent")
    _log(desk, mail, after, why="; ".join(answers)[:500])
    return AboutUs(AccountTrouble.UNKNOWN, sure=False) if code else None


def _log(desk: Desk, mail: outbox.Claimed, after: outbox.MailState, **more: str) -> None:
    what = {"outbox": mail.id, "kind": mail.kind, "request": mail.request, "tries": mail.tries}
    say_it = desk.log.warning if after.given_up else desk.log.info
    say_it(after.state, **what, **more)


def _tell(desk: Desk, mail: outbox.Claimed, given_up: Sequence[outbox.Outcome]) -> datetime:
    """The owner hears that the customer got nothing; gives when. A notice that fails is told of in `status` alone."""
    why = [f"{outcome.email}: {outcome.answer}" for outcome in given_up]
    now = desk.now()
    effects: list[Effect] = []
    if mail.request is not None:
        effects.append(Record("not delivered", "frontdesk", {"kind": mail.kind, "why": why}))
    if again := _without_files(desk, mail, given_up):
        effects.append(again)
    elif mail.kind != MailKind.NOTICE:
        effects.append(_notice(desk, mail, why, given_up))
    serial = f"o{mail.id:x}x{int(now.timestamp()):x}{mail.tries % 16:x}"  # tries may begin anew
    execute(desk, effects, Target(mail.request or 0, now), Occasion(serial, now))
    return now


def _without_files(desk: Desk, mail: outbox.Claimed, given_up: Sequence[outbox.Outcome]) -> Send | None:
    """A mail to the team that isn't taken, perhaps for its files: once more without them, for the words must arrive."""
    people = tuple(desk.policy.staff[out.email] for out in given_up if out.email in desk.policy.staff)
    if not people or not mail.request or not outbox.has_files(desk.store, mail.id):
        return None
    return replace(notification(people, "status"), enclose=Enclose.NAMED)


def _notice(desk: Desk, mail: outbox.Claimed, why: Sequence[str], given_up: Sequence[outbox.Outcome]) -> Send:
    failed = {outcome.email for outcome in given_up}
    request = requests.snapshot(desk.store, mail.request) if mail.request else None
    title = say(desk.policy.language, "not delivered", kind=mail.kind)
    to_staff = any(desk.policy.role_of(email) is not Role.CUSTOMER for email in failed)
    if request is None or to_staff:
        return managers_notice(desk.policy, title, *why)
    people = tuple(p for p in concerned(request, desk.policy, ()) if p.email not in failed)
    return notice(people, title, *why)

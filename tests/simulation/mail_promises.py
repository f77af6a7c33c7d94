"""The promises about mail: none lost, none twice, none to whom it must not go."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulation import letters
from simulation.disasters import RESTORED, YEAR
from simulation.failed import Failed
from simulation.letters import Letter
from simulation.mailworld import DESK_USER
from simulation.people import EARLY, ROBOTS, STAFF

from frontdesk.db import state as kept
from frontdesk.db.engine.fields import from_column
from frontdesk.db.reconcile import FAULTS, Kind, Listing, reconcile
from frontdesk.desk import CANARY, LOOK_FROM
from frontdesk.jobs.canary import broken_leg
from frontdesk.jobs.fetching import TOO_OLD, UNDELIVERABLE
from frontdesk.jobs.receive import SAME_MAIL
from frontdesk.mailbox.account_words import Phase, about_us
from frontdesk.mailbox.smtp.protocol import with_crlf
from frontdesk.rules.clock.rates import KINDS, LIMITS, STAFF_LIMITS, Category
from frontdesk.rules.model import MailKind
from frontdesk.rules.overtaken import ASKING

if TYPE_CHECKING:
    from simulation.people import People
    from simulation.world import World

_OUTCOMES = frozenset(("request", "message", "silence", "quarantine", "vanished"))


def _named(raw: bytes) -> str:
    return raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")[:300]


def no_mail_is_lost_or_doubled(world: World, people: People) -> None:
    """Every mail lies in one folder, unless a person deleted it; an interrupted COPY may leave a second one."""
    there, extra = world.mail.copies(), 0
    for raw, came in world.mail.came.items():
        here = there.pop(raw, 0)
        left = came - world.mail.deleted[raw]
        if here < left:
            raise Failed(f"a mail is gone from every folder ({here} of {left} copies):\n{_named(raw)}")
        extra += here - left
    if there:
        raise Failed(f"the mailbox holds what never came: {_named(next(iter(there)))}")
    allowed = 0 if "MOVE" in world.offers else world.copied
    if extra > allowed:
        raise Failed(f"{extra} mails lie in two folders, after interruptions that may leave {allowed}")


def the_ledger_agrees_with_the_mailbox(world: World, people: People) -> None:
    """As `frontdesk status` sees it; at rest nothing waits any more, either."""
    inbox = world.mail.inbox
    allowed = {Kind.TAKEN} if "MOVE" in world.offers else {Kind.TAKEN, Kind.LEFT_BEHIND}
    for difference in reconcile(world.store, {"INBOX": Listing(inbox.uidvalidity, list(inbox.mails))}):
        if difference.kind in FAULTS or difference.kind not in allowed:
            raise Failed(f"the ledger differs from the mailbox: {difference}")


def every_mail_ends_as_one_thing(world: World, people: People) -> None:
    """Every mail that ever came has a row, unless somebody took it away before it could be read."""
    rows = world.store.all("SELECT sha256, outcome, reason, file_to FROM ledger")
    known = {sha256 for sha256, _, _, _ in rows}
    old = sum(reason == TOO_OLD for _, _, reason, _ in rows)
    for sha256, outcome, reason, _file_to in rows:
        if outcome not in _OUTCOMES:
            raise Failed(f"a mail ended as {outcome!r}: {reason} {sha256}")
    unknown = [
        raw
        for raw in world.mail.came
        if hashlib.sha256(raw).hexdigest() not in known and raw not in world.mail.taken
    ]
    old += sum(reason.startswith(UNDELIVERABLE) for _, _, reason, _ in rows)
    if kept.get(world.store, LOOK_FROM):  # what was forgotten is read again when the next look gets through
        old += sum(
            len(world.mail.folders(DESK_USER)[name].mails)
            for name in ("Handled", "Automatic", "Quarantine")
            if name in world.mail.folders(DESK_USER)
        )
    if len(unknown) > old:
        raise Failed(f"a mail was never entered:\n{_named(unknown[0])}")


def the_same_mail_is_acted_on_once(world: World, people: People) -> None:
    """The same bytes become a request or a message once, however often they come or move; so does a letter that came
    by two of our addresses.
    """
    rows = world.store.all("SELECT sha256, message_id FROM ledger WHERE outcome IN ('request', 'message')")
    mails, letters_ = Counter(row[0] for row in rows), Counter(row[1] for row in rows)
    twice = [sha256 for sha256, times in mails.items() if times > 1]
    twice += [message_id for message_id in people.twice if letters_[message_id] > 1]
    if twice:
        raise Failed(f"a mail was acted on more than once: {twice[0]}")
    odd = world.store.one(
        "SELECT uid, reason FROM ledger WHERE outcome = 'quarantine' AND reason NOT LIKE 'nobody to answer%'"
        " AND reason NOT LIKE 'a technician''s mail that isn''t proven%' AND reason NOT LIKE ?",
        f"{UNDELIVERABLE}%",
    )
    if odd:
        raise Failed(f"a mail was set aside: {odd}")
    orphans = world.store.one(
        "SELECT number FROM request WHERE number NOT IN (SELECT request FROM message WHERE kind = 'customer')"
        " AND number NOT IN (SELECT request FROM event WHERE kind = 'opened' AND detail LIKE '%opened for%')"
        " AND merged_into IS NULL"
    )
    if orphans and not world.store.one("SELECT 1 FROM event WHERE kind = 'merged' LIMIT 1"):
        raise Failed(f"request #{orphans[0]} has no message of its customer")


def nothing_is_sent_that_was_not_committed(world: World, people: People) -> None:
    """The relay got the outbox's bytes and no others. Attached files are let go of once all have them."""
    kept = {
        message_id: (with_crlf(bytes(mail) + bytes(files or b"")), enclosed is not None and files is None)
        for message_id, mail, enclosed, files in world.store.all(
            "SELECT message_id, mail, enclosed, files FROM outbox JOIN finished ON finished.outbox = outbox.id"
            " LEFT JOIN enclosed ON enclosed.id = finished.enclosed"
        )
    }
    purged = world.now - timedelta(days=25)
    for delivered in world.mail.sent:
        message_id = letters.read(delivered).message_id
        if message_id not in kept:
            if delivered.at > purged and not world.accidents[YEAR]:  # a year later the outbox was cleared
                raise Failed(f"{message_id} was sent and is in no outbox")
            continue
        mail, is_cut = kept[message_id]
        if not (delivered.raw.startswith(mail) if is_cut else delivered.raw == mail):
            raise Failed(f"{message_id} was sent with other bytes than the outbox's")


# A timer that came back with a backup tells the same person the same once more: what it told before will do. (A
# notification is one when a pause is over.) So does a mail that was answered and not yet moved when the backup was put
# back: its answer has the same id and says the same, at another time.
# What a database put back makes anew with the same words and another time in them. An acknowledgement only where the
# mail still lay in INBOX, so that nothing in the mailbox told that it had been read.
_TOLD_AGAIN = frozenset(
    (
        "acknowledgement",
        "warning",
        "escalation",
        "follow-up",
        "chaser",
        "survey",
        "notice",
        "notification",
        "reply",
        "confirmation",
    )
)


def a_message_id_is_one_mail(world: World, people: People) -> None:
    """Of two mails with one Message-ID receivers show the first alone."""
    first: dict[str, Letter] = {}
    for delivered in world.mail.sent:
        letter = letters.read(delivered)
        before = first.setdefault(letter.message_id, letter)
        told_again = (
            world.accidents[RESTORED] and letter.kind in _TOLD_AGAIN and _says(letter) == _says(before)
        )
        if before.raw != letter.raw and not told_again:
            raise Failed(f"{letter.message_id} went to {letter.recipient} with other bytes than before")


def _says(letter: Letter) -> tuple[object, ...]:
    return (letter.recipient, letter.kind, letter.request, frozenset(letters.MARK.findall(letter.text())))


def what_is_sent_twice_has_a_cause(world: World, people: People) -> None:
    """Something befell the sender of a second copy just then."""
    wrong = world.copies.without_cause()
    if wrong:
        raise Failed(f"{wrong[0]} went out twice without a cause")


def what_was_noted_as_sent_was_sent(world: World, people: People) -> None:
    """And what the desk gave up, the relay had refused or put off for days, or it asked what was answered."""
    taken = {(letters.read(one).message_id, one.recipient) for one in world.mail.sent}
    rows = world.store.all(
        "SELECT message_id, email, recipient.state, answer, at, created_at, kind FROM recipient"
        " JOIN outbox ON outbox.id = outbox"
    )
    for message_id, email, state, answer, at, created_at, kind in rows:
        if state == "sent" and (message_id, email) not in taken:
            raise Failed(f"{message_id} is noted as sent to {email}, and the relay never took it")
        tried = timedelta(days=4) if world.accidents["jump"] else from_column(at) - from_column(created_at)
        refused = answer.startswith("5") or (answer.startswith("given up") and tried >= timedelta(days=4))
        overtaken = kind in ASKING and answer.startswith("let go")
        if state == "failed" and not (refused or overtaken):
            raise Failed(f"{message_id} to {email} was given up after {tried}: {answer!r}")


def no_mail_is_given_up_for_an_accounts_fault(world: World, people: People) -> None:
    for kind, email, answer in world.store.all(
        "SELECT kind, email, answer FROM recipient JOIN outbox ON outbox.id = outbox WHERE recipient.state = 'failed'"
    ):
        if about_us(answer, Phase.DATA, sender=True, logged_in=True):
            raise Failed(f"the {kind} to {email} was given up for the account's fault: {answer}")


def the_outbox_is_empty(world: World, people: People) -> None:
    left = world.store.one("SELECT id, kind, state FROM outbox WHERE state NOT IN ('sent', 'failed')")
    if left:
        raise Failed(f"a mail is still in the outbox: {left}")
    odd = world.store.one(
        "SELECT outbox, email FROM recipient JOIN outbox ON outbox.id = outbox"
        " WHERE (recipient.state IN ('waiting', 'deferred')) OR (outbox.state = 'sent' AND recipient.state <> 'sent')"
    )
    if odd:
        raise Failed(f"a recipient is still waiting though the mail is settled: {odd}")


def robots_get_no_answer(world: World, people: People) -> None:
    """Nothing goes to a machine, and nothing answers an out-of-office note, a report or mail of our own, unless a
    person took it back out of the folder for automatic mail."""
    heard = set(world.taken_back.values())
    machines = [one for one in world.mail.sent if one.recipient in ROBOTS or "mailer-daemon" in one.recipient]
    wrong = [one for one in machines if one.recipient not in heard]
    if wrong:
        raise Failed(f"a robot got a mail: {_named(wrong[0].raw)}")
    ids = world.store.all(
        "SELECT message_id FROM ledger WHERE outcome = 'silence' AND message_id <> ''"
        " AND reason NOT LIKE ? AND reason NOT LIKE 'refused%' AND reason NOT LIKE 'a technician%'",
        f"{SAME_MAIL}%",
    )
    acted = world.store.all("SELECT message_id, outcome FROM ledger WHERE outcome IN ('request', 'message')")
    rows = world.store.all("SELECT message_id, sender FROM ledger")
    robot_ids = people.robot_ids - world.taken_back.keys()
    robot_ids -= {message_id for message_id, sender in rows if sender in heard and sender in ROBOTS}
    # Who gives all mails one Message-ID may have sent an ordinary one, too.
    silent = {row[0] for row in ids} - {row[0] for row in acted} | robot_ids
    for delivered in world.mail.sent:
        answered = letters.in_reply_to(delivered.raw)
        if answered in silent:
            raise Failed(f"an automatic mail was answered: {_named(delivered.raw)}")
    for message_id, outcome in acted:
        if message_id in robot_ids:
            raise Failed(f"the automatic mail {message_id} became a {outcome}")


def the_canary_comes_back(world: World, people: People) -> None:
    """The desk's mail to itself is put aside as what it is; at rest none is missing that the relay took and nobody
    carried off.
    """
    rows = world.store.all("SELECT message_id, outcome FROM ledger WHERE message_id LIKE '<fd.n0.canary%'")
    for message_id, outcome in rows:
        if outcome not in ("silence", "vanished"):
            raise Failed(f"the canary {message_id} became a {outcome}")
    missing = kept.get(world.store, CANARY)
    refused = world.store.one("SELECT 1 FROM outbox WHERE message_id = ? AND state = 'failed'", missing)
    if refused or not broken_leg(world.store, world.now):
        return
    if not any(missing.encode() in raw for raw in world.mail.taken):
        raise Failed(f"the canary {missing} never came back: {broken_leg(world.store, world.now)}")


def old_mail_is_left_alone(world: World, people: People) -> None:
    """What lay in the mailbox for weeks before the desk was opened is neither answered nor moved."""
    got = [one for one in world.mail.sent if one.recipient == EARLY]
    if got:
        raise Failed(f"a mail from before the desk's time was answered: {_named(got[0].raw)}")
    acted = world.store.one(
        "SELECT uid, outcome FROM ledger WHERE sender = ? AND outcome <> 'silence'", EARLY
    )
    if acted:
        raise Failed(f"a mail from before the desk's time became a {acted[1]}")


MOST_A_DAY = 50  # automatic mails to one of the team, whatever befalls: a busy day's and a storm's together
MOST_OF_ONE_CAUSE = 25  # one customer's mails, what is late, or lists
_CAUSES = {"notification": "words", "warning": "late", "escalation": "late", "notice": "lists"}


def nobody_in_the_team_is_flooded(world: World, people: People) -> None:
    """Whoever writes how much: what the desk tells a member of the team by itself is few mails a day. A colleague's
    note is that person's mail.
    """
    if world.accidents["jump"]:
        return  # by a clock that is wrong by days, days are short
    customers = dict(world.store.all("SELECT number, customer FROM request"))
    got: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    seen = set()
    for delivered in sorted(world.mail.sent, key=lambda one: one.at):
        letter = letters.read(delivered)
        if letter.recipient not in STAFF or letter.kind not in _CAUSES or letter.message_id in seen:
            continue
        if letter.kind == "notification" and letter.message_id.startswith("<fd.n"):
            continue
        seen.add(letter.message_id)
        cause = _CAUSES[letter.kind]
        of = customers.get(letter.request, "") if cause == "words" else cause
        for counted, most in ((of, MOST_OF_ONE_CAUSE), ("all", MOST_A_DAY)):
            lately = [at for at in got[letter.recipient, counted] if at > delivered.at - timedelta(days=1)]
            if len(lately) >= most:
                raise Failed(
                    f"{letter.recipient} got {len(lately) + 1} automatic mails within a day ({counted})"
                )
            got[letter.recipient, counted] = [*lately, delivered.at]


def the_caps_of_the_team_hold(world: World, people: People) -> None:
    """What the desk tells by itself (what is late, notices) goes one by one as often as `rates` allows, by the desk's
    own clock."""
    put: dict[tuple[str, Category], list[datetime]] = defaultdict(list)
    rows = world.store.all(
        "SELECT email, put_at, kind FROM recipient JOIN outbox ON outbox.id = outbox WHERE recipient.automatic"
        " AND outbox.kind IN ('warning', 'escalation', 'notice') ORDER BY outbox"
    )
    for email, put_at, kind in rows:
        if email not in STAFF:
            continue
        category, now = KINDS[MailKind(kind)], from_column(put_at)
        lately = [at for at in put[email, category] if now - timedelta(days=1) <= at <= now]
        if len(lately) >= STAFF_LIMITS[category].a_day:
            raise Failed(f"{email} got {len(lately) + 1} mails about what is {category} one by one in a day")
        put[email, category].append(now)


def every_request_is_told_of(world: World, people: People) -> None:
    """Nothing that was kept for a list is forgotten: it stands in one, or its list is still to come."""
    forgotten = world.store.one(
        "SELECT person, request FROM collected WHERE listed_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM timer WHERE timer.person = collected.person AND timer.kind = 'collected')"
    )
    if forgotten:
        raise Failed(
            f"{forgotten[0]} will never hear of #{forgotten[1]}: it waits for a list that nobody sends"
        )


def the_caps_hold(world: World, people: People) -> None:
    """To no customer's address more automatic mail than `rules.rates` allows, by the desk's own clock."""
    put: dict[str, list[object]] = defaultdict(list)
    rows = world.store.all("SELECT email, put_at FROM recipient WHERE automatic ORDER BY outbox")
    for email, at in rows:
        if email in STAFF:
            continue
        now = from_column(at)
        before = put[email]
        for window, most in (
            (timedelta(hours=1), LIMITS.to_address_an_hour),
            (timedelta(days=1), LIMITS.to_address_a_day),
        ):
            lately = [one for one in before if one >= now - window]  # type: ignore[operator]
            if len(lately) >= most:
                raise Failed(f"{email} got {len(lately) + 1} automatic mails within {window}")
        before.append(now)

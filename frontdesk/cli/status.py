"""`frontdesk status`: what waits, what is late, what is set aside, and whether every mail is accounted for.

Looks, and changes nothing. `problems` is what a person should see to; with any, the exit code is 1.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from rich.table import Table
from rich.text import Text

from frontdesk.access_state import access_object, access_problems
from frontdesk.cli.show import local, printable
from frontdesk.cli.troubles import TOLD_FOR, troubles
from frontdesk.db import counts, facts, ledger, outbox_view, state, timers
from frontdesk.db.engine.store import Store
from frontdesk.db.forgetting import old_texts
from frontdesk.db.lease import MAILBOX_LEASE, holder_of
from frontdesk.db.reconcile import FAULTS, Difference, Listing, reconcile, unread_of
from frontdesk.desk import LAST_SENT, OPEN_SINCE, REWRITES, last_read
from frontdesk.iso import iso
from frontdesk.jobs.canary import broken_leg
from frontdesk.mailbox.errors import MailboxError
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.reports.contacts import contacts_of
from frontdesk.settings.load import Settings

_TIME = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
READ_AT_LEAST_EVERY = timedelta(minutes=10)
READ_WITHIN = timedelta(minutes=5)
FILED_WITHIN = timedelta(minutes=15)
SENT_WITHIN = timedelta(minutes=15)
DONE_WITHIN = timedelta(minutes=5)


def status(settings: Settings, store: Store, now: datetime, *, with_mailbox: bool = True) -> dict[str, Any]:
    """The object behind `status --json`. `with_mailbox`: compare the ledger with the folders, too."""
    found: dict[str, Any] = {
        "now": iso(now),
        "open_since": iso(state.get_time(store, OPEN_SINCE)),
        "last_read_at": iso(last_read(store)),
        "last_sent_at": iso(state.get_time(store, LAST_SENT)),
        "reader": _reader(store, now),
        "requests": counts.requests(store),
        "unowned": counts.unowned(store),
        "outbox": dict(outbox_view.counts(store)),
        "oldest_unsent_at": iso(outbox_view.oldest_unsent(store)),
        "timers": _timers(store, now),
        "quarantine": [_quarantined(row) for row in ledger.quarantined(store)],
        "ledger": _ledger(settings, store, with_mailbox),
        "access": access_object(settings, store, now),
        "rewrites_message_ids": bool(state.get(store, REWRITES)),
        "contacts": contacts_of(store, settings.policy(), now),
        "kept_until": iso(_kept_until(store)),
        "without_figures": facts.left(store),
        "mail_path": broken_leg(store, now) if settings.canary_every else "",
    }
    found["problems"] = [*_problems(found, store, now), *access_problems(settings, store, now)]
    told = found["access"]["problem"]
    if told and told.partition(". ")[0] in found["ledger"].get("mailbox", ""):  # the same, seen just now
        found["problems"] = [words for words in found["problems"] if "mailbox can't be read" not in words]
    return found


def _reader(store: Store, now: datetime) -> dict[str, Any] | None:
    held = holder_of(store, MAILBOX_LEASE)
    return {"holder": held[0], "until": iso(held[1]), "alive": held[1] > now} if held else None


def _kept_until(store: Store) -> datetime | None:
    """Requests that were closed before this moment have no texts any more."""
    done = old_texts.come_to(store, old_texts.TEXTS)
    return done[0] if done else None


def _timers(store: Store, now: datetime) -> dict[str, Any]:
    due = timers.due(store, now, 1000)
    return {
        "waiting": counts.timers(store),
        "late": len([row for row in due if now - row.due_at > DONE_WITHIN]),
        "failing": len([row for row in due if row.failures]),
        "next_due_at": iso(timers.next_due(store)),
    }


def _quarantined(row: ledger.LedgerRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "from": row.sender or None,
        "message_id": row.message_id or None,
        "at": iso(row.received_at),
        "reason": row.reason,
    }


def _ledger(settings: Settings, store: Store, with_mailbox: bool) -> dict[str, Any]:
    balance = ledger.balance(store)
    found: dict[str, Any] = {
        "seen": balance.seen,
        "outcomes": dict(balance.outcomes),
        "unfiled": balance.unfiled,
        "balanced": None,
        "unread_since": None,
        "differences": [],
    }
    if with_mailbox:
        try:
            differences, unread_since = compare(settings, store)
            found["unread_since"] = iso(unread_since)
            found["differences"] = [_in_words(difference) for difference in differences]
            found["balanced"] = not any(difference.kind in FAULTS for difference in differences)
        except MailboxError as error:
            found["mailbox"] = f"{error} {error.remedy}"
    return found


def compare(settings: Settings, store: Store) -> tuple[list[Difference], datetime | None]:
    """What the mailbox and the ledger don't agree on, and since when the oldest mail that nobody has read lies there.
    Raises MailboxError."""
    folder = ImapMailbox(settings.imap_account())
    try:
        folder.connect()
        state = folder.select(settings.imap_folder)
        listed = {one.uid: one.received_at for one in folder.list_folder(settings.imap_folder)}
    finally:
        folder.close()
    listing = Listing(state.uidvalidity, list(listed))
    since = unread_since(store, settings.imap_folder, state.uidvalidity, listed)
    return reconcile(store, {settings.imap_folder: listing}), since


def unread_since(
    store: Store, name: str, uidvalidity: int, listed: Mapping[int, datetime]
) -> datetime | None:
    """Since when the oldest mail that nobody has read lies in a folder; `listed`: when each of its mails came."""
    unread = unread_of(store, name, Listing(uidvalidity, list(listed)))
    return min((listed[uid] for uid in unread), default=None)


def _in_words(difference: Difference) -> str:
    uids = ", ".join(map(str, difference.uids))
    return f"{difference.folder}: {difference.count} ({difference.kind}{f'; UIDs {uids}' if uids else ''})"


def _problems(found: dict[str, Any], store: Store, now: datetime) -> list[str]:
    oldest = outbox_view.oldest_unsent(store)
    last = last_read(store)
    silent = last is not None and now - last > READ_AT_LEAST_EVERY
    unread = as_time(found["ledger"]["unread_since"])
    unfiled = ledger.unfiled_since(store)
    alive = found["reader"] is not None and found["reader"]["alive"]
    failed = outbox_view.failed_since(store, now - TOLD_FOR)
    checks = (
        (last is None, "No mail was ever read: is `frontdesk run` running?"),
        (silent and not alive, "Nobody reads the mailbox: is `frontdesk run` running?"),
        (silent and alive, f"No mail was read since {iso(last)}: see the log for what the mail server says."),
        (
            oldest is not None and now - oldest > SENT_WITHIN,
            f"A mail waits to be sent since {iso(oldest)}: see the log for what the relay says.",
        ),
        (failed > 0, f"{_mails(failed)} could not be delivered since yesterday: `frontdesk outbox list`."),
        (bool(found["mail_path"]), f"The desk's mail to itself did not come back. {found['mail_path']}"),
        (found["timers"]["late"] > 0, f"{found['timers']['late']} timers are late."),
        (
            bool(found["quarantine"]),
            f"{_mails(len(found['quarantine']))} in quarantine: `frontdesk quarantine list`.",
        ),
        (
            unread is not None and now - unread > READ_WITHIN,
            f"Mail waits to be read since {iso(unread)}: see the log for what the mail server says.",
        ),
        (
            unfiled is not None and now - unfiled > FILED_WITHIN,
            f"Mail that was dealt with since {iso(unfiled)} can't be filed away: see the log.",
        ),
        (found["ledger"]["balanced"] is False, "Mails are not accounted for: see the ledger's differences."),
        ("mailbox" in found["ledger"], f"The mailbox can't be read: {found['ledger'].get('mailbox')}"),
    )
    return [*troubles(store, now), *(what for holds, what in checks if holds)]


def as_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _mails(number: int) -> str:
    return f"{number} mail{'s' * (number != 1)}"


def status_table(found: dict[str, Any], zone: tzinfo) -> Table:
    """The same for people, with every time in `zone`."""
    table = Table.grid(padding=(0, 2))
    outbox, ledger_ = found["outbox"], found["ledger"]
    rows = (
        ("mail last read", found["last_read_at"] or "never"),
        ("mail last sent", found["last_sent_at"] or "never"),
        ("read by", _reader_words(found["reader"])),
        ("signs in by", _access(found["access"])),
        ("requests", _counts(found["requests"]) or "none"),
        ("unowned", str(found["unowned"])),
        ("outbox", _counts({name: n for name, n in outbox.items() if n}) or "empty"),
        ("oldest unsent", found["oldest_unsent_at"] or "none"),
        ("next timer", found["timers"]["next_due_at"] or "none"),
        ("late timers", str(found["timers"]["late"])),
        ("in quarantine", str(len(found["quarantine"]))),
        ("contact", _contact_words(found["contacts"])),
        ("mails seen", f"{ledger_['seen']} ({_counts(ledger_['outcomes'])})" if ledger_["seen"] else "none"),
        (
            "ledger",
            {True: "balanced", False: "differs from the mailbox", None: "not compared"}[ledger_["balanced"]],
        ),
    )
    for name, value in rows:
        table.add_row(Text(name, "bold"), printable(here(value, zone)))
    if found["without_figures"]:
        table.add_row(Text("reports", "bold"), f"lack {found['without_figures']} older requests so far")
    if found["rewrites_message_ids"]:
        table.add_row(Text("mail provider", "bold"), "gives mail another Message-ID; it is known by both")
    for difference in ledger_["differences"]:
        table.add_row("", Text(printable(here(difference, zone)), "yellow"))
    for problem in found["problems"]:
        table.add_row(Text("!", "bold red"), Text(printable(here(problem, zone)), "red"))
    return table


def here(words: str, zone: tzinfo) -> str:
    """`words` with each time of `iso` as it is in a time zone."""
    return _TIME.sub(lambda found: local(datetime.fromisoformat(found[0]), zone), words)


def _reader_words(reader: dict[str, Any] | None) -> str:
    """The holder's name, as `db.lease` makes it, for people."""
    if reader is None:
        return "nobody"
    host, _, rest = reader["holder"].partition("/")
    process = rest.split("/")[1] if rest.count("/") >= 2 else ""
    where = "this machine" if host == socket.gethostname() else host
    silent = "" if reader["alive"] else f", which was last heard of at {reader['until']}"
    return f"{where}, process {process}{silent}" if process else f"{where}{silent}"


def _access(access: dict[str, Any]) -> str:
    words = [access["way"]]
    if access["good_until"]:
        words.append(f"this token until {access['good_until']}")
    if access["secret_expires"]:
        words.append(f"secret until {access['secret_expires']}")
    if access["login_expires"]:
        words.append(f"sign-in until {access['login_expires']}")
    return ", ".join(words)


def _contact_words(contacts: dict[str, Any] | None) -> str:
    if contacts is None:
        return "not sought"
    return f"with {contacts['in_contact']} of {contacts['accounts']} departments in their period"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))

"""Alarms about the desk's own access: a secret that ends soon, and a refusal that lasts.

After a secret's end no mail can carry the alarm, so it comes before: 30, 14, 7, 3 and 1 days. Each step is told once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from frontdesk import access_state
from frontdesk.access_state import MAILBOX, Trouble
from frontdesk.db import state
from frontdesk.desk import Desk
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.mailbox.errors import LoginRefused, MailboxError
from frontdesk.settings.load import Settings
from frontdesk.settings.ways import Way

LOGGED_EVERY = timedelta(hours=1)


def keep_access(desk: Desk, settings: Settings) -> None:
    """Call it now and then. Tells the managers what ends soon."""
    if settings.way is Way.PASSWORD:
        return
    today = desk.now().astimezone(desk.policy.zone).date()
    for each in access_state.expiries(settings, desk.store):
        if (step := each.step(today)) is not None:
            title = f"The desk's access to its mail ends soon: {each.words(today)}"
            after = "After that day the desk reads and sends nothing, and can't tell of it by mail."
            tell_once(desk, f"ends {each.what} {each.day} {step}", title, after, each.remedy)
        elif each.left(today) < 0 and each.what != "sign-in" and not _refused(desk):
            title = "OAUTH_SECRET_EXPIRES is past, yet it works: enter the new day"
            tell_once(
                desk,
                f"past {each.what} {each.day}",
                title,
                "Without the day nobody is warned before the end.",
            )
    if access_state.day_is_unknown(settings):
        title = "Nobody knows when the desk's client secret ends"
        lines = (
            "Microsoft's secrets end after 24 months at most, without a word. The desk can warn before that.",
            "Enter as OAUTH_SECRET_EXPIRES the day that Entra shows (your app > Certificates & secrets).",
        )
        tell_once(desk, "unknown end of the secret", title, *lines)


def _refused(desk: Desk) -> bool:
    return any(access_state.trouble(desk.store, which) for which in (MAILBOX, access_state.RELAY))


def note_trouble(desk: Desk, settings: Settings, which: str, error: MailboxError) -> str:
    """Keep a refused login for `status`; gives the words for systemd, "" while it may pass."""
    by_token = settings.mailbox_by_token if which == MAILBOX else settings.relay_by_token
    if not by_token or not isinstance(error, LoginRefused):
        return ""
    sure = hasattr(error, "error")  # the provider's own word, not a mail server's
    now = desk.now()
    found = access_state.note_refused(desk.store, which, str(error), error.remedy, sure, now)
    if not found.lasts:
        return ""
    _log(desk, which, error, now)
    if which == MAILBOX and not settings.relay_by_token:
        _tell(desk, found)
    return f"not let in: {error}"


def note_good(desk: Desk, which: str) -> None:
    if access_state.note_accepted(desk.store, which):
        desk.log.info("access.accepted", server=which)


def _log(desk: Desk, which: str, error: MailboxError, now: datetime) -> None:
    """At error once an hour; the pauses between the tries tell the rest."""
    key = f"access logged {which}"
    last = state.get_time(desk.store, key)
    if last is not None and timedelta() <= now - last < LOGGED_EVERY:
        return
    with desk.store.transaction():
        state.put_time(desk.store, key, now)
    trace = getattr(error, "trace", "")
    more = {"trace": trace} if trace else {}
    desk.log.error("access.refused", None, server=which, why=str(error), remedy=error.remedy, **more)


def _tell(desk: Desk, found: Trouble) -> None:
    """By mail only where sending has a way of its own."""
    title = "The desk isn't let into its mailbox"
    lines = (found.problem, found.remedy, "No mail is read meanwhile; none is lost.")
    tell_once(desk, f"not let in {found.since.isoformat()}", title, *lines)
